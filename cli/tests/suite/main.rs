//! The tests of the command. `cargo test -p samlens-cli batch::` runs one group; each is a module below.

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

mod arguments;
mod batch;
mod compare;
mod config;
mod deployment;
mod documents;
mod encrypted;
mod flow;
mod generated;
mod golden;
#[cfg(target_os = "linux")]
mod large;
mod messages;
mod metadata;
mod metadata_fetched;
mod metadata_watched;
mod mistakes;
mod options;
mod output;
mod own;
#[cfg(unix)]
mod passphrase;
#[cfg(unix)]
mod pasted;
mod redact;
mod run;
mod samples;
mod screens;
#[cfg(feature = "samael")]
mod second_opinion;
#[cfg(feature = "serve")]
mod serve;
mod why;
