//! What mail, chat, editors and logs put around a message and into its lines, taken off before anything is looked for.

use super::repair::{self, RepairKind, Trail};
use super::{concatenation, curl, frames, margins};
use serde_json::Value;

/// Takes off what mail, chat and logs put into the lines of a text.
pub(super) fn without_surroundings(text: String, trail: &mut Trail) -> String {
    let mut text = text;
    if let Some(inner) = whole_section(&text) {
        trail.repair(RepairKind::Quotes, 2);
        text = inner.to_owned();
    }
    // What begins as XML, and what is whole JSON, is no piece of source code, whatever the texts in it look like: a
    // recording has the scripts of its pages.
    let head = text.trim_start();
    let is_json = head.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(head).is_ok();
    let is_source = !is_markup(head) && !curl::is_command(head) && !is_json;
    if is_source && let Some((inner, count)) = concatenation::joined(&text) {
        trail.repair(RepairKind::Quotes, count.saturating_mul(2));
        text = inner;
    }
    if is_markup(text.trim_start()) {
        // No attribute of XML has `=3D` in front of its quotes.
        let printable = Some(&text).filter(|text| text.contains("=3D\"") || text.contains("=3D'"));
        if let Some(decoded) = printable.and_then(|text| margins::without_quoted_printable(text)) {
            trail.repair(RepairKind::QuotedPrintable, 1);
            text = decoded;
        }
        if let Some((inner, count)) = concatenation::unwrapped(text.trim_start()) {
            trail.repair(RepairKind::LineBreaks, count);
            text = inner;
        }
    }
    let head = text.trim_start();
    if is_markup(head) || head.starts_with(['{', '[']) || curl::is_command(head) {
        return docker_lines(head).unwrap_or(text);
    }
    if let Some(decoded) = margins::without_quoted_printable(&text) {
        trail.repair(RepairKind::QuotedPrintable, 1);
        text = decoded;
    }
    if let Some((inner, count)) = frames::without_frames(&text) {
        trail.repair(RepairKind::LinePrefixes, count);
        text = inner;
    }
    if let Some((inner, count)) = frames::without_number_lines(&text) {
        trail.repair(RepairKind::LineNumbers, count);
        text = inner;
    }
    if let Some((inner, count)) = repair::without_line_numbers(&text) {
        trail.repair(RepairKind::LineNumbers, count);
        text = inner;
    }
    if let Some((inner, count)) = margins::without_breaks(&text) {
        trail.repair(RepairKind::LineBreaks, count);
        text = inner;
    }
    if let Some((inner, count)) = margins::without_added_marks(&text) {
        trail.repair(RepairKind::LinePrefixes, count);
        text = inner;
    }
    if let Some((inner, count)) = margins::without_margins(&text) {
        trail.repair(RepairKind::LinePrefixes, count);
        text = inner;
    }
    if let Some((inner, count)) = margins::without_invisible(&text) {
        trail.repair(RepairKind::ZeroWidth, count);
        text = inner;
    }
    text
}

/// The lines that Docker wrote, each as `{"log": "…"}` of at most 16 KiB, put together.
fn docker_lines(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut count = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if !line.starts_with("{\"log\":") {
            return None;
        }
        let Ok(Value::Object(members)) = serde_json::from_str::<Value>(line) else { return None };
        out.push_str(members.get("log")?.as_str()?);
        count += 1;
    }
    (count > 1).then_some(out)
}

/// The inside of a text that is one CDATA section or one comment.
fn whole_section(text: &str) -> Option<&str> {
    let text = text.trim();
    let within = |start: &str, end: &str| text.strip_prefix(start)?.strip_suffix(end);
    let inner = within("<![CDATA[", "]]>").or_else(|| within("<!--", "-->"))?;
    (!inner.contains("]]>") && !inner.contains("-->")).then_some(inner)
}

/// Whether a text begins with a tag; `<QueryDict: {…}>` and `<134>May 11` do not.
pub(super) fn is_markup(head: &str) -> bool {
    let Some(tag) = head.strip_prefix('<') else { return false };
    if tag.is_empty() || tag.starts_with(['?', '!', '/']) {
        return true;
    }
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-' | b'.' | 0x80..);
    let length = tag.bytes().take(256).take_while(is_name).count();
    let is_name = length > 0 && tag.as_bytes().get(length - 1) != Some(&b':') && !tag.starts_with("http");
    is_name
        && !tag.starts_with(|c: char| c.is_ascii_digit())
        && tag.as_bytes().get(length).is_none_or(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/'))
}
