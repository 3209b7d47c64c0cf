//! The service as a browser and an identity provider see it.

// Tests have a clock and files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    missing_docs,
    unreachable_pub
)]

mod docs;
mod login;
mod logout;
mod requests;
mod size;
mod support;
