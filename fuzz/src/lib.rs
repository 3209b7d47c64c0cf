//! The properties that the targets check, as functions: stable tests replay seeds through the same ones.

pub mod c14n;
pub mod decrypt;
pub mod xml;
