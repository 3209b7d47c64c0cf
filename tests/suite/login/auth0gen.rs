//! Responses made by Auth0's own packages, in all eight shapes.
//!
//! `SAMLENS_AUTH0GEN` names a directory with the generator `gen.js`, its packages installed, `idp.key` and `idp.pem`.

use samlens::{Certificate, IdentityProvider, Pattern, Profile, ServiceProvider, Validator};
use std::path::PathBuf;
use std::process::Command;

#[test]
#[ignore = "needs SAMLENS_AUTH0GEN and node"]
fn all_eight_shapes_are_accepted() {
    let directory = crate::corpus::auth0gen();
    let certificate = Certificate::from_pem(&std::fs::read(directory.join("idp.pem")).unwrap()).unwrap();
    // The throw-away certificate is valid from the day it was made.
    let issued = certificate.not_before() + chrono::TimeDelta::days(1);
    let idp =
        IdentityProvider::builder("urn:acme-dev.us.auth0.com").certificate(certificate).build().unwrap();
    let validator = Validator::builder()
        .identity_provider(idp)
        .service_provider(
            ServiceProvider::new("https://sp.example.com/saml/metadata")
                .with_acs("https://sp.example.com/saml/acs"),
        )
        .profile(Profile::flex(Pattern::A))
        .build()
        .unwrap();
    let user = std::fs::read_to_string(directory.join("flex-user.json")).unwrap();
    let comma = user.replace(r#"["agent", "supervisor"]"#, r#""agent,supervisor""#);
    assert_ne!(user, comma);
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("auth0gen");
    std::fs::create_dir_all(&scratch).unwrap();
    let mut accepted = 0;
    for (roles, user) in [("list", &user), ("comma", &comma)] {
        let path = scratch.join(format!("{roles}.json"));
        std::fs::write(&path, user).unwrap();
        for sign_response in ["true", "false"] {
            for (signature, digest) in [("rsa-sha256", "sha256"), ("rsa-sha1", "sha1")] {
                let output = Command::new("node")
                    .current_dir(&directory)
                    .args(["gen.js", "--key", "idp.key", "--cert", "idp.pem", "--addon", "flex-addon.json"])
                    .args(["--b64", "true", "--auth0-service", "true", "--in-response-to", "_req1", "--user"])
                    .arg(&path)
                    .args(["--now", &issued.format("%Y-%m-%dT%H:%M:%S.000Z").to_string()])
                    .arg(format!("--set.signResponse={sign_response}"))
                    .arg(format!("--set.signatureAlgorithm={signature}"))
                    .arg(format!("--set.digestAlgorithm={digest}"))
                    .output()
                    .unwrap();
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                let response = String::from_utf8(output.stdout).unwrap();
                let login = validator
                    .validate(response.trim(), samlens::InResponseTo::Request("_req1"), issued)
                    .unwrap_or_else(|rejection| panic!("{roles} {sign_response} {signature}: {rejection}"));
                assert_eq!(login.name_id(), "mara.oduya@example.org");
                let roles: Vec<&str> = login.values("roles").flat_map(|value| value.split(',')).collect();
                assert_eq!(roles, ["agent", "supervisor"]);
                accepted += 1;
            }
        }
    }
    assert_eq!(accepted, 8);
}
