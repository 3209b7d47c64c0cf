//! What a report says of a certificate.

use super::CertificateSummary;
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
