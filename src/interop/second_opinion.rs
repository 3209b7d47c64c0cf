//! What libxmlsec1 says of the first signature in the same bytes.

use crate::Certificate;
use crate::inspect::{Inspector, Report};
use crate::report::SignatureOutcome;
use samael::crypto::{CertificateDer, Crypto, CryptoError, CryptoProvider};
use std::fmt;

/// What libxmlsec1 says of the first signature of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Opinion {
    /// It verifies with one of the certificates.
    Valid,
    /// It does not verify with any of them.
    Invalid,
    /// It could not be checked: no certificate, no signature, or the document cannot be read.
    NotChecked,
}

impl Opinion {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Opinion::Valid => "valid",
            Opinion::Invalid => "invalid",
            Opinion::NotChecked => "not-checked",
        }
    }
}

/// Two opinions on one signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondOpinion {
    ours: Opinion,
    theirs: Opinion,
}

impl SecondOpinion {
    /// What samlens says of the first signature.
    pub fn ours(self) -> Opinion {
        self.ours
    }

    /// What libxmlsec1 says of it.
    pub fn theirs(self) -> Opinion {
        self.theirs
    }

    /// Whether both say the same.
    pub fn agrees(self) -> bool {
        self.ours == self.theirs
    }

    /// Whether samlens takes for valid what libxmlsec1 does not: a fault of one of the two, to be reported.
    pub fn is_alarming(self) -> bool {
        self.ours == Opinion::Valid && self.theirs == Opinion::Invalid
    }
}

impl fmt::Display for SecondOpinion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.agrees() { "agrees" } else { "differs" };
        write!(
            f,
            "libxmlsec1 {word}: first signature {} here, {} there",
            self.ours.as_str(),
            self.theirs.as_str()
        )
    }
}

/// Has libxmlsec1 verify the first signature of the document that the report is about, with the certificates of the
/// identity provider that it names, or with those without a known entity ID.
pub fn second_opinion(xml: &str, report: &Report, inspector: &Inspector) -> SecondOpinion {
    let ours = match report.signatures().first().map(|signature| signature.outcome) {
        Some(SignatureOutcome::Valid) => Opinion::Valid,
        Some(SignatureOutcome::Invalid) => Opinion::Invalid,
        _ => Opinion::NotChecked,
    };
    let issuer = report.message().and_then(|message| message.issuer.as_deref());
    let provider =
        inspector.identity_providers().iter().find(|provider| Some(provider.entity_id()) == issuer);
    let certificates = provider.map_or(inspector.certificates(), |one| one.signing_certificates());
    let mut theirs = Opinion::NotChecked;
    for certificate in certificates {
        let opinion = verify(xml, certificate);
        if opinion != Opinion::NotChecked {
            theirs = opinion;
        }
        if opinion == Opinion::Valid {
            break;
        }
    }
    SecondOpinion { ours, theirs }
}

/// libxmlsec1 on the first signature of a document, with one certificate.
fn verify(xml: &str, certificate: &Certificate) -> Opinion {
    let der = CertificateDer::from(certificate.der().to_vec());
    // libxml2 takes a NUL for the end.
    if xml.contains('\0') {
        return Opinion::NotChecked;
    }
    match Crypto::verify_signed_xml(xml, &der, Some("ID")) {
        Ok(()) => Opinion::Valid,
        Err(CryptoError::InvalidSignature) => Opinion::Invalid,
        // A reference that cannot be resolved, a transform that is not allowed, no signature at all.
        Err(_) if xml.contains("SignatureValue") => Opinion::Invalid,
        Err(_) => Opinion::NotChecked,
    }
}
