//! Why a message was refused, and whose problem that is.

use crate::signature::Examination;
use crate::xml::Element;
use crate::{Class, Code, Finding};
use std::fmt;

/// The most findings in a rejection; their texts are bounded too, so that it can be logged.
const MAX_FINDINGS: usize = 32;

/// How much of a refused message a configured key had signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proven {
    /// No signature verified.
    Nothing,
    /// A signature over a part of it, the assertion, verified.
    Part,
    /// A signature over the whole message verified.
    Message,
}

/// What the examined signatures prove of the message with this root.
pub(super) fn proven(examinations: &[Examination<'_>], root: Element<'_>) -> Proven {
    let mut proven = Proven::Nothing;
    for signed in examinations.iter().filter_map(Examination::signed) {
        if signed.element() == root {
            return Proven::Message;
        }
        proven = Proven::Part;
    }
    proven
}

/// Why a message was refused: a stable code, and no value of a person in `Debug` or `Display`.
#[derive(Clone)]
pub struct Rejection {
    findings: Vec<Finding>,
    code: Code,
    proven: Proven,
    failed_logout: Option<Box<FailedLogout>>,
}

/// A signed LogoutResponse that says that the logout failed: its issuer, its ID, and the request that it answers.
#[derive(Clone)]
pub(crate) struct FailedLogout {
    pub(crate) issuer: String,
    pub(crate) id: String,
    pub(crate) in_response_to: String,
}

impl Rejection {
    pub(super) fn new(finding: Finding) -> Rejection {
        Rejection {
            code: finding.code(),
            findings: vec![finding],
            proven: Proven::Nothing,
            failed_logout: None,
        }
    }

    /// From what the walk found; `because` if a check could not run.
    pub(super) fn of(findings: Vec<Finding>, because: Option<Code>, proven: Proven) -> Rejection {
        let code = findings.first().map(Finding::code).or(because).unwrap_or(Code::Blocked);
        let mut findings = findings;
        findings.truncate(MAX_FINDINGS);
        Rejection { findings, code, proven, failed_logout: None }
    }

    /// The same of a LogoutResponse that was valid but for its status.
    pub(super) fn with_failed_logout(mut self, failed: Option<FailedLogout>) -> Rejection {
        self.failed_logout = failed.filter(|_| self.code == Code::StatusNotSuccess).map(Box::new);
        self
    }

    /// What a LogoutResponse says that was refused for its status alone, so far as it was judged.
    pub(crate) fn failed_logout(&self) -> Option<&FailedLogout> {
        self.failed_logout.as_deref()
    }

    /// The code of the rule that refused it first, for example `audience-mismatch`.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The class of that code. A code without a class is a validation failure.
    pub fn class(&self) -> Class {
        self.code.class().unwrap_or(Class::SamlValidationFailed)
    }

    /// What the first failing rule found.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether the two sides are configured differently, so that an administrator has to act; if not, tell the user.
    ///
    /// Anybody can post a message, and must not be able to page an administrator with it. So this is `true` only if a
    /// configured key verified a signature over the part of the message that the code is about. It is then one of:
    ///
    /// - addresses: the audience, the recipient, and for a signed Response or logout message the destination;
    /// - keys and algorithms that the policy refuses: certificate dates, key size, SHA-1, outdated metadata;
    /// - an assertion that is incomplete or badly formed, or starts in the future because the clocks differ;
    /// - the NameID and the attributes, including every code of [`Class::AttributeMappingError`];
    /// - an address that this service did not configure (`acs-not-given`, `slo-not-given`).
    ///
    /// It is `false` for an unverified signature: a rotated key looks like a forgery. Watch the rate of
    /// `signature-untrusted-key` and `signature-value-mismatch` instead. It is also `false` for expired messages,
    /// replies to another request and a status other than success, which happen to users.
    pub fn is_configuration_fault(&self) -> bool {
        let needed = match self.code {
            Code::AudienceMismatch
            | Code::AudienceMissing
            | Code::RecipientMismatch
            | Code::RecipientMissing
            | Code::AlgorithmWeak
            | Code::KeyTooSmall
            | Code::CertificateExpired
            | Code::CertificateNotYetValid
            | Code::MetadataOutdated
            | Code::ConfirmationMissing
            | Code::ConfirmationNotBefore
            | Code::ConditionsMissing
            | Code::ConditionUnknown
            | Code::PeriodReversed
            | Code::AssertionNotYetValid
            | Code::AuthnStatementMissing
            | Code::NameIdMissing
            | Code::NameIdEmpty
            | Code::NameIdIsUserId
            | Code::AcsNotGiven
            | Code::SloNotGiven => Proven::Part,
            // A Response around a signed assertion may be written by anyone.
            Code::DestinationMismatch | Code::DestinationMissing | Code::VersionUnsupported => {
                Proven::Message
            }
            code if code.class() == Some(Class::AttributeMappingError) => Proven::Part,
            _ => return false,
        };
        match needed {
            Proven::Message => self.proven == Proven::Message,
            Proven::Part | Proven::Nothing => self.proven != Proven::Nothing,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.class(), self.code)?;
        match self.findings.first() {
            Some(finding) => write!(f, ": {}", finding.message()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejection").field("code", &self.code).field("findings", &self.findings).finish()
    }
}

impl std::error::Error for Rejection {}

#[cfg(test)]
mod tests {
    use super::{Proven, Rejection};
    use crate::{Code, Finding};

    fn is_fault(code: Code, proven: Proven) -> bool {
        Rejection::of(vec![Finding::new(code, "")], None, proven).is_configuration_fault()
    }

    #[test]
    fn strangers_cannot_page_an_administrator() {
        for code in Code::ALL {
            assert!(!is_fault(*code, Proven::Nothing), "{code}");
        }
    }

    #[test]
    fn signed_content_can_show_a_configuration_fault() {
        for code in
            [Code::AudienceMismatch, Code::CertificateExpired, Code::AttributeMissing, Code::SloNotGiven]
        {
            assert!(is_fault(code, Proven::Part), "{code}");
        }
        for code in [Code::AssertionExpired, Code::InResponseToMismatch, Code::StatusNotSuccess] {
            assert!(!is_fault(code, Proven::Message), "{code}");
        }
    }

    #[test]
    fn what_is_around_a_signed_assertion_proves_nothing() {
        assert!(!is_fault(Code::DestinationMismatch, Proven::Part));
        assert!(is_fault(Code::DestinationMismatch, Proven::Message));
    }
}
