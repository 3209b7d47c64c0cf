//! Codes that no case raises, because a case is one raw response with expectations, judged at a time that is given. Each is
//! raised here by what does raise it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use samlens::inspect::{Capture, Captured, CheckOutcome, Report};
use samlens::{
    Code, IdentityProvider, InResponseTo, Limits, Pattern, Profile, ServiceProvider, Validator,
    ValidatorBuilder,
};
use samlens_forge::messages::{ACS, IDP, Message, SP, builder, certificate, logout_request, now, validator};
use samlens_forge::{AuthnRequest, Login, Part, Shape, Signing, Style, flex, idp_metadata, keys};
use std::collections::BTreeSet;

/// Codes of the metadata that the command compares, not of a message. The command's tests raise them
/// (`cli/tests/suite/metadata.rs`).
pub(super) const OF_THE_COMMAND: [Code; 2] =
    [Code::MetadataCertificateRotated, Code::MetadataCertificateExpiresSoon];

/// Every code that the inputs below raise.
pub(super) fn raised() -> BTreeSet<Code> {
    let mut codes = BTreeSet::new();
    codes.extend(pasted().iter().flat_map(|text| of_capture(text)));
    for report in [requests(), responses(), without_expectations(), old()].concat() {
        codes.extend(report.findings().iter().map(|finding| finding.code()));
        codes.extend(report.checks().iter().filter_map(|check| match check.outcome {
            CheckOutcome::NotRun(code) => Some(code),
            _ => None,
        }));
    }
    codes.extend(logouts());
    codes
}

fn of_capture(text: &str) -> Vec<Code> {
    let capture =
        Capture::read(text.as_bytes(), &Limits::default()).unwrap_or_else(|error| panic!("{error}"));
    capture.messages().iter().flat_map(Captured::findings).map(|finding| finding.code()).collect()
}

/// How a person pasted it.
fn pasted() -> Vec<String> {
    let xml = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r1\">\
        <a>\u{fb}\u{ff}\u{ff}~~~???>>></a></samlp:Response>";
    let value = STANDARD.encode(xml);
    let percent =
        |text: &str| text.replace('%', "%25").replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let lines = |separator: &str| {
        let lines = value.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap());
        lines.collect::<Vec<_>>().join(separator)
    };
    let (start, end) = value.split_at(40);
    let deflated = STANDARD.encode(samlens_forge::capture::deflate(xml.as_bytes()));
    vec![
        format!("SAMLResponse={}", percent(&value.replace('+', " "))),
        percent(&percent(&value)),
        STANDARD.encode(&value),
        value.replace('+', "&#43;"),
        URL_SAFE_NO_PAD.encode(xml),
        format!("\u{201c}{value}\u{201d}"),
        format!("{start}\u{200b}{end}"),
        lines("\\n"),
        lines(" "),
        format!("SAMLResponse={}", percent(&deflated)),
    ]
}

/// AuthnRequests, alone and with the response that answers them.
fn requests() -> Vec<Report> {
    let asked = || {
        let request = AuthnRequest {
            id: "_req1".to_owned(),
            issuer: SP.to_owned(),
            acs: ACS.to_owned(),
            destination: "https://idp.example.org/sso".to_owned(),
            issue_instant: "2026-01-15T09:59:30Z".to_owned(),
        };
        Message(request.element())
    };
    let mut metadata = idp_metadata(IDP, &[keys::idp()]).entity();
    metadata.find_mut("IDPSSODescriptor").set("WantAuthnRequestsSigned", "true");
    let expected = || {
        let idp = IdentityProvider::from_metadata(&metadata.document(Style::USUAL)).unwrap();
        Validator::builder()
            .profile(Profile::generic())
            .identity_provider(idp)
            .service_provider(ServiceProvider::new(SP).with_acs(ACS))
    };
    let alone = |request: Message| {
        let captured = Captured::from_xml(request.xml());
        expected().inspector().inspect_captured(&captured).in_response_to(InResponseTo::Unchecked).at(now())
    };
    let elsewhere = asked().edit(|e| e.set("AssertionConsumerServiceURL", "https://sp.example.org/other"));
    let by_index = asked().edit(|e| {
        e.unset("AssertionConsumerServiceURL");
        e.set("AssertionConsumerServiceIndex", "1");
    });
    let demanding = asked().edit(|e| e.set("ForceAuthn", "true"));
    let answered = {
        let login = Login::new(Shape::Auth0)
            .issued("2026-01-15T10:00:00.000Z", 3600)
            .edit(Part::AuthnStatement, |e| e.set("AuthnInstant", "2026-01-13T08:00:00Z"));
        let (request, response) = (Captured::from_xml(demanding.xml()), Captured::from_xml(login.xml()));
        let inspector = expected().inspector();
        inspector.inspect_captured(&response).request_message(&request).unwrap().at(now())
    };
    vec![alone(asked()), alone(elsewhere), alone(by_index), answered]
}

/// Responses to services that expect what no case expects.
fn responses() -> Vec<Report> {
    let idp = IdentityProvider::builder(Shape::Auth0.issuer()).certificate(certificate("idp-rsa2048"));
    let wants_signed = Validator::builder()
        .profile(Profile::generic())
        .identity_provider(idp.build().unwrap())
        .service_provider(ServiceProvider::new(SP).with_acs(ACS).with_wants_assertions_signed(true));
    let login = Login::new(Shape::Auth0).sign_response(Signing::new(keys::idp()));
    let not_wanted = flex_service(Profile::flex(Pattern::B));
    vec![
        wants_signed.inspector().inspect(&login.xml()).at(now()),
        not_wanted.inspector().inspect(&flex::signed().xml()).at(now()),
    ]
}

fn flex_service(profile: Profile) -> ValidatorBuilder {
    let idp = IdentityProvider::from_metadata(&flex::metadata().xml()).unwrap();
    Validator::builder()
        .profile(profile)
        .identity_provider(idp)
        .service_provider(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS))
}

/// A case always has expectations.
fn without_expectations() -> Vec<Report> {
    vec![Validator::builder().inspector().inspect(&flex::signed().xml()).at(now())]
}

/// A case is judged at the time that it gives.
fn old() -> Vec<Report> {
    let late = now() + samlens::chrono::TimeDelta::days(300);
    let inspector = flex_service(Profile::flex(Pattern::A)).inspector();
    vec![inspector.inspect(&flex::signed().xml()).also_as_captured().at(late)]
}

/// What a service refuses of a logout.
fn logouts() -> Vec<Code> {
    let signing = Signing::new(keys::idp());
    let late = logout_request().edit(|e| e.set("NotOnOrAfter", "2026-01-15T09:57:00Z")).sign(&signing);
    let without_address =
        builder(&["idp-rsa2048"]).service_provider(ServiceProvider::new(SP).with_acs(ACS)).build().unwrap();
    let refused = |validator: &Validator, message: &Message| {
        validator.validate_logout(&message.base64(), InResponseTo::Unchecked, now()).unwrap_err().code()
    };
    vec![
        refused(&validator(), &late),
        refused(&without_address, &logout_request().sign(&signing)),
        validator()
            .validate_logout_redirect("SAMLRequest=%", InResponseTo::Unchecked, now())
            .unwrap_err()
            .code(),
    ]
}
