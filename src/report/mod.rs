//! the report, as data, for people and for scripts.

mod canonical;
mod capture;
mod certificate;
mod choice;
mod compared;
mod decrypted;
mod deployment;
mod flow;
mod foreign;
mod groups;
mod html;
mod human;
#[cfg(test)]
mod human_tests;
mod json;
#[cfg(test)]
mod json_tests;
mod outline;
mod outline_reader;
mod pretty;
#[cfg(test)]
mod sample_tests;
mod summary;
mod symptom;

pub use canonical::{CanonicalForm, canonical_forms};
pub use choice::ProviderChoice;
pub use deployment::DeploymentSummary;
pub use html::{HtmlReport, HtmlSection};
pub use human::{HumanOptions, Prose, printable, printable_line};
pub use json::{SCHEMA, json_line, json_text};
pub use outline::{Field, Outline};
pub use pretty::pretty;
pub use summary::{
    CaptureSummary, CertificateSummary, Identity, KeySource, MessageSummary, SignatureOutcome,
    SignatureSummary, Verdict,
};

#[cfg(test)]
use crate::check::CheckOutcome;
use crate::check::CheckResult;
use crate::diagnosis::product::name_settings_of;
use crate::profile::Worker;
use crate::{Class, Code, Error, Finding, Severity};
use chrono::{DateTime, Utc};

/// The whole answer to one captured message.
///
/// ```no_run
/// # fn show(report: samlens::inspect::Report) {
/// println!("{} {:?}", report.verdict().as_str(), report.class());
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Report {
    pub(crate) verdict: Verdict,
    pub(crate) at: DateTime<Utc>,
    pub(crate) capture: Option<CaptureSummary>,
    pub(crate) message: Option<MessageSummary>,
    pub(crate) signatures: Vec<SignatureSummary>,
    pub(crate) trusted: Vec<CertificateSummary>,
    pub(crate) checks: Vec<CheckResult>,
    pub(crate) findings: Vec<Finding>,
    /// Set only when the verdict is `accepted`.
    pub(crate) identity: Option<Identity>,
    /// Set only when it is not.
    pub(crate) claimed: Option<Identity>,
    pub(crate) extras: Extras,
    /// Set only where an identity provider was given.
    pub(crate) provider: Option<ProviderChoice>,
    /// Set only under profile flex, for what is accepted or refused for its attributes alone.
    pub(crate) worker: Option<Worker>,
}

/// What only some reports have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extras {
    /// The time of an old capture, at which it was also checked.
    pub(crate) captured_at: Option<DateTime<Utc>>,
    /// The symptom that the report is ordered by.
    pub(crate) symptom: Option<crate::diagnosis::symptom::Symptom>,
    /// Where the expected values came from.
    pub(crate) sources: ExpectationSources,
    /// The profile that was used, and why.
    pub(crate) profile: Option<(String, String)>,
    /// The configuration file that was used.
    pub(crate) deployment: Option<DeploymentSummary>,
    /// What a redacted copy says of its original.
    pub(crate) original: Option<crate::redact::OriginalVerdict>,
}

/// Where expected values came from, for example `--acs` or `samlens.toml:12`; shown next to the values in reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExpectationSources {
    /// Of the service provider's entity ID, which is the audience.
    pub entity_id: Option<String>,
    /// Of the assertion consumer service URLs.
    pub acs: Option<String>,
    /// Of the single logout URLs.
    pub single_logout: Option<String>,
    /// Of the request that the response answers.
    pub request: Option<String>,
    /// Of the identity providers.
    pub identity_provider: Option<String>,
}

impl ExpectationSources {
    /// Where the expected value of a finding came from.
    fn of(&self, code: Code) -> Option<&str> {
        let source = match code {
            Code::AudienceMismatch | Code::AudienceMissing => &self.entity_id,
            Code::DestinationMismatch
            | Code::DestinationMissing
            | Code::RecipientMismatch
            | Code::RecipientMissing
            | Code::AcsNotAllowed => &self.acs,
            Code::InResponseToMismatch | Code::Unsolicited => &self.request,
            Code::IssuerMismatch | Code::SignatureUntrustedKey => &self.identity_provider,
            _ => return None,
        };
        source.as_deref()
    }
}

impl Report {
    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The class of the root cause; none unless the message is rejected or unreadable.
    pub fn class(&self) -> Option<Class> {
        match self.verdict {
            Verdict::Accepted | Verdict::Inconclusive => None,
            Verdict::Unreadable => Some(Class::SamlValidationFailed),
            Verdict::Rejected => self
                .root()
                .and_then(Finding::class)
                .or_else(|| {
                    self.findings.iter().filter(|f| f.severity() == Severity::Error).find_map(Finding::class)
                })
                .or(Some(Class::SamlValidationFailed)),
        }
    }

    /// The exit code that the contract gives this verdict and class.
    pub fn exit_code(&self) -> u8 {
        match (self.verdict, self.class()) {
            (Verdict::Accepted, _) => 0,
            (Verdict::Unreadable, _) => 3,
            (Verdict::Inconclusive, _) => 4,
            (Verdict::Rejected, Some(Class::AttributeMappingError)) => 5,
            (Verdict::Rejected, Some(Class::IdpUnreachable)) => 6,
            (Verdict::Rejected, _) => 1,
        }
    }

    /// The same report, led by the fault that the identity provider's metadata could not be read. It is never accepted.
    ///
    /// What was found without the metadata stays in the report, after it.
    pub fn with_idp_unreachable(mut self, reason: &Error) -> Report {
        for finding in &mut self.findings {
            finding.clear_root();
        }
        let mut finding = Finding::new(Code::IdpUnreachable, reason.to_string());
        for fix in reason.fix() {
            finding = finding.with_fix(fix);
        }
        if reason.fix().is_empty() {
            finding = finding
                .with_fix("give --idp the metadata that the identity provider publishes, saved as XML");
        }
        finding.set_root();
        if let Some(message) = &self.message {
            let (sender, receiver) = (message.idp_product.as_deref(), message.sp_product.as_deref());
            name_settings_of(sender, receiver, std::slice::from_mut(&mut finding));
        }
        self.findings.insert(0, finding);
        if self.verdict != Verdict::Unreadable {
            self.verdict = Verdict::Rejected;
        }
        self.claimed = self.identity.take().or(self.claimed);
        self.worker = None;
        self
    }

    /// The same report, with where the expected values came from.
    pub fn with_sources(mut self, sources: ExpectationSources) -> Report {
        self.extras.sources = sources;
        self
    }

    /// The same report, with the profile that was used and why, for example `generic` and `default`.
    pub fn with_profile(mut self, name: impl Into<String>, why: impl Into<String>) -> Report {
        self.extras.profile = Some((name.into(), why.into()));
        self
    }

    /// The same report, for an expected value that is probably wrong. The first fix of the root says so, and replaces
    /// the settings of the other side.
    pub fn with_option_blamed(mut self, code: Code, help: impl Into<String>) -> Report {
        let root = self.findings.iter_mut().find(|finding| finding.is_root() && finding.code() == code);
        if let Some(root) = root {
            root.replace_fix(help.into());
        }
        self
    }

    /// The same report, with the configuration file that was used and what in it is weaker than the default.
    pub fn with_deployment(mut self, deployment: DeploymentSummary) -> Report {
        self.extras.deployment = Some(deployment);
        self
    }

    /// The configuration file that was used.
    pub fn deployment(&self) -> Option<&DeploymentSummary> {
        self.extras.deployment.as_ref()
    }

    /// Where the expected value of a finding came from.
    pub(crate) fn source_of(&self, code: Code) -> Option<String> {
        // A request is sent to the identity provider, everything else to the service.
        let is_request = self.message.as_ref().is_some_and(|message| message.kind == "AuthnRequest");
        if is_request && matches!(code, Code::DestinationMismatch | Code::DestinationMissing) {
            return self.extras.sources.identity_provider.clone();
        }
        self.extras.sources.of(code).map(str::to_owned)
    }

    /// The finding that the report leads with.
    pub fn root(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.is_root())
    }

    /// The instant that the message was judged at.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The time of a capture that is probably old, at which it was also checked.
    pub fn captured_at(&self) -> Option<DateTime<Utc>> {
        self.extras.captured_at
    }

    /// How the capture was read.
    pub fn capture(&self) -> Option<&CaptureSummary> {
        self.capture.as_ref()
    }

    /// What the message says of itself.
    pub fn message(&self) -> Option<&MessageSummary> {
        self.message.as_ref()
    }

    /// Every signature, in document order.
    pub fn signatures(&self) -> &[SignatureSummary] {
        &self.signatures
    }

    /// The trusted certificates that were used for the issuer.
    pub fn trusted(&self) -> &[CertificateSummary] {
        &self.trusted
    }

    /// Every check, in the order of causes.
    pub fn checks(&self) -> &[CheckResult] {
        &self.checks
    }

    /// Every finding, the root cause first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What a receiver cannot read, though the message is judged here with the damage undone.
    pub(super) fn unreadable_elsewhere(&self) -> Option<&Finding> {
        let is_damage =
            |code| matches!(code, Code::WrongBinding | Code::PercentEncodedTwice | Code::Base64Twice);
        self.findings.iter().find(|finding| is_damage(finding.code()))
    }

    /// Who signs in; only when the verdict is `accepted`.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// Which identity provider the message was judged by, and why; `None` if none was given.
    pub fn identity_provider(&self) -> Option<&ProviderChoice> {
        self.provider.as_ref()
    }

    /// The worker that Flex would make of the login, under profile flex.
    pub fn worker(&self) -> Option<&Worker> {
        self.worker.as_ref()
    }

    /// Whom the message claims to sign in; not verified.
    pub fn claimed(&self) -> Option<&Identity> {
        self.claimed.as_ref()
    }
}
