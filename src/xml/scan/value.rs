//! Attribute values and texts: decoded and normalized, never trimmed.

use super::super::character::is_char;
use super::super::run::{after_ascii_text, ncname, plain_text, plain_value};
use super::super::tree::{CommentData, NodeData, NodeKind, Span};
use super::{Result, Scanner, number};
use crate::Code;

impl Scanner<'_, '_> {
    /// An attribute value with its quotes: normalized (section 3.3.3), and whether C14N may copy it as it is.
    pub(super) fn value(&mut self) -> Result<(Span, bool)> {
        let quote = match self.bytes.get(self.position) {
            Some(&quote @ (b'"' | b'\'')) => quote,
            _ => return Err(self.malformed("expected a quoted attribute value")),
        };
        self.position += 1;
        let start = self.position;
        // Set as soon as the value differs from its source.
        let mut decoded: Option<usize> = None;
        let mut copied = start;
        let mut plain = true;
        loop {
            self.position += plain_value(self.bytes.get(self.position..).unwrap_or_default());
            let here = self.position;
            match self.bytes.get(here) {
                Some(&byte) if byte == quote => break,
                Some(b'"') => plain = false,
                Some(b'\'') => {}
                Some(b'\t' | b'\n' | b'\r') => {
                    self.keep(&mut decoded, copied);
                    self.document.decoded.push(' ');
                    if self.rest().starts_with("\r\n") {
                        self.position += 1;
                    }
                    copied = self.position + 1;
                }
                Some(b'&') => {
                    self.keep(&mut decoded, copied);
                    let c = self.reference()?;
                    self.document.decoded.push(c);
                    plain &= !matches!(c, '&' | '<' | '"' | '\t' | '\n' | '\r');
                    copied = self.position;
                    continue;
                }
                Some(b'<') => return Err(self.malformed("'<' is not allowed in an attribute value")),
                Some(&byte) => self.allowed(byte)?,
                None => return Err(self.malformed("the text ends inside an attribute value")),
            }
            self.position += 1;
        }
        let span = self.finish(decoded, start, copied);
        self.position += 1;
        Ok((span, plain))
    }

    /// Character data, CDATA sections and comments up to the next tag: one text, whatever is between (invariant:
    /// no-split-text).
    pub(super) fn text(&mut self) -> Result<()> {
        let Some(open) = self.open else { return Ok(()) };
        let start = self.position;
        // Most texts are ASCII on one line, are what the source has, and go on to a tag. Others are read again from their
        // beginning.
        let rest = self.bytes.get(start..).unwrap_or_default();
        let after = after_ascii_text(rest);
        if let [b'<', next, ..] = after
            && *next != b'!'
            && after.len() < rest.len()
        {
            self.position = self.place(after);
            let span = Span { start: number(start), end: number(self.position) };
            return self.text_node(open, span, true);
        }
        let mut decoded: Option<usize> = None;
        let mut copied = start;
        let mut plain = true;
        // `]]>` is illegal within one run of character data only.
        let mut run_start = start;
        loop {
            self.position += plain_text(self.bytes.get(self.position..).unwrap_or_default());
            let here = self.position;
            match self.bytes.get(here) {
                Some(b'<') => {
                    if self.bytes.get(here + 1) != Some(&b'!') {
                        break;
                    }
                    let rest = self.rest();
                    if rest.starts_with("<!--") {
                        self.keep(&mut decoded, copied);
                        self.comment()?;
                        self.document
                            .comments
                            .push(CommentData { parent: open, after: number(self.document.nodes.len()) });
                    } else if rest.starts_with("<![CDATA[") {
                        self.keep(&mut decoded, copied);
                        plain = false;
                        self.cdata()?;
                    } else {
                        self.no_doctype()?;
                        return Err(self.malformed("expected a comment or a CDATA section after '<!'"));
                    }
                    copied = self.position;
                    run_start = copied;
                    continue;
                }
                Some(b'&') => {
                    self.keep(&mut decoded, copied);
                    let c = self.reference()?;
                    self.document.decoded.push(c);
                    plain &= !matches!(c, '&' | '<' | '>' | '\r');
                    copied = self.position;
                    continue;
                }
                Some(b'>') => {
                    plain = false;
                    if self.text.get(run_start..here).is_some_and(|run| run.ends_with("]]")) {
                        return Err(self.malformed("']]>' is not allowed in character data"));
                    }
                }
                Some(b'\r') => {
                    // Section 2.11: CR LF and CR are read as LF.
                    self.keep(&mut decoded, copied);
                    self.document.decoded.push('\n');
                    if self.rest().starts_with("\r\n") {
                        self.position += 1;
                    }
                    copied = self.position + 1;
                }
                Some(&byte) => self.allowed(byte)?,
                None => return Err(self.malformed("the text ends before the root element does")),
            }
            self.position += 1;
        }
        let end = self.position;
        let span = self.finish(decoded, start, copied);
        self.position = end;
        if self.document.slice(span).is_empty() {
            return Ok(());
        }
        self.text_node(open, span, plain)
    }

    #[inline]
    fn text_node(&mut self, open: u32, span: Span, plain: bool) -> Result<()> {
        let index = number(self.document.nodes.len());
        self.node(NodeData { parent: open, end: index + 1, span, kind: NodeKind::Text { plain } })
    }

    fn cdata(&mut self) -> Result<()> {
        self.position += "<![CDATA[".len();
        let Some(length) = self.rest().find("]]>") else {
            return Err(self.malformed("a CDATA section has no end"));
        };
        let section = self.text.get(self.position..self.position + length).unwrap_or_default();
        self.characters(section)?;
        if section.contains('\r') {
            let section = section.replace("\r\n", "\n").replace('\r', "\n");
            self.document.decoded.push_str(&section);
        } else {
            self.document.decoded.push_str(section);
        }
        self.position += length + "]]>".len();
        Ok(())
    }

    /// `&lt;`, `&#10;`, `&#xA;`: the five predefined entities and references to legal characters.
    fn reference(&mut self) -> Result<char> {
        let start = self.position;
        self.position += 1;
        if self.peek(b'#') {
            return match self.character_reference() {
                Some(c) => Ok(c),
                None => Err(self.error(
                    Code::XmlMalformed,
                    "a reference to a character that XML does not allow",
                    start,
                )),
            };
        }
        let length = ncname(self.text, self.position);
        let name = self.text.get(self.position..self.position + length).unwrap_or_default();
        self.position += length;
        if name.is_empty() || !self.take_byte(b';') {
            let message = "'&' does not begin an entity or character reference";
            return Err(self.error(Code::XmlMalformed, message, start));
        }
        match name {
            "amp" => Ok('&'),
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            _ => {
                let message = "an entity that is not one of the five predefined ones";
                Err(self.error(Code::XmlMalformed, message, start))
            }
        }
    }

    /// From the `#` on, past the `;`; zeros in front may be many.
    fn character_reference(&mut self) -> Option<char> {
        self.position += 1;
        let radix = if self.take_byte(b'x') { 16 } else { 10 };
        let first = self.position;
        let mut number: u32 = 0;
        while let Some(digit) =
            self.bytes.get(self.position).and_then(|&byte| char::from(byte).to_digit(radix))
        {
            // Saturated, it is no character either.
            number = number.saturating_mul(radix).saturating_add(digit);
            self.position += 1;
        }
        let legal = self.position > first && self.take_byte(b';');
        if legal { char::from_u32(number).filter(|&c| is_char(c)) } else { None }
    }

    /// Copies the source read so far into the buffer of decoded values, which the value is now built in.
    fn keep(&mut self, decoded: &mut Option<usize>, copied: usize) {
        let buffer = &mut self.document.decoded;
        decoded.get_or_insert(buffer.len());
        buffer.push_str(self.text.get(copied..self.position).unwrap_or_default());
    }

    /// The span of a value that ends here.
    fn finish(&mut self, decoded: Option<usize>, start: usize, copied: usize) -> Span {
        match decoded {
            None => Span { start: number(start), end: number(self.position) },
            Some(from) => {
                let buffer = &mut self.document.decoded;
                buffer.push_str(self.text.get(copied..self.position).unwrap_or_default());
                Span { start: number(from) | Span::DECODED, end: number(buffer.len()) }
            }
        }
    }

    /// A control character, or a byte that may begin U+FFFE or U+FFFF, at the current position.
    fn allowed(&self, byte: u8) -> Result<()> {
        let legal = match byte {
            b'\t' | b'\n' | b'\r' | 0x20..=0xEE => true,
            0xEF => {
                !matches!(self.bytes.get(self.position + 1..self.position + 3), Some([0xBF, 0xBE | 0xBF]))
            }
            0xF0..=0xFF => true,
            _ => false,
        };
        match legal {
            true => Ok(()),
            false => Err(self.illegal(self.rest().chars().next(), 0)),
        }
    }
}
