//! What a document is instead of the message that was expected.

use crate::xml::{Element, Namespace};
use crate::{Code, Finding};

/// Namespaces of SOAP 1.1 and 1.2.
#[cfg(feature = "inspect")]
pub(crate) const SOAP: [&str; 2] =
    ["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"];

/// Names what the message is instead of a Response.
pub(crate) fn not_a_response(root: Element<'_>) -> Finding {
    let kind = kind_of(root);
    let finding = Finding::new(Code::NotAResponse, format!("this is {kind}, not a SAML 2.0 Response"))
        .at(Some(root.location()))
        .with_actual(format!("{} in namespace {}", root.local_name(), root.namespace_uri()))
        .with_expected("Response in namespace urn:oasis:names:tc:SAML:2.0:protocol");
    match root.is(Namespace::SAML, "Assertion") {
        true => finding.with_fix("paste the whole Response: status, destination and often the signature are outside the assertion, so an assertion alone is never accepted"),
        false if kind == NO_RESPONSE => finding.with_fix("log in again: an artifact is used once and expires within minutes; if it happens every time, compare the service's entity ID and its artifact resolution request with the identity provider's log"),
        false if [SAML_1, WS_FEDERATION, WS_FEDERATION_1, WS_FEDERATION_2].contains(&kind) => {
            finding.with_fix("set the application at the identity provider to SAML 2.0 with the HTTP-POST binding")
        }
        false => finding.with_fix("capture the POST to the assertion consumer service: its form field SAMLResponse contains the Response"),
    }
}

const SAML_1: &str = "a SAML 1.1 message";
const WS_FEDERATION: &str = "a WS-Federation response";
const WS_FEDERATION_1: &str = "a WS-Federation response with a SAML 1.1 token";
const WS_FEDERATION_2: &str = "a WS-Federation response with a SAML 2.0 token";
const NO_RESPONSE: &str = "a SOAP envelope with an ArtifactResponse that contains no Response (the artifact was unknown, used or expired)";

/// What a root element is, in words.
pub(crate) fn kind_of(root: Element<'_>) -> &'static str {
    const ASSERTION_1: &str = "urn:oasis:names:tc:SAML:1.0:assertion";
    const SAML1: [&str; 2] = ["urn:oasis:names:tc:SAML:1.0:protocol", ASSERTION_1];
    match (root.namespace(), root.local_name()) {
        (Namespace::SAMLP, "Response") => "a SAML 2.0 Response",
        (Namespace::SAMLP, "AuthnRequest") => "an AuthnRequest",
        (Namespace::SAMLP, "LogoutRequest") => "a LogoutRequest",
        (Namespace::SAMLP, "LogoutResponse") => "a LogoutResponse",
        (Namespace::SAMLP, "ArtifactResponse") => "an ArtifactResponse",
        (Namespace::SAMLP, _) => "another SAML 2.0 protocol message",
        (Namespace::SAML, "Assertion") => "an Assertion without its Response",
        (Namespace::SAML, "EncryptedAssertion") => "an EncryptedAssertion without its Response",
        (Namespace::MD, _) => "SAML metadata",
        (_, "RequestSecurityTokenResponse" | "RequestSecurityTokenResponseCollection") => {
            match root.descendants().any(|one| one.namespace_uri() == ASSERTION_1) {
                true => WS_FEDERATION_1,
                false if root.descendants().any(|one| one.is(Namespace::SAML, "Assertion")) => {
                    WS_FEDERATION_2
                }
                false => WS_FEDERATION,
            }
        }
        (_, "Envelope") if root.descendants().any(|one| one.is(Namespace::SAMLP, "ArtifactResponse")) => {
            match root.descendants().any(|one| one.is(Namespace::SAMLP, "Response")) {
                true => "a SOAP envelope with an ArtifactResponse",
                false => NO_RESPONSE,
            }
        }
        (_, "Envelope") if root.descendants().any(|one| one.is(Namespace::SAMLP, "ArtifactResolve")) => {
            "a SOAP envelope with an ArtifactResolve, the service's request for a Response,"
        }
        (_, "Envelope") => "a SOAP envelope",
        (_, "html" | "HTML") => "an HTML page",
        _ if SAML1.contains(&root.namespace_uri()) => SAML_1,
        _ => "XML that is not SAML",
    }
}

/// Whether the root is a message or assertion of SAML 2.0.
#[cfg(feature = "inspect")]
pub(crate) fn is_saml(root: Element<'_>) -> bool {
    matches!(root.namespace(), Namespace::SAMLP | Namespace::SAML)
}
