//! Pairs of signed logins in the shapes of all products that differ by one edit: it is the only significant difference.

use chrono::{DateTime, Utc};
use samlens::inspect::{Captured, Compared, Comparison, What};
use samlens::{Limits, Validator};
use samlens_forge::shape::SHAPES;
use samlens_forge::signing::{Algorithm, Digest};
use samlens_forge::{Login, Part, Shape, Signing, keys};

/// An edit, and what each of its significant differences must be about.
type Edit = (&'static str, fn(Login) -> Login, &'static [What]);

const ISSUED: &str = "2026-01-15T10:00:00.000Z";

fn login(shape: Shape) -> Login {
    Login::new(shape)
        .ids("_r1", "_a1")
        .issued(ISSUED, 3600)
        .session_index(Some("_s1"))
        .attribute("team", &["blue"])
        .sign_assertion(signing())
}

fn signing() -> Signing {
    Signing::new(keys::idp())
}

const EDITS: &[Edit] = &[
    // Some products name the audience as the NameID's qualifier too.
    (
        "audience",
        |login| login.audiences(&["https://other.example.org/metadata"]),
        &[What::Audience, What::NameId],
    ),
    ("destination", |login| login.destination(Some("https://other.example.org/acs")), &[What::Destination]),
    ("no destination", |login| login.destination(None), &[What::Destination]),
    ("recipient", |login| login.recipient(Some("https://other.example.org/acs")), &[What::Recipient]),
    ("no request", |login| login.in_response_to(None), &[What::InResponseTo]),
    ("lifetime", |login| login.issued(ISSUED, 60), &[What::Lifetime]),
    ("no session index", |login| login.session_index(None), &[What::Session]),
    (
        "end of the session",
        |login| login.session_not_on_or_after(Some("2026-01-15T18:00:00.000Z")),
        &[What::Session, What::Lifetime],
    ),
    ("another form of the value", |login| login.attribute("team", &["Blue"]), &[What::Attribute]),
    ("a list", |login| login.attribute("team", &["blue", "red"]), &[What::Attribute]),
    ("an empty value", |login| login.attribute("team", &[""]), &[What::Attribute]),
    ("no attribute", |login| login.without_attribute("team"), &[What::Attribute]),
    ("another name", |login| login.rename_attribute("team", "Team"), &[What::Attribute]),
    (
        "authentication context",
        |login| login.authn_context("urn:oasis:names:tc:SAML:2.0:ac:classes:X509"),
        &[What::AuthnContext],
    ),
    (
        "format of the NameID",
        |login| {
            login.name_id(
                "mara.oduya@example.org",
                Some("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
            )
        },
        &[What::NameId],
    ),
    (
        "no authentication",
        |login| login.without(Part::AuthnStatement),
        &[What::Structure, What::Session, What::AuthnContext, What::Time],
    ),
    (
        "algorithm",
        |login| login.sign_assertion(signing().algorithm(Algorithm::Rsa(Digest::Sha512))),
        &[What::Algorithm],
    ),
    ("digest", |login| login.sign_assertion(signing().digest(Digest::Sha512)), &[What::Algorithm]),
    ("both signed", |login| login.sign_response(signing()), &[What::Signature, What::Structure]),
    (
        "another key",
        |login| login.sign_assertion(Signing::new(keys::key("other-tenant"))),
        &[What::Certificate, What::Signature],
    ),
];

fn differences(left: &str, right: &str) -> Vec<(What, String)> {
    let inspector = Validator::builder().inspector();
    let at: DateTime<Utc> = "2026-01-15T10:00:30Z".parse().unwrap();
    let (left, right) = (Captured::from_xml(left.to_owned()), Captured::from_xml(right.to_owned()));
    let (ours, theirs) =
        (inspector.inspect_captured(&left).at(at), inspector.inspect_captured(&right).at(at));
    let comparison =
        Comparison::of(Compared::new(&left, &ours), Compared::new(&right, &theirs), &Limits::default());
    let significant = comparison.differences().iter().filter(|one| one.significant);
    significant.map(|one| (one.what, one.name.clone())).collect()
}

#[test]
fn one_edit_is_the_only_significant_difference_in_every_shape() {
    let mut faults = Vec::new();
    for shape in SHAPES {
        let good = login(shape).xml();
        assert_eq!(differences(&good, &good), [], "{shape:?}");
        for (name, edit, expected) in EDITS {
            let bad = edit(login(shape)).xml();
            // A shape that never has the part has no such pair.
            if bad == good {
                continue;
            }
            for (left, right) in [(&good, &bad), (&bad, &good)] {
                let found = differences(left, right);
                if found.is_empty() || found.iter().any(|(what, _)| !expected.contains(what)) {
                    faults.push(format!("{shape:?}, {name}: {found:?}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn two_logins_of_the_same_product_differ_as_logins_always_do() {
    for shape in SHAPES {
        let first = login(shape).xml();
        let second = login(shape)
            .ids("_r2", "_a2")
            .issued("2026-02-03T08:30:00.000Z", 3600)
            .session_index(Some("_s2"))
            .in_response_to(Some("_another"))
            .edit(Part::NameId, |name| name.set_text("jo.li@example.org"))
            .xml();
        assert_ne!(first, second);
        assert_eq!(differences(&first, &second), [], "{shape:?}");
    }
}
