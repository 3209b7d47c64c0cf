//! Explanations of who the identity provider is, of its metadata, and of checks that were not run.

use crate::Code;
use crate::check::Explanation;

const FLEX: &str = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration";
const ISSUER: &str = "SAML 2.0 profiles, section 4.1.4.2; core, section 2.2.5";
const METADATA: &str = "SAML 2.0 metadata, sections 2.3 and 2.4.3";

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::IssuerMismatch,
        checks: "That Issuer is the entity ID of the identity provider that is configured, character for character.",
        why: "Keys belong to one issuer. What claims to come from A must be verified with A's keys and no other's.",
        looks: "\"Invalid issuer in the Assertion/Response. Was 'X', but expected 'Y'\" (Twilio 70004), or a dialog that asks \
for user name and password. Often only a piece differs: urn: missing, a slash at the end, http for https, another tenant. \
Auth0 as identity provider is urn:TENANT.auth0.com; urn:auth0:TENANT:CONNECTION is Auth0 as a service provider.",
        fix: &[
            (
                "Twilio Flex",
                "Flex > Single Sign-On > Identity provider issuer: paste the Issuer exactly as the message has it.",
            ),
            (
                "Auth0",
                "Application > Addons > SAML2 Web App > Usage: Issuer. Look for api.samlResponse.setIssuer in the Actions.",
            ),
            ("Okta", "Application > Sign On > View SAML setup instructions: Identity Provider Issuer."),
            ("Entra ID", "Set up: Microsoft Entra Identifier, with its slash at the end."),
            ("Google", "Google Identity Provider details: Entity ID."),
            (
                "ADFS",
                "Federation Service properties: Federation Service identifier, which begins with http:.",
            ),
            ("Keycloak", "https://HOST/realms/REALM without a slash at the end."),
        ],
        source: "SAML 2.0 profiles, section 4.1.4.2; https://github.com/bruno222/twilio-flex-plugin-sso/issues/23",
    },
    Explanation {
        code: Code::IssuerMissing,
        checks: "That the assertion has an Issuer, and only one.",
        why: "Without it nobody knows whose key should verify it.",
        looks: "\"Issuer of the Assertion not found or multiple\".",
        fix: &[(
            "template",
            "Put <saml:Issuer> first in the Assertion, with the identity provider's entity ID.",
        )],
        source: ISSUER,
    },
    Explanation {
        code: Code::IssuerDiffers,
        checks: "That Response and Assertion name the same issuer.",
        why: "If two are named, a service may choose the key by one and believe the other.",
        looks: "A proxy or a broker put an assertion of another provider into its own Response.",
        fix: &[
            ("Auth0", "Set the issuer in one place only: the addon, or api.samlResponse.setIssuer."),
            ("broker", "Let the broker make its own assertion instead of passing one on."),
        ],
        source: ISSUER,
    },
    Explanation {
        code: Code::IssuerNotGiven,
        checks: "Whether an entity ID was given that Issuer can be compared with.",
        why: "What is not given is not guessed: the check is not run, which is not the same as passed.",
        looks: "The check issuer says \"not run\".",
        fix: &[("samlens", "Give --idp with metadata, or --idp-entity-id beside --idp-cert.")],
        source: ISSUER,
    },
    Explanation {
        code: Code::IdpUnreachable,
        checks: "Whether the identity provider's metadata could be fetched and read, and holds a signing certificate.",
        why: "Without it there is no key to trust. The message itself may be sound.",
        looks: "The finding says what went wrong: an HTML page in place of XML, metadata of a service provider, no signing \
certificate, validUntil in the past.",
        fix: &[
            (
                "Auth0",
                "https://TENANT.auth0.com/samlp/metadata/CLIENT_ID, where CLIENT_ID is the application with the SAML2 Web App addon.",
            ),
            ("Okta", "Application > Sign On > Metadata URL."),
            ("Entra ID", "SAML Certificates > App Federation Metadata Url, with its appid parameter."),
            ("Google", "Google Identity Provider details > Download metadata; there is no public address."),
            ("ADFS", "https://HOST/FederationMetadata/2007-06/FederationMetadata.xml."),
            ("Keycloak", "https://HOST/realms/REALM/protocol/saml/descriptor."),
        ],
        source: METADATA,
    },
    Explanation {
        code: Code::MetadataOutdated,
        checks: "Whether the metadata that the identity provider's keys were read from is still valid, by its validUntil.",
        why: "A key that was taken back stays in metadata that nobody fetches again. validUntil bounds how long it is trusted.",
        looks: "A service that read the metadata when it started, and has run since, refuses every login from one moment on. \
samlens check does not get so far: it says idp-unreachable of metadata that is outdated when it is read.",
        fix: &[
            (
                "service",
                "Fetch the metadata again in time and build another Validator from it, once an hour say.",
            ),
            ("publisher", "Renew validUntil in what is published; federations do so every day."),
        ],
        source: "SAML 2.0 metadata, section 2.3.2",
    },
    Explanation {
        code: Code::MetadataCertificateRotated,
        checks: "Whether the metadata lists another signing certificate than the one that is trusted.",
        why: "The identity provider has changed its key or is about to. Auth0 signs with the new key at once after a rotation.",
        looks: "Metadata and pasted certificate have different fingerprints.",
        fix: &[
            (
                "Twilio Flex",
                "Paste the certificate that signs now into Flex > Single Sign-On > X.509 certificate: no metadata is fetched there.",
            ),
            ("any", "Trust both certificates until the old one signs no more."),
        ],
        source: "https://auth0.com/docs/get-started/tenant-settings/signing-keys",
    },
    Explanation {
        code: Code::MetadataCertificateExpiresSoon,
        checks: "Whether a signing certificate in the metadata ends within 30 days.",
        why: "A rotation is due, and services where the certificate was pasted by hand must change with it.",
        looks: "Logins work today.",
        fix: &[
            (
                "Auth0",
                "Settings > Signing Keys: plan the rotation and change the pasted certificates in the same hour.",
            ),
            ("Okta", "Application > Sign On > SAML Signing Certificates: generate the next one."),
            ("Entra ID", "SAML Certificates: set a notification address, and make a new certificate."),
        ],
        source: "https://auth0.com/docs/get-started/tenant-settings/signing-keys",
    },
    Explanation {
        code: Code::Blocked,
        checks: "Nothing: it says that a check was not run, because an earlier failure left nothing to check.",
        why: "A check that did not run has neither passed nor failed. Mend the earlier failure and run again.",
        looks: "\"not run, because an earlier failure leaves nothing to check\".",
        fix: &[("samlens", "Look at the root finding first.")],
        source: FLEX,
    },
    Explanation {
        code: Code::NotInProfile,
        checks: "Nothing: it says that a check was not run, because the profile in force does not ask for it.",
        why: "Profile generic requires no attributes, for example.",
        looks: "\"not run, because the profile does not ask for it\".",
        fix: &[("samlens", "Choose --profile flex if the message is for Twilio Flex.")],
        source: FLEX,
    },
];
