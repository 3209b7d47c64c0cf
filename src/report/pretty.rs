//! XML indented for reading: every token stands there as it was written, only white space between elements changes.

use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{self, Write};

/// Levels that are indented; deeper ones stand at the last level, so that output stays in proportion to input.
const MAX_LEVEL: usize = 24;

/// Writes a message indented, one element a line.
///
/// Tags, text, comments and declarations are written byte for byte as they stand. White space is changed only where
/// elements alone have nothing else between them; text, mixed content and blank values stay as they are. What cannot
/// be read as XML is written as it is, from there to the end. A signature does not survive this.
///
/// # Errors
/// Those of `out`.
///
/// ```
/// let mut out = Vec::new();
/// samlens::report::pretty("<a><b>x</b><!-- c --><d/></a>", &mut out)?;
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
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut layout = Layout { out, open: Vec::new(), held: "", started: false };
    let mut from = 0;
    loop {
        let event = reader.read_event();
        let to = usize::try_from(reader.buffer_position()).unwrap_or(xml.len()).min(xml.len());
        let Some(token) = xml.get(from..to) else { break };
        match event {
            Ok(Event::Start(_)) => layout.start(token)?,
            Ok(Event::End(_)) => layout.end(token)?,
            Ok(Event::Text(_) | Event::GeneralRef(_) | Event::CData(_)) => layout.text(token, from, xml)?,
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => layout.alone(token)?,
        }
        from = to;
    }
    layout.rest(xml.get(from..).unwrap_or_default())
}

/// Where the writer stands.
struct Layout<'a, 'x> {
    out: &'a mut dyn Write,
    /// One for each open element: what it has held so far.
    open: Vec<Content>,
    /// White space that is written only if it turns out to be content.
    held: &'x str,
    started: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Nothing,
    Elements,
    Text,
}

impl<'x> Layout<'_, 'x> {
    fn start(&mut self, token: &str) -> io::Result<()> {
        // Inside text, no white space is ours, however deep.
        let inside = if self.open.last() == Some(&Content::Text) { Content::Text } else { Content::Nothing };
        self.before_child()?;
        self.open.push(inside);
        self.write(token)
    }

    /// An element without content, a comment, a declaration or an instruction.
    fn alone(&mut self, token: &str) -> io::Result<()> {
        self.before_child()?;
        self.write(token)
    }

    fn end(&mut self, token: &str) -> io::Result<()> {
        match self.open.pop() {
            // Blanks that are all an element holds are its value.
            Some(Content::Nothing | Content::Text) => self.release()?,
            Some(Content::Elements) | None => {
                self.held = "";
                self.break_line()?;
            }
        }
        self.write(token)
    }

    fn text(&mut self, token: &'x str, from: usize, xml: &'x str) -> io::Result<()> {
        let blank = token.chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
        let in_text = self.open.last() == Some(&Content::Text);
        if blank && !in_text {
            // Two pieces of white space follow each other only around a token that is none, so one slice holds both.
            let begin = from.saturating_sub(self.held.len());
            self.held = xml.get(begin..from.saturating_add(token.len())).unwrap_or(token);
            return Ok(());
        }
        self.release()?;
        if let Some(content) = self.open.last_mut() {
            *content = Content::Text;
        }
        self.write(token)
    }

    /// Breaks the line before a child, unless the parent holds text, whose white space is not ours.
    fn before_child(&mut self) -> io::Result<()> {
        match self.open.last_mut() {
            Some(Content::Text) => return self.release(),
            Some(content) => *content = Content::Elements,
            None => {}
        }
        self.held = "";
        self.break_line()
    }

    fn break_line(&mut self) -> io::Result<()> {
        if self.started {
            self.out.write_all(b"\n")?;
        }
        for _ in 0..self.open.len().min(MAX_LEVEL) {
            self.out.write_all(b"  ")?;
        }
        Ok(())
    }

    fn release(&mut self) -> io::Result<()> {
        let held = std::mem::take(&mut self.held);
        self.out.write_all(held.as_bytes())
    }

    fn write(&mut self, token: &str) -> io::Result<()> {
        self.started = true;
        self.out.write_all(token.as_bytes())
    }

    fn rest(&mut self, rest: &str) -> io::Result<()> {
        if !rest.is_empty() {
            self.release()?;
            self.write(rest)?;
        }
        self.out.write_all(b"\n")
    }
}
