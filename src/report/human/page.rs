//! The page that a report is written on: width, colours, marks and aligned lines.

use super::HumanOptions;
use super::legible::{columns, wrap};

/// The looks that text may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Style {
    Plain,
    Bold,
    Dim,
    Red,
    Yellow,
    Green,
    Cyan,
}

impl Style {
    fn sequence(self) -> &'static str {
        match self {
            Style::Plain => "",
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Red => "1;31",
            Style::Yellow => "33",
            Style::Green => "32",
            Style::Cyan => "36",
        }
    }
}

/// Lines of at most the page's width.
///
/// Whoever writes on it escapes what comes out of a message first; the page itself sends colours and nothing else.
pub(in crate::report) struct TextPage {
    out: String,
    width: usize,
    color: bool,
    unicode: bool,
}

impl TextPage {
    pub(in crate::report) fn new(options: &HumanOptions) -> TextPage {
        TextPage {
            out: String::new(),
            width: options.width.clamp(40, 400),
            color: options.color,
            unicode: options.unicode,
        }
    }

    pub(in crate::report) fn width(&self) -> usize {
        self.width
    }

    pub(in crate::report) fn unicode(&self) -> bool {
        self.unicode
    }

    pub(in crate::report) fn into_text(self) -> String {
        self.out
    }

    /// An empty line, unless one stands there already.
    pub(in crate::report) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// The heading of a section, after an empty line.
    pub(in crate::report) fn heading(&mut self, text: &str) {
        self.gap();
        self.entry(0, "", Style::Bold, 0, text, Style::Bold);
    }

    /// One entry: a label in its column, then text that wraps under itself.
    ///
    /// The text begins `indent + label_width` columns in, or on the next line where the label is too long for that.
    pub(in crate::report) fn entry(
        &mut self,
        indent: usize,
        label: &str,
        label_style: Style,
        label_width: usize,
        text: &str,
        text_style: Style,
    ) {
        let margin = indent.saturating_add(label_width).min(self.width.saturating_sub(20));
        let mut lines = wrap(text, self.width.saturating_sub(margin)).into_iter();
        let used = columns(label);
        if indent.saturating_add(used) < margin || used == 0 {
            self.pad(indent);
            self.paint(label, label_style);
            self.pad(margin.saturating_sub(indent.saturating_add(used)));
        } else {
            for line in wrap(label, self.width.saturating_sub(indent)) {
                self.pad(indent);
                self.paint(&line, label_style);
                self.end_line();
            }
            self.pad(margin);
        }
        if let Some(first) = lines.next() {
            self.paint(&first, text_style);
        }
        self.end_line();
        for line in lines {
            self.pad(margin);
            self.paint(&line, text_style);
            self.end_line();
        }
    }

    /// Text that wraps at an indent.
    pub(in crate::report) fn text(&mut self, indent: usize, text: &str, style: Style) {
        self.entry(indent, "", Style::Plain, 0, text, style);
    }

    fn pad(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }

    fn paint(&mut self, text: &str, style: Style) {
        if self.color && style != Style::Plain && !text.is_empty() {
            self.out.push_str("\u{1b}[");
            self.out.push_str(style.sequence());
            self.out.push('m');
            self.out.push_str(text);
            self.out.push_str("\u{1b}[0m");
        } else {
            self.out.push_str(text);
        }
    }

    fn end_line(&mut self) {
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
        self.out.push('\n');
    }
}
