//! What metadata says of an identity provider beyond its keys: endpoints, rotations, and metadata that is signed.

pub use crate::signature::SignedMetadata;
pub use crate::trust::{Curve, Endpoint, KeyKind, PublicKey, Rotation, RotationSafety, UnusableProvider};
