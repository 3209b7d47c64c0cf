//! The forge: makes SAML responses, signed and posted as products do, and responses that lie.
//!
//! ```text
//! use forge::{Login, Part, Shape, Signing, keys};
//!
//! let honest = Login::new(Shape::Auth0).sign_response(Signing::new(keys::idp())).message();
//! let body = honest.form_body(Some("state"));
//!
//! // valid signature, wrong content
//! let other = Login::new(Shape::Okta).audiences(&["https://other.example"]).sign_both(Signing::new(keys::idp()));
//! // valid SignatureValue over a Reference that points elsewhere
//! let lie = Signing::new(keys::idp()).on_signed_info(|info| info.find_mut("Reference").set("URI", ""));
//! // wrapped after it was signed
//! let wrapped = honest_login.after(|response| { let a = response.take("Assertion").unwrap(); … });
//! ```
//!
//! Nothing here uses the library: what it canonicalises, signs and encodes is a second opinion on it.
//! Only ECDSA and PSS signatures differ from run to run; everything else is the same text every time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::print_stderr,
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs
)]

pub mod capture;
pub mod element;
pub mod flex;
pub mod keys;
pub mod login;
pub mod metadata;
pub mod response;
pub mod shape;
pub mod signing;

pub use capture::Message;
pub use element::{Canonical, Element, Node, Scope, Style};
pub use keys::{Key, idp, key};
pub use login::{Attribute, Login, Part};
pub use metadata::{IdpMetadata, idp_metadata};
pub use shape::{Layout, SHAPES, Shape};
pub use signing::{Algorithm, Digest, KeyInfo, SignatureLayout, Signing};
