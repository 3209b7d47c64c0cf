//! How the octets of a capture are text, and text is octets again.

/// How octets are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextEncoding {
    Utf8,
    Utf8WithMark,
    Utf16Little,
    Utf16Big,
    Latin1,
}

impl TextEncoding {
    /// Octets as text, exactly reversible.
    pub(super) fn decode(octets: &[u8]) -> Option<(TextEncoding, String)> {
        match octets {
            [0xff, 0xfe, rest @ ..] => {
                utf16(rest, u16::from_le_bytes).map(|text| (TextEncoding::Utf16Little, text))
            }
            [0xfe, 0xff, rest @ ..] => {
                utf16(rest, u16::from_be_bytes).map(|text| (TextEncoding::Utf16Big, text))
            }
            [0xef, 0xbb, 0xbf, rest @ ..] => {
                Some((TextEncoding::Utf8WithMark, String::from_utf8(rest.to_vec()).ok()?))
            }
            _ => match std::str::from_utf8(octets) {
                Ok(text) => Some((TextEncoding::Utf8, text.to_owned())),
                Err(_) => {
                    let head =
                        String::from_utf8_lossy(octets.get(..octets.len().min(100)).unwrap_or_default());
                    let declared = head.to_ascii_uppercase().contains("ISO-8859-1");
                    declared.then(|| (TextEncoding::Latin1, octets.iter().copied().map(char::from).collect()))
                }
            },
        }
    }

    /// Text as octets; `None` if the charset lacks a character.
    pub(super) fn encode(self, text: &str) -> Option<Vec<u8>> {
        let units = |to: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            mark.into_iter().chain(text.encode_utf16().flat_map(to)).collect::<Vec<u8>>()
        };
        Some(match self {
            TextEncoding::Utf8 => text.as_bytes().to_vec(),
            TextEncoding::Utf8WithMark => [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(),
            TextEncoding::Utf16Little => units(u16::to_le_bytes, [0xff, 0xfe]),
            TextEncoding::Utf16Big => units(u16::to_be_bytes, [0xfe, 0xff]),
            TextEncoding::Latin1 => text.chars().map(u8::try_from).collect::<Result<_, _>>().ok()?,
        })
    }
}

fn utf16(octets: &[u8], from: fn([u8; 2]) -> u16) -> Option<String> {
    let (units, rest) = octets.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    char::decode_utf16(units.iter().map(|unit| from(*unit))).collect::<Result<_, _>>().ok()
}
