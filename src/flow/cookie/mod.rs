//! Cookies by RFC 6265bis: what a browser keeps, and what it sends where.

mod date;
mod rules;
mod set_cookie;

pub(crate) use rules::{CookieFault, CookieRequest, Crossing, keep, send};
pub(crate) use set_cookie::{SameSite, SetCookie};
