//! The tests of the library. `cargo test xml::` runs one group; each is a module below.
//!
//! Tests that need a program or a corpus of their own are ignored and say what they need: `cargo test -- --ignored`.

// A test fails by a panic.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    missing_docs,
    unreachable_pub
)]

mod architecture;
mod capture;
mod cases;
mod compare;
mod compare_pairs;
mod config;
mod corpus;
mod decrypt;
mod diagnosis;
mod documentation;
mod flow;
mod forge;
mod fuzz;
mod linear;
mod login;
mod policy;
mod redact;
mod resign;
mod sign_on;
mod testing;
mod trust;
mod xml;
