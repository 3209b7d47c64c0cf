//! Damage after signing is undone one at a time, and a matching digest proves which it was.

mod forge;

use forge::{Login, Message, Shape, Signing, flex, keys};
use samlens::{
    Code, Confidence, Expectations, Finding, IdentityProvider, Profile, Report, Request, ServiceProvider,
};

fn judged(xml: &str) -> Report {
    let provider = |issuer: &str| {
        IdentityProvider::builder(issuer)
            .certificates([samlens::Certificate::from_der(&keys::idp().der()).unwrap()])
            .build()
            .unwrap()
    };
    let mut expectations = Expectations::new(Profile::generic()).service_provider(
        ServiceProvider::new("https://sp.example.org/saml/metadata")
            .with_acs("https://sp.example.org/saml/acs"),
    );
    for shape in forge::SHAPES {
        expectations = expectations.identity_provider(provider(shape.issuer()));
    }
    samlens::inspect_bytes(xml.as_bytes(), None, &expectations, Request::NotGiven, flex::AT.parse().unwrap())
}

fn causes(report: &Report) -> Vec<&Finding> {
    report.findings().iter().filter(|f| f.code().as_str().starts_with("digest-cause-")).collect()
}

fn proves(message: &Message, code: Code, says: &str) {
    let report = judged(message.xml());
    let found = causes(&report);
    let lines: Vec<String> = report.findings().iter().map(|f| format!("{f}")).collect();
    assert!(
        found
            .iter()
            .any(|f| f.code() == code && f.confidence() == Confidence::Proved && f.message().contains(says)),
        "{lines:#?}"
    );
}

fn pretty(xml: &str) -> String {
    let mut out = Vec::new();
    samlens::report::pretty(xml, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn assertion_signed(shape: Shape) -> Login {
    Login::new(shape).sign_assertion(Signing::new(keys::idp()))
}

#[test]
fn a_formatter_is_found_in_every_shape() {
    for shape in forge::SHAPES.into_iter().filter(|shape| !matches!(shape, Shape::Generic)) {
        println!("{shape:?}");
        let login = Login::new(shape).sign_both(Signing::new(keys::idp()));
        proves(
            &login.message().map(pretty),
            Code::DigestCauseReindented,
            "white space between elements was added",
        );
    }
}

#[test]
fn indentation_that_was_taken_out_is_found() {
    for unit in ["  ", "    ", "\t"] {
        let login = assertion_signed(Shape::Auth0).indent(unit);
        let minified = login.message().map(|xml| {
            let lines: Vec<&str> = xml.lines().map(str::trim).collect();
            lines.join("")
        });
        proves(&minified, Code::DigestCauseReindented, "the indentation was taken out");
    }
}

#[test]
fn an_assertion_with_a_changed_role_names_the_role_that_was_signed() {
    let message = assertion_signed(Shape::Auth0).message().replace(">agent<", ">admin<");
    let report = judged(message.xml());
    let cause = *causes(&report).first().unwrap();
    assert_eq!(cause.code(), Code::DigestCauseValueChanged);
    assert_eq!((cause.actual(), cause.expected()), (Some("admin"), Some("agent")));
    assert!(cause.location().unwrap().path.ends_with("AttributeValue[1]"));
}
