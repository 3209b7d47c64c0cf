//! findings → root cause, proof, fix; and the long texts that `samlens explain` prints.

mod by_product;
pub(crate) mod cause;
pub(crate) mod elsewhere;
pub mod explain;
mod messages;
pub(crate) mod others;
pub(crate) mod policy;
pub(crate) mod product;
pub(crate) mod query;
pub(crate) mod stale;
pub(crate) mod symptom;
mod symptom_guide;
mod topics;
pub(crate) mod why;
pub(crate) mod zero_time;
