//! Text in base64 that is no message: the payload of a token, a header of a proxy, a segment of a path.

use super::layers::is_text;
use super::search::percent;
use crate::encoding::percent::decoded;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Shortest code that is looked at: a value that is looked for has four octets or more.
pub(super) const SHORTEST: usize = 6;
/// What is between the parts of a token and the segments of a path, and is no letter of base64, or may be none.
const BETWEEN: [char; 9] = ['.', '/', '~', '!', '@', '$', '*', '%', '+'];

/// A text, and how it was written.
struct EncodedText {
    text: String,
    url_safe: bool,
    padded: bool,
}

impl EncodedText {
    /// What a piece of code says, if it can be written again as it was.
    fn of(piece: &str) -> Option<EncodedText> {
        let core = piece.trim_end_matches('=');
        if core.len() < SHORTEST || !core.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/-_".contains(&b)) {
            return None;
        }
        let url_safe = core.contains(['-', '_']);
        let octets = if url_safe { URL_SAFE_NO_PAD.decode(core) } else { STANDARD_NO_PAD.decode(core) };
        let text = String::from_utf8(octets.ok()?).ok().filter(|text| is_text(text))?;
        Some(EncodedText { text, url_safe, padded: core.len() < piece.len() })
    }

    fn with(&self, text: &str) -> String {
        let mut code =
            if self.url_safe { URL_SAFE_NO_PAD.encode(text) } else { STANDARD_NO_PAD.encode(text) };
        while self.padded && !code.len().is_multiple_of(4) {
            code.push('=');
        }
        code
    }
}

/// A word with the texts in its code rewritten; `None` if that changes none of them.
pub(super) fn rewritten(word: &str, rewrite: &mut impl FnMut(&str) -> String) -> Option<String> {
    if let Some(changed) = one(word, rewrite) {
        return Some(changed);
    }
    if word.contains('%')
        && let Some(decoded) = decoded(word, false)
        && let Some(changed) = one(&decoded, rewrite)
    {
        return Some(percent(&changed, word.contains("%2b") || word.contains("%2f") || word.contains("%3d")));
    }
    let mut changed = false;
    let mut out = String::with_capacity(word.len());
    for piece in word.split_inclusive(BETWEEN) {
        let core = piece.trim_end_matches(BETWEEN);
        match one(core, rewrite) {
            Some(other) => {
                changed = true;
                out.push_str(&other);
            }
            None => out.push_str(core),
        }
        out.push_str(piece.get(core.len()..).unwrap_or_default());
    }
    changed.then_some(out)
}

fn one(piece: &str, rewrite: &mut impl FnMut(&str) -> String) -> Option<String> {
    let code = EncodedText::of(piece)?;
    let text = rewrite(&code.text);
    (text != code.text).then(|| code.with(&text))
}

/// What the code in a word says: for the search for what is left.
pub(super) fn texts(word: &str) -> Vec<String> {
    let pieces = word.split(BETWEEN).filter(|piece| piece.len() < word.len());
    std::iter::once(word).chain(pieces).filter_map(EncodedText::of).map(|code| code.text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(word: &str) -> Option<String> {
        rewritten(word, &mut |text| text.replace("mara@example.org", "user-1@example.invalid"))
    }

    #[test]
    fn tokens_and_segments_are_rewritten_as_they_were_written() {
        let (mail, other) = ("bWFyYUBleGFtcGxlLm9yZw", "dXNlci0xQGV4YW1wbGUuaW52YWxpZA");
        assert_eq!(changed(mail).as_deref(), Some(other));
        assert_eq!(changed(&format!("{mail}==")), Some(format!("{other}==")));
        assert_eq!(changed(&format!("{mail}%3d%3d")), Some(format!("{other}%3d%3d")));
        assert_eq!(changed(&format!("/users/{mail}/home")), Some(format!("/users/{other}/home")));
        assert_eq!(
            changed("eyJhbGciOiJub25lIn0.eyJlbWFpbCI6Im1hcmFAZXhhbXBsZS5vcmcifQ.c2ln").as_deref(),
            Some("eyJhbGciOiJub25lIn0.eyJlbWFpbCI6InVzZXItMUBleGFtcGxlLmludmFsaWQifQ.c2ln")
        );
        assert_eq!(changed("bWFyYQ"), None);
        assert_eq!(changed("mara@example.org"), None);
    }

    #[test]
    fn what_code_says_is_found_in_every_piece() {
        assert_eq!(texts("bWFyYQ=="), ["mara"]);
        assert_eq!(texts("a.bWFyYQ.b"), ["mara"]);
        assert_eq!(texts("https"), Vec::<String>::new());
    }
}
