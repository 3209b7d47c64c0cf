//! The passphrase of a private key, asked for at a terminal: a pseudo-terminal of util-linux's `script`.
use crate::run;
use samlens_forge::messages::{ACS, IDP, SP};
use samlens_forge::{Encryption, Login, Shape, Signing, keys};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

const PROMPT: &str = "Enter PEM pass phrase:";

/// A directory with an encrypted login and the key for it, under the passphrase `correct horse`.
fn directory(name: &str) -> PathBuf {
    let path = run::directory(&format!("passphrase-{name}"));
    let own = keys::key("sp-encryption");
    let cipher = openssl::symm::Cipher::aes_256_cbc();
    let locked = own.private.private_key_to_pem_pkcs8_passphrase(cipher, b"correct horse").unwrap();
    let login = Login::new(Shape::Auth0)
        .issued("2026-01-15T10:00:00.000Z", 3600)
        .sign_assertion(Signing::new(keys::idp()))
        .between(|response| Encryption::new(keys::key("sp-encryption")).replace_assertion(response));
    std::fs::write(path.join("locked.key.pem"), locked).unwrap();
    std::fs::write(path.join("idp.pem"), keys::idp().pem()).unwrap();
    std::fs::write(path.join("encrypted.b64"), login.message().base64()).unwrap();
    path
}

fn arguments() -> String {
    format!(
        "check encrypted.b64 --profile generic --idp-cert idp.pem --idp-entity-id {IDP} --sp-entity-id {SP} --acs {ACS} --at 2026-01-15T10:01:00Z --decrypt-key locked.key.pem"
    )
}

/// Exit code and everything that the terminal shows when this is typed at each prompt.
fn typed(directory: &Path, lines: &[&str], more: &str) -> (i32, String) {
    let binary = env!("CARGO_BIN_EXE_samlens");
    let command = format!("'{binary}' {}{more}", arguments());
    let spawned = Command::new("timeout")
        .args(["60", "script", "--quiet", "--return", "--command", &command, "/dev/null"])
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = spawned.expect("script of util-linux is not installed");
    let (mut keyboard, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut shown = Vec::new();
    let mut answered = 0;
    loop {
        let mut buffer = [0; 1024];
        let length = screen.read(&mut buffer).unwrap();
        if length == 0 {
            break;
        }
        shown.extend_from_slice(&buffer[..length]);
        let prompts = String::from_utf8_lossy(&shown).matches(PROMPT).count();
        while answered < prompts {
            // OpenSSL writes the prompt before it turns the echo off; no one types in that moment.
            std::thread::sleep(Duration::from_millis(800));
            let line = lines.get(answered).copied().unwrap_or_default();
            keyboard.write_all(format!("{line}\r").as_bytes()).unwrap();
            answered += 1;
        }
    }
    let status = child.wait().unwrap();
    (status.code().unwrap(), String::from_utf8_lossy(&shown).replace('\r', ""))
}

#[test]
#[ignore = "needs script of util-linux"]
fn the_passphrase_is_asked_for_and_not_shown() {
    let (code, shown) = typed(&directory("right"), &["correct horse"], "");
    assert_eq!(code, 0, "{shown}");
    assert!(
        shown.starts_with("samlens: locked.key.pem has a passphrase\nEnter PEM pass phrase:\n"),
        "{shown}"
    );
    assert!(shown.contains("mara.oduya@example.org"), "{shown}");
    assert!(!shown.contains("horse"), "{shown}");
}

#[test]
#[ignore = "needs script of util-linux"]
fn a_wrong_passphrase_is_told_and_not_shown() {
    for wrong in ["battery staple", ""] {
        let (code, shown) = typed(&directory("wrong"), &[wrong], "");
        assert_eq!(code, 2, "{shown}");
        assert!(
            shown.contains(
                "samlens: --decrypt-key locked.key.pem: the passphrase is wrong, or the file is damaged\n"
            ),
            "{shown}"
        );
        assert!(!shown.contains("staple"), "{shown}");
    }
}

#[test]
#[ignore = "needs script of util-linux"]
fn giving_up_at_the_prompt_is_not_a_wrong_passphrase() {
    let (code, shown) = typed(&directory("given-up"), &["\u{3}", "\u{3}"], "");
    assert_eq!(code, 130, "{shown}");
    assert!(!shown.contains("wrong"), "{shown}");
}

#[test]
#[ignore = "needs script of util-linux"]
fn each_key_is_named_before_its_passphrase_is_asked_for() {
    let path = directory("two");
    std::fs::copy(path.join("locked.key.pem"), path.join("second.key.pem")).unwrap();
    let more = " --decrypt-key second.key.pem";
    let (code, shown) = typed(&path, &["correct horse", "correct horse"], more);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("samlens: second.key.pem has a passphrase\nEnter PEM pass phrase:\n"), "{shown}");
}

#[test]
fn without_a_terminal_no_one_is_asked() {
    let arguments = arguments();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let ran = run::samlens(&arguments).current_dir(&directory("none")).run();
    assert_eq!(ran.code, 2);
    assert_eq!(ran.out, "");
    assert_eq!(
        ran.err,
        "samlens: --decrypt-key locked.key.pem: the key has a passphrase, and there is no terminal to ask for it; name the environment variable that contains it with --passphrase-env\n"
    );
}
