//! Characters that a paste gets from documents, chats and web pages, and that nothing shows.

/// Soft hyphens, zero-width characters, joiners, marks and overrides of direction, separators of lines and paragraphs, and
/// the byte-order mark. No value of SAML has one on purpose.
///
/// What is printed is escaped by wider sets: all that a terminal acts on (`escape.rs`, `report/human/legible.rs`).
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}
