//! The typed model of a message, borrowed from its tree.
//!
//! Everything here is **UNVERIFIED**: a [`Response`] or [`Assertion`] says what a message claims, and anyone can write
//! one. To trust a login, take it from the validator, which reads the model of what was signed.
//!
//! Values are exact: never trimmed, never folded (invariant: exact-values). Elements are found by namespace and name, never
//! by name alone, and what the schema does not allow in a place is a [`StructureFault`]: two readers of one message must
//! not get two meanings. The order of elements is not enforced; nothing is read from it.
//!
//! ```
//! use samlens::{Limits, internals::{assertion::Response, xml::Document}};
//!
//! let text = r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" Version="2.0">
//!   <p:Status><p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></p:Status></p:Response>"#;
//! let document = Document::parse(text, &Limits::default())?;
//! let response = Response::read(document.root()).map_err(|faults| faults.to_string())?;
//! assert_eq!(response.id(), Some("_r1"));
//! assert!(response.status().is_some_and(|status| status.is_success()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attribute;
mod authn_request;
mod conditions;
mod header;
mod instant;
mod login;
mod logout;
mod model;
mod response;
mod statement;
mod structure;
#[cfg(any(feature = "inspect", feature = "internals"))]
mod structure_faults;
mod subject;

pub use attribute::Attribute;
#[cfg(feature = "internals")]
pub use attribute::AttributeValue;
pub use authn_request::AuthnRequest;
#[cfg(feature = "internals")]
pub use conditions::AudienceRestriction;
pub use conditions::Conditions;
pub use instant::{InstantError, parse_instant};
pub use login::{AnsweredRequest, Login, LoginAttribute};
pub use logout::{Logout, LogoutMessage};
pub use model::Assertion;
pub use response::{Response, Status};
#[cfg(feature = "internals")]
pub use statement::AuthnStatement;
pub use structure::StructureFault;
pub(crate) use structure::part_faults;
#[cfg(any(feature = "inspect", feature = "internals"))]
pub use structure_faults::StructureFaults;
pub use subject::{Issuer, SubjectConfirmation};
#[cfg(feature = "internals")]
pub use subject::{NameId, Subject};
