//! A finding: the work was done, and this is wrong with the message.

mod code;
mod detail;

pub use code::Code;
pub(crate) use detail::Detail;

use crate::encoding::escape::{bounded, escaped};
use std::fmt;

/// The class that the deployment's log readers look for; printed verbatim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// Signature, certificate, status, issuer, addressing, time, subject or structure.
    SamlValidationFailed,
    /// A required attribute is missing, empty, misnamed or has a bad value.
    AttributeMappingError,
    /// The identity provider's metadata could not be fetched or read.
    IdpUnreachable,
}

impl Class {
    /// The name as in logs, for example `SAML_VALIDATION_FAILED`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::SamlValidationFailed => "SAML_VALIDATION_FAILED",
            Class::AttributeMappingError => "ATTRIBUTE_MAPPING_ERROR",
            Class::IdpUnreachable => "IDP_UNREACHABLE",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; changes nothing.
    Info,
    /// Does not refuse the response here, but is weak or will fail elsewhere.
    Warning,
    /// Refuses the response.
    Error,
}

impl Severity {
    /// The word used in reports: `error`, `warning` or `info`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Confidence {
    /// The bytes show it: a digest or signature matched or did not, a value differs.
    Proved,
    /// Everything seen speaks for it.
    Likely,
    /// It would explain what is seen; other things would too.
    Possible,
}

impl Confidence {
    /// The word used in reports: `proved`, `likely` or `possible`.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Proved => "proved",
            Confidence::Likely => "likely",
            Confidence::Possible => "possible",
        }
    }
}

/// A place in the message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    /// Path of element names from the root, for example `/samlp:Response/saml:Assertion[1]/saml:Issuer`.
    pub path: String,
    /// Line of the message as XML, from 1; 0 when unknown.
    pub line: u32,
    /// Column in characters, from 1; 0 when unknown.
    pub column: u32,
}

impl Location {
    /// A place in the message; `line` and `column` count from 1. The path is escaped and bounded as a message is
    /// ([`Finding::MAX_MESSAGE_BYTES`]).
    pub fn new(path: impl Into<String>, line: u32, column: u32) -> Location {
        Location { path: sentence(path.into()), line, column }
    }
}

/// One thing that is wrong, weak or worth knowing, with its code, proof and remedy.
///
/// The message contains no value of a person. `actual` and `expected` may; `Debug` prints neither.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding(Box<FindingDetails>);

/// Boxed, so that a result without a finding costs no more than a pointer.
#[derive(Clone, PartialEq, Eq)]
struct FindingDetails {
    code: Code,
    severity: Severity,
    confidence: Confidence,
    message: String,
    location: Option<Location>,
    actual: Option<String>,
    expected: Option<String>,
    fix: Vec<String>,
    root: bool,
    consequence_of: Option<Code>,
    detail: Option<Detail>,
}

impl Finding {
    /// The longest message, and the longest path of a location, in bytes. What is longer ends in `…`.
    pub const MAX_MESSAGE_BYTES: usize = 2_048;
    /// The longest value and the longest line of help, in bytes: `actual`, `expected` and each `fix`.
    pub const MAX_VALUE_BYTES: usize = 8_192;
    /// The most lines of help.
    pub const MAX_FIXES: usize = 32;

    /// A finding with the code's usual severity. The message is lower case, without a full stop or private value.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Finding {
        Finding(Box::new(FindingDetails {
            code,
            severity: code.severity(),
            confidence: Confidence::Proved,
            message: sentence(message.into()),
            location: None,
            actual: None,
            expected: None,
            fix: Vec::new(),
            root: false,
            consequence_of: None,
            detail: None,
        }))
    }

    pub(crate) fn with_severity(mut self, severity: Severity) -> Finding {
        self.0.severity = severity;
        self
    }

    pub(crate) fn with_confidence(mut self, confidence: Confidence) -> Finding {
        self.0.confidence = confidence;
        self
    }

    pub(crate) fn at(mut self, location: Option<Location>) -> Finding {
        // Its fields are public, so it may come from elsewhere than `Location::new`.
        self.0.location = location.map(|place| Location::new(place.path, place.line, place.column));
        self
    }

    pub(crate) fn with_actual(mut self, actual: impl Into<String>) -> Finding {
        self.0.actual = Some(value(actual.into()));
        self
    }

    pub(crate) fn with_expected(mut self, expected: impl Into<String>) -> Finding {
        self.0.expected = Some(value(expected.into()));
        self
    }

    /// Says more closely than the code what it is about, for decisions of this library.
    pub(crate) fn with_detail(mut self, detail: Detail) -> Finding {
        self.0.detail = Some(detail);
        self
    }

    /// What it is about more closely than its code.
    #[cfg(feature = "inspect")]
    pub(crate) fn detail(&self) -> Option<Detail> {
        self.0.detail
    }

    /// Adds one imperative line of help: the console, the setting and the value.
    pub(crate) fn with_fix(mut self, fix: impl Into<String>) -> Finding {
        if self.0.fix.len() < Finding::MAX_FIXES {
            self.0.fix.push(value(fix.into()));
        }
        self
    }

    /// Says more at the end of the message, which stays free of private values.
    pub(crate) fn amend(&mut self, tail: &str) {
        self.0.message.push_str(tail);
        self.0.message = sentence(std::mem::take(&mut self.0.message));
    }

    /// Puts a line of help before the others.
    #[cfg(feature = "inspect")]
    pub(crate) fn lead_with_fix(&mut self, fix: String) {
        self.insert_fix(0, fix);
    }

    /// Adds a line of help behind the first few.
    #[cfg(feature = "inspect")]
    pub(crate) fn insert_fix(&mut self, at: usize, fix: String) {
        let fix = value(fix);
        if !self.0.fix.contains(&fix) {
            self.0.fix.insert(at.min(self.0.fix.len()), fix);
            self.0.fix.truncate(Finding::MAX_FIXES);
        }
    }

    /// Takes lines of help away.
    #[cfg(feature = "inspect")]
    pub(crate) fn remove_fix(&mut self, is_it: impl Fn(&str) -> bool) {
        self.0.fix.retain(|fix| !is_it(fix));
    }

    /// Puts one line of help in the place of all others.
    #[cfg(feature = "inspect")]
    pub(crate) fn replace_fix(&mut self, fix: String) {
        self.0.fix = vec![value(fix)];
    }

    /// Puts a line of help after the others.
    #[cfg(feature = "inspect")]
    pub(crate) fn end_with_fix(&mut self, fix: String) {
        let fix = value(fix);
        if !self.0.fix.contains(&fix) && self.0.fix.len() < Finding::MAX_FIXES {
            self.0.fix.push(fix);
        }
    }

    /// Takes the values away, which may be those of a person.
    #[cfg(feature = "inspect")]
    pub(crate) fn clear_values(&mut self) {
        self.0.actual = None;
        self.0.expected = None;
    }

    #[cfg(feature = "inspect")]
    pub(crate) fn set_severity(&mut self, severity: Severity) {
        self.0.severity = severity;
    }

    /// Replaces each text: the message, the lines of help, and the values, for which the second argument is true.
    #[cfg(feature = "inspect")]
    pub(crate) fn map_texts(&mut self, mut new: impl FnMut(&str, bool) -> String) {
        let details = &mut *self.0;
        details.message = sentence(new(&details.message, false));
        for text in details.actual.iter_mut().chain(details.expected.iter_mut()) {
            *text = value(new(text, true));
        }
        for fix in &mut details.fix {
            *fix = value(new(fix, false));
        }
    }

    #[cfg(feature = "inspect")]
    pub(crate) fn set_root(&mut self) {
        self.0.root = true;
    }

    #[cfg(feature = "inspect")]
    pub(crate) fn clear_root(&mut self) {
        self.0.root = false;
    }

    #[cfg(feature = "inspect")]
    pub(crate) fn set_consequence_of(&mut self, code: Code) {
        self.0.consequence_of = Some(code);
    }

    /// The permanent code, for example `audience-mismatch`.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The class, where the finding refuses the response or the code has one.
    pub fn class(&self) -> Option<Class> {
        self.0.code.class()
    }

    /// How serious it is here, under the policy in force.
    pub fn severity(&self) -> Severity {
        self.0.severity
    }

    /// How sure it is.
    pub fn confidence(&self) -> Confidence {
        self.0.confidence
    }

    /// What is wrong, in one lower-case sentence without private values.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where it is in the message.
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }

    /// The value in the message. It may be personal: print it only for the person who pasted it.
    pub fn actual(&self) -> Option<&str> {
        self.0.actual.as_deref()
    }

    /// The value that is expected there.
    pub fn expected(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }

    /// What to change, an imperative sentence each.
    pub fn fix(&self) -> &[String] {
        &self.0.fix
    }

    /// Whether the report leads with it.
    pub fn is_root(&self) -> bool {
        self.0.root
    }

    /// The finding that this one only follows from.
    pub fn consequence_of(&self) -> Option<Code> {
        self.0.consequence_of
    }
}

/// Names of elements and algorithms in a message are the sender's, and as long as the sender likes (invariant: bounded).
/// Messages are printed to logs as they are, so they contain no line break and nothing that a terminal acts on.
fn sentence(text: String) -> String {
    bounded(escaped(bounded(text, Finding::MAX_MESSAGE_BYTES)), Finding::MAX_MESSAGE_BYTES)
}

/// A value stays as the message has it, and is escaped where it is printed.
fn value(text: String) -> String {
    bounded(text, Finding::MAX_VALUE_BYTES)
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Invariant: private-values. `actual`, `expected` and `fix` may contain values of a person.
        f.debug_struct("Finding")
            .field("code", &self.0.code)
            .field("severity", &self.0.severity)
            .field("message", &self.0.message)
            .field("location", &self.0.location)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code, self.0.message)
    }
}
