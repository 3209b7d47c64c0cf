//! The command: its input, its options, its exit codes and what it prints where.
use crate::run::{self, Ran};
use serde_json::Value;
use std::path::PathBuf;

const REQUEST: &str = r#"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_q1" Version="2.0"><i:Issuer xmlns:i="urn:oasis:names:tc:SAML:2.0:assertion">urn:sp</i:Issuer></p:AuthnRequest>"#;

const RESPONSE: &str = r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="2026-01-15T10:00:00Z"><a:Issuer>urn:idp</a:Issuer><p:Status><p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></p:Status><a:Assertion ID="_a1" Version="2.0" IssueInstant="2026-01-15T10:00:00Z"><a:Issuer>urn:idp</a:Issuer><a:Subject><a:NameID>anna@example.com</a:NameID></a:Subject><a:AttributeStatement><a:Attribute Name="roles"><a:AttributeValue>agent</a:AttributeValue><a:AttributeValue>supervisor</a:AttributeValue></a:Attribute></a:AttributeStatement></a:Assertion></p:Response>"#;

fn samlens(arguments: &[&str]) -> Ran {
    run::ran(arguments)
}

fn samlens_reading(arguments: &[&str], input: &[u8]) -> Ran {
    run::samlens(arguments).stdin(input).run()
}

fn file(name: &str, content: &[u8]) -> PathBuf {
    run::file("arguments", name, content).into()
}

fn refused(arguments: &[&str], says: &str) {
    let ran = samlens(arguments);
    assert_eq!(ran.code, 2, "{arguments:?}: {}{}", ran.out, ran.err);
    assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
    assert_eq!(ran.out, "");
}

/// What the samples are judged against, as their README says.
const EXPECTED: [&str; 8] = [
    "--idp",
    concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/samples/idp-metadata.xml"),
    "--sp-entity-id",
    "urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d",
    "--acs",
    "https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d",
    "--at",
    "2026-01-15T10:01:00Z",
];

fn sample(name: &str) -> String {
    samlens_forge::fixture(&format!("samples/{name}"))
}

fn judged(name: &str, more: &[&str]) -> Ran {
    let path = sample(name);
    samlens(&[&["check", &path][..], &EXPECTED, more].concat())
}

#[test]
fn each_verdict_has_its_exit_code_and_its_first_line() {
    let cases = [
        ("flex-login.txt", 0, "✓ ACCEPTED  exit 0"),
        ("flex-login.har", 0, "✓ ACCEPTED  exit 0"),
        ("flex-spaces.txt", 0, "✓ ACCEPTED  exit 0"),
        ("flex-tampered.curl", 1, "✗ REJECTED  digest-cause-value-changed  SAML_VALIDATION_FAILED  exit 1"),
        ("flex-unsigned.txt", 1, "✗ REJECTED  unsigned  SAML_VALIDATION_FAILED  exit 1"),
        (
            "flex-wrong-certificate.json",
            1,
            "✗ REJECTED  signature-untrusted-key  SAML_VALIDATION_FAILED  exit 1",
        ),
        ("flex-missing-roles.txt", 5, "✗ REJECTED  attribute-missing  ATTRIBUTE_MAPPING_ERROR  exit 5"),
        ("flex-misnamed.har", 5, "✗ REJECTED  attribute-misnamed  ATTRIBUTE_MAPPING_ERROR  exit 5"),
    ];
    for (name, code, first) in cases {
        let ran = judged(name, &[]);
        assert_eq!((ran.code, ran.out.lines().next()), (code, Some(first)), "{name}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn without_a_trusted_certificate_nothing_is_accepted() {
    let path = sample("flex-login.txt");
    let ran = samlens(&["check", &path, "--at", "2026-01-15T10:01:00Z", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (ran.code, &report["verdict"], &report["class"]),
        (4, &Value::from("inconclusive"), &Value::Null)
    );
    assert_eq!(
        (&report["identity"], &report["signatures"][0]["key"]),
        (&Value::Null, &Value::from("embedded"))
    );
}

#[test]
fn certificate_and_entity_id_serve_in_the_place_of_metadata() {
    let (path, pem) = (sample("flex-login.txt"), sample("../keys/idp-rsa2048.cert.pem"));
    let by_hand = ["--idp-cert", &pem, "--idp-entity-id", "urn:acme-dev.us.auth0.com"];
    assert_eq!(samlens(&[&["check", &path][..], &by_hand, &EXPECTED[2..]].concat()).code, 0);
    let other = ["--idp-cert", &pem, "--idp-entity-id", "urn:other.us.auth0.com"];
    assert_eq!(samlens(&[&["check", &path][..], &other, &EXPECTED[2..]].concat()).code, 1);
}

#[test]
fn the_request_is_judged_where_it_is_given() {
    assert_eq!(judged("flex-login.txt", &["--request-id", "_7a1c5e9b3d2f4806"]).code, 0);
    assert_eq!(judged("flex-login.txt", &["--request-id", "_other"]).code, 1);
    assert_eq!(judged("flex-login.txt", &["--idp-initiated"]).code, 1);
    assert_eq!(judged("flex-idp-initiated.txt", &["--idp-initiated"]).code, 0);
}

#[test]
fn the_profile_decides_on_attributes_and_sha1() {
    assert_eq!(judged("flex-missing-roles.txt", &["--profile", "generic"]).code, 0);
    assert_eq!(judged("flex-sha1.txt", &[]).code, 0);
    assert_eq!(judged("flex-sha1.txt", &["--profile", "generic"]).code, 1);
}

#[test]
fn an_accepted_login_is_an_identity_in_json() {
    let report: Value = serde_json::from_str(&judged("flex-login.txt", &["--format", "json"]).out).unwrap();
    assert_eq!(report["identity"]["name_id"], "mara.oduya@example.org");
    assert_eq!(report["identity"]["attributes"]["roles"], serde_json::json!(["agent", "supervisor"]));
    assert_eq!((&report["claimed"], &report["class"]), (&Value::Null, &Value::Null));
}

#[test]
fn bad_arguments_are_usage_errors_on_standard_error() {
    refused(&[], "Usage: samlens");
    refused(&["chekc"], "did you mean samlens check?");
    refused(&["check", "--request-id", "_q", "--idp-initiated", "x"], "cannot be used with");
    refused(&["check", "--pattern", "b", "--profile", "generic", RESPONSE], "--pattern needs --profile flex");
    refused(&["check", "--at", "yesterday", RESPONSE], "not an instant like 2026-01-15T10:01:00Z");
    refused(&["check", "--nth", "0", RESPONSE], "not a number from 1");
    refused(&["check", "--max-size", "5 MB", RESPONSE], "not a size from 1 to 1024M");
    refused(&["check", "--idp-entity-id", "urn:idp", RESPONSE], "as --idp");
    refused(&["decode", "--xml", "--pretty", RESPONSE], "cannot be used with");
}

#[test]
fn a_misspelt_file_name_is_not_taken_for_a_message() {
    refused(&["check", "respones.xml"], "samlens: no such file: respones.xml\n");
    refused(&["decode", "captures/login"], "no such file: captures/login\n");
    refused(&["check", env!("CARGO_TARGET_TMPDIR")], "is a directory; give a file in it");
}

#[test]
fn a_missing_metadata_file_is_an_argument_but_a_wrong_one_is_an_unreachable_provider() {
    refused(&["check", "--idp", "nowhere.xml", RESPONSE], "cannot read nowhere.xml");
    // A local file that is something else was given for the wrong thing.
    let page = file("page.xml", b"<html><body>Sign in</body></html>");
    refused(&["check", "--idp", page.to_str().unwrap(), RESPONSE], "this is an HTML page, not metadata");
    let none = b"<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='urn:x'/>";
    let none = file("no-provider.xml", none);
    let ran = samlens(&["check", "--format", "json", "--idp", none.to_str().unwrap(), RESPONSE]);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(ran.code, 6);
    assert_eq!(json["class"], "IDP_UNREACHABLE");
    assert_eq!(json["findings"][0]["code"], "idp-unreachable");
}

#[test]
fn a_certificate_file_without_a_certificate_is_refused() {
    let empty = file("empty.pem", b"");
    let ran = samlens(&["check", "--idp-cert", empty.to_str().unwrap(), RESPONSE]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("empty.pem: "), "{}", ran.err);
}

#[test]
fn what_has_no_saml_is_unreadable_also_in_json() {
    let human = samlens_reading(&["check"], b"hello there");
    assert_eq!((human.code, human.err.as_str()), (3, ""));
    assert_eq!(
        human.out.lines().next(),
        Some("✗ UNREADABLE  not-saml  SAML_VALIDATION_FAILED  exit 3"),
        "{}",
        human.out
    );
    let json = samlens_reading(&["check", "-", "--format", "json"], b"hello there");
    let report: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((json.code, &report["verdict"]), (3, &Value::from("unreadable")));
    assert_eq!((&report["schema"], &report["capture"]["form"]), (&Value::from(1), &Value::from("unknown")));
}

#[test]
fn quiet_prints_nothing_and_keeps_the_exit_code() {
    for format in ["human", "json"] {
        let ran = samlens_reading(&["check", "-q", "--format", format], b"hello there");
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (3, "", ""));
    }
}

#[test]
fn the_instant_of_judgement_is_the_one_given() {
    let ran = samlens_reading(&["check", "--format", "json", "--at", "2026-01-15T11:01:00+01:00"], b"hello");
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["at"], "2026-01-15T10:01:00Z");
}

#[test]
fn an_input_over_its_limit_is_refused_as_such() {
    let ran = samlens_reading(&["check", "--max-size", "1K", "--format", "json"], &[b'<'; 4096]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["findings"][0]["code"], "limit-exceeded", "{}", ran.out);
}

#[test]
fn decode_prints_exactly_the_bytes_that_were_captured() {
    let path = file("response.xml", RESPONSE.as_bytes());
    assert_eq!(samlens(&["decode", "--xml", path.to_str().unwrap()]).out, RESPONSE);
    assert_eq!(samlens(&["decode", "--xml", RESPONSE]).out, RESPONSE);
    assert_eq!(samlens_reading(&["decode", "--xml"], RESPONSE.as_bytes()).out, RESPONSE);
}

#[test]
fn decode_indents_what_it_is_asked_to() {
    let expected = "\
<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_q1\" Version=\"2.0\">
  <i:Issuer xmlns:i=\"urn:oasis:names:tc:SAML:2.0:assertion\">urn:sp</i:Issuer>
</p:AuthnRequest>
";
    assert_eq!(samlens(&["decode", "--pretty", REQUEST]).out, expected);
}

#[test]
fn decode_says_on_top_that_nothing_is_verified() {
    let ran = samlens(&["decode", RESPONSE]);
    let expected = "\
NOT VERIFIED: only what the message says; `samlens check` judges it
  read     XML (642 bytes)
  kind     Response _r1

Response
  Version               2.0
  IssueInstant          2026-01-15T10:00:00Z
  Issuer                urn:idp

Status
  StatusCode            urn:oasis:names:tc:SAML:2.0:status:Success

Assertion
  ID                    _a1
  Version               2.0
  IssueInstant          2026-01-15T10:00:00Z
  Issuer                urn:idp

Claims: NOT VERIFIED
  NameID        anna@example.com

  attribute  value
  roles      agent
             supervisor
";
    assert_eq!((ran.code, ran.out.as_str()), (0, expected));
}

#[test]
fn decode_in_json_says_that_nothing_is_verified() {
    let ran = samlens(&["decode", "--format", "json", RESPONSE]);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["verified"], false);
    assert_eq!(json["message"]["issuer"], "urn:idp");
    assert_eq!(json["claimed"]["attributes"]["roles"], serde_json::json!(["agent", "supervisor"]));
}

#[test]
fn decode_of_no_saml_has_the_exit_code_of_unreadable() {
    assert_eq!(samlens_reading(&["decode"], b"hello there").code, 3);
    assert_eq!(samlens_reading(&["decode", "--xml"], b"hello there").code, 3);
}

#[test]
fn a_message_cannot_paint_the_terminal() {
    let hostile = RESPONSE.replace("agent", "x\u{9b}31m\u{202e}y");
    for arguments in [&["decode"][..], &["decode", "--format", "json"]] {
        let out = samlens_reading(arguments, hostile.as_bytes()).out;
        assert!(out.contains("202e"), "{out}");
        assert!(!out.contains(['\u{9b}', '\u{202e}', '\u{1b}']), "{out}");
    }
}

#[test]
fn with_several_messages_each_is_listed_and_one_is_chosen() {
    let entry = |value: &str| format!(r#"{{"SAMLResponse":"{}"}}"#, value.replace('"', "\\\""));
    let har = format!("[{},{}]", entry(RESPONSE), entry(&RESPONSE.replace("_r1", "_r2")));
    let ran = samlens_reading(&["decode"], har.as_bytes());
    assert!(
        ran.out.contains("\n\nThe capture contains 2 messages (choose one with --nth):\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\n>   2  SAMLResponse\n"), "{}", ran.out);
    assert!(samlens_reading(&["decode", "--nth", "1"], har.as_bytes()).out.contains("Response _r1\n"));
    let outside = samlens_reading(&["check", "--nth", "3"], har.as_bytes());
    assert_eq!(outside.code, 2);
    assert!(outside.err.contains("the capture contains 2 SAML message(s)"), "{}", outside.err);
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let colored = |arguments: &[&str]| samlens(arguments).out.contains('\u{1b}');
    assert!(!colored(&["explain", "unsigned"]));
    assert!(colored(&["explain", "unsigned", "--color", "always"]));
    assert!(!colored(&["explain", "unsigned", "--color", "never"]));
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let mut child = run::samlens(&["explain"]).spawn();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn explain_finds_codes_classes_and_error_texts() {
    let starts: [(&[&str], &str); 5] = [
        (&["explain", "Digest_Mismatch"], "digest-mismatch  error, class SAML_VALIDATION_FAILED\n"),
        (&["explain", "ATTRIBUTE_MAPPING_ERROR"], "ATTRIBUTE_MAPPING_ERROR  class: "),
        (&["explain", "Error", "45050:"], "45050  Twilio: authentication error, missing user attributes\n"),
        (&["explain", "fsa"], "fsa  Auth0 log: failed silent authentication\n"),
        (
            &["explain", "The Message of the Response is not signed and the SP requires it"],
            "OneLogin toolkits",
        ),
    ];
    for (arguments, start) in starts {
        let ran = samlens(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        assert!(ran.out.starts_with(start), "{arguments:?}: {}", ran.out);
    }
}

#[test]
fn explain_proposes_what_is_near() {
    refused(
        &["explain", "digest-mismach"],
        "samlens: unknown code or message \"digest-mismach\"; did you mean digest-mismatch?\n",
    );
    refused(&["explain", "blue elephants"], "`samlens explain` lists every code");
}

#[test]
fn explain_lists_every_explained_code_on_one_line() {
    let out = samlens(&["explain"]).out;
    for explanation in samlens::inspect::explain::all() {
        let code = explanation.code();
        let line = out.lines().find(|line| line.split_whitespace().next() == Some(code.as_str()));
        assert!(line.is_some_and(|line| line.ends_with(code.summary())), "{code}");
    }
}
