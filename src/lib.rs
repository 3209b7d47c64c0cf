#![doc = include_str!("lib.md")]
// docs.rs says next to each item which feature it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// What `internals` and `inspect` export is `pub` in private modules.
#![cfg_attr(not(all(feature = "inspect", feature = "internals")), allow(unreachable_pub))]
#![cfg_attr(test, allow(clippy::disallowed_methods))]

// Ground: what everything else uses.
mod encoding;
mod error;
mod finding;
mod limits;
mod nearest;

// Verifier: from a message to a login, or a rejection.
mod assertion;
mod check;
mod decrypt;
mod evaluate;
mod expectations;
pub mod metadata;
pub mod replay;
pub mod sign_on;
mod signature;
mod trust;
mod validator;
mod xml;

// Profile: what one application wants beyond SAML.
mod profile;

// Debugger: what a person needs who asks why a login is refused.
#[cfg(feature = "inspect")]
mod capture;
#[cfg(feature = "inspect")]
mod catalogue;
#[cfg(feature = "inspect")]
mod compare;
#[cfg(feature = "inspect")]
mod diagnosis;
#[cfg(feature = "inspect")]
mod flow;
#[cfg(feature = "inspect")]
pub mod inspect;
#[cfg(feature = "inspect")]
mod product;
#[cfg(feature = "inspect")]
mod redact;
#[cfg(feature = "inspect")]
mod report;

// Side modules, one feature each.
#[cfg(feature = "config")]
pub mod config;
#[cfg(feature = "fetch")]
pub mod fetch;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
#[cfg(feature = "samael")]
pub mod interop;
#[cfg(feature = "refresh")]
pub mod refresh;
#[cfg(feature = "testing")]
pub mod testing;

/// The crate of the times in this library's interface.
pub use chrono;

pub use assertion::{AnsweredRequest, Login, LoginAttribute, Logout};
pub use decrypt::DecryptionKey;
pub use error::{Error, ErrorKind, GivenInstead, LibrarySetting};
pub use expectations::{
    AttributePolicy, AttributeRule, Handling, InResponseTo, Policy, Requirement, ServiceProvider,
};
pub use finding::{Class, Code, Confidence, Finding, Location, Severity};
pub use limits::Limits;
pub use profile::{Pattern, Profile, ProfileBuilder};
pub use trust::{Certificate, IdentityProvider, IdentityProviderBuilder, IdentityProviders};
pub use validator::{Rejection, Validator, ValidatorBuilder};

/// The examples of the documents are compiled and run with the others.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../README.md")]
    mod readme {}
    #[cfg(feature = "inspect")]
    #[doc = include_str!("../docs/embedding.md")]
    mod embedding {}
    #[cfg(feature = "testing")]
    #[doc = include_str!("../docs/testing-your-service.md")]
    mod testing_your_service {}
}
