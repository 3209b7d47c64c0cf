//! The certificates that a signature carries itself. They prove nothing (invariant: configured-keys) and serve diagnosis.

use super::examination::Examination;
use crate::trust::Certificate;
use crate::xml::Namespace;

/// Certificates read from one KeyInfo.
const MAX_EMBEDDED: usize = 16;

/// The certificates that KeyInfo carries.
#[derive(Debug)]
pub(crate) struct Embedded {
    certificates: Vec<Certificate>,
    /// How many of them, from the first, were asked.
    asked: usize,
    matching: Option<Certificate>,
}

impl Embedded {
    /// Reads them, and asks their keys within the limits.
    pub(super) fn read(examination: &Examination<'_>) -> Embedded {
        let key_infos = examination.signature().children_named(Namespace::DS, "KeyInfo");
        let certificates = key_infos
            .flat_map(|info| info.descendants())
            .filter(|element| element.is(Namespace::DS, "X509Certificate"))
            .take(MAX_EMBEDDED)
            .filter_map(|element| Certificate::from_base64(element.text()?).ok());
        let mut embedded = Embedded { certificates: certificates.collect(), asked: 0, matching: None };
        let mut work: usize = 0;
        // Invariant: bounded. A sender chooses how long these keys are.
        for certificate in &embedded.certificates {
            let key = certificate.public_key();
            work = work.saturating_add(key.verification_cost());
            let is_long = key.rsa_bits().is_some_and(|bits| bits > examination.max_embedded_key_bits);
            if is_long || work > examination.max_embedded_key_work {
                break;
            }
            embedded.asked += 1;
            if examination.verifies_with(certificate) {
                embedded.matching = Some(certificate.clone());
                break;
            }
        }
        embedded
    }

    /// All of them, in document order.
    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Those whose keys may be asked.
    #[cfg(feature = "inspect")]
    pub(crate) fn askable(&self) -> &[Certificate] {
        self.certificates.get(..self.asked).unwrap_or_default()
    }

    /// The one with whose key SignatureValue verifies.
    pub(crate) fn matching(&self) -> Option<&Certificate> {
        self.matching.as_ref()
    }

    /// The first that was not asked, because its key, or all keys up to it, are too much work.
    pub(crate) fn not_asked(&self) -> Option<&Certificate> {
        self.certificates.get(self.asked).filter(|_| self.matching.is_none())
    }

    /// A clause that says so, for the end of a message.
    pub(crate) fn not_asked_clause(&self) -> Option<String> {
        let key = self.not_asked()?.public_key();
        Some(format!(
            "; the embedded key {key} was not tried, because that is more work than samlens spends on a key that the sender chooses"
        ))
    }
}
