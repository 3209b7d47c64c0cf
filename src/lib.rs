//! samlens validates SAML 2.0 responses, and says why one is refused, what proves it and which setting to change.
//!
//! A service that signs people in builds a [`Validator`] once and calls [`Validator::validate`] for every login. It gets a
//! [`Login`], or a [`Rejection`] with a stable [`Code`]. A developer whose single sign-on is broken uses `inspect` (or the
//! `samlens` command), which walks the same path, does not stop at the first failure, and explains what it finds.
//!
//! # One login
//!
//! ```
//! use samlens::replay::{MemoryCache, Replay, ReplayCache};
//! use samlens::{Code, IdentityProvider, InResponseTo, ServiceProvider, Validator};
//! # use samlens::chrono::{DateTime, Utc};
//! # fn sample(name: &str) -> String {
//! #     std::fs::read_to_string(format!("{}/fixtures/samples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Once, at start-up: metadata is read and its certificates are parsed here.
//! let metadata = sample("idp-metadata.xml");
//! let validator = Validator::builder()
//!     .identity_provider(IdentityProvider::from_metadata(&metadata)?)
//!     .service_provider(
//!         ServiceProvider::new("urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d").with_acs(
//!             "https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d",
//!         ),
//!     )
//!     .build()?;
//! let replays = MemoryCache::new(100_000);
//!
//! // For every login: the form field SAMLResponse, the ID of the request that this browser session has open, the time.
//! let saml_response = sample("flex-login.base64");
//! let request_id = "_7a1c5e9b3d2f4806";
//! # let now: DateTime<Utc> = "2026-01-15T10:01:00Z".parse()?;
//! # #[cfg(any())]
//! let now = std::time::SystemTime::now();
//! let login = validator.validate(&saml_response, InResponseTo::Request(request_id), now)?;
//! match replays.remember(&login, validator.clock_skew(), now.into()) {
//!     Replay::First => assert_eq!(login.name_id(), "mara.oduya@example.org"),
//!     _ => return Err("this response was used before".into()),
//! }
//! assert_eq!(login.values("roles").collect::<Vec<_>>(), ["agent", "supervisor"]);
//!
//! // A day later the same response is refused, with a stable code.
//! # let now: DateTime<Utc> = "2026-01-16T10:01:00Z".parse()?;
//! let rejection = validator.validate(&saml_response, InResponseTo::Request(request_id), now).unwrap_err();
//! assert_eq!(rejection.code(), Code::AssertionExpired);
//! assert!(!rejection.is_configuration_fault());
//! # Ok(())
//! # }
//! ```
//!
//! # The way of a login
//!
//! 1. The validator decodes strict base64. Nothing is repaired.
//! 2. The XML is parsed once, strictly and within [`Limits`], into one tree. Nothing is looked up again afterwards.
//! 3. The parts of the message are located, its model is read, and its status is checked.
//! 4. The issuer selects the [`IdentityProvider`], and so the keys. A [`DecryptionKey`] decrypts what is encrypted.
//! 5. The signatures are verified over the same tree, then algorithms and certificates are checked.
//! 6. The content is compared with the [`ServiceProvider`], with [`InResponseTo`], the time, the [`Policy`] and the
//!    [`Profile`].
//! 7. What was signed becomes a [`Login`]. Nothing else can.
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | none (the default) | validation of responses and logout messages |
//! | `inspect` | captures, reports, long explanations |
//! | `config` | deployments described in samlens.toml |
//! | `fetch` | metadata from a URL; the one part that uses a network |
//! | `samael` | a second opinion by libxmlsec1; never part of a verdict |
//!
//! # Conventions
//!
//! Types that end in `Builder` have a method for each part and end with `build`. Other types that can be extended have
//! methods `with_…`, which consume the value and return it changed.
//!
//! The library has no clock, no environment and no global state: time, keys and configuration are arguments. A time is
//! anything that converts to `chrono::DateTime<Utc>`: `chrono::Utc::now()` or `std::time::SystemTime::now()`.

// Some parts of the verifier serve reports alone, and some accessors serve tests alone.
#![cfg_attr(not(all(feature = "inspect", feature = "internals")), allow(dead_code, unused_imports))]
// What `internals` exports is `pub` in private modules.
#![cfg_attr(not(feature = "internals"), allow(unreachable_pub))]
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

/// The crate of the times in this library's interface.
pub use chrono;

pub use assertion::{AnsweredRequest, Login, LoginAttribute, Logout};
pub use decrypt::DecryptionKey;
pub use error::{Error, ErrorKind};
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
}
