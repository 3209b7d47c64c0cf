//! samlens.toml: the identity providers and their mappings, each fault with its place and its literal message.

use super::deployment::{GOOD, changed, said, says};

const METADATA: &str = "https://acme-dev.us.auth0.com/samlp/metadata/bQ3kvTt1ykRr0PpuPhx8vFgNkJd2mCzE";

#[test]
fn auth0s_metadata_url_has_one_form() {
    let at = |path: &str| format!("https://acme-dev.us.auth0.com{path}");
    for (path, message) in [
        (
            "/samlp/metadata?connection=acme",
            "this is the metadata of Auth0 as a service provider, for an enterprise connection",
        ),
        ("/samlp/metadata", "the metadata URL lacks the client ID"),
        ("/samlp/metadata/abc/x", "the metadata URL has something after the client ID"),
        ("/samlp/bQ3kvTt1ykRr0PpuPhx8vFgNkJd2mCzE", "this is Auth0's SSO URL, not its metadata"),
        ("/pem", "this is Auth0's certificate, not its metadata"),
        ("/.well-known/openid-configuration", "this is for OpenID Connect, not SAML"),
        ("/wsfed/FederationMetadata", "this is not an Auth0 metadata URL"),
        ("/samlp/metadata/YOUR_CLIENT_ID", "the metadata URL contains a placeholder"),
    ] {
        says(METADATA, &at(path), &format!("26:12: error: {message}"));
    }
    assert_eq!(
        changed(METADATA, &at("/samlp/metadata/")),
        [
            "26:12: warning: the metadata URL ends with a slash",
            "26:12: error: the metadata URL lacks the client ID",
        ]
    );
    says(METADATA, &METADATA.replace("https", "http"), "26:12: error: the metadata URL is http, not https");
    assert_eq!(changed(METADATA, "https://login.acme.example/metadata.xml"), Vec::<String>::new());
    assert_eq!(changed(METADATA, "idp.xml"), Vec::<String>::new());
}

#[test]
fn auth0s_entity_id_has_one_form() {
    const ENTITY: &str = "urn:acme-dev.us.auth0.com";
    says(
        ENTITY,
        "urn:auth0:acme-dev:connection",
        "27:13: error: urn:auth0:… is Auth0's entity ID as a service provider; as an identity provider it is urn:TENANT.auth0.com",
    );
    says(
        ENTITY,
        "acme-dev.us.auth0.com",
        "27:13: error: Auth0's entity ID begins with urn:, so it should be urn:acme-dev.us.auth0.com unless you set another issuer in Auth0",
    );
    says(
        ENTITY,
        "https://acme-dev.us.auth0.com/",
        "27:13: warning: this is Auth0's issuer of ID tokens; its SAML issuer is urn:TENANT.auth0.com",
    );
    says(
        ENTITY,
        "urn:YOUR_TENANT.auth0.com2",
        "27:13: error: the identity provider's entity ID contains a placeholder",
    );
    says(ENTITY, "urn:acme ", "27:13: error: the identity provider's entity ID has white space around it");
    says(
        ENTITY,
        "urn:globex.us.auth0.com",
        "27:13: warning: the entity ID belongs to globex.us.auth0.com, but the metadata to acme-dev.us.auth0.com: these are two tenants",
    );
}

/// The good file with another identity provider after it.
fn second(section: &str) -> Vec<String> {
    said(&format!("{GOOD}\n[[identity_provider]]\n{section}"))
}

#[test]
fn identity_providers_are_told_apart() {
    assert_eq!(second("name = \"B\"\nmetadata = \"b.xml\""), Vec::<String>::new());
    assert_eq!(
        second("name = \"B\"\nmetadata = \"b.xml\"\nentity_id = \"urn:acme-dev.us.auth0.com\""),
        ["39:13: error: the entity ID urn:acme-dev.us.auth0.com is used twice"]
    );
    assert_eq!(
        second("name = \"Auth0\"\nmetadata = \"b.xml\""),
        ["37:8: error: the name \"Auth0\" is used twice"]
    );
    let same = format!("name = \"B\"\nmetadata = {METADATA:?}\nentity_id = \"urn:acme-dev.us.auth0.com\"");
    assert!(second(&same).contains(&"38:12: error: the same metadata is used twice".to_owned()));
}

#[test]
fn an_identity_provider_needs_keys() {
    assert_eq!(
        second("name = \"B\""),
        ["36:1: error: the identity provider has neither metadata nor certificates"]
    );
    assert_eq!(
        second("name = \"B\"\ncertificates = [\"b.pem\"]"),
        ["38:16: error: the certificates have no entity_id, so the issuer cannot be checked"]
    );
    assert_eq!(
        second("name = \"B\"\nmetadata = \"b.xml\"\ncertificates = [\"b.pem\"]"),
        ["39:16: error: the identity provider has both metadata and certificates"]
    );
    assert_eq!(
        second("name = \"B\"\nentity_id = \"urn:b\"\nmetadata_cert = \"x.pem\"\ncertificates = [\"b.pem\"]"),
        ["39:17: error: metadata_cert is set, but there is no metadata"]
    );
    assert_eq!(
        second("name = \"B\"\nentity_id = \"urn:b\"\ncertificates = [\"-----BEGIN CERTIFICATE-----\"]"),
        ["39:17: error: the certificate itself is in samlens.toml"]
    );
    assert_eq!(second("metadata = \"b.xml\""), ["36:1: warning: the identity provider has no name"]);
    let none = said(GOOD.split("[[identity_provider]]").next().unwrap());
    assert_eq!(none, ["1:1: error: there is no identity provider, so no signature can be trusted"]);
}

#[test]
fn mappings_have_no_gaps() {
    says(
        "roles = \"roles\"\n",
        "",
        "29:1: error: the mapping has no roles, which Flex requires (error 45050)",
    );
    says("team = \"team\"\n", "", "29:1: error: pattern a, and the mapping has no team");
    says(
        "team = \"team\"\n",
        "team = { from = \"team\", required = false }\n",
        "33:8: warning: pattern a, and team is not required",
    );
    says("pattern = \"a\"", "pattern = \"b\"", "33:8: warning: pattern b, and the mapping has a team");
    says(
        "email = \"email\"",
        "email = { from = \"email\", required = false }",
        "30:9: error: email is not required here, but Flex requires it (error 45050)",
    );
}

#[test]
fn mappings_are_what_flex_reads() {
    assert_eq!(
        changed("full_name = \"full_name\"", "fullName = \"full_name\""),
        [
            "29:1: error: the mapping has no full_name, which Flex requires (error 45050)",
            "31:12: warning: Flex has no attribute fullName; the nearest is full_name",
            "31:12: warning: fullName comes from full_name, but Flex has no documented mapping: it uses the names in the assertion",
        ]
    );
    says(
        "email = \"email\"",
        "email = \"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress\"",
        "30:9: error: email comes from a claim URI, which Flex does not map",
    );
    says(
        "email = \"email\"",
        "email = \"mail\"",
        "30:9: warning: email comes from mail, but Flex has no documented mapping: it uses the names in the assertion",
    );
    says("email = \"email\"", "email = \"\"", "30:9: error: email comes from an attribute without a name");
    assert_eq!(
        changed("team = \"team\"\n", "team = \"roles\"\n"),
        ["33:8: error: team and roles come from the same attribute, roles"]
    );
    assert_eq!(changed("program = {", "\"skill.int\" = \"skill.int\"\nprogram = {"), Vec::<String>::new());
}
