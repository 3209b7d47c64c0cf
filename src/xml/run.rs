//! Runs of bytes that need no look at each one: names, texts and values. Eight bytes are looked at as one number.

use super::character::{is_name, is_name_start, is_space};
use super::tree::at;

/// What follows the white space.
#[inline(always)]
pub(super) fn after_spaces(mut rest: &[u8]) -> &[u8] {
    while let [byte, after @ ..] = rest
        && is_space(*byte)
    {
        rest = after;
    }
    rest
}

/// What follows `length` bytes, if they are those that `other` begins with.
#[inline(always)]
pub(super) fn after_same<'a>(bytes: &'a [u8], other: &[u8], length: u32) -> Option<&'a [u8]> {
    let (mut here, mut there, mut left) = (bytes, other, length);
    while let (Some((a, after)), Some((b, other_after))) =
        (here.split_first_chunk(), there.split_first_chunk())
    {
        let differ = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if left <= 8 {
            // The first bytes are the lowest ones of the number.
            let same = differ.unbounded_shl(64 - 8 * left) == 0;
            return if same { bytes.get(at(length)..) } else { None };
        }
        if differ != 0 {
            return None;
        }
        (here, there, left) = (after, other_after, left - 8);
    }
    here.strip_prefix(there.get(..at(left))?)
}

/// The first letters of a name of this length as a number that is less where the name sorts before; none near the end of
/// the text. No name has a byte that is 0, so a shorter name is before a longer one that begins with it.
#[inline(always)]
pub(super) fn first_letters(bytes: &[u8], length: usize) -> Option<u64> {
    let word = u64::from_be_bytes(*bytes.first_chunk()?);
    Some(if length < 8 { word & !(u64::MAX >> (8 * length)) } else { word })
}

/// Length of the run of bytes that character data may contain unescaped.
///
/// Stops at `<`, `&`, `>`, control characters (tabs and line breaks among them) and at bytes that may begin
/// U+FFFE or U+FFFF.
#[inline]
pub(super) fn plain_text(bytes: &[u8]) -> usize {
    let stops = |byte| text_stops(byte) | (byte >= 0xEF);
    bytes.len() - after(bytes, |bytes| after_words(bytes, text_marks, stops), stops).len()
}

/// The same for attribute values: stops at both quotes, `<`, `&`, controls and the same bytes.
#[inline]
pub(super) fn plain_value(bytes: &[u8]) -> usize {
    let stops = |byte| value_stops(byte) | (byte == b'\'') | (byte >= 0xEF);
    // `"` and `&` differ in one bit.
    let marks =
        |word| below_space(word) | equal(word | repeat(0x04), b'&') | equal(word, b'<') | equal(word, b'\'');
    bytes.len() - after(bytes, |bytes| after_words(bytes, marks, stops), stops).len()
}

/// What follows the ASCII that character data may contain unescaped: stops where [`plain_text`] does, and beyond ASCII.
#[inline]
pub(super) fn after_ascii_text(bytes: &[u8]) -> &[u8] {
    let stops = |byte| text_stops(byte) | (byte >= 0x80);
    after(bytes, |bytes| after_ascii_words(bytes, text_marks, stops), stops)
}

/// What follows the ASCII that a value in double quotes may contain: stops at `"`, `<`, `&`, controls, and beyond ASCII.
#[inline]
pub(super) fn after_ascii_value(bytes: &[u8]) -> &[u8] {
    after(bytes, after_value_words, ascii_value_stops)
}

/// All below `(` are marked and looked at again, which takes fewer steps than to mark `"`, `&` and controls alone. Spaces and
/// `#` are the usual ones that do not stop, and a value has few of them.
#[inline(always)]
fn after_value_words(bytes: &[u8]) -> &[u8] {
    let marks = |word: u64| word.wrapping_sub(repeat(b'(')) | equal(word, b'<');
    let mut rest = after_ascii_words(bytes, marks, ascii_value_stops);
    while let [byte, after @ ..] = rest
        && !ascii_value_stops(*byte)
    {
        rest = after_ascii_words(after, marks, ascii_value_stops);
    }
    rest
}

fn ascii_value_stops(byte: u8) -> bool {
    value_stops(byte) | (byte >= 0x80)
}

fn text_stops(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'<') | (byte == b'&') | (byte == b'>')
}

fn text_marks(word: u64) -> u64 {
    // `<` and `>` differ in one bit.
    below_space(word) | equal(word | repeat(0x02), b'>') | equal(word, b'&')
}

fn value_stops(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'<') | (byte == b'&') | (byte == b'"')
}

/// Most runs are short and are read word by word; of long ones, blocks are compared at once, which the compiler turns
/// into vector instructions.
#[inline(always)]
fn after(bytes: &[u8], after_words: impl Fn(&[u8]) -> &[u8], stops: impl Fn(u8) -> bool) -> &[u8] {
    let near = bytes.get(..64).unwrap_or(bytes);
    let left = after_words(near).len();
    if left > 0 {
        return bytes.get(near.len() - left..).unwrap_or_default();
    }
    let far = bytes.get(near.len()..).unwrap_or_default();
    let (blocks, _) = far.as_chunks::<32>();
    let plain = |block: &&[u8; 32]| !block.iter().fold(false, |hit, &byte| hit | stops(byte));
    let plain = blocks.iter().take_while(plain).count();
    after_words(far.get(32 * plain..).unwrap_or_default())
}

/// `marks` sets the highest bit of those ASCII bytes that stop; a borrow may mark others, but only after one that is marked
/// correctly.
#[inline(always)]
fn after_words(mut rest: &[u8], marks: impl Fn(u64) -> u64, stops: impl Fn(u8) -> bool) -> &[u8] {
    while let Some((bytes, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*bytes);
        // Beyond ASCII the marks say nothing.
        let ascii = word & HIGH == 0;
        let before = if ascii { marked(marks(word)) } else { bytes.iter().position(|&byte| stops(byte)) };
        match before {
            Some(before) => return rest.get(before..).unwrap_or_default(),
            None => rest = after,
        }
    }
    after_bytes(rest, stops)
}

/// The same where every byte beyond ASCII stops. `marks` may mark bytes that do not stop: then what follows begins with one, and
/// the caller looks at it.
#[inline(always)]
fn after_ascii_words(mut rest: &[u8], marks: impl Fn(u64) -> u64, stops: impl Fn(u8) -> bool) -> &[u8] {
    while let Some((bytes, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*bytes);
        match marked(marks(word) | word) {
            Some(before) => return rest.get(before..).unwrap_or_default(),
            None => rest = after,
        }
    }
    after_bytes(rest, stops)
}

fn after_bytes(bytes: &[u8], stops: impl Fn(u8) -> bool) -> &[u8] {
    let length = bytes.iter().position(|&byte| stops(byte)).unwrap_or(bytes.len());
    bytes.get(length..).unwrap_or_default()
}

/// How many bytes are before the first that is marked.
#[inline]
fn marked(marks: u64) -> Option<usize> {
    let marks = marks & HIGH;
    (marks != 0).then(|| at(marks.trailing_zeros() / 8))
}

const HIGH: u64 = repeat(0x80);

/// Eight times the byte.
#[inline]
const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Marks ASCII bytes below the space. Whether it marks bytes beyond ASCII says nothing.
#[inline]
fn below_space(word: u64) -> u64 {
    word.wrapping_sub(repeat(b' '))
}

/// Marks ASCII bytes that equal this one. Whether it marks bytes beyond ASCII says nothing.
#[inline]
fn equal(word: u64, byte: u8) -> u64 {
    (word ^ repeat(byte)).wrapping_sub(repeat(1))
}

/// ASCII bytes that are allowed in a name, without the colon.
const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Whether a byte ends a name, by its number. Bytes beyond ASCII may be part of one: false.
const ENDS_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        #[allow(clippy::indexing_slicing, clippy::as_conversions, reason = "evaluated at compile time")]
        {
            table[byte] = !is_name_byte(byte as u8);
        }
        byte += 1;
    }
    table
};

/// Length of the NCName that begins at an offset of the text; 0 when there is none.
pub(super) fn ncname(text: &str, from: usize) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    rest.len() - after_ncname(text, rest).len()
}

/// What follows the NCName that these bytes begin with, which are the last of the text; all of them when there is none.
#[inline(always)]
pub(super) fn after_ncname<'a>(text: &'a str, rest: &'a [u8]) -> &'a [u8] {
    let after = after_letters(rest);
    match after.first() {
        // Most names are letters and no more.
        Some(&next) if ENDS_NAME.get(usize::from(next)) == Some(&true) && after.len() < rest.len() => after,
        _ => after_other_ncname(text, rest),
    }
}

/// What follows the ASCII letters; of the last seven bytes, it may leave letters unread.
#[inline(always)]
fn after_letters(mut rest: &[u8]) -> &[u8] {
    while let Some((bytes, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*bytes);
        let small = word | repeat(0x20);
        // Below `a`, above `z`, or beyond ASCII; a borrow or a carry only reaches bytes after one that is marked correctly.
        let others = small.wrapping_sub(repeat(b'a')) | small.wrapping_add(repeat(0x7F - b'z')) | word;
        match marked(others) {
            Some(before) => return rest.get(before..).unwrap_or_default(),
            None => rest = after,
        }
    }
    rest
}

#[inline(never)]
fn after_other_ncname<'a>(text: &'a str, rest: &'a [u8]) -> &'a [u8] {
    let length = rest.iter().position(|&byte| !is_name_byte(byte)).unwrap_or(rest.len());
    let length = match (rest.get(length), rest.first()) {
        (Some(&byte), _) if byte >= 0x80 => {
            let from = text.len().saturating_sub(rest.len());
            ncname_beyond_ascii(text.get(from..).unwrap_or_default())
        }
        (_, Some(&first)) if first.is_ascii_alphabetic() || first == b'_' => length,
        _ => 0,
    };
    rest.get(length..).unwrap_or_default()
}

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
            // With nothing after it, it is among the last bytes, which are no whole word.
            let lengths = (0..20).chain(60..110).flat_map(|before| [(before, 9), (before, 0)]);
            for (before, after) in lengths {
                let text = format!("{}{c}{}", "n".repeat(before), "n".repeat(after));
                let end = |stops: &dyn Fn(u8) -> bool| text.bytes().position(stops).unwrap_or(text.len());
                let stops = |byte: u8| byte < b' ' || b"<&>".contains(&byte) || byte >= 0xEF;
                assert_eq!(plain_text(text.as_bytes()), end(&stops), "{text:?}");
                let stops = |byte: u8| byte < b' ' || b"<&\"'".contains(&byte) || byte >= 0xEF;
                assert_eq!(plain_value(text.as_bytes()), end(&stops), "{text:?}");
                let stops = |byte: u8| byte < b' ' || b"<&>".contains(&byte) || byte >= 0x80;
                assert_eq!(after_ascii_text(text.as_bytes()).len(), text.len() - end(&stops), "{text:?}");
                let stops = |byte: u8| byte < b' ' || b"<&\"".contains(&byte) || byte >= 0x80;
                assert_eq!(after_ascii_value(text.as_bytes()).len(), text.len() - end(&stops), "{text:?}");
                let name: usize = text.chars().take_while(|&c| is_name(c)).map(char::len_utf8).sum();
                let name = if text.starts_with(is_name_start) { name } else { 0 };
                assert_eq!(ncname(&text, 0), name, "{text:?}");
                assert_eq!(ncname(&format!("<{text}"), 1), ncname(&text, 0), "{text:?}");
            }
        }
    }

    /// Names are compared and put in order by words of eight bytes as they are byte by byte, also where no whole word is left.
    #[test]
    fn names_are_the_same_where_each_byte_is() {
        let names = [
            "a",
            "b",
            "ab",
            "abc",
            "abcdefg",
            "abcdefgh",
            "abcdefgi",
            "abcdefghi",
            "bbcdefghi",
            "abcdefghij",
            "é",
        ];
        let long = names.map(|name| format!("{}{name}", "n".repeat(17)));
        let names: Vec<&str> = names.into_iter().chain(long.iter().map(String::as_str)).collect();
        let ends = ["", ">", ">  ", "></r>", " b=\"\"/>", " and more than one word after it"];
        for (a, b) in names.iter().flat_map(|a| names.iter().map(move |b| (a, b))) {
            for (after_a, after_b) in ends.iter().flat_map(|a| ends.iter().map(move |b| (a, b))) {
                let (here, there) = (format!("{a}{after_a}"), format!("{b}{after_b}"));
                let rest = after_same(here.as_bytes(), there.as_bytes(), u32::try_from(b.len()).unwrap());
                let expected = here.strip_prefix(b);
                assert_eq!(rest, expected.map(str::as_bytes), "{here:?} {there:?}");
                let first = |text: &str, name: &str| first_letters(text.as_bytes(), name.len());
                if let (Some(x), Some(y)) = (first(&here, a), first(&there, b)) {
                    assert!(x == y || x.cmp(&y) == a.cmp(b), "{here:?} {there:?}");
                    assert!(x != y || a.bytes().take(8).eq(b.bytes().take(8)), "{here:?} {there:?}");
                }
                assert_eq!(first(&here, a).is_some(), here.len() >= 8);
            }
        }
    }
}
