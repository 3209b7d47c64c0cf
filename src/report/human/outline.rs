//! What is in a message, for people: every page of it says that nothing was verified.

use super::legible::{escaped, value};
use super::page::{Page, Style};
use super::{HumanOptions, identity, message_line, row};
use crate::report::Outline;

impl Outline {
    /// The message field by field, as text for a terminal, under a line that says NOT VERIFIED.
    pub fn to_human(&self, options: &HumanOptions) -> String {
        let mut page = Page::new(options);
        page.text(0, "NOT VERIFIED: only what the message says; `samlens check` judges it", Style::Yellow);
        if let Some(capture) = &self.capture {
            row(&mut page, "read", &escaped(&capture.recognised, options.unicode));
            let (position, count) = capture.position;
            if count > 1 {
                row(&mut page, "message", &format!("{position} of {count}; --nth chooses another"));
            }
        }
        let message = self.message();
        let kind = message_line(&page, &message.kind, message.id.as_deref(), message.idp_product.as_deref());
        row(&mut page, "kind", &kind);
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
}
