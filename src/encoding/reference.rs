//! Characters written as references: `&amp;` and `&#65;` in XML and HTML, `\u0041` in strings of JSON.
//!
//! For readers of captures and pasted texts: what is no reference stays text. The verifier reads references in `xml/scan`,
//! which refuses what is none (invariants: strict-xml, no-repair).

/// Bytes between `&` and `;` at most. Zeros may precede a number.
const MAX_REFERENCE: usize = 32;

/// The number that these digits are. No sign precedes digits in a reference (XML 1.0, section 4.1; HTML, section 13.5;
/// RFC 8259, section 7), but `from_str_radix` and `parse` accept `+`.
pub(crate) fn number(digits: &str, radix: u32) -> Option<u32> {
    let all_digits = digits.chars().all(|digit| digit.is_digit(radix));
    u32::from_str_radix(digits, radix).ok().filter(|_| all_digits)
}

/// Decodes one layer of numeric references, and of named ones as `named` has them; says how many.
pub(crate) fn decoded(text: &str, named: fn(&str) -> Option<char>) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut count = 0usize;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match first(after, named) {
            Some((character, tail)) => {
                out.push(character);
                count = count.saturating_add(1);
                rest = tail;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    (out, count)
}

/// The reference whose `&` is before this text, and what follows it.
fn first(text: &str, named: fn(&str) -> Option<char>) -> Option<(char, &str)> {
    // Invariant: bounded. A search to the next semicolon would be quadratic.
    let end = text.bytes().take(MAX_REFERENCE).position(|byte| byte == b';')?;
    let (name, tail) = text.split_at_checked(end)?;
    let character = match name.strip_prefix('#') {
        Some(number) => numeric(number)?,
        None => named(name)?,
    };
    Some((character, tail.strip_prefix(';')?))
}

fn numeric(text: &str) -> Option<char> {
    // HTML also has a large X.
    let code = match text.strip_prefix(['x', 'X']) {
        Some(digits) => number(digits, 16)?,
        None => number(text, 10)?,
    };
    char::from_u32(code)
}

/// The five entities of XML (section 4.6).
pub(crate) fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// The entities of HTML that pages write into messages and base64. A page writes `&nbsp;` for an indentation.
pub(crate) fn html(name: &str) -> Option<char> {
    Some(match name {
        "LT" => '<',
        "GT" => '>',
        "AMP" => '&',
        "QUOT" => '"',
        "plus" => '+',
        "equals" => '=',
        "sol" => '/',
        "nbsp" => ' ',
        "NewLine" => '\n',
        "Tab" => '\t',
        "colon" => ':',
        "percnt" => '%',
        "lowbar" => '_',
        "hyphen" => '-',
        _ => return predefined(name),
    })
}

/// The UTF-16 unit of `XXXX` after `\u`, and what follows it.
pub(crate) fn unit(text: &str) -> Option<(u32, &str)> {
    let (digits, tail) = text.split_at_checked(4)?;
    Some((number(digits, 16)?, tail))
}

/// The character of `XXXX` after `\u`, or of a surrogate pair `XXXX\uXXXX`, and what follows it.
pub(crate) fn unicode(text: &str) -> Option<(char, &str)> {
    let (first, tail) = unit(text)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, tail));
    }
    let (second, tail) = unit(tail.strip_prefix("\\u")?)?;
    let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    let character = char::decode_utf16(pair).next()?.ok()?;
    Some((character, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once() {
        for (text, expected, count) in [
            ("a&#43;b&#x2F;c&#X2f;&amp;#43;&nope;&", "a+b/c/&#43;&nope;&", 4),
            ("&#0000000000000043;&#x1F600;", "+\u{1f600}", 2),
            ("&amp&lt;&a&gt;", "&amp<&a>", 2),
            // No digit has a sign, and these are no characters.
            ("&#+43;&#x+2b;&#-1;&#;&#x;", "&#+43;&#x+2b;&#-1;&#;&#x;", 0),
            ("&#xD800;&#x110000;&#99999999999;", "&#xD800;&#x110000;&#99999999999;", 0),
            ("&é;&", "&é;&", 0),
        ] {
            assert_eq!(decoded(text, html), (expected.to_owned(), count), "{text}");
        }
        assert_eq!(decoded("&plus;&apos;", predefined).0, "&plus;'");
    }

    #[test]
    fn a_unit_has_four_digits_and_a_pair_is_one_character() {
        for (text, expected) in [
            ("002bc", Some(('+', "c"))),
            ("d83d\\ude00x", Some(('\u{1f600}', "x"))),
            ("d83d", None),
            ("d83d\\u0041", None),
            ("de00\\ud83d", None),
            ("+041", None),
            ("02", None),
            ("00é1", None),
        ] {
            assert_eq!(unicode(text), expected, "{text}");
        }
    }
}
