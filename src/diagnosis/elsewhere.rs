//! Certificates that are not trusted for the issuer, but known: does one of them explain the signature?

use crate::check::near_miss::signing_key::untrusted;
use crate::expectations::ServiceProvider;
use crate::signature::Examination;
use crate::trust::{Certificate, IdentityProvider};
use crate::{Code, Finding};

/// Where the content was encrypted for a certificate that is not the service's, says whether it is one that the identity
/// provider has for itself (apereo/cas issue 2372).
pub(crate) fn explain_recipient(
    providers: &[IdentityProvider],
    service: &ServiceProvider,
    findings: &mut [Finding],
) {
    for finding in findings.iter_mut().filter(|finding| finding.code() == Code::DecryptionFailed) {
        let Some(actual) = finding.actual().map(str::to_owned) else { continue };
        let known = providers.iter().flat_map(|provider| {
            provider.signing_certificates().iter().chain(provider.encryption_certificates())
        });
        let own = known.take(MAX_TRIED).find(|one| actual.contains(&one.sha256_fingerprint()));
        if let Some(own) = own {
            finding.amend(&format!(
                "; it is the identity provider's own certificate in its metadata ({})",
                own.subject()
            ));
            finding.lead_with_fix("replace the encryption certificate (KeyDescriptor use=\"encryption\") in the service's metadata at the identity provider: it must be the service's".to_owned());
            continue;
        }
        let named = service.encryption_certificates();
        if named.iter().take(MAX_TRIED).any(|one| actual.contains(&one.sha256_fingerprint())) {
            finding.amend("; it is the encryption certificate in the service's metadata, so the key that was given is not the one of the metadata");
        } else if let Some(one) = named.first().filter(|_| actual.contains("SHA-256")) {
            finding.amend(&format!(
                "; the service's metadata names another encryption certificate ({}), so the content was encrypted for one that the metadata does not have",
                one.subject()
            ));
        }
    }
}

/// The most certificates tried on one signature (invariant: bounded).
const MAX_TRIED: usize = 64;

/// Where no key at hand verifies a signature, tries the certificates of the other identity providers that are
/// configured, and those that the metadata keeps for encryption.
pub(crate) fn explain(
    examinations: &[Examination<'_>],
    keys: &[Certificate],
    providers: &[IdentityProvider],
    findings: &mut [Finding],
) {
    for examination in examinations {
        let path = examination.signature().path();
        let unexplained = findings.iter_mut().find(|finding| {
            finding.code() == Code::SignatureValueMismatch
                && finding.location().is_some_and(|location| location.path == path)
        });
        let Some(unexplained) = unexplained else { continue };
        let known = providers.iter().flat_map(|provider| {
            let signing = provider.signing_certificates().iter().map(move |one| (provider, one, "a signing"));
            signing.chain(
                provider.encryption_certificates().iter().map(move |one| (provider, one, "an encryption")),
            )
        });
        let found = known
            .filter(|(_, certificate, _)| !keys.contains(certificate))
            .take(MAX_TRIED)
            .find(|(_, certificate, _)| examination.verifies_with(certificate));
        if let Some((provider, certificate, usage)) = found {
            let how = format!("{usage} certificate that the metadata has for {}", provider.entity_id());
            let owner = examination.parent().local_name();
            let place = unexplained.location().cloned();
            *unexplained = untrusted(owner, &how, certificate, keys).at(place);
        }
    }
}
