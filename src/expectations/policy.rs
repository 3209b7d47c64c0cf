//! What is accepted beyond the strict profile.

use crate::Severity;
use chrono::TimeDelta;

/// What to do with a message that has a certain weakness.
///
/// In samlens.toml it is written `"accept"`, `"warn"` or `"refuse"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "config", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Handling {
    /// Accept it; a report mentions it as information at most.
    Accept,
    /// Accept it, and warn about it in reports.
    Warn,
    /// Refuse it.
    Refuse,
}

impl Handling {
    /// The severity of a finding about it.
    pub(crate) fn severity(self) -> Severity {
        match self {
            Handling::Accept => Severity::Info,
            Handling::Warn => Severity::Warning,
            Handling::Refuse => Severity::Error,
        }
    }
}

/// What is accepted beyond the strict profile, each weakness by its own name (invariant: named-weakness).
///
/// ```
/// use samlens::{Handling, Policy};
/// let policy = Policy::default().with_sha1(Handling::Warn).with_min_rsa_bits(3072);
/// assert_eq!(policy.sha1, Handling::Warn);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// SHA-1 in a signature or digest (refuse).
    pub sha1: Handling,
    /// Smallest RSA key that is accepted, in bits (2048).
    pub min_rsa_bits: u32,
    /// A response in which only the assertion is signed (accept).
    pub response_not_signed: Handling,
    /// A trusted certificate outside its validity (refuse).
    pub certificate_dates: Handling,
    /// An identity provider whose metadata is past its `validUntil` (refuse). Only the identity provider of the message
    /// matters.
    pub outdated_metadata: Handling,
    /// A NameID that is an internal user ID, such as `auth0|…` (accept, without a finding).
    pub user_id_as_name_id: Handling,
    /// An encrypted assertion, even if a key decrypts it (accept).
    pub encrypted_assertion: Handling,
    /// Accepts RSA PKCS#1 v1.5 key transport, and then only for a ciphertext inside a verified signature of the only
    /// identity provider: an attacker who can make ciphertexts learns plaintexts from how they are answered
    /// (Bleichenbacher, CRYPTO 1998).
    pub allow_rsa_1_5: bool,
    /// Accepts Triple DES, and then only for a ciphertext inside a verified signature of the only identity provider
    /// (Sweet32, CVE-2016-2183).
    pub allow_3des: bool,
    /// Accepts CBC where someone other than the encrypting party can have inserted the ciphertext: outside any verified
    /// signature, and for identifiers and attributes if several identity providers are configured. An attacker who changes
    /// such a ciphertext learns the plaintext from how it is answered (Jager and Somorovsky, CCS 2011).
    pub allow_cbc_outside_signature: bool,
    /// How long after its IssueInstant an assertion is accepted, whatever its NotOnOrAfter says (a day). An identity
    /// provider chooses NotOnOrAfter freely; a login that is valid for years would have to be remembered for as long,
    /// or could be replayed.
    pub assertion_lifetime: TimeDelta,
    /// How long after its IssueInstant a logout message is obeyed (an hour). NotOnOrAfter is optional there, and a
    /// message that was kept could end a later session of the same person.
    pub logout_lifetime: TimeDelta,
    /// Shortest session without a remark, if SessionNotOnOrAfter limits it; `None` for no remark.
    pub shortest_session: Option<TimeDelta>,
    /// Longest session without a remark; `None` for no remark.
    pub longest_session: Option<TimeDelta>,
    /// A login whose authentication context shows no second factor (accept).
    pub second_factor: Handling,
    /// How long ago the user may have signed in at the identity provider, by AuthnInstant; `None` for no limit (the
    /// default). The identity provider reuses its session for other logins, so this is the age of that session.
    pub max_authn_age: Option<TimeDelta>,
}

impl Default for Policy {
    /// The strict policy.
    fn default() -> Policy {
        Policy {
            sha1: Handling::Refuse,
            min_rsa_bits: 2048,
            response_not_signed: Handling::Accept,
            certificate_dates: Handling::Refuse,
            outdated_metadata: Handling::Refuse,
            user_id_as_name_id: Handling::Accept,
            encrypted_assertion: Handling::Accept,
            allow_rsa_1_5: false,
            allow_3des: false,
            allow_cbc_outside_signature: false,
            assertion_lifetime: TimeDelta::days(1),
            logout_lifetime: TimeDelta::hours(1),
            shortest_session: None,
            longest_session: None,
            second_factor: Handling::Accept,
            max_authn_age: None,
        }
    }
}

/// The methods that set one field each and return the policy.
macro_rules! setters {
    ($($(#[doc = $doc:literal])* $method:ident $field:ident $kind:ty;)*) => {
        impl Policy {
            $(
                $(#[doc = $doc])*
                #[must_use]
                pub fn $method(mut self, value: $kind) -> Policy {
                    self.$field = value;
                    self
                }
            )*
        }
    };
}

setters! {
    /// Sets what to do with SHA-1 in a signature or digest.
    with_sha1 sha1 Handling;
    /// Sets the smallest RSA key that is accepted, in bits.
    with_min_rsa_bits min_rsa_bits u32;
    /// Sets what to do with a response in which only the assertion is signed.
    with_response_not_signed response_not_signed Handling;
    /// Sets what to do with a trusted certificate outside its validity.
    with_certificate_dates certificate_dates Handling;
    /// Sets what to do with an identity provider whose metadata is past its `validUntil`.
    with_outdated_metadata outdated_metadata Handling;
    /// Sets what to do with a NameID that is an internal user ID.
    with_user_id_as_name_id user_id_as_name_id Handling;
    /// Sets what to do with an encrypted assertion.
    with_encrypted_assertion encrypted_assertion Handling;
    /// Sets whether RSA PKCS#1 v1.5 key transport is accepted; see [`Policy::allow_rsa_1_5`].
    with_allow_rsa_1_5 allow_rsa_1_5 bool;
    /// Sets whether Triple DES is accepted; see [`Policy::allow_3des`].
    with_allow_3des allow_3des bool;
    /// Sets whether CBC is accepted outside a verified signature; see [`Policy::allow_cbc_outside_signature`].
    with_allow_cbc_outside_signature allow_cbc_outside_signature bool;
    /// Sets how long after its IssueInstant an assertion is accepted; see [`Policy::assertion_lifetime`].
    with_assertion_lifetime assertion_lifetime TimeDelta;
    /// Sets how long after its IssueInstant a logout message is obeyed.
    with_logout_lifetime logout_lifetime TimeDelta;
    /// Sets how long ago the user may have signed in; see [`Policy::max_authn_age`].
    with_max_authn_age max_authn_age Option<TimeDelta>;
    /// Sets the shortest session without a remark.
    with_shortest_session shortest_session Option<TimeDelta>;
    /// Sets the longest session without a remark.
    with_longest_session longest_session Option<TimeDelta>;
    /// Sets what to do with a login whose authentication context shows no second factor.
    with_second_factor second_factor Handling;
}
