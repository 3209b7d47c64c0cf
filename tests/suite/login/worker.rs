//! What Flex will make of a login: the predicted worker, its type suffixes and its warnings.
use samlens::inspect::{Report, Verdict, Worker};
use samlens::{IdentityProvider, Pattern, Profile, ServiceProvider, Validator};
use samlens_forge::{Attribute, Login, Signing, flex, idp_metadata, key};
use serde_json::{Value, json};

fn list(attributes: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    attributes.iter().map(|(name, values)| ((*name).to_owned(), owned(values))).collect()
}

const USUAL: [(&str, &[&str]); 4] = [
    ("email", &["anna@example.com"]),
    ("full_name", &["Anna Example"]),
    ("roles", &["agent"]),
    ("team", &["north"]),
];

fn worker(pattern: Pattern, name_id: &str, attributes: &[(&str, &[&str])]) -> Worker {
    Worker::predict(&Profile::flex(pattern), name_id, &list(attributes), None).unwrap()
}

fn kinds(worker: &Worker) -> Vec<&str> {
    worker.warnings().iter().map(|warning| warning.kind().as_str()).collect()
}

/// One attribute as the worker has it.
fn value(name: &str, values: &[&str], held_as: &str) -> Value {
    let mut attributes = USUAL.to_vec();
    attributes.push((name, values));
    worker(Pattern::A, "anna@example.com", &attributes)
        .attributes()
        .get(held_as)
        .cloned()
        .unwrap_or(Value::Null)
}

#[test]
fn a_usual_login_makes_a_usual_worker() {
    let worker = worker(Pattern::A, "anna@example.com", &USUAL);
    assert_eq!(
        worker.to_json(),
        json!({
            "identity": "anna@example.com",
            "friendly_name": "Anna Example",
            "contact_uri": "client:anna_40example_2Ecom",
            "roles": ["agent"],
            "attributes": {
                "email": "anna@example.com",
                "full_name": "Anna Example",
                "roles": ["agent"],
                "team": "north",
            },
            "channels": {},
            "warnings": [{
                "kind": "stale-attribute",
                "message": "`program` is missing; Flex keeps the previous value",
                "fix": "to clear it, send `program` with an empty value",
            }],
        })
    );
}

#[test]
fn the_contact_is_escaped_byte_by_byte() {
    let contact = |identity| worker(Pattern::A, identity, &USUAL).contact_uri().to_owned();
    assert_eq!(contact("a_b-c+d@x.y"), "client:a_5Fb_2Dc_2Bd_40x_2Ey");
    assert_eq!(contact("é"), "client:_C3_A9");
}

#[test]
fn a_contact_that_is_sent_is_used() {
    let mut attributes = USUAL.to_vec();
    attributes.push(("contact_uri", &["+15551234567"]));
    assert_eq!(worker(Pattern::A, "anna", &attributes).contact_uri(), "+15551234567");
}

#[test]
fn type_suffixes_are_applied() {
    assert_eq!(value("skill.int", &["7"], "skill"), json!(7));
    assert_eq!(value("skill.int", &["-7"], "skill"), json!(-7));
    assert_eq!(value("remote.boolean", &["true"], "remote"), json!(true));
    assert_eq!(value("desk.string", &["7"], "desk"), json!("7"));
    assert_eq!(value("langs.stringarray", &["en,de"], "langs"), json!(["en", "de"]));
    assert_eq!(value("langs.stringarray", &["en", "de"], "langs"), json!(["en", "de"]));
    assert_eq!(value("levels.intarray", &["1,2"], "levels"), json!([1, 2]));
    assert_eq!(value("flags.booleanarray", &["true", "false"], "flags"), json!([true, false]));
    assert_eq!(value("desk", &["7"], "desk"), json!("7"));
}

#[test]
fn a_suffix_in_another_case_is_part_of_the_name() {
    assert_eq!(value("skill.Int", &["7"], "skill.Int"), json!("7"));
    assert_eq!(
        value(
            "http://schemas.example/claims/skill.level",
            &["7"],
            "http://schemas.example/claims/skill.level"
        ),
        json!("7")
    );
    assert_eq!(value(".int", &["7"], ".int"), json!("7"));
}

#[test]
fn a_value_of_another_type_is_flexs_error_400() {
    for (name, bad) in [
        ("skill.int", "a"),
        ("skill.int", "1.23"),
        ("skill.int", "+1"),
        ("x.boolean", "yes"),
        ("y.intarray", "1,b"),
    ] {
        let mut attributes = USUAL.to_vec();
        let values = [bad];
        attributes.push((name, &values));
        let worker = worker(Pattern::A, "anna", &attributes);
        assert!(kinds(&worker).contains(&"invalid-attribute-format"), "{name} {bad}");
        assert_eq!(worker.attributes().len(), 4, "{name} {bad}");
    }
}

#[test]
fn an_empty_value_clears() {
    assert_eq!(value("skill.int", &[""], "skill"), json!(""));
    assert_eq!(value("program", &[""], "program"), json!(""));
    let mut attributes = USUAL.to_vec();
    attributes.push(("program", &[""]));
    assert_eq!(kinds(&worker(Pattern::A, "anna", &attributes)), Vec::<&str>::new());
}

#[test]
fn channels_are_set_up_and_are_no_attributes() {
    let mut attributes = USUAL.to_vec();
    attributes
        .extend([("channel.chat.capacity", &["3"] as &[&str]), ("channel.chat.availability", &["true"])]);
    let worker = worker(Pattern::A, "anna", &attributes);
    assert_eq!(worker.to_json()["channels"], json!({ "chat": { "capacity": 3, "availability": true } }));
    assert_eq!(worker.attributes().len(), 4);
}

#[test]
fn several_values_without_an_array_type_are_remarked_upon() {
    let mut attributes = USUAL.to_vec();
    attributes.push(("program", &["x", "y"]));
    let worker = worker(Pattern::A, "anna", &attributes);
    assert_eq!(worker.attributes()["program"], "x,y");
    assert_eq!(kinds(&worker), ["several-values"]);
}

#[test]
fn roles_are_several_values_or_one_with_commas() {
    let roles = |values: &[&str]| worker(Pattern::B, "anna", &[("roles", values)]).roles().to_vec();
    assert_eq!(roles(&["agent,wfo.data_analyst"]), ["agent", "wfo.data_analyst"]);
    assert_eq!(roles(&["agent", "supervisor"]), ["agent", "supervisor"]);
}

#[test]
fn warnings_are_given_for_what_costs_money_or_access() {
    let phantom = worker(Pattern::A, "auth0|5f00", &USUAL);
    assert!(kinds(&phantom).contains(&"phantom-worker"));
    let insights = worker(Pattern::B, "anna", &[("roles", &["wfo.data_analyst"])]);
    assert!(kinds(&insights).contains(&"core-role-missing"));
    let teamless = worker(Pattern::A, "anna", &USUAL[..3]);
    assert_eq!(kinds(&teamless), ["team-missing", "stale-attribute", "stale-attribute"]);
    let foreign =
        Worker::predict(&Profile::flex(Pattern::B), "anna", &list(&USUAL), Some("urn:globex")).unwrap();
    assert!(kinds(&foreign).contains(&"foreign-issuer"));
    let shared =
        Worker::predict(&Profile::flex(Pattern::A), "anna", &list(&USUAL), Some("urn:globex")).unwrap();
    assert!(!kinds(&shared).contains(&"foreign-issuer"));
}

#[test]
fn only_flex_makes_workers() {
    assert!(Worker::predict(&Profile::generic(), "anna", &list(&USUAL), None).is_none());
}

#[test]
fn debug_shows_no_person() {
    let debug = format!("{:?}", worker(Pattern::A, "anna@example.com", &USUAL));
    assert!(!debug.contains("anna") && !debug.contains("Anna") && !debug.contains("north"), "{debug}");
}

#[test]
fn a_mapping_names_the_attributes_of_the_worker() {
    let profile = Profile::flex(Pattern::A).to_builder().attribute_name("full_name", "displayName").build();
    let mut attributes = USUAL.to_vec();
    attributes[1].0 = "displayName";
    let worker = Worker::predict(&profile, "anna", &list(&attributes), None).unwrap();
    assert_eq!(worker.friendly_name(), Some("Anna Example"));
    assert_eq!(worker.attributes()["full_name"], "Anna Example");
}

/// A login judged with these identity providers, the first being the organisation's own.
fn report(login: Login, profile: Profile, providers: &[IdentityProvider]) -> Report {
    let provider = ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS);
    let expectations = Validator::builder().profile(profile).service_provider(provider);
    let expectations =
        providers.iter().fold(expectations, |all, provider| all.identity_provider(provider.clone()));
    let now = flex::AT.parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
    expectations.clone().inspector().inspect(login.message().base64().as_bytes()).at(now)
}

fn tenant() -> IdentityProvider {
    IdentityProvider::from_metadata(&flex::metadata().xml()).unwrap()
}

#[test]
fn an_accepted_login_shows_the_worker_in_both_reports() {
    let report = report(flex::signed(), Profile::flex(Pattern::A), &[tenant()]);
    assert_eq!(report.verdict(), Verdict::Accepted, "{:?}", report.findings());
    let json = report.to_json();
    assert_eq!(json["worker"]["identity"], "mara.oduya@example.org");
    assert_eq!(json["worker"]["attributes"]["team"], "north");
    let human = report.to_human(&samlens::inspect::HumanOptions::default());
    assert!(human.contains("Worker in Flex"), "{human}");
    assert!(human.contains("client:mara_2Eoduya_40example_2Eorg"), "{human}");
}

#[test]
fn a_login_refused_for_its_attributes_shows_the_worker_all_the_same() {
    let mut login = flex::login();
    login.attributes.retain(|attribute| attribute.name != "team");
    let report = report(
        login.sign_response(Signing::new(samlens_forge::idp())),
        Profile::flex(Pattern::A),
        &[tenant()],
    );
    assert_eq!(report.exit_code(), 5);
    assert!(kinds(report.worker().unwrap()).contains(&"team-missing"));
}

#[test]
fn nothing_else_shows_a_worker() {
    let untrusted = report(flex::signed(), Profile::flex(Pattern::A), &[]);
    assert_eq!(untrusted.verdict(), Verdict::Inconclusive);
    assert!(untrusted.worker().is_none());
    let forged = flex::login().sign_response(Signing::new(key("attacker-rsa2048")));
    assert!(report(forged, Profile::flex(Pattern::A), &[tenant()]).worker().is_none());
    assert!(report(flex::signed(), Profile::generic(), &[tenant()]).worker().is_none());
}

#[test]
fn under_pattern_b_another_issuer_than_the_first_is_foreign() {
    let other = idp_metadata("urn:globex-dev.us.auth0.com", &[key("other-tenant")]).xml();
    let other = IdentityProvider::from_metadata(&other).unwrap();
    let mut login = flex::login();
    login.attributes.retain(|attribute| attribute.name != "team");
    let login = login.sign_response(Signing::new(samlens_forge::idp()));
    let own = report(login.clone(), Profile::flex(Pattern::B), &[tenant(), other.clone()]);
    assert!(!kinds(own.worker().unwrap()).contains(&"foreign-issuer"));
    let foreign = report(login, Profile::flex(Pattern::B), &[other, tenant()]);
    assert!(kinds(foreign.worker().unwrap()).contains(&"foreign-issuer"));
}

#[test]
fn hostile_attributes_make_no_trouble() {
    let long = "x".repeat(100_000);
    let many: Vec<&str> = vec!["agent"; 2_000];
    let attributes: [(&str, &[&str]); 5] = [
        ("", &[""]),
        (&long, &[&long]),
        ("roles", &many),
        ("channel..capacity", &["99999999999999999999"]),
        ("a\u{202e}.int", &["\u{0}"]),
    ];
    let worker = worker(Pattern::A, "", &attributes);
    assert_eq!(worker.roles().len(), 256);
    assert!(worker.warnings().iter().all(|warning| !warning.message().contains('\u{202e}')));
}

#[test]
fn one_attribute_more_is_one_more_for_the_worker() {
    let mut login = flex::login();
    login.attributes.push(Attribute::new("skill.int", &["3"]));
    let report = report(
        login.sign_response(Signing::new(samlens_forge::idp())),
        Profile::flex(Pattern::A),
        &[tenant()],
    );
    assert_eq!(report.to_json()["worker"]["attributes"]["skill"], 3);
}

#[test]
fn reports_with_a_worker_and_a_choice_keep_the_schema() {
    let schema: Value = serde_json::from_str(samlens::inspect::SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut login = flex::login();
    login.attributes.push(Attribute::new("skill.int", &["many"]));
    let login = login.sign_response(Signing::new(samlens_forge::idp()));
    for providers in [vec![tenant()], Vec::new()] {
        let json = report(login.clone(), Profile::flex(Pattern::A), &providers).to_json();
        assert_eq!(
            schema.iter_errors(&json).map(|error| error.to_string()).collect::<Vec<_>>(),
            Vec::<String>::new()
        );
        assert_eq!(json["worker"].is_null(), providers.is_empty());
    }
}
