//! What is in a message, for people: every page of it says that nothing was verified.

use super::legible::{escaped, value};
use super::page::{Style, TextPage};
use super::{HumanOptions, IS_REQUEST, identity, message_line, row};
use crate::report::Outline;

/// Lines of the brief form.
const SCREEN: usize = 24;
/// Fields of the brief form, the most telling first.
const TELLING: [&str; 13] = [
    "Issuer",
    "StatusCode",
    "StatusMessage",
    "Destination",
    "AssertionConsumerServiceURL",
    "InResponseTo",
    "IssueInstant",
    "Audience",
    "Recipient",
    "NotBefore",
    "NotOnOrAfter",
    "AuthnInstant",
    "SessionIndex",
];
/// Encrypted parts of the brief form.
const MAX_ENCRYPTED: usize = 2;
/// Characters of a value in the brief form.
const MAX_VALUE: usize = 120;
/// Attributes named in the brief form.
const MAX_ATTRIBUTES: usize = 8;

impl Outline {
    /// The message field by field, as text for a terminal, under a line that says NOT VERIFIED.
    pub fn to_human(&self, options: &HumanOptions) -> String {
        let mut page = self.head(options);
        let mut element = "";
        for field in self.fields() {
            if field.element != element {
                page.heading(&escaped(&field.element, options.unicode));
                element = &field.element;
            }
            page.entry(2, field.name, Style::Dim, 22, &value(&field.value, options.unicode), Style::Plain);
        }
        let claimed = self.claimed();
        if claimed.name_id.is_some() || !claimed.attributes.is_empty() {
            identity::section(&mut page, "Claims: NOT VERIFIED", claimed);
        }
        page.into_text()
    }

    /// The message on one screen of 24 lines: whole if it fits, otherwise its most important parts.
    pub fn to_brief(&self, options: &HumanOptions) -> String {
        let whole = self.to_human(options);
        if whole.lines().count() <= SCREEN {
            return whole;
        }
        let unicode = options.unicode;
        let mut page = self.head(options);
        page.gap();
        for name in TELLING {
            let mut seen: Vec<&str> = Vec::new();
            for field in self.fields().iter().filter(|field| field.name == name) {
                if !seen.contains(&field.value.as_str()) {
                    seen.push(&field.value);
                }
            }
            if let Some(first) = seen.first() {
                let mut text = shortened(value(first, unicode), unicode);
                if seen.len() > 1 {
                    text.push_str(&format!(" and {} more", seen.len().saturating_sub(1)));
                }
                let label = if name == "AssertionConsumerServiceURL" { "ACS URL" } else { name };
                page.entry(2, label, Style::Dim, 17, &text, Style::Plain);
            }
        }
        for field in self.fields().iter().filter(|field| field.name.contains("Encrypted")).take(MAX_ENCRYPTED)
        {
            let text = shortened(value(&field.value, unicode), unicode);
            page.entry(2, field.name, Style::Dim, 17, &text, Style::Plain);
        }
        let claimed = self.claimed();
        if let Some(name_id) = &claimed.name_id {
            let text = shortened(value(name_id, unicode), unicode);
            page.entry(2, "NameID", Style::Dim, 17, &text, Style::Plain);
        }
        if !claimed.attributes.is_empty() {
            let names: Vec<String> = claimed
                .attributes
                .iter()
                .take(MAX_ATTRIBUTES)
                .map(|(name, _)| escaped(name, unicode).chars().take(40).collect())
                .collect();
            let left = claimed.attributes.len().saturating_sub(names.len());
            let left = if left > 0 { format!(" and {left} more") } else { String::new() };
            page.entry(2, "attributes", Style::Dim, 17, &format!("{}{left}", names.join(", ")), Style::Plain);
        }
        page.gap();
        page.text(2, "more: -v (every field and value), --pretty, --xml", Style::Dim);
        page.into_text()
    }

    fn head(&self, options: &HumanOptions) -> TextPage {
        let mut page = TextPage::new(options);
        page.text(0, "NOT VERIFIED: only what the message says; `samlens check` judges it", Style::Yellow);
        if let Some(capture) = &self.capture {
            row(&mut page, "read", &escaped(&capture.recognised, options.unicode));
            let (position, count) = capture.position;
            // What was recognized says which message it is, unless it is no archive.
            if count > 1 && !capture.recognised.contains(" message ") {
                row(&mut page, "message", &format!("{position} of {count}; --nth chooses another"));
            }
        }
        let message = self.message();
        let kind = message_line(&page, &message.kind, message.id.as_deref(), message.idp_product.as_deref());
        row(&mut page, "kind", &kind);
        if message.kind == "AuthnRequest" {
            page.text(2, IS_REQUEST, Style::Bold);
        }
        page
    }
}

/// The beginning of a long value, marked as such.
fn shortened(text: String, unicode: bool) -> String {
    if text.chars().count() <= MAX_VALUE {
        return text;
    }
    let head: String = text.chars().take(MAX_VALUE).collect();
    format!("{head}{}", if unicode { "…" } else { "..." })
}
