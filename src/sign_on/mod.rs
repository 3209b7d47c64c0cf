//! A service that signs people in: starts, finishes and ends a login.

pub use crate::signature::SigningKey;
