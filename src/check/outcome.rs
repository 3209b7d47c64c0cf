//! How a check ended.

use crate::Code;

/// How one check ended: three outcomes, kept apart everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckOutcome {
    /// It ran and found nothing that refuses the response.
    Pass,
    /// It ran and refuses the response.
    Fail,
    /// It was not run, because of the code given.
    NotRun(Code),
}

#[cfg(feature = "inspect")]
impl CheckOutcome {
    /// The word in reports: `pass`, `fail` or `not-run`.
    pub fn as_str(self) -> &'static str {
        match self {
            CheckOutcome::Pass => "pass",
            CheckOutcome::Fail => "fail",
            CheckOutcome::NotRun(_) => "not-run",
        }
    }
}

/// One check and how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// The check's name, for example `audience`.
    pub name: &'static str,
    /// How it ended.
    pub outcome: CheckOutcome,
}
