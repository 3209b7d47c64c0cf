//! samlens validates SAML 2.0 responses, and says why one is refused, what proves it and which setting to change.
//!
//! Two things are built on it: a service that signs people in asks a [`Validator`] and gets a [`Login`] or a
//! [`Rejection`]; a developer whose single sign-on is broken asks [`inspect`] (or the `samlens` command) and gets a
//! [`Report`]. Both walk the same path, and each rule on it has one implementation.
//!
//! # The path of a response
//!
//! 1. [`capture`] turns what a person pasted into SAML messages. `validate` skips it: it takes strict base64.
//! 2. [`xml`] reads a message into one tree, strictly and within [`Limits`]. Nothing is looked up again afterwards.
//! 3. [`trust`] holds the keys: a [`Certificate`] is parsed once, an [`IdentityProvider`] comes from metadata or by hand.
//!    A [`DecryptionKey`] opens what is encrypted; a plaintext is read as its own document, by the same parser.
//! 4. [`signature`] canonicalises and verifies; [`signature::Signed`] is the proof, and has one constructor.
//! 5. [`assertion`] is the typed model, borrowed from the tree; only a signed one becomes a [`Login`].
//! 6. Checks, one file a rule, compare the model with what is expected: [`ServiceProvider`], [`Request`], [`Policy`].
//! 7. A [`Profile`] says what one application wants beyond SAML: [`Profile::flex`] is Twilio Flex.
//! 8. [`explain`] has the long text of every finding, class and known error message.
//! 9. `report` puts it together for people and for scripts.
//!
//! # One login
//!
//! ```
//! use samlens::{Code, IdentityProvider, Pattern, Profile, Request, ServiceProvider, Validator};
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
//!     .profile(Profile::flex(Pattern::A))
//!     .build()?;
//!
//! // For every login: the value of the form field SAMLResponse, the request it answers, and the time.
//! let saml_response = sample("flex-login.base64");
//! let now = "2026-01-15T10:01:00Z".parse()?;
//! let login = validator.validate_reply(&saml_response, Request::Id("_7a1c5e9b3d2f4806"), now)?;
//! assert_eq!(login.name_id(), "mara.oduya@example.org");
//! assert_eq!(login.values("roles").collect::<Vec<_>>(), ["agent", "supervisor"]);
//!
//! // A day later the same response is refused, with a stable code.
//! let later = "2026-01-16T10:01:00Z".parse()?;
//! let rejection = validator.validate(&saml_response, later).unwrap_err();
//! assert_eq!(rejection.code(), Code::AssertionExpired);
//! # Ok(())
//! # }
//! ```
//!
//! # What it does not do
//!
//! Two rooms stand apart, each behind a feature: `fetch` gets metadata from a URL, and is the one part that speaks to a
//! network; `config` reads samlens.toml, the description of a deployment.
//!
//! There is no clock, no environment, no network and no global state in the library: time, keys and configuration are
//! arguments. It keeps no memory of logins; whoever uses it keeps a [`replay::ReplayCache`],
//! so that none is used twice.

// Some parts of the verifier serve reports alone.
#![cfg_attr(not(feature = "inspect"), allow(dead_code))]
#![cfg_attr(test, allow(clippy::disallowed_methods))]

// Ground: what everything else uses.
mod encoding;
mod error;
mod finding;
mod limits;

// Verifier: from a message to a login, or a rejection.
pub mod assertion;
mod check;
mod decrypt;
mod evaluate;
mod expectations;
pub mod replay;
pub mod signature;
pub mod trust;
mod validator;
pub mod xml;

// Profile: what one application wants beyond SAML.
mod profile;

// Debugger: what a person needs who asks why a login is refused.
#[cfg(feature = "inspect")]
pub mod capture;
#[cfg(feature = "inspect")]
mod diagnosis;
#[cfg(feature = "inspect")]
mod inspect;
#[cfg(feature = "inspect")]
pub mod report;

// Side modules, one feature each.
#[cfg(feature = "config")]
pub mod config;
#[cfg(feature = "fetch")]
pub mod fetch;
#[cfg(feature = "samael")]
pub mod interop;

pub use assertion::{Login, LoginAttribute, Logout};
pub use check::{CheckResult, Explanation, Outcome};
pub use decrypt::DecryptionKey;
#[cfg(feature = "inspect")]
pub use diagnosis::explain;
#[cfg(feature = "inspect")]
pub use diagnosis::symptom::Symptom;
pub use error::{Error, ErrorKind};
pub use expectations::{
    AttributePolicy, AttributeRule, Expectations, Policy, Request, Requirement, ServiceProvider,
};
pub use finding::{Class, Code, Confidence, Finding, Location, Severity};
#[cfg(feature = "inspect")]
pub use inspect::{inspect, inspect_bytes, inspect_pair};
pub use limits::Limits;
pub use profile::{Pattern, Profile, ProfileBuilder};
#[cfg(feature = "inspect")]
pub use profile::{Worker, WorkerWarning, WorkerWarningKind};
#[cfg(feature = "inspect")]
pub use report::{Report, Verdict};
pub use trust::{Certificate, IdentityProvider, IdentityProviders};
pub use validator::{Rejection, Validator, ValidatorBuilder};
