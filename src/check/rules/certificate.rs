//! When the certificate of the trusted key was valid, and the metadata that it was read from.

use crate::check::{Context, Outcome};
use crate::finding::Findings;
use crate::signature::Examination;
use crate::trust::{Certificate, IdentityProvider};
use crate::{Code, Finding, Severity};

/// Days before the end of a certificate from which a report warns.
const SOON: i64 = 30;

/// Dates of the certificates that verified a signature. Most libraries never look at them, so that an expired one
/// is seldom what a service complains of; an embedder may name it in the policy.
pub(crate) fn check(
    context: &Context<'_, '_>,
    examinations: &[Examination<'_>],
    provider: Option<&IdentityProvider>,
    keys: &[Certificate],
    findings: &mut Findings,
) -> Outcome {
    check_used(context, examinations.iter().filter_map(Examination::trusted), provider, keys, findings)
}

/// The same for any certificates that verified something.
pub(crate) fn check_used<'e>(
    context: &Context<'_, '_>,
    used: impl Iterator<Item = &'e Certificate>,
    provider: Option<&IdentityProvider>,
    keys: &[Certificate],
    findings: &mut Findings,
) -> Outcome {
    if keys.is_empty() {
        return Outcome::NotRun(Code::NoTrustedCertificate);
    }
    let mut outcome = Outcome::NotRun(Code::Blocked);
    let mut seen: Vec<&Certificate> = Vec::new();
    for certificate in used {
        if seen.contains(&certificate) {
            continue;
        }
        seen.push(certificate);
        let finding = dates(context, certificate);
        let severity = context.policy.certificate_dates.severity();
        if outcome != Outcome::Fail {
            outcome = Outcome::Pass;
        }
        match finding {
            Some(finding) if severity == Severity::Error => {
                findings.error(finding);
                outcome = Outcome::Fail;
            }
            Some(finding) => findings.note(|| finding.with_severity(severity)),
            None => {
                let days = certificate.days_left(context.now);
                if days < SOON {
                    findings.note(|| expires_soon(certificate, days));
                }
            }
        }
    }
    super::metadata::check(context, provider, outcome, findings)
}

fn dates(context: &Context<'_, '_>, certificate: &Certificate) -> Option<Finding> {
    // The last second of notAfter is still valid (RFC 5280, section 4.1.2.5).
    let end = certificate.not_after().checked_add_signed(chrono::TimeDelta::seconds(1))?;
    let (code, message) = if context.has_ended(end) {
        (Code::CertificateExpired, "the trusted certificate had expired")
    } else if !context.has_begun(certificate.not_before()) {
        (Code::CertificateNotYetValid, "the trusted certificate was not valid yet")
    } else {
        return None;
    };
    let at = |instant: chrono::DateTime<chrono::Utc>| instant.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    Some(
        Finding::new(code, format!("{message} ({})", certificate.subject()))
            .with_actual(format!("valid {} to {}", at(certificate.not_before()), at(certificate.not_after())))
            .with_expected(format!("valid at {}", at(context.now)))
            .with_fix("make a new signing certificate at the identity provider, and replace the trusted one in the service at the same time")
            .with_fix("many services do not check the dates: if logins still work elsewhere, a rotation is due, but this is not the cause"),
    )
}

fn expires_soon(certificate: &Certificate, days: i64) -> Finding {
    Finding::new(Code::CertificateExpiresSoon, format!("the trusted certificate expires in {days} days"))
        .with_actual(certificate.not_after().format("%Y-%m-%d").to_string())
        .with_fix("plan the rotation: give the service the next certificate before the identity provider signs with it")
}
