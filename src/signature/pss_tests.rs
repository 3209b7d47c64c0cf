//! The parameters of RSA-PSS.

use super::*;

/// A PSS method with these parameters.
fn pss(parameters: &str) -> Result<DigestAlgorithm, (Code, String)> {
    let method = format!(
        r#"<SignatureMethod Algorithm="http://www.w3.org/2007/05/xmldsig-more#rsa-pss">{parameters}</SignatureMethod>"#
    );
    read(&Parts { method: &method, ..STRICT }).map(|(algorithm, _, _)| match algorithm {
        SignatureAlgorithm::RsaPss(digest) => digest,
        other => panic!("{other:?}"),
    })
}

/// RSAPSSParams of the right namespace with these children.
fn params(children: &str) -> Result<DigestAlgorithm, (Code, String)> {
    pss(&format!(
        r#"<p:RSAPSSParams xmlns:p="http://www.w3.org/2007/05/xmldsig-more#">{children}</p:RSAPSSParams>"#
    ))
}

const MGF1_SHA256: &str = r#"<p:MaskGenerationFunction Algorithm="http://www.w3.org/2007/05/xmldsig-more#MGF1"><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/></p:MaskGenerationFunction>"#;
const MGF1_SHA512: &str = r#"<p:MaskGenerationFunction Algorithm="http://www.w3.org/2007/05/xmldsig-more#MGF1"><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/></p:MaskGenerationFunction>"#;
const SHA512: &str = r#"<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/>"#;

#[test]
fn pss_takes_the_parameters_that_fixed_identifiers_stand_for() {
    let salt = |length: usize| format!("<p:SaltLength>{length}</p:SaltLength>");
    for (parameters, digest) in [
        (String::new(), DigestAlgorithm::Sha256),
        (SHA256.to_owned(), DigestAlgorithm::Sha256),
        (MGF1_SHA256.to_owned(), DigestAlgorithm::Sha256),
        (salt(32), DigestAlgorithm::Sha256),
        (
            format!("{SHA256}{MGF1_SHA256}{}<p:TrailerField>1</p:TrailerField>", salt(32)),
            DigestAlgorithm::Sha256,
        ),
        (format!("{SHA512}{MGF1_SHA512}{}", salt(64)), DigestAlgorithm::Sha512),
    ] {
        assert_eq!(params(&parameters), Ok(digest), "{parameters}");
    }
    assert_eq!(pss(""), Ok(DigestAlgorithm::Sha256));
}

#[test]
fn pss_takes_no_other_parameters() {
    let mgf = |algorithm: &str, inside: &str| {
        format!(r#"<p:MaskGenerationFunction Algorithm="{algorithm}">{inside}</p:MaskGenerationFunction>"#)
    };
    let mgf1 = "http://www.w3.org/2007/05/xmldsig-more#MGF1";
    let sha1 = r#"<DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>"#;
    let sha1_throughout = format!("{sha1}{}<p:SaltLength>20</p:SaltLength>", mgf(mgf1, sha1));
    for parameters in [
        "<p:SaltLength>20</p:SaltLength>".to_owned(),
        "<p:SaltLength>32 </p:SaltLength>".to_owned(),
        "<p:TrailerField>2</p:TrailerField>".to_owned(),
        "<p:Other/>".to_owned(),
        "<SaltLength>32</SaltLength>".to_owned(),
        "<TrailerField>1</TrailerField>".to_owned(),
        r#"<DigestMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#md5"/>"#.to_owned(),
        r#"<p:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>"#.to_owned(),
        format!("{SHA256}{SHA256}"),
        "<p:SaltLength>32</p:SaltLength><p:SaltLength>32</p:SaltLength>".to_owned(),
        mgf("urn:other", SHA256),
        mgf(mgf1, SHA512),
        mgf(mgf1, "<b/>"),
        format!("{SHA512}{}", mgf(mgf1, "")),
        SHA512.to_owned(),
        format!("{SHA512}{MGF1_SHA512}"),
        format!("{SHA512}<p:SaltLength>64</p:SaltLength>"),
        format!("{SHA512}{}<p:SaltLength>64</p:SaltLength>", mgf(mgf1, "")),
        format!("{SHA512}{MGF1_SHA256}<p:SaltLength>64</p:SaltLength>"),
        sha1_throughout,
    ] {
        let (code, message) = params(&parameters).unwrap_err();
        let rule = "RSA-PSS parameters other than one digest throughout and a salt as long";
        assert_eq!((code, message.as_str()), (Code::AlgorithmRefused, rule), "{parameters}");
    }
    for other in [
        r#"<RSAPSSParams/>"#,
        r#"<p:Other xmlns:p="http://www.w3.org/2007/05/xmldsig-more#"/>"#,
        r#"<p:RSAPSSParams xmlns:p="http://www.w3.org/2007/05/xmldsig-more#"/><b/>"#,
    ] {
        assert_eq!(pss(other).unwrap_err().0, Code::AlgorithmRefused, "{other}");
    }
}
