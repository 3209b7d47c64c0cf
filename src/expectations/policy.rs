//! What is accepted beyond the strict profile.

use crate::Severity;
use chrono::TimeDelta;

/// What is accepted beyond the strict profile, each weakness by its own name (invariant: named-weakness).
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
