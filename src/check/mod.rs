//! Model and expectations in, findings out: one file a rule.

mod findings;
mod instants;
pub(crate) mod near_miss;
mod outcome;
mod rule_input;
pub(crate) mod rules;
#[cfg(test)]
pub(crate) mod sample;

pub(crate) use findings::{ENOUGH, Findings};
pub use outcome::{CheckOutcome, CheckResult};
pub(crate) use rule_input::RuleInput;

/// One rule on the model, as the walk over a message calls it.
pub(crate) struct ContentRule {
    /// The check's name in reports.
    pub(crate) name: &'static str,
    /// Whether it cannot run on an assertion that was cut out of its Response.
    pub(crate) needs_response: bool,
    pub(crate) check: fn(&RuleInput<'_, '_>, &mut Findings) -> CheckOutcome,
}

/// The rules after status, issuer and signature, in the order of causes.
pub(crate) const CONTENT_RULES: &[ContentRule] = &[
    ContentRule { name: "version", needs_response: true, check: rules::version::check },
    ContentRule { name: "destination", needs_response: true, check: rules::destination::check },
    ContentRule { name: "audience", needs_response: false, check: rules::audience::check },
    // Before the confirmation: an expired login is expired by its Conditions first.
    ContentRule { name: "conditions", needs_response: false, check: rules::conditions::check },
    ContentRule { name: "confirmation", needs_response: false, check: rules::confirmation::check },
    ContentRule { name: "in-response-to", needs_response: true, check: rules::request::check },
    ContentRule { name: "endpoint", needs_response: true, check: rules::endpoint::check },
    ContentRule { name: "time", needs_response: true, check: rules::time::check },
    ContentRule { name: "authn-statement", needs_response: false, check: rules::authn::check },
    ContentRule { name: "session", needs_response: false, check: rules::session::check },
    ContentRule { name: "name-id", needs_response: false, check: rules::name_id::check },
    ContentRule { name: "attributes", needs_response: false, check: rules::attributes::check },
];
