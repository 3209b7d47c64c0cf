//! The comparison for people: what explains a rejection first.

use super::{Comparison, Difference, Side, SideSummary};
use crate::report::{HumanOptions, Prose};

/// Differences told without `--all`; the rest is counted.
const MAX_BRIEF: usize = 12;
/// Column in which the values of both sides begin.
const LABEL: usize = 7;

impl Comparison {
    /// The comparison as text for a terminal; `all` also lists what differs between any two logins.
    pub fn to_human(&self, options: &HumanOptions, all: bool) -> String {
        let mut page = Prose::new(options);
        page.title("left ", &summary(&self.left));
        page.title("right", &summary(&self.right));
        let explaining: Vec<&Difference> =
            self.differences.iter().filter(|one| one.explains.is_some()).collect();
        let significant: Vec<&Difference> =
            self.differences.iter().filter(|one| one.significant && one.explains.is_none()).collect();
        let minor: Vec<&Difference> = self.differences.iter().filter(|one| !one.significant).collect();
        let mut told = 0_usize;
        for side in [Side::Left, Side::Right] {
            let of_side = |one: &&&Difference| one.explains.is_some_and(|(of, _)| of == side);
            let group: Vec<&Difference> = explaining.iter().filter(of_side).copied().collect();
            if let Some((_, code)) = group.first().and_then(|one| one.explains) {
                page.heading(&format!("Explains why {} is refused ({code})", side.as_str()));
                list(&mut page, &group, all, &mut told);
            }
        }
        for side in [Side::Left, Side::Right] {
            let explained = explaining.iter().any(|one| one.explains.is_some_and(|(of, _)| of == side));
            let (own, other) = match side {
                Side::Left => (self.left.root, self.right.root),
                Side::Right => (self.right.root, self.left.root),
            };
            if let (false, Some(code)) = (explained, own.filter(|code| Some(*code) != other)) {
                page.heading(&format!("{}: {code}", side.as_str()));
                page.text("No difference between the messages explains this finding; `samlens check` says what does.");
            }
        }
        if !significant.is_empty() {
            page.heading(if explaining.is_empty() { "Relevant to a service" } else { "Also different" });
            list(&mut page, &significant, all, &mut told);
        }
        if explaining.is_empty() && significant.is_empty() {
            page.heading("Nothing relevant to a service differs");
        }
        if all && !minor.is_empty() {
            page.heading("Different in any two logins");
            list(&mut page, &minor, all, &mut told);
        } else if !minor.is_empty() {
            page.gap();
            let count = minor.len();
            let what = if count == 1 { "difference" } else { "differences" };
            let text = format!("{count} {what} of any two logins, such as IDs and times; --all lists them");
            page.title("", &text);
        }
        if let Some(deployment) = &self.deployment {
            page.gap();
            page.text(&format!("configuration file: {}", deployment.in_words()));
            if !deployment.weaker.is_empty() {
                page.text(&format!("weaker than the default: {}", deployment.weaker_in_words()));
            }
        }
        page.into_text()
    }
}

/// A side in one line: what it is, and how it was judged.
pub(crate) fn summary(side: &SideSummary) -> String {
    let verdict = match (side.verdict, side.root) {
        (Some(verdict), Some(root)) => format!("{}: {root}", verdict.as_str()),
        (Some(verdict), None) => verdict.as_str().to_owned(),
        (None, _) => "not judged".to_owned(),
    };
    match side.verdict {
        Some(_) => format!("{}, {verdict} (as of {})", side.kind, side.at.format("%Y-%m-%d %H:%M:%S UTC")),
        None => format!("{}, {verdict}", side.kind),
    }
}

fn list(page: &mut Prose, differences: &[&Difference], all: bool, told: &mut usize) {
    let room = if all { usize::MAX } else { MAX_BRIEF.saturating_sub(*told) };
    for one in differences.iter().take(room) {
        *told = told.saturating_add(1);
        page.text(&format!("{}: {}", one.what.as_str(), one.name));
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "missing".to_owned());
        let (left, right) = (side(&one.left), side(&one.right));
        match left == right {
            true => page.entry("  both", LABEL.saturating_add(2), &left),
            false => {
                page.entry("  left", LABEL.saturating_add(2), &left);
                page.entry("  right", LABEL.saturating_add(2), &right);
            }
        }
        if let Some(note) = &one.note {
            page.entry("", LABEL.saturating_add(2), note);
        }
    }
    let rest = differences.len().saturating_sub(room);
    if rest > 0 {
        page.text(&format!("and {rest} more; --all lists them"));
    }
}
