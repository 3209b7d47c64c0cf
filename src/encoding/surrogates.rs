//! JSON whose texts were cut in the middle of a character: half of a surrogate pair, which no Rust string can have.

use super::reference;
use std::borrow::Cow;

/// The JSON with U+FFFD for each half of a surrogate pair. Browsers write a half as an escape where a script cut a text
/// (`JSON.stringify`, ECMA-262, section 25.5.2.3), and `serde_json` then refuses the whole document.
pub(crate) fn paired(json: &str) -> Cow<'_, str> {
    if !json.contains("\\ud") && !json.contains("\\uD") {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let is_half = unit(after).is_some_and(|unit| (0xd800..0xe000).contains(&unit));
        if is_half && !is_pair(after) {
            out.push_str("\\ufffd");
            rest = after.get(ESCAPE..).unwrap_or_default();
            continue;
        }
        let length = match is_half {
            true => PAIR,
            false => after.chars().next().map_or(0, char::len_utf8),
        };
        let (escape, tail) = after.split_at_checked(length).unwrap_or((after, ""));
        out.push('\\');
        out.push_str(escape);
        rest = tail;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Bytes of `uXXXX`, and of `uXXXX\uXXXX`.
const ESCAPE: usize = 5;
const PAIR: usize = 11;

/// The number of `uXXXX`.
fn unit(text: &str) -> Option<u32> {
    Some(reference::unit(text.strip_prefix('u')?)?.0)
}

/// Whether a text begins with a high half and the low one after it.
fn is_pair(text: &str) -> bool {
    let second = text.get(ESCAPE..).and_then(|text| text.strip_prefix('\\')).and_then(unit);
    unit(text).is_some_and(|high| high < 0xdc00) && second.is_some_and(|low| (0xdc00..0xe000).contains(&low))
}

#[cfg(test)]
mod tests {
    use super::paired;

    #[test]
    fn halves_are_replaced_and_pairs_are_left() {
        for (json, expected) in [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\uDE00b""#, r#""\ufffdb""#),
            (r#""\ud83d\ude00\u00e4""#, r#""\ud83d\ude00\u00e4""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83d\n""#, r#""\ufffd\n""#),
            // A backslash and text.
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\ud8"#, r#""\ud8"#),
            (r#""\ud83"#, r#""\ud83"#),
            (r"\ud+3d\", r"\ud+3d\"),
        ] {
            assert_eq!(paired(json), expected, "{json}");
        }
    }
}
