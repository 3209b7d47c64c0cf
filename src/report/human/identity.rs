//! Who signs in, or is claimed to: the subject, and the attributes as a table.

use super::legible::{columns, escaped, value};
use super::page::{Style, TextPage};
use crate::report::Identity;

/// Widest column of attribute names; a longer name has a line of its own.
const MAX_NAME: usize = 26;
/// Values printed of all attributes together; JSON has the rest.
const MAX_VALUES: usize = 300;

pub(super) fn section(page: &mut TextPage, title: &str, identity: &Identity) {
    page.heading(title);
    let subject = [
        ("NameID", &identity.name_id),
        ("Format", &identity.name_id_format),
        ("SessionIndex", &identity.session_index),
    ];
    for (label, text) in subject {
        if let Some(text) = text {
            page.entry(2, label, Style::Dim, 14, &value(text, page.unicode()), Style::Plain);
        }
    }
    if identity.name_id.is_none() {
        page.entry(2, "NameID", Style::Dim, 14, "(none)", Style::Dim);
    }
    attributes(page, &identity.attributes);
}

/// Two columns: the name once, then each of its values on lines of its own.
pub(super) fn attributes(page: &mut TextPage, attributes: &[(String, Vec<String>)]) {
    page.gap();
    if attributes.is_empty() {
        page.text(2, "no attributes", Style::Dim);
        return;
    }
    let unicode = page.unicode();
    let names = attributes.iter().map(|(name, _)| columns(&escaped(name, unicode)));
    let width =
        names.filter(|&width| width <= MAX_NAME).max().unwrap_or(0).max("attribute".len()).saturating_add(2);
    page.entry(2, "attribute", Style::Dim, width, "value", Style::Dim);
    let mut left = MAX_VALUES;
    for (name, values) in attributes {
        let name = value(name, unicode);
        if values.is_empty() {
            page.entry(2, &name, Style::Bold, width, "(no value)", Style::Dim);
        }
        for (index, text) in values.iter().enumerate() {
            let Some(rest) = left.checked_sub(1) else {
                page.text(2, "and more values; --format json has them all", Style::Dim);
                return;
            };
            left = rest;
            let label = if index == 0 { name.as_str() } else { "" };
            page.entry(2, label, Style::Bold, width, &value(text, unicode), Style::Plain);
        }
    }
}
