//! Where the walk over a message puts what it finds.

use super::near_miss::conventions::ProductConventions;
use crate::{Code, Finding};

/// How many findings of one code a report holds.
pub(crate) const ENOUGH: usize = 12;

/// Where checks put what they find.
///
/// `validate` wants the first error and nothing else; `inspect` wants everything. Warnings are built for reports only.
pub(crate) struct Findings {
    list: Vec<Finding>,
    explain: bool,
    conventions: &'static ProductConventions,
}

impl Findings {
    /// For `validate`: errors only.
    pub(crate) fn for_validation(conventions: &'static ProductConventions) -> Findings {
        Findings { list: Vec::new(), explain: false, conventions }
    }

    /// For `inspect`: everything.
    #[cfg(feature = "inspect")]
    pub(crate) fn for_report(conventions: &'static ProductConventions) -> Findings {
        Findings { list: Vec::new(), explain: true, conventions }
    }

    /// Whether a report is wanted: near misses and other costly explanations are worth their time.
    pub(crate) fn explain(&self) -> bool {
        self.explain
    }

    /// What near misses use of products.
    pub(crate) fn conventions(&self) -> &'static ProductConventions {
        self.conventions
    }

    /// Adds a finding that refuses the response.
    pub(crate) fn error(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Adds a finding that refuses the response and says more than those before it.
    pub(crate) fn error_first(&mut self, finding: Finding) {
        self.list.insert(0, finding);
    }

    /// Adds a finding that does not refuse the response; it is built only where a report is wanted.
    pub(crate) fn warning(&mut self, finding: impl FnOnce() -> Finding) {
        if self.explain {
            self.list.push(finding());
        }
    }

    /// Whether the code was found so often that another one tells a person nothing (invariant: bounded).
    pub(crate) fn enough_of(&self, code: Code) -> bool {
        self.list.iter().rev().filter(|finding| finding.code() == code).take(ENOUGH).count() == ENOUGH
    }

    /// Forgets what was found and answers with one finding in its place.
    pub(crate) fn replace_with(&mut self, finding: Finding) {
        self.list = vec![finding];
    }

    /// An empty list of the same sort.
    pub(crate) fn empty_like(&self) -> Findings {
        Findings { list: Vec::new(), explain: self.explain, conventions: self.conventions }
    }

    pub(crate) fn into_vec(self) -> Vec<Finding> {
        self.list
    }
}
