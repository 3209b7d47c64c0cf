//! Damage that a paste does, undone and counted.
//!
//! Repairs serve diagnosis (invariant: no-repair): they touch encodings and what surrounds a message, and of the XML itself
//! only what strings, documents and tables do to its quotes and line breaks (`markup_damage.rs`).

use super::recognised::Decoding;
use crate::encoding::invisible::is_invisible;
use crate::{Code, Finding};

/// Damage that was repaired, and how many times it occurred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Repair {
    /// What was undone.
    pub kind: RepairKind,
    /// How many places.
    pub count: usize,
}

/// Kinds of damage that a paste does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RepairKind {
    /// Spaces where base64 needs `+`.
    SpaceToPlus,
    /// Line breaks or blanks inside the value.
    LineBreaks,
    /// Quotes around the value.
    Quotes,
    /// Typographic quotes around or inside the text.
    SmartQuotes,
    /// A byte-order mark.
    ByteOrderMark,
    /// Invisible characters.
    ZeroWidth,
    /// Missing `=` padding.
    Padding,
    /// The URL-safe base64 alphabet.
    UrlSafeAlphabet,
    /// base64 of base64.
    DoubleBase64,
    /// Percent-encoding of percent-encoding.
    DoublePercentEncoding,
    /// A value that was escaped as a JSON string.
    JsonEscapes,
    /// HTML entities in the value.
    HtmlEntities,
    /// Text after the end of the value.
    TrailingText,
    /// A line number before each line.
    LineNumbers,
    /// Spaces inside base64 that are no `+`, such as line breaks that became spaces.
    Spaces,
    /// Quote marks or the prefix of a log before each line, or the sides of a box around it.
    LinePrefixes,
    /// Quoted-printable, the encoding of e-mail.
    QuotedPrintable,
}

impl RepairKind {
    /// The word in JSON reports, for example `space-to-plus`.
    pub fn as_str(self) -> &'static str {
        match self {
            RepairKind::SpaceToPlus => "space-to-plus",
            RepairKind::LineBreaks => "line-breaks",
            RepairKind::Quotes => "quotes",
            RepairKind::SmartQuotes => "smart-quotes",
            RepairKind::ByteOrderMark => "byte-order-mark",
            RepairKind::ZeroWidth => "zero-width",
            RepairKind::Padding => "padding",
            RepairKind::UrlSafeAlphabet => "url-safe-alphabet",
            RepairKind::DoubleBase64 => "double-base64",
            RepairKind::DoublePercentEncoding => "double-percent-encoding",
            RepairKind::JsonEscapes => "json-escapes",
            RepairKind::HtmlEntities => "html-entities",
            RepairKind::TrailingText => "trailing-text",
            RepairKind::LineNumbers => "line-numbers",
            RepairKind::Spaces => "spaces",
            RepairKind::LinePrefixes => "line-prefixes",
            RepairKind::QuotedPrintable => "quoted-printable",
        }
    }
}

/// What was undone on the way to a message, outermost first.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    pub(super) steps: Vec<Decoding>,
    pub(super) repairs: Vec<Repair>,
}

impl Trail {
    /// Notes an encoding that was undone.
    pub(super) fn step(&mut self, step: Decoding) {
        self.steps.push(step);
    }

    /// Notes damage that was undone; nothing when there was none.
    pub(super) fn repair(&mut self, kind: RepairKind, count: usize) {
        if count == 0 {
            return;
        }
        match self.repairs.iter_mut().find(|repair| repair.kind == kind) {
            Some(repair) => repair.count = repair.count.saturating_add(count),
            None => self.repairs.push(Repair { kind, count }),
        }
    }

    /// The findings that the steps and repairs give rise to.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let utf16 = self.steps.contains(&Decoding::Utf16).then(|| {
            Finding::new(Code::Utf16Text, "the text was saved as UTF-16")
                .with_fix("save or pipe the capture as UTF-8: in PowerShell, `Out-File -Encoding utf8`")
        });
        utf16.into_iter().chain(self.repairs.iter().filter_map(finding)).collect()
    }
}

/// `3 spaces`, `1 space`, `5,912 bytes`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(count))
}

/// `5,912`.
pub(crate) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The finding that a repair gives rise to; wraps, quotes and padding are too common to speak of.
fn finding(repair: &Repair) -> Option<Finding> {
    let count = repair.count;
    let finding = match repair.kind {
        RepairKind::SpaceToPlus => Finding::new(
            Code::SpaceForPlus,
            format!("{} where base64 needs '+'; read as '+'", counted(count, "space")),
        )
        .with_fix(
            "in the code or proxy that builds the form body, percent-encode the value of SAMLResponse ('+' is %2B)",
        )
        .with_fix("if only the copy is damaged, copy the encoded form: network tab, payload, `view URL-encoded`"),
        RepairKind::DoublePercentEncoding => {
            Finding::new(Code::PercentEncodedTwice, "the value was percent-encoded twice").with_fix(
                "in the code or proxy that builds the form body or URL, percent-encode the value once (`%2B`, not `%252B`)",
            )
        }
        RepairKind::DoubleBase64 => Finding::new(Code::Base64Twice, "the value was base64-encoded twice")
            .with_fix("in the code that builds SAMLResponse, encode the XML as base64 once"),
        RepairKind::HtmlEntities => Finding::new(
            Code::HtmlEntities,
            format!("{} in the value; decoded", entities(count)),
        )
        .with_fix("copy the value from the request payload instead of from the page source"),
        RepairKind::UrlSafeAlphabet => Finding::new(
            Code::Base64url,
            format!("{} of the URL-safe base64 alphabet in the value; SAML uses the standard one", counted(count, "character")),
        )
        .with_fix("in the code that builds the message, encode with standard base64 ('+' and '/'), as Bindings section 3.5.4 says"),
        RepairKind::SmartQuotes => Finding::new(
            Code::SmartQuotes,
            format!("{} where straight ones belong; read as straight ones", counted(count, "typographic quote")),
        )
        .with_fix("copy from the browser or the log itself, not from a document, mail or chat that changes quotes"),
        RepairKind::ZeroWidth => Finding::new(
            Code::ZeroWidth,
            format!("{} in the capture; removed", counted(count, "invisible character")),
        )
        .with_fix("copy from the browser or the log itself, not from a chat or document"),
        RepairKind::Spaces => Finding::new(
            Code::Base64Spaces,
            format!("{} inside the base64 that belong to no `+`; removed", counted(count, "space")),
        )
        .with_fix("if the sender wraps the base64 in lines, turn wrapping off: a line break that becomes a space makes strict decoders refuse the value"),
        RepairKind::ByteOrderMark => {
            Finding::new(Code::ByteOrderMark, "the text begins with a byte-order mark; removed")
        }
        RepairKind::JsonEscapes => Finding::new(
            Code::JsonEscaped,
            format!("{} in the value; decoded", counted(count, "JSON escape")),
        ),
        RepairKind::LineBreaks
        | RepairKind::Quotes
        | RepairKind::Padding
        | RepairKind::TrailingText
        | RepairKind::LineNumbers
        | RepairKind::LinePrefixes
        | RepairKind::QuotedPrintable => return None,
    };
    Some(finding)
}

/// `1 HTML entity`, `3 HTML entities`.
pub(super) fn entities(count: usize) -> String {
    if count == 1 { "1 HTML entity".to_owned() } else { format!("{count} HTML entities") }
}

/// Quotes that a document or chat makes of straight ones.
pub(super) fn is_smart_quote(character: char) -> bool {
    matches!(character, '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}')
}

/// White space, and characters used in its place.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\0'
}

/// Takes off what surrounds a value: white space, quotes, a byte-order mark, invisible characters.
///
/// A lone quote goes too, since half a selection is a usual paste.
pub(super) fn bare<'t>(text: &'t str, trail: &mut Trail) -> &'t str {
    let mut rest = text.trim_matches(is_blank);
    // Every turn takes off at least one character.
    loop {
        let before = rest;
        if let Some(after) = rest.strip_prefix('\u{feff}') {
            trail.repair(RepairKind::ByteOrderMark, 1);
            rest = after;
        }
        rest = taken_off(rest, RepairKind::ZeroWidth, is_invisible, trail);
        rest = taken_off(rest, RepairKind::Quotes, |c| matches!(c, '"' | '\'' | '`'), trail);
        rest = taken_off(rest, RepairKind::SmartQuotes, is_smart_quote, trail);
        rest = rest.trim_matches(is_blank);
        if rest.len() == before.len() {
            return rest;
        }
    }
}

fn taken_off<'t>(
    text: &'t str,
    kind: RepairKind,
    is_it: impl Fn(char) -> bool,
    trail: &mut Trail,
) -> &'t str {
    let rest = text.trim_matches(&is_it);
    let taken = text.chars().take_while(|c| is_it(*c)).count()
        + if rest.is_empty() { 0 } else { text.chars().rev().take_while(|c| is_it(*c)).count() };
    trail.repair(kind, taken);
    rest
}

/// Takes invisible characters out of a value that is not XML.
pub(super) fn without_zero_width(text: String, trail: &mut Trail) -> String {
    let count = text.chars().filter(|c| is_invisible(*c)).count();
    trail.repair(RepairKind::ZeroWidth, count);
    if count == 0 { text } else { text.chars().filter(|c| !is_invisible(*c)).collect() }
}

/// Takes off a line number before each line, where every line has one and they count up by one.
///
/// What is behind the number keeps its indentation, because it is part of signed XML.
pub(super) fn without_line_numbers(text: &str) -> Option<(String, usize)> {
    let mut numbered: Vec<(&str, usize)> = Vec::new();
    let mut previous: Option<u32> = None;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line = line.trim_start();
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = line.split_at_checked(digits)?;
        let number: u32 = number.parse().ok()?;
        let body = rest.trim_start();
        let mark = body.starts_with([':', '|', '.', ')', '\u{2502}']);
        let marked = if mark { body.trim_start_matches([':', '|', '.', ')', '\u{2502}']) } else { rest };
        let content = marked.trim_start_matches([' ', '\t']);
        let follows = previous.is_none_or(|previous| previous.checked_add(1) == Some(number));
        if (content.len() == rest.len() && !rest.is_empty()) || !follows {
            return None;
        }
        previous = Some(number);
        numbered.push((marked, marked.len().saturating_sub(content.len())));
    }
    if numbered.len() < 2 {
        return None;
    }
    let filled = numbered.iter().filter(|(line, blanks)| line.len() > *blanks);
    let margin = filled.map(|(_, blanks)| *blanks).min()?;
    let mut out = String::with_capacity(text.len());
    for (line, _) in &numbered {
        out.push_str(line.get(margin..).unwrap_or_default());
        out.push('\n');
    }
    Some((out, numbered.len()))
}
