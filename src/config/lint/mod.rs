//! Looks a deployment over, offline: what would fail, and what will surprise.
//!
//! Each rule follows Twilio's or Auth0's documentation; where the deployment's guide differs, the rule says so.

mod address;
mod mapping;
mod own;
mod provider;
mod service;

use super::place::KeyPlaces;
use super::{Config, ProfileName};
use crate::{Handling, Severity};
use std::fmt;

/// One thing that is wrong or odd in samlens.toml, and where.
///
/// Its `Display` is `line:column: severity: message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    severity: Severity,
    line: usize,
    column: usize,
    message: String,
    fix: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of something that cannot work.
    pub fn error((line, column): (usize, usize), message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, line, column, message: message.into(), fix: None }
    }

    /// A diagnostic of something that may work.
    pub fn warning((line, column): (usize, usize), message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, line, column, message: message.into(), fix: None }
    }

    /// The same with a line of help.
    #[must_use]
    pub fn with_fix(mut self, fix: impl Into<String>) -> Diagnostic {
        self.fix = Some(fix.into());
        self
    }

    /// Its severity.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Line and column, both from 1.
    pub fn place(&self) -> (usize, usize) {
        (self.line, self.column)
    }

    /// What is wrong, a lower-case sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it, an imperative sentence.
    pub fn fix(&self) -> Option<&str> {
        self.fix.as_deref()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.line, self.column, self.severity.as_str(), self.message)
    }
}

/// Looks a deployment over; what is found is in the order of the file.
pub(super) fn lint(config: &Config, places: &KeyPlaces, identity_providers: bool) -> Vec<Diagnostic> {
    let mut lint = Lint { config, places, found: Vec::new() };
    lint.whole();
    lint.encryption();
    lint.service_provider();
    lint.own();
    lint.flex();
    if identity_providers {
        lint.identity_providers();
        lint.mappings();
    }
    lint.found.sort_by_key(Diagnostic::place);
    lint.found
}

struct Lint<'a> {
    config: &'a Config,
    places: &'a KeyPlaces,
    found: Vec<Diagnostic>,
}

impl Lint<'_> {
    fn error(&mut self, path: &str, message: impl Into<String>, fix: impl Into<String>) {
        self.found.push(Diagnostic::error(self.places.value(path), message).with_fix(fix));
    }

    fn warning(&mut self, path: &str, message: impl Into<String>, fix: impl Into<String>) {
        self.found.push(Diagnostic::warning(self.places.value(path), message).with_fix(fix));
    }

    fn is_flex(&self) -> bool {
        self.config.chosen_profile().0 == ProfileName::Flex
    }

    /// What concerns no single section.
    fn whole(&mut self) {
        let config = self.config;
        if config.clock_skew > 86_400 {
            self.error("clock_skew", "clock_skew is longer than a day", "give seconds; 180 is usual");
        } else if config.clock_skew > 600 {
            self.warning(
                "clock_skew",
                format!(
                    "clock_skew is {} s; an expired response is still accepted for that long",
                    config.clock_skew
                ),
                "synchronize both clocks with NTP, and use 180 s",
            );
        }
        if !self.is_flex() && config.flex != super::FlexConfig::default() {
            self.warning("flex", "[flex] has no effect under profile generic", "set profile = \"flex\"");
        }
        if let (Some(shortest), Some(longest)) = (config.session.shortest_hours, config.session.longest_hours)
            && shortest > longest
        {
            self.error(
                "session.shortest_hours",
                format!("the shortest session, {shortest} h, is longer than the longest, {longest} h"),
                "set shortest_hours = 8 and longest_hours = 12",
            );
        }
        if config.session.longest_hours.is_some_and(|hours| hours > 24) {
            self.warning(
                "session.longest_hours",
                "sessions longer than a day raise no warning",
                "use 8 to 12 hours, a shift",
            );
        }
        if config.policy.sha1 == Some(Handling::Accept) {
            self.warning(
                "policy.sha1",
                "SHA-1 is accepted without a warning",
                "set signatureAlgorithm to rsa-sha256 and digestAlgorithm to sha256 in Auth0, and sha1 = \"refuse\" here",
            );
        }
        if config.policy.certificate_dates == Some(Handling::Accept) {
            self.warning(
                "policy.certificate_dates",
                "expired certificates are accepted without a warning",
                "use \"warn\", so that a missed rotation is reported",
            );
        }
        match config.policy.assertion_lifetime_hours {
            Some(0) => self.error(
                "policy.assertion_lifetime_hours",
                "assertion_lifetime_hours is 0: every assertion is refused as soon as it is older than the clock skew",
                "remove it (the default is 24), or set it to 1 or more",
            ),
            Some(hours) if hours > 24 => self.warning(
                "policy.assertion_lifetime_hours",
                format!(
                    "assertions are accepted for up to {hours} h after they were issued, if their own NotOnOrAfter allows it"
                ),
                "remove it (the default is 24), so that a replay cache need not remember an assertion longer than a day",
            ),
            _ => {}
        }
        if let Some(bits) = config.policy.min_rsa_bits.filter(|&bits| bits < 2048) {
            self.warning(
                "policy.min_rsa_bits",
                format!("RSA keys of {bits} bits are accepted"),
                "use 2048, the minimum of NIST SP 800-131A since 2014",
            );
        }
    }
}
