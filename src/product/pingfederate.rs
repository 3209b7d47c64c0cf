//! PingFederate: Applications → Integration → SP Connections; API keys are those of an SP connection.

use super::{Product, Role, Setting};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "PingFederate",
    key: "pingfederate",
    aliases: &["ping-federate", "pf"],
    role: Role::IdentityProvider,
    // No sign: the issuer is free text, and an ID is 27 characters of base64 without a fixed prefix.
    signs: &[],
    settings: SETTINGS,
};

const CONNECTION: &str = "pingidentity/terraform-provider-pingfederate:docs/resources/idp_sp_connection.md";
const ROTATION: &str =
    "pingidentity/terraform-provider-pingfederate:docs/resources/keypairs_signing_key_rotation_settings.md";
const LIFETIME_SETTINGS: &str =
    "pingidentity/terraform-provider-pingfederate:docs/resources/protocol_metadata_lifetime_settings.md";
const ACS: &str = concat!(
    "https://docs.pingidentity.com/pingfederate/latest/administrators_reference_guide/",
    "help_spprotocolsettingstasklet_assertionconsumerservicestate.html"
);
const SIGNATURES: &str = concat!(
    "https://docs.pingidentity.com/pingfederate/latest/administrators_reference_guide/",
    "pf_configuring_digital_signatures_service_provider_connections.html"
);
const CONTRACT: &str = concat!(
    "https://docs.pingidentity.com/pingfederate/latest/administrators_reference_guide/",
    "help_assertioncreationtasklet_createattributecontractstate.html"
);
const SPECIAL: &str = concat!(
    "https://docs.pingidentity.com/pingfederate/latest/administrators_reference_guide/",
    "pf_special_attr_names_contracts.html"
);
const SAMPLES: &str = concat!(
    "https://docs.pingidentity.com/pingfederate/latest/administrators_reference_guide/",
    "pf_sample_customizat.html"
);
const ENDPOINTS: &str = concat!(
    "https://docs.pingidentity.com/pingfederate/latest/administrators_reference_guide/",
    "help_idp_protocol_endpoints.html"
);
const LIFETIME: &str = concat!(
    "https://docs.pingidentity.com/r/en-us/pingfederate-100/",
    "help_spbrowserssotasklet_configassertionlifetimestate"
);
const METADATA: &str = concat!(
    "https://docs.pingidentity.com/r/en-us/pingfederate-100/",
    "help_metadatasettingstasklet_dynamicconnectionsigningcertstate"
);
const ENTITY: &str = concat!(
    "https://docs.pingidentity.com/integrations/scim/setup/",
    "pf_scim_connector_pf_sso_details_for_the_service_provider.html"
);

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: ENTITY, text:
        "Set System → Server → Protocol Settings → Federation Info → SAML 2.0 Entity ID to {expected}, or register its value at the service" },
    Setting { code: Code::IssuerMismatch, source: CONNECTION, text:
        "Check SP Connections → the connection → General Info → Virtual Server ID; it replaces the entity ID for this connection" },
    Setting { code: Code::AudienceMismatch, source: CONNECTION, text:
        "Set SP Connections → the connection → General Info → Partner's Entity ID (Connection ID) to {expected} (API `entityId`)" },
    Setting { code: Code::DestinationMismatch, source: ACS, text:
        "Set SP Connections → the connection → Browser SSO → Protocol Settings → Assertion Consumer Service URL → Endpoint URL to {expected}" },
    Setting { code: Code::DestinationMismatch, source: CONNECTION, text:
        "Check Base URL on General Info of the connection; a relative Endpoint URL is appended to it" },
    Setting { code: Code::RecipientMismatch, source: ACS, text:
        "Set Protocol Settings → Assertion Consumer Service URL → Endpoint URL of the connection to {expected}; Recipient has no field of its own" },
    Setting { code: Code::AcsKind, source: ACS, text:
        "Set Protocol Settings → Assertion Consumer Service URL of the connection to {expected}, with Binding POST" },
    Setting { code: Code::AcsNotAllowed, source: ACS, text:
        "Add the URL under Protocol Settings → Assertion Consumer Service URL of the connection, or sign the requests; a signed request may name another URL" },
    Setting { code: Code::AcsByIndex, source: ACS, text:
        "Give the endpoint that Index under Protocol Settings → Assertion Consumer Service URL of the connection (API `ssoServiceEndpoints`)" },
    Setting { code: Code::Unsigned, source: CONNECTION, text:
        "Set SP Connections → the connection → Browser SSO → Protocol Settings → Signature Policy to sign (API `signResponseAsRequired` or `signAssertions`)" },
    Setting { code: Code::ResponseNotSigned, source: CONNECTION, text:
        "Set Browser SSO → Protocol Settings → Signature Policy of the connection to sign the Response (API `spBrowserSso.signResponseAsRequired=true`)" },
    Setting { code: Code::SignatureUntrustedKey, source: SIGNATURES, text:
        "Export SP Connections → the connection → Credentials → Digital Signature Settings → Signing Certificate and install it at the service" },
    Setting { code: Code::NoTrustedCertificate, source: CONNECTION, text:
        "Export the Signing Certificate of the connection; it is in KeyInfo only with API `credentials.signingSettings.includeCertInSignature=true`" },
    Setting { code: Code::CertificateExpired, source: SIGNATURES, text:
        "Select a valid Signing Certificate under Credentials → Digital Signature Settings of the connection (Manage Certificates makes one) and give it to the service" },
    Setting { code: Code::CertificateExpiresSoon, source: SIGNATURES, text:
        "Make a new certificate under Digital Signature Settings → Manage Certificates, then select it there and give it to the service on the same day" },
    Setting { code: Code::MetadataCertificateRotated, source: ROTATION, text:
        "Load `/pf/federation_metadata.ping` again; a key with rotation settings is replaced `activationBufferDays` before it expires" },
    Setting { code: Code::AlgorithmWeak, source: CONNECTION, text:
        "Set Credentials → Digital Signature Settings → Signing Algorithm of the connection to RSA SHA256 (API `credentials.signingSettings.algorithm=SHA256withRSA`)" },
    Setting { code: Code::EncryptedAssertion, source: CONNECTION, text:
        "Set Browser SSO → Protocol Settings → Encryption Policy of the connection to None (API `encryptionPolicy.encryptAssertion=false`)" },
    Setting { code: Code::DecryptionFailed, source: CONNECTION, text:
        "Select the current certificate of the service under Credentials → Select XML Encryption Certificate of the connection" },
    Setting { code: Code::DecryptionFailed, source: CONNECTION, text:
        "Choose a Block Encryption Algorithm and a Key Transport Algorithm that the service reads, under Credentials → Select XML Encryption Certificate" },
    Setting { code: Code::AssertionExpired, source: LIFETIME, text:
        "Raise SP Connections → the connection → Browser SSO → Assertion Lifetime → Minutes After (default 5; API `assertionLifetime.minutesAfter`)" },
    Setting { code: Code::ConfirmationExpired, source: LIFETIME, text:
        "Raise Browser SSO → Assertion Lifetime → Minutes After of the connection (default 5); it limits the confirmation too" },
    Setting { code: Code::AssertionNotYetValid, source: LIFETIME, text:
        "Raise Browser SSO → Assertion Lifetime → Minutes Before of the connection (default 5), or correct the clocks" },
    Setting { code: Code::SessionShort, source: SAMPLES, text:
        "Change or remove setSessionNotOnOrAfter in Assertion Consumer Service URL → Show Advanced Customizations (AssertionType) of the connection" },
    Setting { code: Code::SessionLong, source: SAMPLES, text:
        "Change setSessionNotOnOrAfter in Assertion Consumer Service URL → Show Advanced Customizations (AssertionType) of the connection" },
    Setting { code: Code::SessionExpired, source: SAMPLES, text:
        "Change setSessionNotOnOrAfter in Assertion Consumer Service URL → Show Advanced Customizations (AssertionType) of the connection" },
    Setting { code: Code::Unsolicited, source: ENDPOINTS, text:
        "Start at the service, not at `/idp/startSSO.ping`, which answers no request" },
    Setting { code: Code::Unsolicited, source: CONNECTION, text:
        "Clear SP Connections → the connection → Browser SSO → SAML Profiles → IdP-Initiated SSO (API `enabledProfiles`)" },
    Setting { code: Code::InResponseToMismatch, source: ENDPOINTS, text:
        "Send the request of the service to `/idp/SSO.saml2`; `/idp/startSSO.ping` starts an IdP-initiated login" },
    Setting { code: Code::StatusNotSuccess, source: CONNECTION, text:
        "For a refused request signature, import the certificate of the service under Credentials → Signature Verification of the connection" },
    Setting { code: Code::StatusNotSuccess, source: CONNECTION, text:
        "Select the binding of the request under Browser SSO → Protocol Settings → Allowable SAML Bindings of the connection" },
    Setting { code: Code::StatusNotSuccess, source: CONNECTION, text:
        "Check Issuance Criteria of the mapping under Browser SSO → Assertion Creation of the connection; they deny users who do not fit" },
    Setting { code: Code::NameIdMissing, source: CONTRACT, text:
        "Map SAML_SUBJECT under Browser SSO → Assertion Creation → the mapping → Attribute Contract Fulfillment of the connection" },
    Setting { code: Code::NameIdEmpty, source: CONTRACT, text:
        "Map SAML_SUBJECT under Attribute Contract Fulfillment to a source with a value for every user" },
    Setting { code: Code::AttributeMissing, source: CONTRACT, text:
        "Add {expected} under Browser SSO → Assertion Creation → Attribute Contract → Extend the Contract, then map it under Attribute Contract Fulfillment" },
    Setting { code: Code::AttributeMisnamed, source: CONTRACT, text:
        "Delete {actual} under Assertion Creation → Attribute Contract → Extend the Contract and add {expected}; names are case-sensitive" },
    Setting { code: Code::AttributeEmpty, source: CONTRACT, text:
        "Map the attribute under Attribute Contract Fulfillment to a source with a value for this user, or give the OGNL expression a default" },
    Setting { code: Code::RoleUnknown, source: CONNECTION, text:
        "Map the role attribute under Attribute Contract Fulfillment with text or an OGNL expression that returns the values of the service" },
    Setting { code: Code::MfaNotShown, source: SPECIAL, text:
        "Add SAML_AUTHN_CTX to the Attribute Contract and map it, or let the adapter return an authentication context" },
    Setting { code: Code::IdpUnreachable, source: METADATA, text:
        "Read the metadata at `https://<host>/pf/federation_metadata.ping?PartnerSpId=<entity ID of the service>`, or use Metadata Export" },
    Setting { code: Code::MetadataOutdated, source: LIFETIME_SETTINGS, text:
        "Load the metadata again; its cache duration is in the metadata lifetime settings (API `cacheDuration`, default 1440 minutes)" },
    Setting { code: Code::SloNotGiven, source: CONNECTION, text:
        "Add SP Connections → the connection → Browser SSO → Protocol Settings → SLO Service URLs, and select the SLO profiles under SAML Profiles" },
];
