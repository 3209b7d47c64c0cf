//! What is around the root: the XML declaration, comments and processing instructions. No DOCTYPE.

use super::super::character::is_space;
use super::super::run::ncname;
use super::{Result, Scanner};
use crate::Code;

impl<'a> Scanner<'a, '_> {
    /// `<?xml version="1.0" encoding="UTF-8" standalone="…"?>`
    pub(super) fn declaration(&mut self) -> Result<()> {
        let rest = self.rest();
        if !rest.strip_prefix("<?xml").is_some_and(|after| after.bytes().next().is_some_and(is_space)) {
            return Ok(());
        }
        self.position += "<?xml".len();
        let start = self.position;
        match self.pseudo_attribute("version")? {
            Some("1.0") => {}
            Some(_) => {
                return Err(self.error(Code::EncodingUnsupported, "the XML version is not 1.0", start));
            }
            None => return Err(self.malformed("expected version in the XML declaration")),
        }
        if let Some(encoding) = self.pseudo_attribute("encoding")?
            && !encoding.eq_ignore_ascii_case("utf-8")
        {
            let message = match encoding.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b)) {
                true => format!("the declared encoding is {encoding}, expected UTF-8"),
                false => "the declared encoding is malformed, expected UTF-8".to_owned(),
            };
            return Err(self.error(Code::EncodingUnsupported, message, start));
        }
        if let Some(standalone) = self.pseudo_attribute("standalone")?
            && !matches!(standalone, "yes" | "no")
        {
            return Err(self.malformed("standalone is neither yes nor no"));
        }
        self.spaces();
        match self.take("?>") {
            true => Ok(()),
            false => Err(self.malformed("expected '?>' at the end of the XML declaration")),
        }
    }

    fn pseudo_attribute(&mut self, name: &str) -> Result<Option<&'a str>> {
        let start = self.position;
        if !self.spaces() || !self.take(name) {
            self.position = start;
            return Ok(None);
        }
        self.spaces();
        if !self.take_byte(b'=') {
            return Err(self.malformed("expected '=' in the XML declaration"));
        }
        self.spaces();
        let quote = match self.bytes.get(self.position) {
            Some(&quote @ (b'"' | b'\'')) => char::from(quote),
            _ => return Err(self.malformed("expected a quote in the XML declaration")),
        };
        self.position += 1;
        let value = self.rest().split(quote).next().filter(|value| value.len() < self.rest().len());
        let value = value.ok_or_else(|| self.malformed("the XML declaration has no end"))?;
        self.position += value.len() + 1;
        Ok(Some(value))
    }

    /// White space, comments and processing instructions around the root.
    pub(super) fn misc(&mut self) -> Result<()> {
        loop {
            self.spaces();
            let rest = self.rest();
            if rest.starts_with("<!--") {
                self.comment()?;
                self.document.outer_comment = true;
            } else if rest.starts_with("<?") {
                self.processing_instruction()?;
                self.document.outer_instruction = true;
            } else {
                return self.no_doctype();
            }
        }
    }

    /// Refuses a document type declaration here, also the lower-case one of HTML: it is the better answer of two.
    pub(super) fn no_doctype(&self) -> Result<()> {
        let token = b"<!DOCTYPE";
        let here = self.bytes.get(self.position..self.position + token.len());
        match here.is_some_and(|here| here.eq_ignore_ascii_case(token)) {
            true => {
                let message = "a document type declaration is not allowed in SAML";
                Err(self.error(Code::DoctypeForbidden, message, self.position))
            }
            false => Ok(()),
        }
    }

    pub(super) fn comment(&mut self) -> Result<()> {
        self.position += "<!--".len();
        let Some(length) = self.rest().find("--") else {
            return Err(self.malformed("a comment has no end"));
        };
        self.characters(self.text.get(self.position..self.position + length).unwrap_or_default())?;
        self.position += length;
        match self.take("-->") {
            true => Ok(()),
            false => Err(self.malformed("'--' is not allowed inside a comment")),
        }
    }

    /// A processing instruction outside the root: skipped, because it is not part of the data.
    fn processing_instruction(&mut self) -> Result<()> {
        self.position += "<?".len();
        let length = ncname(self.text, self.position);
        let target = self.text.get(self.position..self.position + length).unwrap_or_default();
        if target.is_empty() {
            return Err(self.malformed("expected the target of a processing instruction"));
        }
        if target.eq_ignore_ascii_case("xml") {
            return Err(self.malformed("the XML declaration is not at the very start"));
        }
        self.position += length;
        let Some(length) = self.rest().find("?>") else {
            return Err(self.malformed("a processing instruction has no end"));
        };
        let body = self.text.get(self.position..self.position + length).unwrap_or_default();
        if !body.is_empty() && !body.bytes().next().is_some_and(is_space) {
            return Err(self.malformed("expected white space after the target of a processing instruction"));
        }
        self.characters(body)?;
        self.position += length + "?>".len();
        Ok(())
    }
}
