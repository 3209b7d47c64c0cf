//! Room 6: model + expectations → findings, one file a rule.

pub(crate) mod address;
pub(crate) mod algorithm;
mod allowed_values;
mod attribute_fix;
pub(crate) mod attribute_name;
mod attribute_policy;
pub(crate) mod attribute_value;
pub(crate) mod attributes;
#[cfg(test)]
mod attributes_tests;
pub(crate) mod audience;
pub(crate) mod authn;
pub(crate) mod authn_request;
pub(crate) mod certificate;
pub(crate) mod conditions;
pub(crate) mod confirmation;
mod context;
pub(crate) mod destination;
pub(crate) mod elapsed;
pub(crate) mod endpoint;
mod expectation;
mod explanation;
mod instants;
pub(crate) mod issuer;
pub(crate) mod logout;
pub(crate) mod message;
mod metadata;
pub(crate) mod name_id;
mod outcome;
pub(crate) mod pairing;
pub(crate) mod request;
#[cfg(test)]
mod sample;
pub(crate) mod session;
pub(crate) mod signature;
pub(crate) mod signing_key;
pub(crate) mod status;
pub(crate) mod structure;
pub(crate) mod time;
pub(crate) mod twilio;
pub(crate) mod version;

pub use attribute_policy::{AttributePolicy, AttributeRule, Requirement};
pub(crate) use context::Context;
pub use expectation::{Policy, Request, ServiceProvider};
pub use explanation::Explanation;
pub use outcome::{CheckResult, Outcome};

use crate::{Code, Finding};

/// How many findings of one code a report holds.
const ENOUGH: usize = 12;

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

    /// Whether the code was found so often that another one tells a person nothing (invariant 15).
    pub(crate) fn enough_of(&self, code: Code) -> bool {
        self.list.iter().rev().filter(|finding| finding.code() == code).take(ENOUGH).count() == ENOUGH
    }

    /// Forgets what was found and answers with one finding in its place.
    pub(crate) fn replace_with(&mut self, finding: Finding) {
        self.list = vec![finding];
    }

    /// An empty list of the same sort.
    pub(crate) fn empty_like(&self) -> Findings {
        Findings { list: Vec::new(), explain: self.explain }
    }

    pub(crate) fn into_vec(self) -> Vec<Finding> {
        self.list
    }
}

/// One rule on the model, as the walk over a message calls it.
pub(crate) struct Rule {
    /// The check's name in reports.
    pub(crate) name: &'static str,
    /// Whether it cannot run on an assertion that was cut out of its Response.
    pub(crate) needs_response: bool,
    pub(crate) check: fn(&Context<'_, '_>, &mut Findings) -> Outcome,
}

/// The rules after status, issuer and signature, in the order of causes.
pub(crate) const RULES: &[Rule] = &[
    Rule { name: "version", needs_response: true, check: version::check },
    Rule { name: "destination", needs_response: true, check: destination::check },
    Rule { name: "audience", needs_response: false, check: audience::check },
    // Before the confirmation: an expired login is expired by its Conditions first.
    Rule { name: "conditions", needs_response: false, check: conditions::check },
    Rule { name: "confirmation", needs_response: false, check: confirmation::check },
    Rule { name: "in-response-to", needs_response: true, check: request::check },
    Rule { name: "endpoint", needs_response: true, check: endpoint::check },
    Rule { name: "time", needs_response: true, check: time::check },
    Rule { name: "authn-statement", needs_response: false, check: authn::check },
    Rule { name: "session", needs_response: false, check: session::check },
    Rule { name: "name-id", needs_response: false, check: name_id::check },
    Rule { name: "attributes", needs_response: false, check: attributes::check },
];

/// The explanations that the rules of this room carry, a slice a file.
pub(crate) const EXPLANATIONS: &[&[Explanation]] = &[
    status::EXPLANATIONS,
    version::EXPLANATIONS,
    destination::EXPLANATIONS,
    audience::EXPLANATIONS,
    confirmation::EXPLANATIONS,
    request::EXPLANATIONS,
    endpoint::EXPLANATIONS,
    conditions::EXPLANATIONS,
    time::EXPLANATIONS,
    authn::EXPLANATIONS,
    session::EXPLANATIONS,
    name_id::EXPLANATIONS,
    attributes::EXPLANATIONS,
    allowed_values::EXPLANATIONS,
    authn_request::EXPLANATIONS,
    logout::EXPLANATIONS,
    message::EXPLANATIONS,
    pairing::EXPLANATIONS,
    outcome::EXPLANATIONS,
];
