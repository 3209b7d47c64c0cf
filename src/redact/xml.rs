//! The text of a message, rewritten in place: markup, white space, prefixes and signatures stay as they are.

use super::plain::{RedactSettings, free};
use super::record;
use super::values::{ValueKind, Values};
use crate::encoding::reference::{self, predefined};
use crate::xml::escape::escaped;

/// An element that is open.
struct Open {
    name: String,
    /// What its text is, also inside elements in it.
    kind: Option<ValueKind>,
    /// Its text is code: a signature, a certificate, a ciphertext.
    code: bool,
}

/// Rewrites the text of a message. What is no markup that can be followed stays text, and is rewritten as such.
pub(super) fn rewrite(xml: &str, values: &mut Values, settings: &RedactSettings) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut open: Vec<Open> = Vec::new();
    let mut rest = xml;
    // Every turn consumes the `<` that it found.
    while let Some(at) = rest.find('<') {
        let (text, markup) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(&text_of(text, &open, values, settings));
        let end = match markup {
            markup if markup.starts_with("<!--") => after(markup, "-->"),
            markup if markup.starts_with("<![CDATA[") => after(markup, "]]>"),
            markup if markup.starts_with("<?") => after(markup, "?>"),
            markup => tag_end(markup),
        };
        let Some((token, after)) = end.and_then(|end| markup.split_at_checked(end)) else {
            out.push_str(&free(markup, values, settings));
            return out;
        };
        rest = after;
        if let Some(comment) = token.strip_prefix("<!--").and_then(|token| token.strip_suffix("-->")) {
            if record::is_record(token) {
                out.push_str(token);
            } else if comment.contains('<') || comment.contains("&lt;") {
                // A part of a message that was made a comment: what in it is of a person is not known.
                out.push_str("<!-- markup removed -->");
            } else {
                out.push_str(&format!("<!--{}-->", free(comment, values, settings)));
            }
        } else if let Some(data) = token.strip_prefix("<![CDATA[").and_then(|token| token.strip_suffix("]]>"))
        {
            out.push_str(&format!("<![CDATA[{}]]>", content(data, &open, values, settings)));
        } else if token.starts_with("<?") || token.starts_with("<!") {
            out.push_str(&free(token, values, settings));
        } else if token.starts_with("</") {
            out.push_str(token);
            open.pop();
        } else {
            let element = element(token, open.last(), settings);
            out.push_str(&tag(token, &element, values, settings));
            if !token.ends_with("/>") {
                open.push(element);
            }
        }
    }
    out.push_str(&text_of(rest, &open, values, settings));
    out
}

fn after(text: &str, end: &str) -> Option<usize> {
    text.find(end).map(|at| at.saturating_add(end.len()))
}

/// The end of a tag, with quotes followed; of a DOCTYPE with its internal subset.
pub(super) fn tag_end(markup: &str) -> Option<usize> {
    let mut quote = None;
    let mut brackets = 0_usize;
    for (at, byte) in markup.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            (None, b'[') => brackets = brackets.saturating_add(1),
            (None, b']') => brackets = brackets.saturating_sub(1),
            (None, b'>') if brackets == 0 => return Some(at.saturating_add(1)),
            _ => {}
        }
    }
    None
}

/// Whether the marks of a text are not all there: a tag that is none, an end tag that fits no start tag, a section without
/// end. Of such a text nobody knows what is a value, and what is the name of one.
pub(super) fn is_damaged(xml: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    // Every turn consumes the `<` that it found.
    while let Some(at) = rest.find('<') {
        let markup = rest.get(at..).unwrap_or_default();
        let end = match markup {
            markup if markup.starts_with("<!--") => after(markup, "-->"),
            markup if markup.starts_with("<![CDATA[") => after(markup, "]]>"),
            markup if markup.starts_with("<?") => after(markup, "?>"),
            markup => tag_end(markup),
        };
        let Some((token, after)) = end.and_then(|end| markup.split_at_checked(end)) else { return true };
        rest = after;
        if token.starts_with("<!") || token.starts_with("<?") {
            continue;
        }
        if let Some(name) = token.strip_prefix("</") {
            if open.pop() != name.strip_suffix('>').map(str::trim_end) {
                return true;
            }
            continue;
        }
        match start_tag(token) {
            None => return true,
            Some(_) if token.ends_with("/>") => {}
            Some(name) => open.push(name),
        }
    }
    !open.is_empty()
}

/// The name in a start tag that has all its marks.
fn start_tag(token: &str) -> Option<&str> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.');
    let name_of = |text: &str| text.find(|c: char| !is_name(c)).filter(|length| *length > 0);
    let tag = token.strip_prefix('<')?;
    let (name, mut rest) = tag.split_at_checked(name_of(tag)?)?;
    // Every turn consumes an attribute.
    loop {
        let after = rest.trim_start();
        if matches!(after, ">" | "/>") {
            return Some(name);
        }
        if after.len() == rest.len() {
            return None;
        }
        let value = after.get(name_of(after)?..)?.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, behind) = value.get(1..)?.split_once(quote)?;
        if value.contains('<') {
            return None;
        }
        rest = behind;
    }
}

/// Whether SAML or XML Signature has only elements in this one, and no text.
fn has_elements_only(local_name: &str) -> bool {
    matches!(
        local_name,
        "Response"
            | "AuthnRequest"
            | "LogoutRequest"
            | "LogoutResponse"
            | "Status"
            | "StatusCode"
            | "Assertion"
            | "Subject"
            | "SubjectConfirmation"
            | "Conditions"
            | "AudienceRestriction"
            | "AuthnStatement"
            | "AuthnContext"
            | "SubjectLocality"
            | "AttributeStatement"
            | "Attribute"
            | "Signature"
            | "SignedInfo"
            | "Reference"
            | "Transforms"
            | "KeyInfo"
            | "X509Data"
    )
}

/// What an element's text is, by its name and by the element around it.
fn element(token: &str, parent: Option<&Open>, settings: &RedactSettings) -> Open {
    let name = token.trim_start_matches('<');
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or(name);
    let kept = || {
        let stated = attribute(token, "Name").or_else(|| attribute(token, "AttributeName"));
        stated.is_some_and(|name| settings.keeps(name))
    };
    let inherited = parent.and_then(|parent| parent.kind);
    let kind = match local {
        "NameID" | "BaseID" | "NameIdentifier" | "NewID" => Some(ValueKind::NameId),
        "Attribute" if kept() => None,
        "AttributeValue" => parent.is_none_or(|parent| parent.name != "kept").then_some(ValueKind::Attribute),
        "SessionIndex" => Some(ValueKind::SessionIndex),
        "GivenName" | "SurName" | "TelephoneNumber" | "EmailAddress" => Some(ValueKind::Contact),
        "Issuer" | "Audience" | "RequesterID" | "AuthenticatingAuthority" if settings.hosts => {
            Some(ValueKind::EntityId)
        }
        _ => inherited,
    };
    let code = matches!(
        local,
        "SignatureValue"
            | "DigestValue"
            | "X509Certificate"
            | "CipherValue"
            | "Modulus"
            | "Exponent"
            | "X509SubjectName"
            | "X509SerialNumber"
    );
    let name = if local == "Attribute" && kept() { "kept" } else { local };
    Open { name: name.to_owned(), kind, code }
}

/// The value of an attribute in a tag, as written.
fn attribute<'t>(token: &'t str, name: &str) -> Option<&'t str> {
    attributes(token).into_iter().find(|(own, _, _)| *own == name).map(|(_, value, _)| value)
}

/// Names, values as written, and where the values begin.
fn attributes(token: &str) -> Vec<(&str, &str, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    // Every turn goes behind a value.
    while let Some(equals) =
        token.get(at..).and_then(|rest| rest.find('=')).map(|found| at.saturating_add(found))
    {
        let before = token.get(at..equals).unwrap_or_default().trim_end();
        let name = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
        let after = token.get(equals.saturating_add(1)..).unwrap_or_default();
        let blank = after.len().saturating_sub(after.trim_start().len());
        let Some(quote) = after.trim_start().chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            at = equals.saturating_add(1);
            continue;
        };
        let begin = equals.saturating_add(blank).saturating_add(2);
        let Some(length) = token.get(begin..).and_then(|rest| rest.find(quote)) else { break };
        found.push((name, token.get(begin..begin.saturating_add(length)).unwrap_or_default(), begin));
        at = begin.saturating_add(length).saturating_add(1);
    }
    found
}

/// A tag with the values of its attributes rewritten.
fn tag(token: &str, element: &Open, values: &mut Values, settings: &RedactSettings) -> String {
    let mut out = String::with_capacity(token.len());
    let mut written = 0;
    for (name, value, begin) in attributes(token) {
        let local = name.rsplit(':').next().unwrap_or(name);
        let kind = match (local, element.name.as_str()) {
            ("SessionIndex", _) => Some(ValueKind::SessionIndex),
            ("Address" | "DNSName", "SubjectConfirmationData" | "SubjectLocality") => {
                Some(ValueKind::IpAddress)
            }
            ("SPProvidedID", _) => Some(ValueKind::NameId),
            _ if name.starts_with("xmlns")
                || matches!(local, "Algorithm" | "type" | "Name" | "NameFormat") =>
            {
                continue;
            }
            _ => None,
        };
        let new = match kind {
            Some(kind) => escaped(&values.standin(kind, &decoded(value)), true),
            None => free(value, values, settings),
        };
        out.push_str(token.get(written..begin).unwrap_or_default());
        out.push_str(&new);
        written = begin.saturating_add(value.len());
    }
    out.push_str(token.get(written..).unwrap_or_default());
    out
}

/// A text between tags, as written, rewritten.
fn text_of(raw: &str, open: &[Open], values: &mut Values, settings: &RedactSettings) -> String {
    let Some(element) = open.last() else { return free(raw, values, settings) };
    if element.code {
        return match settings.hosts {
            // A certificate names its owner. Its place stays, so that the structure is the same.
            true => raw.chars().map(|c| if c.is_ascii_alphanumeric() { 'A' } else { c }).collect(),
            false => raw.to_owned(),
        };
    }
    match element.kind {
        Some(ValueKind::EntityId) => super::plain::entity_id(raw, values, settings),
        Some(kind) if !raw.trim().is_empty() => escaped(&values.standin(kind, &decoded(raw)), false),
        Some(_) => raw.to_owned(),
        // Marks may have become text, with a value in it.
        None if has_elements_only(&element.name) && !raw.trim().is_empty() => {
            escaped(&values.standin(ValueKind::Attribute, &decoded(raw)), false)
        }
        None => free(raw, values, settings),
    }
}

/// What a CDATA section says.
fn content(data: &str, open: &[Open], values: &mut Values, settings: &RedactSettings) -> String {
    match open.last().and_then(|element| element.kind) {
        Some(kind) => values.standin(kind, data),
        None => free(data, values, settings),
    }
}

/// The characters that a text in XML means.
fn decoded(raw: &str) -> String {
    reference::decoded(raw, predefined).0
}
