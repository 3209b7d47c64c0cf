//! Tests of the rules on attributes and their values.

use super::attributes::check;
use crate::check::sample::Sample;
use crate::{AttributePolicy, AttributeRule, Pattern, Profile};

fn attribute(name: &str, values: &[&str]) -> String {
    let values: String =
        values.iter().map(|value| format!("<saml:AttributeValue>{value}</saml:AttributeValue>")).collect();
    format!(r#"<saml:Attribute Name="{name}">{values}</saml:Attribute>"#)
}

fn roles(values: &[&str]) -> Sample {
    Sample::new().edit(&attribute("roles", &["agent"]), &attribute("roles", values))
}

fn renamed(from: &str, to: &str) -> Sample {
    Sample::new().edit(&format!(r#"Name="{from}""#), &format!(r#"Name="{to}""#))
}

#[test]
fn what_is_missing_is_named_with_what_is_there() {
    let sample = Sample::new().edit(&attribute("team", &["North"]), "");
    assert_eq!(
        sample.run(check).only(),
        ("required attribute `team` is missing", "email, full_name, roles", "team")
    );
    for (name, value) in [("email", "ada@example.com"), ("full_name", "Ada Lovelace"), ("roles", "agent")] {
        let sample = Sample::new().edit(&attribute(name, &[value]), "");
        assert_eq!(sample.run(check).line(), "fail attribute-missing", "{name}");
    }
}

#[test]
fn how_sure_a_misnamed_attribute_is() {
    use crate::Confidence;
    for (name, other, expected) in [
        ("full_name", "fullName", Confidence::Likely),
        ("full_name", "displayName", Confidence::Possible),
        ("email", "emial", Confidence::Possible),
        ("roles", "flex_role", Confidence::Possible),
    ] {
        let judged = renamed(name, other).run(check);
        assert_eq!(judged.findings[0].confidence(), expected, "{other}");
    }
}

#[test]
fn near_names_are_misnamed() {
    for (name, other) in [
        ("full_name", "fullName"),
        ("email", "Email"),
        ("email", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"),
        ("roles", "http://schemas.auth0.com/roles"),
        ("roles", "role"),
        ("team", "Team"),
    ] {
        let judged = renamed(name, other).run(check);
        assert_eq!(judged.line(), "fail attribute-misnamed", "{other}");
        let (_, actual, expected) = judged.only();
        assert_eq!((actual, expected), (other, name));
    }
}

#[test]
fn both_paths_give_the_same_code() {
    let mut sample = renamed("full_name", "fullName");
    sample.explain = false;
    assert_eq!(sample.run(check).line(), "fail attribute-misnamed");
}

#[test]
fn a_namespace_in_front_has_its_fix() {
    let judged = renamed("roles", "http://schemas.auth0.com/roles").run(check);
    assert!(judged.findings[0].fix()[0].ends_with("without namespace"));
}

#[test]
fn friendly_name_is_never_matched() {
    let sample = Sample::new().edit(r#"Name="team""#, r#"Name="urn:oid:1.2.3" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" FriendlyName="team""#);
    let judged = sample.run(check);
    assert_eq!(judged.line(), "fail attribute-misnamed");
    assert!(judged.only().0.ends_with("only its FriendlyName is the expected name"));
}

#[test]
fn values_that_are_blank_nil_or_xml_are_empty_and_told_apart() {
    let mut said = std::collections::BTreeSet::new();
    for value in [
        "<saml:AttributeValue/>",
        "<saml:AttributeValue> \n</saml:AttributeValue>",
        r#"<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>"#,
        "<saml:AttributeValue><saml:NameID>North</saml:NameID></saml:AttributeValue>",
        "",
    ] {
        let sample = Sample::new().edit("<saml:AttributeValue>North</saml:AttributeValue>", value);
        let judged = sample.run(check);
        assert_eq!(judged.line(), "fail attribute-empty", "{value}");
        let (message, actual, _) = judged.only();
        assert!(said.insert((message.to_owned(), actual.to_owned())), "said of two: {message} ({actual})");
    }
    assert_eq!(said.len(), 5);
}

#[test]
fn roles_as_several_values_or_one_list() {
    for values in [
        &["agent"][..],
        &["supervisor", "wfo.full_access"],
        &["supervisor,wfo.full_access"],
        &["admin,agent"],
    ] {
        assert_eq!(roles(values).run(check).line(), "pass", "{values:?}");
    }
}

#[test]
fn unknown_roles_next_to_a_core_role_are_reported() {
    for (value, expected) in [
        ("Supervisor", "supervisor"),
        ("administrator", "admin"),
        ("superviser", "supervisor"),
        (" admin", "admin"),
    ] {
        let judged = roles(&["agent", value]).run(check);
        assert_eq!(judged.line(), "pass role-unknown", "{value}");
        let (_, actual, wanted) = judged.only();
        assert_eq!((actual, wanted), (value, expected));
    }
}

#[test]
fn no_core_role_is_an_error() {
    for values in [
        &["wfo.full_access"][..],
        &["administrator"],
        &["Supervisor"],
        &["[\"agent\"]"],
        &["agent;admin"],
        &[","],
    ] {
        let mut sample = roles(values);
        sample.explain = false;
        assert_eq!(sample.run(check).line(), "fail role-core-missing", "{values:?}");
    }
    assert_eq!(roles(&["wfo.full_access"]).run(check).only().1, "wfo.full_access");
}

#[test]
fn a_role_of_the_accounts_own_is_a_warning() {
    assert_eq!(roles(&["dispatcher"]).run(check).line(), "pass role-unknown");
    assert_eq!(roles(&["wfo.dispatcher"]).run(check).line(), "fail role-unknown role-core-missing");
}

#[test]
fn a_space_after_the_comma_is_reported() {
    let judged = roles(&["agent, supervisor"]).run(check);
    assert_eq!(judged.only().0, "a value of `roles` is not known: `supervisor` has white space around it");
}

#[test]
fn addresses_are_looked_at() {
    let email = attribute("email", &["ada@example.com"]);
    for bad in ["ada", "ada@", "@example.com", "ada@localhost", "ada @example.com", "a@b@example.com"] {
        let judged = Sample::new().edit(&email, &attribute("email", &[bad])).run(check);
        assert_eq!(judged.line(), "pass email-invalid", "{bad}");
    }
}

#[test]
fn names_that_are_sent_twice_are_reported() {
    let team = attribute("team", &["North"]);
    assert_eq!(Sample::new().edit(&team, &team.repeat(2)).run(check).line(), "pass attribute-duplicated");
}

#[test]
fn team_under_pattern_b() {
    let mut sample = Sample::new();
    sample.profile = Profile::flex(Pattern::B);
    assert_eq!(sample.run(check).line(), "pass team-unexpected");
    let mut sample = sample.edit(&attribute("team", &["North"]), "");
    sample.profile = Profile::flex(Pattern::B);
    assert_eq!(sample.run(check).line(), "pass");
}

#[test]
fn team_is_required_of_admins_too_unless_the_embedder_says_otherwise() {
    let mut sample = roles(&["agent,admin"]).edit(&attribute("team", &["North"]), "");
    assert_eq!(sample.run(check).line(), "fail attribute-missing");
    let flex = Profile::flex(Pattern::A);
    let policy =
        flex.attribute_policy().clone().with(AttributeRule::required("team").unless("roles", "admin"));
    sample.profile = flex.to_builder().attribute_policy(policy).build();
    assert_eq!(sample.run(check).line(), "pass");
    let sample = Sample { ..sample }.edit("agent,admin", "agent");
    assert_eq!(sample.run(check).line(), "fail attribute-missing");
}

#[test]
fn only_auth0s_own_claims() {
    let sample = renamed("email", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress")
        .edit(r#"Name="full_name""#, r#"Name="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn""#)
        .edit(&attribute("roles", &["agent"]), "")
        .edit(r#"Name="team""#, r#"Name="http://schemas.auth0.com/identities/default/provider""#);
    assert_eq!(
        sample.run(check).line(),
        "fail attribute-misnamed attribute-missing attribute-missing attribute-missing action-not-run"
    );
}

#[test]
fn generic_looks_at_no_attributes() {
    let mut sample = Sample::new();
    sample.profile = Profile::generic();
    assert_eq!(sample.run(check).line(), "not-run(not-in-profile)");
}

/// Auth0 sends such claims by itself. That nothing else is present explains a failure, and is no fault of a login.
#[test]
fn that_only_standard_claims_are_present_is_said_of_a_failure_alone() {
    let claim = |name: &str| format!("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/{name}");
    let sample = |required: &str| {
        let mut sample = Sample::new();
        for name in ["email", "full_name", "roles", "team"] {
            sample = sample.edit(&format!(r#"Name="{name}""#), &format!(r#"Name="{}""#, claim(name)));
        }
        let policy = AttributePolicy::none().with(AttributeRule::required(required));
        sample.profile = Profile::builder("own").attribute_policy(policy).build();
        sample
    };
    assert_eq!(sample(&claim("team")).run(check).line(), "pass");
    assert_eq!(sample("cost_center").run(check).line(), "fail attribute-missing action-not-run");
}

#[test]
fn an_alias_is_taken_as_the_attribute() {
    let mut sample = renamed("team", "department");
    let policy = AttributePolicy::none().with(AttributeRule::required("team").alias("department"));
    sample.profile = Profile::builder("own").attribute_policy(policy).build();
    assert_eq!(sample.run(check).line(), "pass");
}

#[test]
fn attributes_of_another_namespace_do_not_count() {
    let sample = Sample::new()
        .edit("<saml:AttributeStatement>", r#"<saml:Advice><x:AttributeStatement xmlns:x="urn:x">"#)
        .edit("</saml:AttributeStatement>", "</x:AttributeStatement></saml:Advice>");
    assert_eq!(sample.run(check).findings.len(), 4);
}

#[test]
fn near_names_are_searched_up_to_a_bound() {
    let many =
        |count| -> String { (0..count).map(|number| attribute(&format!("a{number}"), &["x"])).collect() };
    let team = attribute("team", &["North"]);
    let near = attribute("Team", &["North"]);
    let sample = Sample::new().edit(&team, &format!("{}{near}", many(250)));
    assert_eq!(sample.run(check).line(), "fail attribute-misnamed");
    let sample = Sample::new().edit(&team, &format!("{}{near}", many(20_000)));
    assert_eq!(sample.run(check).line(), "fail attribute-missing");
}

#[test]
fn several_values_where_one_is_meant_are_reported() {
    let two = ["ada@example.com", "lovelace@example.com"];
    let sample = Sample::new().edit(&attribute("email", &two[..1]), &attribute("email", &two));
    let judged = sample.run(check);
    assert_eq!(judged.line(), "pass attribute-duplicated");
    assert_eq!(judged.only().0, "`email` has several values, but one is expected");
}
