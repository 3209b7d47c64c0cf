//! Rule: Twilio's addresses are the ones they seem to be. It reports, and refuses nothing.

use crate::check::near_miss::twilio::{Endpoint, sid_fault};
use crate::check::{Context, Explanation, Outcome};
use crate::finding::Findings;
use crate::xml::Element;
use crate::{Code, Finding, Severity};

/// SIDs in the expected and the actual addresses, and which Twilio endpoint the ACS URL is.
pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) -> Outcome {
    if !findings.explain() {
        return Outcome::Pass;
    }
    let provider = context.service_provider;
    let expected = provider.entity_id().into_iter().chain(provider.acs().iter().map(String::as_str));
    for address in expected.take(8) {
        note_sid(address, None, "the expected address", findings);
    }
    let response = context.response.element();
    if let Some(destination) = context.response.destination() {
        note_sid(destination, Some(response), "Destination", findings);
    }
    let assertion = context.assertion;
    let conditions = assertion.and_then(|assertion| assertion.conditions());
    let restriction = conditions.and_then(|conditions| conditions.audience_restrictions().next());
    if let Some(restriction) = restriction
        && let Some(audience) = restriction.audiences().next()
    {
        note_sid(audience, Some(restriction.element()), "Audience", findings);
    }
    note_kind(context, findings);
    Outcome::Pass
}

fn note_sid(address: &str, element: Option<Element<'_>>, what: &str, findings: &mut Findings) {
    if address.starts_with("hhttps:") {
        findings.note(|| {
            finding(Code::SidMalformed, format!("{what} begins with hhttps:"), element)
                .with_actual(address)
                .with_fix("write https:// once; one documentation page prints it with two h")
        });
    }
    let Some(endpoint) = Endpoint::of(address) else { return };
    let prefix = endpoint.sid_prefix();
    let fault = match endpoint.sid_in(address) {
        Some(sid) => sid_fault(sid, prefix),
        None => Some(format!("is missing; {} has one that begins with {prefix}", endpoint.in_words())),
    };
    if let Some(fault) = fault {
        findings.note(|| {
            finding(Code::SidMalformed, format!("the SID in {what} {fault}"), element)
                .with_actual(address)
                .with_expected(format!("{prefix} and 32 hexadecimal digits"))
                .with_fix(
                    "copy the address from Flex → Single Sign-On in the Twilio console; do not type the SID",
                )
        });
    }
}

fn note_kind(context: &Context<'_, '_>, findings: &mut Findings) {
    let acs = context.service_provider.acs().first().map(String::as_str);
    let Some(address) = acs.or(context.response.destination()) else { return };
    let element = acs.is_none().then(|| context.response.element());
    let Some(endpoint) = Endpoint::of(address) else { return };
    let (severity, message) = match endpoint {
        Endpoint::EnhancedAcs => return,
        Endpoint::LegacyAcs => (
            Severity::Info,
            "the ACS URL is the legacy Flex SSO endpoint; accounts had to migrate by March 2026",
        ),
        Endpoint::FrontlineAcs => (
            Severity::Warning,
            "the ACS URL is Twilio Frontline's endpoint, which takes a realm SID (JB…), not a Flex endpoint",
        ),
        Endpoint::PreviewAcs => (Severity::Warning, "the ACS URL is the preview endpoint of 2018"),
        Endpoint::EnhancedEntity | Endpoint::LegacyEntity | Endpoint::FrontlineEntity => {
            (Severity::Warning, "the ACS URL is an entity ID, not an endpoint")
        }
    };
    findings.note(|| {
        finding(Code::AcsKind, message.to_owned(), element)
            .with_severity(severity)
            .with_actual(address)
            .with_expected("https://login.flex.us1.twilio.com/login/callback?connection=JQ…")
            .with_fix("take the ACS URL from Flex → Single Sign-On in the Twilio console, and put it into Auth0 under Applications → your app → Settings → Allowed Callback URLs and the SAML2 Web App addon")
    });
}

fn finding(code: Code, message: String, element: Option<Element<'_>>) -> Finding {
    Finding::new(code, message).at(element.map(|element| element.location()))
}

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::SidMalformed,
        checks: "Whether the SIDs in Twilio's addresses have the right prefix and 32 hexadecimal digits, and no placeholder is left.",
        why: "A SID is compared exactly. One wrong character is another account, and nothing tells you so but a refused login.",
        looks: "jq… in lower case, 30 digits in place of 32, letters beyond f, JQxxxx, [YOUR_FLEX_INSTANCE_SID], an AC or FO SID \
where JQ belongs, or hhttps:// at the front.",
        fix: &[
            ("Twilio", "Flex → Single Sign-On: copy the entity ID and the URL with the button beside them."),
            (
                "Auth0",
                "Addons → SAML2 Web App → Settings: compare \"audience\", \"recipient\" and \"destination\" with them.",
            ),
        ],
        source: "https://www.twilio.com/docs/glossary/what-is-a-sid; https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/auth0",
    },
    Explanation {
        code: Code::AcsKind,
        checks: "Which of Twilio's SAML endpoints the ACS URL is.",
        why: "There are three that look alike. Enhanced Flex SSO (login.flex.us1.twilio.com, JQ…) is the present one; legacy Flex \
SSO (iam.twilio.com/v1/Accounts/AC…/saml2) had to be migrated by March 2026; iam.twilio.com/v2/saml2/authenticate/… belongs \
to Twilio Frontline and takes a realm SID (JB…), although some guides print it for Flex.",
        looks: "A redirect loop, \"Invalid SSO Settings\", or a mismatch of audience and recipient at the same time: one side was \
migrated and the other was not.",
        fix: &[
            ("Twilio", "Flex → Single Sign-On: use the ACS URL shown there."),
            ("Auth0", "Put it under Allowed Callback URLs and into the SAML2 Web App addon."),
        ],
        source: "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/migration-guide",
    },
];

#[cfg(test)]
mod tests {
    use super::check;
    use crate::ServiceProvider;
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
