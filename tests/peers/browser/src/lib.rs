//! Headless Chromium, for the programs of this package: sign-on at identity providers, the page of `samlens serve`, and its live
//! login.

pub mod browser;
pub mod devtools;
pub mod peer;
pub mod program;
pub mod server;
pub mod traffic;
