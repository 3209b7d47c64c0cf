//! Texts in one text, each with its length before it: `5:hello,`, or `-` for one that is absent.
//!
//! There may be as many as the text has bytes (invariant: bounded): what was written must be read back, and an assertion
//! may name any number of sessions.

/// Joins fields into one text.
pub(super) fn joined<'f>(fields: impl IntoIterator<Item = Option<&'f str>>) -> String {
    let mut out = String::new();
    for field in fields {
        match field {
            Some(field) => out.push_str(&format!("{}:{field},", field.len())),
            None => out.push('-'),
        }
    }
    out
}

/// The fields of a text that [`joined`] wrote; none if it is another text.
pub(super) fn split(mut text: &str) -> Option<Vec<Option<&str>>> {
    let mut fields = Vec::new();
    while !text.is_empty() {
        if let Some(rest) = text.strip_prefix('-') {
            fields.push(None);
            text = rest;
            continue;
        }
        let (length, rest) = text.split_once(':')?;
        // `parse` accepts a sign, which `joined` never writes.
        if !length.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (field, rest) = rest.split_at_checked(length.parse().ok()?)?;
        fields.push(Some(field));
        text = rest.strip_prefix(',')?;
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::{joined, split};

    #[test]
    fn fields_come_back_as_they_were() {
        let fields = [Some("a:1,"), None, Some(""), Some("ü\n-"), None];
        assert_eq!(split(&joined(fields)).unwrap(), fields);
        assert_eq!(split("").unwrap(), []);
        let many = vec![Some("x"); 5_000];
        assert_eq!(split(&joined(many.iter().copied())).unwrap(), many);
    }

    #[test]
    fn another_text_has_no_fields() {
        for text in
            ["a", "1:a", "2:a,", "1:ab,", "1a:", "+1:a,", "99999999999999999999:a,", ":a,", "1:\u{fc},"]
        {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
