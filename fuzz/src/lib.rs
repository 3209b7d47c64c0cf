//! The properties that the targets check, as functions: stable tests replay seeds through the same ones.

pub mod c14n;
pub mod capture;
pub mod config;
pub mod cookies;
pub mod decrypt;
pub mod explain;
pub mod flow;
pub mod forms;
#[cfg(feature = "libxml2")]
pub mod libxml2;
pub mod logout;
pub mod metadata;
pub mod mutate;
pub mod parties;
pub mod redact;
pub mod sign_on;
pub mod verify;
pub mod xml;
