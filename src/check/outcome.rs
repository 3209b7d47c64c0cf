//! How a check ended.

use super::Explanation;
use crate::Code;

/// How one check ended: three outcomes, kept apart everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It ran and found nothing that refuses the response.
    Pass,
    /// It ran and refuses the response.
    Fail,
    /// It was not run, because of the code given.
    NotRun(Code),
}

impl Outcome {
    /// The word in reports: `pass`, `fail` or `not-run`.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::NotRun(_) => "not-run",
        }
    }
}

/// One check and how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// The check's name, for example `audience`.
    pub name: &'static str,
    /// How it ended.
    pub outcome: Outcome,
}

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::Blocked,
        checks: "Nothing: a check is not run for this reason when what it looks at could not be read.",
        why: "What was not checked must never look like what passed. Once the earlier failure is mended, the check runs.",
        looks: "The check is shown as not run, because of a failure above it: no assertion, an encrypted one, or a structure \
that two readers could read differently.",
        fix: &[("samlens", "Mend the finding that the report leads with, and check again.")],
        source: "samlens: pass, fail and not run are kept apart everywhere",
    },
    Explanation {
        code: Code::NotInProfile,
        checks: "Nothing: a check is not run for this reason when the profile in force does not ask for it.",
        why: "What was not checked must never look like what passed.",
        looks: "The check `attributes` is shown as not run under --profile generic.",
        fix: &[(
            "samlens",
            "Choose a profile that wants attributes (--profile flex), or give an AttributePolicy of your own.",
        )],
        source: "samlens: profiles are data",
    },
];
