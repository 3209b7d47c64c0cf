//! AuthnRequests are judged against what is configured, and a response against the request that it answers.

use samlens::inspect::{Capture, Captured, Report, Verdict};
use samlens::{
    Code, IdentityProvider, Limits, Profile, ServiceProvider, Severity, Validator, ValidatorBuilder,
};
use samlens_forge::messages::{ACS, IDP, Message, SP, certificate, now, signed_query, validator};
use samlens_forge::{AuthnRequest, Element, Login, Shape, Signing, keys};

const SSO: &str = "https://idp.example.org/sso";

fn asked() -> Message {
    let request = AuthnRequest {
        id: "_req1".to_owned(),
        issuer: SP.to_owned(),
        acs: ACS.to_owned(),
        destination: SSO.to_owned(),
        issue_instant: "2026-01-15T09:59:30Z".to_owned(),
    };
    Message(request.element())
}

fn expectations() -> ValidatorBuilder {
    let endpoint =
        samlens::metadata::Endpoint::new("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect", SSO);
    let idp = IdentityProvider::builder(IDP)
        .certificate(certificate("idp-rsa2048"))
        .single_sign_on(endpoint)
        .build();
    Validator::builder().profile(Profile::generic()).identity_provider(idp.unwrap()).service_provider(
        ServiceProvider::new(SP).with_acs(ACS).with_certificate(certificate("sp-encryption")),
    )
}

fn report(message: &Message) -> Report {
    expectations().inspector().inspect_captured(&Captured::from_xml(message.xml())).at(now())
}

fn line(message: &Message) -> String {
    let report = report(message);
    let root = report.root().map_or(String::new(), |root| format!(" {}", root.code()));
    format!("{}{root}", report.verdict().as_str())
}

fn own_signing() -> Signing {
    Signing::new(keys::key("sp-encryption"))
}

#[test]
fn an_unsigned_request_is_read_and_leaves_the_verdict_open() {
    let report = report(&asked());
    assert_eq!(report.verdict(), Verdict::Inconclusive, "{report:#?}");
    assert_eq!(report.message().unwrap().kind, "AuthnRequest");
    let asks = report.findings().iter().find(|finding| finding.code() == Code::RequestAsks).unwrap();
    assert_eq!(
        asks.actual(),
        Some("audience https://sp.example.org/saml/metadata; answer to https://sp.example.org/saml/acs")
    );
    let outcomes: Vec<String> =
        report.checks().iter().map(|check| format!("{} {}", check.name, check.outcome.as_str())).collect();
    assert_eq!(
        outcomes,
        [
            "structure pass",
            "version pass",
            "issuer pass",
            "signature not-run",
            "destination pass",
            "time pass",
            "acs pass"
        ]
    );
}

#[test]
fn a_signed_request_is_verified_with_the_services_certificate() {
    assert_eq!(line(&asked().sign(&own_signing())), "accepted");
    assert_eq!(line(&asked().sign(&Signing::new(keys::idp()))), "rejected signature-untrusted-key");
    let changed = asked()
        .sign(&own_signing())
        .edit(|e| e.set("AssertionConsumerServiceURL", "https://evil.example/acs"));
    assert_eq!(line(&changed), "rejected digest-mismatch");
    let url = |signing: &Signing| {
        format!("{SSO}?{}", signed_query("SAMLRequest", &asked().xml(), Some("x"), signing))
    };
    let verdict = |url: &str| {
        let capture = Capture::read(url.as_bytes(), &Limits::default()).unwrap();
        expectations().inspector().inspect_captured(capture.chosen(None).unwrap()).at(now()).verdict()
    };
    assert_eq!(verdict(&url(&own_signing())), Verdict::Accepted);
    assert_eq!(verdict(&url(&Signing::new(keys::idp()))), Verdict::Rejected);
}

#[test]
fn what_the_request_asks_is_compared_with_what_is_configured() {
    let edited = |edit: &dyn Fn(&mut Element)| line(&asked().edit(edit));
    assert_eq!(
        edited(&|e| e.set("AssertionConsumerServiceURL", "https://sp.example.org/saml/acs/")),
        "rejected acs-not-allowed"
    );
    assert_eq!(edited(&|e| drop(e.unset("AssertionConsumerServiceURL"))), "inconclusive");
    assert_eq!(edited(&|e| e.set("AssertionConsumerServiceIndex", "0")), "rejected structure-invalid");
    assert_eq!(
        edited(&|e| e.find_mut("Issuer").set_text("https://other.example.org")),
        "rejected issuer-mismatch"
    );
    assert_eq!(edited(&|e| drop(e.take("Issuer"))), "rejected issuer-missing");
    assert_eq!(
        edited(&|e| e.set("Destination", "https://idp.example.org/sso/")),
        "rejected destination-mismatch"
    );
    assert_eq!(edited(&|e| e.set("Version", "1.1")), "rejected version-unsupported");
    assert_eq!(
        edited(&|e| e.set("IssueInstant", "2026-01-15T10:30:00Z")),
        "rejected assertion-not-yet-valid"
    );
    assert_eq!(edited(&|e| e.push(Element::new("samlp:Unknown"))), "rejected structure-invalid");
    let finding =
        report(&asked().edit(|e| e.set("AssertionConsumerServiceURL", "https://sp.example.org/saml/acs/")));
    let finding = finding.root().unwrap().clone();
    assert_eq!(finding.actual(), Some("https://sp.example.org/saml/acs/"));
    assert_eq!(finding.expected(), Some(ACS));
}

#[test]
fn everything_that_a_request_asks_for_is_shown() {
    let full = asked().edit(|e| {
        e.set("ForceAuthn", "true");
        e.set("IsPassive", "1");
        e.push(Element::new("samlp:NameIDPolicy").with("Format", samlens_forge::login::PERSISTENT));
        let class = Element::new("saml:AuthnContextClassRef")
            .with("xmlns:saml", samlens_forge::login::SAML)
            .text("urn:mfa");
        e.push(Element::new("samlp:RequestedAuthnContext").with("Comparison", "minimum").child(class));
    });
    let report = report(&full);
    let asks = report.findings().iter().find(|finding| finding.code() == Code::RequestAsks).unwrap();
    let lines: Vec<&str> = asks.actual().unwrap().split("; ").skip(2).collect();
    assert_eq!(
        lines,
        [
            "NameID of format urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            "authentication minimum urn:mfa",
            "a new sign-in (ForceAuthn)",
            "no user interaction (IsPassive)",
        ]
    );
}

fn pair(request: &Message, login: &Login) -> Report {
    let login = login.clone().sign_response(Signing::new(keys::idp()));
    let (request, response) = (Captured::from_xml(request.xml()), Captured::from_xml(login.xml()));
    validator()
        .inspector()
        .inspect_captured(&response)
        .request_message(&request)
        .map(|inspection| inspection.at(now()))
        .unwrap()
}

fn unmet(request: &Message, login: &Login) -> Vec<String> {
    let report = pair(request, login);
    assert_eq!(report.verdict(), Verdict::Accepted, "{report:#?}");
    let warnings = report.findings().iter().filter(|finding| finding.code() == Code::RequestNotMet);
    warnings.map(|finding| finding.message().to_owned()).collect()
}

fn answer() -> Login {
    Login::new(Shape::Auth0).issued("2026-01-15T10:00:00.000Z", 3600)
}

#[test]
fn a_response_that_gives_what_was_asked_for() {
    let report = pair(&asked(), &answer());
    assert_eq!(report.verdict(), Verdict::Accepted, "{report:#?}");
    let paired = report.findings().iter().find(|finding| finding.code() == Code::RequestPaired).unwrap();
    assert_eq!(paired.message(), "the Response was issued 30 seconds after its request");
    assert_eq!(paired.severity(), Severity::Info);
    assert_eq!(unmet(&asked(), &answer()), Vec::<String>::new());
}

#[test]
fn a_response_to_another_request_is_refused() {
    let report = pair(&asked().edit(|e| e.set("ID", "_req2")), &answer());
    assert_eq!(report.verdict(), Verdict::Rejected);
    assert_eq!(report.root().unwrap().code(), Code::InResponseToMismatch);
}

#[test]
fn each_difference_is_named() {
    let elsewhere = asked().edit(|e| e.set("AssertionConsumerServiceURL", "https://sp.example.org/other"));
    let differences = unmet(&elsewhere, &answer());
    assert_eq!(differences.len(), 2, "{differences:?}");
    assert!(differences[0].starts_with("Destination is another URL than the request named"));
    assert!(differences[1].starts_with("Recipient is another URL than the request named"));
    let issuer = asked().edit(|e| e.find_mut("Issuer").set_text("https://sp.example.org/another"));
    assert_eq!(unmet(&issuer, &answer()), ["the audience is not the issuer of the request"]);
    let persistent = |e: &mut Element| {
        e.push(Element::new("samlp:NameIDPolicy").with("Format", samlens_forge::login::PERSISTENT));
    };
    assert_eq!(
        unmet(&asked().edit(persistent), &answer()),
        ["NameID has another format than NameIDPolicy requested"]
    );
    let unspecified = |e: &mut Element| {
        e.push(Element::new("samlp:NameIDPolicy").with("Format", samlens_forge::login::UNSPECIFIED));
    };
    assert_eq!(unmet(&asked().edit(unspecified), &answer()), Vec::<String>::new());
    let context = |comparison: &'static str| {
        asked().edit(move |e| {
            let class = Element::new("saml:AuthnContextClassRef")
                .with("xmlns:saml", samlens_forge::login::SAML)
                .text("urn:mfa");
            e.push(Element::new("samlp:RequestedAuthnContext").with("Comparison", comparison).child(class));
        })
    };
    let other = "the user authenticated in another way than RequestedAuthnContext requested";
    assert_eq!(unmet(&context("exact"), &answer()), [other]);
    assert_eq!(unmet(&context("minimum"), &answer()), Vec::<String>::new());
    assert_eq!(unmet(&context("exact"), &answer().authn_context("urn:mfa")), Vec::<String>::new());
}

#[test]
fn a_fresh_authentication_that_was_none() {
    let force = asked().edit(|e| e.set("ForceAuthn", "true"));
    assert_eq!(unmet(&force, &answer()), Vec::<String>::new());
    let mut old = answer();
    old.authn_instant = "2026-01-15T08:00:00.000Z".to_owned();
    assert_eq!(
        unmet(&force, &old),
        ["ForceAuthn requested a new sign-in, but the user signed in before the request"]
    );
    assert_eq!(unmet(&asked(), &old), Vec::<String>::new());
    // The request was sent at 09:59:30; three minutes before that it may be fresh by another clock.
    old.authn_instant = "2026-01-15T09:56:30Z".to_owned();
    assert_eq!(unmet(&force, &old), Vec::<String>::new());
    old.authn_instant = "2026-01-15T09:56:29Z".to_owned();
    assert_eq!(unmet(&force, &old).len(), 1);
}

#[test]
fn a_response_before_its_request() {
    let late = asked().edit(|e| e.set("IssueInstant", "2026-01-15T10:10:00Z"));
    assert_eq!(unmet(&late, &answer()), ["the Response was issued before its request"]);
    // To the second, with the skew of 180 applied once.
    let sent = |instant: &'static str| asked().edit(move |e| e.set("IssueInstant", instant));
    assert_eq!(unmet(&sent("2026-01-15T10:03:00Z"), &answer()), [""; 0]);
    assert_eq!(
        unmet(&sent("2026-01-15T10:03:01Z"), &answer()),
        ["the Response was issued before its request"]
    );
}

/// crewjam/saml issue 103: the format is the attribute, and a text asks for nothing.
#[test]
fn a_format_in_the_text_of_name_id_policy_is_named_in_a_pair_too() {
    let mut request = asked();
    request
        .0
        .push(Element::new("samlp:NameIDPolicy").text("urn:oasis:names:tc:SAML:2.0:nameid-format:transient"));
    assert_eq!(
        unmet(&request, &answer()),
        ["NameIDPolicy of the request contains the format as text, so the request asks for no format"]
    );
}

#[test]
fn what_is_no_request_cannot_be_paired() {
    let response = Captured::from_xml(answer().xml());
    let error = expectations()
        .inspector()
        .inspect_captured(&response)
        .request_message(&response)
        .map(|inspection| inspection.at(now()))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("the request is not an AuthnRequest: Response is not a SAML 2.0 AuthnRequest"),
        "{error}"
    );
    let broken = Captured::from_xml("<a>");
    assert!(
        expectations()
            .inspector()
            .inspect_captured(&response)
            .request_message(&broken)
            .map(|inspection| inspection.at(now()))
            .is_err()
    );
}

#[test]
fn other_messages_are_named_and_not_judged() {
    for (xml, message) in [
        (
            r#"<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol" ResponseID="_1"/>"#,
            "this is a SAML 1.1 message, not a SAML 2.0 Response",
        ),
        (
            r#"<t:RequestSecurityTokenResponse xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"/>"#,
            "this is a WS-Federation response, not a SAML 2.0 Response",
        ),
        (
            r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"/>"#,
            "this is SAML metadata, not a SAML 2.0 Response",
        ),
    ] {
        let report = expectations().inspector().inspect_captured(&Captured::from_xml(xml)).at(now());
        assert_eq!(report.verdict(), Verdict::Unreadable);
        assert_eq!(report.root().unwrap().message(), message);
    }
}

/// AD FS refuses such a request (crewjam/saml issue 103).
#[test]
fn a_format_as_text_of_name_id_policy_is_a_fault_of_the_request() {
    const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    let judged = |policy: String| {
        let xml = format!(
            "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_q1\" Version=\"2.0\">{policy}</p:AuthnRequest>"
        );
        expectations().inspector().inspect_captured(&Captured::from_xml(xml)).at(now())
    };
    let report = judged(format!("<p:NameIDPolicy AllowCreate=\"true\">{PERSISTENT}</p:NameIDPolicy>"));
    let root = report.root().unwrap();
    assert_eq!((root.code(), root.actual()), (Code::StructureInvalid, Some(PERSISTENT)));
    assert!(
        root.message().contains("the NameID format belongs into its attribute Format"),
        "{}",
        root.message()
    );
    let sound = judged(format!("<p:NameIDPolicy Format=\"{PERSISTENT}\">\n</p:NameIDPolicy>"));
    let codes: Vec<Code> = sound.findings().iter().map(|finding| finding.code()).collect();
    assert!(!codes.contains(&Code::StructureInvalid), "{codes:?}");
}
