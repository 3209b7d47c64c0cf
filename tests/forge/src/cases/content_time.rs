//! A genuine signature over times that are not valid, each at its last good second and at the next.

use super::{Case, login, signing};
use crate::{Element, Login, Part};
use serde_json::json;

const CONDITIONS: &str = "SAML 2.0 core, section 2.5.1.2";
const CONFIRMATION: &str = "SAML 2.0 profiles, section 4.1.4.2";
const SESSION: &str = "SAML 2.0 core, section 2.7.2";
const ISSUED: &str = "SAML 2.0 core, sections 2.3.3 and 3.2.2";
const UTC: &str = "SAML 2.0 core, section 1.3.3; XML Schema part 2, section 3.2.7";

pub fn cases() -> Vec<Case> {
    [boundaries(), without_skew(), periods(), malformed()].concat()
}

fn wrong(id: &str, what: &str, source: &str, root: &str, at: &str, login: Login) -> Case {
    let xml = login.sign_both(signing()).message().xml;
    Case::refused("time", id, what, source, root, xml).honest().at(at)
}

fn right(id: &str, what: &str, source: &str, at: &str, login: Login) -> Case {
    let xml = login.sign_both(signing()).message().xml;
    let mut case = Case::accepted(id, what, source, xml).honest().at(at);
    case.subject = "time";
    case
}

/// A rule about one instant: the last second at which it is met and the first at which it is not.
struct Boundary {
    id: &'static str,
    what: &'static str,
    source: &'static str,
    root: &'static str,
    holds: &'static str,
    fails: &'static str,
    login: fn() -> Login,
}

/// Everything lasts for a day, but for what is judged.
fn long() -> Login {
    login().issued("2026-01-15T10:00:00Z", 86_400).session_not_on_or_after(Some("2026-01-17T00:00:00Z"))
}

/// Issued long before, but for what is judged.
fn early() -> Login {
    login().issued("2026-01-15T01:00:00Z", 86_400)
}

const BOUNDARIES: &[Boundary] = &[
    Boundary {
        id: "conditions-end",
        what: "NotOnOrAfter of Conditions at 11:00:00",
        source: CONDITIONS,
        root: "assertion-expired",
        holds: "2026-01-15T11:02:59Z",
        fails: "2026-01-15T11:03:00Z",
        login: || long().conditions(Some("2026-01-15T10:00:00Z"), Some("2026-01-15T11:00:00Z")),
    },
    Boundary {
        id: "conditions-end-alone",
        what: "NotOnOrAfter of Conditions at 11:00:00, no NotBefore",
        source: CONDITIONS,
        root: "assertion-expired",
        holds: "2026-01-15T11:02:59Z",
        fails: "2026-01-15T11:03:00Z",
        login: || long().conditions(None, Some("2026-01-15T11:00:00Z")),
    },
    Boundary {
        id: "conditions-end-fraction",
        what: "NotOnOrAfter of Conditions half a second after 11:00:00",
        source: CONDITIONS,
        root: "assertion-expired",
        holds: "2026-01-15T11:03:00Z",
        fails: "2026-01-15T11:03:01Z",
        login: || long().conditions(None, Some("2026-01-15T11:00:00.500Z")),
    },
    Boundary {
        id: "conditions-begin",
        what: "NotBefore of Conditions at 10:00:00",
        source: CONDITIONS,
        root: "assertion-not-yet-valid",
        holds: "2026-01-15T09:57:00Z",
        fails: "2026-01-15T09:56:59Z",
        login: || early().conditions(Some("2026-01-15T10:00:00Z"), Some("2026-01-15T11:00:00Z")),
    },
    Boundary {
        id: "confirmation-end",
        what: "NotOnOrAfter of the confirmation at 10:05:00",
        source: CONFIRMATION,
        root: "confirmation-expired",
        holds: "2026-01-15T10:07:59Z",
        fails: "2026-01-15T10:08:00Z",
        login: || long().confirmation_not_on_or_after(Some("2026-01-15T10:05:00Z")),
    },
    Boundary {
        id: "session-end",
        what: "SessionNotOnOrAfter at 10:30:00",
        source: SESSION,
        root: "session-expired",
        holds: "2026-01-15T10:32:59Z",
        fails: "2026-01-15T10:33:00Z",
        login: || long().session_not_on_or_after(Some("2026-01-15T10:30:00Z")),
    },
    Boundary {
        id: "response-issued",
        what: "IssueInstant of the Response at 10:00:00",
        source: ISSUED,
        root: "assertion-not-yet-valid",
        holds: "2026-01-15T09:57:00Z",
        fails: "2026-01-15T09:56:59Z",
        login: || early().edit(Part::Response, |r| r.set("IssueInstant", "2026-01-15T10:00:00Z")),
    },
    Boundary {
        id: "assertion-issued",
        what: "IssueInstant of the assertion at 10:00:00",
        source: ISSUED,
        root: "assertion-not-yet-valid",
        holds: "2026-01-15T09:57:00Z",
        fails: "2026-01-15T09:56:59Z",
        login: || early().edit(Part::Assertion, |a| a.set("IssueInstant", "2026-01-15T10:00:00Z")),
    },
    Boundary {
        id: "leap-day",
        what: "NotOnOrAfter of Conditions on 29 February",
        source: UTC,
        root: "assertion-expired",
        holds: "2028-02-29T00:02:59Z",
        fails: "2028-02-29T00:03:00Z",
        login: || {
            login().issued("2028-02-28T23:00:00Z", 86_400).conditions(None, Some("2028-02-29T00:00:00Z"))
        },
    },
    Boundary {
        id: "midnight",
        what: "NotOnOrAfter of Conditions at 24:00:00",
        source: UTC,
        root: "assertion-expired",
        holds: "2026-01-16T00:02:59Z",
        fails: "2026-01-16T00:03:00Z",
        login: || long().conditions(None, Some("2026-01-15T24:00:00Z")),
    },
];

fn boundaries() -> Vec<Case> {
    let mut cases = Vec::new();
    for b in BOUNDARIES {
        let (id, what) =
            (format!("{}-holds", b.id), format!("{}, judged at {}, 180 s of skew", b.what, b.holds));
        cases.push(right(&id, &what, b.source, b.holds, (b.login)()));
        let (id, what) =
            (format!("{}-fails", b.id), format!("{}, judged at {}, 180 s of skew", b.what, b.fails));
        cases.push(wrong(&id, &what, b.source, b.root, b.fails, (b.login)()));
    }
    cases
}

fn without_skew() -> Vec<Case> {
    let exact = || long().conditions(Some("2026-01-15T10:00:00Z"), Some("2026-01-15T11:00:00Z"));
    let none = json!(0);
    vec![
        right(
            "no-skew-begin-holds",
            "judged at NotBefore, no skew",
            CONDITIONS,
            "2026-01-15T10:00:00Z",
            exact(),
        )
        .set("clock_skew", none.clone()),
        right(
            "no-skew-end-holds",
            "judged a second before NotOnOrAfter, no skew",
            CONDITIONS,
            "2026-01-15T10:59:59Z",
            exact(),
        )
        .set("clock_skew", none.clone()),
        wrong(
            "no-skew-end-fails",
            "judged at NotOnOrAfter, no skew",
            CONDITIONS,
            "assertion-expired",
            "2026-01-15T11:00:00Z",
            exact(),
        )
        .set("clock_skew", none.clone()),
        wrong(
            "no-skew-begin-fails",
            "judged a second before NotBefore, no skew",
            CONDITIONS,
            "assertion-not-yet-valid",
            "2026-01-15T09:59:59Z",
            exact(),
        )
        .set("clock_skew", none),
        wrong(
            "replayed-next-day",
            "the same login a day later",
            CONDITIONS,
            "assertion-expired",
            "2026-01-16T10:01:00Z",
            login(),
        ),
        wrong(
            "from-the-future",
            "a login of the next year",
            CONDITIONS,
            "assertion-not-yet-valid",
            "2025-01-15T10:01:00Z",
            login(),
        ),
    ]
}

fn periods() -> Vec<Case> {
    let period = |from: &str, until: &str| login().conditions(Some(from), Some(until));
    let at = super::AT;
    vec![
        wrong(
            "period-reversed",
            "Conditions end before they begin, within the skew",
            CONDITIONS,
            "period-reversed",
            at,
            period("2026-01-15T10:01:30Z", "2026-01-15T10:00:30Z"),
        ),
        wrong("period-empty", "Conditions end when they begin", CONDITIONS, "period-reversed", at, {
            period("2026-01-15T10:01:00Z", "2026-01-15T10:01:00Z")
        }),
        right(
            "period-shortest",
            "Conditions of a second",
            CONDITIONS,
            at,
            period("2026-01-15T10:01:00Z", "2026-01-15T10:01:01Z"),
        ),
        right("period-open", "Conditions without times", CONDITIONS, at, login().conditions(None, None))
            .codes(&["lifetime-odd"]),
        right(
            "period-longest",
            "Conditions until the year 9999",
            CONDITIONS,
            at,
            login().conditions(None, Some("9999-12-31T23:59:59Z")),
        )
        .codes(&["lifetime-odd"]),
        wrong(
            "confirmation-no-end",
            "a bearer confirmation without NotOnOrAfter",
            CONFIRMATION,
            "confirmation-missing",
            at,
            login().confirmation_not_on_or_after(None),
        ),
        wrong("issue-instant-missing", "no IssueInstant of the assertion", ISSUED, "time-malformed", at, {
            login().edit(Part::Assertion, |a: &mut Element| {
                a.unset("IssueInstant");
            })
        }),
    ]
}

fn malformed() -> Vec<Case> {
    let shapes = [
        ("offset-zero", "2026-01-15T11:00:00+00:00", "an offset of zero"),
        ("offset", "2026-01-15T12:00:00+01:00", "an offset"),
        ("no-zone", "2026-01-15T11:00:00", "no time zone"),
        ("lower-case", "2026-01-15t11:00:00z", "lower case letters"),
        ("space", "2026-01-15 11:00:00Z", "a space for the T"),
        ("white-space", " 2026-01-15T11:00:00Z", "white space before it"),
        ("date-only", "2026-01-15", "a date alone"),
        ("unix", "1768474800", "seconds since 1970"),
        ("empty", "", "nothing in it"),
        ("day-30-february", "2026-02-30T11:00:00Z", "a day that does not exist"),
        ("leap-day-wrong-year", "2026-02-29T11:00:00Z", "29 February of a year without one"),
        ("hour-25", "2026-01-15T25:00:00Z", "an hour that does not exist"),
        ("after-midnight", "2026-01-15T24:00:01Z", "a second after 24:00:00"),
        ("leap-second", "2026-06-30T23:59:60Z", "a leap second"),
        ("year-0", "0000-01-15T11:00:00Z", "the year 0"),
        ("year-negative", "-2026-01-15T11:00:00Z", "a year before our era"),
        ("year-5-digits", "12026-01-15T11:00:00Z", "a year of five digits"),
        ("fraction-empty", "2026-01-15T11:00:00.Z", "a fraction without digits"),
        ("digits-of-another-script", "2026-01-15T11:00:0\u{660}Z", "a digit of another script"),
        ("two-digits", "26-01-15T11:00:00Z", "a year of two digits"),
    ];
    let case = |(id, value, what): (&str, &str, &str)| {
        let what = format!("NotOnOrAfter of Conditions has {what}: \"{value}\"");
        let login = login().conditions(Some("2026-01-15T10:00:00Z"), Some(value));
        wrong(&format!("malformed-{id}"), &what, UTC, "time-malformed", super::AT, login)
    };
    let mut cases: Vec<Case> = shapes.into_iter().map(case).collect();
    // XML Schema knows these two; SAML 1.3.3 does not, and readers that accept them do so knowingly.
    for case in cases.iter_mut().take(2) {
        *case = case.clone().may_accept();
    }
    let long = format!("2026-01-15T11:00:00.{}Z", "0".repeat(40));
    cases.push(right("fraction-long", "a fraction of forty digits", UTC, super::AT, {
        login().conditions(None, Some(&long))
    }));
    let garbage = |part: Part, name: &'static str| login().edit(part, move |e| e.set(name, "soon"));
    cases.extend([
        wrong(
            "malformed-confirmation",
            "NotOnOrAfter of the confirmation is a word",
            CONFIRMATION,
            "time-malformed",
            super::AT,
            garbage(Part::SubjectConfirmationData, "NotOnOrAfter"),
        ),
        wrong("malformed-session", "SessionNotOnOrAfter is a word", SESSION, "time-malformed", super::AT, {
            garbage(Part::AuthnStatement, "SessionNotOnOrAfter")
        }),
        wrong(
            "malformed-issued",
            "IssueInstant of the Response is a word",
            ISSUED,
            "time-malformed",
            super::AT,
            garbage(Part::Response, "IssueInstant"),
        ),
        wrong(
            "malformed-not-before",
            "NotBefore of Conditions is a word",
            CONDITIONS,
            "time-malformed",
            super::AT,
            garbage(Part::Conditions, "NotBefore"),
        ),
    ]);
    cases
}
