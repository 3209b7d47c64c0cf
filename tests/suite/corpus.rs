//! The corpus of responses that were published, which is no part of the repository.

use std::path::PathBuf;

/// The folder that `SAMLENS_CORPUS` names. Tests that ask for it are ignored unless they are run by `--ignored`.
pub fn folder() -> PathBuf {
    let folder = std::env::var_os("SAMLENS_CORPUS")
        .expect("SAMLENS_CORPUS is not set: it names the folder of the corpus");
    let folder = PathBuf::from(folder);
    assert!(folder.join("manifest.json").exists(), "{} has no manifest.json", folder.display());
    folder
}

/// The folder of Auth0's packages with a generator of responses, which `SAMLENS_AUTH0GEN` names.
pub fn auth0gen() -> PathBuf {
    let folder = std::env::var_os("SAMLENS_AUTH0GEN")
        .expect("SAMLENS_AUTH0GEN is not set: it names the folder of the generator");
    PathBuf::from(folder)
}
