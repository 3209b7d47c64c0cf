//! Headless Chromium, for the two programs of this package: sign-on at identity providers, and the page of `samlens serve`.

pub mod browser;
pub mod devtools;
pub mod traffic;
