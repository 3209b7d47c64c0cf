//! Internals for this project's own tests, fuzz targets and benchmarks. Not covered by semantic versioning.

#![allow(missing_docs, reason = "the items are documented where they are defined")]

pub mod assertion {
    pub use crate::assertion::*;
}

pub mod signature {
    pub use crate::signature::{DigestAlgorithm, SignatureAlgorithm, Signed};
}

pub mod xml {
    pub use crate::xml::*;
}
