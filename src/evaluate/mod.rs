//! The one path from a tree to an outcome, walked by `validate` and `inspect` alike.
//!
//! `validate` stops at the first failure, `inspect` walks on; each rule has one implementation.

mod encrypted;
pub(crate) mod message;

use crate::assertion::{Assertion, AuthnRequest, Login, Response, StructureFault};
use crate::check::rules::structure::{Layout, survey};
use crate::check::{self, CheckResult, Context, Outcome};
use crate::decrypt::Plaintexts;
use crate::expectations::Expectations;
use crate::finding::Findings;
use crate::signature::{Examination, Signed};
use crate::trust::{Certificate, IdentityProvider};
use crate::xml::Document;
use crate::xml::canonical::Canonicalizer;
use crate::{Code, Finding, InResponseTo, Limits};
use chrono::{DateTime, Utc};
use std::ops::ControlFlow::{self, Break, Continue};

/// Everything that judging one document gave.
pub(crate) struct Judgement<'c, 't> {
    pub(crate) layout: Layout<'t>,
    pub(crate) response: Option<Response<'t>>,
    pub(crate) assertion: Option<Assertion<'t>>,
    pub(crate) examinations: Vec<Examination<'t>>,
    pub(crate) provider: Option<&'c IdentityProvider>,
    pub(crate) signed: Option<Signed<'t>>,
    pub(crate) checks: Vec<CheckResult>,
    /// Whether the walk goes on after a failure.
    thorough: bool,
    /// Whether every failure is answered alike, until a signature has been verified (see [`encrypted`]).
    sealed: bool,
    /// Whether something failed while sealed.
    spoiled: bool,
}

/// Judges one document.
pub(crate) fn judge<'c, 't>(
    document: &'t Document<'t>,
    plaintexts: &'t Plaintexts<'t>,
    expectations: &'c Expectations,
    request: InResponseTo<'_>,
    now: DateTime<Utc>,
    findings: &mut Findings,
) -> Judgement<'c, 't> {
    let layout = survey(document, findings);
    let mut judgement = Judgement {
        layout,
        response: None,
        assertion: None,
        examinations: Vec::new(),
        provider: None,
        signed: None,
        checks: Vec::with_capacity(20),
        thorough: findings.explain(),
        sealed: false,
        spoiled: false,
    };
    let walked = judgement.walk(document, plaintexts, expectations, request, now, findings);
    judgement.answer_alike(walked, findings);
    judgement
}

impl<'c, 't> Judgement<'c, 't> {
    /// Whether every check passed that the verdict `accepted` needs.
    pub(crate) fn passed(&self) -> bool {
        self.signed.is_some() && self.checks.iter().all(|check| acceptable(check.outcome))
    }

    /// Whether any check refuses the message.
    pub(crate) fn failed(&self) -> bool {
        self.checks.iter().any(|check| check.outcome == Outcome::Fail)
    }

    /// The login, if every check passed (invariant 2).
    pub(crate) fn login(&self) -> Option<Login> {
        match (self.passed(), self.signed, &self.assertion) {
            (true, Some(signed), Some(assertion)) => Login::from_signed(signed, assertion),
            _ => None,
        }
    }

    /// Compares with the request that it answers, for a report.
    pub(crate) fn pair(
        &mut self,
        asked: &AuthnRequest<'_>,
        expectations: &Expectations,
        request: InResponseTo<'_>,
        now: DateTime<Utc>,
        findings: &mut Findings,
    ) {
        let Some(response) = &self.response else { return };
        let context = Context {
            service_provider: &expectations.service_provider,
            request,
            policy: &expectations.policy,
            attribute_policy: expectations.profile.attribute_policy(),
            now,
            clock_skew: expectations.clock_skew,
            response,
            assertion: self.assertion.as_ref(),
            response_signed: false,
        };
        let outcome = check::rules::pairing::check(asked, &context, findings);
        self.checks.push(CheckResult { name: "request", outcome });
    }

    fn walk(
        &mut self,
        document: &'t Document<'t>,
        plaintexts: &'t Plaintexts<'t>,
        expectations: &'c Expectations,
        request: InResponseTo<'_>,
        now: DateTime<Utc>,
        findings: &mut Findings,
    ) -> ControlFlow<()> {
        let structure = self.read(document, expectations, findings);
        self.record("structure", structure)?;

        let response = self.response;
        // Only where the root is no Response: rules that need one are not run then.
        let bare = response.unwrap_or_else(|| Response::read_with_faults(document.root()).0);
        let mut context = Context {
            service_provider: &expectations.service_provider,
            request,
            policy: &expectations.policy,
            attribute_policy: expectations.profile.attribute_policy(),
            now,
            clock_skew: expectations.clock_skew,
            response: &bare,
            assertion: None,
            response_signed: false,
        };
        if response.is_some() {
            self.record("status", check::rules::status::check(&context, findings))?;
        } else {
            self.record("status", Outcome::NotRun(Code::Blocked))?;
        }
        let mut canonicalizer = Canonicalizer::default();
        let mut decryptor = self.decryptor(expectations);
        self.open_assertion(
            &context,
            &mut decryptor,
            &mut canonicalizer,
            plaintexts,
            expectations,
            findings,
        )?;
        let selection = check::rules::issuer::select(
            response.as_ref(),
            self.assertion.as_ref(),
            &expectations.identity_providers,
            &expectations.certificates,
            findings,
        );
        self.provider = selection.provider;
        if self.sealed {
            self.spoiled |= !acceptable(selection.outcome);
        } else if !self.thorough && selection.outcome == Outcome::Fail {
            return self.record("issuer", selection.outcome);
        }
        let keys = self.keys_to_try(selection.keys, expectations);
        self.examine(&mut canonicalizer, keys, &expectations.limits);
        let (outcome, signed) = check::rules::signature::check(
            &self.layout,
            &self.examinations,
            selection.keys,
            context.policy,
            findings,
        );
        self.signed = signed;
        let response_element = self.layout.response;
        context.response_signed =
            self.examinations.iter().any(|examination| Some(examination.parent()) == response_element);
        self.record("signature", outcome)?;
        self.unseal()?;
        // Before anything else is decrypted: a weak signature may be somebody else's, who put a ciphertext under it.
        self.record(
            "algorithm",
            check::rules::algorithm::check(&self.examinations, context.policy, findings),
        )?;
        let (provider, keys) = (selection.provider, selection.keys);
        let dates = check::rules::certificate::check(&context, &self.examinations, provider, keys, findings);
        self.record("certificate", dates)?;
        self.open_parts(&mut decryptor, plaintexts, expectations, findings)?;
        let assertion = self.assertion;
        context.assertion = assertion.as_ref();
        self.record("issuer", selection.outcome)?;
        for rule in check::RULES {
            let outcome = match rule.needs_response && self.response.is_none() {
                true => Outcome::NotRun(Code::Blocked),
                false => (rule.check)(&context, findings),
            };
            self.record(rule.name, outcome)?;
        }
        Continue(())
    }

    /// Reads the model of what the survey found, and finds what stands where the schema does not allow it.
    fn read(
        &mut self,
        document: &'t Document<'t>,
        expectations: &Expectations,
        findings: &mut Findings,
    ) -> Outcome {
        let mut sound = self.layout.sound;
        let mut refuse = |findings: &mut Findings, finding: Finding| {
            sound = false;
            findings.error(finding);
        };
        if self.layout.response.is_none() {
            refuse(findings, check::rules::structure::not_a_response(document.root()));
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
            if expectations.decryption_keys.is_empty() {
                refuse(findings, check::rules::structure::encrypted(encrypted));
            }
        } else if let (Some(response), None, true) = (self.layout.response, self.layout.assertion, success) {
            refuse(findings, check::rules::structure::assertion_missing(response));
        }
        if sound { Outcome::Pass } else { Outcome::Fail }
    }

    /// Examines the signatures that were not examined yet.
    fn examine(&mut self, canonicalizer: &mut Canonicalizer, keys: &[Certificate], limits: &Limits) {
        for &(signature, parent) in self.layout.signatures.iter().skip(self.examinations.len()) {
            self.examinations.push(Examination::new(canonicalizer, signature, parent, keys, limits));
        }
    }

    fn record(&mut self, name: &'static str, outcome: Outcome) -> ControlFlow<()> {
        self.checks.push(CheckResult { name, outcome });
        if self.sealed && !acceptable(outcome) {
            // The walk goes on to where the signature has been looked at, and ends there.
            self.spoiled = true;
            return Continue(());
        }
        match self.thorough || acceptable(outcome) {
            true => Continue(()),
            false => Break(()),
        }
    }
}

/// Whether an outcome stands in the way of acceptance. What was not asked for does not; all else that was not run
/// does, so that "not checked" never looks like "fine".
pub(crate) fn acceptable(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Pass => true,
        Outcome::Fail => false,
        Outcome::NotRun(because) => matches!(because, Code::RequestNotGiven | Code::NotInProfile),
    }
}
