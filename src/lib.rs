//! samlens: validates SAML 2.0 responses, and says why one is refused.

pub mod assertion;
pub mod capture;
mod check;
mod code;
mod error;
mod finding;
mod limits;
mod profile;
pub mod report;
pub mod xml;

pub use check::{AttributePolicy, AttributeRule, Explanation, Policy, Request, Requirement, ServiceProvider};
pub use code::Code;
pub use error::{Error, ErrorKind};
pub use finding::{Class, Confidence, Finding, Location, Severity};
pub use limits::Limits;
pub use profile::{Pattern, Profile, ProfileBuilder};
pub use report::{Report, Verdict};
