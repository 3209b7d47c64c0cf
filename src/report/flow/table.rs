//! The steps of a login for people, one line each.

use super::human::Detail;
use crate::flow::{Flow, FlowFinding, FlowStep, FlowVerdict, StepKind};
use crate::report::human::{Style, TextPage, columns, escaped};

/// Steps that the brief report lists one by one; of more the middle is folded.
const MAX_STEPS: usize = 16;
/// Steps that are listed of the beginning and of the end, where the middle is folded.
const ENDS: usize = 7;
/// The narrowest page whose steps have their times in the brief report.
const MIN_WIDTH_OF_TIMES: usize = 74;

/// The steps, one line each; of a loop the first round and the end, unless all are wanted. Whether some were folded.
pub(super) fn table(page: &mut TextPage, flow: &Flow, detail: Detail) -> bool {
    let all = detail == Detail::All;
    let steps = flow.steps();
    let is_loop = flow.verdict() == FlowVerdict::Loop;
    let broken = steps.iter().find(|step| step.breaks);
    let first_rounds = broken.map_or(0, |step| step.round).saturating_add(1);
    let last = steps.len();
    let is_shown = |step: &FlowStep| {
        let near = broken.is_some_and(|broken| step.n.abs_diff(broken.n) <= 1);
        let ends = step.n <= ENDS || step.n.saturating_add(ENDS) > last;
        let weighs = !matches!(step.kind, StepKind::IdentityProvider | StepKind::Page);
        let begins_again =
            step.round <= first_rounds && step.round > 0 && step.kind == StepKind::AuthnRequest;
        match is_loop {
            _ if detail <= Detail::KeySteps => is_key(flow, step),
            _ if all || last <= MAX_STEPS => true,
            true => {
                let first = step.round < first_rounds && (weighs || near || ends);
                first || near || begins_again || step.n == last
            }
            false => ends || near || (weighs && step.n <= 40),
        }
    };
    let mut is_folded = false;
    let mut folded: Vec<&FlowStep> = Vec::new();
    for step in steps {
        if is_shown(step) {
            is_folded |= fold(page, &mut folded);
            line(page, step, all);
        } else {
            folded.push(step);
        }
    }
    is_folded |= fold(page, &mut folded);
    let hidden = flow.exchanges.1;
    if hidden > 0 && detail > Detail::KeySteps {
        let text = format!("{hidden} other requests (scripts, images, other sites) are not listed");
        page.text(4, &text, Style::Dim);
    }
    is_folded
}

/// Whether a step is needed to see the fault: it breaks the login, shows the root, or is the first or last one.
fn is_key(flow: &Flow, step: &FlowStep) -> bool {
    let root = flow.findings().iter().find(|one| one.finding().is_root());
    let shows = |root: &FlowFinding| root.shows().any(|(n, _)| n == step.n);
    let is_end = step.n == 1 || step.n == flow.steps().len();
    step.breaks || is_end || root.map_or(step.kind == StepKind::Response, shows)
}

/// One line for steps that are not listed; a single one is listed after all. Whether there was such a line.
fn fold(page: &mut TextPage, folded: &mut Vec<&FlowStep>) -> bool {
    let (Some(first), Some(last)) = (folded.first(), folded.last()) else { return false };
    if folded.len() == 1 {
        line(page, first, false);
        folded.clear();
        return false;
    }
    let responses = folded.iter().filter(|step| step.kind == StepKind::Response).count();
    let more = match responses {
        0 => String::new(),
        1 => ", with another Response".to_owned(),
        count => format!(", with {count} more Responses"),
    };
    let dots = if page.unicode() { "…" } else { "..." };
    let text = format!("{dots} steps {} to {} ({}){more}", first.n, last.n, folded.len());
    page.text(4, &text, Style::Dim);
    folded.clear();
    true
}

/// A step: mark, number, time, method, place, status, what it is.
fn line(page: &mut TextPage, step: &FlowStep, all: bool) {
    let unicode = page.unicode();
    let is_narrow = page.width() < MIN_WIDTH_OF_TIMES;
    let place_width = match page.width() {
        100.. => 44,
        MIN_WIDTH_OF_TIMES.. => 28,
        narrow => narrow.saturating_sub(36).max(8),
    };
    let time = step.at.map_or_else(|| "--:--:-- ".to_owned(), |at| at.format("%H:%M:%S ").to_string());
    let time = if is_narrow && !all { String::new() } else { time };
    let place = shortened(&escaped(&format!("{}{}", step.host, step.path), unicode), place_width, unicode);
    let status = if step.status == 0 { "---".to_owned() } else { step.status.to_string() };
    let method = escaped(&step.method.chars().take(4).collect::<String>(), unicode);
    let pad = " ".repeat(place_width.saturating_sub(columns(&place)));
    let mark = if step.breaks { ">" } else { " " };
    let label = format!("{mark} {:>2} {time}{method:<4} {place}{pad} {status:>3} ", step.n);
    let style = if step.breaks { Style::Red } else { Style::Plain };
    let width = columns(&label).saturating_add(1);
    let text = escaped(&step.what, unicode);
    let room = page.width().saturating_sub(width);
    let text = if all { text } else { shortened(&text, room, unicode) };
    page.entry(0, &label, style, width, &text, style);
    if all {
        let mut cookies = |label: &str, names: &[String]| {
            if !names.is_empty() {
                page.entry(5, label, Style::Dim, 7, &escaped(&names.join(", "), unicode), Style::Dim);
            }
        };
        cookies("sent", &step.cookies_sent);
        cookies("set", &step.cookies_set);
    }
}

/// The text in at most so many columns; the middle is left out.
pub(super) fn shortened(text: &str, width: usize, unicode: bool) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let dots = if unicode { "…" } else { "..." };
    let room = width.saturating_sub(columns(dots));
    let mut out = String::new();
    for character in text.chars() {
        if columns(&out).saturating_add(columns(&character.to_string())) > room {
            break;
        }
        out.push(character);
    }
    out + dots
}
