//! Spring Security, its SAML 2.0 service provider (with Spring Boot's properties).

use super::{Product, Role, Setting, Sign};
use crate::Code;

const OVERVIEW: &str =
    "spring-projects/spring-security:docs/modules/ROOT/pages/servlet/saml2/login/overview.adoc";
const SAML_AUTHENTICATION_PROVIDER: &str = "spring-projects/spring-security:saml2/saml2-service-provider/src/main/java/org/springframework/security/saml2/provider/service/authentication/\
     BaseOpenSamlAuthenticationProvider.java";
const A_PROXY_SERVER: &str =
    "https://docs.spring.io/spring-boot/how-to/webserver.html#howto.webserver.use-behind-a-proxy-server";
const LOGOUT: &str = "spring-projects/spring-security:docs/modules/ROOT/pages/servlet/saml2/logout.adoc";
const AUTHENTICATION_REQUESTS: &str = "spring-projects/spring-security:docs/modules/ROOT/pages/servlet/saml2/login/authentication-requests.adoc";
const AUTHENTICATION: &str =
    "spring-projects/spring-security:docs/modules/ROOT/pages/servlet/saml2/login/authentication.adoc";
const APPLICATION_PROPERTIES: &str =
    "https://docs.spring.io/spring-boot/appendix/application-properties/index.html";
const AUTHENTICATION_REQUEST_RESOLVER: &str = "spring-projects/spring-security:saml2/saml2-service-provider/src/main/java/org/springframework/security/saml2/provider/service/web/authentication/\
     BaseOpenSamlAuthenticationRequestResolver.java";

pub(crate) const PRODUCT: Product = Product {
    name: "Spring Security",
    key: "spring-security",
    aliases: &["spring", "spring-boot", "spring-security-saml2"],
    role: Role::ServiceProvider,
    signs: &[
        Sign::AcsPathContains("login/saml2/sso/"),
        Sign::ServiceContains("/saml2/service-provider-metadata/"),
    ],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: AUTHENTICATION_REQUESTS,
        text: "Give the identity provider the certificate of `signing.credentials`, or set `assertingparty.singlesignon.sign-request: false`, if it refuses the request signature." },
    Setting { code: Code::StatusNotSuccess, source: AUTHENTICATION_REQUEST_RESOLVER,
        text: "Set `nameIdFormat(…)` on the `RelyingPartyRegistration` builder for InvalidNameIDPolicy; by default no NameIDPolicy is sent." },
    Setting { code: Code::Unsigned, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Sign the Response, or every assertion, at the identity provider; Spring Security has no switch that accepts neither." },
    Setting { code: Code::ResponseNotSigned, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Sign the Response at the identity provider if you also encrypt assertions; otherwise a signature on every assertion is enough." },
    Setting { code: Code::SignatureUntrustedKey, source: OVERVIEW,
        text: "Add the new certificate to `assertingparty.verification.credentials[].certificate-location`; the list may contain the old and the new one." },
    Setting { code: Code::AlgorithmWeak, source: AUTHENTICATION_REQUESTS,
        text: "Set outgoing algorithms with `assertingPartyMetadata(p -> p.signingAlgorithms(a -> a.add(…)))`; for responses, choose SHA-256 at the identity provider." },
    Setting { code: Code::CertificateExpired, source: OVERVIEW,
        text: "Replace the certificate in `assertingparty.verification.credentials[].certificate-location` with the renewed one." },
    Setting { code: Code::EncryptedAssertion, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Add a key pair in `decryption.credentials[].private-key-location` and `certificate-location`, and give the certificate to the identity provider." },
    Setting { code: Code::EncryptedAssertion, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Sign the Response too: an encrypted assertion in an unsigned Response is not decrypted." },
    Setting { code: Code::DecryptionFailed, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Check that `decryption.credentials[]` contains the private key of the certificate that the identity provider encrypts to." },
    Setting { code: Code::IssuerMismatch, source: OVERVIEW,
        text: "Set `spring.security.saml2.relyingparty.registration.<id>.assertingparty.entity-id` to the Issuer exactly as sent (`{actual}`); check first that this is your identity provider." },
    Setting { code: Code::IssuerMismatch, source: OVERVIEW,
        text: "Load the identity provider's entity ID and keys with `assertingparty.metadata-uri` instead of typing them." },
    Setting { code: Code::AudienceMismatch, source: OVERVIEW,
        text: "Set `spring.security.saml2.relyingparty.registration.<id>.entity-id` to the audience (`{actual}`), or correct the audience at the identity provider." },
    Setting { code: Code::AudienceMismatch, source: OVERVIEW,
        text: "Check `{baseUrl}` behind a proxy: the default entity ID is `{baseUrl}/saml2/service-provider-metadata/{registrationId}`." },
    Setting { code: Code::DestinationMismatch, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Set `spring.security.saml2.relyingparty.registration.<id>.acs.location` to the public URL; the Destination must equal it as a string." },
    Setting { code: Code::DestinationMismatch, source: A_PROXY_SERVER,
        text: "Set `server.forward-headers-strategy=framework` (or `native`) behind a proxy, so that `{baseUrl}` has the public scheme, host and port." },
    Setting { code: Code::RecipientMismatch, source: A_PROXY_SERVER,
        text: "Set `server.forward-headers-strategy=framework` (or `native`) behind a proxy, so that `{baseUrl}` has the public scheme, host and port." },
    Setting { code: Code::RecipientMismatch, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Set `acs.location` to the Recipient that the identity provider writes (`{actual}`), or correct the ACS URL there." },
    Setting { code: Code::InResponseToMismatch, source: AUTHENTICATION_REQUESTS,
        text: "Publish a `CacheSaml2AuthenticationRequestRepository` bean if the session with the saved request is lost (cluster, SameSite=Strict)." },
    Setting { code: Code::InResponseToMismatch, source: APPLICATION_PROPERTIES,
        text: "Set `server.servlet.session.cookie.same-site=none` and `server.servlet.session.cookie.secure=true` if the POST arrives without JSESSIONID." },
    Setting { code: Code::Unsolicited, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Leave InResponseTo out at the identity provider for logins that start there; one with InResponseTo needs a saved request." },
    Setting { code: Code::AssertionExpired, source: AUTHENTICATION,
        text: "Set the allowed clock skew (default 5 minutes) with `OpenSaml5AuthenticationProvider.AssertionValidator.builder().clockSkew(…)` and `setAssertionValidator`; fix the clocks first." },
    Setting { code: Code::AssertionNotYetValid, source: AUTHENTICATION,
        text: "Set the allowed clock skew (default 5 minutes) with `OpenSaml5AuthenticationProvider.AssertionValidator.builder().clockSkew(…)` and `setAssertionValidator`; fix the clocks first." },
    Setting { code: Code::SessionExpired, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Set `server.servlet.session.timeout`; SessionNotOnOrAfter is not read." },
    Setting { code: Code::NameIdMissing, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Send a NameID, or use an attribute with `setPrincipalNameConverter` of a `ResponseAuthenticationConverter`; the error is `subject_not_found`." },
    Setting { code: Code::NameIdEmpty, source: SAML_AUTHENTICATION_PROVIDER,
        text: "Send a NameID, or use an attribute with `setPrincipalNameConverter` of a `ResponseAuthenticationConverter`; the error is `subject_not_found`." },
    Setting { code: Code::AttributeMissing, source: AUTHENTICATION,
        text: "Read `principal.getFirstAttribute(\"{expected}\")`; attributes keep the Name that the identity provider sends." },
    Setting { code: Code::AttributeMisnamed, source: AUTHENTICATION,
        text: "Read the attribute as `{actual}`, or map it in a response authentication converter; names are taken unchanged." },
    Setting { code: Code::MfaNotShown, source: AUTHENTICATION_REQUESTS,
        text: "Set a RequestedAuthnContext with `OpenSaml5AuthenticationRequestResolver.setAuthnRequestCustomizer(…)`." },
    Setting { code: Code::IdpUnreachable, source: LOGOUT,
        text: "Make `assertingparty.metadata-uri` reachable when the application starts, or use a `classpath:` or `file:` copy." },
    Setting { code: Code::MetadataCertificateRotated, source: OVERVIEW,
        text: "Restart to read the metadata again, or use `OpenSaml5AssertingPartyMetadataRepository`, which refreshes itself." },
    Setting { code: Code::MetadataCertificateRotated, source: OVERVIEW,
        text: "Add the new certificate to `assertingparty.verification.credentials[].certificate-location` if you do not use `metadata-uri`." },
];
