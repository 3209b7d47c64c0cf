//! What the forge writes, against text written by hand: canonical forms, signatures, captures, and lies.

use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Verifier};
use samlens_forge::signing::{ENVELOPED, EXC_C14N};
use samlens_forge::{
    Algorithm, Canonical, Digest, Element, KeyInfo, Login, Node, Part, Scope, Shape, Signing, Style,
};
use samlens_forge::{flex, keys};

fn exclusive(prefixes: &[&str]) -> Canonical {
    Canonical::Exclusive(prefixes.iter().map(|&p| p.to_owned()).collect())
}

/// An element that is not in canonical form, inside another that declares some of its prefixes.
fn sample() -> (Scope, Element) {
    let outer = Element::new("o:outer")
        .with("xmlns:o", "urn:o")
        .with("xmlns:x", "urn:x")
        .with("xmlns", "urn:default");
    let inner = Element::new("o:inner")
        .with("b", "<\"&>\t")
        .with("xmlns:unused", "urn:unused")
        .with("x:c", "1")
        .with("a", "2")
        .child(Element::new("plain").with("xmlns", ""))
        .child(Element::new("deflt").child(Element::new("o:leaf").text("a<b>&\"\r")))
        .child(Node::comment("not seen"));
    (outer.scope(&Scope::new()), inner)
}

#[test]
fn exclusive_canonical_form() {
    let (scope, element) = sample();
    let expected = "<o:inner xmlns:o=\"urn:o\" xmlns:x=\"urn:x\" a=\"2\" b=\"&lt;&quot;&amp;>&#x9;\" x:c=\"1\">\
        <plain></plain><deflt xmlns=\"urn:default\"><o:leaf>a&lt;b&gt;&amp;\"&#xD;</o:leaf></deflt></o:inner>";
    assert_eq!(element.canonical(&scope, &exclusive(&[])), expected);
}

#[test]
fn exclusive_canonical_form_with_inclusive_prefixes() {
    let (scope, element) = sample();
    let expected = "<o:inner xmlns=\"urn:default\" xmlns:o=\"urn:o\" xmlns:unused=\"urn:unused\" xmlns:x=\"urn:x\" \
        a=\"2\" b=\"&lt;&quot;&amp;>&#x9;\" x:c=\"1\"><plain xmlns=\"\"></plain><deflt><o:leaf>";
    let text = element.canonical(&scope, &exclusive(&["unused", "#default", "nobody"]));
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn inclusive_canonical_form() {
    let (scope, element) = sample();
    let expected = "<o:inner xmlns=\"urn:default\" xmlns:o=\"urn:o\" xmlns:unused=\"urn:unused\" xmlns:x=\"urn:x\" \
        a=\"2\" b=\"&lt;&quot;&amp;>&#x9;\" x:c=\"1\"><plain xmlns=\"\"></plain><deflt><o:leaf>";
    assert!(element.canonical(&scope, &Canonical::Inclusive).starts_with(expected));
}

#[test]
fn document_text_keeps_order_quotes_and_comments() {
    let (_, element) = sample();
    let expected =
        "<o:inner b='&lt;\"&amp;>&#x9;' xmlns:unused='urn:unused' x:c='1' a='2'><plain xmlns='' />";
    let text = element.document(Style { quote: '\'', empty: Some(" />") });
    assert!(text.starts_with(expected), "{text}");
    assert!(text.ends_with("<!--not seen--></o:inner>"), "{text}");
}

#[test]
fn digest_is_over_the_canonical_text_of_the_whole_assertion() {
    // Written by hand from the document of this login.
    let text = "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_a\" \
        IssueInstant=\"2026-01-15T10:00:00.000Z\" Version=\"2.0\"><saml:Issuer>urn:i</saml:Issuer>\
        <saml:Conditions NotBefore=\"2026-01-15T10:00:00.000Z\" NotOnOrAfter=\"2026-01-15T10:05:00.000Z\">\
        </saml:Conditions></saml:Assertion>";
    let digest = openssl::base64::encode_block(&openssl::sha::sha256(text.as_bytes()));
    let xml = Login::new(Shape::Auth0)
        .ids("_r", "_a")
        .issuer("urn:i")
        .issued("2026-01-15T10:00:00.000Z", 300)
        .audiences(&[])
        .without(Part::Subject)
        .without(Part::AuthnStatement)
        .without(Part::AttributeStatement)
        .sign_assertion(Signing::new(keys::idp()))
        .xml();
    assert!(xml.contains(&format!("<DigestValue>{digest}</DigestValue>")), "{xml}");
    assert!(
        xml.contains(
            "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" Version=\"2.0\" ID"
        )
    );
}

#[test]
fn pss_has_the_parameters_of_rfc_6931() {
    for (digest, openssl, length) in [
        (Digest::Sha256, openssl::hash::MessageDigest::sha256(), 32),
        (Digest::Sha384, openssl::hash::MessageDigest::sha384(), 48),
        (Digest::Sha512, openssl::hash::MessageDigest::sha512(), 64),
    ] {
        let signature = Algorithm::Pss(digest).sign(&keys::idp().private, b"signed");
        let mut verifier = Verifier::new(openssl, &keys::idp().private).unwrap();
        verifier.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
        verifier.set_rsa_mgf1_md(openssl).unwrap();
        verifier.set_rsa_pss_saltlen(RsaPssSaltlen::custom(length)).unwrap();
        assert!(verifier.verify_oneshot(&signature, b"signed").unwrap(), "{digest:?}");
    }
    assert_eq!(
        Algorithm::Pss(Digest::Sha256).uri(),
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"
    );
}

#[test]
fn ecdsa_values_are_r_and_s_joined() {
    for (key, length) in [("idp-p256", 64), ("idp-p384", 96), ("idp-p521", 132)] {
        let signing = Signing::new(keys::key(key));
        assert_eq!(signing.algorithm.sign(&signing.key.private, b"signed").len(), length, "{key}");
    }
}

#[test]
fn rsa_signatures_are_the_same_every_time() {
    let make = || Login::new(Shape::Okta).sign_both(Signing::new(keys::idp())).xml();
    assert_eq!(make(), make());
}

#[test]
fn captures_have_the_message() {
    let message = flex::signed().message();
    let value = samlens_forge::capture::percent_encode(&message.base64());
    assert_eq!(message.form_body(Some("a b")), format!("SAMLResponse={value}&RelayState=a%20b"));
    assert!(message.curl(None).contains(&format!("--data-raw 'SAMLResponse={value}'")));
    let har: serde_json::Value = serde_json::from_str(&message.har(flex::AT, None)).unwrap();
    assert_eq!(har["log"]["entries"][1]["request"]["postData"]["text"], format!("SAMLResponse={value}"));
    let trace: serde_json::Value = serde_json::from_str(&message.saml_tracer(flex::AT, None)).unwrap();
    assert_eq!(trace["requests"][1]["post"][0][1], message.base64());
    assert_eq!(trace["requests"][1]["saml"], message.xml);
}

#[test]
fn redirect_url_inflates_to_the_message() {
    let message = flex::signed().message();
    let url = message.redirect_url(Some("state"));
    let value = url.split_once("&SAMLResponse=").unwrap().1.strip_suffix("&RelayState=state").unwrap();
    let deflated = value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let deflated = openssl::base64::decode_block(&deflated).unwrap();
    let mut inflated = String::new();
    let mut decoder = flate2::read::DeflateDecoder::new(&deflated[..]);
    std::io::Read::read_to_string(&mut decoder, &mut inflated).unwrap();
    assert_eq!(inflated, message.xml);
}

#[test]
fn redirect_signature_is_over_the_query() {
    let url = flex::login().message().signed_redirect_url(None, &Signing::new(keys::idp()));
    let (signed, signature) = url.split_once("&Signature=").unwrap();
    let signed = &signed[signed.find("SAMLResponse=").unwrap()..];
    assert!(
        signed.ends_with("&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256"),
        "{signed}"
    );
    let signature = signature.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let signature = openssl::base64::decode_block(&signature).unwrap();
    let mut verifier = Verifier::new(openssl::hash::MessageDigest::sha256(), &keys::idp().private).unwrap();
    assert!(verifier.verify_oneshot(&signature, signed.as_bytes()).unwrap());
}

#[test]
fn a_wrong_reference_is_signed_unchanged() {
    let elsewhere = Signing::new(keys::idp()).uri("#_elsewhere");
    let xml = flex::login().sign_response(elsewhere).xml();
    assert!(xml.contains("<Reference URI=\"#_elsewhere\">"), "{xml}");
}

#[test]
fn a_transform_can_be_added() {
    let twice = Signing::new(keys::idp()).on_signed_info(|info| {
        info.find_mut("Transforms").push(Element::new("Transform").with("Algorithm", ENVELOPED));
    });
    let xml = flex::login().sign_response(twice).xml();
    let transforms = format!(
        "<Transform Algorithm=\"{ENVELOPED}\"/><Transform Algorithm=\"{EXC_C14N}\"/><Transform Algorithm=\"{ENVELOPED}\"/>"
    );
    assert!(xml.contains(&transforms), "{xml}");
}

#[test]
fn a_signed_assertion_can_be_wrapped() {
    // The original moves into Extensions, and a forged one with another ID takes its place.
    let honest = flex::login().sign_assertion(Signing::new(keys::idp()));
    let forged = flex::login().ids("_r", "_evil").name_id("admin@example.org", None).assertion();
    let xml = honest
        .after(move |response| {
            let original = response.take("Assertion").unwrap();
            response.insert_after("Issuer", Element::new("samlp:Extensions").child(original));
            response.push(forged.clone());
        })
        .xml();
    let (extensions, forged) = xml.split_once("</samlp:Extensions>").unwrap();
    assert!(extensions.contains("<SignatureValue>") && !forged.contains("<SignatureValue>"));
    assert!(forged.contains("admin@example.org") && !extensions.contains("admin@example.org"));
}

#[test]
fn another_certificate_can_be_embedded() {
    let signing = Signing::new(keys::key("attacker-rsa2048")).key_info(KeyInfo::Other(keys::idp()));
    let xml = flex::login().sign_response(signing).xml();
    assert!(xml.contains(&keys::idp().base64()));
    assert!(!xml.contains(&keys::key("attacker-rsa2048").base64()));
}

#[test]
fn request_inflates_from_its_url() {
    let url = flex::request().redirect_url(None);
    let value = url.split_once("?SAMLRequest=").unwrap().1;
    let deflated = value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let deflated = openssl::base64::decode_block(&deflated).unwrap();
    let mut inflated = String::new();
    let mut decoder = flate2::read::DeflateDecoder::new(&deflated[..]);
    std::io::Read::read_to_string(&mut decoder, &mut inflated).unwrap();
    assert_eq!(inflated, flex::request().xml());
    assert!(inflated.contains(&format!("ID=\"{}\"", flex::REQUEST_ID)));
}
