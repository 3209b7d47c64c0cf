//! A value → another of the same shape, which says nothing of it.
//!
//! A stand-in is made of the shape and of how many values of that shape came before, and of nothing else: so a copy of a
//! copy is the same copy.

use crate::encoding::hexadecimal::is_uuid;

/// What a character of a stand-in is taken from: letters of the same script and case.
const LOWER: &[char] =
    &['b', 'c', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'z'];
const UPPER: &[char] =
    &['B', 'C', 'D', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Z'];
const DIGITS: &[char] = &['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const HEX: &[char] = &['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
const LATIN_LOWER: &[char] = &['é', 'è', 'ö', 'ü', 'ñ', 'á', 'ó'];
const LATIN_UPPER: &[char] = &['É', 'È', 'Ö', 'Ü', 'Ñ', 'Á', 'Ó'];
const CYRILLIC_LOWER: &[char] = &['б', 'в', 'г', 'д', 'ж', 'з', 'к'];
const CYRILLIC_UPPER: &[char] = &['Б', 'В', 'Г', 'Д', 'Ж', 'З', 'К'];
const GREEK_LOWER: &[char] = &['β', 'γ', 'δ', 'ζ', 'θ', 'κ', 'λ'];
const GREEK_UPPER: &[char] = &['Β', 'Γ', 'Δ', 'Ζ', 'Θ', 'Κ', 'Λ'];
const HAN: &[char] = &['甲', '乙', '丙', '丁', '戊', '己', '庚'];
const KANA: &[char] = &['あ', 'い', 'う', 'え', 'お', 'か', 'き'];
const HANGUL: &[char] = &['가', '나', '다', '라', '마', '바', '사'];
const ARABIC: &[char] = &['ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د'];
const HEBREW: &[char] = &['ב', 'ג', 'ד', 'ה', 'ו', 'ז', 'ח'];

/// Domain of e-mail addresses in a copy (RFC 2606: it exists nowhere).
pub(super) const MAIL_DOMAIN: &str = "example.invalid";

/// What a value is to the eye of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Email,
    /// A Twilio SID: two letters and 32 hexadecimal digits.
    Sid,
    Uuid,
    Ipv4,
    Ipv6,
    /// An address: its scheme and host are kept.
    Url,
    Text,
}

/// The form of a value without blanks around it.
pub(super) fn form(value: &str) -> Form {
    if is_sid(value) {
        Form::Sid
    } else if is_uuid(value) && !value.contains(|c: char| c.is_ascii_uppercase()) {
        Form::Uuid
    } else if value.parse::<std::net::Ipv4Addr>().is_ok() {
        Form::Ipv4
    } else if value.contains(':') && value.parse::<std::net::Ipv6Addr>().is_ok() {
        Form::Ipv6
    } else if value.starts_with("https://") || value.starts_with("http://") {
        Form::Url
    } else if is_email(value) {
        Form::Email
    } else {
        Form::Text
    }
}

fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else { return false };
    !local.is_empty()
        && !local.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '<' | '>' | '"'))
        && domain.contains('.')
        && domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

/// Whether a word is a Twilio SID.
pub(super) fn is_sid(value: &str) -> bool {
    let (Some(prefix), Some(rest)) = (value.get(..2), value.get(2..)) else { return false };
    rest.len() == 32
        && prefix.bytes().all(|byte| byte.is_ascii_uppercase())
        && rest.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The shape by which values are counted: class of each character, so that all values of one shape can have one another's
/// stand-ins.
pub(super) fn shape(value: &str) -> String {
    match form(value) {
        Form::Email => {
            let local = value.split_once('@').map_or(value, |(local, _)| local);
            format!("email:{}", local.chars().map(class).collect::<String>())
        }
        Form::Sid => format!("sid:{}", value.get(..2).unwrap_or_default()),
        Form::Uuid => "uuid".to_owned(),
        Form::Ipv4 => "ipv4".to_owned(),
        Form::Ipv6 => "ipv6".to_owned(),
        Form::Url | Form::Text => value.chars().map(class).collect(),
    }
}

/// The stand-in for the `nth` value of a shape, from 0.
pub(super) fn standin(value: &str, nth: u64) -> String {
    let mut source = CharacterSource::new(nth);
    match form(value) {
        Form::Email => {
            let local = value.split_once('@').map_or(value, |(local, _)| local);
            let local: String = local.chars().map(|c| source.character(c)).collect();
            format!("{local}@{MAIL_DOMAIN}")
        }
        Form::Sid => {
            let prefix = value.get(..2).unwrap_or_default();
            let digits: String = (0..32).map(|_| source.pick(HEX)).collect();
            format!("{prefix}{digits}")
        }
        Form::Uuid => value.chars().map(|c| if c == '-' { c } else { source.pick(HEX) }).collect(),
        // RFC 5737 and RFC 3849: addresses for documentation.
        Form::Ipv4 => format!("192.0.2.{}", nth.checked_rem(254).unwrap_or(0).saturating_add(1)),
        Form::Ipv6 => format!("2001:db8::{:x}", nth.saturating_add(1)),
        Form::Url => {
            let after = value.find("://").map_or(0, |at| at.saturating_add(3));
            let end = value.get(after..).and_then(|rest| rest.find(['/', '?', '#']));
            let kept = end.map_or(value.len(), |end| after.saturating_add(end));
            let (host, rest) = value.split_at_checked(kept).unwrap_or((value, ""));
            let rest: String = rest.chars().map(|c| source.character(c)).collect();
            format!("{host}{rest}")
        }
        Form::Text => value.chars().map(|c| source.character(c)).collect(),
    }
}

/// The class of a character, as a character.
fn class(c: char) -> char {
    match set(c) {
        Some(set) => set.first().copied().unwrap_or(c),
        None => c,
    }
}

/// The characters that may replace one; none for what stays: punctuation, blanks, marks, controls.
fn set(c: char) -> Option<&'static [char]> {
    Some(match c {
        'a'..='z' => LOWER,
        'A'..='Z' => UPPER,
        '0'..='9' => DIGITS,
        // Of UTF-8 read as Latin-1 these are the first octets: they show the fault.
        'Ã' | 'Â' => return None,
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if c.is_uppercase() => LATIN_UPPER,
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if c.is_lowercase() => LATIN_LOWER,
        '\u{400}'..='\u{52f}' if c.is_uppercase() => CYRILLIC_UPPER,
        '\u{400}'..='\u{52f}' if c.is_alphabetic() => CYRILLIC_LOWER,
        '\u{370}'..='\u{3ff}' if c.is_uppercase() => GREEK_UPPER,
        '\u{370}'..='\u{3ff}' if c.is_alphabetic() => GREEK_LOWER,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => HAN,
        '\u{3040}'..='\u{30ff}' if c.is_alphabetic() => KANA,
        '\u{ac00}'..='\u{d7a3}' => HANGUL,
        '\u{620}'..='\u{64a}' => ARABIC,
        '\u{5d0}'..='\u{5ea}' => HEBREW,
        c if c.is_uppercase() => UPPER,
        c if c.is_alphabetic() => LOWER,
        c if c.is_numeric() => DIGITS,
        _ => return None,
    })
}

/// Characters in an order that only the number decides; no randomness (invariant: no-ambient).
struct CharacterSource(u64);

impl CharacterSource {
    fn new(nth: u64) -> CharacterSource {
        CharacterSource(nth.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn character(&mut self, c: char) -> char {
        set(c).map_or(c, |set| self.pick(set))
    }

    /// An xorshift step (Marsaglia 2003).
    fn pick(&mut self, set: &[char]) -> char {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let length = u64::try_from(set.len()).unwrap_or(1).max(1);
        let at = usize::try_from((self.0 >> 33).checked_rem(length).unwrap_or(0)).unwrap_or(0);
        set.get(at).copied().unwrap_or('x')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_has_the_shape_of_its_value() {
        let values = [
            "mara.oduya@example.org",
            "Mara Oduya",
            " x ",
            "agent,admin",
            "4711",
            "JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d",
            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            "Мара",
            "JÃ¶rg",
            "甲野",
            "10.1.2.3",
            "fe80::1:2",
            "https://sp.example.org/start?x=1",
            "auth0|65a4",
            "",
        ];
        for value in values {
            for nth in [0, 1, 7, 1000] {
                let made = standin(value, nth);
                assert_eq!(shape(&made), shape(value), "{value} {made}");
                assert_eq!(form(&made), form(value), "{value} {made}");
                // The stand-in of a stand-in is itself, if it comes in the same place.
                assert_eq!(standin(&made, nth), made, "{value}");
            }
        }
    }
}
