//! Room 8: findings → root cause, proof, fix; and the long texts that `samlens explain` prints.

pub mod explain;
mod explain_capture;
mod explain_document;
mod explain_metadata;
mod explain_signature;
mod messages;
mod nearest;
mod topics;
pub(crate) mod why;
