//! The keys that the user gave.
//!
//! A signature is only as good as the key it is checked with, and keys come from here alone: from certificates that the
//! user pasted, or from metadata that the user named (invariant: configured-keys). What a message carries in its KeyInfo is
//! read with the same [`Certificate`], for diagnosis, and never becomes an [`IdentityProvider`].
//!
//! Each key belongs to one entity ID. There is no identity provider without a signing certificate: the builder and the
//! metadata reader refuse it, so that "no key" can never mean "nothing to check" (CVE-2026-28323).

mod bundle;
mod certificate;
mod distinguished_name;
mod fingerprint;
mod key;
mod list;
mod metadata;
mod mistaken;
mod object_identifier;
mod pem;
mod private_key;
mod provider;
mod providers;
mod rotation;
mod test_keys;

pub use certificate::Certificate;
pub(crate) use certificate::colons;
pub use key::{Curve, KeyKind, PublicKey};
pub(crate) use list::ProviderList;
pub use metadata::{AssertionConsumerService, RequestedAttribute, ServiceProviderMetadata};
pub(crate) use metadata::{CARRIAGE_RETURNS, ID_NOT_NCNAME, SEVERAL_IN_ONE};
pub(crate) use private_key::{has_passphrase, private_key};
pub use provider::{Endpoint, IdentityProvider, IdentityProviderBuilder};
pub use providers::{IdentityProviders, UnusableProvider};
pub use rotation::{Rotation, RotationSafety};
pub(crate) use test_keys::is_test_key;
