//! The parts of a report, as data.

use crate::Confidence;
use crate::capture::{CaptureForm, Decoding, Repair};
use crate::diagnosis::product::Products;
use chrono::{DateTime, Utc};
use std::fmt;

/// The result of checking one captured message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// Every required check ran and passed against keys that the user trusts.
    Accepted,
    /// Something refuses the response.
    Rejected,
    /// Nothing failed, but something needed was not given.
    Inconclusive,
    /// No SAML message could be read from the input.
    Unreadable,
}

impl Verdict {
    /// The word in reports: `accepted`, `rejected`, `inconclusive` or `unreadable`.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Accepted => "accepted",
            Verdict::Rejected => "rejected",
            Verdict::Inconclusive => "inconclusive",
            Verdict::Unreadable => "unreadable",
        }
    }
}

/// The cryptographic truth about one signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureOutcome {
    /// It verifies under the strict profile with the key in the same entry.
    Valid,
    /// It does not.
    Invalid,
    /// There was no key to check it with.
    NotChecked,
}

impl SignatureOutcome {
    /// The word in reports: `valid`, `invalid` or `not-checked`.
    pub fn as_str(self) -> &'static str {
        match self {
            SignatureOutcome::Valid => "valid",
            SignatureOutcome::Invalid => "invalid",
            SignatureOutcome::NotChecked => "not-checked",
        }
    }
}

/// Where the key came from that a signature was checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeySource {
    /// A certificate that the user trusts.
    Trusted,
    /// The certificate that the message itself carries: it proves integrity only.
    Embedded,
    /// No key at all.
    None,
}

impl KeySource {
    /// The word in reports: `trusted`, `embedded` or `none`.
    pub fn as_str(self) -> &'static str {
        match self {
            KeySource::Trusted => "trusted",
            KeySource::Embedded => "embedded",
            KeySource::None => "none",
        }
    }
}

/// One signature of the message.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignatureSummary {
    /// Local name of the element that carries it: `Response` or `Assertion`.
    pub element: String,
    /// ID of that element.
    pub id: Option<String>,
    /// The cryptographic truth about it.
    pub outcome: SignatureOutcome,
    /// Short name of the signature algorithm (`rsa-sha256`), or its URI when it is not on the list.
    pub algorithm: Option<String>,
    /// Short name of the digest algorithm (`sha256`), or its URI when it is not on the list.
    pub digest: Option<String>,
    /// Where the key came from.
    pub key: KeySource,
    /// The certificate whose key was used.
    pub certificate: Option<CertificateSummary>,
    /// The certificate that the signature carries.
    pub embedded: Option<CertificateSummary>,
}

/// What a report says of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CertificateSummary {
    /// Subject, for example `CN=acme-dev.us.auth0.com`.
    pub subject: String,
    /// Issuer of the certificate.
    pub issuer: String,
    /// Serial number, in hexadecimal with colons.
    pub serial: String,
    /// First instant of validity.
    pub not_before: DateTime<Utc>,
    /// Last instant of validity.
    pub not_after: DateTime<Utc>,
    /// Key, for example `RSA 2048` or `EC P-256`.
    pub key: String,
    /// SHA-1 fingerprint, upper-case hexadecimal with colons.
    pub sha1: String,
    /// SHA-256 fingerprint, upper-case hexadecimal with colons.
    pub sha256: String,
}

/// How the capture was read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CaptureSummary {
    /// What was recognized.
    pub form: CaptureForm,
    /// Encodings undone, outermost first.
    pub steps: Vec<Decoding>,
    /// Damage undone.
    pub repairs: Vec<Repair>,
    /// Size of the message as XML, in bytes; 0 when none was read.
    pub xml_bytes: usize,
    /// Which message of the capture this is, from 1, and how many there are.
    pub position: (usize, usize),
    /// One line that says what was recognized, for example `form body, percent-decoded, base64, XML (5,912 bytes)`.
    pub recognised: String,
}

/// What the message says of itself, verified or not.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct MessageSummary {
    /// Local name of the root element: `Response`, `Assertion`, `AuthnRequest`, …
    pub kind: String,
    /// ID of the root element.
    pub id: Option<String>,
    /// Issuer of the root element, or else of its assertion.
    pub issuer: Option<String>,
    /// Destination.
    pub destination: Option<String>,
    /// InResponseTo.
    pub in_response_to: Option<String>,
    /// IssueInstant as written.
    pub issue_instant: Option<String>,
    /// Product that made it, where its shape or issuer shows it: `Auth0`, `Okta`, …
    pub idp_product: Option<String>,
    /// How sure the product is: likely by its issuer or attributes, possible by the shape of its IDs alone.
    pub idp_product_confidence: Option<Confidence>,
    /// Product of the service that it is for, if its configuration or address shows it: `Twilio Flex`, …
    pub sp_product: Option<String>,
}

impl MessageSummary {
    /// The same summary with the products that were recognized.
    pub(crate) fn with_products(mut self, products: Products) -> MessageSummary {
        self.idp_product = products.sender.map(|found| found.product.name.to_owned());
        self.idp_product_confidence = products.sender.map(|found| found.confidence);
        self.sp_product = products.receiver.map(|found| found.product.name.to_owned());
        self
    }
}

impl fmt::Debug for MessageSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageSummary").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Who signs in: verified or only claimed, as its field says.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// NameID, exactly as written.
    pub name_id: Option<String>,
    /// Format of the NameID.
    pub name_id_format: Option<String>,
    /// SessionIndex of the first AuthnStatement.
    pub session_index: Option<String>,
    /// When the login ceases to be valid; known of a verified login alone.
    pub not_on_or_after: Option<DateTime<Utc>>,
    /// Attributes in document order, each with its values in order.
    pub attributes: Vec<(String, Vec<String>)>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("attributes", &self.attributes.len()).finish_non_exhaustive()
    }
}
