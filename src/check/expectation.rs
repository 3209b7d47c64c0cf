//! What the user expects: the service provider, the request, the policy.

use crate::Severity;
use crate::trust::Certificate;
use chrono::TimeDelta;

/// The service provider that the response is for.
///
/// ```
/// use samlens::ServiceProvider;
/// let sp = ServiceProvider::new("urn:flex:JQ0123456789abcdef0123456789abcdef")
///     .with_acs("https://login.flex.us1.twilio.com/login/callback?connection=JQ0123456789abcdef0123456789abcdef");
/// assert_eq!(sp.acs().len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceProvider {
    entity_id: Option<String>,
    acs: Vec<String>,
    single_logout: Vec<String>,
    certificates: Vec<Certificate>,
}

impl ServiceProvider {
    /// A service provider with its entity ID, which is the audience of its assertions.
    pub fn new(entity_id: impl Into<String>) -> ServiceProvider {
        ServiceProvider { entity_id: Some(entity_id.into()), ..ServiceProvider::default() }
    }

    /// A service provider of which nothing is known yet.
    pub fn unknown() -> ServiceProvider {
        ServiceProvider::default()
    }

    /// Adds an assertion consumer service URL; it is compared exactly (invariant 18).
    pub fn with_acs(mut self, url: impl Into<String>) -> ServiceProvider {
        self.acs.push(url.into());
        self
    }

    /// Adds a single logout URL, where logout requests and responses are sent to; it is compared exactly.
    pub fn with_single_logout(mut self, url: impl Into<String>) -> ServiceProvider {
        self.single_logout.push(url.into());
        self
    }

    /// Adds a certificate that the service provider signs its own requests with.
    pub fn with_certificate(mut self, certificate: Certificate) -> ServiceProvider {
        self.certificates.push(certificate);
        self
    }

    /// The single logout URLs.
    pub fn single_logout(&self) -> &[String] {
        &self.single_logout
    }

    /// The certificates that it signs its own requests with.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The entity ID, where it is known.
    pub fn entity_id(&self) -> Option<&str> {
        self.entity_id.as_deref()
    }

    /// The assertion consumer service URLs.
    pub fn acs(&self) -> &[String] {
        &self.acs
    }
}

/// The request that the response should answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Request<'a> {
    /// Not known: InResponseTo is not checked.
    #[default]
    NotGiven,
    /// The ID of the AuthnRequest that was sent.
    Id(&'a str),
    /// None was sent: the identity provider began the login, and InResponseTo must be absent.
    IdpInitiated,
}

/// What is accepted beyond the strict profile, each weakness by its own name (invariant 19).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Severity of SHA-1 in a signature or digest. `Error` refuses it.
    pub sha1: Severity,
    /// Smallest RSA key accepted, in bits (2048). Smaller ones are refused.
    pub min_rsa_bits: u32,
    /// Severity of a response whose assertion alone is signed. `Error` refuses it.
    pub response_not_signed: Severity,
    /// Severity of a trusted certificate outside its validity. `Error` refuses it.
    pub certificate_dates: Severity,
    /// Severity of an identity provider whose metadata is past its `validUntil`. `Error` refuses what it says. Other
    /// metadata than the identity provider's of the message does not matter.
    pub outdated_metadata: Severity,
    /// Severity of a NameID that is an internal user ID (`auth0|…`). `Info` says nothing, `Error` refuses it.
    pub user_id_as_name_id: Severity,
    /// Severity of an encrypted assertion, also where a key decrypts it. `Error` refuses it.
    pub encrypted_assertion: Severity,
    /// Accepts RSA PKCS#1 v1.5 key transport, and then only for a ciphertext inside a verified signature of the only
    /// identity provider: whoever can make ciphertexts of their own learns plaintexts from how they are answered
    /// (Bleichenbacher, CRYPTO 1998).
    pub allow_rsa_1_5: bool,
    /// Accepts Triple DES, and then only for a ciphertext inside a verified signature of the only identity provider
    /// (Sweet32, CVE-2016-2183).
    pub allow_3des: bool,
    /// Accepts CBC where somebody else than who encrypted can have put the ciphertext: outside any verified signature, and
    /// for identifiers and attributes where several identity providers are configured. Whoever changes such a ciphertext
    /// learns the plaintext from how it is answered (Jager and Somorovsky, CCS 2011).
    pub allow_cbc_outside_signature: bool,
    /// How long after its IssueInstant a logout message is obeyed (an hour): NotOnOrAfter is optional there, and a
    /// message that was kept would end sessions of somebody who has signed in anew.
    pub logout_lifetime: TimeDelta,
    /// Shortest session that is not remarked upon, where SessionNotOnOrAfter limits it; none for no remark.
    pub shortest_session: Option<TimeDelta>,
    /// Longest session that is not remarked upon; none for no remark.
    pub longest_session: Option<TimeDelta>,
    /// Severity of a login of which the authentication context shows no second factor. `Error` refuses it.
    pub second_factor: Severity,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            sha1: Severity::Error,
            min_rsa_bits: 2048,
            response_not_signed: Severity::Info,
            certificate_dates: Severity::Error,
            outdated_metadata: Severity::Error,
            user_id_as_name_id: Severity::Info,
            encrypted_assertion: Severity::Info,
            allow_rsa_1_5: false,
            allow_3des: false,
            allow_cbc_outside_signature: false,
            logout_lifetime: TimeDelta::hours(1),
            shortest_session: None,
            longest_session: None,
            second_factor: Severity::Info,
        }
    }
}
