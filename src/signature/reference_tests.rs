//! The strict profile, rule by rule: no key is needed to say that a signature leaves it.

use super::SignatureProfile;
use crate::signature::{DigestAlgorithm, SignatureAlgorithm};
use crate::xml::canonical::Method;
use crate::xml::{Document, Namespace};
use crate::{Code, Limits};

#[path = "pss_tests.rs"]
mod pss;

const C14N: &str = r#"<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>"#;
const RSA: &str = r#"<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>"#;
const ENVELOPED: &str = r#"<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>"#;
const EXCLUSIVE: &str = r#"<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>"#;
const EXCLUSIVE_URI: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const SHA256: &str = r#"<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>"#;
const DIGEST: &str = "<DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</DigestValue>";
const VALUE: &str = "<SignatureValue>AAAA</SignatureValue>";

/// A signature in parts, so that a test exchanges one.
struct Parts<'p> {
    c14n: &'p str,
    method: &'p str,
    uri: &'p str,
    transforms: &'p str,
    digest: &'p str,
    value: &'p str,
    after_reference: &'p str,
    after_value: &'p str,
}

const STRICT: Parts<'static> = Parts {
    c14n: C14N,
    method: RSA,
    uri: r##" URI="#_a""##,
    transforms: "",
    digest: DIGEST,
    value: VALUE,
    after_reference: "",
    after_value: "",
};

/// Reads it: algorithm, digest and both lists of prefixes, or the code and message of the rule that it breaks.
fn read(parts: &Parts<'_>) -> Result<(SignatureAlgorithm, DigestAlgorithm, String), (Code, String)> {
    let Parts { c14n, method, uri, transforms, digest, value, after_reference, after_value } = parts;
    let transforms = match transforms.is_empty() {
        true => format!("{ENVELOPED}{EXCLUSIVE}"),
        false => (*transforms).to_owned(),
    };
    let digest = match digest.contains("DigestMethod") {
        true => (*digest).to_owned(),
        false => format!("{SHA256}{digest}"),
    };
    let xml = format!(
        r#"<a ID="_a"><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>{c14n}{method}<Reference{uri}><Transforms>{transforms}</Transforms>{digest}</Reference>{after_reference}</SignedInfo>{value}{after_value}</Signature></a>"#
    );
    let document = Document::parse(&xml, &Limits::default()).unwrap();
    let signature = document.root().child(Namespace::DS, "Signature").unwrap();
    match SignatureProfile::read(signature, document.root(), 2) {
        Ok(profile) => {
            let method = match profile.signed_info_method {
                Method::Inclusive => "inclusive",
                Method::Exclusive => "exclusive",
            };
            let prefixes = format!("{method} {:?} {:?}", profile.signed_info_prefixes, profile.prefixes);
            assert_eq!(
                (profile.digest_value.len(), profile.signature_value.len()),
                (profile.digest.size(), 3)
            );
            Ok((profile.algorithm, profile.digest, prefixes))
        }
        Err(finding) => Err((finding.code(), finding.message().to_owned())),
    }
}

fn refused(parts: &Parts<'_>) -> String {
    let (code, message) = read(parts).unwrap_err();
    assert_eq!(code, Code::SignatureProfile, "{message}");
    message
}

#[test]
fn the_profile_itself_is_read() {
    let read_as = (SignatureAlgorithm::Rsa(DigestAlgorithm::Sha256), DigestAlgorithm::Sha256);
    assert_eq!(read(&STRICT), Ok((read_as.0, read_as.1, "exclusive [] []".to_owned())));
    let inclusive =
        r#"<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>"#;
    let with_key = Parts { c14n: inclusive, after_value: "<KeyInfo>anything <b/></KeyInfo>", ..STRICT };
    assert_eq!(read(&with_key), Ok((read_as.0, read_as.1, "inclusive [] []".to_owned())));
}

#[test]
fn prefix_lists_are_read_up_to_their_limit() {
    let list = |name: &str, list: &str| {
        format!(
            r#"<{name} Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"><e:InclusiveNamespaces xmlns:e="http://www.w3.org/2001/10/xml-exc-c14n#"{list}/></{name}>"#
        )
    };
    let c14n = list("CanonicalizationMethod", r#" PrefixList="x #default""#);
    let transforms = format!("{ENVELOPED}{}", list("Transform", r#" PrefixList=" y ""#));
    let parts = Parts { c14n: &c14n, transforms: &transforms, ..STRICT };
    assert_eq!(read(&parts).unwrap().2, r##"exclusive ["x", "#default"] ["y"]"##);
    let three = list("CanonicalizationMethod", r#" PrefixList="x y z""#);
    let (code, message) = read(&Parts { c14n: &three, ..STRICT }).unwrap_err();
    assert_eq!((code, message.as_str()), (Code::LimitExceeded, "a PrefixList has more than 2 prefixes"));
    let none = list("CanonicalizationMethod", "");
    let rule = "outside SAML's signature profile: InclusiveNamespaces has no PrefixList";
    assert_eq!(refused(&Parts { c14n: &none, ..STRICT }), rule);
    let rule = "outside SAML's signature profile: an exclusive canonicalization has more than one InclusiveNamespaces";
    for children in [
        "<InclusiveNamespaces/>",
        r#"<e:InclusiveNamespaces xmlns:e="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList=""/><b/>"#,
        r#"<e:Other xmlns:e="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList=""/>"#,
    ] {
        let c14n = format!(
            r#"<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">{children}</CanonicalizationMethod>"#
        );
        assert_eq!(refused(&Parts { c14n: &c14n, ..STRICT }), rule, "{children}");
    }
}

#[test]
fn the_reference_is_to_the_parent_by_its_whole_id() {
    let rule = "the Reference does not point to the element that contains the signature";
    for uri in
        [" URI='#'", " URI='#_b'", " URI='#_a '", " URI='_a'", " URI='##_a'", " URI=\"#xpointer(id('_a'))\""]
    {
        assert_eq!(refused(&Parts { uri, ..STRICT }), rule, "{uri}");
    }
    let rule = "the Reference has no URI attribute, so it does not say which element is signed";
    assert_eq!(refused(&Parts { uri: "", ..STRICT }), rule);
}

/// Reads the signature of the element `a`, which is all of the document or inside it, with an empty URI.
fn read_empty(before: &str, after: &str, transforms: &str, part: bool) -> Result<(), String> {
    let xml = format!(
        r#"{before}<a><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>{C14N}{RSA}<Reference URI=""><Transforms>{transforms}</Transforms>{SHA256}{DIGEST}</Reference></SignedInfo>{VALUE}</Signature></a>{after}"#
    );
    let limits = Limits::default();
    let document = match part {
        true => Document::parse_in_scope(&xml, &[], &limits),
        false => Document::parse(&xml, &limits),
    };
    let document = document.unwrap();
    let parent = document.elements().find(|element| element.local_name() == "a").unwrap();
    let signature = parent.child(Namespace::DS, "Signature").unwrap();
    SignatureProfile::read(signature, parent, 2).map(|_| ()).map_err(|finding| finding.message().to_owned())
}

#[test]
fn an_empty_uri_is_the_root_of_a_whole_document() {
    let usual = format!("{ENVELOPED}{EXCLUSIVE}");
    assert_eq!(read_empty("", "", &usual, false), Ok(()));
    assert_eq!(read_empty("<!-- a -->", "<!-- b -->", &usual, false), Ok(()));
    let nested =
        "the Reference has an empty URI, so it covers the whole document, but its signature is inside the a";
    assert_eq!(read_empty("<r>", "</r>", &usual, false), Err(nested.to_owned()));
    assert_eq!(read_empty("", "", &usual, true), Err(nested.to_owned()), "a plaintext");
    for (before, after) in [("<?x y?>", ""), ("", "<?x?>")] {
        let message = read_empty(before, after, &usual, false).unwrap_err();
        assert!(message.ends_with("covers the processing instruction outside the root"), "{message}");
    }
    let keeping = format!("{ENVELOPED}{}", transform("http://www.w3.org/2001/10/xml-exc-c14n#WithComments"));
    assert_eq!(read_empty("", "", &keeping, false), Ok(()));
    let rule = "outside SAML's signature profile: Transform keeps comments, and the document contains one";
    assert_eq!(read_empty("<!-- a -->", "", &keeping, false), Err(rule.to_owned()));
    assert_eq!(read_empty("", "<!-- a -->", &keeping, false), Err(rule.to_owned()));
}

fn transform(algorithm: &str) -> String {
    format!(r#"<Transform Algorithm="{algorithm}"/>"#)
}

#[test]
fn a_signed_element_has_an_id() {
    for root in ["<a>", r#"<a ID="">"#, r#"<a Id="_a">"#] {
        let xml = format!(
            r##"{root}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>{C14N}{RSA}<Reference URI="#"/></SignedInfo>{VALUE}</Signature></a>"##
        );
        let document = Document::parse(&xml, &Limits::default()).unwrap();
        let signature = document.root().child(Namespace::DS, "Signature").unwrap();
        let finding = SignatureProfile::read(signature, document.root(), 2).unwrap_err();
        assert_eq!(finding.message(), "outside SAML's signature profile: a signed element has no ID");
    }
}

#[test]
fn two_transforms_in_their_order_and_no_other() {
    let first = "outside SAML's signature profile: the first transform must be enveloped-signature";
    let second =
        "outside SAML's signature profile: the algorithm of Transform is not a supported canonicalization";
    let misspelled =
        "outside SAML's signature profile: the identifier of the canonicalization in Transform is misspelled";
    let xpath = transform("http://www.w3.org/TR/1999/REC-xpath-19991116");
    for (transforms, rule) in [
        (format!("{EXCLUSIVE}{ENVELOPED}"), first),
        (format!("{xpath}{EXCLUSIVE}"), first),
        (format!("{ENVELOPED}{ENVELOPED}"), second),
        (format!("{ENVELOPED}{xpath}"), second),
        (format!("{ENVELOPED}{}", transform("http://www.w3.org/2001/10/xml-exC-c14n#")), misspelled),
        (format!("{ENVELOPED}{}", transform("http://www.w3.org/2001/10/xml-exc-c14n")), misspelled),
        (EXCLUSIVE.to_owned(), first),
        (format!("{ENVELOPED}{EXCLUSIVE}{EXCLUSIVE}"), "Transform is not allowed in Transforms here"),
        ("<Other/>".to_owned(), "expected ds:Transform here in Transforms"),
    ] {
        assert_eq!(refused(&Parts { transforms: &transforms, ..STRICT }), rule, "{transforms}");
    }
}

/// The form of the signed element, and the transform that is noted.
fn content(
    root: &str,
    inside: &str,
    transforms: &str,
    part: bool,
) -> Result<(Method, Option<String>), String> {
    let xml = format!(
        r##"<r {root}><a ID="_a">{inside}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>{C14N}{RSA}<Reference URI="#_a"><Transforms>{transforms}</Transforms>{SHA256}{DIGEST}</Reference></SignedInfo>{VALUE}</Signature></a><!-- beside --></r>"##
    );
    let limits = Limits::default();
    let document = match part {
        true => Document::parse_in_scope(&xml, &[], &limits),
        false => Document::parse(&xml, &limits),
    };
    let document = document.unwrap();
    let parent = document.elements().find(|element| element.local_name() == "a").unwrap();
    let signature = parent.child(Namespace::DS, "Signature").unwrap();
    SignatureProfile::read(signature, parent, 2)
        .map(|profile| (profile.method, profile.unusual.map(str::to_owned)))
        .map_err(|finding| finding.message().to_owned())
}

#[test]
fn what_is_provably_equal_is_read() {
    let inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    let c14n11 = "http://www.w3.org/2006/12/xml-c14n11";
    let read = |root: &str, inside: &str, uri: &str, part: bool| {
        content(root, inside, &format!("{ENVELOPED}{}", transform(uri)), part)
    };
    assert_eq!(content("", "", ENVELOPED, false), Ok((Method::Inclusive, None)));
    assert_eq!(read("", "", &format!("{EXCLUSIVE_URI}WithComments"), false), Ok((Method::Exclusive, None)));
    for uri in [inclusive, c14n11] {
        for uri in [uri.to_owned(), format!("{uri}#WithComments")] {
            assert_eq!(read("", "", &uri, false), Ok((Method::Inclusive, Some(uri.clone()))));
        }
    }
    // A comment inside the signed element is written by one form and left out by another.
    for uri in [format!("{EXCLUSIVE_URI}WithComments"), format!("{inclusive}#WithComments")] {
        let refused = read("", "<b><!-- --></b>", &uri, false).unwrap_err();
        assert!(refused.ends_with("keeps comments, and a contains one"), "{refused}");
    }
    assert!(read("", "<b><!-- --></b>", inclusive, false).is_ok());
    // What 1.1 writes differently from 1.0, above the signed element and on it.
    for attribute in ["xml:id='x'", "xml:base='https://idp.example/'", "xml:other=''"] {
        let refused = read(attribute, "", c14n11, false).unwrap_err();
        assert!(refused.contains("differently from 1.0"), "{attribute}: {refused}");
        assert!(read(attribute, "", inclusive, false).is_ok());
    }
    for attribute in ["xml:lang='fi'", "xml:space='preserve'", "id='x'", "base='x'"] {
        assert!(read(attribute, "", c14n11, false).is_ok(), "{attribute}");
    }
    // What is in scope around a plaintext is not known.
    for transforms in [ENVELOPED.to_owned(), format!("{ENVELOPED}{}", transform(inclusive))] {
        let refused = content("", "", &transforms, true).unwrap_err();
        assert!(refused.contains("depends on what is around it"), "{refused}");
    }
    let with_list = format!(
        r#"{ENVELOPED}<Transform Algorithm="{inclusive}"><e:InclusiveNamespaces xmlns:e="{EXCLUSIVE_URI}" PrefixList="x"/></Transform>"#
    );
    assert!(content("", "", &with_list, false).is_err(), "a PrefixList belongs to exclusive C14N");
}

#[test]
fn signed_info_takes_the_same_forms() {
    for (uri, form) in [
        ("http://www.w3.org/2001/10/xml-exc-c14n#WithComments", "exclusive [] []"),
        ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", "inclusive [] []"),
        ("http://www.w3.org/2006/12/xml-c14n11", "inclusive [] []"),
        ("http://www.w3.org/2006/12/xml-c14n11#WithComments", "inclusive [] []"),
    ] {
        let c14n = format!(r#"<CanonicalizationMethod Algorithm="{uri}"/>"#);
        assert_eq!(read(&Parts { c14n: &c14n, ..STRICT }).unwrap().2, form, "{uri}");
        let commented = format!("<!-- -->{c14n}");
        let keeps = uri.ends_with("WithComments");
        assert_eq!(read(&Parts { c14n: &commented, ..STRICT }).is_err(), keeps, "{uri}");
    }
}

#[test]
fn nothing_else_is_in_a_signature() {
    for (parts, rule) in [
        (Parts { after_reference: "<Reference/>", ..STRICT }, "Reference is not allowed in SignedInfo here"),
        (Parts { after_value: "<Object/>", ..STRICT }, "Object is not allowed in Signature here"),
        (Parts { after_value: "<KeyInfo/><KeyInfo/>", ..STRICT }, "KeyInfo is not allowed in Signature here"),
        (Parts { after_value: VALUE, ..STRICT }, "SignatureValue is not allowed in Signature here"),
        (Parts { value: "", ..STRICT }, "expected ds:SignatureValue here in Signature"),
        (Parts { c14n: "", ..STRICT }, "expected ds:CanonicalizationMethod here in SignedInfo"),
        (Parts { method: "", ..STRICT }, "expected ds:SignatureMethod here in SignedInfo"),
        (
            Parts { after_reference: "text", ..STRICT },
            "outside SAML's signature profile: there is text between the parts of a signature",
        ),
        (
            Parts { after_reference: "\u{A0}", ..STRICT },
            "outside SAML's signature profile: there is text between the parts of a signature",
        ),
    ] {
        assert_eq!(refused(&parts), rule);
    }
    assert!(read(&Parts { after_reference: " \t\r\n", ..STRICT }).is_ok());
}

#[test]
fn values_are_strict_base64_without_comments() {
    let rule = "outside SAML's signature profile: DigestValue or SignatureValue contains something other than base64";
    for value in ["", "AAA", "AA*A", "AA<!-- -->AA", "AA<b/>AA", "<b/>"] {
        let value = format!("<SignatureValue>{value}</SignatureValue>");
        assert_eq!(refused(&Parts { value: &value, ..STRICT }), rule, "{value}");
    }
    let rule = "outside SAML's signature profile: DigestValue has a wrong length for its digest algorithm";
    let digest = "<DigestValue>AAAA</DigestValue>";
    assert_eq!(refused(&Parts { digest, ..STRICT }), rule);
}

#[test]
fn algorithms_are_on_the_list_or_refused() {
    let hmac = r#"<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"/>"#;
    let (code, message) = read(&Parts { method: hmac, ..STRICT }).unwrap_err();
    assert_eq!(
        (code, message.as_str()),
        (Code::AlgorithmRefused, "the signature algorithm is not supported")
    );
    let md5 = format!(r#"<DigestMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#md5"/>{DIGEST}"#);
    let (code, message) = read(&Parts { digest: &md5, ..STRICT }).unwrap_err();
    assert_eq!((code, message.as_str()), (Code::AlgorithmRefused, "the digest algorithm is not supported"));
    let cased = format!(r#"<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#SHA256"/>{DIGEST}"#);
    let (code, message) = read(&Parts { digest: &cased, ..STRICT }).unwrap_err();
    assert_eq!(
        (code, message.as_str()),
        (Code::AlgorithmRefused, "the identifier of the digest algorithm is misspelled")
    );
    let c14n = r#"<CanonicalizationMethod Algorithm="http://www.w3.org/2000/09/xmldsig#minimal"/>"#;
    let rule = "outside SAML's signature profile: the algorithm of CanonicalizationMethod is not a supported canonicalization";
    assert_eq!(refused(&Parts { c14n, ..STRICT }), rule);
    let truncated = r#"<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"><HMACOutputLength>1</HMACOutputLength></SignatureMethod>"#;
    let rule = "HMACOutputLength is not allowed in SignatureMethod here";
    assert_eq!(refused(&Parts { method: truncated, ..STRICT }), rule);
    let rule = "outside SAML's signature profile: a method has no Algorithm";
    assert_eq!(refused(&Parts { method: "<SignatureMethod/>", ..STRICT }), rule);
}
