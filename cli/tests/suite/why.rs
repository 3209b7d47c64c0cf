//! The command's answers to "why": symptoms, old captures, canonical forms, and causes in JSON.
use crate::run;
use samlens_forge::{Canonical, Login, Part, Shape, Signing, flex, keys, login};
use serde_json::Value;

fn file(name: &str, content: &str) -> String {
    run::file("why", name, content.as_bytes())
}

fn run(arguments: &[&str]) -> (i32, String) {
    let ran = run::ran(arguments);
    assert_eq!(ran.err, "", "{arguments:?}");
    (ran.code, ran.out)
}

/// What `check` says to a message at Flex.
fn check(name: &str, xml: &str, more: &[&str]) -> (i32, String) {
    let metadata = file(&format!("metadata-of-{name}"), &flex::metadata().xml());
    let message = file(name, xml);
    let expected =
        ["check", &message, "--idp", &metadata, "--sp-entity-id", flex::SP_ENTITY_ID, "--acs", flex::ACS];
    run(&[&expected[..], more].concat())
}

fn json(name: &str, xml: &str, more: &[&str]) -> Value {
    serde_json::from_str(&check(name, xml, &[more, &["--format", "json"]].concat()).1).unwrap()
}

const AT: [&str; 2] = ["--at", flex::AT];

#[test]
fn a_symptom_puts_the_guides_questions_first_each_answered() {
    let message = flex::login().audiences(&["urn:foo"]).sign_response(Signing::new(keys::idp()));
    let (code, out) = check("loop.xml", &message.xml(), &[&AT[..], &["--symptom", "loop"]].concat());
    assert_eq!(code, 1);
    let at = |text: &str| out.find(text).unwrap_or_else(|| panic!("{text}: {out}"));
    assert!(at("Symptom: redirect loop") < at("Checks") && at("Checks") < at("Findings"));
    // What was found comes first, then what cannot be seen, then what is in order.
    assert!(
        at("Is the SID in the URLs the right one?") < at("Does the identity provider's log show errors?")
    );
    assert!(
        at("Does the identity provider's log show errors?")
            < at("Are metadata URL, Entity ID and SSO URL right in Flex?")
    );
    assert!(out.contains("found:  audience-mismatch"), "{out}");
    assert!(out.contains("cannot be seen here"), "{out}");
}

#[test]
fn each_symptom_is_answered_in_json() {
    let xml = flex::login().without_attribute("roles").sign_response(Signing::new(keys::idp())).xml();
    let report = json("symptoms.xml", &xml, &[&AT[..], &["--symptom", "no-roles"]].concat());
    let questions = report["symptom"]["questions"].as_array().unwrap();
    assert_eq!((&report["symptom"]["name"], questions.len()), (&Value::from("no-roles"), 5));
    assert_eq!(questions[0]["answer"], "found");
    assert_eq!(questions[0]["codes"], serde_json::json!(["attribute-missing"]));
    assert!(questions[0]["fix"].as_str().unwrap().contains("attribute roles"));
    // The attribute team is there, so the same finding is no answer to another symptom.
    let report = json("symptoms.xml", &xml, &[&AT[..], &["--symptom", "team"]].concat());
    let team = &report["symptom"]["questions"];
    let first =
        team.as_array().unwrap().iter().find(|q| q["asks"].as_str().unwrap().contains("attribute team"));
    assert_eq!(
        (&first.unwrap()["answer"], &first.unwrap()["shows"]),
        (&"not-found".into(), &"team: north".into())
    );
    assert_eq!(json("symptoms.xml", &xml, &AT)["symptom"], Value::Null);
    for symptom in ["loop", "invalid"] {
        let report = json("symptoms.xml", &xml, &[&AT[..], &["--symptom", symptom]].concat());
        assert!(report["symptom"]["questions"].as_array().unwrap().len() >= 5);
    }
}

#[test]
fn an_unknown_symptom_is_a_usage_error_that_names_the_four() {
    let ran = run::ran(&["check", "--symptom", "slow", "x"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("not one of loop, invalid, no-roles, team"));
}

#[test]
fn an_old_capture_is_also_judged_as_of_its_own_time() {
    let sound = flex::signed().xml();
    let report = json("old.xml", &sound, &[]);
    assert_eq!(
        (&report["verdict"], &report["captured_at"]),
        (&"rejected".into(), &"2026-01-15T10:00:00Z".into())
    );
    assert_eq!(report["findings"][0]["code"], "capture-stale");
    assert_eq!(report["class"], "SAML_VALIDATION_FAILED");
    let (code, out) = check("old.xml", &sound, &[]);
    assert_eq!(code, 1);
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("at its own time no other fault was found."), "{out}");
    // Said once.
    assert!(!said.contains("days old"), "{out}");
    let faulty = flex::login().audiences(&["urn:foo"]).sign_response(Signing::new(keys::idp())).xml();
    let report = json("old-faulty.xml", &faulty, &[]);
    assert_eq!(
        (&report["findings"][0]["code"], &report["findings"][0]["root"]),
        (&"audience-mismatch".into(), &true.into())
    );
    let (_, out) = check("old-faulty.xml", &faulty, &[]);
    assert!(out.contains("days old; times were also checked as of its own date."), "{out}");
    let expired =
        report["findings"].as_array().unwrap().iter().find(|f| f["code"] == "assertion-expired").unwrap();
    assert_eq!(expired["consequence_of"], "capture-stale");
    // A time that was given is the only one that counts.
    let report = json("old.xml", &sound, &["--at", "2026-02-01T00:00:00Z"]);
    assert_eq!(
        (&report["findings"][0]["code"], &report["captured_at"]),
        (&"assertion-expired".into(), &Value::Null)
    );
}

#[test]
fn canonical_bytes_are_the_ones_that_were_signed() {
    let login = flex::login().sign_response(Signing::new(keys::idp()));
    let message = file("canonical.xml", &login.xml());
    let (code, out) = run(&["decode", &message, "--show-canonical"]);
    assert_eq!(code, 0);
    let unsigned = flex::login().document();
    let expected = unsigned.canonical(&samlens_forge::Scope::new(), &Canonical::Exclusive(Vec::new()));
    let heading =
        format!("Canonical form of Response _d41a0f6b2c7e9835a1f0 ({} bytes)\n{expected}\n", expected.len());
    assert!(out.contains(&heading), "{out}");
    assert!(out.contains("Canonical form of SignedInfo of Response"), "{out}");
    let shown = json("canonical.xml", &login.xml(), &[&AT[..], &["--show-canonical"]].concat());
    assert_eq!(shown["canonical"][1]["text"], expected);
    assert_eq!(shown["canonical"].as_array().unwrap().len(), 2);
    let (_, out) = check("unsigned.xml", &flex::login().xml(), &[&AT[..], &["--show-canonical"]].concat());
    assert!(out.contains("Canonical form: nothing is signed"), "{out}");
}

#[test]
fn one_finding_leads_and_the_rest_says_what_it_follows_from() {
    let message = flex::signed().message().map(|xml| xml.replace("><", ">\n<"));
    let report = json("formatted.xml", message.xml(), &AT);
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.iter().filter(|f| f["root"] == true).count(), 1);
    assert_eq!(
        (&findings[0]["code"], &findings[0]["confidence"]),
        (&"digest-cause-reindented".into(), &"proved".into())
    );
    let broken = findings.iter().find(|f| f["code"] == "signature-value-mismatch").unwrap();
    assert_eq!(broken["consequence_of"], "digest-cause-reindented");
    assert_eq!(
        (&report["verdict"], &report["class"]),
        (&"rejected".into(), &"SAML_VALIDATION_FAILED".into())
    );
}

#[test]
fn an_assertion_cut_out_under_inclusive_c14n_is_proved() {
    let outer = samlens_forge::Scope::from([("samlp".to_owned(), login::SAMLP.to_owned())]);
    let text = flex::login().assertion().canonical(&outer, &Canonical::Inclusive);
    let signing = Signing::new(keys::idp())
        .on_covered(move |covered| covered.clone_from(&text))
        .on_signed_info(|info| {
            let transforms = info.find_mut("Transforms");
            transforms.children.truncate(1);
            transforms.push(
                samlens_forge::Element::new("Transform").with("Algorithm", samlens_forge::signing::INC_C14N),
            );
        });
    let xml = flex::login().sign_assertion(signing).xml();
    let start = xml.find("<saml:Assertion").unwrap();
    let end = xml.find("</saml:Assertion>").unwrap() + "</saml:Assertion>".len();
    let report = json("cut.xml", &xml[start..end], &AT);
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings[0]["code"], "not-a-response");
    let cause = findings.iter().find(|f| f["code"] == "digest-cause-namespace-moved").unwrap();
    assert!(cause["message"].as_str().unwrap().contains("cut out of its Response"), "{cause}");
    assert_eq!(cause["confidence"], "proved");
}

#[test]
fn an_id_that_begins_with_a_digit_is_said_to_fail_at_random() {
    let xml = flex::login().ids("5f2c", "_a1").sign_response(Signing::new(keys::idp())).xml();
    let report = json("ncname.xml", &xml, &AT);
    let finding =
        report["findings"].as_array().unwrap().iter().find(|f| f["code"] == "id-not-ncname").unwrap();
    assert!(finding["message"].as_str().unwrap().contains("about 6 in 10 logins fail"));
}

#[test]
fn explain_knows_the_symptoms_and_what_people_paste() {
    for (asked, says) in [
        ("loop", "Allowed Callback URLs"),
        ("invalid", "Twilio documents signResponse"),
        ("no-roles", "app_metadata.flex.roles"),
        ("team", "TaskRouter"),
        ("The Message of the Response is not signed and the SP requires it", "response-not-signed"),
        ("digest-cause-reindented", "Indent before signing"),
        ("feacft", "OAuth"),
        ("45050", "roles"),
    ] {
        let (code, out) = run(&["explain", asked]);
        assert_eq!(code, 0, "{asked}");
        assert!(out.replace('\n', " ").contains(says), "{asked}: {out}");
    }
}

#[test]
fn the_help_is_for_the_product_that_made_the_message() {
    let login = Login::new(Shape::Keycloak).acs(flex::ACS).without(Part::AttributeStatement);
    let xml = login.sign_response(Signing::new(keys::idp())).xml();
    let out = check("keycloak.xml", &xml, &[&AT[..], &["-v"]].concat()).1;
    assert!(out.contains("Keycloak: ") && !out.contains("Auth0: "), "{out}");
}
