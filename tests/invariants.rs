//! Invariants of the verifier that no message can show: who may make a proof, what the library may ask, what a feature
//! may change. Read off the source, since breaking them compiles.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    unreachable_pub
)]

use samlens::{Pattern, Policy, Profile, Severity};
use std::fs;
use std::path::{Path, PathBuf};

/// Every source file below `src`, its path from there, its code without comments and without its tests.
fn sources() -> Vec<(String, String)> {
    fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => walk(&path, found),
                false => found.push(path),
            }
        }
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let lines: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        (path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"), lines.join("\n"))
    };
    let sources: Vec<_> = paths.iter().map(read).collect();
    assert!(sources.len() > 100, "{} files", sources.len());
    sources
}

/// The fields of a struct, as they are written.
fn fields<'s>(code: &'s str, head: &str) -> &'s str {
    let from = code.find(head).unwrap_or_else(|| panic!("no {head}")) + head.len();
    &code[from..from + code[from..].find("\n}").unwrap()]
}

/// Invariant 2: a `Signed` is made in `signature/` alone, a `Login` where it is read off a `Signed`, and an `Opened`
/// where something was decrypted; nobody else can write their fields.
#[test]
fn a_proof_is_made_where_it_is_proved() {
    let proofs = [
        ("Signed", "Signed<'t>", "signature/mod.rs", "signature/"),
        ("Login", "Login", "assertion/login.rs", "assertion/login.rs"),
        ("Logout", "Logout", "assertion/logout.rs", "assertion/logout.rs"),
        ("Opened", "Opened<'t>", "decrypt/plaintext.rs", "decrypt/plaintext.rs"),
    ];
    for (name, generic, home, room) in proofs {
        let mut made = 0;
        for (path, code) in sources() {
            if path == home {
                let private = fields(&code, &format!("struct {generic} {{"));
                assert!(!private.contains("pub"), "{name}: {private}");
            }
            let literal = format!("{name} {{");
            for line in code.lines().filter(|line| line.contains(&literal)) {
                let declared = ["struct ", "impl", "enum ", "trait "]
                    .iter()
                    .any(|word| line.trim_start().contains(word));
                let other = line.find(&literal).is_some_and(|at| {
                    line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                });
                if !declared && !other {
                    assert!(path.starts_with(room), "{path} makes a {name}: {line}");
                    made += 1;
                }
            }
        }
        assert!(made > 0, "{name} is made nowhere, so this test looks for the wrong text");
    }
}

/// Invariant 16: time, keys and configuration are arguments.
#[test]
fn the_library_has_no_clock_environment_network_or_state() {
    const OUTSIDE: [&str; 4] = ["cli/", "main.rs", "fetch/", "interop/"];
    let asked = [
        "Utc::now",
        "Local::now",
        "SystemTime",
        "Instant::now",
        "std::env",
        "env::var",
        "std::net",
        "std::fs",
        "std::process",
        "std::thread",
        "static mut",
        "thread_local!",
        "OnceLock",
        "println!",
        "eprintln!",
        "dbg!",
    ];
    for (path, code) in sources() {
        if OUTSIDE.iter().any(|room| path.starts_with(room)) {
            continue;
        }
        for word in asked {
            assert!(!code.contains(word), "src/{path} has {word}");
        }
        // A table that is computed once is no state; a lock is.
        let statics = code.lines().filter(|line| line.trim_start().starts_with("static "));
        for line in statics {
            let state =
                ["Mutex", "RwLock", "Atomic", "RefCell", "Cell<"].iter().any(|word| line.contains(word));
            assert!(!state, "src/{path} has state: {line}");
        }
    }
    // The words are ones that the command does use, so a change of style would be noticed.
    let command: String =
        sources().into_iter().filter(|(path, _)| path.starts_with("cli/")).map(|(_, code)| code).collect();
    assert!(command.contains("SystemTime") && command.contains("std::fs") && command.contains("std::env"));
}

/// Invariant 19: no feature reaches a room that decides.
#[test]
fn no_feature_changes_a_check() {
    const DECIDE: [&str; 8] =
        ["check/", "signature/", "xml/", "trust/", "decrypt/", "judge", "validator.rs", "limits.rs"];
    for (path, code) in sources() {
        if DECIDE.iter().any(|room| path.starts_with(room)) {
            for word in
                ["cfg(feature", "cfg!(feature", "cfg(not(feature", "cfg(debug_assertions", "cfg!(debug"]
            {
                assert!(!code.contains(word), "src/{path} depends on {word}…)");
            }
        }
    }
}

/// Invariant 19: what is weak is refused unless the policy names it, whatever the profile leaves out.
#[test]
fn the_policy_is_strict_until_it_is_told_otherwise() {
    for policy in [
        Policy::default(),
        Profile::generic().policy().clone(),
        Profile::builder("x").build().policy().clone(),
    ] {
        assert_eq!(policy.sha1, Severity::Error);
        assert_eq!(policy.certificate_dates, Severity::Error);
        assert!(policy.min_rsa_bits >= 2048);
        assert!(!policy.allow_rsa_1_5 && !policy.allow_3des && !policy.allow_cbc_outside_signature);
    }
    // Flex warns of SHA-1, for Auth0 signs with it unless told otherwise; nothing else is weaker there.
    let flex = Profile::flex(Pattern::A);
    assert_eq!(flex.policy().sha1, Severity::Warning);
    assert_eq!(flex.policy().certificate_dates, Severity::Error);
    assert!(flex.policy().min_rsa_bits >= 2048);
    assert!(!flex.policy().allow_rsa_1_5 && !flex.policy().allow_3des);
    assert!(!flex.policy().allow_cbc_outside_signature);
}
