//! Which characters are allowed where (XML 1.0, fifth edition, sections 2.2 and 2.3).

/// Whether a character is allowed in a document at all.
pub(super) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// White space of the grammar.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// NameStartChar without the colon.
pub(super) fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | 'a'..='z' | '_'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// NameChar without the colon.
pub(super) fn is_name(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Whether the text is an NCName: what xs:ID requires of a SAML identifier.
pub(crate) fn is_ncname(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name)
}

/// Length of the run of bytes that character data may contain unescaped.
///
/// Stops at `<`, `&`, `>`, control characters (tabs and line breaks among them) and at bytes that may begin
/// U+FFFE or U+FFFF.
#[inline]
pub(super) fn plain_text(bytes: &[u8]) -> usize {
    // `<` and `>` differ in one bit.
    run(
        bytes,
        |word| below_space(word) | equal(word | repeat(0x02), b'>') | equal(word, b'&'),
        |byte| (byte < 0x20) | (byte == b'<') | (byte == b'&') | (byte == b'>') | (byte >= 0xEF),
    )
}

/// The same for attribute values: stops at both quotes, `<`, `&`, controls and the same bytes.
#[inline]
pub(super) fn plain_value(bytes: &[u8]) -> usize {
    // `"` and `&` differ in one bit.
    run(
        bytes,
        |word| below_space(word) | equal(word | repeat(0x04), b'&') | equal(word, b'\'') | equal(word, b'<'),
        |byte| {
            (byte < 0x20)
                | (byte == b'<')
                | (byte == b'&')
                | (byte == b'"')
                | (byte == b'\'')
                | (byte >= 0xEF)
        },
    )
}

/// Most runs are short and are read word by word; of long ones, blocks are compared at once, which the compiler turns
/// into vector instructions.
#[inline]
fn run(bytes: &[u8], marks: impl Fn(u64) -> u64, stops: impl Fn(u8) -> bool) -> usize {
    let near = bytes.get(..64).unwrap_or(bytes);
    let length = run_of_words(near, &marks, &stops);
    if length < near.len() {
        return length;
    }
    let (blocks, _) = bytes.get(length..).unwrap_or_default().as_chunks::<32>();
    let plain = |block: &&[u8; 32]| !block.iter().fold(false, |hit, &byte| hit | stops(byte));
    let length = length + 32 * blocks.iter().take_while(plain).count();
    length + run_of_words(bytes.get(length..).unwrap_or_default(), &marks, &stops)
}

/// Eight bytes are looked at as one number: `marks` sets the highest bit of those that stop; a borrow may mark others,
/// but only after one that is marked rightly.
#[inline]
fn run_of_words(bytes: &[u8], marks: impl Fn(u64) -> u64, stops: impl Fn(u8) -> bool) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut length = 0;
    for bytes in words {
        let word = u64::from_le_bytes(*bytes);
        // Beyond ASCII the marks say nothing.
        let ascii = word & HIGH == 0;
        let before = if ascii { marked(marks(word)) } else { bytes.iter().position(|&byte| stops(byte)) };
        match before {
            Some(before) => return length + before,
            None => length += bytes.len(),
        }
    }
    length + rest.iter().position(|&byte| stops(byte)).unwrap_or(rest.len())
}

/// How many bytes are before the first that is marked.
#[inline]
fn marked(marks: u64) -> Option<usize> {
    let marks = marks & HIGH;
    (marks != 0).then(|| super::tree::at(marks.trailing_zeros() / 8))
}

const HIGH: u64 = repeat(0x80);

/// Eight times the byte.
#[inline]
const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Marks ASCII bytes below the space.
#[inline]
fn below_space(word: u64) -> u64 {
    word.wrapping_sub(repeat(b' '))
}

/// Marks ASCII bytes that equal this one.
#[inline]
fn equal(word: u64, byte: u8) -> u64 {
    (word ^ repeat(byte)).wrapping_sub(repeat(1))
}

/// ASCII bytes that are allowed in a name, without the colon.
const NAME_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        #[allow(clippy::indexing_slicing, clippy::as_conversions, reason = "evaluated at compile time")]
        {
            let b = byte as u8;
            table[byte] = b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == b'.';
        }
        byte += 1;
    }
    table
};

/// Length of the NCName that begins at an offset of the text; 0 when there is none.
#[inline]
pub(super) fn ncname(text: &str, from: usize) -> usize {
    let ascii = |byte: u8| NAME_BYTES.get(usize::from(byte)).copied().unwrap_or(false);
    let bytes = text.as_bytes();
    // Most names are letters and no more.
    let mut end = from + letters(bytes.get(from..).unwrap_or_default());
    let after = loop {
        match bytes.get(end) {
            Some(&byte) if ascii(byte) => end += 1,
            after => break after,
        }
    };
    match after {
        Some(&byte) if byte >= 0x80 => ncname_beyond_ascii(text.get(from..).unwrap_or_default()),
        _ => match bytes.get(from) {
            Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => end - from,
            _ => 0,
        },
    }
}

/// Length of the run of ASCII letters, or less near the end of the bytes.
#[inline]
fn letters(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let mut length = 0;
    for bytes in words {
        let word = u64::from_le_bytes(*bytes);
        let small = word | repeat(0x20);
        // Below `a`, above `z`, or beyond ASCII; a borrow or a carry only reaches bytes after one that is marked rightly.
        let others = small.wrapping_sub(repeat(b'a')) | small.wrapping_add(repeat(0x7F - b'z')) | word;
        match marked(others) {
            Some(before) => return length + before,
            None => length += bytes.len(),
        }
    }
    length
}

#[inline(never)]
fn ncname_beyond_ascii(text: &str) -> usize {
    match text.chars().next().is_some_and(is_name_start) {
        true => text.char_indices().find(|&(_, c)| !is_name(c)).map_or(text.len(), |(at, _)| at),
        false => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight bytes are looked at as one number, and longer runs in blocks: the result is that of looking at each one.
    #[test]
    fn runs_end_where_they_do_one_by_one() {
        let characters = (0..128).map(char::from).chain(['é', '\u{B7}', '\u{FFFE}', '𝄞']);
        for c in characters {
            for before in (0..20).chain(60..110) {
                let text = format!("{}{c}{}", "n".repeat(before), "n".repeat(9));
                let end = |stops: &dyn Fn(u8) -> bool| text.bytes().position(stops).unwrap_or(text.len());
                let stops = |byte: u8| byte < b' ' || b"<&>".contains(&byte) || byte >= 0xEF;
                assert_eq!(plain_text(text.as_bytes()), end(&stops), "{text:?}");
                let stops = |byte: u8| byte < b' ' || b"<&\"'".contains(&byte) || byte >= 0xEF;
                assert_eq!(plain_value(text.as_bytes()), end(&stops), "{text:?}");
                let name: usize = text.chars().take_while(|&c| is_name(c)).map(char::len_utf8).sum();
                let name = if text.starts_with(is_name_start) { name } else { 0 };
                assert_eq!(ncname(&text, 0), name, "{text:?}");
                assert_eq!(ncname(&format!("<{text}"), 1), ncname(&text, 0), "{text:?}");
            }
        }
    }
}
