//! Signatures of the Redirect binding cover the octets of the query as they were received.

use samlens::inspect::{Capture, KeySource, SignatureOutcome, Verdict};
use samlens::{Handling, InResponseTo, Limits, Validator};
use samlens_forge::messages::{
    SLO, logout_request, now, query, redirect, signed_query, validator, with_keys,
};
use samlens_forge::{Algorithm, Digest, Signing, keys};

fn code(validator: &Validator, query: &str) -> String {
    match validator.validate_logout_redirect(query, InResponseTo::Unchecked, now()) {
        Ok(logout) => {
            assert_eq!(logout.name_id(), Some("mara.oduya@example.org"));
            "accepted".to_owned()
        }
        Err(rejection) => rejection.code().to_string(),
    }
}

fn signed() -> String {
    signed_query("SAMLRequest", &logout_request().xml(), Some("a state/+?"), &Signing::new(keys::idp()))
}

#[test]
fn every_algorithm_verifies() {
    for (name, algorithm) in [
        ("idp-rsa2048", Algorithm::Rsa(Digest::Sha256)),
        ("idp-rsa2048", Algorithm::Rsa(Digest::Sha384)),
        ("idp-rsa2048", Algorithm::Rsa(Digest::Sha512)),
        ("idp-rsa2048", Algorithm::Pss(Digest::Sha256)),
        ("idp-p256", Algorithm::Ecdsa(Digest::Sha256)),
        ("idp-p384", Algorithm::Ecdsa(Digest::Sha384)),
        ("idp-p521", Algorithm::Ecdsa(Digest::Sha512)),
    ] {
        let signing = Signing::new(keys::key(name)).algorithm(algorithm);
        for state in [None, Some(""), Some("relay=1&x=%")] {
            let query = signed_query("SAMLRequest", &logout_request().xml(), state, &signing);
            assert_eq!(code(&with_keys(&[name]), &query), "accepted", "{name} {algorithm:?} {state:?}");
            assert_eq!(code(&with_keys(&["other-tenant"]), &query), "signature-value-mismatch");
        }
    }
}

#[test]
fn a_question_mark_in_front_is_no_part_of_it() {
    assert_eq!(code(&validator(), &format!("?{}", signed())), "accepted");
}

#[test]
fn escapes_are_verified_as_they_were_written() {
    // The same values, percent-encoded in lower case: another text, signed as it is …
    let lower = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            out.push_str(&rest[at..at + 3].to_lowercase());
            rest = &rest[at + 3..];
        }
        out + rest
    };
    let signing = Signing::new(keys::idp());
    let unsigned = query("SAMLRequest", &logout_request().xml(), Some("a/b"), &signing);
    let written = lower(&unsigned);
    assert_ne!(unsigned, written);
    assert_eq!(code(&validator(), &redirect(&written, &signing)), "accepted");
    // … and no longer valid once it is encoded again.
    let signature = redirect(&unsigned, &signing)[unsigned.len()..].to_owned();
    assert_eq!(code(&validator(), &format!("{unsigned}{signature}")), "accepted");
    assert_eq!(code(&validator(), &format!("{written}{signature}")), "signature-value-mismatch");
}

#[test]
fn the_order_of_the_standard_or_the_one_that_was_sent() {
    let signing = Signing::new(keys::idp());
    let parts: Vec<String> = query("SAMLRequest", &logout_request().xml(), Some("s"), &signing)
        .split('&')
        .map(str::to_owned)
        .collect();
    let [message, state, algorithm] = parts.as_slice() else { panic!() };
    // Signed in the order of the standard, sent in another.
    let whole = redirect(&parts.join("&"), &signing);
    let signature = whole.rsplit('&').next().unwrap();
    assert_eq!(code(&validator(), &format!("{signature}&{algorithm}&other=1&{state}&{message}")), "accepted");
    // Signed in the order in which it was sent.
    let own = redirect(&format!("{state}&{message}&{algorithm}"), &signing);
    assert_eq!(code(&validator(), &own), "accepted");
    // Signed in an order that is neither.
    let neither = redirect(&format!("{algorithm}&{message}&{state}"), &signing);
    let signature = neither.rsplit('&').next().unwrap();
    assert_eq!(
        code(&validator(), &format!("{message}&{algorithm}&{state}&{signature}")),
        "signature-value-mismatch"
    );
}

#[test]
fn whatever_is_signed_may_not_change() {
    let query = signed();
    assert_eq!(code(&validator(), &query), "accepted");
    let other = samlens_forge::capture::percent_encode(&openssl::base64::encode_block(
        &samlens_forge::capture::deflate(logout_request().xml().replace("mara.oduya", "mallory").as_bytes()),
    ));
    let (start, rest) = query.split_once("SAMLRequest=").unwrap();
    let (_, rest) = rest.split_once('&').unwrap();
    assert_eq!(code(&validator(), &format!("{start}SAMLRequest={other}&{rest}")), "signature-value-mismatch");
    assert_eq!(code(&validator(), &query.replace("a%20state", "another")), "signature-value-mismatch");
    let (before, after) = query.split_once("RelayState=").unwrap();
    let without = format!("{before}{}", after.split_once('&').unwrap().1);
    assert_eq!(code(&validator(), &without), "signature-value-mismatch");
    assert_eq!(code(&validator(), &query.replace("rsa-sha256", "rsa-sha512")), "signature-value-mismatch");
    assert_eq!(
        code(&validator(), &query.replace("xmldsig-more%23rsa-sha256", "xmldsig-more%23hmac-sha256")),
        "algorithm-refused"
    );
}

#[test]
fn a_parameter_that_comes_twice_is_refused() {
    let query = signed();
    for extra in
        ["SAMLRequest=x", "SAMLResponse=x", "RelayState=", "SigAlg=x", "Signature=x", "SAMLEncoding=x"]
    {
        assert_eq!(code(&validator(), &format!("{query}&{extra}")), "query-malformed", "{extra}");
        assert_eq!(code(&validator(), &format!("{extra}&{query}")), "query-malformed", "{extra}");
    }
    // The same name if it is decoded, or its case is ignored.
    for name in ["SAML%52equest", "%53AMLRequest", "samlrequest", "Relaystate", "Sig%41lg", "SIGNATURE"] {
        assert_eq!(code(&validator(), &format!("{query}&{name}=x")), "query-malformed", "{name}");
    }
    assert_eq!(code(&validator(), &format!("{query}&page=1&page=2&empty&=&")), "accepted");
}

#[test]
fn what_is_no_message_is_refused() {
    let query = signed();
    assert_eq!(code(&validator(), ""), "query-malformed");
    assert_eq!(code(&validator(), "RelayState=x"), "query-malformed");
    assert_eq!(code(&validator(), "SAMLRequest=%"), "query-malformed");
    assert_eq!(code(&validator(), "SAMLRequest=%zz"), "query-malformed");
    assert_eq!(code(&validator(), "SAMLRequest=AAAA"), "query-malformed");
    assert_eq!(code(&validator(), &query.replace("Signature=", "Signatur=")), "query-malformed");
    assert_eq!(code(&validator(), &query.replace("SigAlg=", "SigAl=")), "query-malformed");
    assert_eq!(code(&validator(), &query.replace("SAMLRequest=", "SAMLResponse=")), "query-malformed");
    let zlib = format!(
        "{query}&SAMLEncoding=urn%3Aoasis%3Anames%3Atc%3ASAML%3A2.0%3Abindings%3AURL-Encoding%3ADEFLATE"
    );
    assert_eq!(code(&validator(), &zlib), "accepted");
}

#[test]
fn a_message_that_inflates_beyond_the_limit_is_refused() {
    let bomb = samlens_forge::capture::deflate(&vec![b' '; 6 << 20]);
    let value = samlens_forge::capture::percent_encode(&openssl::base64::encode_block(&bomb));
    assert_eq!(code(&validator(), &format!("SAMLRequest={value}")), "query-malformed");
}

#[test]
fn sha1_and_small_keys_are_the_policys() {
    let sha1 = Signing::new(keys::idp()).algorithm(Algorithm::Rsa(Digest::Sha1));
    let query = signed_query("SAMLRequest", &logout_request().xml(), None, &sha1);
    assert_eq!(code(&validator(), &query), "algorithm-weak");
    let mut policy = samlens::Policy::default();
    policy.sha1 = Handling::Warn;
    let lenient = samlens_forge::messages::builder(&["idp-rsa2048"]).policy(policy).build().unwrap();
    assert_eq!(code(&lenient, &query), "accepted");
    let small = Signing::new(keys::key("idp-rsa1024"));
    let query = signed_query("SAMLRequest", &logout_request().xml(), None, &small);
    assert_eq!(code(&with_keys(&["idp-rsa1024"]), &query), "key-too-small");
}

#[test]
fn a_report_shows_the_signature_of_the_query() {
    let url = format!("{SLO}?{}", signed());
    let capture = Capture::read(url.as_bytes(), &Limits::default()).unwrap();
    let message = capture.chosen(None).unwrap();
    let report = validator().inspector().inspect_captured(message).at(now());
    assert_eq!(report.verdict(), Verdict::Accepted, "{report:#?}");
    let [signature] = report.signatures() else { panic!("{report:#?}") };
    assert_eq!(signature.element, "Query");
    assert_eq!(signature.outcome, SignatureOutcome::Valid);
    assert_eq!(signature.key, KeySource::Trusted);
    assert_eq!(signature.algorithm.as_deref(), Some("rsa-sha256"));
    assert_eq!(report.identity().unwrap().name_id.as_deref(), Some("mara.oduya@example.org"));
    let changed = url.replace("a%20state", "b");
    let capture = Capture::read(changed.as_bytes(), &Limits::default()).unwrap();
    let report = validator().inspector().inspect_captured(capture.chosen(None).unwrap()).at(now());
    assert_eq!(report.verdict(), Verdict::Rejected);
    assert_eq!(report.root().unwrap().code().as_str(), "signature-value-mismatch");
    assert_eq!(report.signatures()[0].outcome, SignatureOutcome::Invalid);
}

#[test]
fn a_report_leads_with_what_is_wrong_with_the_query() {
    for twice in ["&RelayState=again", "&Signature=AA%3D%3D", "&SigAlg=x"] {
        let url = format!("{SLO}?{}{twice}", signed());
        let capture = Capture::read(url.as_bytes(), &Limits::default()).unwrap();
        let report = validator().inspector().inspect_captured(capture.chosen(None).unwrap()).at(now());
        assert_eq!(report.verdict(), Verdict::Rejected);
        let root = report.root().unwrap();
        assert_eq!(root.code().as_str(), "query-malformed", "{twice}");
        assert!(root.message().ends_with(" occurs twice"), "{}", root.message());
    }
}

#[test]
fn a_query_longer_than_a_message_may_be_is_not_read() {
    let query = signed();
    let within = |bytes: usize| {
        let mut limits = Limits::default();
        limits.max_xml_bytes = bytes;
        let validator = samlens_forge::messages::builder(&["idp-rsa2048"]).limits(limits).build().unwrap();
        code(&validator, &query)
    };
    assert_eq!(within(query.len() / 4), "query-malformed");
    assert_eq!(within(query.len() / 4 - 1), "limit-exceeded");
}

#[test]
fn an_algorithm_that_is_not_on_the_list_is_named() {
    let uri = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256";
    let query = signed().replace("rsa-sha256", "hmac-sha256");
    assert_eq!(code(&validator(), &query), "algorithm-refused");
    let url = format!("{SLO}?{query}");
    let capture = Capture::read(url.as_bytes(), &Limits::default()).unwrap();
    let report = validator().inspector().inspect_captured(capture.chosen(None).unwrap()).at(now());
    assert_eq!(report.signatures()[0].algorithm.as_deref(), Some(uri));
    assert_eq!(report.root().unwrap().actual(), Some(uri));
}

#[test]
fn a_plus_is_a_space_as_forms_have_it() {
    let query = signed();
    assert!(query.contains("%2B"));
    assert_eq!(code(&validator(), &query.replacen("%2B", "+", 1)), "query-malformed");
}
