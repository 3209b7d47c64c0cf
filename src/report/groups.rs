//! The checks of a report, in five groups: message, trust, addressing, time, identity.

use super::Report;
use crate::check::{CheckOutcome, CheckResult};

/// What a check is about. The order is that of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CheckGroup {
    Message,
    Trust,
    Addressing,
    Time,
    Identity,
}

impl CheckGroup {
    pub(super) const ALL: [CheckGroup; 5] = [
        CheckGroup::Message,
        CheckGroup::Trust,
        CheckGroup::Addressing,
        CheckGroup::Time,
        CheckGroup::Identity,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            CheckGroup::Message => "Message",
            CheckGroup::Trust => "Trust",
            CheckGroup::Addressing => "Addressing",
            CheckGroup::Time => "Time",
            CheckGroup::Identity => "Identity",
        }
    }

    /// The group of a check; one that is not listed is about the message as a whole.
    fn of(name: &str) -> CheckGroup {
        match name {
            "signature" | "algorithm" | "certificate" | "issuer" => CheckGroup::Trust,
            "destination" | "audience" | "confirmation" | "in-response-to" | "endpoint" | "acs" => {
                CheckGroup::Addressing
            }
            "conditions" | "time" | "session" => CheckGroup::Time,
            "authn-statement" | "name-id" | "attributes" => CheckGroup::Identity,
            _ => CheckGroup::Message,
        }
    }
}

/// The checks of one group, by how they ended.
pub(super) struct Grouped<'r> {
    pub(super) group: CheckGroup,
    pub(super) passed: Vec<&'r CheckResult>,
    pub(super) failed: Vec<&'r CheckResult>,
    pub(super) not_run: Vec<&'r CheckResult>,
}

impl Grouped<'_> {
    /// `1 failed, 3 passed, 1 not run`; what is zero is left out.
    pub(super) fn counts(&self) -> String {
        let counts =
            [(self.failed.len(), "failed"), (self.passed.len(), "passed"), (self.not_run.len(), "not run")];
        let parts = counts.iter().filter(|(count, _)| *count > 0);
        parts.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }
}

/// The groups of a report that have a check.
pub(super) fn grouped(report: &Report) -> Vec<Grouped<'_>> {
    let of = |group: CheckGroup| {
        let mut out = Grouped { group, passed: Vec::new(), failed: Vec::new(), not_run: Vec::new() };
        for check in report.checks().iter().filter(|check| CheckGroup::of(check.name) == group) {
            match check.outcome {
                CheckOutcome::Pass => out.passed.push(check),
                CheckOutcome::Fail => out.failed.push(check),
                CheckOutcome::NotRun(_) => out.not_run.push(check),
            }
        }
        out
    };
    CheckGroup::ALL.map(of).into_iter().filter(|group| !group.counts().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::CheckGroup;
    use crate::check::CONTENT_RULES;

    #[test]
    fn each_rule_has_its_group() {
        for rule in CONTENT_RULES.iter().filter(|rule| rule.name != "version") {
            let group = CheckGroup::of(rule.name);
            assert_ne!(
                group,
                CheckGroup::Message,
                "add `{}` to CheckGroup::of in src/report/groups.rs",
                rule.name
            );
        }
    }
}
