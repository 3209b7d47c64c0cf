//! Text and attribute values as they are written into XML and read again as they were.

/// Writes a text or an attribute value. A reader makes line feeds and spaces of what is not escaped here (XML 1.0, sections
/// 2.11 and 3.3.3).
///
/// Canonical XML has other references for the same characters (`canonical.rs`). Documents that this service sends are
/// written by `sign_on/write.rs`, for readers whatever they are: it also escapes apostrophes, and line ends in texts.
pub(crate) fn escape(text: &str, in_attribute: bool, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '"' if in_attribute => out.push_str("&quot;"),
            '\t' if in_attribute => out.push_str("&#9;"),
            '\n' if in_attribute => out.push_str("&#10;"),
            other => out.push(other),
        }
    }
}

/// The same as a string.
pub(crate) fn escaped(text: &str, in_attribute: bool) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(16));
    escape(text, in_attribute, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;
    use crate::Limits;
    use crate::xml::Document;

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let value = "a & <b> ]]> \"c\" 'd'\t\r\n\u{e9}";
        let text = format!("<a b=\"{}\">{}</a>", escaped(value, true), escaped(value, false));
        let document = Document::parse(&text, &Limits::default()).unwrap();
        assert_eq!(document.root().attribute("b"), Some(value));
        assert_eq!(document.root().text(), Some(value));
    }
}
