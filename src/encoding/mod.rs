//! The text forms that bindings use: strict base64, and DEFLATE within a limit; and foreign text made safe to quote.

pub(crate) mod base64;
pub(crate) mod charset;
pub(crate) mod escape;
#[cfg(feature = "inspect")]
pub(crate) mod hexadecimal;
pub(crate) mod inflate;
pub(crate) mod percent;
#[cfg(feature = "inspect")]
pub(crate) mod reference;
#[cfg(feature = "inspect")]
pub(crate) mod surrogates;
