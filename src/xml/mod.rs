//! message → one tree, strict and bounded.
//!
//! A scanner of our own reads XML 1.0 with namespaces, without DTD, in one pass into a compact arena that borrows
//! from the text. The element that was digested is the element that is read: nothing is looked up again by name or
//! ID afterwards (invariant: one-tree).
//!
//! ```
//! use samlens::{Limits, internals::xml::{Document, Namespace}};
//!
//! let text = r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1"/>"#;
//! let document = Document::parse(text, &Limits::default())?;
//! assert!(document.root().is(Namespace::SAMLP, "Response"));
//! assert_eq!(document.root().attribute("ID"), Some("_r1"));
//! # Ok::<(), samlens::internals::xml::XmlError>(())
//! ```

pub mod canonical;
mod character;
mod element;
mod error;
#[cfg(feature = "inspect")]
pub(crate) mod escape;
mod id;
#[cfg(feature = "inspect")]
pub(crate) mod lenient;
mod location;
mod namespace;
mod run;
mod scan;
mod tree;

pub(crate) use character::{is_ncname, is_space};
pub use error::XmlError;
pub use namespace::Namespace;
#[cfg(feature = "internals")]
pub use tree::Declaration;
pub use tree::{Document, Element, Node, XmlAttribute};
