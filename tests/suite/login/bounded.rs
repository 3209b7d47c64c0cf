//! How large a sender can make a rejection, and for how long a login lives.

use samlens::chrono::{DateTime, TimeDelta, Utc};
use samlens::replay::{MemoryCache, Replay, ReplayCache};
use samlens::{Finding, InResponseTo, Limits, Validator};
use samlens_forge::{Login, Shape};

const NAMESPACES: &str = r#"xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:d="http://www.w3.org/2000/09/xmldsig#""#;

fn validator() -> Validator {
    samlens_forge::encrypted::builder(Shape::Auth0).limits(Limits::default()).build().unwrap()
}

fn now() -> DateTime<Utc> {
    samlens_forge::flex::AT.parse().unwrap()
}

// Invariant: bounded. Names of elements, algorithms and namespaces may have megabytes.
#[test]
fn a_rejection_is_small_whatever_is_in_the_message() {
    let long = "n".repeat(1 << 20);
    let response =
        |content: &str| format!(r#"<p:Response {NAMESPACES} ID="_r" Version="2.0">{content}</p:Response>"#);
    let texts = [
        format!("<{long}/>"),
        format!("<x xmlns='urn:{long}'/>"),
        response(&format!("<{long}><a:Assertion ID='_a'/></{long}>")),
        response(&format!(
            "<p:Status><p:StatusCode Value='{long}'/><p:StatusMessage>{long}</p:StatusMessage></p:Status>"
        )),
        response(&format!("<a:Issuer>{long}</a:Issuer><p:{long}/>")),
        response(&format!("<d:Signature><d:{long}/></d:Signature>")),
        response(&format!("<a:Assertion ID='_a' Version='{long}'><a:{long}/></a:Assertion>")),
        response(&format!("<a:Assertion ID='_a'/><x ID='{long}'/><x ID='{long}'/>")),
        response(&format!("<{long}")),
        response(&format!("<x>&{long};</x>")),
    ];
    for text in texts {
        let refused = validator().validate_xml(&text, InResponseTo::Unchecked, now()).unwrap_err();
        let mut size = refused.to_string().len();
        for finding in refused.findings() {
            assert!(finding.message().len() <= Finding::MAX_MESSAGE_BYTES, "{}", finding.code());
            assert!(!finding.message().contains(char::is_control), "{}", finding.code());
            let path = finding.location().map_or("", |location| &location.path);
            assert!(path.len() <= Finding::MAX_MESSAGE_BYTES, "{}", finding.code());
            let values = finding.actual().into_iter().chain(finding.expected());
            let values: Vec<&str> = values.chain(finding.fix().iter().map(String::as_str)).collect();
            assert!(values.iter().all(|text| text.len() <= Finding::MAX_VALUE_BYTES), "{}", finding.code());
            size +=
                finding.message().len() + path.len() + values.iter().map(|text| text.len()).sum::<usize>();
        }
        assert!(size < 128 << 10, "{}: {size} bytes", refused.code());
    }
}

/// A login whose times never end.
fn endless(id: usize) -> String {
    let far = Some("9999-12-31T23:59:59.000Z");
    Login::new(Shape::Auth0)
        .ids(&format!("_r{id}"), &format!("_a{id}"))
        .conditions(Some("2026-01-15T10:00:00.000Z"), far)
        .confirmation_not_on_or_after(far)
        .sign_response(samlens_forge::encrypted::signing())
        .xml()
}

#[test]
fn a_login_ends_a_day_after_its_issue_whatever_it_says() {
    let day = now() + TimeDelta::days(1);
    let login = validator().validate_xml(&endless(0), InResponseTo::Unchecked, now()).unwrap();
    let end = login.not_on_or_after().unwrap();
    assert!(end <= day && end > day - TimeDelta::hours(1), "{end}");
    let before = end + TimeDelta::seconds(179);
    assert!(validator().validate_xml(&endless(0), InResponseTo::Unchecked, before).is_ok());
    let after = end + TimeDelta::seconds(180);
    let refused = validator().validate_xml(&endless(0), InResponseTo::Unchecked, after).unwrap_err();
    assert_eq!(refused.code().as_str(), "assertion-expired");
    assert!(refused.to_string().contains("samlens's policy accepts it for 1 d"), "{refused}");
}

/// One identity provider cannot make the cache refuse the logins of another, nor keep it full for ever.
#[test]
fn one_provider_does_not_fill_the_replay_cache_for_all() {
    let (cache, validator) = (MemoryCache::new(8), validator());
    let remember = |id: usize, at: DateTime<Utc>| {
        let login = validator.validate_xml(&endless(id), InResponseTo::Unchecked, now()).unwrap();
        cache.remember(&login, validator.clock_skew(), at)
    };
    let taken = (0..8).filter(|&id| remember(id, now()) == Replay::First).count();
    assert_eq!(taken, 4);
    let until = now() + TimeDelta::hours(1);
    assert_eq!(cache.check_and_insert("https://other.example", "_1", until, now()), Replay::First);
    assert_eq!(remember(9, now()), Replay::Full);
    assert_eq!(remember(9, now() + TimeDelta::days(2)), Replay::First);
}
