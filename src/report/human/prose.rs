//! Prose in the looks of a report: for texts that no message had a part in.

use super::HumanOptions;
use super::legible::{columns, escaped};
use super::page::{Style, TextPage};

/// A page of headed, wrapped text, as `samlens explain` prints it.
///
/// ```
/// use samlens::inspect::{HumanOptions, Prose};
///
/// let mut prose = Prose::new(&HumanOptions::default());
/// prose.heading("Why");
/// prose.text("Because.");
/// assert_eq!(prose.into_text(), "Why\n  Because.\n");
/// ```
pub struct Prose {
    page: TextPage,
}

impl Prose {
    /// An empty page.
    pub fn new(options: &HumanOptions) -> Prose {
        Prose { page: TextPage::new(options) }
    }

    /// A name, and in a few words what it is.
    pub fn title(&mut self, name: &str, text: &str) {
        let (name, text) = (self.shown(name), self.shown(text));
        let width = columns(&name).saturating_add(2);
        self.page.entry(0, &name, Style::Bold, width, &text, Style::Plain);
    }

    /// A heading, after an empty line.
    pub fn heading(&mut self, text: &str) {
        let text = self.shown(text);
        self.page.heading(&text);
    }

    /// Indented text that wraps.
    pub fn text(&mut self, text: &str) {
        let text = self.shown(text);
        self.page.text(2, &text, Style::Plain);
    }

    /// A label in a column of this width, then text that wraps under itself.
    pub fn entry(&mut self, label: &str, width: usize, text: &str) {
        let (label, text) = (self.shown(label), self.shown(text));
        self.page.entry(2, &label, Style::Cyan, width, &text, Style::Plain);
    }

    /// A label in a column of this width, then text on the same line, cut with `…` where the page ends.
    pub fn line(&mut self, label: &str, width: usize, text: &str) {
        let mut text = self.shown(text);
        let room = self.page.width().saturating_sub(width.saturating_add(2));
        let dots = if self.page.unicode() { "…" } else { "..." };
        if columns(&text) > room {
            while columns(&text).saturating_add(dots.chars().count()) > room && text.pop().is_some() {}
            text.push_str(dots);
        }
        self.entry(label, width, &text);
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.page.gap();
    }

    /// The page as text.
    pub fn into_text(self) -> String {
        self.page.into_text()
    }

    fn shown(&self, text: &str) -> String {
        escaped(text, self.page.unicode())
    }
}
