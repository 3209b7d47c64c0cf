//! Whatever is given as metadata: no panic, never an identity provider without a key or a service without a name, and none is
//! signed by a key that signed nothing.

use samlens::metadata::{ServiceProviderMetadata, SignedMetadata};
use samlens::{Certificate, IdentityProviders, Limits};
use std::sync::OnceLock;

/// Its key signs nothing in `fixtures` but test messages of its own.
const STRANGER: &[u8] = include_bytes!("../../fixtures/keys/idp-p521.cert.pem");

/// Panics if metadata yields an identity provider that cannot verify any message.
pub fn metadata(text: &str) {
    let mut limits = Limits::default();
    limits.max_metadata_bytes = 1 << 20;
    match IdentityProviders::from_metadata_within(text, &limits) {
        Ok(found) => {
            assert!(!found.providers().is_empty());
            for provider in found.providers() {
                // CVE-2026-28323: an identity provider without a key verifies nothing.
                assert!(!provider.signing_certificates().is_empty(), "{}", provider.entity_id());
                assert!(found.by_entity_id(provider.entity_id()).is_some());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    services(text, &limits);
    static TRUSTED: OnceLock<[Certificate; 1]> = OnceLock::new();
    let trusted = TRUSTED.get_or_init(|| [Certificate::from_pem(STRANGER).expect("a certificate")]);
    assert!(SignedMetadata::verify(text, trusted, &limits).is_err());
}

/// What is read of service providers.
fn services(text: &str, limits: &Limits) {
    let single = ServiceProviderMetadata::from_metadata(text, limits);
    let all = match ServiceProviderMetadata::all_from_metadata(text, limits) {
        Ok(all) => all,
        Err(error) => {
            assert!(!error.to_string().is_empty() && single.is_err());
            return;
        }
    };
    assert_eq!(single.is_ok(), all.len() == 1);
    for service in &all {
        // A report says what is missing, and the builder of a validator refuses it.
        assert!(!service.entity_id().is_empty() || !service.notes().is_empty());
        let own = service.service_provider();
        assert_eq!(own.entity_id(), Some(service.entity_id()));
        assert_eq!(own.acs().iter().map(String::as_str).collect::<Vec<_>>(), service.acs_urls());
        // Each address is one of the document, and none is left out for another binding's sake alone.
        let written = |url: &str| service.acs().iter().any(|one| one.location == url);
        assert!(service.acs_urls().into_iter().all(written));
        assert_eq!(service.acs_urls().is_empty(), service.acs().is_empty());
        assert_eq!(own.certificates().len(), service.signing_certificates().len());
    }
}
