//! Faults of the world outside: encodings, query escapes, what metadata asks for. Each with a twin that raises nothing.

use samlens::inspect::{Captured, Report};
use samlens::{Code, IdentityProvider, InResponseTo, Profile, ServiceProvider, Validator};
use samlens_forge::messages::{IDP, SP, certificate, logout_request, now, query, redirect};
use samlens_forge::{Attribute, AuthnRequest, Login, Shape, Signing, Style, idp_metadata, keys};

fn judged(login: &Login, edit: impl FnOnce(String) -> String) -> Report {
    with_service(login, edit, |service| service)
}

fn with_service(
    login: &Login,
    edit: impl FnOnce(String) -> String,
    service: impl FnOnce(ServiceProvider) -> ServiceProvider,
) -> Report {
    let provider = IdentityProvider::builder(Shape::Auth0.issuer())
        .certificate(certificate("idp-rsa2048"))
        .build()
        .unwrap();
    let sp = ServiceProvider::new("https://sp.example.org/saml/metadata")
        .with_acs("https://sp.example.org/saml/acs");
    Validator::builder()
        .profile(Profile::generic())
        .identity_provider(provider)
        .service_provider(service(sp))
        .inspector()
        .inspect(edit(login.xml()).as_bytes())
        .at(now())
}

fn message(report: &Report, code: Code) -> String {
    let found = report.findings().iter().find(|finding| finding.code() == code);
    found.map_or(String::new(), |finding| finding.message().to_owned())
}

fn named(name: &str) -> Login {
    Login::new(Shape::Auth0)
        .attribute("full_name", &[name])
        .attribute("given", &[name])
        .sign_assertion(Signing::new(keys::idp()))
}

#[test]
fn letters_that_an_encoding_lost_are_proved() {
    let one = |name: &str| {
        Login::new(Shape::Auth0).attribute("full_name", &[name]).sign_assertion(Signing::new(keys::idp()))
    };
    // The last two try one place only, so the name is in one value.
    type Make<'m> = &'m dyn Fn(&str) -> Login;
    let rows: [(&str, &str, &str, Make<'_>); 8] = [
        ("Bj\u{f8}rn C8", "BjC8rn C8", "high bit", &named),
        ("Zo\u{eb} Mu\u{f1}oz", "ZoC+ MuC1oz", "high bit", &named),
        ("Bj\u{f8}rn", "Bj?rn", "question marks", &named),
        ("Bj\u{f8}rn", "Bj??rn", "question marks", &named),
        ("Zo\u{eb} M\u{fc}ller", "Zo\u{fffd} M\u{fffd}ller", "question marks", &named),
        ("M\u{fc}ller", "Mueller", "plain ones", &named),
        ("M\u{fc}ller", "Muller", "plain ones", &one),
        ("Bj\u{f8}rn", "Bjrn", "left out", &one),
    ];
    for (name, damaged, says, make) in rows {
        let login = make(name);
        let report = judged(&login, |xml| xml.replace(name, damaged));
        let root = report.root().unwrap();
        assert_eq!(root.code(), Code::DigestMismatch, "{damaged}");
        assert!(root.message().contains("proved: ") && root.message().contains(says), "{damaged}: {root}");
        assert_eq!((root.actual(), root.expected()), (Some(damaged), Some(name)));
        // The twin: the same letters as they were signed.
        assert!(judged(&login, |xml| xml).root().is_none());
    }
}

#[test]
fn a_text_that_only_looks_stripped_proves_nothing() {
    let report = judged(&named("BjC8rn"), |xml| xml.replace("BjC8rn", "BjC9rn"));
    let mismatch = message(&report, Code::DigestMismatch);
    assert!(!mismatch.is_empty() && !mismatch.contains("proved"), "{report:#?}");
}

/// An apostrophe became a quote between the two signatures, and quotes became apostrophes after the second: what explains
/// the one contradicts what explains the other.
#[test]
fn two_proofs_that_contradict_each_other_are_none() {
    let success = ["urn:oasis:names:tc:SAML:2.0:status:Success"];
    let said = |login: Login| {
        let login = login.status(&success, Some("\"done\"")).sign_both(Signing::new(keys::idp()));
        judged(&login, |xml| xml.replace("&quot;", "\"").replace("\"done\"", "'done'"))
    };
    let changed = Login::new(Shape::Auth0)
        .name_id("O'Dea", None)
        .between(|response| response.find_mut("NameID").set_text("O\"Dea"));
    let report = said(changed);
    let proofs = report.findings().iter().filter(|one| one.code().as_str().starts_with("digest-cause-"));
    assert_eq!(proofs.count(), 0, "{:#?}", report.findings());
    let mismatch = message(&report, Code::DigestMismatch);
    assert!(mismatch.contains("contradicts") && !mismatch.contains("proved:"), "{mismatch}");
    // Either by itself is a proof.
    let report = said(Login::new(Shape::Auth0));
    let proof = message(&report, Code::DigestCauseAttributeRequoted);
    assert!(proof.starts_with("proved: quotes were turned into apostrophes"), "{:#?}", report.findings());
}

#[test]
fn a_signer_that_digests_another_encoding_is_named() {
    type Cover = fn(&mut String);
    let covers: [(&str, Cover); 2] = [
        ("US-ASCII", |text| *text = text.replace("Bj\u{f8}rn", "Bj?rn")),
        ("byte order mark", |text| text.insert(0, '\u{feff}')),
    ];
    for (encoding, cover) in covers {
        let login = Login::new(Shape::Auth0).attribute("full_name", &["Bj\u{f8}rn"]);
        let report = judged(&login.sign_assertion(Signing::new(keys::idp()).on_covered(cover)), |xml| xml);
        let cause = message(&report, Code::DigestCauseOtherCanonicalisation);
        assert!(cause.contains(encoding), "{encoding}: {cause}");
    }
}

fn lower(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        out.push_str(&rest[at..at + 3].to_lowercase());
        rest = &rest[at + 3..];
    }
    out + rest
}

/// A logout in a query: signed as one text, sent as another.
fn sent_as(signed: &str, sent: &str) -> String {
    let signing = Signing::new(keys::idp());
    let signature = redirect(signed, &signing)[signed.len()..].to_owned();
    let url = format!("https://sp.example.org/slo?{sent}{signature}");
    let report =
        samlens_forge::messages::builder(&["idp-rsa2048"]).inspector().inspect(url.as_bytes()).at(now());
    message(&report, Code::SignatureValueMismatch)
}

#[test]
fn a_query_that_was_encoded_again_is_proved() {
    let plain = query("SAMLRequest", &logout_request().xml(), Some("a state/x"), &Signing::new(keys::idp()));
    let spaced = plain.replace("%20", "+");
    assert_eq!(sent_as(&plain, &plain), "");
    for (signed, sent, says) in [
        (lower(&plain), plain.clone(), "lower-case"),
        (lower(&spaced), plain.clone(), "lower-case"),
        (plain.clone(), lower(&plain), "upper-case"),
        (spaced.clone(), plain.clone(), "signed as `+` and arrived as `%20`"),
        (plain.clone(), spaced, "signed as `%20` and arrived as `+`"),
    ] {
        let said = sent_as(&signed, &sent);
        assert!(said.contains("proved: ") && said.contains(says), "{says}: {said}");
    }
    let parts: Vec<&str> = plain.split('&').collect();
    let [first, state, algorithm] = parts.as_slice() else { panic!() };
    let said = sent_as(&format!("{first}&{algorithm}&{state}"), &plain);
    assert!(said.contains("proved: it was signed with SigAlg before RelayState"), "{said}");
    let other = sent_as(&plain.replace("SAMLRequest", "Another"), &plain);
    assert!(!other.is_empty() && !other.contains("proved"), "{other}");
}

fn request(wants: bool) -> Report {
    let mut metadata = idp_metadata(IDP, &[keys::idp()]).entity();
    if wants {
        metadata.find_mut("IDPSSODescriptor").set("WantAuthnRequestsSigned", "true");
    }
    let request = AuthnRequest {
        id: "_req1".to_owned(),
        issuer: SP.to_owned(),
        acs: "https://sp.example.org/saml/acs".to_owned(),
        destination: "https://idp.example.org/sso".to_owned(),
        issue_instant: "2026-01-15T09:59:30Z".to_owned(),
    };
    Validator::builder()
        .profile(Profile::generic())
        .identity_provider(IdentityProvider::from_metadata(&metadata.document(Style::USUAL)).unwrap())
        .service_provider(ServiceProvider::new(SP).with_acs("https://sp.example.org/saml/acs"))
        .inspector()
        .inspect_captured(&Captured::from_xml(request.element().document(Style::USUAL)))
        .in_response_to(InResponseTo::Unchecked)
        .at(now())
}

#[test]
fn a_request_that_should_be_signed_is_named() {
    assert!(message(&request(true), Code::RequestNotSigned).contains("WantAuthnRequestsSigned"));
    assert_eq!(message(&request(false), Code::RequestNotSigned), "");
}

/// With several identity providers, its Destination says which one the request was sent to.
#[test]
fn of_several_providers_the_one_that_receives_the_request_says_whether_it_wants_it_signed() {
    let provider = |host: &str, wants: &str| {
        let metadata = format!(
            "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='urn:{host}'>\
            <IDPSSODescriptor WantAuthnRequestsSigned='{wants}' \
            protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>\
            <KeyDescriptor><KeyInfo xmlns='http://www.w3.org/2000/09/xmldsig#'><X509Data><X509Certificate>{}\
            </X509Certificate></X509Data></KeyInfo></KeyDescriptor>\
            <SingleSignOnService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='https://{host}/sso'/>\
            </IDPSSODescriptor></EntityDescriptor>",
            keys::idp().base64()
        );
        IdentityProvider::from_metadata(&metadata).unwrap()
    };
    let expected = |destination: &str| {
        let request = AuthnRequest {
            id: "_req1".to_owned(),
            issuer: SP.to_owned(),
            acs: "https://sp.example.org/saml/acs".to_owned(),
            destination: destination.to_owned(),
            issue_instant: "2026-01-15T09:59:30Z".to_owned(),
        };
        let report = Validator::builder()
            .profile(Profile::generic())
            .identity_provider(provider("lenient.example", "false"))
            .identity_provider(provider("strict.example", "true"))
            .identity_provider(provider("stricter.example", "true"))
            .service_provider(ServiceProvider::new(SP).with_acs("https://sp.example.org/saml/acs"))
            .inspector()
            .inspect_captured(&Captured::from_xml(request.element().document(Style::USUAL)))
            .in_response_to(InResponseTo::Unchecked)
            .at(now());
        let mut findings = report.findings().iter();
        let finding = findings.find(|finding| finding.code() == Code::RequestNotSigned);
        finding.map(|finding| finding.expected().unwrap().to_owned())
    };
    assert_eq!(expected("https://lenient.example/sso"), None);
    let strict = Some("a request signed by the service, as urn:strict.example asks".to_owned());
    assert_eq!(expected("https://strict.example/sso"), strict);
    let stricter = Some("a request signed by the service, as urn:stricter.example asks".to_owned());
    assert_eq!(expected("https://stricter.example/sso"), stricter);
    assert_eq!(expected("https://unknown.example/sso"), None);
}

#[test]
fn what_the_metadata_of_the_service_asks_for_is_compared() {
    let signed = Login::new(Shape::Auth0).sign_response(Signing::new(keys::idp()));
    let wants = |login: &Login| with_service(login, |xml| xml, |sp| sp.with_wants_assertions_signed(true));
    assert!(message(&wants(&signed), Code::AssertionNotSigned).contains("WantAssertionsSigned"));
    let both = Login::new(Shape::Auth0).sign_both(Signing::new(keys::idp()));
    assert_eq!(message(&wants(&both), Code::AssertionNotSigned), "");
    let lists = |format: &str| with_service(&both, |xml| xml, |sp| sp.with_name_id_format(format));
    let persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    assert!(
        message(&lists(persistent), Code::NameIdFormat).contains("does not list (NameIDFormat persistent)")
    );
    assert_eq!(
        message(&lists("urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"), Code::NameIdFormat),
        ""
    );
}

#[test]
fn a_type_whose_prefix_is_declared_nowhere_is_named() {
    let login =
        |shape: Shape| Login::new(shape).push_attribute(Attribute::new("a", &["b"]).value_type("xs:string"));
    let signed = login(Shape::Auth0).sign_response(Signing::new(keys::idp()));
    let whole = judged(&signed, |xml| xml);
    assert_eq!(message(&whole, Code::AttributeForm), "", "{whole:#?}");
    let report = judged(&signed, |xml| xml.replace("xmlns:xs=", "xmlns:unused="));
    assert!(message(&report, Code::AttributeForm).contains("`xs` of xsi:type"), "{report:#?}");
}

#[test]
fn a_time_that_was_never_set_is_named() {
    let login = |end: &str| {
        Login::new(Shape::Auth0).conditions(None, Some(end)).sign_response(Signing::new(keys::idp()))
    };
    let report = judged(&login("0001-01-01T00:00:00Z"), |xml| xml);
    assert!(message(&report, Code::AssertionExpired).contains("zero value"), "{report:#?}");
    let report = judged(&login("2020-01-01T00:00:00Z"), |xml| xml);
    let expired = message(&report, Code::AssertionExpired);
    assert!(!expired.is_empty() && !expired.contains("zero value"), "{expired}");
}
