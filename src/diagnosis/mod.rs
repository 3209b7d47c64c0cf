//! findings → root cause, proof, fix; and the long texts that `samlens explain` prints.

pub(crate) mod cause;
pub(crate) mod elsewhere;
pub mod explain;
mod explain_capture;
mod explain_cause;
mod explain_document;
mod explain_metadata;
mod explain_signature;
mod messages;
pub(crate) mod product;
pub(crate) mod stale;
pub(crate) mod symptom;
mod symptom_guide;
mod topics;
pub(crate) mod why;
