//! The files of `fixtures/samples` and `fixtures/shapes`, and the README that lists them.

use crate::login::{AUTHN_FAILED, RESPONDER};
use crate::{Login, Message, SHAPES, Shape, Signing, flex, idp_metadata, keys};

/// One file of `fixtures/`.
struct Fixture {
    path: String,
    content: String,
    what: &'static str,
    source: &'static str,
}

fn fixture(path: &str, content: String, what: &'static str, source: &'static str) -> Fixture {
    Fixture { path: path.to_owned(), content, what, source }
}

/// One login of each product, both elements signed, in `fixtures/shapes`.
fn shapes() -> Vec<Fixture> {
    let signing = || Signing::new(keys::idp());
    SHAPES
        .iter()
        .map(|&shape| {
            let name = format!("{shape:?}").to_lowercase();
            let xml = Login::typical(shape, signing()).xml();
            let source = match shape {
                Shape::Auth0 => "byte for byte Auth0's packages samlp and saml",
                Shape::Generic => "Canonical XML 1.0 §2 and Exclusive C14N §2",
                _ => "layout of published responses",
            };
            fixture(&format!("shapes/{name}.xml"), xml, shape.what(), source)
        })
        .collect()
}

fn configuration() -> String {
    format!(
        r#"# The service and the identity provider of the samples in this folder.
profile = "flex"

[service_provider]
entity_id = "{}"
acs = ["{}"]

[flex]
pattern = "a"

[[identity_provider]]
name = "Auth0"
metadata = "idp-metadata.xml"
"#,
        flex::SP_ENTITY_ID,
        flex::ACS
    )
}

/// Every file of `fixtures/samples`, with the line it has in the README.
fn fixtures() -> Vec<Fixture> {
    let state = Some(flex::RELAY_STATE);
    let good = flex::signed().message();
    let posted = "2026-01-15T10:00:02.417Z";
    let idp_initiated = flex::signed().in_response_to(None).message();
    let sha1 = flex::login().sign_response(Signing::new(keys::idp()).sha1()).message();
    vec![
        fixture(
            "samples/idp-metadata.xml",
            flex::metadata().xml(),
            "metadata of the identity provider of all samples",
            "layout of Auth0's `/samlp/metadata/CLIENT_ID`",
        ),
        fixture(
            "samples/sp-metadata.xml",
            flex::sp_metadata(),
            "metadata of the service provider of all samples",
            "SAML Metadata §2.4.4",
        ),
        fixture(
            "samples/idp-metadata-rollover.xml",
            idp_metadata(flex::ISSUER, &[keys::idp(), keys::key("idp-rotated")]).xml(),
            "the same during a rollover: old and new certificate",
            "Auth0, Rotate signing keys",
        ),
        fixture(
            "samples/samlens.toml",
            configuration(),
            "configuration file of the samples: `samlens check` in this folder finds it",
            "`samlens config init`",
        ),
        fixture(
            "samples/flex-login.txt",
            good.form_body(state),
            "the form body of an accepted login; expired when judged at any later time (`--at`)",
            "Twilio, Configure SSO with Auth0: `signResponse: true`",
        ),
        fixture("samples/flex-login.xml", good.xml.clone(), "the same login as XML", "as flex-login.txt"),
        fixture(
            "samples/flex-login.base64",
            good.base64_lines(76, "\n") + "\n",
            "the same login as base64 in lines of 76",
            "as flex-login.txt",
        ),
        fixture("samples/flex-login.har", flex::har(&good), "the same login in an HTTP archive", "HAR 1.2"),
        fixture(
            "samples/flex-login.curl",
            good.curl(state),
            "the same login as a browser copies it as cURL",
            "Copy as cURL",
        ),
        fixture(
            "samples/flex-login.html",
            good.html(state),
            "the page that posts the same login",
            "SAML Bindings §3.5.4; layout of Auth0",
        ),
        fixture(
            "samples/flex-login.json",
            good.json(state),
            "the same login as a field of JSON",
            "gateway logs",
        ),
        fixture(
            "samples/flex-login-saml-tracer.json",
            good.saml_tracer(posted, state),
            "the same login in an export of SAML-tracer",
            "the export of simplesamlphp/SAML-tracer",
        ),
        fixture(
            "samples/flex-spaces.txt",
            format!("SAMLResponse={}", good.base64().replace('+', " ")),
            "the same login with spaces in the place of every plus sign",
            "a form body that was not percent-encoded: better-auth issue 8921, php-saml issue 72",
        ),
        fixture(
            "samples/flex-idp-initiated.txt",
            idp_initiated.form_body(state),
            "a login that answers no request",
            "SAML Profiles §4.1.5",
        ),
        fixture(
            "samples/flex-sha1.txt",
            sha1.form_body(state),
            "a login signed with Auth0's default algorithms, SHA-1",
            "Auth0, Customize SAML assertions: `rsa-sha1`",
        ),
        fixture(
            "samples/flex-assertion-signed.txt",
            flex::login().sign_assertion(Signing::new(keys::idp())).message().form_body(state),
            "only the Assertion is signed, Auth0's default `signResponse: false`",
            "Twilio, Configure SSO with Auth0",
        ),
        fixture(
            "samples/flex-missing-roles.txt",
            flex::signed().without_attribute("roles").message().form_body(state),
            "the required attribute roles is missing",
            "Twilio error 45050",
        ),
        fixture(
            "samples/flex-misnamed.har",
            flex::har(&flex::signed().rename_attribute("full_name", "fullName").message()),
            "full_name is there as fullName",
            "Twilio error 45050; names are case-sensitive",
        ),
        fixture(
            "samples/flex-reindented.xml",
            reindented(&good),
            "the signed content was indented after it was signed",
            "passport-saml issue 146 and others: a pretty-printed copy",
        ),
        fixture(
            "samples/flex-wrong-certificate.json",
            flex::login().sign_response(Signing::new(keys::key("idp-rotated"))).message().json(state),
            "signed with the tenant's newer key, which the metadata does not have",
            "Auth0, Rotate signing keys; Twilio error 70251",
        ),
        fixture(
            "samples/flex-wrong-audience.html",
            flex::signed().audiences(&[flex::LEGACY_SP_ENTITY_ID]).message().html(state),
            "the audience of the legacy endpoint at the enhanced endpoint",
            "Twilio, Flex SSO migration guide",
        ),
        fixture(
            "samples/flex-tampered.curl",
            tampered(&good).curl(state),
            "the role agent was changed to admin after it was signed",
            "XML Signature §3.2.1",
        ),
        fixture(
            "samples/flex-unsigned.txt",
            flex::login().message().form_body(state),
            "nothing is signed",
            "SAML Profiles §4.1.3.5",
        ),
        fixture(
            "samples/flex-status.txt",
            flex::login()
                .refused(&[RESPONDER, AUTHN_FAILED], Some("user is not assigned to the application"))
                .message()
                .form_body(state),
            "the identity provider refuses: Responder, AuthnFailed, the message in an attribute named Value",
            "SAML Core §3.2.2.2; layout of Auth0's samlp",
        ),
    ]
}

/// The role changed after signing.
fn tampered(message: &Message) -> Message {
    message.replace(">agent</saml:AttributeValue>", ">admin</saml:AttributeValue>")
}

/// What an XML formatter makes of a message: each element on its own line, empty elements as they were.
fn reindented(message: &Message) -> String {
    let tagged = message.xml.replace("><", ">\n<");
    let mut depth = 0_usize;
    let mut out = String::new();
    for line in tagged.lines() {
        if line.starts_with("</") {
            depth -= 1;
        }
        out.push_str(&"  ".repeat(depth));
        out.push_str(line);
        out.push('\n');
        let closed = line.starts_with("</") || line.ends_with("/>") || line.contains("</");
        if !closed {
            depth += 1;
        }
    }
    out
}

fn readme(fixtures: &[Fixture]) -> String {
    let mut text = format!(
        "# Fixtures\n\n\
         Made by the program in `tests/forge` from the throw-away keys in `keys/`. `cargo run -p samlens-forge -- write`\n\
         writes them; `cargo test` compares them. No real person is in them.\n\n\
         The samples are a login from Auth0 into Twilio Flex, issued {} and valid for an hour.\n\n\
         - identity provider: `{}`, certificate `keys/idp-rsa2048.cert.pem`\n\
         - service provider: `{}`\n\
         - assertion consumer service: `{}`\n\
         - AuthnRequest: `{}`\n\n\
         | file | what it is | source |\n|---|---|---|\n",
        flex::ISSUED,
        flex::ISSUER,
        flex::SP_ENTITY_ID,
        flex::ACS,
        flex::REQUEST_ID,
    );
    for f in fixtures {
        text.push_str(&format!("| `{}` | {} | {} |\n", f.path, f.what, f.source));
    }
    text
}

/// Every file of both folders, with the READMEs: path below `fixtures/` and content.
pub fn files() -> Vec<(String, String)> {
    let mut fixtures = fixtures();
    fixtures.extend(shapes());
    let mut files =
        vec![("README.md".to_owned(), readme(&fixtures)), ("keys/README.md".to_owned(), keys::readme())];
    files.extend(fixtures.into_iter().map(|f| (f.path, f.content)));
    files
}
