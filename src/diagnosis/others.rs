//! Says of a message that is accepted here what services of other products refuse it for.
//!
//! A person whose service refuses the message asks why; that the message is valid is only half of the answer.

use crate::assertion::Attribute;
use crate::capture::{Captured, Decoding, thousands};
use crate::diagnosis::product::Products;
use crate::evaluate::Evaluation;
use crate::expectations::Expectations;
use crate::signature::{Examination, SignatureAlgorithm};
use crate::{Code, Finding, Severity};

/// Attributes and audiences that are looked at (invariant: bounded).
const MAX_SEARCHED: usize = 256;

/// Octets of the form value that ruby-saml accepts by default (settings.rb, `message_max_bytesize`).
const LARGE: usize = 250_000;

/// Adds a note for each.
pub(crate) fn explain(
    evaluation: &Evaluation<'_, '_>,
    captured: &Captured,
    expectations: &Expectations,
    products: Products,
    findings: &mut Vec<Finding>,
) {
    let notes = [
        compressed(evaluation, captured),
        evaluation.examinations.iter().find_map(algorithm),
        audience(evaluation),
        large(evaluation, captured),
        response_not_signed(evaluation, expectations, products),
    ];
    findings.extend(notes.into_iter().flatten());
}

/// saml-profiles-2.0-os, 4.1.2: a Response comes by HTTP-POST or HTTP-Artifact. What was pasted may be a value alone, of
/// which the binding is not known.
fn compressed(evaluation: &Evaluation<'_, '_>, captured: &Captured) -> Option<Finding> {
    let response = evaluation.layout.response?;
    let is_said = captured.findings().iter().any(|finding| finding.code() == Code::WrongBinding);
    if is_said || !captured.steps().contains(&Decoding::Inflate) {
        return None;
    }
    Some(
        Finding::new(
            Code::WrongBinding,
            "the Response is compressed, as in HTTP-Redirect: the Web Browser SSO profile does not allow that binding for a Response, and a service that reads HTTP-POST finds no XML in it",
        )
        .at(Some(response.location()))
        .with_fix("set the binding of the ACS URL to HTTP-POST at the identity provider, which must then send base64 of the XML without DEFLATE"),
    )
}

/// SignedXml of .NET knows RSA with PKCS #1 v1.5 alone (azure-ad-b2c/samples issue 643).
fn algorithm(examination: &Examination<'_>) -> Option<Finding> {
    let algorithm = examination.profile().ok()?.algorithm;
    let name = match algorithm {
        SignatureAlgorithm::Rsa(_) => return None,
        SignatureAlgorithm::RsaPss(_) => "RSA-PSS",
        SignatureAlgorithm::Ecdsa(_) => "ECDSA",
    };
    let owner = examination.parent().local_name();
    let message = format!(
        "the {owner} is signed with {name}, which some services do not support: SignedXml of .NET, and so Azure AD B2C, verifies RSA PKCS #1 v1.5 only"
    );
    Some(
        Finding::new(Code::SignatureFormUnusual, message)
            .at(Some(examination.signature().location()))
            .with_actual(algorithm.as_str())
            .with_expected("rsa-sha256")
            .with_fix("samlens needs no change; for those services, sign with an RSA key and RSA-SHA256 at the identity provider"),
    )
}

/// Services that require a signed Response unless they are set otherwise.
const REQUIRING: [&str; 3] = ["node-saml", "djangosaml2", "django-saml2-auth"];

/// Where the service is known, only if it is one of these.
fn response_not_signed(
    evaluation: &Evaluation<'_, '_>,
    expectations: &Expectations,
    products: Products,
) -> Option<Finding> {
    let response = evaluation.layout.response?;
    let mut owners = evaluation.examinations.iter().map(Examination::parent);
    let asks = products.receiver.is_none_or(|found| REQUIRING.contains(&found.product.key));
    let is_note = expectations.policy.response_not_signed.severity() == Severity::Info;
    if !asks || !is_note || owners.len() == 0 || owners.any(|owner| owner == response) {
        return None;
    }
    Some(
        Finding::new(
            Code::ResponseNotSigned,
            "only the assertion is signed, not the Response: node-saml (from version 4, `wantAuthnResponseSigned`), pysaml2 (`want_response_signed`) and django-saml2-auth refuse that by default",
        )
        .with_severity(Severity::Info)
        .at(Some(response.location()))
        .with_expected("a signature directly under the Response, for services that require one")
        .with_fix("sign the Response too at the identity provider, or let the service accept a signed assertion alone (`samlens explain response-not-signed` lists the setting by product)"),
    )
}

/// saml-core-2.0-os, 2.5.1.4: an audience is a URI reference (keycloak/keycloak issue 12234).
fn audience(evaluation: &Evaluation<'_, '_>) -> Option<Finding> {
    let conditions = evaluation.assertion.as_ref()?.conditions()?;
    let restrictions = conditions.audience_restrictions().take(MAX_SEARCHED);
    let mut audiences = restrictions.flat_map(|restriction| {
        restriction.audiences().take(MAX_SEARCHED).map(move |audience| (restriction, audience))
    });
    let (restriction, audience, character) = audiences.find_map(|(restriction, audience)| {
        Some((restriction, audience, audience.chars().find(|c| !is_of_uri(*c))?))
    })?;
    let what = if character.is_whitespace() {
        "white space".to_owned()
    } else {
        format!("`{}`", character.escape_debug())
    };
    Some(
        Finding::new(
            Code::AudienceForm,
            format!("the audience is not a URI, because it contains {what}: services that parse it as one, such as Keycloak as identity broker, refuse the document"),
        )
        .at(Some(restriction.element().location()))
        .with_actual(audience)
        .with_expected("a URI, such as https://sp.example.org/metadata or urn:example:sp")
        .with_fix("change the service's entity ID to a URI, in the service and at the identity provider"),
    )
}

/// RFC 3986, section 2, and the letters of other scripts that RFC 3987 adds.
fn is_of_uri(character: char) -> bool {
    let is_forbidden = matches!(character, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
    !(is_forbidden || character.is_whitespace() || character.is_control())
}

/// SAML-Toolkits/ruby-saml issue 598: refused for the users with the most groups.
fn large(evaluation: &Evaluation<'_, '_>, captured: &Captured) -> Option<Finding> {
    let octets = captured.xml().len().div_ceil(3).saturating_mul(4);
    if octets <= LARGE {
        return None;
    }
    let size = |attribute: &Attribute<'_>| -> usize {
        attribute.values().filter_map(|value| value.readable()).map(str::len).fold(0, usize::saturating_add)
    };
    let attributes = evaluation.assertion.iter().flat_map(|assertion| assertion.attributes());
    let largest = attributes.take(MAX_SEARCHED).max_by_key(|attribute| size(attribute));
    let most = match largest.filter(|attribute| size(attribute) > captured.xml().len() / 4) {
        Some(attribute) => format!("; most of it is the attribute `{}`", attribute.name()),
        None => String::new(),
    };
    Some(
        Finding::new(
            Code::MessageLarge,
            format!("the message has {} bytes as base64; ruby-saml, and so GitLab, refuses more than 250,000 by default (`message_max_bytesize`){most}", thousands(octets)),
        )
        .with_expected("250000 bytes or fewer, for such services")
        .with_fix("send only the groups that the service needs, or raise its limit (`samlens explain message-large` lists the setting by product)"),
    )
}

#[cfg(test)]
mod tests {
    use super::is_of_uri;

    #[test]
    fn characters_of_a_uri() {
        for uri in ["https://sp.example.org/md?a=b#c", "urn:example:sp", "CN=sp", "https://münchen.example"]
        {
            assert!(uri.chars().all(is_of_uri), "{uri}");
        }
        for other in ["CN=a, L=b", "{client}", "a\\b", "<sp>", "a\u{a0}b"] {
            assert!(!other.chars().all(is_of_uri), "{other}");
        }
    }
}
