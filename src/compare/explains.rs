//! Which difference explains which finding, and the order in which differences are told.

use super::{Difference, Side, What};
use crate::report::Report;
use crate::{Code, Finding, Severity};

/// Marks the differences that explain a finding which one side alone has, and sorts all.
pub(super) fn mark(differences: &mut [Difference], left: &Report, right: &Report) {
    for (side, report, other) in [(Side::Left, left, right), (Side::Right, right, left)] {
        // The root is looked at first, so that a difference explains it rather than one of its consequences.
        for finding in report.findings().iter().filter(|finding| refuses(finding)) {
            let has_too = other.findings().iter().any(|one| refuses(one) && one.code() == finding.code());
            if has_too {
                continue;
            }
            for difference in differences.iter_mut().filter(|one| one.explains.is_none()) {
                if is_explained(finding, difference) {
                    difference.explains = Some((side, finding.code()));
                    difference.significant = true;
                }
            }
        }
    }
    let roots = [left, right].map(|report| report.root().map(Finding::code));
    differences.sort_by_key(|one| {
        let place = match one.explains {
            Some((_, code)) if roots.contains(&Some(code)) => 0,
            Some(_) => 1,
            None if one.significant => 2,
            None => 3,
        };
        (place, one.what, one.name.clone())
    });
}

fn refuses(finding: &Finding) -> bool {
    finding.severity() == Severity::Error || finding.is_root()
}

/// Whether a difference is about what a finding is about.
fn is_explained(finding: &Finding, difference: &Difference) -> bool {
    let code = finding.code();
    if !about(code).contains(&difference.what) {
        return false;
    }
    let name = difference.name.as_str();
    match difference.what {
        What::Attribute => {
            let plain = name.split(", ").next().unwrap_or(name);
            finding.message().contains(&format!("`{plain}`"))
                || finding.message().contains(&format!(" {plain} "))
                || finding.location().is_some_and(|location| location.path.contains(plain))
                || plain_is_role(code, plain)
        }
        // Values that differ in any two logins explain a refusal only where the value is compared.
        What::InResponseTo => true,
        What::Lifetime | What::Session | What::Time if !difference.significant => false,
        _ => true,
    }
}

fn plain_is_role(code: Code, name: &str) -> bool {
    matches!(code, Code::RoleCoreMissing | Code::RoleUnknown) && name == "roles"
}

/// What a finding is about, by its code.
fn about(code: Code) -> &'static [What] {
    use What::{
        Algorithm, Attribute, Audience, AuthnContext, Binding, Canonicalization, Certificate, Destination,
        Encryption, Endpoint, Id, InResponseTo, Issuer, Lifetime, NameId, Recipient, Request, Session,
        Signature, Status, Structure, Time,
    };
    match code {
        Code::StatusNotSuccess => &[Status],
        Code::Unsigned | Code::ResponseNotSigned => &[Signature],
        Code::SignatureUntrustedKey | Code::NoTrustedCertificate => &[Certificate, Issuer],
        Code::CertificateExpired | Code::CertificateNotYetValid | Code::KeyTooSmall => &[Certificate],
        Code::SignatureValueMismatch | Code::DigestMismatch => &[Signature, Canonicalization],
        Code::DigestCauseValueChanged => &[Signature, Attribute],
        Code::DigestCauseOtherCanonicalisation => &[Signature, Canonicalization],
        _ if code.as_str().starts_with("digest-cause-") => &[Signature],
        Code::SignatureProfile => &[Signature, Canonicalization, Algorithm],
        Code::AlgorithmRefused | Code::AlgorithmWeak => &[Algorithm],
        Code::SignatureWrapping | Code::AssertionMisplaced | Code::IdDuplicate => &[Structure, Signature, Id],
        Code::AssertionsSeveral | Code::AssertionMissing => &[Structure, Encryption],
        Code::StructureInvalid | Code::VersionUnsupported | Code::XmlMalformed | Code::DoctypeForbidden => {
            &[Structure, Issuer, NameId, Session, AuthnContext, Audience]
        }
        Code::NotAResponse => &[Structure],
        Code::EncryptedAssertion | Code::DecryptionFailed => &[Encryption],
        Code::IssuerMismatch | Code::IssuerMissing | Code::IssuerDiffers => &[Issuer],
        Code::AudienceMismatch | Code::AudienceMissing => &[Audience],
        Code::DestinationMismatch | Code::DestinationMissing => &[Destination],
        Code::RecipientMismatch | Code::RecipientMissing => &[Recipient],
        Code::InResponseToMismatch | Code::Unsolicited => &[InResponseTo],
        Code::AcsNotAllowed => &[Endpoint, Recipient, Destination, Request],
        Code::AssertionExpired
        | Code::AssertionNotYetValid
        | Code::ConfirmationExpired
        | Code::PeriodReversed
        | Code::LogoutExpired => &[Lifetime],
        Code::ConfirmationNotBefore => &[Lifetime, Structure],
        Code::TimeMalformed => &[Time],
        Code::SessionExpired => &[Session, Lifetime],
        Code::ConditionsMissing | Code::ConfirmationMissing => &[Structure, Recipient, Lifetime],
        Code::ConditionUnknown => &[Structure],
        Code::AuthnStatementMissing => &[Session],
        Code::NameIdMissing | Code::NameIdEmpty => &[NameId],
        Code::AttributeMissing
        | Code::AttributeMisnamed
        | Code::AttributeEmpty
        | Code::AttributeDuplicated
        | Code::RoleUnknown
        | Code::RoleCoreMissing
        | Code::EmailInvalid => &[Attribute],
        Code::QueryMalformed | Code::WrongBinding => &[Binding],
        _ => &[],
    }
}
