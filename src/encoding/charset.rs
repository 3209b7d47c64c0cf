//! Octets of a message → text, once, before anything else reads them (invariant: strict-xml).
//!
//! UTF-8 is the usual case and costs the check that every text needs. US-ASCII, ISO-8859-1 and UTF-16 are read where
//! the XML declaration names them (XML 1.0, section 4.3.3), and the declaration then says UTF-8, at the same width.
//! What declares two encodings, or another one than its bytes are in, is refused.

use std::ops::Range;

/// An encoding that is read in addition to UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    Ascii,
    Latin1,
    Utf16,
}

impl Charset {
    fn named(name: &[u8]) -> Option<Charset> {
        Some(match name {
            name if name.eq_ignore_ascii_case(b"US-ASCII") => Charset::Ascii,
            name if name.eq_ignore_ascii_case(b"ISO-8859-1") => Charset::Latin1,
            name if name.eq_ignore_ascii_case(b"UTF-16") => Charset::Utf16,
            _ => return None,
        })
    }
}

/// Why octets are no text. It has nothing of the message (invariant: private-values).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CharsetError {
    /// From this byte on.
    NotUtf8(usize),
    /// The declaration and the bytes disagree, as this says.
    Contradiction(&'static str),
}

impl std::fmt::Display for CharsetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CharsetError::NotUtf8(at) => write!(f, "the message is not UTF-8 at byte {at}"),
            CharsetError::Contradiction(what) => f.write_str(what),
        }
    }
}

/// Reads a whole message.
///
/// # Errors
/// [`CharsetError`]: nothing is replaced or left out.
pub(crate) fn message_text(octets: Vec<u8>) -> Result<String, CharsetError> {
    match transcoded(&octets)? {
        Some((text, _)) => Ok(text),
        None => {
            String::from_utf8(octets).map_err(|error| CharsetError::NotUtf8(error.utf8_error().valid_up_to()))
        }
    }
}

/// Transcodes a message that declares another encoding than UTF-8; `None` if it does not, or names one that is not
/// read at all, which the scanner then refuses by name.
///
/// # Errors
/// The declaration and the bytes disagree.
pub(crate) fn transcoded(octets: &[u8]) -> Result<Option<(String, Charset)>, CharsetError> {
    if let Some(text) = utf16(octets)? {
        return match declared(text.as_bytes()) {
            Some((Charset::Utf16, name)) => Ok(Some((renamed(&text, name), Charset::Utf16))),
            _ => Err(CharsetError::Contradiction(
                "the message begins with a byte order mark of UTF-16, which its XML declaration does not name",
            )),
        };
    }
    let marked = octets.starts_with(&[0xef, 0xbb, 0xbf]);
    let Some((charset, name)) = declared(octets.get(if marked { 3 } else { 0 }..).unwrap_or_default()) else {
        return Ok(None);
    };
    if marked {
        let what = "the message has a byte order mark of UTF-8 and declares another encoding";
        return Err(CharsetError::Contradiction(what));
    }
    let ascii = octets.is_ascii();
    match charset {
        Charset::Utf16 => Err(CharsetError::Contradiction(
            "the message declares UTF-16, but has no byte order mark of UTF-16",
        )),
        Charset::Ascii if !ascii => Err(CharsetError::Contradiction(
            "the message declares US-ASCII, but contains bytes that are not ASCII",
        )),
        // By chance no text of ISO-8859-1 is UTF-8 throughout.
        Charset::Latin1 if !ascii && std::str::from_utf8(octets).is_ok() => {
            Err(CharsetError::Contradiction("the message declares ISO-8859-1, but its bytes are UTF-8"))
        }
        // ISO-8859-1 is the first 256 characters of Unicode, and US-ASCII the first 128.
        Charset::Ascii | Charset::Latin1 => {
            let text: String = octets.iter().copied().map(char::from).collect();
            Ok(Some((renamed(&text, name), charset)))
        }
    }
}

/// The text of octets that begin with a byte order mark of UTF-16.
fn utf16(octets: &[u8]) -> Result<Option<String>, CharsetError> {
    let (rest, is_little_endian) = match octets {
        [0xff, 0xfe, rest @ ..] => (rest, true),
        [0xfe, 0xff, rest @ ..] => (rest, false),
        _ => return Ok(None),
    };
    let unit =
        |pair: [u8; 2]| if is_little_endian { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
    let malformed =
        CharsetError::Contradiction("the message has a byte order mark of UTF-16, but is not UTF-16");
    let pairs = rest.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(malformed);
    }
    let units = pairs.filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(unit);
    char::decode_utf16(units).collect::<Result<String, _>>().map(Some).map_err(|_| malformed)
}

/// The encoding that an XML declaration at the very start names, where it is one of [`Charset`], and where its name is.
/// What is not written as the scanner expects it is left to the scanner.
fn declared(octets: &[u8]) -> Option<(Charset, Range<usize>)> {
    let name = name_at(octets)?;
    Some((Charset::named(octets.get(name.clone())?)?, name))
}

/// Where an XML declaration at the very start names an encoding.
fn name_at(octets: &[u8]) -> Option<Range<usize>> {
    let mut reader = DeclarationReader { octets, at: 0 };
    reader.token(b"<?xml")?;
    reader.pseudo_attribute(b"version")?;
    reader.pseudo_attribute(b"encoding")
}

/// The name of an encoding in the XML declaration that is not read at all, for the finding about it.
#[cfg(feature = "inspect")]
pub(crate) fn unknown_name(octets: &[u8]) -> Option<String> {
    let name = octets.get(name_at(octets)?)?;
    let is_name =
        !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte));
    let is_known = name.eq_ignore_ascii_case(b"UTF-8") || Charset::named(name).is_some();
    (is_name && !is_known).then(|| String::from_utf8_lossy(name).into_owned())
}

/// Reads the beginning of a declaration (XML 1.0, productions 23 to 26 and 80).
struct DeclarationReader<'o> {
    octets: &'o [u8],
    at: usize,
}

impl DeclarationReader<'_> {
    fn token(&mut self, token: &[u8]) -> Option<()> {
        let end = self.at.checked_add(token.len())?;
        (self.octets.get(self.at..end)? == token).then(|| self.at = end)
    }

    fn spaces(&mut self) -> usize {
        let rest = self.octets.get(self.at..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
        self.at = self.at.saturating_add(length);
        length
    }

    /// The range of the value.
    fn pseudo_attribute(&mut self, name: &[u8]) -> Option<Range<usize>> {
        if self.spaces() == 0 {
            return None;
        }
        self.token(name)?;
        self.spaces();
        self.token(b"=")?;
        self.spaces();
        let quote = *self.octets.get(self.at).filter(|byte| matches!(byte, b'"' | b'\''))?;
        let start = self.at.checked_add(1)?;
        let length = self.octets.get(start..)?.iter().take(MAX_NAME).position(|&byte| byte == quote)?;
        let end = start.checked_add(length)?;
        self.at = end.checked_add(1)?;
        Some(start..end)
    }
}

/// The longest version or name of an encoding that is looked at.
const MAX_NAME: usize = 32;

/// The text with UTF-8 for the name of the encoding, and blanks after it: every column stays what it was.
fn renamed(text: &str, name: Range<usize>) -> String {
    const UTF_8: &str = "UTF-8";
    let (before, from) = text.split_at_checked(name.start).unwrap_or((text, ""));
    let (old, after) = from.split_at_checked(name.len()).unwrap_or((from, ""));
    let (quote, after) = after.split_at_checked(1).unwrap_or((after, ""));
    let blanks = " ".repeat(old.len().saturating_sub(UTF_8.len()));
    [before, UTF_8, quote, blanks.as_str(), after].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let text = format!("\u{feff}{text}");
        text.encode_utf16()
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    #[test]
    fn utf8_stays_as_it_is() {
        for text in [
            "<a/>",
            "<?xml version='1.0'?><a>ä</a>",
            "<?xml version='1.0' encoding='utf-8'?><a>ä</a>",
            "\u{feff}<a/>",
        ] {
            assert_eq!(message_text(text.into()).as_deref(), Ok(text));
        }
        assert_eq!(message_text(b"<a>\xe4</a>".to_vec()), Err(CharsetError::NotUtf8(3)));
        // What is not read at all is refused by the scanner, by name.
        let other = "<?xml version='1.0' encoding='windows-1252'?><a/>";
        assert_eq!(message_text(other.into()).as_deref(), Ok(other));
    }

    #[test]
    fn what_is_declared_is_transcoded() {
        let latin = b"<?xml version=\"1.0\" encoding='iso-8859-1' standalone='no'?><a>\xe4\x80</a>".to_vec();
        let text = "<?xml version=\"1.0\" encoding='UTF-8'      standalone='no'?><a>ä\u{80}</a>";
        assert_eq!(message_text(latin).as_deref(), Ok(text));
        let ascii = b"<?xml version=\"1.0\" encoding=\"US-ASCII\"?><a/>".to_vec();
        assert_eq!(message_text(ascii).as_deref(), Ok("<?xml version=\"1.0\" encoding=\"UTF-8\"   ?><a/>"));
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>ä𝄞</a>";
        let expected = text.replace("UTF-16\"", "UTF-8\" ");
        for little in [true, false] {
            assert_eq!(message_text(utf16(text, little)).as_deref(), Ok(expected.as_str()));
        }
    }

    #[test]
    fn two_encodings_or_a_wrong_one_are_refused() {
        let refused = |octets: Vec<u8>| matches!(message_text(octets), Err(CharsetError::Contradiction(_)));
        let declaring =
            |name: &str, rest: &str| format!("<?xml version='1.0' encoding='{name}'?><a>{rest}</a>");
        assert!(refused(declaring("ISO-8859-1", "ä").into()), "UTF-8 in truth");
        assert!(refused(declaring("US-ASCII", "ä").into()));
        assert!(refused([declaring("US-ASCII", "").into_bytes(), vec![0xe4]].concat()));
        assert!(refused(declaring("UTF-16", "").into()));
        assert!(refused(format!("\u{feff}{}", declaring("ISO-8859-1", "")).into()));
        for name in ["UTF-8", "ISO-8859-1", "UTF-16LE"] {
            assert!(refused(utf16(&declaring(name, ""), true)), "{name}");
        }
        assert!(refused(utf16("<a/>", true)), "no declaration");
        let mut odd = utf16(&declaring("UTF-16", ""), true);
        odd.push(0);
        assert!(refused(odd));
        let alone = [utf16(&declaring("UTF-16", ""), true), vec![0x00, 0xd8]].concat();
        assert!(refused(alone), "a surrogate alone");
    }
}
