//! samlify, a SAML library for Node.js.

use super::{Product, Role, Setting};
use crate::Code;

const FLOW: &str = "tngan/samlify:src/flow.ts";
const SP_CONFIGURATION: &str = "tngan/samlify:docs/sp-configuration.md";
const TYPES: &str = "tngan/samlify:src/types.ts";
const ENTITY: &str = "tngan/samlify:src/entity.ts";
const ENCRYPTED_SAML_RESPONSE: &str = "tngan/samlify:docs/encrypted-saml-response.md";
const ENTITY_SP: &str = "tngan/samlify:src/entity-sp.ts";
const GUIDE: &str = "tngan/samlify:docs/guide.md";

pub(crate) const PRODUCT: Product = Product {
    name: "samlify",
    key: "samlify",
    aliases: &[],
    role: Role::ServiceProvider,
    signs: &[],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IdNotNcname, source: ENTITY, text: "Return an ID that begins with a letter or an underscore from your own `generateID`." },
    Setting { code: Code::StructureInvalid, source: GUIDE,
        text: "Set a schema validator once with `samlify.setSchemaValidator(…)`; without one every Response is refused." },
    Setting { code: Code::StatusNotSuccess, source: ENTITY_SP,
        text: "Make `authnRequestsSigned` agree with WantAuthnRequestsSigned of the identity provider (ERR_METADATA_CONFLICT_REQUEST_SIGNED_FLAG)." },
    Setting { code: Code::StatusNotSuccess, source: SP_CONFIGURATION,
        text: "Set `nameIDFormat: […]` of the ServiceProvider for InvalidNameIDPolicy; its first entry is requested." },
    Setting { code: Code::Unsigned, source: SP_CONFIGURATION,
        text: "Sign the assertion at the identity provider (samlify needs at least one signature), and set `wantAssertionsSigned: true` on the ServiceProvider to require it." },
    Setting { code: Code::ResponseNotSigned, source: SP_CONFIGURATION,
        text: "Set `wantMessageSigned: true` on the ServiceProvider only if the Response itself must be signed (default false)." },
    Setting { code: Code::SignatureUntrustedKey, source: TYPES,
        text: "Replace the certificate in the metadata given to `IdentityProvider({ metadata })`, or in `signingCert` (an array may contain the old and the new one)." },
    Setting { code: Code::AlgorithmWeak, source: ENTITY,
        text: "Set `requestSignatureAlgorithm` to `http://www.w3.org/2001/04/xmldsig-more#rsa-sha256` or stronger; choose SHA-256 at the identity provider for responses." },
    Setting { code: Code::CertificateExpired, source: TYPES,
        text: "Replace the certificate in `signingCert`, or in the metadata given to `IdentityProvider({ metadata })`, with the renewed one." },
    Setting { code: Code::EncryptedAssertion, source: ENCRYPTED_SAML_RESPONSE,
        text: "Set `isAssertionEncrypted: true` on the IdentityProvider, and `encPrivateKey` and `encPrivateKeyPass` on the ServiceProvider." },
    Setting { code: Code::DecryptionFailed, source: ENCRYPTED_SAML_RESPONSE,
        text: "Check that `encPrivateKey` belongs to the `encryptCert` in the service provider's metadata." },
    Setting { code: Code::DecryptionFailed, source: TYPES,
        text: "Set `messageSigningOrder: \"encrypt-then-sign\"` on the IdentityProvider if it encrypts before it signs." },
    Setting { code: Code::IssuerMismatch, source: FLOW,
        text: "Load the metadata of `{actual}` with `IdentityProvider({ metadata })` (ERR_UNMATCH_ISSUER); check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: FLOW,
        text: "Set `entityID` of the ServiceProvider to `{actual}`, or correct the audience at the identity provider." },
    Setting { code: Code::AudienceMismatch, source: FLOW,
        text: "Compare `extract.audience` in your code: the library extracts the audience but does not check it." },
    Setting { code: Code::DestinationMismatch, source: SP_CONFIGURATION,
        text: "Set `assertionConsumerService: [{ Binding, Location }]` of the ServiceProvider to the public URL; X-Forwarded-* headers are not read." },
    Setting { code: Code::RecipientMismatch, source: SP_CONFIGURATION,
        text: "Set `assertionConsumerService: [{ Binding, Location }]` of the ServiceProvider to the public URL; X-Forwarded-* headers are not read." },
    Setting { code: Code::InResponseToMismatch, source: FLOW,
        text: "Keep the `id` that `createLoginRequest` returns and compare it with `extract.response.inResponseTo`; the library does not check it." },
    Setting { code: Code::Unsolicited, source: FLOW,
        text: "Keep the `id` that `createLoginRequest` returns and compare it with `extract.response.inResponseTo`; the library does not check it." },
    Setting { code: Code::AcsByIndex, source: TYPES,
        text: "Pass `assertionConsumerServiceIndex` to `createLoginRequest` only if the identity provider knows that index from your metadata." },
    Setting { code: Code::AssertionExpired, source: SP_CONFIGURATION,
        text: "Set `clockDrifts: [-5000, 5000]` on the ServiceProvider (milliseconds for NotBefore and NotOnOrAfter, default 0); fix the clocks first." },
    Setting { code: Code::AssertionNotYetValid, source: SP_CONFIGURATION,
        text: "Set `clockDrifts: [-5000, 5000]` on the ServiceProvider (milliseconds for NotBefore and NotOnOrAfter, default 0); fix the clocks first." },
    Setting { code: Code::ConfirmationExpired, source: SP_CONFIGURATION,
        text: "Set `clockDrifts: [-5000, 5000]` on the ServiceProvider (milliseconds for NotBefore and NotOnOrAfter, default 0); fix the clocks first." },
    Setting { code: Code::SessionExpired, source: FLOW,
        text: "Lengthen SessionNotOnOrAfter at the identity provider, or widen `clockDrifts`; the error is ERR_EXPIRED_SESSION." },
    Setting { code: Code::NameIdMissing, source: FLOW,
        text: "Test for `extract.nameID` after `parseLoginResponse`, and refuse the login if it is empty." },
    Setting { code: Code::AttributeMissing, source: TYPES,
        text: "Read `extract.attributes[\"{expected}\"]`; attributes keep the Name that the identity provider sends." },
    Setting { code: Code::AttributeMisnamed, source: TYPES, text: "Read `extract.attributes[\"{actual}\"]` and map it to your own name." },
    Setting { code: Code::MfaNotShown, source: TYPES, text: "Put a RequestedAuthnContext in `loginRequestTemplate.context`." },
    Setting { code: Code::MetadataCertificateRotated, source: TYPES,
        text: "Give `IdentityProvider({ metadata })` the new metadata, or add the new certificate to `signingCert`." },
];
