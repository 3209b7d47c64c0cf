//! Twilio's addresses are the ones they seem to be: what the check `endpoint` reports. It refuses nothing.

use super::twilio::{TwilioEndpoint, sid_fault};
use crate::check::Findings;
use crate::check::RuleInput;
use crate::xml::Element;
use crate::{Code, Finding, Severity};

/// SIDs in the expected and the actual addresses, and which Twilio endpoint the ACS URL is.
pub(super) fn add_notes(input: &RuleInput<'_, '_>, findings: &mut Findings) {
    let provider = input.service_provider;
    let expected = provider.entity_id().into_iter().chain(provider.acs().iter().map(String::as_str));
    for address in expected.take(8) {
        note_sid(address, None, "the expected address", findings);
    }
    let response = input.response.element();
    if let Some(destination) = input.response.destination() {
        note_sid(destination, Some(response), "Destination", findings);
    }
    let assertion = input.assertion;
    let conditions = assertion.and_then(|assertion| assertion.conditions());
    let restriction = conditions.and_then(|conditions| conditions.audience_restrictions().next());
    if let Some(restriction) = restriction
        && let Some(audience) = restriction.audiences().next()
    {
        note_sid(audience, Some(restriction.element()), "Audience", findings);
    }
    note_kind(input, findings);
}

fn note_sid(address: &str, element: Option<Element<'_>>, what: &str, findings: &mut Findings) {
    if address.starts_with("hhttps:") {
        findings.warning(|| {
            finding(Code::SidMalformed, format!("{what} begins with hhttps:"), element)
                .with_actual(address)
                .with_fix("write https://; one documentation page prints it with two h")
        });
    }
    let Some(endpoint) = TwilioEndpoint::of(address) else { return };
    let prefix = endpoint.sid_prefix();
    let fault = match endpoint.sid_in(address) {
        Some(sid) => sid_fault(sid, prefix),
        None => Some(format!("is missing; {} has one that begins with {prefix}", endpoint.in_words())),
    };
    if let Some(fault) = fault {
        findings.warning(|| {
            finding(Code::SidMalformed, format!("the SID in {what} {fault}"), element)
                .with_actual(address)
                .with_expected(format!("{prefix} and 32 hexadecimal digits"))
                .with_fix("copy the address that the service shows; do not type the SID")
        });
    }
}

fn note_kind(input: &RuleInput<'_, '_>, findings: &mut Findings) {
    let acs = input.service_provider.acs().first().map(String::as_str);
    let Some(address) = acs.or(input.response.destination()) else { return };
    let element = acs.is_none().then(|| input.response.element());
    let Some(endpoint) = TwilioEndpoint::of(address) else { return };
    let (severity, message) = match endpoint {
        TwilioEndpoint::EnhancedAcs => return,
        TwilioEndpoint::LegacyAcs => (
            Severity::Info,
            "the ACS URL is the legacy Flex SSO endpoint; accounts had to migrate by March 2026",
        ),
        TwilioEndpoint::FrontlineAcs => (
            Severity::Warning,
            "the ACS URL is an endpoint of Twilio Frontline, not of Flex; it takes a realm SID (JB…)",
        ),
        TwilioEndpoint::PreviewAcs => (Severity::Warning, "the ACS URL is the preview endpoint of 2018"),
        TwilioEndpoint::EnhancedEntity | TwilioEndpoint::LegacyEntity | TwilioEndpoint::FrontlineEntity => {
            (Severity::Warning, "the ACS URL is an entity ID, not an endpoint")
        }
    };
    findings.warning(|| {
        finding(Code::AcsKind, message.to_owned(), element)
            .with_severity(severity)
            .with_actual(address)
            .with_expected("https://login.flex.us1.twilio.com/login/callback?connection=JQ…")
            .with_fix("copy the ACS URL that the service shows now, and enter it at the identity provider")
    });
}

fn finding(code: Code, message: String, element: Option<Element<'_>>) -> Finding {
    Finding::new(code, message).at(element.map(|element| element.location()))
}

#[cfg(test)]
mod tests {
    use crate::ServiceProvider;
    use crate::check::rules::endpoint::check;
    use crate::check::sample::Sample;

    fn expecting(entity_id: &str, acs: &str) -> Sample {
        let mut sample = Sample::new();
        sample.service_provider = ServiceProvider::new(entity_id).with_acs(acs);
        sample
    }

    const ENHANCED: &str =
        "https://login.flex.us1.twilio.com/login/callback?connection=JQ0123456789abcdef0123456789abcdef";

    #[test]
    fn the_enhanced_endpoint_is_silent() {
        assert_eq!(
            expecting("urn:flex:JQ0123456789abcdef0123456789abcdef", ENHANCED).run(check).line(),
            "pass"
        );
    }

    #[test]
    fn sids_are_checked() {
        let judged = expecting("urn:flex:JQ0123", ENHANCED).run(check);
        assert_eq!(judged.line(), "pass sid-malformed");
        assert_eq!(
            judged.only().0,
            "the SID in the expected address has 4 characters after JQ; a SID has 32"
        );
        let judged = expecting(
            "urn:flex:JQ0123456789abcdef0123456789abcdef",
            "https://login.flex.us1.twilio.com/login/callback",
        )
        .run(check);
        assert_eq!(
            judged.only().0,
            "the SID in the expected address is missing; the enhanced Flex SSO endpoint has one that begins with JQ"
        );
    }

    #[test]
    fn the_endpoint_of_the_guide_is_frontlines() {
        let judged = expecting(
            "https://sp.example.com",
            "https://iam.twilio.com/v2/saml2/authenticate/FO7e8c9d0a1b2c3d4e5f6g7h8i9j0k1l",
        )
        .run(check);
        assert_eq!(judged.line(), "pass sid-malformed acs-kind");
    }

    #[test]
    fn the_legacy_endpoint_is_named() {
        let acs = "https://iam.twilio.com/v1/Accounts/AC0123456789abcdef0123456789abcdef/saml2";
        let judged = expecting(&format!("{acs}/metadata"), acs).run(check);
        assert_eq!(judged.line(), "pass acs-kind");
    }
}
