//! Which certificates a report lists, and what it says of one.

use super::{CertificateSummary, KeySource, Report};
use crate::Certificate;

impl From<&Certificate> for CertificateSummary {
    fn from(certificate: &Certificate) -> CertificateSummary {
        CertificateSummary {
            subject: certificate.subject().to_owned(),
            issuer: certificate.issuer().to_owned(),
            serial: certificate.serial().to_owned(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            key: certificate.key_kind().to_string(),
            sha1: certificate.sha1_fingerprint(),
            sha256: certificate.sha256_fingerprint(),
        }
    }
}

/// The trusted certificates, then those that only the message contains; each once.
pub(super) fn certificates(report: &Report) -> Vec<(&'static str, &CertificateSummary)> {
    let trusted = report.trusted().iter().map(|certificate| ("trusted", certificate));
    let of_signatures = report.signatures().iter().flat_map(|signature| {
        let label = if signature.key == KeySource::Trusted { "trusted" } else { "embedded" };
        let used = signature.certificate.iter().map(move |certificate| (label, certificate));
        used.chain(signature.embedded.iter().map(|certificate| ("embedded", certificate)))
    });
    let mut shown: Vec<(&str, &CertificateSummary)> = Vec::new();
    for (label, certificate) in trusted.chain(of_signatures) {
        if !shown.iter().any(|(_, other)| other.sha256 == certificate.sha256) {
            shown.push((label, certificate));
        }
    }
    shown
}

pub(super) fn counted(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
