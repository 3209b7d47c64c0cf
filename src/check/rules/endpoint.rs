//! Rule: addresses of a known product are of the kind that they seem to be. It reports, and refuses nothing.

use crate::check::Findings;
use crate::check::{CheckOutcome, RuleInput};

/// What is known of the product that the expected and the actual addresses belong to.
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    if findings.explain() {
        (findings.conventions().note_addresses)(input, findings);
    }
    CheckOutcome::Pass
}
