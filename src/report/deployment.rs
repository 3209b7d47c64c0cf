//! The configuration file that a message was judged by, and what in it is weaker than the default.

use super::human::{Style, TextPage, escaped};
use crate::expectations::DEFAULT_CLOCK_SKEW;
use serde_json::{Value, json};

/// The configuration file that a report was made with ([`Report::with_deployment`](super::Report::with_deployment)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeploymentSummary {
    /// Its name.
    pub file: String,
    /// Whether it was found by chance, in the working directory.
    pub found_by_chance: bool,
    /// Allowed clock skew, in seconds.
    pub clock_skew: u32,
    /// The settings that accept what the default refuses: key, value and default.
    pub weaker: Vec<(String, String, String)>,
}

impl DeploymentSummary {
    /// A file that was given by name, with the default clock skew.
    pub fn new(file: impl Into<String>) -> DeploymentSummary {
        DeploymentSummary {
            file: file.into(),
            clock_skew: DEFAULT_CLOCK_SKEW,
            ..DeploymentSummary::default()
        }
    }

    /// The file and how it came to be used, in words.
    pub fn in_words(&self) -> String {
        match self.found_by_chance {
            true => format!("{}, found in the working directory (--no-config ignores it)", self.file),
            false => self.file.clone(),
        }
    }

    /// The weaker settings, in words; empty where there are none.
    pub fn weaker_in_words(&self) -> String {
        let each =
            self.weaker.iter().map(|(key, value, default)| format!("{key} = {value} (default {default})"));
        each.collect::<Vec<_>>().join(", ")
    }

    /// The summary as JSON, as in the report.
    pub fn to_json(&self) -> Value {
        let weaker = self
            .weaker
            .iter()
            .map(|(key, value, default)| json!({ "key": key, "value": value, "default": default }));
        json!({
            "file": self.file,
            "found_by_chance": self.found_by_chance,
            "clock_skew": self.clock_skew,
            "weaker": weaker.collect::<Vec<_>>(),
        })
    }

    /// One line with the file, and one with what is weaker.
    pub(super) fn rows(&self, page: &mut TextPage, width: usize) {
        let unicode = page.unicode();
        page.entry(2, "config", Style::Dim, width, &escaped(&self.in_words(), unicode), Style::Plain);
        if !self.weaker.is_empty() {
            let text = format!("than the default: {}", self.weaker_in_words());
            page.entry(2, "weaker", Style::Yellow, width, &escaped(&text, unicode), Style::Bold);
        }
    }
}
