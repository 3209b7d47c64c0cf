//! Who sent it, to whom: issuer, audience, destination and recipient.

use super::Explanation;
use crate::Code;

const ISSUER: &str = "SAML 2.0 profiles, section 4.1.4.2; core, section 2.2.5";

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::IssuerMismatch,
        checks: "That Issuer is exactly the entity ID of the configured identity provider.",
        why: "Keys belong to one issuer. A message from issuer A must be verified with A's keys only.",
        looks: "\"Invalid issuer in the Assertion/Response. Was 'X', but expected 'Y'\". Often only a part differs: urn: is missing, a slash at the end, http in place of https, or another tenant.",
        fix: &[
            (
                "service",
                "Set the identity provider's entity ID to exactly the Issuer of the message, if this is the tenant you mean.",
            ),
            ("identity provider", "If the service is right, set the issuer (entity ID) there."),
        ],
        source: "SAML 2.0 profiles, section 4.1.4.2; https://github.com/bruno222/twilio-flex-plugin-sso/issues/23",
    },
    Explanation {
        code: Code::IssuerMissing,
        checks: "That the assertion has exactly one Issuer.",
        why: "Without it a service cannot know whose key should verify the assertion.",
        looks: "\"Issuer of the Assertion not found or multiple\".",
        fix: &[(
            "identity provider",
            "Write <saml:Issuer> first in the Assertion, with the identity provider's entity ID.",
        )],
        source: ISSUER,
    },
    Explanation {
        code: Code::IssuerDiffers,
        checks: "That Response and Assertion have the same issuer.",
        why: "If they differ, a service may choose the key by one issuer and take the other for the sender.",
        looks: "A proxy or a broker put an assertion of another provider into its own Response.",
        fix: &[(
            "identity provider",
            "Set one issuer for Response and assertion. A broker should make its own assertion.",
        )],
        source: ISSUER,
    },
    Explanation {
        code: Code::IssuerNotGiven,
        checks: "Whether an entity ID was given to compare Issuer with.",
        why: "samlens does not guess it. The check is reported as not run, never as passed.",
        looks: "The check `issuer` is shown as not run.",
        fix: &[("samlens", "Give --idp with metadata, or with a certificate together with --idp-entity-id.")],
        source: ISSUER,
    },
    Explanation {
        code: Code::AudienceMismatch,
        checks: "That every AudienceRestriction contains an Audience that is exactly the service's entity ID.",
        why: "The audience names the service that the assertion was made for. If a service accepts assertions for others, another service can replay the ones it received.",
        looks: "\"X is not a valid audience for this Response\" or \"Audience is invalid. Configured: …\". Usual mistakes: the ACS URL in place of the entity ID, a trailing slash, /metadata left out, the value of another environment, or a sample value.",
        fix: &[
            (
                "identity provider",
                "Set the audience (the service's entity ID) to exactly what the service has.",
            ),
            ("service", "Or set the service's entity ID to the audience that is sent."),
        ],
        source: "SAML 2.0 core, section 2.5.1.4",
    },
    Explanation {
        code: Code::AudienceMissing,
        checks: "That Conditions contains an AudienceRestriction.",
        why: "Without one the assertion is valid for every service that trusts the identity provider. The Web Browser SSO profile requires one.",
        looks: "Conditions contains times only. This can happen in logins that the identity provider starts. It may take the audience from the Issuer of the request, and here there is no request.",
        fix: &[("identity provider", "Set the audience to the service's entity ID.")],
        source: "SAML 2.0 profiles, section 4.1.4.2",
    },
    Explanation {
        code: Code::AudienceForm,
        checks: "Whether every Audience contains only characters that a URI may have: no white space, quotes, braces or backslashes.",
        why: "An audience is a URI reference. Some services parse it as a URI and refuse the response if that fails, even if the audience is their own entity ID.",
        looks: "\"Illegal character in path\", \"invalid_saml_document\", although signature and audience are right. Often the subject of a certificate was entered as the entity ID.",
        fix: &[
            ("service", "Use a URI as entity ID, such as https://sp.example.org/metadata or a URN."),
            ("identity provider", "Enter the new entity ID as the audience."),
        ],
        source: "SAML 2.0 core, sections 2.5.1.4 and 8.3.6; https://github.com/keycloak/keycloak/issues/12234",
    },
    Explanation {
        code: Code::AudienceNotGiven,
        checks: "Whether the service's entity ID is known, so that the audience can be compared with it.",
        why: "Without it samlens cannot tell whether the assertion is for this service. So the verdict is inconclusive.",
        looks: "The check `audience` is shown as not run.",
        fix: &[("samlens", "Give --sp-entity-id with the service's entity ID.")],
        source: "SAML 2.0 core, section 2.5.1.4",
    },
    Explanation {
        code: Code::DestinationMismatch,
        checks: "That Destination of the Response is exactly one of the service's ACS URLs. If the capture shows the URL that the Response was sent to, Destination must be that URL too.",
        why: "Destination prevents a Response for one service from being delivered to another. URLs are compared exactly: another case or a trailing slash is another URL.",
        looks: "\"The response was received at X instead of Y\" or \"Destination endpoint X did not match Y\", or a redirect loop.",
        fix: &[
            ("identity provider", "Set the service's ACS URL to exactly the one that the service uses."),
            ("service", "Behind a reverse proxy, configure the public URL that the browser sees."),
        ],
        source: "SAML 2.0 core, section 3.2.2",
    },
    Explanation {
        code: Code::DestinationMissing,
        checks: "That a signed Response has a Destination.",
        why: "The HTTP-POST binding requires it. Without Destination a signed Response could be delivered to any service that trusts the same identity provider.",
        looks: "The Response element has a Signature and no Destination attribute. Identity providers often copy it from the request's AssertionConsumerServiceURL, so it is missing in logins that they start.",
        fix: &[("identity provider", "Set the service's ACS URL, so that it is written as Destination.")],
        source: "SAML 2.0 bindings, section 3.5.5.2",
    },
    Explanation {
        code: Code::RecipientMismatch,
        checks: "That Recipient of the bearer confirmation is exactly one of the service's ACS URLs, and the same URL as Destination.",
        why: "Anyone who has a bearer assertion can use it. Recipient limits it to one address. It is inside the assertion, so it is signed even if Destination is not.",
        looks: "\"SubjectConfirmationData doesn't match a valid Recipient\" or \"Recipient is invalid. Configured: …\". Usual mistakes: the query of the URL was cut off or is percent-encoded, an old endpoint, or a mistyped scheme.",
        fix: &[(
            "identity provider",
            "Set the recipient (the service's ACS URL) to exactly the one that the service uses, with its query.",
        )],
        source: "SAML 2.0 profiles, section 4.1.4.2",
    },
    Explanation {
        code: Code::RecipientMissing,
        checks: "That SubjectConfirmationData of a bearer confirmation has a Recipient.",
        why: "Without it the assertion could be used at any address that trusts the identity provider.",
        looks: "\"SubjectConfirmationData doesn't contain a Recipient\".",
        fix: &[("identity provider", "Set the recipient to the service's ACS URL.")],
        source: "SAML 2.0 profiles, section 4.1.4.2",
    },
    Explanation {
        code: Code::AcsNotGiven,
        checks: "Whether the ACS URL is known, so that Destination and Recipient can be compared with it.",
        why: "Without it samlens cannot tell whether the assertion is for this address. So the verdict is inconclusive.",
        looks: "The checks `destination` and `confirmation` are shown as not run.",
        fix: &[("samlens", "Give --acs with the URL that the Response was posted to.")],
        source: "SAML 2.0 profiles, section 4.1.4.3",
    },
    Explanation {
        code: Code::SidMalformed,
        checks: "Whether the SIDs in Twilio's addresses have the right prefix and 32 hexadecimal digits, and no placeholder is left.",
        why: "A SID is compared exactly. With one wrong character it is another account, and the only sign is a refused login.",
        looks: "jq… in lower case, 30 digits in place of 32, letters after f, JQxxxx, [YOUR_FLEX_INSTANCE_SID], an AC or FO SID in place of JQ, or hhttps:// at the front.",
        fix: &[
            ("service", "Copy the entity ID and the ACS URL that the service shows. Do not type the SID."),
            ("identity provider", "Compare audience, recipient and destination with them."),
        ],
        source: "https://www.twilio.com/docs/glossary/what-is-a-sid; https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/auth0",
    },
    Explanation {
        code: Code::AcsKind,
        checks: "Which of Twilio's SAML endpoints the ACS URL is.",
        why: "Three of them look alike. Enhanced Flex SSO (login.flex.us1.twilio.com, JQ…) is the current one. Legacy Flex SSO (iam.twilio.com/v1/Accounts/AC…/saml2) had to be migrated by March 2026. iam.twilio.com/v2/saml2/authenticate/… belongs to Twilio Frontline and takes a realm SID (JB…), although some guides print it for Flex.",
        looks: "A redirect loop, \"Invalid SSO Settings\", or a mismatch of audience and recipient at the same time: one side was migrated and the other was not.",
        fix: &[
            ("service", "Use the ACS URL that the service shows now."),
            ("identity provider", "Enter that URL as the service's ACS URL."),
        ],
        source: "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/migration-guide",
    },
];
