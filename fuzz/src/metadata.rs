//! Whatever is given as metadata: no panic, and never an identity provider without a key.

use samlens::{IdentityProviders, Limits};

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
}
