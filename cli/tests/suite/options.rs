//! Options that forgive: sources in any form, names of other tools, and mistakes answered with the right option.
use crate::run::{self, Ran, ran, samlens};
use openssl::pkcs7::{Pkcs7, Pkcs7Flags};
use openssl::pkey::PKey;
use openssl::stack::Stack;
use openssl::x509::X509;
use samlens_forge::{Signing, fixture, flex, keys};

const AT: [&str; 2] = ["--at", flex::AT];
const IDP_ID: [&str; 2] = ["--idp-entity-id", "urn:acme-dev.us.auth0.com"];

fn file(name: &str, content: &[u8]) -> String {
    run::file("options", name, content)
}

fn response() -> String {
    fixture("samples/flex-login.txt")
}

fn metadata() -> String {
    fixture("samples/idp-metadata.xml")
}

fn sp_metadata() -> String {
    let xml = format!(
        "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='{}'>\
         <SPSSODescriptor WantAssertionsSigned='true' protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>\
         <AssertionConsumerService index='0' Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='{}'/>\
         </SPSSODescriptor></EntityDescriptor>",
        flex::SP_ENTITY_ID,
        flex::ACS
    );
    file("sp.xml", xml.as_bytes())
}

fn key_file(name: &str) -> Vec<u8> {
    std::fs::read(fixture(&format!("keys/{name}"))).unwrap()
}

fn certificate() -> X509 {
    X509::from_pem(&key_file("idp-rsa2048.cert.pem")).unwrap()
}

/// PKCS #7 with this certificate in it.
fn bundle() -> Pkcs7 {
    let key = PKey::private_key_from_pem(&key_file("idp-rsa2048.key.pem")).unwrap();
    Pkcs7::sign(&certificate(), &key, &Stack::new().unwrap(), b"", Pkcs7Flags::DETACHED).unwrap()
}

fn checked(arguments: &[&str]) -> Ran {
    ran(&[&["check", &response()][..], &AT, arguments].concat())
}

#[test]
fn a_source_is_recognized_by_its_content() {
    let pem = key_file("idp-rsa2048.cert.pem");
    let der = certificate().to_der().unwrap();
    let p7 = bundle();
    let metadata = std::fs::read(metadata()).unwrap();
    let base64 = |bytes: &[u8]| openssl::base64::encode_block(bytes).into_bytes();
    let forms: [(&str, Vec<u8>); 9] = [
        ("idp.pem", pem.clone()),
        ("mail.txt", [b"Hello,\nour certificate:\n", &pem[..], b"Regards\n"].concat()),
        ("two.pem", [key_file("other-tenant.cert.pem"), pem.clone()].concat()),
        ("idp.cer", der.clone()),
        ("idp.p7b", p7.to_der().unwrap()),
        ("idp.p7", p7.to_pem().unwrap()),
        ("der.b64", base64(&der)),
        ("pem.b64", base64(&pem)),
        ("p7.b64", base64(&p7.to_der().unwrap())),
    ];
    let sp = sp_metadata();
    for (name, content) in forms {
        let path = file(name, &content);
        let judged = checked(&[&["--idp", &path, "--sp", &sp][..], &IDP_ID].concat());
        assert_eq!(judged.code, 0, "{name}: {}{}", judged.out, judged.err);
    }
    let encoded = file("metadata.b64", &base64(&metadata));
    assert_eq!(checked(&["--idp", &encoded, "--sp", &sp]).code, 0);
}

#[test]
fn a_certificate_without_an_entity_id_says_which_option_is_missing() {
    let judged = checked(&["--idp", &fixture("keys/idp-rsa2048.cert.pem"), "--sp", &sp_metadata()]);
    assert_eq!(judged.code, 4);
    assert!(judged.out.contains("--idp-entity-id"), "{}", judged.out);
}

/// Exit 2, two lines, nothing on standard output; `says` is in them.
fn refused(arguments: &[&str], says: [&str; 2]) {
    let ran = ran(arguments);
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(
        (ran.code, ran.out.as_str(), lines.len()),
        (2, "", 2),
        "{arguments:?}: {}{}",
        ran.out,
        ran.err
    );
    for (line, says) in lines.iter().zip(says) {
        assert!(line.contains(says), "{arguments:?}: {says:?} is not in {line:?}");
    }
}

#[test]
fn what_is_given_for_the_wrong_thing_is_named_with_the_option_that_takes_it() {
    let (response, metadata, sp) = (response(), metadata(), sp_metadata());
    let request =
        file("request.xml", b"<AuthnRequest xmlns='urn:oasis:names:tc:SAML:2.0:protocol' ID='_q'/>");
    let page = file("page.html", b"<!DOCTYPE html><html><body>Sign in</body></html>");
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln";
    let jwt_file = file("jwt.txt", jwt.as_bytes());
    let (empty, binary) = (file("empty", b""), file("binary", &[0x80, 0xff, 0, 1, 2, 3]));
    let key = fixture("keys/idp-rsa2048.key.pem");
    let check = |option: &str, source: &str, says: [&str; 2]| {
        refused(&["check", &response, option, source], says);
    };
    check("--idp", &key, ["a private key", "keep it secret; --decrypt-key takes it"]);
    check("--idp", &sp, ["service provider metadata (urn:flex:", "--sp takes it"]);
    check("--sp", &metadata, ["identity provider metadata (urn:acme-dev", "--idp takes it"]);
    check("--idp", &request, ["an authentication request", "--request takes it"]);
    check("--idp", &response, ["a captured message", "samlens check FILE"]);
    check("--idp", &page, ["an HTML page, not metadata", "save the metadata itself"]);
    check("--idp", &empty, ["an empty file", "--idp takes metadata or a certificate"]);
    check("--idp", &binary, ["a binary file", "--idp takes metadata or a certificate"]);
    check("--idp", &jwt_file, ["a JWT", "SAML needs"]);
    check("--acs", "sp.example/acs", ["--acs sp.example/acs", "https://sp.example/acs"]);
    check("--acs", flex::SP_ENTITY_ID, ["--acs urn:flex:", "--sp-entity-id"]);
    check("--at", "15.01.2026", ["--at 15.01.2026", "2026-01-15T10:01:00Z"]);
    check("--idp-entity-id", "urn:x", ["without a certificate", "--idp"]);
    check("--fingerprint", "AB:CD", ["no option --fingerprint", "--idp takes the certificate itself"]);
    check("--sp-entityid", "urn:x", ["no option --sp-entityid", "--sp-entity-id"]);
    refused(&["check", jwt], ["a JWT", "SAMLResponse"]);
    refused(&["check", "Invalid thumbprint"], ["an error text", "samlens explain \"Invalid thumbprint\""]);
    refused(&["check", &response, &metadata], ["only one can be checked", "samlens check --batch"]);
    refused(&[&response], ["is a file, not a command", "samlens check"]);
    refused(&["ui"], ["no command ui", "samlens serve"]);
    refused(&["diff", "a", "b"], ["no command diff", "samlens"]);
}

#[test]
fn names_of_other_tools_are_understood() {
    let metadata = metadata();
    let habits = [
        "validate",
        "--idp-metadata",
        &metadata,
        "--audience",
        flex::SP_ENTITY_ID,
        "--acs-url",
        flex::ACS,
        "--time",
        flex::AT,
        "--request-id",
        flex::REQUEST_ID,
        "--json",
    ];
    let judged = ran(&[&habits[..], &[&response()]].concat());
    assert_eq!(judged.code, 0, "{}{}", judged.out, judged.err);
    assert_eq!(judged.json()["verdict"], "accepted");
    let certificate = fixture("keys/idp-rsa2048.cert.pem");
    let (response, acs) = (response(), ["--acs", flex::ACS, "--at", flex::AT]);
    for habits in [
        ["verify", "--cert", &certificate, "--idp-entity-id", IDP_ID[1], "--entity-id", flex::SP_ENTITY_ID],
        ["check", "--metadata", &metadata, "-o", "json", "--audience", flex::SP_ENTITY_ID],
    ] {
        let judged = ran(&[&habits[..], &acs, &[&response]].concat());
        assert_eq!(judged.code, 0, "{habits:?}: {}{}", judged.out, judged.err);
    }
}

#[test]
fn a_request_is_an_id_or_a_message() {
    let with =
        |request: &str| checked(&["--idp", &metadata(), "--sp", &sp_metadata(), "--request", request]).code;
    let xml = format!(
        "<p:AuthnRequest xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol' ID='{}' Version='2.0'/>",
        flex::REQUEST_ID
    );
    assert_eq!((with(flex::REQUEST_ID), with("_other"), with(&xml)), (0, 1, 0));
}

#[test]
fn the_profile_follows_from_the_service() {
    let profile = |arguments: &[&str]| {
        let json = checked(&[&["--idp", &metadata(), "--json"][..], arguments].concat()).json();
        (
            json["profile"]["name"].as_str().unwrap().to_owned(),
            json["profile"]["because"].as_str().unwrap().to_owned(),
        )
    };
    let of = |name: &str, because: &str| (name.to_owned(), because.to_owned());
    assert_eq!(
        profile(&["--sp-entity-id", flex::SP_ENTITY_ID]),
        of("flex", "--sp-entity-id is Twilio Flex's")
    );
    assert_eq!(profile(&["--acs", flex::ACS]), of("flex", "--acs is Twilio Flex's"));
    assert_eq!(profile(&[]), of("flex", "the Destination is Twilio Flex's"));
    // What options say of the service decides, whatever the message claims.
    assert_eq!(profile(&["--sp-entity-id", "https://sp.example"]), of("generic", "default"));
    assert_eq!(profile(&["--profile", "generic"]), of("generic", "--profile"));
}

#[test]
fn a_report_on_another_service_does_not_speak_of_flex() {
    let login = flex::login().acs("https://sp.example/acs").audiences(&["https://sp.example"]);
    let path = file("other-service.xml", login.sign_response(Signing::new(keys::idp())).xml().as_bytes());
    for symptom in ["loop", "invalid", "no-roles", "team"] {
        let arguments =
            ["check", &path, "--idp", &metadata(), "--sp-entity-id", "https://sp.example", "--symptom"];
        let out = ran(&[&arguments[..], &[symptom]].concat()).out;
        for name in ["Flex", "Twilio", "SID"] {
            assert!(!out.contains(name), "{symptom}: {name}\n{out}");
        }
    }
}

#[test]
fn a_wrong_expectation_is_blamed_on_its_option() {
    let fix = |arguments: &[&str]| {
        let json = checked(&[&["--idp", &metadata(), "--json"][..], arguments].concat()).json();
        let root =
            json["findings"].as_array().unwrap().iter().find(|one| one["root"] == true).unwrap().clone();
        root["fix"][0].as_str().unwrap().to_owned()
    };
    let (id, acs) = (flex::SP_ENTITY_ID, flex::ACS);
    for (arguments, says) in [
        (["--sp-entity-id", acs, "--acs", acs], "--sp-entity-id is the ACS URL, not an entity ID"),
        (
            ["--sp-entity-id", "urn:acme-dev.us.auth0.com", "--acs", acs],
            "the entity ID of the identity provider",
        ),
        (["--sp-entity-id", "https://sp.example/saml", "--acs", acs], "--sp-entity-id is a URL"),
        (
            ["--sp-entity-id", id, "--acs", "https://acme-dev.us.auth0.com/x"],
            "--acs is an address of the identity provider",
        ),
    ] {
        let fix = fix(&arguments);
        assert!(fix.starts_with("Correct the option: ") && fix.contains(says), "{fix}");
    }
    assert!(!fix(&["--sp-entity-id", id, "--acs", "https://other.example/x"]).contains("Correct the option"));
    for (issuer, says) in [
        ("https://acme-dev.us.auth0.com/samlp/metadata", "--idp-entity-id is a URL"),
        (id, "--idp-entity-id is the entity ID of your service"),
    ] {
        let (sp, certificate) = (sp_metadata(), fixture("keys/idp-rsa2048.cert.pem"));
        let judged = checked(&["--idp", &certificate, "--idp-entity-id", issuer, "--sp", &sp]);
        let page = judged.out.split_whitespace().collect::<Vec<_>>().join(" ");
        let right = "If that is your identity provider, give --idp-entity-id urn:acme-dev.us.auth0.com";
        assert!(judged.code == 1 && page.contains(says) && page.contains(right), "{}", judged.out);
    }
}

/// Where both the audience and the ACS URL are URLs, one is easily given for the other.
#[test]
fn swapped_addresses_are_blamed_on_the_options() {
    let (id, acs) = ("https://sp.example/metadata", "https://sp.example/acs");
    let login = flex::login().acs(acs).audiences(&[id]).sign_response(Signing::new(keys::idp()));
    let path = file("urls.xml", login.xml().as_bytes());
    let judged = |entity_id: &str, url: &str| {
        let given = ["check", &path, "--idp", &metadata(), "--sp-entity-id", entity_id, "--acs", url];
        let ran = ran(&[&given[..], &AT, &["--json"]].concat());
        let json = ran.json();
        let root = json["findings"].as_array().unwrap().iter().find(|one| one["root"] == true).cloned();
        (ran.code, root.map_or_else(String::new, |root| root["fix"][0].as_str().unwrap().to_owned()))
    };
    assert_eq!(judged(id, acs).0, 0);
    let (code, fix) = judged(acs, id);
    assert!(code == 1 && fix.contains("--sp-entity-id and --acs are swapped"), "{fix}");
    let (code, fix) = judged(id, id);
    assert!(code == 1 && fix.contains("--acs is the entity ID (the audience), not the ACS URL"), "{fix}");
    let (code, fix) = judged(acs, acs);
    assert!(code == 1 && fix.contains("--sp-entity-id is the ACS URL, not an entity ID"), "{fix}");
    assert!(fix.ends_with(&format!("If that is your service, give --sp-entity-id {id}")), "{fix}");
    let (code, fix) = judged(id, flex::SSO_URL);
    assert!(code == 1 && fix.contains("--acs is an address of the identity provider"), "{fix}");
}

/// An address that was copied from XML, where `&` is written `&amp;`.
#[test]
fn an_acs_url_copied_from_xml_is_blamed_on_its_option() {
    let (id, acs) = ("https://sp.example/metadata", "https://sp.example/acs?tenant=1&env=live");
    let login = flex::login().acs(acs).audiences(&[id]).sign_response(Signing::new(keys::idp()));
    let path = file("query.xml", login.xml().as_bytes());
    let judged = |url: &str| {
        let given = ["check", &path, "--idp", &metadata(), "--sp-entity-id", id, "--acs", url];
        ran(&[&given[..], &AT].concat())
    };
    assert_eq!(judged(acs).code, 0);
    let escaped = judged("https://sp.example/acs?tenant=1&amp;env=live");
    assert!(escaped.code == 1 && escaped.out.contains("the expected value has `&amp;`"), "{}", escaped.out);
    assert!(escaped.out.contains("Correct the option: --acs has `&amp;`, as XML"), "{}", escaped.out);
}

#[test]
fn every_json_keeps_the_schema_and_names_its_command() {
    let schema = serde_json::from_str(samlens::inspect::SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let (response, metadata, toml) = (response(), metadata(), fixture("samples/samlens.toml"));
    let unfit = file("unfit.toml", b"[service_provider]\nentity_id = \"urn:x\"\n");
    let rollover = fixture("samples/idp-metadata-rollover.xml");
    let (sp, empty) = (sp_metadata(), file("nothing", b"nothing"));
    let request = "<p:AuthnRequest xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol' ID='_q' Version='2.0'/>";
    let flow = |name: &str| fixture(&format!("flows/{name}.har"));
    let (loops, wrong) = (flow("session-strict"), flow("wrong-audience"));
    let bad = fixture("samples/flex-missing-roles.txt");
    let cases: [(&[&str], &str, i32); 27] = [
        (&["compare", &response, &response], "compare", 0),
        (&["compare", &response, &bad, "--config", &toml], "compare", 1),
        (&["compare", &response, &empty], "compare", 3),
        (&["compare", &metadata, &rollover], "compare", 1),
        (&["flow", &loops], "flow", 1),
        (&["flow", &wrong, "--config", &toml], "flow", 1),
        (&["flow", &empty], "flow", 3),
        (&["check", &response], "check", 4),
        (&["check", &response, "--config", &toml], "check", 0),
        (&["check", &response, "--config", &toml, "--symptom", "loop"], "check", 0),
        (&["check", &response, "--config", &toml, "--show-canonical"], "check", 0),
        (&["check", &response, "--idp", "http://127.0.0.1:1/m", "--timeout", "1"], "check", 6),
        (&["check", &empty], "check", 3),
        (&["check", request], "check", 1),
        (&["decode", &response], "decode", 0),
        (&["decode", &response, "--config", &toml, "--show-canonical"], "decode", 0),
        (&["decode", request, "--config", &toml], "decode", 0),
        (&["decode", &empty], "decode", 3),
        (&["metadata", &metadata, &sp, &fixture("keys/idp-expired.cert.pem")], "metadata", 1),
        (&["metadata", "--config", &toml], "metadata", 0),
        (&["metadata", "--old", &metadata, &rollover], "metadata", 0),
        (&["metadata", "http://127.0.0.1:1/m", "--timeout", "1"], "metadata", 6),
        (&["config", "check", &unfit], "config check", 1),
        (&["explain", "unsigned"], "explain", 0),
        (&["explain", "ATTRIBUTE_MAPPING_ERROR"], "explain", 0),
        (&["explain", "Invalid thumbprint"], "explain", 0),
        (&["explain"], "explain", 0),
    ];
    for (arguments, command, code) in cases {
        let at: &[&str] = if matches!(arguments[0], "check" | "metadata") { &AT } else { &[] };
        let ran = ran(&[arguments, at, &["--json"]].concat());
        let json = ran.json();
        assert_eq!((ran.code, &json["command"], &json["exit_code"]), (code, &command.into(), &code.into()));
        let errors: Vec<String> = schema.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{arguments:?}");
        let is_named = arguments.contains(&"--config");
        assert_eq!(
            json["deployment"]["file"] == toml.as_str(),
            is_named,
            "{arguments:?}: {}",
            json["deployment"]
        );
        // The schema is no empty promise: what each command must have is required of it.
        for field in ["exit_code", "root", "deployment"] {
            let mut without = json.clone();
            without.as_object_mut().unwrap().remove(field);
            assert!(!schema.is_valid(&without), "{arguments:?}: {field}");
        }
    }
}

#[test]
fn color_and_width_follow_the_environment() {
    let run = |name: &str, value: &str| samlens(&["explain", "unsigned"]).env(name, value).run().out;
    for (name, value, colored) in [
        ("FORCE_COLOR", "1", true),
        ("FORCE_COLOR", "0", false),
        ("CLICOLOR_FORCE", "1", true),
        ("NO_COLOR", "1", false),
    ] {
        assert_eq!(run(name, value).contains('\u{1b}'), colored, "{name}={value}");
    }
    let widest =
        |columns: &str| run("COLUMNS", columns).lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest("60") <= 60 && widest("100") > 80);
}

/// As a shell splits them, with double quotes.
#[cfg(unix)]
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('"').enumerate();
    let words = quoted.flat_map(|(index, part)| match index % 2 {
        1 => vec![part.to_owned()],
        _ => part.split_whitespace().map(str::to_owned).collect(),
    });
    words.collect()
}

/// In an empty folder that has the fixtures of the repository, so that what an example writes is left out of that.
#[cfg(unix)]
#[test]
fn the_examples_of_every_help_work_as_printed() {
    let directory = run::directory("options-help");
    std::os::unix::fs::symlink(samlens_forge::repository().join("fixtures"), directory.join("fixtures"))
        .unwrap();
    let commands: [(&[&str], usize); 8] = [
        (&["check"], 5),
        (&["completions"], 2),
        (&["decode"], 4),
        (&["explain"], 4),
        (&["metadata"], 5),
        (&["config", "check"], 1),
        (&["config", "init"], 1),
        (&["man"], 3),
    ];
    for (command, count) in commands {
        let help = ran(&[command, &["--help"]].concat()).out;
        let (_, examples) = help.split_once("\nExamples").expect("examples");
        let examples = examples.replace("\\\n", " ");
        let lines: Vec<&str> = examples.lines().filter(|line| line.contains("samlens ")).collect();
        assert_eq!(lines.len(), count, "{examples}");
        for line in lines {
            let (before, arguments) = line.split_once("samlens ").unwrap();
            let arguments = words(arguments);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let input = before.trim().strip_prefix("cat ").and_then(|rest| rest.strip_suffix(" |"));
            let input = input.map_or_else(Vec::new, |file| std::fs::read(directory.join(file)).unwrap());
            let ran = samlens(&arguments).current_dir(&directory).stdin(&input).run();
            assert_eq!(ran.code, 0, "{line}: {}{}", ran.out, ran.err);
            let is_silent = arguments.contains(&"-q") || arguments.contains(&"-o");
            assert_eq!(ran.out.is_empty(), is_silent, "{line}: {}", ran.out);
            // Help is as wide as the terminal: a longer example would be wrapped, and could not be copied.
            assert!(help.lines().filter(|line| line.contains("samlens ")).all(|line| line.len() <= 80));
        }
    }
}

#[test]
fn decode_fits_on_a_screen_and_names_a_request() {
    let out = ran(&["decode", &response()]).out;
    assert!(out.lines().count() <= 24, "{out}");
    assert!(out.contains("Audience") && out.contains("more: -v"), "{out}");
    assert!(ran(&["decode", "-v", &response()]).out.lines().count() > 24);
    let request = "<p:AuthnRequest xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol' ID='_q' Version='2.0'/>";
    assert!(
        ran(&["decode", request])
            .out
            .contains("This is the request (AuthnRequest); the response comes after it.")
    );
}
