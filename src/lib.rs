//! samlens: validates SAML 2.0 responses, and says why one is refused.

pub mod assertion;
pub mod capture;
mod check;
mod code;
mod decrypt;
mod diagnosis;
mod error;
mod expectations;
mod finding;
mod judge;
mod limits;
mod profile;
pub mod report;
pub mod signature;
pub mod trust;
mod validator;
pub mod xml;

pub use assertion::{Login, LoginAttribute};
pub use check::{
    AttributePolicy, AttributeRule, CheckResult, Explanation, Outcome, Policy, Request, Requirement,
    ServiceProvider,
};
pub use code::Code;
pub use decrypt::DecryptionKey;
pub use diagnosis::explain;
pub use error::{Error, ErrorKind};
pub use expectations::Expectations;
pub use finding::{Class, Confidence, Finding, Location, Severity};
pub use limits::Limits;
pub use profile::{Pattern, Profile, ProfileBuilder};
pub use report::{Report, Verdict, inspect, inspect_bytes};
pub use trust::{Certificate, IdentityProvider, IdentityProviders};
pub use validator::{Rejection, Validator, ValidatorBuilder};
