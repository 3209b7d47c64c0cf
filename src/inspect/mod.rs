//! Why a message is refused: captures, reports and long explanations (feature `inspect`).
//!
//! An [`Inspector`] comes from [`ValidatorBuilder::inspector`](crate::ValidatorBuilder::inspector), for which every part
//! is optional, or from [`Validator::inspector`](crate::Validator::inspector). It walks the same path as `validate`, with
//! the same rules, but does not stop at the first failure.
//!
//! ```
//! use samlens::inspect::{HumanOptions, Verdict};
//! use samlens::{IdentityProvider, InResponseTo, ServiceProvider, Validator};
//! # fn sample(name: &str) -> String {
//! #     std::fs::read_to_string(format!("{}/fixtures/samples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let inspector = Validator::builder()
//!     .identity_provider(IdentityProvider::from_metadata(&sample("idp-metadata.xml"))?)
//!     .service_provider(ServiceProvider::new("https://sp.example.com/metadata"))
//!     .inspector();
//! let pasted = sample("flex-login.base64");
//! let report = inspector
//!     .inspect(&pasted)
//!     .in_response_to(InResponseTo::Request("_7a1c5e9b3d2f4806"))
//!     .at("2026-01-15T10:01:00Z".parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>()?);
//! assert_eq!(report.verdict(), Verdict::Rejected);
//! println!("{}", report.to_human(&HumanOptions::default()));
//! # Ok(())
//! # }
//! ```
//!
//! [`Capture`] reads messages without judging them; [`outline`](Outline), [`pretty`] and [`canonical_forms`] show one.
//! [`explain`] has the long text of every code.

mod inspector;
mod message;
mod response;

pub use crate::capture::{Binding, Capture, CaptureForm, Captured, Decoding, Repair, RepairKind, Unreadable};
pub use crate::check::{CheckOutcome, CheckResult};
pub use crate::compare::{Compared, Comparison, Difference, Side, What};
pub use crate::diagnosis::explain;
pub use crate::diagnosis::symptom::{Answer, AnsweredQuestion, Symptom};
pub use crate::flow::{Flow, FlowFinding, FlowStep, FlowVerdict, Recording, StepKind};
pub use crate::profile::{Worker, WorkerWarning, WorkerWarningKind};
pub use crate::redact::{NotRedacted, OriginalVerdict, Redacted, Redaction, ReportRedaction, Resigned};
pub use crate::report::{
    CanonicalForm, CaptureSummary, CertificateSummary, DeploymentSummary, ExpectationSources, Field,
    HtmlReport, HtmlSection, HumanOptions, Identity, KeySource, MessageSummary, Outline, Prose,
    ProviderChoice, Report, SCHEMA, SignatureOutcome, SignatureSummary, Verdict, canonical_forms, json_line,
    json_text, pretty, printable, printable_line,
};
pub use inspector::{Inspection, Inspector};
pub(crate) use response::unreadable;
