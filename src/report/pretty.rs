//! XML indented for reading: every token is kept as it was written; only white space between elements changes.

use crate::xml::is_space;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{self, Write};

/// Levels that are indented; deeper ones are put at the last level, so that output stays in proportion to input.
const MAX_LEVEL: usize = 24;

/// Writes a message indented, one element a line.
///
/// Tags, text, comments and declarations are copied byte for byte. White space is changed only where
/// elements alone have nothing else between them; text, mixed content and blank values stay as they are. What cannot
/// be read as XML is written as it is, from there to the end. A signature does not survive this.
///
/// # Errors
/// Those of `out`.
///
/// ```
/// let mut out = Vec::new();
/// samlens::inspect::pretty("<a><b>x</b><!-- c --><d/></a>", &mut out)?;
/// assert_eq!(out, b"<a>\n  <b>x</b>\n  <!-- c -->\n  <d/>\n</a>\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn pretty(xml: &str, out: &mut dyn Write) -> io::Result<()> {
    // The reader counts positions from after a byte-order mark.
    let xml = match xml.strip_prefix('\u{feff}') {
        Some(rest) => {
            out.write_all("\u{feff}".as_bytes())?;
            rest
        }
        None => xml,
    };
    let values = values(xml);
    let mut values = values.iter().copied();
    let mut open: Vec<bool> = Vec::new();
    let mut tokens = Tokens::new(xml);
    let mut started = false;
    for (kind, token) in tokens.by_ref() {
        let in_value = open.last() == Some(&true);
        if kind == TokenKind::End && open.pop() == Some(false) || kind != TokenKind::End && !in_value {
            if kind == TokenKind::Blank {
                continue;
            }
            if started {
                out.write_all(b"\n")?;
            }
            for _ in 0..open.len().min(MAX_LEVEL) {
                out.write_all(b"  ")?;
            }
        }
        if kind == TokenKind::Start {
            // Inside a value no white space is ours, however deep.
            open.push(values.next() == Some(true) || in_value);
        }
        out.write_all(token.as_bytes())?;
        started = true;
    }
    out.write_all(tokens.rest().as_bytes())?;
    out.write_all(b"\n")
}

/// For each start tag in order: whether its element is a value, so that white space in it belongs to the message.
///
/// It is one if it contains text and no element: `<a> </a>` contains a space.
fn values(xml: &str) -> Vec<bool> {
    let mut values: Vec<bool> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut has_element: Vec<bool> = Vec::new();
    for (kind, _) in Tokens::new(xml) {
        match kind {
            TokenKind::Start | TokenKind::Empty => {
                if let Some(parent) = has_element.last_mut() {
                    *parent = true;
                }
                if kind == TokenKind::Start {
                    open.push(values.len());
                    has_element.push(false);
                    values.push(false);
                }
            }
            TokenKind::End => {
                if let (Some(index), Some(false)) = (open.pop(), has_element.pop()) {
                    set(&mut values, index);
                }
            }
            TokenKind::Text => {
                if let Some(&index) = open.last() {
                    set(&mut values, index);
                }
            }
            TokenKind::Blank | TokenKind::Other => {}
        }
    }
    values
}

fn set(values: &mut [bool], index: usize) {
    if let Some(value) = values.get_mut(index) {
        *value = true;
    }
}

/// What a token of a document is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Start,
    End,
    Empty,
    Text,
    Blank,
    /// Comment, declaration, instruction, document type.
    Other,
}

/// The tokens of a document, each with the bytes it is written with; it ends where the text is no XML any more.
struct Tokens<'x> {
    xml: &'x str,
    reader: Reader<&'x [u8]>,
    from: usize,
}

impl<'x> Tokens<'x> {
    fn new(xml: &'x str) -> Tokens<'x> {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Tokens { xml, reader, from: 0 }
    }

    /// Everything after the last token.
    fn rest(&self) -> &'x str {
        self.xml.get(self.from..).unwrap_or_default()
    }
}

impl<'x> Iterator for Tokens<'x> {
    type Item = (TokenKind, &'x str);

    fn next(&mut self) -> Option<(TokenKind, &'x str)> {
        let kind = match self.reader.read_event() {
            Ok(Event::Start(_)) => TokenKind::Start,
            Ok(Event::End(_)) => TokenKind::End,
            Ok(Event::Empty(_)) => TokenKind::Empty,
            Ok(Event::Text(_) | Event::GeneralRef(_) | Event::CData(_)) => TokenKind::Text,
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => TokenKind::Other,
        };
        let to = usize::try_from(self.reader.buffer_position()).ok()?;
        let token = self.xml.get(self.from..to)?;
        self.from = to;
        let blank = kind == TokenKind::Text && token.bytes().all(is_space);
        Some((if blank { TokenKind::Blank } else { kind }, token))
    }
}
