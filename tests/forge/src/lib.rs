//! The forge: makes SAML responses, signed and posted as products do, and responses that lie.
//!
//! ```text
//! let honest = Login::new(Shape::Auth0).sign_response(Signing::new(keys::idp())).message();
//! let body = honest.form_body(Some("state"));
//!
//! // honest signature, wrong content
//! Login::new(Shape::Okta).audiences(&["https://other.example"]).sign_both(Signing::new(keys::idp()));
//! Login::new(Shape::Okta).without(Part::Conditions).edit(Part::NameId, |n| n.set_text(" ")).sign_both(…);
//!
//! // valid SignatureValue over a SignedInfo that is wrong
//! let lie = Signing::new(keys::idp()).on_signed_info(|info| info.find_mut("Reference").set("URI", ""));
//!
//! // changed between the two signatures, after both, or as text
//! login.between(|response| …).after(|response| response.insert_before("Status", …));
//! honest.replace(">agent<", ">admin<");
//! honest.map(|xml| format!("<!DOCTYPE r>{xml}"));
//! ```
//!
//! Order of work: parts are built, each with its edits; the Response with its edits; the Assertion is signed;
//! `between`; the Response is signed; `after`; the text is written.
//!
//! The modules that make messages do not use the library: what they canonicalize, sign and encode is a second opinion
//! on it. Only ECDSA and PSS signatures and ciphertexts differ from run to run.
//!
//! `cargo run -p samlens-forge -- write` writes everything in `fixtures/` that is made; `-- check` compares it.

// Only tests, benchmarks and the command of this package use it: a panic is how they fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    missing_docs,
    unreachable_pub
)]

pub mod capture;
pub mod cases;
pub mod documents;
pub mod element;
pub mod encrypt;
pub mod encrypted;
pub mod fixtures;
pub mod flex;
pub mod flow;
pub mod forms;
pub mod keys;
pub mod login;
pub mod measured;
pub mod messages;
pub mod metadata;
pub mod request;
pub mod response;
pub mod samples;
pub mod server;
pub mod shape;
pub mod signing;
pub mod throwaway;

pub use capture::{Har, Message};
pub use element::{Canonical, Element, Node, Scope, Style};
pub use encrypt::{Content, Encryption, KeyPlace, Transport};
pub use keys::{Key, idp, key};
pub use login::{Attribute, Login, Part};
pub use metadata::{IdpMetadata, idp_metadata};
pub use request::AuthnRequest;
pub use shape::{Layout, SHAPES, Shape};
pub use signing::{Algorithm, Digest, KeyInfo, SignatureLayout, Signing};

use std::path::{Path, PathBuf};

/// The folder of the repository, whichever package asks.
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap().to_owned()
}

/// The path of a file of `fixtures/`, as an argument of a command.
pub fn fixture(path: &str) -> String {
    format!("{}/fixtures/{path}", repository().display())
}
