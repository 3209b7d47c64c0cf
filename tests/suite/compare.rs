//! Comparisons: of two messages the known edit is the only significant difference, and no value of a person is printed.

use chrono::{DateTime, Utc};
use samlens::inspect::{Capture, Captured, Compared, Comparison, HumanOptions, Inspector, Side, What};
use samlens::{Certificate, Code, IdentityProvider, InResponseTo, Limits, ServiceProvider, Validator};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn captured(path: &str) -> Captured {
    let bytes = fs::read(fixtures().join(path)).unwrap();
    let capture =
        Capture::read(&bytes, &Limits::default()).unwrap_or_else(|unread| panic!("{path}: {unread}"));
    capture.chosen(None).unwrap().clone()
}

fn now() -> DateTime<Utc> {
    "2026-01-15T10:01:00Z".parse().unwrap()
}

fn compared(inspector: &Inspector, left: &Captured, right: &Captured) -> Comparison {
    let report = |message| {
        inspector.inspect_captured(message).in_response_to(InResponseTo::Request("_req1")).at(now())
    };
    let (ours, theirs) = (report(left), report(right));
    Comparison::of(Compared::new(left, &ours), Compared::new(right, &theirs), &Limits::default())
}

/// What the cases of `fixtures/cases/content` expect.
fn of_cases() -> Inspector {
    let pem = fs::read(fixtures().join("keys/idp-rsa2048.cert.pem")).unwrap();
    let provider = IdentityProvider::builder("https://idp.example.org/metadata")
        .certificate(Certificate::from_pem(&pem).unwrap())
        .build()
        .unwrap();
    let service = ServiceProvider::new("https://sp.example.org/saml/metadata")
        .with_acs("https://sp.example.org/saml/acs");
    Validator::builder().identity_provider(provider).service_provider(service).inspector()
}

fn significant(comparison: &Comparison) -> Vec<(What, String)> {
    let significant = comparison.differences().iter().filter(|one| one.significant);
    significant.map(|one| (one.what, one.name.clone())).collect()
}

#[test]
fn what_explains_a_rejection_comes_first_and_nothing_else_matters() {
    let good = captured("cases/accepted/signed-assertion/response.xml");
    let inspector = of_cases();
    let edits = [
        ("audience-slash", Code::AudienceMismatch, What::Audience),
        ("conditions-missing", Code::ConditionsMissing, What::Structure),
        ("confirmation-sender-vouches", Code::ConfirmationMissing, What::Structure),
        ("destination-scheme", Code::DestinationMismatch, What::Destination),
        ("issuer-other", Code::IssuerMismatch, What::Issuer),
        ("name-id-missing", Code::NameIdMissing, What::NameId),
        ("authn-statement-missing", Code::AuthnStatementMissing, What::Session),
        ("recipient-case", Code::RecipientMismatch, What::Recipient),
        ("request-other", Code::InResponseToMismatch, What::InResponseTo),
        ("status-authn-failed", Code::StatusNotSuccess, What::Status),
    ];
    for (case, code, what) in edits {
        let bad = captured(&format!("cases/content/{case}/response.xml"));
        let comparison = compared(&inspector, &good, &bad);
        assert_eq!(comparison.root(Side::Left), None, "{case}");
        assert_eq!(comparison.root(Side::Right), Some(code), "{case}");
        let first = &comparison.differences()[0];
        assert_eq!((first.what, first.explains), (what, Some((Side::Right, code))), "{case}: {first:?}");
        // The base of the cases is signed in one place or the other, and names the audience as the NameID's qualifier.
        let others = significant(&comparison);
        let others: Vec<_> = others
            .iter()
            .filter(|(one, name)| {
                *one != what
                    && !name.contains("sign")
                    && !name.contains("SPNameQualifier")
                    && !name.starts_with("order in")
            })
            .collect();
        assert!(others.is_empty(), "{case}: {others:?}");
        assert_eq!(comparison.exit_code(), 1);
        // And the other way round.
        let turned = compared(&inspector, &bad, &good);
        assert_eq!(turned.differences()[0].explains, Some((Side::Left, code)), "{case}");
    }
}

/// Edits of an unsigned login, each with what must be the only significant difference.
const EDITS: &[(&str, &str, What, &str)] = &[
    ("Name=\"full_name\"", "Name=\"fullName\"", What::Attribute, "full_name"),
    (">Mara Oduya<", "><", What::Attribute, "full_name"),
    (">Mara Oduya<", "> Mara Oduya<", What::Attribute, "full_name"),
    (">Mara Oduya<", ">MARA ODUYA<", What::Attribute, "full_name"),
    (">Mara Oduya<", ">Mara Odua<", What::Attribute, "full_name"),
    (">Mara Oduya<", ">Мара Одуя<", What::Attribute, "full_name"),
    (
        "agent</saml:AttributeValue><saml:AttributeValue xsi:type=\"xs:string\">",
        "agent,",
        What::Attribute,
        "roles",
    ),
    ("nameid-format:emailAddress", "nameid-format:unspecified", What::NameId, "NameID Format"),
    (">mara.oduya@example.org</saml:NameID>", ">4711</saml:NameID>", What::NameId, "NameID"),
    ("classes:unspecified", "classes:Password", What::AuthnContext, "AuthnContextClassRef"),
    (
        "NotOnOrAfter=\"2026-01-15T11:00:00.000Z\"><saml:AudienceRestriction",
        "NotOnOrAfter=\"2026-01-15T10:30:00.000Z\"><saml:AudienceRestriction",
        What::Lifetime,
        "Conditions NotOnOrAfter",
    ),
    (
        " NotBefore=\"2026-01-15T10:00:00.000Z\"",
        " NotBefore=\"2026-01-15T10:00:00.000\"",
        What::Time,
        "Conditions NotBefore, form",
    ),
    (" Destination=", " x=\"\" Destination=", What::Structure, "Response x"),
    (" InResponseTo=\"_7a1c5e9b3d2f4806\" Version", " Version", What::InResponseTo, "Response InResponseTo"),
    ("urn:flex:JQ0f", "urn:flex:jq0f", What::Audience, "Audience"),
    ("<samlp:Status>", "<samlp:Extensions/><samlp:Status>", What::Structure, "Extensions"),
];

#[test]
fn the_known_edit_is_the_only_significant_difference() {
    let inspector = Validator::builder().inspector();
    let good = captured("samples/flex-unsigned.txt");
    for (from, to, what, name) in EDITS {
        assert!(good.xml().contains(from), "{from}");
        let bad = Captured::from_xml(good.xml().replacen(from, to, 1));
        let comparison = compared(&inspector, &good, &bad);
        assert_eq!(significant(&comparison), [(*what, (*name).to_owned())], "{to}");
        private(&comparison, &["mara", "Mara", "MARA", "Мара", "oduya", "agent", "4711"]);
    }
}

#[test]
fn two_logins_of_two_persons_do_not_differ() {
    let inspector = Validator::builder().inspector();
    let good = captured("samples/flex-unsigned.txt");
    let other = good
        .xml()
        .replace("mara.oduya@example.org", "jo.li@example.org")
        .replace("Mara Oduya", "Jo Li")
        .replace("supervisor", "admin")
        .replace("_7a1c5e9b3d2f4806", "_other")
        .replace("_d41a0f6b2c7e9835a1f0", "_another")
        .replace("_Kd8sLq2vXn5tRb7yHw3jPc9mZf6gAe1U", "_session")
        .replace("2026-01-15T10:", "2026-02-16T12:")
        .replace("2026-01-15T11:", "2026-02-16T13:");
    let comparison = compared(&inspector, &good, &Captured::from_xml(other));
    assert_eq!(significant(&comparison), [], "{comparison:?}");
    assert!(comparison.differences().len() >= 6);
    private(&comparison, &["mara", "Mara", "jo.li", "Jo Li", "supervisor", "_session"]);
    assert_eq!(comparison.exit_code(), 0);
}

#[test]
fn a_message_does_not_differ_from_itself_and_no_value_is_printed() {
    let inspector = of_cases();
    let good = captured("cases/accepted/signed-assertion/response.xml");
    let good_report = inspector.inspect_captured(&good).at(now());
    let mut count = 0;
    for subject in fs::read_dir(fixtures().join("cases")).unwrap().map(|entry| entry.unwrap().path()) {
        for folder in subject.is_dir().then(|| fs::read_dir(subject).unwrap()).into_iter().flatten() {
            let folder = folder.unwrap().path();
            let case: Value = serde_json::from_slice(&fs::read(folder.join("case.json")).unwrap()).unwrap();
            let bytes = fs::read(folder.join(case["input"].as_str().unwrap())).unwrap();
            let Ok(capture) = Capture::read(&bytes, &Limits::default()) else { continue };
            let message = capture.chosen(None).unwrap();
            let report = inspector.inspect_captured(message).at(now());
            let (side, limits) = (Compared::new(message, &report), Limits::default());
            let same = Comparison::of(side, side, &limits);
            assert!(same.differences().is_empty(), "{}: {same:?}", case["id"]);
            let comparison = Comparison::of(Compared::new(&good, &good_report), side, &limits);
            private(&comparison, &["ada@", "mara.", "Mara", "Oduya", "oduya", "supervisor"]);
            count += 1;
        }
    }
    assert!(count > 300, "{count}");
}

#[test]
fn metadata_and_requests_are_compared_too() {
    let inspector = Validator::builder().inspector();
    let (old, new) = (captured("samples/idp-metadata.xml"), captured("samples/idp-metadata-rollover.xml"));
    let comparison = compared(&inspector, &old, &new);
    let found = significant(&comparison);
    assert!(found.iter().any(|(what, _)| *what == What::Certificate), "{found:?}");
    assert!(found.iter().all(|(what, _)| matches!(what, What::Certificate | What::Structure)), "{found:?}");
    assert_eq!(comparison.to_json()["left"]["verdict"], Value::Null);
    let moved = Captured::from_xml(old.xml().replacen("/samlp/", "/saml2/", 1));
    let moved = compared(&inspector, &old, &moved);
    assert!(significant(&moved).iter().all(|(what, _)| *what == What::Endpoint), "{moved:?}");
    assert!(!significant(&moved).is_empty());
    let request = |acs: &str| {
        Captured::from_xml(format!(
            r#"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_q1" Version="2.0" AssertionConsumerServiceURL="{acs}"/>"#
        ))
    };
    let (one, other) = (request("https://sp.example.org/acs"), request("https://sp.example.org/other"));
    let found = significant(&compared(&inspector, &one, &other));
    assert!(matches!(found.as_slice(), [(What::Endpoint, _)]), "{found:?}");
}

#[test]
fn what_is_no_xml_is_said_and_not_compared() {
    let inspector = Validator::builder().inspector();
    let good = captured("samples/flex-unsigned.txt");
    let bad = Captured::from_xml(good.xml().replacen("</saml:Subject>", "", 1));
    let comparison = compared(&inspector, &good, &bad);
    assert_eq!(significant(&comparison), [(What::Structure, "XML".to_owned())]);
    assert_eq!(comparison.exit_code(), 3);
}

/// Invariant: private-values. Nothing of a person in any output.
fn private(comparison: &Comparison, values: &[&str]) {
    let outputs = [
        comparison.to_human(&HumanOptions::default(), true),
        comparison.to_json().to_string(),
        format!("{comparison:?}"),
    ];
    for (value, output) in values.iter().flat_map(|value| outputs.iter().map(move |output| (value, output))) {
        assert!(!output.contains(value), "{value} in {output}");
    }
}
