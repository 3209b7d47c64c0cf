//! Attribute mappings that chain or swap names.

use super::deployment::{GOOD, said};
use samlens::config::ConfigFile;
use samlens::{
    AttributeRule, Certificate, Code, IdentityProvider, InResponseTo, Pattern, Profile, Requirement,
    ServiceProvider, Validator,
};
use samlens_forge::{Signing, flex, keys};

fn profile(names: &[(&str, &str)]) -> Profile {
    let builder = Profile::flex(Pattern::A).to_builder();
    names.iter().fold(builder, |builder, (flex, saml)| builder.attribute_name(flex, saml)).build()
}

fn provider() -> IdentityProvider {
    let certificate = Certificate::from_pem(keys::idp().pem().as_bytes()).unwrap();
    IdentityProvider::builder(flex::ISSUER).certificate(certificate).build().unwrap()
}

#[test]
fn names_change_all_at_once() {
    let names = |profile: &Profile| {
        let mut names: Vec<String> =
            profile.attribute_policy().rules().map(|rule| rule.name().to_owned()).collect();
        names.sort();
        names
    };
    let chain = [("roles", "team"), ("team", "department")];
    for order in [chain, [chain[1], chain[0]]] {
        let profile = profile(&order);
        assert_eq!(names(&profile), ["department", "email", "full_name", "program", "team"]);
        let rule = |name| profile.attribute_policy().rule(name).unwrap();
        assert_eq!(rule("team").needed_values().next(), Some("agent"));
        assert_eq!(rule("department").requirement(), &Requirement::Required);
        assert_eq!((profile.flex_name("team"), profile.flex_name("department")), ("roles", "team"));
    }
    let swapped = profile(&[("roles", "team"), ("team", "roles")]);
    assert_eq!(swapped.attribute_policy().rule("team").unwrap().needed_values().count(), 3);
    assert_eq!(swapped.attribute_policy().rule("roles").unwrap().needed_values().count(), 0);
    // A profile that was renamed is renamed from Flex's names again, and back.
    let again = swapped.to_builder().attribute_name("roles", "r").attribute_name("team", "t").build();
    assert_eq!(again.attribute_policy().rule("r").unwrap().needed_values().count(), 3);
    assert_eq!(again.attribute_policy().rule("t").unwrap().needed_values().count(), 0);
    let back = again.to_builder().attribute_name("roles", "roles").attribute_name("team", "team").build();
    assert_eq!(back, Profile::flex(Pattern::A));
}

#[test]
fn what_a_rule_refers_to_is_renamed_with_it() {
    let policy = Profile::flex(Pattern::A)
        .attribute_policy()
        .clone()
        .with(AttributeRule::required("team").unless("roles", "admin"));
    let profile = Profile::flex(Pattern::A).to_builder().attribute_policy(policy);
    let profile = profile.attribute_name("roles", "groups").build();
    let waived = Requirement::RequiredUnless { attribute: "groups".to_owned(), value: "admin".to_owned() };
    assert_eq!(profile.attribute_policy().rule("team").unwrap().requirement(), &waived);
}

#[test]
fn a_required_attribute_is_required_under_a_chain() {
    let chained = GOOD
        .replace("roles = \"roles\"", "roles = \"team\"")
        .replace("\nteam = \"team\"", "\nteam = \"department\"");
    let config = ConfigFile::parse(&chained).unwrap();
    let service_provider = ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS);
    let builder = config.config().validator(Some(0)).service_provider(service_provider);
    let validator = builder.identity_provider(provider()).build().unwrap();
    let code = |login: &samlens_forge::Login| {
        let login = login.clone().sign_both(Signing::new(keys::idp()));
        let now = flex::AT.parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
        let result = validator.validate(&login.message().base64(), InResponseTo::Unchecked, now);
        result.err().map(|rejection| rejection.code())
    };
    let login = flex::login().without_attribute("roles").without_attribute("team");
    let whole = login.clone().attribute("team", &["agent"]).attribute("department", &["north"]);
    assert_eq!(code(&whole), None);
    assert_eq!(code(&login.clone().attribute("team", &["agent"])), Some(Code::AttributeMissing));
    let code = code(&login.attribute("department", &["north"]));
    assert!(matches!(code, Some(Code::AttributeMissing | Code::AttributeMisnamed)), "{code:?}");
}

#[test]
fn two_rules_for_one_attribute_are_a_configuration_error() {
    let builder = |names: &[(&str, &str)]| {
        Validator::builder()
            .identity_provider(provider())
            .service_provider(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS))
            .profile(profile(names))
    };
    let error = builder(&[("roles", "team")]).build().unwrap_err();
    assert_eq!(error.to_string(), "two attribute rules have the same attribute, team");
    assert!(builder(&[("roles", "team"), ("team", "roles")]).build().is_ok());
    // In samlens.toml it is an error of the file, under every profile.
    let generic = "profile = \"generic\"\n[[identity_provider]]\nname = \"a\"\n[identity_provider.attributes]\n\
                   mail = \"m\"\nname = { from = \"m\", required = false }\n";
    assert_eq!(said(generic), ["6:8: error: name and mail come from the same attribute, m"]);
}
