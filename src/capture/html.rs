//! HTML pages: the form that a browser submits by itself, and entities.

use super::found::{EncodedMessage, Parameter, is_relay_state};
use super::recognised::{CaptureForm, Decoding};
use crate::encoding::reference;

/// Elements that tell a page from a SAML message.
const PAGE_ELEMENTS: &[&str] = &[
    "html", "head", "body", "form", "input", "script", "div", "meta", "title", "table", "textarea",
    "noscript", "p", "span", "center", "style", "link", "pre", "h1", "h2", "h3", "br", "main", "section",
    "button", "iframe",
];

/// Whether markup is a page: its first element is one of HTML's.
pub(super) fn is_page(markup: &str) -> bool {
    let mut rest = markup;
    // Every turn consumes a declaration, instruction or comment.
    while let Some((_, after)) = rest.split_once('<') {
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if let Some(declaration) = after.strip_prefix('!') {
            return declaration.get(..12).is_some_and(|start| start.eq_ignore_ascii_case("doctype html"));
        } else if let Some(instruction) = after.strip_prefix('?') {
            rest = instruction.split_once('>').map_or("", |(_, after)| after);
        } else {
            let name: String =
                after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').take(16).collect();
            return PAGE_ELEMENTS.iter().any(|element| name.eq_ignore_ascii_case(element));
        }
    }
    false
}

/// The messages in a page.
pub(super) struct HtmlPage {
    /// Messages in its forms, in order.
    pub(super) messages: Vec<EncodedMessage>,
    /// Its title, for a page that is an error.
    pub(super) title: Option<String>,
    /// It has a form with an artifact instead of a message.
    pub(super) has_artifact: bool,
}

/// Reads the forms of a page, at most `max_messages` of their messages.
pub(super) fn read(page: &str, max_messages: usize) -> HtmlPage {
    let mut found = HtmlPage { messages: Vec::new(), title: None, has_artifact: false };
    let mut form = OpenForm::default();
    let mut rest = page;
    // Every turn consumes at least the `<` it found.
    while let Some((_, markup)) = rest.split_once('<') {
        if let Some(comment) = markup.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if !markup.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            rest = markup;
            continue;
        }
        let tag = HtmlTag::read(markup);
        rest = tag.after;
        match tag.name.to_ascii_lowercase().as_str() {
            // Their content is not markup.
            "script" | "style" => rest = after_ignoring_case(rest, &format!("</{}", tag.name)).1,
            "title" if found.title.is_none() => {
                let (title, after) = after_ignoring_case(rest, "</title");
                let title = decode_entities(title.trim()).0;
                found.title = (!title.is_empty()).then(|| title.chars().take(200).collect());
                rest = after;
            }
            "form" => {
                form.close(&mut found.messages, max_messages);
                form.action =
                    tag.attribute("action").map(|(value, _)| value).filter(|action| action.contains("://"));
            }
            "/form" => form.close(&mut found.messages, max_messages),
            "input" => {
                if let (Some(name), Some((value, entities))) = (tag.field_name(), tag.attribute("value")) {
                    found.has_artifact |= name == "SAMLart";
                    form.input(&name, value, entities);
                }
            }
            "textarea" => {
                let (content, after) = after_ignoring_case(rest, "</textarea");
                if let Some(name) = tag.field_name() {
                    let (value, entities) = decode_entities(content);
                    form.input(&name, value, entities);
                }
                rest = after;
            }
            _ => {}
        }
    }
    form.close(&mut found.messages, max_messages);
    found
}

/// A page without the tags inside its lines, if it has any and shows XML with entities.
pub(super) fn without_inline_tags(page: &str) -> Option<String> {
    const INLINE: [&str; 8] = ["span", "/span", "wbr", "mark", "/mark", "font", "/font", "wbr/"];
    if !page.contains("&lt;") || !page.contains("<span") {
        return None;
    }
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    // Every turn consumes at least the `<` it found.
    while let Some((before, markup)) = rest.split_once('<') {
        out.push_str(before);
        let name = markup.split(['>', ' ', '\t', '\r', '\n']).next().unwrap_or_default();
        match markup.split_once('>').filter(|_| INLINE.contains(&name)) {
            Some((_, after)) => rest = after,
            None => {
                out.push('<');
                rest = markup;
            }
        }
    }
    out.push_str(rest);
    Some(out)
}

/// The form whose inputs are being read.
#[derive(Default)]
struct OpenForm {
    action: Option<String>,
    relay_state: Option<String>,
    messages: Vec<EncodedMessage>,
}

impl OpenForm {
    fn input(&mut self, name: &str, value: String, entities: usize) {
        if is_relay_state(name) {
            self.relay_state = Some(value);
        } else if let Some(parameter) = Parameter::named(name) {
            // A form has one message; more of them are not worth the memory.
            if self.messages.len() < 2 {
                let mut message = EncodedMessage::posted(CaptureForm::Html, parameter, value);
                message.form_encoded = false;
                if entities > 0 {
                    message.trail.step(Decoding::HtmlEntities);
                }
                self.messages.push(message);
            }
        }
    }

    fn close(&mut self, into: &mut Vec<EncodedMessage>, max_messages: usize) {
        for mut message in self.messages.drain(..) {
            message.posted_to = self.action.as_deref().map(Into::into);
            message.relay_state = self.relay_state.clone();
            if into.len() <= max_messages {
                into.push(message);
            }
        }
        self.action = None;
        self.relay_state = None;
    }
}

/// A start or end tag and what follows it.
pub(crate) struct HtmlTag<'p> {
    pub(crate) name: &'p str,
    attributes: Vec<HtmlAttribute<'p>>,
    pub(crate) after: &'p str,
}

/// An attribute as it is written.
pub(crate) struct HtmlAttribute<'p> {
    name: &'p str,
    pub(crate) value: &'p str,
    /// Where the value begins in the markup.
    pub(crate) begin: usize,
    pub(crate) quote: Option<char>,
}

impl<'p> HtmlTag<'p> {
    /// Reads a tag after its `<`: attributes in any order, with double, single or no quotes.
    pub(crate) fn read(markup: &'p str) -> HtmlTag<'p> {
        let end = markup.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(markup.len());
        let (name, mut rest) = markup.split_at_checked(end).unwrap_or((markup, ""));
        let mut attributes = Vec::new();
        // Every turn consumes at least one character.
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                break;
            }
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break;
            }
            let end = rest
                .char_indices()
                .find(|(at, c)| c.is_ascii_whitespace() || *c == '>' || (*c == '=' && *at > 0))
                .map_or(rest.len(), |(at, _)| at);
            let (attribute, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            let Some(value) = after.trim_ascii_start().strip_prefix('=').map(str::trim_ascii_start) else {
                rest = after;
                continue;
            };
            let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
            let inside = quote.and_then(|quote| value.strip_prefix(quote)).unwrap_or(value);
            let begin = markup.len().saturating_sub(inside.len());
            let (value, after) = match quote {
                Some(quote) => inside.split_once(quote).unwrap_or((inside, "")),
                None => {
                    let end =
                        inside.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(inside.len());
                    inside.split_at_checked(end).unwrap_or((inside, ""))
                }
            };
            attributes.push(HtmlAttribute { name: attribute, value, begin, quote });
            rest = after;
        }
        HtmlTag { name: name.trim_end_matches('/').trim_end(), attributes, after: rest }
    }

    /// The value of an attribute, its entities decoded, and how many there were.
    fn attribute(&self, name: &str) -> Option<(String, usize)> {
        self.written(name).map(|attribute| decode_entities(attribute.value))
    }

    /// An attribute as it is written.
    pub(crate) fn written(&self, name: &str) -> Option<&HtmlAttribute<'p>> {
        self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }

    /// What a field of a form is called, its entities decoded.
    pub(crate) fn field_name(&self) -> Option<String> {
        let (name, _) = self.attribute("name").or_else(|| self.attribute("id"))?;
        Some(name)
    }
}

/// The text before and after an end tag in any case; all of it if there is none.
pub(crate) fn after_ignoring_case<'p>(text: &'p str, end_tag: &str) -> (&'p str, &'p str) {
    let at = text
        .as_bytes()
        .windows(end_tag.len().max(1))
        .position(|window| window.eq_ignore_ascii_case(end_tag.as_bytes()))
        .unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// Decodes character references and the named entities found in captures, and counts them.
pub(super) fn decode_entities(text: &str) -> (String, usize) {
    reference::decoded(text, reference::html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_come_in_any_quotes() {
        let tag = HtmlTag::read("input type=hidden VALUE='a>b' name=\"SAMLResponse\" disabled />rest");
        assert_eq!(tag.attribute("value"), Some(("a>b".to_owned(), 0)));
        assert_eq!(tag.attribute("name"), Some(("SAMLResponse".to_owned(), 0)));
        assert_eq!(tag.attribute("type"), Some(("hidden".to_owned(), 0)));
        assert_eq!(tag.after, "rest");
    }

    #[test]
    fn pages_are_told_from_messages() {
        assert!(is_page("<?xml version='1.0'?><!-- x --><html>"));
        assert!(is_page("<!DOCTYPE html><x>"));
        assert!(is_page("<FORM method=post>"));
        assert!(!is_page("<samlp:Response xmlns:samlp='x'>"));
        assert!(!is_page("<Assertion/>"));
    }
}
