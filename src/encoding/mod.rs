//! The text forms that bindings use: strict base64, and DEFLATE within a limit.

pub(crate) mod base64;
pub(crate) mod charset;
pub(crate) mod inflate;
