//! Why a check was not run.

use super::Explanation;
use crate::Code;

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::Blocked,
        checks: "Nothing. A check is skipped for this reason when an earlier failure left it without input.",
        why: "A skipped check neither passed nor failed. It runs after the earlier failure is fixed.",
        looks: "The check is shown as not run, because an earlier check failed: the assertion is missing or encrypted, or the structure can be read in two ways.",
        fix: &[("samlens", "Fix the finding that the report leads with, and check again.")],
        source: "samlens: pass, fail and not run are always kept apart",
    },
    Explanation {
        code: Code::NotInProfile,
        checks: "Nothing. A check is skipped for this reason when the selected profile does not need it.",
        why: "A skipped check neither passed nor failed. Profile generic requires no attributes, for example.",
        looks: "The check `attributes` is shown as not run under --profile generic.",
        fix: &[("samlens", "Choose a profile that requires attributes, or give your own AttributePolicy.")],
        source: "samlens: profiles are data",
    },
];
