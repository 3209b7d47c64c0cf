//! Elements as the forge writes them, with two writers: the document's text and the canonical text.
//!
//! The canonical writer works on this tree alone and shares nothing with the library, which canonicalizes what it
//! parsed: a mistake in one does not hide in the other. `xmlsec1` is the judge of both (`tests/suite/forge/xmlsec.rs`).

use std::collections::BTreeMap;

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Prefixes in scope, each with its namespace name; and `xml:` attributes, by qualified name.
pub type Scope = BTreeMap<String, String>;

/// One element: attributes and namespace declarations in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    /// The content, in order.
    pub children: Vec<Node>,
}

/// What an element contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Element(Element),
    Text(String),
    /// Text taken as it is: one for the document, one for its canonical form.
    Raw {
        document: String,
        canonical: String,
    },
}

/// Which Canonical XML 1.0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Canonical {
    /// Exclusive, with the prefixes of an InclusiveNamespaces PrefixList (`#default` allowed).
    Exclusive(Vec<String>),
    /// Inclusive.
    Inclusive,
}

/// How the document differs from canonical text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// The quote around attribute values.
    pub quote: char,
    /// What ends an element without content: `/>`, ` />`, or `None` for an end tag.
    pub empty: Option<&'static str>,
}

impl Style {
    /// `<a b="c"/>`, as most products write.
    pub const USUAL: Style = Style { quote: '"', empty: Some("/>") };
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Node::Element(element)
    }
}

impl Node {
    /// The same text in the document and for the digest.
    pub fn raw(text: &str) -> Node {
        Node::Raw { document: text.to_owned(), canonical: text.to_owned() }
    }

    /// A comment: in the document, but not in the canonical text.
    pub fn comment(text: &str) -> Node {
        Node::Raw { document: format!("<!--{text}-->"), canonical: String::new() }
    }
}

impl Element {
    /// An element without anything in it; `name` with its prefix.
    pub fn new(name: &str) -> Element {
        Element { name: name.to_owned(), attributes: Vec::new(), children: Vec::new() }
    }

    /// Adds an attribute or (`xmlns`, `xmlns:p`) a namespace declaration at the end.
    pub fn with(mut self, name: &str, value: &str) -> Element {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a child at the end.
    pub fn child(mut self, node: impl Into<Node>) -> Element {
        self.children.push(node.into());
        self
    }

    /// Adds text at the end.
    pub fn text(self, text: &str) -> Element {
        self.child(Node::Text(text.to_owned()))
    }

    /// The qualified name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name without its prefix.
    pub fn local(&self) -> &str {
        split(&self.name).1
    }

    /// Renames the element.
    pub fn rename(&mut self, name: &str) {
        self.name = name.to_owned();
    }

    /// An attribute's value, by qualified name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Changes an attribute in its place, or adds it at the end.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.attributes.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Takes an attribute or namespace declaration away; says what its value was.
    pub fn unset(&mut self, name: &str) -> Option<String> {
        let at = self.attributes.iter().position(|(n, _)| n == name)?;
        Some(self.attributes.remove(at).1)
    }

    /// The first element of that local name below (or at) this one, in document order.
    pub fn find(&self, local: &str) -> Option<&Element> {
        if self.local() == local {
            return Some(self);
        }
        self.elements().find_map(|child| child.find(local))
    }

    /// The same, to be changed; panics where there is none.
    pub fn find_mut(&mut self, local: &str) -> &mut Element {
        self.search_mut(local).unwrap_or_else(|| panic!("no {local} element in the forged document"))
    }

    fn search_mut(&mut self, local: &str) -> Option<&mut Element> {
        if self.local() == local {
            return Some(self);
        }
        self.children.iter_mut().find_map(|node| match node {
            Node::Element(child) => child.search_mut(local),
            _ => None,
        })
    }

    /// The position of the first child of that local name.
    pub fn position(&self, local: &str) -> Option<usize> {
        self.children.iter().position(|node| matches!(node, Node::Element(e) if e.local() == local))
    }

    /// Takes the first child of that local name out.
    pub fn take(&mut self, local: &str) -> Option<Element> {
        let at = self.position(local)?;
        match self.children.remove(at) {
            Node::Element(element) => Some(element),
            _ => None,
        }
    }

    /// Puts a node before the first child of that local name (at the end where there is none).
    pub fn insert_before(&mut self, local: &str, node: impl Into<Node>) {
        let at = self.position(local).unwrap_or(self.children.len());
        self.children.insert(at, node.into());
    }

    /// Puts a node after the first child of that local name (at the end where there is none).
    pub fn insert_after(&mut self, local: &str, node: impl Into<Node>) {
        let at = self.position(local).map_or(self.children.len(), |at| at + 1);
        self.children.insert(at, node.into());
    }

    /// Adds a child at the end, in place.
    pub fn push(&mut self, node: impl Into<Node>) {
        self.children.push(node.into());
    }

    /// Puts text in the place of everything inside.
    pub fn set_text(&mut self, text: &str) {
        self.children = vec![Node::Text(text.to_owned())];
    }

    /// The child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            _ => None,
        })
    }

    /// Puts a line break and indentation between child elements, all the way down, but not inside children named
    /// `except` (they are finished already). `depth` is the depth of this element.
    pub fn indent(&mut self, unit: &str, depth: usize, except: &str) {
        let has_text = self.children.iter().any(|n| matches!(n, Node::Text(_)));
        if self.children.is_empty() || has_text {
            return;
        }
        let mut children = Vec::new();
        for mut node in self.children.drain(..) {
            children.push(Node::Text(format!("\n{}", unit.repeat(depth + 1))));
            if let Node::Element(element) = &mut node
                && element.local() != except
            {
                element.indent(unit, depth + 1, except);
            }
            children.push(node);
        }
        children.push(Node::Text(format!("\n{}", unit.repeat(depth))));
        self.children = children;
    }

    /// What is in scope inside this element, where `outer` is in scope around it.
    pub fn scope(&self, outer: &Scope) -> Scope {
        let mut scope = outer.clone();
        for (name, value) in &self.attributes {
            let key = declared(name).or_else(|| name.starts_with("xml:").then_some(name));
            if let Some(key) = key {
                scope.insert(key.to_owned(), value.clone());
            }
        }
        scope
    }

    /// The text of the document.
    pub fn document(&self, style: Style) -> String {
        let mut out = String::new();
        write_document(self, style, &mut out);
        out
    }

    /// The canonical text of this element as the apex of what is digested, where `outer` is in scope around it.
    pub fn canonical(&self, outer: &Scope, how: &Canonical) -> String {
        let mut apex = self.clone();
        if *how == Canonical::Inclusive {
            // Canonical XML 1.0 §2.4: a subset's apex inherits xml: attributes; exclusive canonicalization forbids it.
            for (name, value) in outer.iter().filter(|(name, _)| name.starts_with("xml:")) {
                if apex.attribute(name).is_none() {
                    apex.set(name, value);
                }
            }
        }
        let mut out = String::new();
        write_canonical(&apex, outer, &Scope::new(), how, &mut out);
        out
    }
}

fn write_document(element: &Element, style: Style, out: &mut String) {
    out.push('<');
    out.push_str(&element.name);
    for (name, value) in &element.attributes {
        out.push(' ');
        out.push_str(name);
        out.push('=');
        out.push(style.quote);
        let escaped = escape_attribute(value);
        match style.quote {
            '\'' => out.push_str(&escaped.replace("&quot;", "\"").replace('\'', "&apos;")),
            _ => out.push_str(&escaped),
        }
        out.push(style.quote);
    }
    if let (true, Some(end)) = (element.children.is_empty(), style.empty) {
        out.push_str(end);
        return;
    }
    out.push('>');
    for node in &element.children {
        match node {
            Node::Element(child) => write_document(child, style, out),
            Node::Text(text) => out.push_str(&escape_text(text)),
            Node::Raw { document, .. } => out.push_str(document),
        }
    }
    out.push_str("</");
    out.push_str(&element.name);
    out.push('>');
}

fn write_canonical(element: &Element, outer: &Scope, rendered: &Scope, how: &Canonical, out: &mut String) {
    let scope = element.scope(outer);
    let mut rendered = rendered.clone();
    let mut declarations = BTreeMap::new();
    for prefix in wanted(element, &scope, how) {
        let uri = scope.get(prefix).map_or("", String::as_str);
        if prefix != "xml" && rendered.get(prefix).map_or("", String::as_str) != uri {
            declarations.insert(prefix.to_owned(), uri.to_owned());
            rendered.insert(prefix.to_owned(), uri.to_owned());
        }
    }
    out.push('<');
    out.push_str(&element.name);
    for (prefix, uri) in &declarations {
        let colon = if prefix.is_empty() { "" } else { ":" };
        out.push_str(&format!(" xmlns{colon}{prefix}=\"{}\"", escape_attribute(uri)));
    }
    let mut attributes: Vec<_> = element.attributes.iter().filter(|(n, _)| declared(n).is_none()).collect();
    attributes.sort_by_key(|(name, _)| {
        let (prefix, local) = split(name);
        let uri = match prefix {
            "" => "",
            "xml" => XML,
            // A prefix that nothing binds is a lie that some test wants to tell.
            _ => scope.get(prefix).map_or("", String::as_str),
        };
        (uri.to_owned(), local.to_owned())
    });
    for (name, value) in attributes {
        out.push_str(&format!(" {name}=\"{}\"", escape_attribute(value)));
    }
    out.push('>');
    for node in &element.children {
        match node {
            Node::Element(child) => write_canonical(child, &scope, &rendered, how, out),
            Node::Text(text) => out.push_str(&escape_text(text)),
            Node::Raw { canonical, .. } => out.push_str(canonical),
        }
    }
    out.push_str("</");
    out.push_str(&element.name);
    out.push('>');
}

/// The prefixes that may have to be declared on this element (the empty one is the default namespace).
fn wanted<'a>(element: &'a Element, scope: &'a Scope, how: &'a Canonical) -> Vec<&'a str> {
    let Canonical::Exclusive(listed) = how else {
        return scope.keys().map(String::as_str).filter(|key| !key.starts_with("xml:")).collect();
    };
    let mut prefixes = vec![split(&element.name).0];
    for (name, _) in &element.attributes {
        let prefix = split(name).0;
        if declared(name).is_none() && !prefix.is_empty() {
            prefixes.push(prefix);
        }
    }
    let listed = listed.iter().map(|p| if p == "#default" { "" } else { p.as_str() });
    prefixes.extend(listed.filter(|p| scope.contains_key(*p)));
    prefixes
}

/// The prefix that an attribute of this name declares.
fn declared(name: &str) -> Option<&str> {
    if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") }
}

/// Prefix (or nothing) and local name.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// Text as Canonical XML 1.0 §2.3 writes it.
pub fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#xD;")
}

/// An attribute's value as Canonical XML 1.0 §2.3 writes it, for double quotes.
pub fn escape_attribute(value: &str) -> String {
    let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    value.replace('\t', "&#x9;").replace('\n', "&#xA;").replace('\r', "&#xD;")
}
