//! Reports on copies, and reports without values of persons.

use super::container::Rewriter;
use super::plain::{RedactSettings, free};
use super::record::OriginalVerdict;
use super::values::{ValueKind, Values};
use super::xml;
use crate::capture::Captured;
use crate::report::{Identity, Report, Verdict};
use crate::{Code, Finding, Severity};
use std::collections::HashMap;
use std::fmt;

impl Report {
    /// The report on a redacted copy: it leads with what the copy says of its original, and accepts nothing.
    ///
    /// What redacting itself breaks, above all signatures, is no error of the original, and stays as a note.
    pub(crate) fn of_redacted_copy(mut self, original: OriginalVerdict) -> Report {
        let verdict = match original.verdict.as_str() {
            "rejected" => Verdict::Rejected,
            "unreadable" => Verdict::Unreadable,
            // Never accepted: the record is a claim of the copy.
            _ => Verdict::Inconclusive,
        };
        for finding in &mut self.findings {
            finding.clear_root();
            if finding.severity() == Severity::Error && !original.codes.contains(&finding.code()) {
                finding.set_severity(Severity::Info);
            }
        }
        if let Some(root) = original.root {
            let found = self.findings.iter().position(|finding| finding.code() == root);
            let mut finding = match found {
                Some(at) => self.findings.remove(at),
                None => Finding::new(root, in_the_original(root)),
            };
            finding.set_root();
            self.findings.insert(0, finding);
        }
        self.verdict = verdict;
        self.claimed = self.identity.take().or(self.claimed);
        self.worker = None;
        self.extras.original = Some(original);
        self
    }

    /// What the message says of its original, where it is a copy made by `samlens redact`; a claim of the copy.
    pub fn redacted_copy_of(&self) -> Option<&OriginalVerdict> {
        self.extras.original.as_ref()
    }
}

fn in_the_original(code: Code) -> String {
    let summary = code.summary().trim_end_matches('.');
    let mut letters = summary.chars();
    let first = letters.next().map(|c| c.to_lowercase().collect::<String>()).unwrap_or_default();
    format!("in the original: {first}{}", letters.as_str())
}

/// Replaces the values of persons in reports: `check --redact` and the like.
///
/// The values are those of the messages that it was made from. Reports on each of them can be redacted.
pub struct ReportRedaction {
    values: Values,
    settings: RedactSettings,
}

impl fmt::Debug for ReportRedaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReportRedaction").finish_non_exhaustive()
    }
}

impl ReportRedaction {
    /// Finds the values of persons in some messages.
    pub fn of<'m>(messages: impl IntoIterator<Item = &'m Captured>) -> ReportRedaction {
        let (mut values, settings) = (Values::default(), RedactSettings::default());
        for message in messages {
            xml::rewrite(message.xml(), &mut values, &settings);
            if let Some(state) = message.relay_state() {
                values.standin(ValueKind::RelayState, state);
            }
        }
        values.settle();
        ReportRedaction { values, settings }
    }

    /// The message without values of persons, to be shown. Its signatures do not fit it any more.
    pub fn message(&mut self, message: &Captured) -> Captured {
        let originals = HashMap::new();
        let mut rewriter = Rewriter {
            values: &mut self.values,
            settings: &self.settings,
            originals: &originals,
            signing: None,
        };
        let mut copy = message.clone();
        copy.xml = rewriter.message(message.xml());
        copy.relay_state =
            message.relay_state().map(|state| self.values.standin(ValueKind::RelayState, state));
        // A query has the message itself, and an address may have tokens.
        copy.query = None;
        copy.posted_to = message.posted_to().map(|url| url.split(['?', '#']).next().unwrap_or(url).into());
        for finding in &mut copy.findings {
            self.finding(finding);
        }
        copy
    }

    /// A text, with every known value and every e-mail and IP address replaced.
    pub fn text(&mut self, text: &str) -> String {
        free(text, &mut self.values, &self.settings)
    }

    /// The report without values of persons.
    pub fn report(&mut self, report: &Report) -> Report {
        let mut copy = report.clone();
        // What was decrypted is in no message, and may be in findings.
        for identity in copy.identity.iter_mut().chain(copy.claimed.iter_mut()) {
            self.identity(identity);
        }
        self.values.settle();
        for finding in &mut copy.findings {
            self.finding(finding);
        }
        // What is predicted of a worker is made of the person's values alone.
        copy.worker = None;
        copy
    }

    fn finding(&mut self, finding: &mut Finding) {
        let (values, settings) = (&mut self.values, &self.settings);
        let about_attribute = finding.class() == Some(crate::Class::AttributeMappingError);
        finding.map_texts(|text, is_value| match is_value && about_attribute {
            // Of an attribute the value itself is quoted, however short it is.
            true if values.is_known(text) => values.standin(ValueKind::Attribute, text),
            _ => free(text, values, settings),
        });
    }

    fn identity(&mut self, identity: &mut Identity) {
        let values = &mut self.values;
        identity.name_id = identity.name_id.take().map(|id| values.standin(ValueKind::NameId, &id));
        identity.session_index =
            identity.session_index.take().map(|id| values.standin(ValueKind::SessionIndex, &id));
        for value in identity.attributes.iter_mut().flat_map(|(_, values)| values) {
            *value = values.standin(ValueKind::Attribute, value);
        }
    }
}
