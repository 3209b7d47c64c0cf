//! The text forms that bindings use: strict base64, DEFLATE within a limit, percent codes, the parts of a URL; those that
//! captures use: references, hexadecimal digits, invisible characters; and foreign text made safe to quote.

pub(crate) mod base64;
pub(crate) mod charset;
pub(crate) mod escape;
#[cfg(feature = "inspect")]
pub(crate) mod hexadecimal;
pub(crate) mod inflate;
#[cfg(feature = "inspect")]
pub(crate) mod invisible;
pub(crate) mod percent;
#[cfg(feature = "inspect")]
pub(crate) mod reference;
#[cfg(feature = "inspect")]
pub(crate) mod surrogates;
pub(crate) mod url;
