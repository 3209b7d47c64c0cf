//! samlens: validates SAML 2.0 responses, and says why one is refused.

pub mod capture;
mod check;
mod code;
mod diagnosis;
mod error;
mod finding;
mod limits;
pub mod report;
mod standin;
pub mod trust;
pub mod xml;

pub use check::{Policy, Request, ServiceProvider};
pub use code::Code;
pub use diagnosis::explain;
pub use error::{Error, ErrorKind};
pub use finding::{Class, Confidence, Finding, Location, Severity};
pub use limits::Limits;
pub use report::{Report, Verdict};
pub use standin::{Expectations, Pattern, Profile, inspect, inspect_bytes};
pub use trust::{Certificate, IdentityProvider, IdentityProviders};
