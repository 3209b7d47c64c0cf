//! What a document is instead of the message that was expected.

use crate::xml::{Element, Namespace};
use crate::{Code, Finding};

/// Names what the message is instead of a Response.
pub(crate) fn not_a_response(root: Element<'_>) -> Finding {
    let kind = kind_of(root);
    let finding = Finding::new(Code::NotAResponse, format!("this is {kind}, not a SAML 2.0 Response"))
        .at(Some(root.location()))
        .with_actual(format!("{} in namespace {}", root.local_name(), root.namespace_uri()))
        .with_expected("Response in namespace urn:oasis:names:tc:SAML:2.0:protocol");
    match root.is(Namespace::SAML, "Assertion") {
        true => finding.with_fix("paste the whole Response: status, destination and often the signature stand outside the assertion, so an assertion cut out of it is never accepted"),
        false if kind == SAML_1 || kind == WS_FEDERATION => {
            finding.with_fix("set the application at the identity provider to SAML 2.0 with the HTTP-POST binding")
        }
        false => finding.with_fix("capture the POST to the assertion consumer service: its form field SAMLResponse holds the Response"),
    }
}

const SAML_1: &str = "a SAML 1.1 message";
const WS_FEDERATION: &str = "a WS-Federation response";

/// What a root element is, in words.
pub(crate) fn kind_of(root: Element<'_>) -> &'static str {
    const SAML1: [&str; 2] =
        ["urn:oasis:names:tc:SAML:1.0:protocol", "urn:oasis:names:tc:SAML:1.0:assertion"];
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
        (_, "RequestSecurityTokenResponse" | "RequestSecurityTokenResponseCollection") => WS_FEDERATION,
        (_, "Envelope") if root.descendants().any(|one| one.is(Namespace::SAMLP, "ArtifactResponse")) => {
            "a SOAP envelope with an ArtifactResponse"
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
