//! Folders of files: the corpus of responses that were published, which is no part of the repository, and others.

use std::path::{Path, PathBuf};

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

/// Every file below a folder, in the order of the paths.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}
