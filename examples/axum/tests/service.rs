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

mod attacks;
mod docs;
mod login;
mod logout;
mod logs;
mod providers;
mod redis;
mod requests;
#[allow(dead_code, reason = "the tests of the store use more of it")]
#[path = "../../../tests/redis/server.rs"]
mod server;
mod size;
mod slow;
mod support;
