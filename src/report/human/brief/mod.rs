//! The brief report: verdict, fault, proof and fix on one screen of 24 lines.

mod counts;
mod fault;

pub(in crate::report) use fault::{common, sentence};

use super::legible::{columns, escaped, value};
use super::page::{Style, TextPage};
use super::{HumanOptions, Mark, because};
use crate::check::CheckOutcome;
use crate::report::{Report, Verdict};
use crate::{Code, Severity};
use counts::counts;
use fault::{around, fault};
use std::borrow::Cow;

/// Lines of the page: the rows of a terminal but for the command above it and the prompt below.
const SCREEN: usize = 22;
/// Notes of an accepted login that are printed.
const MAX_NOTES: usize = 3;
/// What a page has room for, largest first: lines of help (`samlens explain` has the others), and lines that one value
/// may take (of a longer one the part around the difference is shown).
const ROOMS: [Room; 5] = [Room::of(3, 2), Room::of(2, 2), Room::of(2, 1), Room::of(1, 2), Room::of(1, 1)];
/// Attributes of an accepted login that are shown.
const MAX_ATTRIBUTES: usize = 8;
/// Codes that are listed by name after the first fault.
const MAX_NAMED: usize = 4;
/// Width of `response  `, the widest label.
const LABEL: usize = 10;

impl Report {
    /// The report on one screen: at most 24 lines of 80 columns for a single fault.
    ///
    /// [`Report::to_human`] has everything. Both contain values of a person, for the reader pasted them; control characters
    /// in them are escaped. On a narrow page it says less rather than take more lines.
    pub fn to_brief(&self, options: &HumanOptions) -> String {
        let mut text = String::new();
        for room in ROOMS {
            text = self.brief_within(options, room);
            if text.lines().count() <= SCREEN {
                break;
            }
        }
        text
    }

    fn brief_within(&self, options: &HumanOptions, room: Room) -> String {
        let mut page = TextPage::new(options);
        verdict(&mut page, self);
        match self.verdict() {
            Verdict::Accepted => accepted(&mut page, self, room),
            Verdict::Inconclusive => missing(&mut page, self),
            Verdict::Rejected | Verdict::Unreadable => {
                if let Some(root) = self.root() {
                    fault(&mut page, self, root, room);
                }
            }
        }
        page.gap();
        if let Some(deployment) = self.deployment() {
            deployment.rows(&mut page, LABEL);
        }
        counts(&mut page, self);
        further(&mut page, self);
        more(&mut page, self, room.is_least());
        page.into_text()
    }
}

/// How much of a fault is printed.
#[derive(Clone, Copy)]
struct Room {
    fixes: usize,
    value_lines: usize,
}

impl Room {
    const fn of(fixes: usize, value_lines: usize) -> Room {
        Room { fixes, value_lines }
    }

    fn is_least(self) -> bool {
        self.fixes == 1 && self.value_lines == 1
    }
}

/// Verdict, root code, class and exit code.
fn verdict(page: &mut TextPage, report: &Report) {
    let (mark, style) = match report.verdict() {
        Verdict::Accepted => (Mark::Pass, Style::Green),
        Verdict::Rejected | Verdict::Unreadable => (Mark::Fail, Style::Red),
        Verdict::Inconclusive => (Mark::NotRun, Style::Yellow),
    };
    let mut line = format!("{} {}", mark.sign(page), report.verdict().as_str().to_uppercase());
    if let Some(root) = report.root().filter(|_| report.verdict() != Verdict::Accepted) {
        line.push_str(&format!("  {}", root.code()));
    }
    if let Some(class) = report.class() {
        line.push_str(&format!("  {}", class.as_str()));
    }
    line.push_str(&format!("  exit {}", report.exit_code()));
    // On a narrow terminal a second line would push this one off the screen.
    if columns(&line) > page.width() {
        line = line.replace("  ", " ");
    }
    page.text(0, &line, style);
    if let Some(original) = report.redacted_copy_of() {
        page.text(2, &super::copy_of(original), Style::Bold);
    }
    if report.message().is_some_and(|message| message.kind == "AuthnRequest") {
        page.text(2, super::IS_REQUEST, Style::Bold);
    }
}

/// The name of an attribute; of one that would leave no space for its value, the last part.
fn short_name(name: &str, room: usize, unicode: bool) -> Cow<'_, str> {
    if columns(name) <= room / 2 {
        return Cow::Borrowed(name);
    }
    match name.rsplit(['/', ':']).next() {
        Some(last) if !last.is_empty() && last.len() < name.len() => {
            Cow::Owned(format!("{}/{last}", if unicode { "…" } else { "..." }))
        }
        _ => Cow::Borrowed(name),
    }
}

/// Who signs in, from whom, by which key, until when.
fn accepted(page: &mut TextPage, report: &Report, space: Room) {
    let unicode = page.unicode();
    let room = page.width().saturating_sub(LABEL.saturating_add(2));
    let mut row = |label: &str, text: String| page.entry(2, label, Style::Dim, LABEL, &text, Style::Plain);
    if let Some(identity) = report.identity() {
        if let Some(name_id) = &identity.name_id {
            row("who", value(name_id, unicode));
        }
        for (index, (name, values)) in identity.attributes.iter().take(MAX_ATTRIBUTES).enumerate() {
            let label = if index == 0 { "with" } else { "" };
            let shown: Vec<String> = values.iter().map(|one| value(one, unicode)).collect();
            let shown = if values.is_empty() { "(no value)".to_owned() } else { shown.join(", ") };
            let line = format!("{}: {shown}", escaped(&short_name(name, room, unicode), unicode));
            row(label, around(&line, 0, room, unicode).0);
        }
        let left = identity.attributes.len().saturating_sub(MAX_ATTRIBUTES);
        if left > 0 {
            row("", format!("and {left} more attributes"));
        }
    }
    if let Some(message) = report.message() {
        let product = message.idp_product.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        if let Some(issuer) = &message.issuer {
            row("from", escaped(&format!("{issuer}{product}"), unicode));
        }
    }
    let used = report.signatures().iter().find_map(|signature| {
        let certificate = signature.certificate.as_ref()?;
        let algorithm = signature.algorithm.as_deref().unwrap_or("unknown algorithm");
        Some(format!(
            "{algorithm} on the {}, {} of {}, certificate until {}",
            signature.element,
            certificate.key,
            certificate.subject,
            certificate.not_after.format("%Y-%m-%d")
        ))
    });
    if let Some(used) = used {
        row("signed", escaped(&used, unicode));
    }
    if let Some(until) = report.identity().and_then(|identity| identity.not_on_or_after) {
        row("until", format!("{}", until.format("%Y-%m-%d %H:%M:%S UTC")));
    }
    // What is accepted here and refused by others.
    let notes = report.findings().iter().filter(|finding| elsewhere(finding.code()));
    for finding in notes.take(MAX_NOTES) {
        let shown = finding.actual().map(|actual| format!(" ({actual})")).unwrap_or_default();
        row("note", escaped(&format!("{}{shown}", sentence(finding)), unicode));
        if let Some(fix) = finding.fix().first().filter(|_| space.fixes > 1) {
            row("help", escaped(fix, unicode));
        }
    }
}

fn elsewhere(code: Code) -> bool {
    matches!(
        code,
        Code::AdviceIgnored
            | Code::SignatureFormUnusual
            | Code::AuthnTooOld
            | Code::AttributeDuplicated
            | Code::AttributeForm
            | Code::AttributeOverage
            | Code::AssertionNotSigned
            | Code::NameIdFormat
            | Code::CertificatesSeveral
            | Code::Base64Spaces
            | Code::IdNotNcname
            | Code::ResponseNotSigned
            | Code::PercentEncodedTwice
            | Code::Base64Twice
            | Code::WrongBinding
            | Code::AudienceForm
            | Code::MessageLarge
            | Code::CertificateForm
    )
}

/// What an inconclusive verdict lacks.
fn missing(page: &mut TextPage, report: &Report) {
    let led = unreadable_elsewhere(page, report);
    let beginning = if led { "Nothing else failed" } else { "Nothing failed" };
    page.text(2, &format!("{beginning}, but not everything could be checked:"), Style::Bold);
    let mut seen: Vec<Code> = Vec::new();
    for check in report.checks() {
        let CheckOutcome::NotRun(code) = check.outcome else { continue };
        if matches!(code, Code::RequestNotGiven | Code::NotInProfile | Code::Blocked) || seen.contains(&code)
        {
            continue;
        }
        seen.push(code);
        page.entry(2, "-", Style::Plain, 2, &because(code), Style::Plain);
    }
    // What the receiver of this message will refuse, though nothing here does.
    let warned = report.findings().iter().filter(|finding| {
        let asks_exactly = finding.code() == Code::RequestAsks && !finding.fix().is_empty();
        asks_exactly || finding.code() == Code::RequestNotSigned
    });
    for finding in warned.take(2) {
        let unicode = page.unicode();
        page.gap();
        page.entry(2, "but", Style::Yellow, LABEL, &escaped(&sentence(finding), unicode), Style::Plain);
        if let Some(fix) = finding.fix().first() {
            page.entry(2, "fix", Style::Green, LABEL, &escaped(fix, unicode), Style::Plain);
        }
    }
}

/// What a receiver cannot read leads, though the message is judged here with the damage undone.
fn unreadable_elsewhere(page: &mut TextPage, report: &Report) -> bool {
    let Some(finding) = report.unreadable_elsewhere() else {
        return false;
    };
    let unicode = page.unicode();
    page.text(2, &escaped(&sentence(finding), unicode), Style::Bold);
    if let Some(fix) = finding.fix().first() {
        page.gap();
        page.entry(2, "fix", Style::Green, LABEL, &escaped(fix, unicode), Style::Plain);
    }
    page.gap();
    true
}

/// Further faults that the root does not explain.
fn further(page: &mut TextPage, report: &Report) {
    let mut codes: Vec<Code> = Vec::new();
    for finding in report.findings() {
        let own =
            finding.severity() == Severity::Error && finding.consequence_of().is_none() && !finding.is_root();
        if own && !codes.contains(&finding.code()) {
            codes.push(finding.code());
        }
    }
    if codes.is_empty() || report.verdict() == Verdict::Accepted {
        return;
    }
    let named: Vec<&str> = codes.iter().take(MAX_NAMED).map(|code| code.as_str()).collect();
    page.text(2, &format!("and {} more: {}", codes.len(), named.join(", ")), Style::Plain);
}

/// How the capture was read, and where more is said.
fn more(page: &mut TextPage, report: &Report, least: bool) {
    let unicode = page.unicode();
    if let Some(capture) = report.capture().filter(|capture| !capture.recognised.is_empty()) {
        let (position, count) = capture.position;
        let which =
            if count > 1 { format!(", message {position} of {count} (--nth)") } else { String::new() };
        let said = if capture.recognised.contains(" message ") { String::new() } else { which };
        let before = if capture.recognised.starts_with("no SAML") { "" } else { "read as " };
        let read = escaped(&format!("{before}{}{said}", capture.recognised), unicode);
        let Some((name, why)) = &report.extras.profile else {
            page.text(2, &read, Style::Dim);
            return last(page, report);
        };
        // On one line if it fits, without the reason if need be; -v and JSON have it always.
        let profile = escaped(&format!("profile {name}"), unicode);
        let short = format!("{read}{}{profile}", if unicode { " · " } else { " | " });
        let why = escaped(&format!(" ({why})"), unicode);
        let fits = |line: &str| columns(line).saturating_add(2) <= page.width();
        match (fits(&format!("{short}{why}")), fits(&short)) {
            (true, _) => page.text(2, &format!("{short}{why}"), Style::Dim),
            (false, true) => page.text(2, &short, Style::Dim),
            (false, false) if least => page.text(2, &short, Style::Dim),
            (false, false) => {
                page.text(2, &read, Style::Dim);
                page.text(2, &format!("{profile}{why}"), Style::Dim);
            }
        }
    }
    last(page, report);
}

/// Where more is said.
fn last(page: &mut TextPage, report: &Report) {
    let root = report.root().filter(|_| report.verdict() != Verdict::Accepted);
    let text = match root {
        Some(root) => format!("more: -v, samlens explain {}", root.code()),
        None => "more: -v".to_owned(),
    };
    page.text(2, &text, Style::Dim);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_leaves_space_for_its_value() {
        let long = "http://eidas.europa.eu/attributes/naturalperson/CurrentFamilyName";
        assert_eq!(short_name(long, 68, true), "…/CurrentFamilyName");
        assert_eq!(short_name(long, 68, false), ".../CurrentFamilyName");
        assert_eq!(short_name("email", 68, true), "email");
        assert_eq!(short_name(&"x".repeat(60), 68, true), "x".repeat(60));
    }
}
