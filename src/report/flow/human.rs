//! A login for people: verdict, steps, cause, what shows it, fix, and what could not be seen.

use super::table::{shortened, table};
use crate::flow::{Flow, FlowFinding, FlowVerdict, LoginSummary};
use crate::report::HumanOptions;
use crate::report::human::{Mark, Style, TextPage, escaped, sentence, value};
use crate::{Confidence, Finding, Severity};

/// Logins that the brief report lists.
const MAX_LOGINS: usize = 8;
/// Lines of help of the root.
const MAX_FIXES: usize = 3;
/// Width of `expected  `, the widest label.
const LABEL: usize = 10;
/// Lines of a screen of 24, without one for the command and one for the next prompt.
const SCREEN: usize = 22;

/// How much of a login is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// As `Dense`, without what could not be seen.
    Least,
    /// As `Codes`, without the programs and without empty lines after the steps.
    Dense,
    /// As `KeySteps`, and of further findings the codes alone.
    Codes,
    /// The steps that show the fault, the first and the last one.
    KeySteps,
    /// Every step of a short login.
    Usual,
    All,
}

impl Flow {
    /// The report on one screen of 24 lines and 80 columns, if it has one fault: steps that do not show it are folded
    /// as far as that needs.
    pub fn to_brief(&self, options: &HumanOptions) -> String {
        let fitting = [Detail::Usual, Detail::KeySteps, Detail::Codes, Detail::Dense]
            .into_iter()
            .map(|detail| self.brief(options, detail))
            .find(|text| text.lines().count() <= SCREEN);
        fitting.unwrap_or_else(|| self.brief(options, Detail::Least))
    }

    fn brief(&self, options: &HumanOptions, detail: Detail) -> String {
        let mut page = TextPage::new(options);
        head(&mut page, self);
        page.gap();
        let folded = table(&mut page, self, detail);
        if let Some(root) = self.findings().iter().find(|one| one.finding().is_root()) {
            end_part(&mut page, detail);
            cause(&mut page, root, detail);
        }
        others(&mut page, self, detail);
        foot(&mut page, self, detail);
        let all = if folded { format!(" (all {} steps)", self.steps().len()) } else { String::new() };
        let more = match self.root() {
            Some(code) => format!("more: -v{all}, samlens explain {code}"),
            None => format!("more: -v{all}"),
        };
        page.text(2, &more, Style::Dim);
        page.into_text()
    }

    /// The report with every step, cookie and finding.
    pub fn to_human(&self, options: &HumanOptions) -> String {
        let mut page = TextPage::new(options);
        head(&mut page, self);
        page.heading("Steps");
        table(&mut page, self, Detail::All);
        if !self.findings().is_empty() {
            page.heading("Findings");
            for one in self.findings() {
                let finding = one.finding();
                let label = format!("{} ({})", finding.code(), finding.severity().as_str());
                page.text(2, &label, style(finding));
                page.text(4, &escaped(&sentence(finding), page.unicode()), Style::Bold);
                cause(&mut page, one, Detail::All);
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
        foot(&mut page, self, Detail::All);
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

/// What shows a finding, its values and its fixes.
fn cause(page: &mut TextPage, one: &FlowFinding, detail: Detail) {
    let all = detail == Detail::All;
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
        page.entry(2, "certainty", Style::Dim, LABEL, finding.confidence().as_str(), Style::Dim);
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

/// Findings that do not lead, a line each, or their codes alone.
fn others(page: &mut TextPage, flow: &Flow, detail: Detail) {
    let unicode = page.unicode();
    let others = flow.findings().iter().map(FlowFinding::finding).filter(|finding| !finding.is_root());
    if detail <= Detail::Codes {
        let codes: Vec<&str> = others.map(|finding| finding.code().as_str()).collect();
        if !codes.is_empty() {
            end_part(page, detail);
            page.entry(2, "also", Style::Yellow, LABEL, &codes.join(", "), Style::Plain);
        }
        return;
    }
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

/// An empty line before the next part, if there is space for it.
fn end_part(page: &mut TextPage, detail: Detail) {
    if detail > Detail::Dense {
        page.gap();
    }
}

/// What could not be seen, what came from the capture, and who recorded it.
fn foot(page: &mut TextPage, flow: &Flow, detail: Detail) {
    let unicode = page.unicode();
    end_part(page, detail);
    let mut label = "not seen";
    for text in flow.unseen.iter().filter(|_| detail > Detail::Least) {
        page.entry(2, label, Style::Dim, LABEL, &escaped(text, unicode), Style::Plain);
        label = "";
    }
    if !flow.from_capture.is_empty() {
        let kinds =
            flow.from_capture.iter().map(|one| one.rsplit_once(' ').map_or(one.as_str(), |(kind, _)| kind));
        let listed = match detail {
            Detail::Least | Detail::Dense | Detail::Codes => kinds.collect::<Vec<_>>().join(", "),
            _ => flow.from_capture.join(", "),
        };
        let text = format!("from the capture: {listed}");
        page.entry(2, "expected", Style::Dim, LABEL, &escaped(&text, unicode), Style::Plain);
    }
    if let Some(deployment) = &flow.deployment {
        deployment.rows(page, LABEL);
    }
    let mut parts = Vec::new();
    if !flow.creator.is_empty() && detail > Detail::Codes {
        parts.push(format!("recorded by {}", flow.creator));
    }
    parts.extend(flow.browser.map(|browser| format!("browser {browser}")));
    parts.extend(flow.framework.map(|name| format!("service {name}")));
    parts.extend(flow.identity_provider.as_ref().map(|name| format!("identity provider {name}")));
    let dot = if unicode { " · " } else { " | " };
    if !parts.is_empty() && detail > Detail::Dense {
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
