//! A login for people: verdict, steps, cause, what shows it, fix, and what could not be seen.

use crate::flow::{Flow, FlowFinding, FlowStep, FlowVerdict, LoginSummary, StepKind};
use crate::report::HumanOptions;
use crate::report::human::{Mark, Style, TextPage, columns, escaped, sentence, value};
use crate::{Confidence, Finding, Severity};

/// Steps that the brief report lists one by one; of more the middle is folded.
const MAX_STEPS: usize = 16;
/// Steps that are listed of the beginning and of the end, where the middle is folded.
const ENDS: usize = 7;
/// Logins that the brief report lists.
const MAX_LOGINS: usize = 8;
/// Lines of help of the root.
const MAX_FIXES: usize = 3;
/// The narrowest page whose steps have their times in the brief report.
const MIN_WIDTH_OF_TIMES: usize = 74;
/// Width of `expected  `, the widest label.
const LABEL: usize = 10;

impl Flow {
    /// The report on one screen, as far as the steps allow.
    pub fn to_brief(&self, options: &HumanOptions) -> String {
        let mut page = TextPage::new(options);
        head(&mut page, self);
        page.gap();
        table(&mut page, self, false);
        if let Some(root) = self.findings().iter().find(|one| one.finding().is_root()) {
            page.gap();
            cause(&mut page, root, false);
        }
        others(&mut page, self);
        foot(&mut page, self);
        let more = match self.root() {
            Some(code) => format!("more: -v, samlens explain {code}"),
            None => "more: -v".to_owned(),
        };
        page.text(2, &more, Style::Dim);
        page.into_text()
    }

    /// The report with every step, cookie and finding.
    pub fn to_human(&self, options: &HumanOptions) -> String {
        let mut page = TextPage::new(options);
        head(&mut page, self);
        page.heading("Steps");
        table(&mut page, self, true);
        if !self.findings().is_empty() {
            page.heading("Findings");
            for one in self.findings() {
                let finding = one.finding();
                let label = format!("{} ({})", finding.code(), finding.severity().as_str());
                page.text(2, &label, style(finding));
                page.text(4, &escaped(&sentence(finding), page.unicode()), Style::Bold);
                cause(&mut page, one, true);
                page.gap();
            }
        }
        if self.logins.len() > 1 {
            page.heading("Logins");
            for login in &self.logins {
                login_line(&mut page, login, 2, true);
            }
        }
        page.gap();
        foot(&mut page, self);
        page.into_text()
    }
}

fn style(finding: &Finding) -> Style {
    match finding.severity() {
        Severity::Error => Style::Red,
        Severity::Warning => Style::Yellow,
        Severity::Info => Style::Dim,
    }
}

/// The verdict in one line, and the cause in one sentence.
fn head(page: &mut TextPage, flow: &Flow) {
    let (mark, style) = match flow.verdict() {
        FlowVerdict::Completed => (Mark::Pass, Style::Green),
        FlowVerdict::Loop | FlowVerdict::Failed => (Mark::Fail, Style::Red),
        FlowVerdict::Incomplete => (Mark::NotRun, Style::Yellow),
    };
    let mut line = format!("{} {}", mark.sign(page), flow.verdict().as_str().to_uppercase());
    if let Some(root) = flow.root() {
        line.push_str(&format!("  {root}"));
    }
    if flow.verdict() == FlowVerdict::Loop {
        let plural = if flow.rounds() == 1 { "" } else { "s" };
        line.push_str(&format!("  {} round{plural}", flow.rounds()));
        if let Some(seconds) = flow.seconds {
            line.push_str(&format!(" in {seconds} s"));
        }
    }
    line.push_str(&format!("  exit {}", flow.exit_code()));
    page.text(0, &line, style);
    let root = flow.findings().iter().map(FlowFinding::finding).find(|finding| finding.is_root());
    let text = root.map_or_else(|| without_cause(flow).to_owned(), sentence);
    page.text(2, &escaped(&text, page.unicode()), Style::Bold);
    if flow.logins.len() > 1 {
        let word = |verdict: FlowVerdict| flow.logins.iter().filter(|login| login.verdict == verdict).count();
        let all = [FlowVerdict::Completed, FlowVerdict::Loop, FlowVerdict::Failed, FlowVerdict::Incomplete];
        let parts: Vec<String> = all
            .into_iter()
            .filter(|verdict| word(*verdict) > 0)
            .map(|verdict| format!("{} {}", word(verdict), verdict.as_str()))
            .collect();
        page.text(
            2,
            &format!("logins to {} services: {}", flow.logins.len(), parts.join(", ")),
            Style::Plain,
        );
        for login in flow.logins.iter().take(MAX_LOGINS) {
            login_line(page, login, 4, false);
        }
        let more = flow.logins.len().saturating_sub(MAX_LOGINS);
        if more > 0 {
            page.text(4, &format!("and {more} more: -v lists them"), Style::Dim);
        }
    }
}

/// One login of several: its service, how it ended, and why.
fn login_line(page: &mut TextPage, login: &LoginSummary, indent: usize, all: bool) {
    let unicode = page.unicode();
    let root = login.root.as_ref().map(|root| format!(" {}", root.code())).unwrap_or_default();
    let line = escaped(&format!("{}{root}  {}", login.verdict.as_str(), login.service), unicode);
    let room = page.width().saturating_sub(indent);
    page.text(indent, &if all { line } else { shortened(&line, room, unicode) }, Style::Plain);
    if let Some(root) = login.root.as_ref().filter(|_| all) {
        page.text(indent.saturating_add(2), &escaped(&sentence(root), unicode), Style::Dim);
    }
}

/// The steps, one line each; of a loop the first round and the end, unless all are wanted.
fn table(page: &mut TextPage, flow: &Flow, all: bool) {
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
            _ if all || last <= MAX_STEPS => true,
            true => {
                let first = step.round < first_rounds && (weighs || near || ends);
                first || near || begins_again || step.n == last
            }
            false => ends || near || (weighs && step.n <= 40),
        }
    };
    let mut folded: Vec<&FlowStep> = Vec::new();
    for step in steps {
        if is_shown(step) {
            fold(page, &mut folded);
            line(page, step, all);
        } else {
            folded.push(step);
        }
    }
    fold(page, &mut folded);
    let hidden = flow.exchanges.1;
    if hidden > 0 {
        let text = format!("{hidden} other requests (scripts, images, other sites) are not listed");
        page.text(4, &text, Style::Dim);
    }
}

/// One line for steps that are not listed.
fn fold(page: &mut TextPage, folded: &mut Vec<&FlowStep>) {
    let (Some(first), Some(last)) = (folded.first(), folded.last()) else { return };
    let responses = folded.iter().filter(|step| step.kind == StepKind::Response).count();
    let more = match responses {
        0 => String::new(),
        1 => ", with another Response".to_owned(),
        count => format!(", with {count} more Responses"),
    };
    let dots = if page.unicode() { "…" } else { "..." };
    let text = match folded.len() {
        1 => format!("{dots} step {}{more}", first.n),
        count => format!("{dots} steps {} to {} ({count}){more}", first.n, last.n),
    };
    page.text(4, &text, Style::Dim);
    folded.clear();
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
fn shortened(text: &str, width: usize, unicode: bool) -> String {
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

/// What shows a finding, its values and its fixes.
fn cause(page: &mut TextPage, one: &FlowFinding, all: bool) {
    let unicode = page.unicode();
    let finding = one.finding();
    let mut label = "shown by";
    for (step, text) in one.shows() {
        let text = escaped(&format!("step {step}: {text}"), unicode);
        page.entry(2, label, Style::Dim, LABEL, &text, Style::Plain);
        label = "";
    }
    if let Some(actual) = finding.actual() {
        page.entry(2, "found", Style::Red, LABEL, &cut(&value(actual, unicode), all), Style::Plain);
    }
    if let Some(expected) = finding.expected() {
        page.entry(2, "expected", Style::Green, LABEL, &cut(&value(expected, unicode), all), Style::Plain);
    }
    let most = if all { usize::MAX } else { MAX_FIXES };
    for (index, fix) in finding.fix().iter().take(most).enumerate() {
        let label = if index == 0 { "fix" } else { "" };
        page.entry(2, label, Style::Green, LABEL, &escaped(fix, unicode), Style::Plain);
    }
    if let Some(source) = one.source().filter(|_| all) {
        page.entry(2, "source", Style::Dim, LABEL, source, Style::Dim);
    }
    if all && finding.confidence() != Confidence::Proved {
        page.entry(2, "sure", Style::Dim, LABEL, finding.confidence().as_str(), Style::Dim);
    }
}

/// A value in the brief report: two lines at most.
fn cut(text: &str, all: bool) -> String {
    const MOST: usize = 130;
    if all || text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain("...".chars()).collect()
}

/// Findings that do not lead, a line each.
fn others(page: &mut TextPage, flow: &Flow) {
    let unicode = page.unicode();
    let others = flow.findings().iter().map(FlowFinding::finding).filter(|finding| !finding.is_root());
    let mut label = "also";
    let mut is_first = true;
    for finding in others {
        if is_first {
            page.gap();
            is_first = false;
        }
        let text = format!("{}: {}", finding.code(), sentence(finding));
        page.entry(2, label, Style::Yellow, LABEL, &escaped(&text, unicode), Style::Plain);
        label = "";
    }
}

/// What could not be seen, what came from the capture, and who recorded it.
fn foot(page: &mut TextPage, flow: &Flow) {
    let unicode = page.unicode();
    page.gap();
    let mut label = "not seen";
    for text in &flow.unseen {
        page.entry(2, label, Style::Dim, LABEL, &escaped(text, unicode), Style::Plain);
        label = "";
    }
    if !flow.from_capture.is_empty() {
        let text = format!("from the capture: {}", flow.from_capture.join(", "));
        page.entry(2, "expected", Style::Dim, LABEL, &escaped(&text, unicode), Style::Plain);
    }
    if let Some(deployment) = &flow.deployment {
        deployment.rows(page, LABEL);
    }
    let mut parts = Vec::new();
    if !flow.creator.is_empty() {
        parts.push(format!("recorded by {}", flow.creator));
    }
    parts.extend(flow.browser.map(|browser| format!("browser {browser}")));
    parts.extend(flow.framework.map(|name| format!("service {name}")));
    parts.extend(flow.identity_provider.as_ref().map(|name| format!("identity provider {name}")));
    let dot = if unicode { " · " } else { " | " };
    if !parts.is_empty() {
        page.text(2, &escaped(&parts.join(dot), unicode), Style::Dim);
    }
}

/// The sentence of a login for which there is no cause to name.
pub(super) fn without_cause(flow: &Flow) -> &'static str {
    match flow.verdict() {
        FlowVerdict::Completed => "The login completed.",
        FlowVerdict::Incomplete => "The recording does not show the whole login.",
        FlowVerdict::Loop | FlowVerdict::Failed => "The recording does not show the cause.",
    }
}
