//! What metadata says beyond the keys of an identity provider: endpoints, rotations, service providers, and metadata that
//! is signed.

pub use crate::signature::SignedMetadata;
pub use crate::trust::{
    AssertionConsumerService, Curve, Endpoint, KeyKind, PublicKey, RequestedAttribute, Rotation,
    RotationSafety, ServiceProviderMetadata, UnusableProvider,
};
