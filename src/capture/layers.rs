//! One value → one message: layers of encoding taken off, one at a time, within a budget.

use super::base64::{Blanks, Loose};
use super::budget::Budget;
use super::damaged_base64::{best_decoding, is_whole_message, without_words_after};
use super::ending::{Ending, ending};
use super::finish::finish;
use super::found::EncodedMessage;
use super::markup_damage;
use super::recognised::{CaptureForm, Decoding};
use super::refusal;
use super::repair::{self, RepairKind, Trail};
use super::text::{self, Text};
use super::{Captured, Unreadable, html, json, query};
use crate::encoding::hexadecimal;
use crate::encoding::inflate::{Inflated, Wrapping};
use crate::encoding::percent::decoded;
use crate::{Code, Finding};

/// What came of taking off one layer.
pub(super) enum Unwrapped {
    /// The message.
    Xml(Message),
    /// Something that is still encoded.
    Text(String),
}

/// A message as XML, with what its last layers were.
pub(super) struct Message {
    pub(super) xml: String,
    /// Characters of base64 it was decoded from.
    pub(super) characters: Option<usize>,
    /// A character, the base64 or the compressed data is cut.
    pub(super) is_cut: bool,
    pub(super) wrapping: Wrapping,
    /// Bytes of white space that were sent before the XML declaration.
    pub(super) blanks: usize,
}

/// What the surroundings of a value say about reading it.
#[derive(Clone, Copy)]
pub(super) struct ValueContext {
    pub(super) form_encoded: bool,
    /// The value belongs to a SAML parameter, so it is meant to be a message.
    pub(super) is_parameter: bool,
}

/// Decodes a value that was found under a parameter.
pub(super) fn decode(found: EncodedMessage, limits: &Budget<'_>) -> Result<Captured, Box<Unreadable>> {
    let mut found = found;
    let form = found.form;
    let context = ValueContext { form_encoded: found.form_encoded, is_parameter: true };
    let mut text = std::mem::take(&mut found.value);
    let mut trail = std::mem::take(&mut found.trail);
    // Every turn notes a step or ends, and the budget bounds the steps.
    while trail.steps.len() <= limits.max_capture_layers {
        match layer(text, &mut trail, context, limits) {
            Ok(_) if trail.steps.len() > limits.max_capture_layers => break,
            Ok(Unwrapped::Xml(message)) => return finish(message, EncodedMessage { trail, ..found }, limits),
            Ok(Unwrapped::Text(inner)) => text = inner,
            Err(finding) => return Err(Unreadable::new(form, trail, finding)),
        }
    }
    Err(Unreadable::new(form, trail, too_many_layers(limits)))
}

/// The budget of layers is spent.
pub(super) fn too_many_layers(limits: &Budget<'_>) -> Finding {
    refusal::limit("max_capture_layers", limits.max_capture_layers, "the number of layers of encoding is")
}

/// Takes off the outermost layer.
pub(super) fn layer(
    text: String,
    trail: &mut Trail,
    context: ValueContext,
    limits: &Budget<'_>,
) -> Result<Unwrapped, Box<Finding>> {
    let value = repair::bare(&text, trail);
    if value.is_empty() {
        let what = if context.is_parameter { "a SAML parameter without a value" } else { "empty" };
        return Err(refusal::not_saml(what).into());
    }
    if value.starts_with('<') {
        if context.is_parameter && value.len() <= 24 && refusal::is_masked(value) {
            return Err(refusal::masked().into());
        }
        let first_tag = value.split_once('>').map_or(value, |(tag, _)| tag);
        if first_tag.contains("=\\") {
            // A JSON string's content, perhaps of JSON in JSON: `=\` is in no well-formed start tag.
            let (inner, count) = json::unescape(value);
            trail.step(Decoding::JsonString);
            trail.repair(RepairKind::JsonEscapes, count);
            return Ok(Unwrapped::Text(inner));
        }
        if markup_damage::has_written_breaks(value) {
            let (inner, count) = markup_damage::literal(value);
            trail.step(Decoding::JsonString);
            trail.repair(RepairKind::JsonEscapes, count);
            return Ok(Unwrapped::Text(inner));
        }
        if let Some((inner, count)) = markup_damage::with_straight_quotes(value) {
            trail.repair(RepairKind::SmartQuotes, count);
            return as_xml(&inner, limits);
        }
        if let Some((inner, count)) = markup_damage::with_single_quotes(value) {
            trail.repair(RepairKind::Quotes, count);
            return as_xml(&inner, limits);
        }
        return as_xml(value, limits);
    }
    if let Some(finding) = refusal::named_text(value) {
        return Err(finding.into());
    }
    if let Some(bytes) = hexadecimal::decode(value) {
        let mut tried = trail.clone();
        tried.step(Decoding::Hexadecimal);
        if let Some(layer) = octets(&bytes, &mut tried, limits)? {
            *trail = tried;
            return Ok(layer);
        }
    }
    if value.contains('\\') {
        let (inner, count) = json::unescape(value);
        if count > 0 {
            trail.step(Decoding::JsonString);
            trail.repair(RepairKind::JsonEscapes, count);
            return Ok(Unwrapped::Text(inner));
        }
    }
    if query::is_percent_encoded(value) {
        return percent_layer(value, trail, context);
    }
    if value.contains('&') {
        let (inner, count) = html::decode_entities(value);
        if count > 0 {
            trail.step(Decoding::HtmlEntities);
            trail.repair(RepairKind::HtmlEntities, count);
            return Ok(Unwrapped::Text(inner));
        }
    }
    if let Some((inner, count)) = repair::without_line_numbers(value) {
        trail.repair(RepairKind::LineNumbers, count);
        return base64_layer(&inner, trail, context, limits);
    }
    let value = repair::without_zero_width(value.to_owned(), trail);
    base64_layer(&value, trail, context, limits)
}

fn as_xml(value: &str, limits: &Budget<'_>) -> Result<Unwrapped, Box<Finding>> {
    if value.len() > limits.max_xml_bytes {
        return Err(too_large(limits).into());
    }
    Ok(Unwrapped::Xml(Message {
        xml: value.to_owned(),
        characters: None,
        is_cut: false,
        wrapping: Wrapping::None,
        blanks: 0,
    }))
}

fn too_large(limits: &Budget<'_>) -> Finding {
    refusal::limit("max_xml_bytes", limits.max_xml_bytes, "the size of the XML in bytes is")
}

fn percent_layer(value: &str, trail: &mut Trail, context: ValueContext) -> Result<Unwrapped, Box<Finding>> {
    let is_second = trail.steps.last() == Some(&Decoding::PercentDecoding);
    let Some(decoded) = decoded(value, context.form_encoded && !is_second) else {
        return Err(refusal::not_saml("percent-encoded data that is not UTF-8").into());
    };
    if is_second {
        trail.repair(RepairKind::DoublePercentEncoding, 1);
    }
    trail.step(Decoding::PercentDecoding);
    Ok(Unwrapped::Text(decoded))
}

fn base64_layer(
    value: &str,
    trail: &mut Trail,
    context: ValueContext,
    limits: &Budget<'_>,
) -> Result<Unwrapped, Box<Finding>> {
    // A viewer's ellipsis at the very end is a cut; anywhere else it is a mask.
    let shortened = value.strip_suffix('…').or_else(|| value.strip_suffix("...")).map(str::trim_end);
    let is_value = context.is_parameter || !value.contains(' ');
    if is_value && refusal::is_masked(shortened.unwrap_or(value)) {
        return Err(refusal::masked().into());
    }
    let (mut loose, mut blanks) = best_decoding(shortened.unwrap_or(value), limits);
    let mut words_after = 0;
    if loose.blanks + loose.line_breaks > 0
        && !is_whole_message(&loose.bytes, limits)
        && let Some(cut) = without_words_after(value, limits)
    {
        words_after = value.len() - cut.len();
        (loose, blanks) = best_decoding(cut, limits);
    }
    let unusable = |loose: &Loose| {
        if shortened.is_some() && is_value {
            return refusal::masked();
        }
        let is_words = loose.blanks > 0 || loose.rest.is_some() || loose.characters < 16;
        match text::known_binary(&loose.bytes) {
            Some(name) if !is_words => refusal::not_saml(&format!("base64 of {name}")),
            _ if is_words => refusal::not_saml("plain text"),
            _ => refusal::not_saml("base64 of data that is neither XML nor compressed XML"),
        }
    };
    let mut tried = trail.clone();
    tried.step(Decoding::Base64);
    if shortened.is_some() && loose.bytes.len() < 16 {
        return Err(refusal::masked().into());
    }
    let layer = match octets(&loose.bytes, &mut tried, limits)? {
        Some(layer) => layer,
        None => return Err(unusable(&loose).into()),
    };
    let layer = match layer {
        Unwrapped::Xml(mut message) => {
            message.characters = Some(loose.characters);
            // What follows is foreign to the value only when the value is whole without it.
            let is_whole = ending(&message.xml, limits.max_depth) == Ending::Whole;
            message.is_cut |= shortened.is_some() || (loose.odd && !is_whole);
            if let Some((bytes, character)) = loose.rest {
                if !is_whole {
                    return Err(interrupted(value, bytes, character, &message).into());
                }
                tried.repair(RepairKind::TrailingText, bytes);
            }
            Unwrapped::Xml(message)
        }
        Unwrapped::Text(inner) => {
            if loose.rest.is_some() || shortened.is_some() || loose.blanks > 0 && loose.characters < 64 {
                return Err(unusable(&loose).into());
            }
            Unwrapped::Text(inner)
        }
    };
    if trail.steps.last() == Some(&Decoding::Base64) {
        tried.repair(RepairKind::DoubleBase64, 1);
    }
    tried.repair(RepairKind::TrailingText, words_after);
    tried.repair(RepairKind::LineBreaks, loose.line_breaks);
    let kind = if blanks == Blanks::Plus { RepairKind::SpaceToPlus } else { RepairKind::Spaces };
    tried.repair(kind, loose.blanks);
    tried.repair(RepairKind::UrlSafeAlphabet, loose.url_safe);
    tried.repair(RepairKind::Padding, loose.padding);
    *trail = tried;
    Ok(layer)
}

/// What decoded octets are: a message, compressed, or text with another layer. None when they are nothing known.
fn octets(bytes: &[u8], trail: &mut Trail, limits: &Budget<'_>) -> Result<Option<Unwrapped>, Box<Finding>> {
    if bytes.len() > limits.max_xml_bytes {
        return Err(too_large(limits).into());
    }
    let is_markup = text::begins_as_markup(bytes);
    if !is_markup && text::is_printable(bytes) {
        return Ok(text::message(bytes, trail).ok().map(|text| match text {
            Text::Whole(text) | Text::Cut(text) => Unwrapped::Text(text),
        }));
    }
    if is_markup {
        let mut tried = trail.clone();
        match text::message(bytes, &mut tried) {
            Ok(text) => {
                *trail = tried;
                return Ok(Some(Unwrapped::Xml(message(text, Wrapping::None, false))));
            }
            // Compressed data may begin with any octet.
            Err(finding) => return compressed(bytes, trail, limits)?.map(Some).ok_or(finding),
        }
    }
    compressed(bytes, trail, limits)
}

fn message(text: Text, wrapping: Wrapping, is_cut: bool) -> Message {
    let (xml, is_text_cut) = match text {
        Text::Whole(xml) => (xml, false),
        Text::Cut(xml) => (xml, true),
    };
    // No digest covers white space before the root. Before an XML declaration it is a fault, which is reported.
    let trimmed = xml.trim_start();
    let blanks = if trimmed.starts_with("<?xml") { xml.len() - trimmed.len() } else { 0 };
    let xml = if trimmed.len() < xml.len() { trimmed.to_owned() } else { xml };
    Message { xml, characters: None, is_cut: is_cut || is_text_cut, wrapping, blanks }
}

fn compressed(
    bytes: &[u8],
    trail: &mut Trail,
    limits: &Budget<'_>,
) -> Result<Option<Unwrapped>, Box<Finding>> {
    let wrapping = Wrapping::of(bytes);
    let (inner, is_cut) = match limits.inflate(bytes, wrapping) {
        Inflated::Whole(inner) => (inner, false),
        Inflated::Broken(inner) => (inner, true),
        Inflated::TooLarge => {
            trail.step(Decoding::Inflate);
            return Err(too_large(limits).into());
        }
    };
    if text::begins_as_markup(&inner) {
        trail.step(Decoding::Inflate);
        return Ok(Some(Unwrapped::Xml(message(text::message(&inner, trail)?, wrapping, is_cut))));
    }
    if !is_cut && text::is_printable(&inner) {
        trail.step(Decoding::Inflate);
        return Ok(Some(Unwrapped::Text(String::from_utf8_lossy(&inner).into_owned())));
    }
    Ok(None)
}

/// There is foreign text in the middle of a value.
fn interrupted(value: &str, rest: usize, character: char, message: &Message) -> Finding {
    let at = value.len().saturating_sub(rest);
    let what = format!("U+{:04X}", u32::from(character));
    Finding::new(
        Code::Truncated,
        format!(
            "the base64 breaks off at byte {at}, which is {what}; {} of XML were read before it",
            repair::counted(message.xml.len(), "byte")
        ),
    )
    .with_fix("copy the whole value again, without anything in between")
}

/// The form of a value that came on its own: what its outermost layer was.
pub(super) fn form_of(trail: &Trail) -> CaptureForm {
    match trail
        .steps
        .iter()
        .find(|step| !matches!(step, Decoding::Utf16 | Decoding::Latin1 | Decoding::UsAscii))
    {
        None | Some(Decoding::HtmlEntities) => CaptureForm::Xml,
        Some(Decoding::PercentDecoding) => CaptureForm::PercentEncoded,
        Some(Decoding::JsonString) => CaptureForm::Json,
        Some(Decoding::ShellQuoting) => CaptureForm::Curl,
        Some(
            Decoding::Hexadecimal
            | Decoding::Base64
            | Decoding::Inflate
            | Decoding::Utf16
            | Decoding::Latin1
            | Decoding::UsAscii,
        ) => CaptureForm::Base64,
    }
}
