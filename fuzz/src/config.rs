//! Whatever is given as samlens.toml: no panic, and everything that is said of it has a place in it.

use samlens::config::{Config, ConfigFile, Diagnostic};
use samlens::inspect::{Captured, Verdict};

/// Asks for everything that a configuration could give away: an assertion without a signature.
const UNSIGNED: &str = r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0" IssueInstant="2026-01-15T10:00:00Z"><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" Version="2.0" IssueInstant="2026-01-15T10:00:00Z"><saml:Issuer>urn:idp</saml:Issuer></saml:Assertion></samlp:Response>"#;
const NOW: &str = "2026-01-15T10:01:00Z";

/// Panics where a deployment that was read cannot be judged by, or where a diagnostic points outside the text.
pub fn config(text: &str) {
    match ConfigFile::parse(text) {
        Ok(file) => {
            let config = file.config();
            // What is read is what TOML says, and nothing but its structure is looked at.
            assert_eq!(Config::parse(text).as_ref(), Ok(config));
            lie_inside(&file.lint(), text);
            for chosen in 0..=config.identity_providers.len() {
                let now = NOW.parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().expect("an instant");
                let captured = Captured::from_xml(UNSIGNED.to_owned());
                let report = config.validator(Some(chosen)).inspector().inspect_captured(&captured).at(now);
                assert_ne!(report.verdict(), Verdict::Accepted);
            }
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            lie_inside(&mistakes, text);
        }
    }
}

fn lie_inside(diagnostics: &[Diagnostic], text: &str) {
    let lines = text.split('\n').count();
    for diagnostic in diagnostics {
        let (line, column) = diagnostic.place();
        assert!(line >= 1 && line <= lines, "line {line} of {lines}: {diagnostic}");
        assert!(column >= 1 && column <= text.len() + 1, "column {column}: {diagnostic}");
        assert!(!diagnostic.message().is_empty());
    }
}
