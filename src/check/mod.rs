//! Room 6: model + expectations → findings, one file a rule.

mod expectation;
mod explanation;

pub use expectation::{Policy, Request, ServiceProvider};
pub use explanation::Explanation;

use crate::Finding;

/// The explanations that the rules carry, one slice a file.
pub(crate) const EXPLANATIONS: &[&[Explanation]] = &[];

/// Where checks put what they find.
///
/// `validate` wants the first error and nothing else; `inspect` wants everything. Warnings are built for reports only.
pub(crate) struct Findings {
    list: Vec<Finding>,
    explain: bool,
}

impl Findings {
    /// For `validate`: errors only.
    pub(crate) fn for_validation() -> Findings {
        Findings { list: Vec::new(), explain: false }
    }

    /// For `inspect`: everything.
    pub(crate) fn for_report() -> Findings {
        Findings { list: Vec::new(), explain: true }
    }

    /// Whether a report is wanted: near misses and other costly explanations are worth their time.
    pub(crate) fn explain(&self) -> bool {
        self.explain
    }

    /// Adds a finding that refuses the response.
    pub(crate) fn error(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Adds a finding that does not; it is built only where a report is wanted.
    pub(crate) fn note(&mut self, finding: impl FnOnce() -> Finding) {
        if self.explain {
            self.list.push(finding());
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Finding> {
        self.list
    }
}
