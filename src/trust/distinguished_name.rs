//! Distinguished names as people read them.

use super::object_identifier::dotted;
use crate::encoding::escape::acts;
use std::fmt::Write;
use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::x509::X509Name;

/// Writes a name as RFC 4514 does, the most specific part first: `CN=acme-dev.us.auth0.com, O=Acme`.
///
/// Separators and control characters inside a value are escaped, so that no value can pretend to be two.
pub(super) fn readable(name: &X509Name<'_>) -> String {
    let parts: Vec<_> = name.iter_rdn().collect();
    let mut text = String::new();
    for part in parts.into_iter().rev() {
        for (position, attribute) in part.iter().enumerate() {
            if position > 0 {
                text.push_str(" + ");
            } else if !text.is_empty() {
                text.push_str(", ");
            }
            let oid = dotted(attribute.attr_type());
            text.push_str(short_name(&oid).unwrap_or(&oid));
            text.push('=');
            match text_of(attribute.attr_value()) {
                Some(value) => push_escaped(&mut text, &value),
                None => push_hex(&mut text, attribute.attr_value().data),
            }
        }
    }
    text
}

fn short_name(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.4.3" => "CN",
        "2.5.4.4" => "SN",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.12" => "title",
        "2.5.4.13" => "description",
        "2.5.4.17" => "postalCode",
        "2.5.4.42" => "GN",
        "2.5.4.97" => "organizationIdentifier",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        _ => return None,
    })
}

/// The value of a DirectoryString or one of its predecessors; none when it is no text.
fn text_of(value: &Any<'_>) -> Option<String> {
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            std::str::from_utf8(value.data).ok().map(str::to_owned)
        }
        // Written as Latin-1 by nearly everyone, whatever T.61 says.
        Tag::T61String => Some(value.data.iter().map(|&byte| char::from(byte)).collect()),
        Tag::BmpString => {
            let (pairs, rest) = value.data.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|&pair| u16::from_be_bytes(pair)).collect();
            if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
        }
        Tag::UniversalString => {
            let (quads, rest) = value.data.as_chunks::<4>();
            let text: Option<String> =
                quads.iter().map(|&quad| char::from_u32(u32::from_be_bytes(quad))).collect();
            text.filter(|_| rest.is_empty())
        }
        _ => None,
    }
}

fn push_escaped(text: &mut String, value: &str) {
    for (position, character) in value.char_indices() {
        let edge = (position == 0 && matches!(character, ' ' | '#'))
            || (character == ' ' && position.saturating_add(1) == value.len());
        match character {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => text.extend(['\\', character]),
            _ if edge => text.extend(['\\', character]),
            _ if acts(character) => {
                let mut buffer = [0; 4];
                for byte in character.encode_utf8(&mut buffer).bytes() {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "\\{byte:02X}");
                }
            }
            _ => text.push(character),
        }
    }
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    text.push('#');
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02X}");
    }
}
