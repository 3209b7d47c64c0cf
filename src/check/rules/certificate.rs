//! When the certificate of the trusted key was valid, and the metadata that it was read from.

use crate::check::Findings;
use crate::check::rule_input::{has_begun, has_ended};
use crate::check::{CheckOutcome, RuleInput};
use crate::signature::Examination;
use crate::trust::{Certificate, IdentityProvider};
use crate::{Code, Finding, Severity};
use chrono::{DateTime, TimeDelta, Utc};

/// Days before the end of a certificate from which a report warns.
const SOON: i64 = 30;

/// Dates of the certificates that verified a signature. Most libraries never look at them, so that an expired one
/// is seldom what a service complains of; an embedder may name it in the policy.
pub(crate) fn check(
    input: &RuleInput<'_, '_>,
    examinations: &[Examination<'_>],
    provider: Option<&IdentityProvider>,
    keys: &[Certificate],
    findings: &mut Findings,
) -> CheckOutcome {
    check_used(input, examinations.iter().filter_map(Examination::trusted), provider, keys, findings)
}

/// The same for any certificates that verified something.
pub(crate) fn check_used<'e>(
    input: &RuleInput<'_, '_>,
    used: impl Iterator<Item = &'e Certificate>,
    provider: Option<&IdentityProvider>,
    keys: &[Certificate],
    findings: &mut Findings,
) -> CheckOutcome {
    if keys.is_empty() {
        return CheckOutcome::NotRun(Code::NoTrustedCertificate);
    }
    let mut outcome = CheckOutcome::NotRun(Code::Blocked);
    let mut seen: Vec<&Certificate> = Vec::new();
    for certificate in used {
        if seen.contains(&certificate) {
            continue;
        }
        seen.push(certificate);
        let finding = dates(input, certificate);
        let severity = input.policy.certificate_dates.severity();
        if outcome != CheckOutcome::Fail {
            outcome = CheckOutcome::Pass;
        }
        match finding {
            Some(finding) if severity == Severity::Error => {
                findings.error(finding);
                outcome = CheckOutcome::Fail;
            }
            Some(finding) => findings.warning(|| finding.with_severity(severity)),
            None => {
                if certificate.days_left(input.now) < SOON {
                    findings.warning(|| expires_soon(certificate, input.now));
                }
            }
        }
    }
    super::metadata::check(input, provider, outcome, findings)
}

/// Why a certificate is outside its dates at this instant.
fn fault(
    certificate: &Certificate,
    now: DateTime<Utc>,
    clock_skew: TimeDelta,
) -> Option<(Code, &'static str)> {
    // The last second of notAfter is still valid (RFC 5280, section 4.1.2.5).
    let end = certificate.not_after().checked_add_signed(TimeDelta::seconds(1))?;
    if has_ended(end, now, clock_skew) {
        Some((Code::CertificateExpired, "the trusted certificate had expired"))
    } else if !has_begun(certificate.not_before(), now, clock_skew) {
        Some((Code::CertificateNotYetValid, "the trusted certificate was not valid yet"))
    } else {
        None
    }
}

/// Whether a certificate is within its dates: of several with one key, one that is counts.
pub(crate) fn is_current(certificate: &Certificate, now: DateTime<Utc>, clock_skew: TimeDelta) -> bool {
    fault(certificate, now, clock_skew).is_none()
}

fn dates(input: &RuleInput<'_, '_>, certificate: &Certificate) -> Option<Finding> {
    let (code, message) = fault(certificate, input.now, input.clock_skew)?;
    let at = |instant: DateTime<Utc>| instant.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    Some(
        Finding::new(code, format!("{message} ({})", certificate.subject()))
            .with_actual(format!("valid {} to {}", at(certificate.not_before()), at(certificate.not_after())))
            .with_expected(format!("valid at {}", at(input.now)))
            .with_fix("make a new signing certificate at the identity provider, and replace the trusted one in the service at the same time")
            .with_fix("many services do not check the dates: if logins still work elsewhere, a rotation is due, but this is not the cause"),
    )
}

fn expires_soon(certificate: &Certificate, now: DateTime<Utc>) -> Finding {
    let days = certificate.days_left(now);
    let message = if certificate.not_after() < now {
        "the trusted certificate has expired; it is still accepted because of the allowed clock skew"
            .to_owned()
    } else if days == 0 {
        "the trusted certificate expires in less than a day".to_owned()
    } else {
        let unit = if days == 1 { "day" } else { "days" };
        format!("the trusted certificate expires in {days} {unit}")
    };
    Finding::new(Code::CertificateExpiresSoon, message)
        .with_actual(certificate.not_after().format("%Y-%m-%d").to_string())
        .with_fix("plan the rotation: give the service the next certificate before the identity provider signs with it")
}
