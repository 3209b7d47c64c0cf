//! The properties that the targets check, as functions: stable tests replay seeds through the same ones.

pub mod c14n;
pub mod capture;
pub mod config;
pub mod decrypt;
#[cfg(feature = "libxml2")]
pub mod libxml2;
pub mod flow;
pub mod metadata;
pub mod mutate;
pub mod verify;
pub mod xml;
