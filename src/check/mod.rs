//! Model and expectations in, findings out: one file a rule.

mod context;
mod explanation;
mod instants;
pub(crate) mod near_miss;
mod outcome;
pub(crate) mod rules;
#[cfg(test)]
mod sample;

pub(crate) use context::Context;
pub use explanation::Explanation;
pub use outcome::{CheckResult, Outcome};

use crate::finding::Findings;

/// One rule on the model, as the walk over a message calls it.
pub(crate) struct ContentRule {
    /// The check's name in reports.
    pub(crate) name: &'static str,
    /// Whether it cannot run on an assertion that was cut out of its Response.
    pub(crate) needs_response: bool,
    pub(crate) check: fn(&Context<'_, '_>, &mut Findings) -> Outcome,
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

/// The explanations that the rules of this room carry, a slice a file.
pub(crate) const EXPLANATIONS: &[&[Explanation]] = &[
    rules::status::EXPLANATIONS,
    rules::version::EXPLANATIONS,
    rules::destination::EXPLANATIONS,
    rules::audience::EXPLANATIONS,
    rules::confirmation::EXPLANATIONS,
    rules::request::EXPLANATIONS,
    rules::endpoint::EXPLANATIONS,
    rules::conditions::EXPLANATIONS,
    rules::time::EXPLANATIONS,
    rules::authn::EXPLANATIONS,
    rules::session::EXPLANATIONS,
    rules::name_id::EXPLANATIONS,
    rules::attributes::EXPLANATIONS,
    rules::allowed_values::EXPLANATIONS,
    rules::authn_request::EXPLANATIONS,
    rules::logout::EXPLANATIONS,
    rules::message::EXPLANATIONS,
    rules::pairing::EXPLANATIONS,
    outcome::EXPLANATIONS,
];
