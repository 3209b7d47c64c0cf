//! The scanner: one pass over the text, each rule of XML 1.0 and Namespaces 1.0 checked where it applies.

use super::character::{is_char, is_space, ncname, plain_text, plain_value};
use super::error::XmlError;
use super::namespace::{Namespace, Prefix, Prefixes, Uris};
use super::tree::{
    AttributeData, CommentData, DeclarationData, Document, ElementData, Kind, NodeData, Span, at,
};
use crate::{Code, Limits};

type Result<T> = std::result::Result<T, XmlError>;

impl<'a> Document<'a> {
    /// Reads a whole document, strictly: UTF-8, XML 1.0, no DOCTYPE, no processing instruction inside the root,
    /// only the five predefined entities (invariant 4).
    ///
    /// # Errors
    /// The first rule that is broken, with line and column; a budget of `limits` that is exceeded.
    pub fn parse(text: &'a str, limits: &Limits) -> Result<Document<'a>> {
        Document::parse_in_scope(text, &[], limits)
    }

    /// Reads a document that stood inside another one, such as the plaintext of encrypted XML: the prefixes of
    /// `scope`, each with its namespace name, are bound as if the root declared those that it does not declare itself.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn parse_in_scope(text: &'a str, scope: &[(&'a str, &str)], limits: &Limits) -> Result<Document<'a>> {
        let mut scanner = Scanner::new(text, limits);
        scanner.document(scope)?;
        Ok(scanner.document)
    }
}

struct Scanner<'a, 'l> {
    text: &'a str,
    bytes: &'a [u8],
    position: usize,
    limits: &'l Limits,
    document: Document<'a>,
    prefixes: Prefixes<'a>,
    /// The element whose content is being read.
    open: Option<u32>,
    depth: usize,
}

impl<'a, 'l> Scanner<'a, 'l> {
    fn new(text: &'a str, limits: &'l Limits) -> Scanner<'a, 'l> {
        // Guesses that fit a signed response; the arena grows where they are too small.
        let guess = (text.len() / 48 + 8).min(limits.max_nodes);
        Scanner {
            text,
            bytes: text.as_bytes(),
            position: 0,
            limits,
            document: Document {
                text,
                decoded: String::new(),
                nodes: Vec::with_capacity(guess),
                attributes: Vec::with_capacity(guess),
                declarations: Vec::with_capacity(16),
                uris: Uris::default(),
                prefixes: 0,
                comments: Vec::new(),
                ids: Vec::with_capacity(4),
            },
            prefixes: Prefixes::new(),
            open: None,
            depth: 0,
        }
    }

    fn document(&mut self, scope: &[(&'a str, &str)]) -> Result<()> {
        // Spans need 31 bits, whatever the limit says.
        if self.text.len() > self.limits.max_xml_bytes.min(at(Span::DECODED - 1)) {
            let limit = self.limits.max_xml_bytes;
            return Err(self.limit(format!("the document is larger than {limit} bytes"), 0));
        }
        self.take("\u{FEFF}");
        self.declaration()?;
        self.misc()?;
        if !self.peek(b'<') {
            return Err(self.malformed("expected the root element"));
        }
        self.start_tag(scope)?;
        while self.open.is_some() {
            self.content()?;
        }
        self.misc()?;
        if self.position != self.bytes.len() {
            return Err(self.malformed("content after the root element"));
        }
        self.document.prefixes = self.prefixes.len();
        Ok(())
    }

    /// `<?xml version="1.0" encoding="UTF-8" standalone="…"?>`
    fn declaration(&mut self) -> Result<()> {
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
        if self.spaces() == 0 || !self.take(name) {
            self.position = start;
            return Ok(None);
        }
        self.spaces();
        if !self.take("=") {
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
    fn misc(&mut self) -> Result<()> {
        loop {
            self.spaces();
            let rest = self.rest();
            if rest.starts_with("<!--") {
                self.comment()?;
            } else if rest.starts_with("<?") {
                self.processing_instruction()?;
            } else if rest.starts_with("<!DOCTYPE") {
                let message = "a document type declaration is not allowed in SAML";
                return Err(self.error(Code::DoctypeForbidden, message, self.position));
            } else {
                return Ok(());
            }
        }
    }

    /// One piece of content: a run of text, a child or the end tag.
    fn content(&mut self) -> Result<()> {
        if !self.peek(b'<') {
            return self.text();
        }
        match self.bytes.get(self.position + 1) {
            Some(b'/') => self.end_tag(),
            // A comment or CDATA section may begin a text.
            Some(b'!') => self.text(),
            Some(b'?') => {
                let message = "a processing instruction stands inside the message";
                Err(self.error(Code::ProcessingInstruction, message, self.position))
            }
            _ => self.start_tag(&[]),
        }
    }

    fn start_tag(&mut self, scope: &[(&'a str, &str)]) -> Result<()> {
        if self.depth >= self.limits.max_depth {
            let limit = self.limits.max_depth;
            return Err(self.limit(format!("elements are nested deeper than {limit}"), self.position));
        }
        self.position += 1;
        let (name, local, prefix) = self.qualified_name()?;
        let element = number(self.document.nodes.len());
        let first_attribute = number(self.document.attributes.len());
        let first_declaration = number(self.document.declarations.len());
        let empty = loop {
            let spaces = self.spaces();
            match self.bytes.get(self.position) {
                Some(b'>') => {
                    self.position += 1;
                    break false;
                }
                Some(b'/') => {
                    if !self.take("/>") {
                        return Err(self.malformed("expected '>' after '/'"));
                    }
                    break true;
                }
                None => return Err(self.malformed("the text ends inside a start tag")),
                Some(_) if spaces == 0 => {
                    return Err(self.malformed("expected white space, '>' or '/>' in a start tag"));
                }
                Some(_) => self.attribute(element, first_attribute, first_declaration)?,
            }
        };
        self.inherit(element, scope);
        let attributes = (first_attribute, number(self.document.attributes.len()));
        let declarations = (first_declaration, number(self.document.declarations.len()));
        self.bind_attributes(element, attributes)?;
        let Some(namespace) = self.prefixes.bound(prefix) else {
            return Err(self.unbound(name));
        };
        self.node(NodeData {
            parent: self.open.unwrap_or(0),
            end: element + 1,
            span: name,
            kind: Kind::Element(ElementData { namespace, prefix, local, attributes, declarations }),
        })?;
        if empty {
            self.prefixes.leave(declarations.1 - declarations.0);
        } else {
            self.open = Some(element);
            self.depth += 1;
        }
        Ok(())
    }

    fn end_tag(&mut self) -> Result<()> {
        let start = self.position;
        self.position += 2;
        let Some(open) = self.open else { return Err(self.malformed("an end tag without a start tag")) };
        let end = number(self.document.nodes.len());
        let Some(node) = self.document.nodes.get_mut(at(open)) else { return Ok(()) };
        node.end = end;
        let (parent, span, kind) = (node.parent, node.span, node.kind);
        let name = self.document.slice(span);
        let rest = self.text.get(self.position..).unwrap_or_default();
        if !rest.starts_with(name) {
            let message = format!("expected the end tag '</{name}>'");
            return Err(self.error(Code::XmlMalformed, message, start));
        }
        self.position += name.len();
        self.spaces();
        if !self.take(">") {
            let message = format!("expected the end tag '</{}>'", self.document.slice(span));
            return Err(self.error(Code::XmlMalformed, message, start));
        }
        if let Kind::Element(data) = kind {
            self.prefixes.leave(data.declarations.1 - data.declarations.0);
        }
        self.depth -= 1;
        self.open = (open != 0).then_some(parent);
        Ok(())
    }

    /// A qualified name: its span, where the local name begins, its prefix.
    fn qualified_name(&mut self) -> Result<(Span, u32, Prefix)> {
        let start = self.position;
        let first = ncname(self.rest());
        if first == 0 {
            return Err(self.malformed("expected a name"));
        }
        self.position += first;
        let mut local = start;
        let mut prefix = Prefix::DEFAULT;
        if self.peek(b':') {
            prefix = self.prefixes.intern(self.text.get(start..self.position).unwrap_or_default());
            self.position += 1;
            local = self.position;
            let second = ncname(self.rest());
            if second == 0 {
                return Err(self.malformed("expected a local name after ':'"));
            }
            self.position += second;
        }
        Ok((Span { start: number(start), end: number(self.position) }, number(local), prefix))
    }

    fn attribute(&mut self, element: u32, first_attribute: u32, first_declaration: u32) -> Result<()> {
        let start = self.position;
        let count = self.document.attributes.len() + self.document.declarations.len();
        let here = count - at(first_attribute) - at(first_declaration);
        if here >= self.limits.max_attributes_per_element {
            let limit = self.limits.max_attributes_per_element;
            return Err(self.limit(format!("an element has more than {limit} attributes"), start));
        }
        if count >= self.limits.max_attributes {
            let limit = self.limits.max_attributes;
            return Err(self.limit(format!("the document has more than {limit} attributes"), start));
        }
        // `xmlns` is a prefix of its own: it is never interned, so that nothing can be declared for it.
        let (name, local, prefix, declared) = match self.rest().strip_prefix("xmlns") {
            Some(after) if after.starts_with([':', '=', ' ', '\t', '\r', '\n']) => {
                self.position += "xmlns".len();
                let declared = if self.peek(b':') {
                    self.position += 1;
                    let length = ncname(self.rest());
                    if length == 0 || self.bytes.get(self.position + length) == Some(&b':') {
                        return Err(self.malformed("expected a prefix after 'xmlns:'"));
                    }
                    let from = self.position;
                    self.position += length;
                    Span { start: number(from), end: number(self.position) }
                } else {
                    Span::EMPTY
                };
                (Span::EMPTY, 0, Prefix::DEFAULT, Some(declared))
            }
            _ => {
                let (name, local, prefix) = self.qualified_name()?;
                (name, local, prefix, None)
            }
        };
        self.spaces();
        if !self.take("=") {
            return Err(self.malformed("expected '=' after an attribute name"));
        }
        self.spaces();
        let (value, plain) = self.value()?;
        if let Some(declared) = declared {
            return self.declare(element, declared, value, start);
        }
        // The namespace is known only when the whole tag has been read.
        self.document.attributes.push(AttributeData {
            name,
            local,
            namespace: Namespace::NONE,
            prefix,
            value,
            plain,
        });
        Ok(())
    }

    /// Namespaces in XML 1.0, sections 2.2, 3 and 5.
    fn declare(&mut self, element: u32, declared: Span, value: Span, start: usize) -> Result<()> {
        let text = self.text.get(at(declared.start)..at(declared.end)).unwrap_or_default();
        let uri = self.document.slice(value);
        let wrong = if text == "xmlns" {
            Some("the prefix xmlns cannot be declared")
        } else if (text == "xml") != (Namespace::XML.well_known() == Some(uri)) {
            Some("xml and its namespace belong to each other alone")
        } else if Namespace::XMLNS.well_known() == Some(uri) {
            Some("no prefix can be bound to the namespace of xmlns")
        } else if uri.is_empty() && !text.is_empty() {
            Some("a prefix cannot be undeclared in Namespaces 1.0")
        } else if !uri.is_empty() && !has_scheme(uri) {
            // Canonical XML 1.0, section 1.3: relative namespace URIs have no canonical form.
            Some("a namespace name is not an absolute URI")
        } else {
            None
        };
        if let Some(message) = wrong {
            return Err(self.error(Code::XmlMalformed, message, start));
        }
        let document = &mut self.document;
        let (source, decoded) = (document.text, document.decoded.as_str());
        let text_of = |span: Span| match span.start & Span::DECODED {
            0 => source.get(at(span.start)..at(span.end)).unwrap_or_default(),
            mark => decoded.get(at(span.start ^ mark)..at(span.end)).unwrap_or_default(),
        };
        let namespace = document.uris.intern(text_of(value), value, text_of);
        let prefix = if text.is_empty() { Prefix::DEFAULT } else { self.prefixes.intern(text) };
        if !self.prefixes.declare(prefix, namespace, element) {
            return Err(self.error(Code::XmlMalformed, "a prefix is declared twice on one element", start));
        }
        self.document.declarations.push(DeclarationData { prefix, prefix_span: declared, namespace });
        Ok(())
    }

    /// Binds the prefixes of the surroundings, except those that the element declares itself.
    fn inherit(&mut self, element: u32, scope: &[(&'a str, &str)]) {
        for &(name, uri) in scope {
            let document = &mut self.document;
            let mut copied = |text: &str| {
                let start = document.decoded.len();
                document.decoded.push_str(text);
                Span { start: number(start) | Span::DECODED, end: number(document.decoded.len()) }
            };
            let (prefix_span, value) = (copied(name), copied(uri));
            let (source, decoded) = (document.text, document.decoded.as_str());
            let text_of = |span: Span| match span.start & Span::DECODED {
                0 => source.get(at(span.start)..at(span.end)).unwrap_or_default(),
                mark => decoded.get(at(span.start ^ mark)..at(span.end)).unwrap_or_default(),
            };
            let namespace = document.uris.intern(uri, value, text_of);
            let prefix = if name.is_empty() { Prefix::DEFAULT } else { self.prefixes.intern(name) };
            if self.prefixes.declare(prefix, namespace, element) {
                self.document.declarations.push(DeclarationData { prefix, prefix_span, namespace });
            }
        }
    }

    /// Resolves prefixes, finds identifiers, and refuses attributes that are the same after expansion.
    fn bind_attributes(&mut self, element: u32, range: (u32, u32)) -> Result<()> {
        let mut unbound = None;
        let Document { attributes, text, ids, .. } = &mut self.document;
        let own = attributes.get_mut(at(range.0)..at(range.1)).unwrap_or_default();
        for data in own.iter_mut() {
            if data.prefix != Prefix::DEFAULT {
                match self.prefixes.bound(data.prefix) {
                    Some(namespace) => data.namespace = namespace,
                    None => unbound = unbound.or(Some(data.name)),
                }
            }
            let local = text.get(at(data.local)..at(data.name.end)).unwrap_or_default();
            if matches!(local, "ID" | "Id" | "id") {
                ids.push((element, data.value));
            }
        }
        if let Some(name) = unbound {
            return Err(self.unbound(name));
        }
        let own = self.document.attributes_of(range);
        let key = |data: &AttributeData| {
            (data.namespace, self.text.get(at(data.local)..at(data.name.end)).unwrap_or_default())
        };
        let twice = if own.len() <= 8 {
            own.iter().enumerate().find_map(|(index, first)| {
                own.iter().skip(index + 1).find(|second| key(second) == key(first)).copied()
            })
        } else {
            let mut sorted: Vec<&AttributeData> = own.iter().collect();
            sorted.sort_unstable_by_key(|data| (key(data), data.name.start));
            sorted.windows(2).find_map(|pair| match pair {
                [first, second] if key(first) == key(second) => Some(**second),
                _ => None,
            })
        };
        match twice {
            Some(data) => {
                let message = "an attribute stands twice on one element";
                Err(self.error(Code::XmlMalformed, message, at(data.name.start)))
            }
            None => Ok(()),
        }
    }

    /// An attribute value with its quotes: normalised (section 3.3.3), and whether C14N may copy it as it is.
    fn value(&mut self) -> Result<(Span, bool)> {
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
                Some(b'<') => return Err(self.malformed("'<' stands in an attribute value")),
                Some(&byte) => self.allowed(byte)?,
                None => return Err(self.malformed("the text ends inside an attribute value")),
            }
            self.position += 1;
        }
        let span = self.finish(decoded, start, copied);
        self.position += 1;
        Ok((span, plain))
    }

    /// Character data, CDATA sections and comments up to the next tag: one text, whatever stands between (invariant 3).
    fn text(&mut self) -> Result<()> {
        let Some(open) = self.open else { return Ok(()) };
        let start = self.position;
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
                    } else if rest.starts_with("<!") {
                        let message = "expected a comment or a CDATA section after '<!'";
                        return Err(self.malformed(message));
                    } else {
                        break;
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
                        return Err(self.malformed("']]>' stands in character data"));
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
        let index = number(self.document.nodes.len());
        self.node(NodeData { parent: open, end: index + 1, span, kind: Kind::Text { plain } })
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

    fn comment(&mut self) -> Result<()> {
        self.position += "<!--".len();
        let Some(length) = self.rest().find("--") else {
            return Err(self.malformed("a comment has no end"));
        };
        self.characters(self.text.get(self.position..self.position + length).unwrap_or_default())?;
        self.position += length;
        match self.take("-->") {
            true => Ok(()),
            false => Err(self.malformed("'--' stands inside a comment")),
        }
    }

    /// A processing instruction outside the root: read past, it is nobody's data.
    fn processing_instruction(&mut self) -> Result<()> {
        self.position += "<?".len();
        let length = ncname(self.rest());
        let target = self.text.get(self.position..self.position + length).unwrap_or_default();
        if target.is_empty() {
            return Err(self.malformed("expected the target of a processing instruction"));
        }
        if target.eq_ignore_ascii_case("xml") {
            return Err(self.malformed("the XML declaration stands elsewhere than at the very start"));
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

    /// `&lt;`, `&#10;`, `&#xA;`: the five predefined entities and legal character references.
    fn reference(&mut self) -> Result<char> {
        let start = self.position;
        let window = self.bytes.get(start + 1..).unwrap_or_default();
        // The longest legal reference with reasonable zeros; anything longer is no reference of ours.
        let Some(length) = window.iter().take(16).position(|&byte| byte == b';') else {
            return Err(self.malformed("'&' does not begin an entity or character reference"));
        };
        let name = self.text.get(start + 1..start + 1 + length).unwrap_or_default();
        self.position += length + 2;
        let digits = |digits: &str, radix| {
            let legal = !digits.is_empty() && digits.bytes().all(|b| char::from(b).is_digit(radix));
            legal.then(|| u32::from_str_radix(digits, radix).ok()).flatten().and_then(char::from_u32)
        };
        let c = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => match name.strip_prefix("#x") {
                Some(hexadecimal) => digits(hexadecimal, 16).filter(|&c| is_char(c)),
                None => match name.strip_prefix('#') {
                    Some(decimal) => digits(decimal, 10).filter(|&c| is_char(c)),
                    None => {
                        let message = "an entity that is not one of the five predefined ones";
                        return Err(self.error(Code::XmlMalformed, message, start));
                    }
                },
            },
        };
        c.ok_or_else(|| self.error(Code::XmlMalformed, "a character reference to no legal character", start))
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

    fn node(&mut self, node: NodeData) -> Result<()> {
        if self.document.nodes.len() >= self.limits.max_nodes {
            let limit = self.limits.max_nodes;
            return Err(
                self.limit(format!("the document has more than {limit} elements and texts"), self.position)
            );
        }
        self.document.nodes.push(node);
        Ok(())
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
            false => Err(self.malformed("an illegal character")),
        }
    }

    fn characters(&self, text: &str) -> Result<()> {
        match text.char_indices().find(|&(_, c)| !is_char(c)) {
            None => Ok(()),
            Some((offset, _)) => {
                Err(self.error(Code::XmlMalformed, "an illegal character", self.position + offset))
            }
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn peek(&self, byte: u8) -> bool {
        self.bytes.get(self.position) == Some(&byte)
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.bytes.get(self.position..).is_some_and(|rest| rest.starts_with(token.as_bytes()));
        if found {
            self.position += token.len();
        }
        found
    }

    fn spaces(&mut self) -> usize {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let count = rest.iter().take_while(|&&byte| is_space(byte)).count();
        self.position += count;
        count
    }

    #[cold]
    fn error(&self, code: Code, message: impl Into<String>, offset: usize) -> XmlError {
        XmlError::new(code, message, self.text, offset)
    }

    #[cold]
    fn malformed(&self, message: &str) -> XmlError {
        self.error(Code::XmlMalformed, message, self.position)
    }

    #[cold]
    fn limit(&self, message: String, offset: usize) -> XmlError {
        self.error(Code::LimitExceeded, message, offset)
    }

    #[cold]
    fn unbound(&self, name: Span) -> XmlError {
        let message = format!("the prefix of '{}' is not bound to a namespace", self.document.slice(name));
        self.error(Code::XmlMalformed, message, at(name.start))
    }
}

/// Whether a namespace name begins with a scheme, as an absolute URI does (RFC 3986, section 3.1).
fn has_scheme(uri: &str) -> bool {
    uri.split_once(':').is_some_and(|(scheme, _)| {
        scheme.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

/// An index or offset of the arena; both are below 2³¹ by the size limit.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
