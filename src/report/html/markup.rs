//! HTML under construction: markup of this crate goes in as it is, everything else escaped.

use crate::report::human::acts_or_hides;

/// Characters written of one text; the rest is counted.
const MAX_CHARACTERS: usize = 4_000;

/// A page that is being written.
///
/// Only a literal of this crate is written as markup, because [`Html::markup`] takes `&'static str`. Values of a message
/// go through [`Html::text`] or [`Html::lines`], and never into an attribute.
#[derive(Default)]
pub(in crate::report) struct Html {
    out: String,
}

impl Html {
    /// Markup of this crate's own.
    pub(in crate::report) fn markup(&mut self, markup: &'static str) -> &mut Html {
        self.out.push_str(markup);
        self
    }

    /// A number, for content, `id`, `href` and classes.
    pub(in crate::report) fn number(&mut self, number: usize) -> &mut Html {
        self.out.push_str(&number.to_string());
        self
    }

    /// A place on an axis, in percent.
    pub(in crate::report) fn percent(&mut self, value: f64) -> &mut Html {
        self.out.push_str(&format!("{:.2}%", if value.is_finite() { value.clamp(0.0, 100.0) } else { 0.0 }));
        self
    }

    /// Text on one line, escaped; line breaks are shown as `\n`.
    pub(in crate::report) fn text(&mut self, text: &str) -> &mut Html {
        self.escaped(text, false)
    }

    /// Text in which line breaks and tabs stay.
    pub(in crate::report) fn lines(&mut self, text: &str) -> &mut Html {
        self.escaped(text, true)
    }

    /// A sentence of this crate: what it has between backticks is code.
    pub(in crate::report) fn prose(&mut self, text: &str) -> &mut Html {
        if text.matches('`').count() % 2 != 0 {
            return self.text(text);
        }
        for (number, part) in text.split('`').enumerate() {
            match number % 2 {
                0 => self.text(part),
                _ => self.markup("<code>").text(part).markup("</code>"),
            };
        }
        self
    }

    /// A value of the message: in a fixed-width font, its direction isolated, white space at its ends visible.
    pub(in crate::report) fn value(&mut self, text: &str) -> &mut Html {
        if text.is_empty() {
            return self.markup("<span class=\"dim\">(empty)</span>");
        }
        let quoted = text.trim() != text;
        self.markup("<code>").markup(if quoted { "\"" } else { "" }).text(text);
        self.markup(if quoted { "\"" } else { "" }).markup("</code>")
    }

    /// Another part of the page, escaped already.
    pub(in crate::report) fn append(&mut self, part: Html) {
        self.out.push_str(&part.out);
    }

    pub(in crate::report) fn into_string(self) -> String {
        self.out
    }

    /// The one place where text becomes HTML (invariant: private-values).
    ///
    /// Markup characters become references. Controls, bidirectional overrides (CVE-2021-42574) and whatever cannot be
    /// seen become `\u{…}`, marked as such.
    fn escaped(&mut self, text: &str, keep_lines: bool) -> &mut Html {
        for (index, character) in text.chars().enumerate() {
            if index == MAX_CHARACTERS {
                let more = text.chars().count().saturating_sub(MAX_CHARACTERS);
                self.out.push_str(&format!("… <span class=\"dim\">({more} more characters)</span>"));
                break;
            }
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                '\n' | '\t' if keep_lines => self.out.push(character),
                '\n' => self.hidden("\\n"),
                '\r' => self.hidden("\\r"),
                '\t' => self.hidden("\\t"),
                c if acts_or_hides(c) => self.hidden(&c.escape_unicode().to_string()),
                c => self.out.push(c),
            }
        }
        self
    }

    fn hidden(&mut self, shown: &str) {
        self.out.push_str("<span class=\"hid\">");
        self.out.push_str(shown);
        self.out.push_str("</span>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        let mut html = Html::default();
        html.text(text);
        html.into_string()
    }

    #[test]
    fn markup_in_a_value_is_text() {
        assert_eq!(text("\"><img onerror='x'>&amp;"), "&quot;&gt;&lt;img onerror=&#39;x&#39;&gt;&amp;amp;");
    }

    #[test]
    fn what_cannot_be_seen_is_shown_as_a_code_point() {
        assert_eq!(
            text("a\u{202e}b\u{0}"),
            "a<span class=\"hid\">\\u{202e}</span>b<span class=\"hid\">\\u{0}</span>"
        );
        assert_eq!(text("a\nb"), "a<span class=\"hid\">\\n</span>b");
        let mut html = Html::default();
        html.lines("a\nb\r");
        assert_eq!(html.into_string(), "a\nb<span class=\"hid\">\\r</span>");
    }

    #[test]
    fn white_space_at_an_end_of_a_value_is_seen() {
        let mut html = Html::default();
        html.value("agent ").value("");
        assert_eq!(html.into_string(), "<code>\"agent \"</code><span class=\"dim\">(empty)</span>");
    }

    #[test]
    fn what_is_between_backticks_is_code() {
        let prose = |text: &str| {
            let mut html = Html::default();
            html.prose(text);
            html.into_string()
        };
        assert_eq!(prose("Run `a <b>` now"), "Run <code>a &lt;b&gt;</code> now");
        assert_eq!(prose("one ` alone"), "one ` alone");
    }

    #[test]
    fn an_endless_text_is_cut_and_counted() {
        assert!(text(&"x".repeat(5_000)).ends_with("x… <span class=\"dim\">(1000 more characters)</span>"));
    }

    #[test]
    fn a_place_is_on_the_axis() {
        let mut html = Html::default();
        html.percent(f64::NAN).percent(250.0).percent(33.333);
        assert_eq!(html.into_string(), "0.00%100.00%33.33%");
    }
}
