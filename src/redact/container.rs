//! What messages come in: form bodies, URLs, pages, commands, logs. Each is rewritten in its own form.

use super::code;
use super::layers;
use super::parameters::{KEPT, Parameters, is_secret};
use super::plain::{RedactSettings, free};
use super::record::{self, OriginalVerdict};
use super::resign::Signing;
use super::search::percent;
use super::values::{ValueKind, Values};
use super::xml;
use crate::capture::html::{HtmlTag, after_ignoring_case};
use crate::encoding::percent::decoded;
use crate::encoding::reference;
use crate::xml::escape::escaped;
use std::collections::HashMap;

/// One rewriting of a capture: values, settings, and what was found of each message.
pub(super) struct Rewriter<'r> {
    pub(super) values: &'r mut Values,
    pub(super) settings: &'r RedactSettings,
    pub(super) originals: &'r HashMap<String, OriginalVerdict>,
    /// How signatures are made again, if they are.
    pub(super) signing: Option<Signing<'r>>,
}

impl Rewriter<'_> {
    /// The XML of a message.
    pub(super) fn message(&mut self, text: &str) -> String {
        let rewritten = xml::rewrite(text, self.values, self.settings);
        let copy = match self.originals.get(record::key(text)) {
            Some(original) => record::added(&rewritten, original),
            None => rewritten,
        };
        match &self.signing {
            Some(signing) => signing.of(record::key(text), copy),
            None => copy,
        }
    }

    /// A text in which nothing is known to be of a person, and what its words say in base64.
    pub(super) fn free(&mut self, text: &str) -> String {
        let text = free(text, self.values, self.settings);
        let (values, settings) = (&mut *self.values, self.settings);
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (begin, word) in layers::words_from(&text, code::SHORTEST) {
            if let Some(rewritten) = code::rewritten(word, &mut |inner| free(inner, values, settings)) {
                out.push_str(text.get(at..begin).unwrap_or_default());
                out.push_str(&rewritten);
                at = begin.saturating_add(word.len());
            }
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }

    /// Any text: a message, a value that is one, or something with messages in it.
    pub(super) fn text(&mut self, text: &str, parameters: Parameters) -> String {
        let head = text.trim_start_matches('\u{feff}').trim_start();
        if head.starts_with('<') && !is_page(head) {
            return self.message(text);
        }
        if let Some(inner) = self.coded(text) {
            return inner;
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        let mut words = layers::words(text);
        words.extend(with_spaces(text));
        words.sort_by_key(|(begin, word)| (*begin, usize::MAX.saturating_sub(word.len())));
        for (begin, word) in words {
            if begin < at {
                continue;
            }
            if let Some(rewritten) = self.coded(word) {
                out.push_str(&self.between(text.get(at..begin).unwrap_or_default(), parameters));
                out.push_str(&rewritten);
                at = begin.saturating_add(word.len());
            }
        }
        out.push_str(&self.between(text.get(at..).unwrap_or_default(), parameters));
        out
    }

    /// A value that is a message under layers of encoding.
    fn coded(&mut self, value: &str) -> Option<String> {
        let found = layers::of(value)?;
        let inner = self.message(&found.inner);
        let start = value.len().saturating_sub(value.trim_start().len());
        let core = value.trim();
        let rest = value.get(start.saturating_add(core.len())..).unwrap_or_default();
        let coded = found.around(&inner)?;
        Some(format!("{}{coded}{rest}", value.get(..start).unwrap_or_default()))
    }

    /// Whether a text has a message in it.
    pub(super) fn has_message(text: &str) -> bool {
        let head = text.trim_start();
        head.starts_with('<') && !is_page(head) && head.contains("urn:oasis:names:tc:SAML")
            || layers::of(text).is_some()
            || layers::words(text).into_iter().any(|(_, word)| layers::of(word).is_some())
    }

    /// What is between messages: credentials, parameters, then anything that is known.
    fn between(&mut self, text: &str, parameters: Parameters) -> String {
        let text = self.credentials(text);
        let text = if text.contains('<') { self.inputs(&text) } else { text };
        let text = self.parameters(&text, parameters);
        self.free(&text)
    }

    /// Cookies and credentials of a command or a log: `cookie: …`, `-b '…'`, `authorization: …`.
    fn credentials(&mut self, text: &str) -> String {
        const MARKS: [(&str, bool); 9] = [
            ("set-cookie: ", true),
            ("cookie: ", true),
            ("-b '", true),
            ("-b \"", true),
            ("--cookie '", true),
            ("authorization: ", false),
            ("x-api-key: ", false),
            ("-u '", false),
            ("--user '", false),
        ];
        let lower = text.to_ascii_lowercase();
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        loop {
            let rest = lower.get(at..).unwrap_or_default();
            let found =
                MARKS.iter().filter_map(|(mark, cookie)| Some((rest.find(mark)?, mark.len(), *cookie))).min();
            let Some((begin, length, cookie)) = found else { break };
            let begin = at.saturating_add(begin).saturating_add(length);
            let value = text.get(begin..).unwrap_or_default();
            let end = value.find(['\'', '"', '\n', '\r', '^']).unwrap_or(value.len());
            out.push_str(text.get(at..begin).unwrap_or_default());
            let value = value.get(..end).unwrap_or_default();
            out.push_str(&if cookie { self.cookies(value) } else { self.secret(value) });
            at = begin.saturating_add(end);
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }

    /// The values of `name=value; name=value`. Attributes of Set-Cookie stay.
    pub(super) fn cookies(&mut self, list: &str) -> String {
        const ATTRIBUTES: [&str; 8] =
            ["path", "domain", "expires", "max-age", "samesite", "priority", "version", "comment"];
        let parts: Vec<String> = list
            .split(';')
            .map(|part| match part.split_once('=') {
                Some((name, _)) if ATTRIBUTES.contains(&name.trim().to_ascii_lowercase().as_str()) => {
                    self.free(part)
                }
                Some((name, value)) => format!("{name}={}", self.encoded(ValueKind::Cookie, value)),
                None => part.to_owned(),
            })
            .collect();
        parts.join(";")
    }

    /// A credential, with the name of its scheme kept.
    pub(super) fn secret(&mut self, value: &str) -> String {
        match value.split_once(' ').filter(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphabetic())) {
            Some((scheme, rest)) => format!("{scheme} {}", self.values.standin(ValueKind::Credential, rest)),
            None => self.values.standin(ValueKind::Credential, value),
        }
    }

    /// A value that may be percent-encoded, as its stand-in in the same encoding.
    fn encoded(&mut self, kind: ValueKind, value: &str) -> String {
        if !value.contains('%') && !value.contains('+') {
            return self.values.standin(kind, value);
        }
        match decoded(value, value.contains('+')) {
            Some(plain) => {
                let made = percent(
                    &self.values.standin(kind, &plain),
                    value.contains("%2f") || value.contains("%3a"),
                );
                if value.contains('+') { made.replace("%20", "+") } else { made }
            }
            None => self.values.standin(kind, value),
        }
    }

    /// The value of a parameter, a header or a member of this name.
    pub(super) fn named(&mut self, name: &str, value: &str, parameters: Parameters) -> Option<String> {
        let lower = name.to_ascii_lowercase();
        if KEPT.contains(&lower.as_str()) {
            return None;
        }
        let kind = match lower.as_str() {
            "relaystate" => ValueKind::RelayState,
            _ if is_secret(&lower) => ValueKind::Credential,
            _ if parameters == Parameters::All => ValueKind::Parameter,
            _ => return None,
        };
        Some(self.encoded(kind, value))
    }

    fn parameters(&mut self, text: &str, parameters: Parameters) -> String {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']');
        let ends =
            |c: char| c.is_whitespace() || matches!(c, '&' | '\'' | '"' | '#' | '<' | '>' | '\\' | '^' | '`');
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('=') {
            let length: usize = before.chars().rev().take_while(|c| is_name(*c)).map(char::len_utf8).sum();
            let (head, name) =
                before.split_at_checked(before.len().saturating_sub(length)).unwrap_or((before, ""));
            out.push_str(before);
            out.push('=');
            rest = after;
            let is_parameter = !name.is_empty()
                && (head.is_empty() && out.len() == before.len().saturating_add(1)
                    || head.ends_with(['?', '&', '\'', '"', ' ', '\n', '^', ';', '#']));
            if !is_parameter {
                continue;
            }
            let end = after.find(ends).unwrap_or(after.len());
            let (value, tail) = after.split_at_checked(end).unwrap_or((after, ""));
            if value.is_empty() {
                continue;
            }
            if let Some(made) = self.named(name, value, parameters) {
                out.push_str(&made);
                rest = tail;
            }
        }
        out.push_str(rest);
        out
    }

    /// The values of the fields of a form in a page, read as `capture` reads them.
    fn inputs(&mut self, page: &str) -> String {
        let mut out = String::with_capacity(page.len());
        let mut rest = page;
        // Invariant: bounded. What is read again, because quotes that do not match may have hidden a field in it.
        let mut again = page.len();
        while let Some((before, markup)) = rest.split_once('<') {
            out.push_str(before);
            out.push('<');
            rest = markup;
            let is = |name: &str| {
                let start = markup.get(..name.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(name))
                    && !markup
                        .get(name.len()..)
                        .unwrap_or_default()
                        .starts_with(|c: char| c.is_alphanumeric())
            };
            let is_area = is("textarea");
            // What else begins like a tag may be a script, and have a field inside.
            if !is("input") && !is_area {
                continue;
            }
            let tag = HtmlTag::read(markup);
            let (content, after) =
                if is_area { after_ignoring_case(tag.after, "</textarea") } else { ("", tag.after) };
            let end = markup.len().saturating_sub(after.len());
            let written = markup.get(..end).unwrap_or_default();
            let begin = markup.len().saturating_sub(tag.after.len());
            let value = match is_area {
                true => Some((begin, content, "")),
                false => tag
                    .written("value")
                    .map(|value| (value.begin, value.value, if value.quote.is_some() { "" } else { "\"" })),
            };
            let made = value.zip(tag.field_name()).and_then(|((begin, value, quote), name)| {
                let made = escaped(&self.field(&name, value)?, true).replace('\'', "&#39;");
                let behind = written.get(begin.saturating_add(value.len())..).unwrap_or_default();
                Some([written.get(..begin).unwrap_or_default(), quote, &made, quote, behind].concat())
            });
            match made {
                Some(made) => out.push_str(&made),
                None if written.len() <= again => {
                    again = again.saturating_sub(written.len());
                    continue;
                }
                None => out.push_str(written),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// The value of a field, as it is written in the page.
    fn field(&mut self, name: &str, written: &str) -> Option<String> {
        let plain = reference::decoded(written, reference::html).0;
        if plain.is_empty() {
            return None;
        }
        self.named(name, &plain, Parameters::All)
    }

    /// A URL: its query is made of parameters.
    pub(super) fn url(&mut self, url: &str) -> String {
        match url.find(['?', '#']) {
            Some(at) => {
                let (base, query) = url.split_at_checked(at).unwrap_or((url, ""));
                let base = self.free(base);
                format!("{base}{}", self.text(query, Parameters::All))
            }
            None => self.free(url),
        }
    }

    /// The value of an HTTP header.
    pub(super) fn header(&mut self, name: &str, value: &str) -> String {
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "cookie" | "set-cookie" | "cookie2" | "set-cookie2" => {
                value.split('\n').map(|line| self.cookies(line)).collect::<Vec<_>>().join("\n")
            }
            "referer" | "location" | "content-location" | "origin" | ":path" | "refresh" => self.url(value),
            "user-agent" | "date" | "expires" | "last-modified" | "content-type" | "content-length" => {
                value.to_owned()
            }
            _ if lower.starts_with("sec-") => value.to_owned(),
            _ if is_secret(&lower) || lower.ends_with("-key") || lower.ends_with("-auth") => {
                self.secret(value)
            }
            _ => self.free(value),
        }
    }

    /// A body that is no message: its parameters, or that there was one.
    pub(super) fn body(&mut self, text: &str) -> String {
        if text.trim().is_empty() || self.values.is_issued(text) || text == BODY {
            return text.to_owned();
        }
        let is_form = !text.contains(['<', '{', '\n', ' ']) && text.contains('=');
        if is_form {
            return self.text(text, Parameters::All);
        }
        self.values.count(ValueKind::Body);
        BODY.to_owned()
    }
}

/// Messages whose `+` was read as a space, with where they begin.
fn with_spaces(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for name in ["SAMLResponse=", "SAMLRequest="] {
        for (at, _) in text.match_indices(name) {
            let begin = at.saturating_add(name.len());
            let value = text.get(begin..).unwrap_or_default();
            let end = value.find(['&', '"', '\'', '\n', '\r']).unwrap_or(value.len());
            found.extend(
                value.get(..end).filter(|value| value.trim().contains(' ')).map(|value| (begin, value)),
            );
        }
    }
    found
}

/// What replaces a body that is no message.
const BODY: &str = "redacted by samlens";

/// Whether markup is a page rather than a message.
fn is_page(head: &str) -> bool {
    let start: String = head.chars().take(2000).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html")
        || start.contains("<html")
        || start.contains("<form")
        || start.contains("<input")
}
