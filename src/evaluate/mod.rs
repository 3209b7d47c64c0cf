//! The way of one message from its tree to an outcome, the same for `validate` and `inspect`.
//!
//! `validate` stops at the first failure and `inspect` continues to the end. Each rule has one implementation.
//! A message without encrypted parts takes the list of steps in [`Evaluation::walk`]. With encrypted parts and a
//! decryption key it takes the walk in [`encrypted`]. Logout messages and AuthnRequests are in [`message`].

mod encrypted;
pub(crate) mod message;

#[cfg(feature = "inspect")]
use crate::assertion::AuthnRequest;
use crate::assertion::{Assertion, Login, Response, StructureFault};
use crate::check::Findings;
use crate::check::rules::issuer::{self, Selection};
use crate::check::rules::structure::{Layout, locate};
use crate::check::{self, CheckOutcome, CheckResult, RuleInput};
use crate::decrypt::Plaintexts;
use crate::expectations::{Expectations, Policy};
use crate::signature::{Examination, Signed};
use crate::trust::{Certificate, IdentityProvider};
use crate::xml::canonical::Canonicalizer;
use crate::xml::{Document, Element};
use crate::{Code, Finding, InResponseTo};
use chrono::{DateTime, Utc};
use std::ops::ControlFlow::{self, Break, Continue};

/// What one message is evaluated with.
#[derive(Clone, Copy)]
pub(crate) struct EvaluationInput<'c, 't> {
    pub(crate) document: &'t Document<'t>,
    /// Where decrypted parts are kept for as long as the message is.
    pub(crate) plaintexts: &'t Plaintexts<'t>,
    pub(crate) expectations: &'c Expectations,
    pub(crate) request: InResponseTo<'c>,
    pub(crate) now: DateTime<Utc>,
    /// The URL that the capture shows the message was sent to, for a report.
    pub(crate) captured_url: Option<&'c str>,
}

impl<'t> EvaluationInput<'_, 't> {
    /// Whether a certificate is within its dates.
    pub(crate) fn is_current(&self, certificate: &Certificate) -> bool {
        check::rules::certificate::is_current(certificate, self.now, self.expectations.clock_skew)
    }

    /// What the rules are given.
    fn for_rules<'r>(
        &'r self,
        response: &'r Response<'t>,
        assertion: Option<&'r Assertion<'t>>,
        response_signed: bool,
    ) -> RuleInput<'r, 't> {
        let expectations = self.expectations;
        RuleInput {
            service_provider: &expectations.service_provider,
            request: self.request,
            policy: &expectations.policy,
            attribute_policy: expectations.profile.attribute_policy(),
            now: self.now,
            clock_skew: expectations.clock_skew,
            response,
            assertion,
            response_signed,
            captured_url: self.captured_url,
            response_verified: false,
        }
    }
}

/// The result of evaluating one Response.
pub(crate) struct Evaluation<'c, 't> {
    pub(crate) layout: Layout<'t>,
    pub(crate) response: Option<Response<'t>>,
    pub(crate) assertion: Option<Assertion<'t>>,
    pub(crate) examinations: Vec<Examination<'t>>,
    pub(crate) provider: Option<&'c IdentityProvider>,
    pub(crate) signed: Option<Signed<'t>>,
    pub(crate) checks: Vec<CheckResult>,
    /// For a report the walk continues after a failure.
    for_report: bool,
    canonicalizer: Canonicalizer,
}

/// Evaluates one Response.
pub(crate) fn evaluate<'c, 't>(
    input: &EvaluationInput<'c, 't>,
    findings: &mut Findings,
) -> Evaluation<'c, 't> {
    let mut evaluation = Evaluation {
        layout: locate(input.document, findings),
        response: None,
        assertion: None,
        examinations: Vec::new(),
        provider: None,
        signed: None,
        checks: Vec::with_capacity(20),
        for_report: findings.explain(),
        canonicalizer: Canonicalizer::default(),
    };
    // Where the walk ended is in the checks.
    let _ = evaluation.walk(input, findings);
    evaluation
}

impl<'c, 't> Evaluation<'c, 't> {
    /// Whether every check passed that the verdict `accepted` needs.
    pub(crate) fn passed(&self) -> bool {
        self.signed.is_some() && self.checks.iter().all(|check| acceptable(check.outcome))
    }

    /// Whether any check refuses the message.
    #[cfg(feature = "inspect")]
    pub(crate) fn failed(&self) -> bool {
        self.checks.iter().any(|check| check.outcome == CheckOutcome::Fail)
    }

    /// The login, if every check passed (invariant: signed-proof).
    pub(crate) fn login(&self, policy: &Policy) -> Option<Login> {
        match (self.passed(), self.signed, &self.assertion) {
            (true, Some(signed), Some(assertion)) => {
                Login::from_signed(signed, assertion, policy.assertion_lifetime)
            }
            _ => None,
        }
    }

    /// Compares the Response with the AuthnRequest that it answers, for a report.
    #[cfg(feature = "inspect")]
    pub(crate) fn compare_with_request(
        &mut self,
        request: &AuthnRequest<'_>,
        input: &EvaluationInput<'c, 't>,
        findings: &mut Findings,
    ) {
        let Some(response) = self.response else { return };
        let rule_input = input.for_rules(&response, self.assertion.as_ref(), false);
        let outcome = check::rules::pairing::check(request, &rule_input, findings);
        self.checks.push(CheckResult { name: "request", outcome });
    }

    /// Every step of a message without encrypted parts, in order; the parts were located before.
    fn walk(&mut self, input: &EvaluationInput<'c, 't>, findings: &mut Findings) -> ControlFlow<()> {
        self.read_model(input, findings)?;
        self.check_status(input, findings)?;
        if self.can_decrypt(input.expectations) {
            return self.walk_encrypted(input, findings);
        }
        let selection = self.select_provider(input, findings)?;
        self.verify_signatures(input, &selection, findings)?;
        self.check_algorithms(input, findings)?;
        self.check_certificates(input, &selection, findings)?;
        self.note_unread_attributes(findings);
        self.record("issuer", selection.outcome)?;
        self.check_content(input, findings)
    }

    /// Reads the typed model of the parts, and finds what the schema does not allow in its place.
    fn read_model(&mut self, input: &EvaluationInput<'c, 't>, findings: &mut Findings) -> ControlFlow<()> {
        let mut sound = self.layout.sound;
        let mut refuse = |findings: &mut Findings, finding: Finding| {
            sound = false;
            findings.error(finding);
        };
        if self.layout.response.is_none() {
            refuse(findings, check::rules::message_kind::not_a_response(input.document.root()));
        }
        let mut faults: Vec<StructureFault<'t>> = Vec::new();
        if let Some(element) = self.layout.response {
            let (response, found) = Response::read_with_faults(element);
            faults.extend(found);
            self.response = Some(response);
        }
        if let Some(element) = self.layout.assertion {
            let (assertion, found) = Assertion::read_with_faults(element);
            faults.extend(found);
            self.assertion = Some(assertion);
        }
        for fault in faults {
            if !findings.enough_of(Code::StructureInvalid) {
                refuse(findings, check::rules::structure::invalid(fault));
            }
        }
        let success =
            self.response.as_ref().and_then(Response::status).is_some_and(|status| status.is_success());
        if let (Some(encrypted), None) = (self.layout.encrypted, self.layout.assertion) {
            if input.expectations.decryption_keys.is_empty() {
                refuse(findings, check::rules::structure::encrypted(encrypted));
            }
        } else if let (Some(response), None, true) = (self.layout.response, self.layout.assertion, success) {
            refuse(findings, check::rules::structure::assertion_missing(response));
        }
        self.record("structure", if sound { CheckOutcome::Pass } else { CheckOutcome::Fail })
    }

    fn check_status(&mut self, input: &EvaluationInput<'c, 't>, findings: &mut Findings) -> ControlFlow<()> {
        let outcome = match self.response {
            Some(response) => check::rules::status::check(&input.for_rules(&response, None, false), findings),
            None => CheckOutcome::NotRun(Code::Blocked),
        };
        self.record("status", outcome)
    }

    /// The encrypted assertion, if it takes the place of one in clear text.
    fn encrypted_assertion(&self) -> Option<Element<'t>> {
        self.layout.encrypted.filter(|_| self.layout.assertion.is_none())
    }

    /// Whether an assertion, identifier or attribute is encrypted and there are keys to decrypt it with.
    fn can_decrypt(&self, expectations: &Expectations) -> bool {
        let has_parts =
            || self.assertion.is_some_and(|assertion| assertion.encrypted_parts().next().is_some());
        !expectations.decryption_keys.is_empty() && (self.encrypted_assertion().is_some() || has_parts())
    }

    /// Chooses the identity provider that the issuer names. Its check is recorded by the walk after the signature: a
    /// wrong issuer is easier to explain if a signature was verified.
    fn select_provider(
        &mut self,
        input: &EvaluationInput<'c, 't>,
        findings: &mut Findings,
    ) -> ControlFlow<(), Selection<'c>> {
        let selection = self.selection(input.expectations, findings);
        self.provider = selection.provider;
        if !self.for_report && selection.outcome == CheckOutcome::Fail {
            self.record("issuer", selection.outcome)?;
        }
        Continue(selection)
    }

    fn selection(&self, expectations: &'c Expectations, findings: &mut Findings) -> Selection<'c> {
        let (providers, certificates) = (&expectations.identity_providers, &expectations.certificates);
        let own = expectations.service_provider.entity_id();
        issuer::select(
            self.response.as_ref(),
            self.assertion.as_ref(),
            providers,
            certificates,
            own,
            findings,
        )
    }

    fn verify_signatures(
        &mut self,
        input: &EvaluationInput<'c, 't>,
        selection: &Selection<'c>,
        findings: &mut Findings,
    ) -> ControlFlow<()> {
        self.examine(selection.keys, input);
        let outcome = self.check_signatures(input, selection, findings);
        self.record("signature", outcome)
    }

    /// Examines the signatures that were not examined yet.
    fn examine(&mut self, keys: &[Certificate], input: &EvaluationInput<'c, 't>) {
        let limits = &input.expectations.limits;
        for &(signature, parent) in self.layout.signatures.iter().skip(self.examinations.len()) {
            let mut examination = Examination::new(&mut self.canonicalizer, signature, parent, keys, limits);
            examination.prefer(keys, |certificate| input.is_current(certificate));
            self.examinations.push(examination);
        }
    }

    fn check_signatures(
        &mut self,
        input: &EvaluationInput<'c, 't>,
        selection: &Selection<'c>,
        findings: &mut Findings,
    ) -> CheckOutcome {
        let policy = &input.expectations.policy;
        let (layout, keys) = (&self.layout, selection.keys);
        let (outcome, signed) =
            check::rules::signature::check(layout, &self.examinations, keys, policy, findings);
        self.signed = signed;
        // Invariant: one-assertion. What is inside Advice is ignored only where a verified signature covers it.
        if outcome == CheckOutcome::Fail {
            let [assertion, signature] = layout.advice;
            if let Some(signature) = signature {
                findings.error_first(check::rules::structure::stray_signature(signature));
            }
            if let Some(assertion) = assertion {
                findings.error_first(check::rules::structure::misplaced(assertion));
            }
        }
        outcome
    }

    fn check_algorithms(
        &mut self,
        input: &EvaluationInput<'c, 't>,
        findings: &mut Findings,
    ) -> ControlFlow<()> {
        let policy = &input.expectations.policy;
        self.record("algorithm", check::rules::algorithm::check(&self.examinations, policy, findings))
    }

    fn check_certificates(
        &mut self,
        input: &EvaluationInput<'c, 't>,
        selection: &Selection<'c>,
        findings: &mut Findings,
    ) -> ControlFlow<()> {
        let outcome = self.certificate_dates(input, selection, findings);
        self.record("certificate", outcome)
    }

    fn certificate_dates(
        &self,
        input: &EvaluationInput<'c, 't>,
        selection: &Selection<'c>,
        findings: &mut Findings,
    ) -> CheckOutcome {
        let response = self.response_or_root(input);
        let rule_input = input.for_rules(&response, None, self.response_signed());
        let (provider, keys) = (selection.provider, selection.keys);
        check::rules::certificate::check(&rule_input, &self.examinations, provider, keys, findings)
    }

    fn note_unread_attributes(&self, findings: &mut Findings) {
        if let Some(assertion) = self.assertion
            && assertion.has_encrypted_attributes()
        {
            findings.warning(|| encrypted::unread_attributes(assertion.element()));
        }
    }

    /// Runs the rules on what the message says: addresses, times, confirmation, subject, attributes.
    fn check_content(&mut self, input: &EvaluationInput<'c, 't>, findings: &mut Findings) -> ControlFlow<()> {
        let response = self.response_or_root(input);
        let assertion = self.assertion;
        let mut rule_input = input.for_rules(&response, assertion.as_ref(), self.response_signed());
        rule_input.response_verified = self.response_verified();
        if self.for_report {
            check::rules::wishes::note_response(&rule_input, &self.examinations, findings);
            if let Some(provider) = self.provider {
                check::rules::wishes::note_metadata(provider, findings);
            }
        }
        for rule in check::CONTENT_RULES {
            let outcome = match rule.needs_response && self.response.is_none() {
                true => CheckOutcome::NotRun(Code::Blocked),
                false => (rule.check)(&rule_input, findings),
            };
            self.record(rule.name, outcome)?;
        }
        Continue(())
    }

    /// The Response; the root in its place for rules that do not need one.
    fn response_or_root(&self, input: &EvaluationInput<'c, 't>) -> Response<'t> {
        self.response.unwrap_or_else(|| Response::read_with_faults(input.document.root()).0)
    }

    /// Whether a signature covers the whole Response.
    fn response_signed(&self) -> bool {
        let response = self.layout.response;
        self.examinations.iter().any(|examination| Some(examination.parent()) == response)
    }

    /// Whether a verified signature covers the whole Response. For a report that lacks keys it is enough that the digest
    /// matches: such a report accepts nothing.
    fn response_verified(&self) -> bool {
        let response = self.layout.response;
        let mut own = self.examinations.iter().filter(|examination| Some(examination.parent()) == response);
        own.any(|examination| match self.for_report {
            true => examination.digest_matches() == Some(true),
            false => examination.signed().is_some(),
        })
    }

    /// Keeps the outcome of a check; a failure ends the walk, except for a report.
    fn record(&mut self, name: &'static str, outcome: CheckOutcome) -> ControlFlow<()> {
        self.checks.push(CheckResult { name, outcome });
        match self.for_report || acceptable(outcome) {
            true => Continue(()),
            false => Break(()),
        }
    }
}

/// Whether an outcome allows acceptance. A check that was not asked for does. Every other check that was not run
/// does not, so that "not checked" never looks like "fine".
pub(crate) fn acceptable(outcome: CheckOutcome) -> bool {
    match outcome {
        CheckOutcome::Pass => true,
        CheckOutcome::Fail => false,
        CheckOutcome::NotRun(because) => matches!(because, Code::RequestNotGiven | Code::NotInProfile),
    }
}
