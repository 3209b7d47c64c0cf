//! What cannot be read as SAML says what it is.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samlens::inspect::{Capture, CaptureForm, Unreadable};
use samlens::{Class, Code, Limits};
use std::io::Write;

const XML: &str = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r1\">\
    <saml:Issuer>urn:idp</saml:Issuer><saml:Assertion><saml:Subject>x</saml:Subject></saml:Assertion></samlp:Response>";

fn refused(input: impl AsRef<[u8]>) -> Box<Unreadable> {
    match Capture::read(input.as_ref(), &Limits::default()) {
        Err(error) => error,
        Ok(capture) => panic!("read as {}", capture.messages()[0].recognised()),
    }
}

#[track_caller]
fn named(input: impl AsRef<[u8]>, what: &str) {
    let error = refused(input);
    assert_eq!(error.finding().code(), Code::NotSaml, "{error}");
    assert_eq!(error.finding().class(), Some(Class::SamlValidationFailed));
    assert_eq!(error.finding().message(), format!("no SAML message in the input: it is {what}"));
    assert!(!error.finding().fix().is_empty());
}

#[test]
fn nothing() {
    named("", "empty");
    named(" \r\n\t", "empty");
    named("\u{feff}", "empty");
    named("\"\"", "empty");
    named("SAMLResponse=&RelayState=x", "a SAML parameter without a value");
}

#[test]
fn a_json_web_token() {
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2lnbmF0dXJl";
    named(token, "a JSON Web Token, which belongs to OpenID Connect or OAuth");
    named(format!("Bearer {token}"), "a JSON Web Token, which belongs to OpenID Connect or OAuth");
}

#[test]
fn a_pem_certificate() {
    named("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "a PEM certificate");
    named("x\n-----BEGIN RSA PRIVATE KEY-----\nMIIB\n", "a PEM private key");
    named("-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n", "PKCS #7 certificates in PEM");
    named(
        format!("MIIDazCCAlOgAwIBAgIUe{}", "A".repeat(400)),
        "base64 of DER data such as a certificate or key",
    );
}

#[test]
fn an_html_page_and_its_title() {
    let error =
        refused("<!DOCTYPE html><html><head><title>Callback &amp; URL\n mismatch</title></head></html>");
    assert_eq!((error.form(), error.finding().code()), (CaptureForm::Html, Code::NotSaml));
    assert_eq!(error.finding().actual(), Some("a page titled \"Callback & URL\n mismatch\""));
}

#[test]
fn an_artifact() {
    for text in ["https://sp/acs?SAMLart=AAQAAMh48", "<form><input name='SAMLart' value='AAQAAMh48'></form>"]
    {
        named(text, "a SAMLart: with HTTP-Artifact the response never passes through the browser");
    }
}

#[test]
fn binary_data() {
    named(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image");
    named(b"\x1f\x8b\x08\0\0\0\0\0", "gzip-compressed data");
    named(b"PK\x03\x04\x14\0", "a ZIP archive or office document");
    named(b"%PDF-1.7\n", "a PDF document");
    named([0u8, 1, 2, 3, 0xff, 0xfe, 7, 9], "binary data of an unknown kind");
    named(STANDARD.encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"), "base64 of a PNG image");
}

#[test]
fn plain_text() {
    named("the SAMLResponse is invalid, please help", "plain text");
    named("hello", "plain text");
    named("AADSTS50011: The reply URL does not match.", "plain text");
    named("Привет, мир", "plain text");
}

#[test]
fn containers_without_a_message() {
    for (text, form, what) in [
        (r#"{"error":"access_denied"}"#, CaptureForm::Json, "the JSON"),
        ("curl 'https://sp.example/' -H 'a: b'", CaptureForm::Curl, "the curl command"),
        ("https://sp.example/login?x=1", CaptureForm::Url, "the URL, which is not fetched,"),
        (
            r#"{"requests":[{"method":"GET","url":"https://x/"}]}"#,
            CaptureForm::SamlTracer,
            "the SAML-tracer export of 1 request",
        ),
    ] {
        let error = refused(text);
        assert_eq!((error.form(), error.finding().code()), (form, Code::NotSaml), "{text}");
        assert_eq!(
            error.finding().message(),
            format!("{what} contains neither SAMLResponse nor SAMLRequest")
        );
    }
}

#[test]
fn masked_values() {
    for value in [
        "***",
        "PHNhbWxwOlJlc3BvbnNl***",
        "PHNh████████",
        "[REDACTED]",
        "<redacted>",
        "REDACTED",
        "{overwritten}",
        "{obf:alternative_0}",
        "PHNhbW...xwOlJlc3BvbnNl",
        "PHNh…",
    ] {
        let error = refused(format!("SAMLResponse={value}&RelayState=x"));
        assert_eq!(error.finding().code(), Code::MaskedValues, "{value}: {error}");
    }
    assert_eq!(refused("PHNhbWxwOlJlc3BvbnNl****").finding().code(), Code::MaskedValues);
}

#[test]
fn base64_that_is_cut() {
    let text = STANDARD.encode(XML);
    let error = refused(&text[..text.len() - 40]);
    assert_eq!(error.finding().code(), Code::Truncated);
    assert_eq!(
        error.finding().message(),
        "the base64 ends after 216 characters, which is 162 bytes of XML; \
         the last complete element is `saml:Subject`, and `saml:Assertion` is still open"
    );
    assert_eq!(error.form(), CaptureForm::Base64);
}

#[test]
fn every_cut_of_a_message_is_called_one() {
    let text = STANDARD.encode(XML);
    for end in 24..text.len() - 3 {
        let error = refused(format!("SAMLResponse={}", &text[..end]));
        assert_eq!(error.finding().code(), Code::Truncated, "{end}: {error}");
    }
    for end in 20..XML.len() - 1 {
        assert_eq!(refused(&XML[..end]).finding().code(), Code::Truncated, "{end}");
    }
}

#[test]
fn a_cut_with_a_viewers_ellipsis() {
    let text = STANDARD.encode(XML);
    for ellipsis in ["…", "..."] {
        let error = refused(format!("SAMLResponse: {}{ellipsis}", &text[..100]));
        assert_eq!(error.finding().code(), Code::Truncated, "{error}");
    }
}

#[test]
fn a_cut_inside_a_percent_code() {
    let text = STANDARD.encode(XML).replace('+', "%2B");
    let error = refused(format!("SAMLResponse=%50{}%2", &text[1..100]));
    assert_eq!(error.finding().code(), Code::Truncated, "{error}");
}

#[test]
fn compressed_data_that_is_cut() {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(XML.as_bytes()).unwrap();
    let octets = encoder.finish().unwrap();
    let error = refused(STANDARD.encode(&octets[..150]));
    assert_eq!(error.finding().code(), Code::Truncated, "{error}");
    assert!(error.finding().message().contains("bytes of XML"), "{error}");
}

#[test]
fn base64_with_foreign_text_in_the_middle() {
    let text = STANDARD.encode(XML);
    let error = refused(format!("{}!{}", &text[..100], &text[100..]));
    assert_eq!(error.finding().code(), Code::Truncated);
    assert_eq!(
        error.finding().message(),
        "the base64 breaks off at byte 100, which is U+0021; 75 bytes of XML were read before it"
    );
}

#[test]
fn xml_in_an_8_bit_code_page() {
    let capture =
        Capture::read(b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xfc</a>", &Limits::default())
            .unwrap();
    assert!(capture.messages()[0].xml().ends_with("<a>\u{fc}</a>"));
    // What is declared nowhere is not guessed.
    let error = refused(b"<?xml version=\"1.0\"?><a>\xfc</a>");
    assert_eq!(error.finding().code(), Code::EncodingUnsupported);
    assert_eq!(error.finding().message(), "the text is not UTF-8 from byte 24 on");
}

#[test]
fn other_saml_is_delivered_as_it_is() {
    for xml in [
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>",
        "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>",
        "<Response xmlns=\"urn:oasis:names:tc:SAML:1.0:protocol\"/>",
        "<a><b></a>",
    ] {
        let capture = Capture::read(xml.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(capture.messages()[0].xml(), xml);
    }
}

#[test]
fn the_error_shows_its_code_and_none_of_the_input() {
    let error = refused("SAMLResponse=secretsecretsecret*");
    assert!(!format!("{error} {error:?}").contains("secret"));
    assert!(error.to_string().starts_with("not-saml: "), "{error}");
}
