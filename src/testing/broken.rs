//! What can be wrong with a response.

use crate::Code;

/// One thing that is wrong with a response, while all else is right. A service must refuse each; [`Broken::code`] says with
/// which code [`Validator`](crate::Validator) does.
///
/// Replay is no kind: send a valid response twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Broken {
    /// Everything in it is a day old: `assertion-expired`.
    Expired,
    /// Everything in it begins in a day: `assertion-not-yet-valid`.
    NotYetValid,
    /// The assertion is valid, and its subject confirmation ended an hour ago: `confirmation-expired`.
    ConfirmationExpired,
    /// The session at the identity provider ended an hour ago: `session-expired`.
    SessionExpired,
    /// It is meant for another service: `audience-mismatch`.
    OtherAudience,
    /// It names no audience: `audience-missing`.
    NoAudience,
    /// The subject confirmation names another ACS URL: `recipient-mismatch`.
    OtherRecipient,
    /// The subject confirmation names no ACS URL: `recipient-missing`.
    NoRecipient,
    /// The Response names another ACS URL: `destination-mismatch`.
    OtherDestination,
    /// It is from another identity provider, which is not trusted: `issuer-mismatch`.
    OtherIssuer,
    /// The assertion has another issuer than the Response: `issuer-differs`.
    TwoIssuers,
    /// It answers a request that this service never sent: `in-response-to-mismatch`.
    OtherRequest,
    /// It answers no request: `unsolicited`, unless the service allows that.
    Unsolicited,
    /// Nothing in it is signed: `unsigned`.
    Unsigned,
    /// It is signed with a key that no metadata lists: `signature-value-mismatch`. A validator does not read the
    /// certificate in it.
    WrongKey,
    /// The NameID was changed after signing: `digest-mismatch`.
    Tampered,
    /// Signature wrapping: a forged assertion comes before the signed one: `assertions-several`.
    WrappedBefore,
    /// Signature wrapping: the signed assertion is in Extensions, a forged one in its place: `assertion-misplaced`.
    WrappedInExtensions,
    /// Signature wrapping: the signed assertion is inside of the signature of a forged one: `assertion-misplaced`.
    WrappedInSignature,
    /// Response and Assertion have the same ID: `id-duplicate`.
    DuplicateId,
    /// It has a document type declaration with an entity (XXE): `doctype-forbidden`.
    Doctype,
    /// The identity provider could not sign the person in: `status-not-success`.
    StatusNotSuccess,
    /// Success, and no assertion: `assertion-missing`.
    NoAssertion,
    /// The subject has no NameID: `name-id-missing`.
    NoNameId,
    /// The subject has no confirmation: `confirmation-missing`.
    NoConfirmation,
    /// It says nothing about the authentication: `authn-statement-missing`.
    NoAuthnStatement,
    /// It has no attributes: `attribute-missing`, if the service requires one. Others accept it.
    NoAttributes,
    /// The assertion is encrypted for another service: `decryption-failed`, or `encrypted-assertion` if the service has no
    /// decryption key.
    EncryptedForAnother,
}

impl Broken {
    /// Every kind.
    pub const ALL: &[Broken] = &[
        Broken::Expired,
        Broken::NotYetValid,
        Broken::ConfirmationExpired,
        Broken::SessionExpired,
        Broken::OtherAudience,
        Broken::NoAudience,
        Broken::OtherRecipient,
        Broken::NoRecipient,
        Broken::OtherDestination,
        Broken::OtherIssuer,
        Broken::TwoIssuers,
        Broken::OtherRequest,
        Broken::Unsolicited,
        Broken::Unsigned,
        Broken::WrongKey,
        Broken::Tampered,
        Broken::WrappedBefore,
        Broken::WrappedInExtensions,
        Broken::WrappedInSignature,
        Broken::DuplicateId,
        Broken::Doctype,
        Broken::StatusNotSuccess,
        Broken::NoAssertion,
        Broken::NoNameId,
        Broken::NoConfirmation,
        Broken::NoAuthnStatement,
        Broken::NoAttributes,
        Broken::EncryptedForAnother,
    ];

    /// The code of the refusal.
    pub fn code(self) -> Code {
        match self {
            Broken::Expired => Code::AssertionExpired,
            Broken::NotYetValid => Code::AssertionNotYetValid,
            Broken::ConfirmationExpired => Code::ConfirmationExpired,
            Broken::SessionExpired => Code::SessionExpired,
            Broken::OtherAudience => Code::AudienceMismatch,
            Broken::NoAudience => Code::AudienceMissing,
            Broken::OtherRecipient => Code::RecipientMismatch,
            Broken::NoRecipient => Code::RecipientMissing,
            Broken::OtherDestination => Code::DestinationMismatch,
            Broken::OtherIssuer => Code::IssuerMismatch,
            Broken::TwoIssuers => Code::IssuerDiffers,
            Broken::OtherRequest => Code::InResponseToMismatch,
            Broken::Unsolicited => Code::Unsolicited,
            Broken::Unsigned => Code::Unsigned,
            Broken::WrongKey => Code::SignatureValueMismatch,
            Broken::Tampered => Code::DigestMismatch,
            Broken::WrappedBefore => Code::AssertionsSeveral,
            Broken::WrappedInExtensions | Broken::WrappedInSignature => Code::AssertionMisplaced,
            Broken::DuplicateId => Code::IdDuplicate,
            Broken::Doctype => Code::DoctypeForbidden,
            Broken::StatusNotSuccess => Code::StatusNotSuccess,
            Broken::NoAssertion => Code::AssertionMissing,
            Broken::NoNameId => Code::NameIdMissing,
            Broken::NoConfirmation => Code::ConfirmationMissing,
            Broken::NoAuthnStatement => Code::AuthnStatementMissing,
            Broken::NoAttributes => Code::AttributeMissing,
            Broken::EncryptedForAnother => Code::DecryptionFailed,
        }
    }

    /// Whether it needs an assertion that is signed and not encrypted.
    pub(super) fn is_wrapped(self) -> bool {
        matches!(self, Broken::WrappedBefore | Broken::WrappedInExtensions | Broken::WrappedInSignature)
    }
}
