//! The service as a browser and an identity provider see it.

// Tests have a clock and files.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, missing_docs)]

mod docs;
mod login;
mod logout;
mod requests;
mod size;
mod support;
