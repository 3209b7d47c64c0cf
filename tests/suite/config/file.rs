//! samlens.toml: what is read, what is looked over, each fault with its place and its literal message.

use super::deployment::{GOOD, changed, said, says};
use samlens::config::{Config, ConfigFile, TEMPLATE};
use samlens::{Handling, Pattern, Severity};

const ACS: &str = r#"acs = ["https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"]
callback_urls = ["https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"]"#;

/// The good file with this ACS URL, and none among the callback URLs.
#[track_caller]
fn acs_says(url: &str, lines: &[&str]) {
    assert_eq!(changed(ACS, &format!("acs = [{url:?}]\ncallback_urls = []")), lines, "{url}");
}

#[test]
fn a_good_file_has_no_fault() {
    assert_eq!(said(GOOD), Vec::<String>::new());
}

#[test]
fn the_template_has_no_fault_but_its_placeholders() {
    let all = said(TEMPLATE);
    assert_eq!(all.len(), 4, "{all:#?}");
    assert!(all.iter().all(|line| line.contains("placeholder")), "{all:#?}");
}

#[test]
fn the_documentation_shows_the_template() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/configuration.md");
    let page = std::fs::read_to_string(path).unwrap();
    assert!(
        page.contains(&format!("```toml\n{TEMPLATE}```\n")),
        "{path}: put what `samlens config init -` prints there"
    );
}

#[test]
fn syntax_errors_have_a_place() {
    let all = said("clock_skew = \n");
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].starts_with("1:1"), "{all:?}");
    let all = said("a = 1\na = 2\n");
    assert!(all[0].starts_with("2:1: error: duplicate key"), "{all:?}");
}

#[test]
fn unknown_keys_name_the_nearest() {
    says(
        "clock_skew = 180",
        "clock_scew = 180",
        "2:1: error: there is no key clock_scew; the nearest is clock_skew",
    );
    says(
        "instance_sid",
        "instance_id",
        "12:1: error: there is no key flex.instance_id; the nearest is instance_sid",
    );
    says(
        "metadata = ",
        "metadata_url = ",
        "26:1: error: there is no key identity_provider.0.metadata_url; the nearest is metadata_cert",
    );
    says("sha1 = ", "sha-1 = ", "17:1: error: there is no key policy.sha-1; the nearest is sha1");
    says(
        "required = false",
        "requird = false",
        "34:31: error: there is no key identity_provider.0.attributes.program.requird; the nearest is required",
    );
}

#[test]
fn a_key_in_the_wrong_table_is_sent_to_the_right_one() {
    says(
        "sha1 = \"refuse\"",
        "vanity_domain = \"x\"",
        "17:1: error: there is no key policy.vanity_domain; vanity_domain belongs in [service_provider]",
    );
    says(
        "sha1 = \"refuse\"",
        "clock_skew = 1",
        "17:1: error: there is no key policy.clock_skew; clock_skew belongs at the top",
    );
    says(
        "sha1 = \"refuse\"",
        "quux = 1",
        "17:1: error: there is no key policy.quux; the keys are sha1, certificate_dates, response_not_signed, min_rsa_bits, encrypted_assertion, allow_rsa_1_5, allow_3des, allow_cbc_outside_signature, assertion_lifetime_hours",
    );
}

#[test]
fn every_unknown_key_is_said_at_once() {
    let all = said("clock_scew = 1\n[flex]\npatern = \"a\"\n");
    assert_eq!(
        all,
        [
            "1:1: error: there is no key clock_scew; the nearest is clock_skew",
            "3:1: error: there is no key flex.patern; the nearest is pattern",
        ]
    );
}

#[test]
fn wrong_types_and_values_have_a_place() {
    says(
        "clock_skew = 180",
        "clock_skew = \"180\"",
        "2:14: error: invalid type: string \"180\", expected u32",
    );
    says("clock_skew = 180", "clock_skew = -1", "2:14: error: invalid value: integer `-1`, expected u32");
    says("pattern = \"a\"", "pattern = \"c\"", "14:11: error: unknown variant `c`, expected `a` or `b`");
    says(
        "mfa = \"warn\"",
        "mfa = \"always\"",
        "22:7: error: unknown variant `always`, expected one of `accept`, `warn`, `refuse`",
    );
    says(
        "email = \"email\"",
        "email = 1",
        "30:9: error: expected the name of an attribute, or a table with from and required",
    );
}

#[test]
fn sids_are_a_prefix_and_32_hexadecimal_digits() {
    const SID: &str = "FO0f4c1d7e9a3b58264c6d8e1f2a3b4c5d";
    // The example that the deployment's guide prints.
    says(
        SID,
        "FO7e8c9d0a1b2c3d4e5f6g7h8i9j0k1l",
        "12:16: error: instance_sid has 30 characters after FO; a SID has 32, and it contains characters that are not hexadecimal",
    );
    says(SID, "GO0f4c1d7e9a3b58264c6d8e1f2a3b4c5d", "12:16: error: instance_sid does not begin with FO");
    says(
        SID,
        "fo0f4c1d7e9a3b58264c6d8e1f2a3b4c5d",
        "12:16: error: instance_sid begins with fo in lower case; the prefix is FO",
    );
    says(SID, "[YOUR_FLEX_INSTANCE_SID]", "12:16: error: instance_sid is a placeholder that was left in");
    says(
        SID,
        "FO0f4c1d7e9a3b58264c6d8e1f2a3b4c5",
        "12:16: error: instance_sid has 31 characters after FO; a SID has 32",
    );
    says(
        SID,
        "FO0g4c1d7e9a3b58264c6d8e1f2a3b4c5d",
        "12:16: error: instance_sid contains characters that are not hexadecimal",
    );
    says(
        "AC5d4c3b2a1f8e6d4c62853b9a7e1d0f4c",
        "FO5d4c3b2a1f8e6d4c62853b9a7e1d0f4c",
        "13:15: error: account_sid does not begin with AC",
    );
}

#[test]
fn the_guides_own_example_is_told_to_be_one() {
    let text = GOOD.replace("FO0f4c1d7e9a3b58264c6d8e1f2a3b4c5d", "FO7e8c9d0a1b2c3d4e5f6g7h8i9j0k1l");
    let file = ConfigFile::parse(&text).unwrap();
    let found = file.lint();
    assert_eq!(found[0].severity(), Severity::Error);
    assert_eq!(found[0].fix(), Some("enter your own SID: this is the example from the guide"));
}

#[test]
fn acs_urls_are_told_apart() {
    acs_says(
        "https://iam.twilio.com/v1/Accounts/AC5d4c3b2a1f8e6d4c62853b9a7e1d0f4c/saml2",
        &[
            "6:8: warning: the ACS URL is the legacy Flex endpoint; accounts had to migrate by March 2026",
            "6:8: error: the ACS URL and the entity ID belong to different kinds of Flex SSO, enhanced and legacy",
        ],
    );
    acs_says(
        "https://iam.twilio.com/v2/saml2/authenticate/FO0f4c1d7e9a3b58264c6d8e1f2a3b4c5d",
        &[
            "6:8: error: the ACS URL has the v2 path from the guide with a Flex SID, but that path belongs to Twilio Frontline and takes a realm SID (JB…)",
        ],
    );
    acs_says(
        "https://iam.twilio.com/v2/saml2/authenticate/FO7e8c9d0a1b2c3d4e5f6g7h8i9j0k1l/callback",
        &[
            "6:8: error: the ACS URL has the v2 path from the guide with a Flex SID, but that path belongs to Twilio Frontline and takes a realm SID (JB…)",
        ],
    );
    acs_says(
        "https://iam.twilio.com/v2/saml2/authenticate/JB0f4c1d7e9a3b58264c6d8e1f2a3b4c5d",
        &[
            "6:8: warning: the ACS URL is Twilio Frontline's endpoint, not Flex's",
            "6:8: error: the ACS URL has the SID JB0f4c1d7e9a3b58264c6d8e1f2a3b4c5d, the entity ID JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d",
        ],
    );
    acs_says(
        "https://preview.twilio.com/iam/Accounts/JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d/authenticate",
        &[
            "6:8: error: the ACS URL is the preview endpoint of 2018",
            "6:8: error: the SID in the ACS URL does not begin with AC",
        ],
    );
    acs_says("https://sp.example.com/acs", &["6:8: warning: the ACS URL is not one of Twilio's"]);
}

#[test]
fn acs_urls_are_https_urls_as_the_console_shows_them() {
    const URL: &str =
        "login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d";
    acs_says(&format!("hhttps://{URL}"), &["6:8: error: the ACS URL begins with hhttps:"]);
    acs_says(&format!("http://{URL}"), &["6:8: error: the ACS URL is http, not https"]);
    acs_says(&format!("https://{URL} "), &["6:8: error: the ACS URL contains white space"]);
    acs_says(URL, &["6:8: error: the ACS URL is not an https URL"]);
    acs_says("https://*.twilio.com/login/callback", &["6:8: error: the ACS URL contains a wildcard"]);
    acs_says(
        "https://login.flex.us1.twilio.com/login/callback?connection=JQxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        &["6:8: error: the ACS URL contains a placeholder"],
    );
    acs_says(
        "https://login.flex.us1.twilio.com/login/callback",
        &["6:8: error: the ACS URL has no SID; the enhanced Flex SSO endpoint has one that begins with JQ"],
    );
    acs_says(
        "https://sp.example.com/acs/",
        &["6:8: warning: the ACS URL ends with a slash", "6:8: warning: the ACS URL is not one of Twilio's"],
    );
    acs_says("http://localhost:3000/acs", &["6:8: warning: the ACS URL is not one of Twilio's"]);
    acs_says(
        "https://login.flex.us1.twilio.com/login/callback?connection=JQ1f4c1d7e9a3b58264c6d8e1f2a3b4c5d",
        &[
            "6:8: error: the ACS URL has the SID JQ1f4c1d7e9a3b58264c6d8e1f2a3b4c5d, the entity ID JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d",
        ],
    );
}

#[test]
fn the_service_provider_needs_entity_id_and_acs() {
    let all = said("[[identity_provider]]\nname = \"A\"\nmetadata = \"a.xml\"\n");
    assert_eq!(
        all,
        [
            "1:1: error: the service provider has no entity_id, so no audience can be checked",
            "1:1: error: the service provider has no acs, so no recipient can be checked",
        ]
    );
    const ENTITY: &str = "urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d";
    assert_eq!(
        changed(ENTITY, "urn:flex:JQ0f4c"),
        [
            "5:13: error: the SID in the entity ID has 4 characters after JQ; a SID has 32",
            "6:8: error: the ACS URL has the SID JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d, the entity ID JQ0f4c",
        ]
    );
}

#[test]
fn an_endpoint_for_an_entity_id_is_told() {
    let all = changed(
        "entity_id = \"urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d\"",
        "entity_id = \"https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d\"",
    );
    assert_eq!(all, ["5:13: error: the entity ID is an endpoint, not an entity ID"]);
}

#[test]
fn callback_urls_have_the_sid_and_the_acs() {
    const CALLBACK: &str = r#"callback_urls = ["https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"]"#;
    says(
        CALLBACK,
        r#"callback_urls = ["https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d", "https://login.flex.us1.twilio.com/login/callback"]"#,
        "7:116: error: the callback URL lacks the SID of this Flex",
    );
    says(
        CALLBACK,
        r#"callback_urls = ["https://flex.acme.example/x"]"#,
        "6:8: error: the ACS URL is not among the callback URLs: Auth0 answers \"callback URL mismatch\"",
    );
    let wild = changed(CALLBACK, r#"callback_urls = ["https://*.acme.example"]"#);
    assert_eq!(wild[1], "7:18: error: the callback URL contains a wildcard");
}

#[test]
fn the_vanity_domain_is_a_domain_and_among_the_logout_urls() {
    const VANITY: &str = "vanity_domain = \"https://flex.acme.example\"";
    says(VANITY, "vanity_domain = \"flex.acme.org\"", "9:17: warning: no logout URL is on the vanity domain");
    says(
        VANITY,
        "vanity_domain = \"https://flex.acme.example/login\"",
        "9:17: error: the vanity domain has a path",
    );
    says(
        VANITY,
        "vanity_domain = \"http://flex.acme.example\"",
        "9:17: error: the vanity domain is http, not https",
    );
    says(
        VANITY,
        "vanity_domain = \"https://[YOUR_VANITY_DOMAIN]\"",
        "9:17: error: the vanity domain contains a placeholder",
    );
    assert_eq!(
        changed(VANITY, "vanity_domain = \"https://flex.twilio.com\""),
        [
            "9:17: warning: the vanity domain is Twilio's own address",
            "9:17: warning: no logout URL is on the vanity domain",
        ]
    );
    says(
        "https://flex.acme.example/logout",
        "http://flex.acme.example/logout",
        "8:16: error: the logout URL is http, not https",
    );
}

#[test]
fn weaknesses_are_named() {
    says(
        "clock_skew = 180",
        "clock_skew = 3600",
        "2:14: warning: clock_skew is 3600 s; an expired response is still accepted for that long",
    );
    says("clock_skew = 180", "clock_skew = 100000", "2:14: error: clock_skew is longer than a day");
    says("sha1 = \"refuse\"", "sha1 = \"accept\"", "17:8: warning: SHA-1 is accepted without a warning");
    says(
        "sha1 = \"refuse\"",
        "certificate_dates = \"accept\"",
        "17:21: warning: expired certificates are accepted without a warning",
    );
    says("sha1 = \"refuse\"", "min_rsa_bits = 1024", "17:16: warning: RSA keys of 1024 bits are accepted");
    says(
        "shortest_hours = 8",
        "shortest_hours = 13",
        "20:18: error: the shortest session, 13 h, is longer than the longest, 12 h",
    );
    says(
        "longest_hours = 12",
        "longest_hours = 48",
        "21:17: warning: sessions longer than a day raise no warning",
    );
}

#[test]
fn patterns_and_profiles_fit() {
    assert_eq!(
        changed("profile = \"flex\"", "profile = \"generic\""),
        ["11:1: warning: [flex] has no effect under profile generic"]
    );
    for pattern in ["a", "b"] {
        let second =
            format!("[[identity_provider]]\nname = \"B\"\nmetadata = \"b.xml\"\npattern = \"{pattern}\"\n");
        let generic = GOOD.replace("profile = \"flex\"", "profile = \"generic\"") + "\n" + &second;
        let said = said(&generic);
        let warns =
            said.iter().any(|line| line.ends_with("warning: pattern has no effect under profile generic"));
        assert!(warns, "{pattern}: {said:?}");
    }
    let b = GOOD.replace("pattern = \"a\"", "pattern = \"b\"").replace("team = \"team\"\n", "");
    let two = format!("{b}\n[[identity_provider]]\nname = \"B\"\nmetadata = \"b.xml\"\n");
    assert_eq!(
        said(&two),
        [
            "35:1: warning: under pattern b each organization has its own Flex, but this file has a second identity provider"
        ]
    );
}

#[test]
fn the_structures_become_expectations() {
    let config = Config::parse(GOOD).unwrap();
    assert_eq!(config.pattern(config.identity_providers.first()), Pattern::A);
    assert_eq!(config.policy.sha1, Some(Handling::Refuse));
    assert_eq!(config.service_provider().entity_id(), Some("urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"));
    let attributes = &config.identity_providers[0].attributes;
    assert_eq!((attributes["program"].from(), attributes["program"].is_required()), ("program", false));
    assert!(attributes["team"].is_required());
}

#[test]
fn hostile_files_make_no_trouble() {
    let deep = "a = ".to_owned() + &"[".repeat(100_000);
    assert!(Config::parse(&deep).is_err());
    let dotted = format!("{}x = 1", "a.".repeat(50_000));
    assert!(Config::parse(&dotted).is_err());
    let many: String = (0..5_000).map(|number| format!("key{number} = 1\n")).collect();
    assert_eq!(Config::parse(&many).unwrap_err().len(), 100);
    assert!(Config::parse(&"#".repeat(2 << 20)).is_err());
    for end in 0..GOOD.len() {
        let _ = Config::parse(&GOOD[..end]);
    }
}

#[test]
fn the_profile_follows_from_the_file() {
    use samlens::config::ProfileName;
    let chosen = |text: &str| Config::parse(text).unwrap().chosen_profile();
    let flex = |why| (ProfileName::Flex, why);
    assert_eq!(chosen("[flex]\npattern = \"b\""), flex("the file has a table [flex]"));
    assert_eq!(
        chosen("[service_provider]\nentity_id = \"urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d\""),
        flex("the audience is Twilio Flex's")
    );
    let acs =
        "https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d";
    assert_eq!(chosen(&format!("[service_provider]\nacs = [{acs:?}]")), flex("the ACS URL is Twilio Flex's"));
    assert_eq!(chosen(""), (ProfileName::Generic, "default"));
    assert_eq!(chosen("profile = \"auto\""), (ProfileName::Generic, "default"));
    assert_eq!(
        chosen("profile = \"generic\"\n[flex]\npattern = \"a\""),
        (ProfileName::Generic, "as configured")
    );
}
