//! Says of a refusal that it is policy: who accepts such a message, and the key of samlens.toml that allows it.
//!
//! What mainstream software accepts and samlens does not is a choice. A report that only called it a fault would send a
//! person to look for one.

use crate::decrypt::allowing;
use crate::finding::Detail;
use crate::{Code, Finding, Severity};

/// How the line of help begins. The brief report prints it as a row of its own.
pub(crate) const PREFIX: &str = "samlens policy: ";

/// Adds the line to each finding that is a refusal by policy, before the general help.
pub(crate) fn explain(findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| finding.severity() == Severity::Error) {
        let Some((who, key)) = known(finding) else { continue };
        let key = match key {
            Some(key) => format!("; to allow it, set `{key}` under [policy] in samlens.toml"),
            None => String::new(),
        };
        if let Some(Detail::RefusedAlgorithm { policy: Some(key), .. }) = finding.detail() {
            // It becomes part of the line about the policy.
            let allowing = allowing(key);
            finding.remove_fix(|fix| fix == allowing);
        }
        finding.lead_with_fix(format!("{PREFIX}{who}{key}"));
    }
}

/// What is refused here and by whom it is accepted, and the key that allows it.
fn known(finding: &Finding) -> Option<(String, Option<String>)> {
    let said = |who: &str, key: Option<&str>| Some((who.to_owned(), key.map(str::to_owned)));
    let actual = finding.actual().unwrap_or_default();
    match finding.code() {
        Code::AlgorithmWeak => said(
            "SHA-1 is refused here; OpenSAML for Java, php-saml and python3-saml accept it by default",
            Some("sha1 = \"accept\""),
        ),
        Code::KeyTooSmall => said(
            "RSA keys below 2048 bits are refused here; most libraries do not check the size",
            Some("min_rsa_bits = 1024"),
        ),
        Code::CertificateExpired | Code::CertificateNotYetValid => said(
            "the dates of a trusted certificate are checked here; many services ignore them",
            Some("certificate_dates = \"warn\""),
        ),
        Code::DecryptionFailed => {
            let Some(Detail::RefusedAlgorithm { policy: key, .. }) = finding.detail() else { return None };
            let outside = match key {
                Some(_) => "",
                None if actual.starts_with("rsa-1_5") => {
                    "; no setting allows it without a verified signature around it; with one, `allow_rsa_1_5 = true` does"
                }
                None => "; no setting allows it without a verified signature around it",
            };
            let who = if actual.starts_with("rsa-1_5") {
                "rsa-1_5 is refused here, and by SimpleSAMLphp; libraries on xmlsec accept it"
            } else if actual.contains("tripledes") || actual.contains("3des") {
                "Triple DES is refused here; libraries on xmlsec accept it"
            } else {
                "CBC outside a verified signature is refused here and by Spring Security; php-saml and python3-saml decrypt it"
            };
            Some((format!("{who}{outside}"), key.map(|key| format!("{key} = true"))))
        }
        Code::NameIdMissing => said(
            "a login is identified by its NameID here; node-saml and the Shibboleth SP accept a response without one; no setting allows it",
            None,
        ),
        Code::AudienceMissing => said(
            "the Web Browser SSO profile requires an AudienceRestriction; php-saml, python3-saml and OpenSAML accept a response without one; no setting allows it",
            None,
        ),
        Code::ConfirmationNotBefore => said(
            "the Web Browser SSO profile forbids NotBefore here; php-saml, python3-saml and OpenSAML accept one that has passed; no setting allows it",
            None,
        ),
        Code::TimeMalformed if finding.detail() == Some(Detail::Offset) => said(
            "SAML times are in UTC, and only these are accepted here; libraries that read any ISO 8601 time, such as node-saml, accept an offset; no setting allows it",
            None,
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(finding: Finding) -> Option<String> {
        let mut findings = [finding.with_severity(Severity::Error)];
        explain(&mut findings);
        let fixes = findings[0].fix();
        assert!(fixes.iter().all(|fix| !fix.starts_with("or allow it")), "the key is named twice");
        fixes.iter().find_map(|fix| fix.strip_prefix(PREFIX)).map(str::to_owned)
    }

    fn new(code: Code, message: &str) -> Finding {
        Finding::new(code, message).with_fix("fix it")
    }

    #[test]
    fn a_refusal_by_policy_says_so_with_its_key_or_that_there_is_none() {
        let refused = |name: &str, policy| {
            let detail = Detail::RefusedAlgorithm { not_covered: false, policy };
            new(Code::DecryptionFailed, "x").with_detail(detail).with_actual(name)
        };
        let cbc = refused("aes256-cbc", Some("allow_cbc_outside_signature"))
            .with_fix(allowing("allow_cbc_outside_signature"));
        let oaep = refused("rsa-1_5", None);
        let offset = new(Code::TimeMalformed, "x").with_detail(Detail::Offset);
        for (finding, word) in [
            (new(Code::AlgorithmWeak, "x"), "`sha1 = \"accept\"`"),
            (cbc, "`allow_cbc_outside_signature = true`"),
            (oaep, "no setting allows it"),
            (new(Code::NameIdMissing, "x"), "no setting allows it"),
            (new(Code::AudienceMissing, "x"), "no setting allows it"),
            (new(Code::ConfirmationNotBefore, "x"), "no setting allows it"),
            (offset, "no setting allows it"),
            (new(Code::CertificateExpired, "x"), "`certificate_dates = \"warn\"`"),
            (new(Code::KeyTooSmall, "x"), "`min_rsa_bits = 1024`"),
        ] {
            let code = finding.code();
            let said = line(finding).unwrap_or_else(|| panic!("{code} says nothing"));
            assert!(said.contains(word), "{code}: {said}");
            assert!(said.chars().count() <= 200, "{code}: {} characters", said.chars().count());
        }
    }

    #[test]
    fn what_is_a_fault_by_itself_is_no_policy() {
        // Words decide nothing.
        assert_eq!(line(new(Code::TimeMalformed, "NotBefore has an offset")), None);
        assert_eq!(
            line(new(Code::DecryptionFailed, "aes256-cbc is refused: x").with_actual("aes256-cbc")),
            None
        );
        assert_eq!(line(new(Code::AudienceMismatch, "x")), None);
        let mut accepted = [Finding::new(Code::AlgorithmWeak, "x")];
        explain(&mut accepted);
        assert!(accepted[0].fix().is_empty());
    }
}
