//! The way of the messages that are not a Response: AuthnRequest, LogoutRequest, LogoutResponse.

use super::encrypted::{allowed, sender_of_part};
use super::{EvaluationInput, acceptable};
use crate::assertion::{AuthnRequest, Logout, LogoutMessage, Response, StructureFault, part_faults};
use crate::check::Findings;
use crate::check::rules::issuer::Selection;
use crate::check::rules::message::{destination, identity_provider, own, signature, time};
use crate::check::rules::structure::{
    Layout, distinct_ids, invalid, is_plain_part, locate, uncovered_namespaces,
};
use crate::check::{self, CheckOutcome, CheckResult};
use crate::decrypt::{Decryptor, uniform};
use crate::expectations::Expectations;
use crate::signature::redirect::RedirectQuery;
use crate::signature::{Examination, Signed};
use crate::trust::{Certificate, IdentityProvider};
use crate::validator::FailedLogout;
use crate::xml::canonical::Canonicalizer;
use crate::xml::{Element, Namespace};
use crate::{Code, Policy};
use std::ops::ControlFlow::{self, Break, Continue};

/// Which message it is, if it is not a Response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageKind {
    AuthnRequest,
    LogoutRequest,
    LogoutResponse,
}

impl MessageKind {
    pub(crate) fn of(root: Element<'_>) -> Option<MessageKind> {
        match (root.namespace(), root.local_name()) {
            (Namespace::SAMLP, "AuthnRequest") => Some(MessageKind::AuthnRequest),
            (Namespace::SAMLP, "LogoutRequest") => Some(MessageKind::LogoutRequest),
            (Namespace::SAMLP, "LogoutResponse") => Some(MessageKind::LogoutResponse),
            _ => None,
        }
    }
}

/// The result of evaluating such a message.
pub(crate) struct MessageEvaluation<'c, 't> {
    pub(crate) examinations: Vec<Examination<'t>>,
    pub(crate) provider: Option<&'c IdentityProvider>,
    pub(crate) keys: &'c [Certificate],
    pub(crate) logout: Option<LogoutMessage<'t>>,
    pub(crate) checks: Vec<CheckResult>,
    signed: Option<Signed<'t>>,
    layout: Layout<'t>,
    for_report: bool,
}

/// Evaluates one message of this kind; `query` is the one that it came in, of the Redirect binding.
pub(crate) fn evaluate_message<'c, 't>(
    kind: MessageKind,
    query: Option<&'t RedirectQuery>,
    input: &EvaluationInput<'c, 't>,
    findings: &mut Findings,
) -> MessageEvaluation<'c, 't> {
    let layout = locate(input.document, findings);
    let mut evaluation = MessageEvaluation {
        examinations: Vec::new(),
        provider: None,
        keys: &[],
        logout: None,
        checks: Vec::new(),
        signed: None,
        layout,
        for_report: findings.explain(),
    };
    let _ = evaluation.walk(kind, query, input, findings);
    evaluation
}

impl<'c, 't> MessageEvaluation<'c, 't> {
    /// Whether every check passed, over signed content.
    pub(crate) fn passed(&self) -> bool {
        self.signed.is_some() && self.checks.iter().all(|check| acceptable(check.outcome))
    }

    /// Whether a configured key signed it.
    pub(crate) fn is_signed(&self) -> bool {
        self.signed.is_some()
    }

    /// Whether any check refuses it.
    #[cfg(feature = "inspect")]
    pub(crate) fn failed(&self) -> bool {
        self.checks.iter().any(|check| check.outcome == CheckOutcome::Fail)
    }

    /// The logout, if every check passed (invariant: signed-proof).
    pub(crate) fn logout(&self, policy: &Policy) -> Option<Logout> {
        match (self.passed(), self.signed, &self.logout) {
            (true, Some(signed), Some(message)) => {
                Logout::from_signed(signed, message, policy.logout_lifetime)
            }
            _ => None,
        }
    }

    /// What a signed LogoutResponse answers, whatever its status.
    pub(crate) fn failed_logout(&self) -> Option<FailedLogout> {
        let signed = self.signed?;
        let message = self.logout.filter(|message| message.element() == signed.element())?;
        Some(FailedLogout {
            issuer: message.issuer()?.value().to_owned(),
            id: message.id()?.to_owned(),
            in_response_to: message.in_response_to()?.to_owned(),
        })
    }

    fn walk(
        &mut self,
        kind: MessageKind,
        query: Option<&'t RedirectQuery>,
        input: &EvaluationInput<'c, 't>,
        findings: &mut Findings,
    ) -> ControlFlow<()> {
        let root = input.document.root();
        let expectations = input.expectations;
        let (asked, faults) = self.read(kind, root);
        let sound = self.layout.sound && faults.is_empty();
        let is_assertion = |element: Element<'_>| {
            element.is(Namespace::SAML, "Assertion") || element.is(Namespace::SAML, "EncryptedAssertion")
        };
        if self.for_report && root.descendants().any(is_assertion) {
            // Its maker, or the person who pasted it, meant it as a Response.
            findings.error(check::rules::message_kind::not_a_response(root));
        }
        for fault in faults {
            if !findings.enough_of(Code::StructureInvalid) {
                findings.error(invalid(fault));
            }
        }
        self.record("structure", if sound { CheckOutcome::Pass } else { CheckOutcome::Fail })?;
        let version = check::rules::version::check_one(root, findings);
        self.record("version", if version { CheckOutcome::Pass } else { CheckOutcome::Fail })?;
        let sender = self.sender(asked.as_ref(), root, expectations, findings);
        (self.provider, self.keys) = (sender.provider, sender.keys);
        self.record("issuer", sender.outcome)?;

        let limits = &expectations.limits;
        let mut canonicalizer = Canonicalizer::default();
        for &(signature, parent) in &self.layout.signatures {
            let mut examination =
                Examination::new(&mut canonicalizer, signature, parent, sender.keys, limits);
            examination.prefer(sender.keys, |certificate| input.is_current(certificate));
            self.examinations.push(examination);
        }
        let query =
            query.and_then(|query| query.examine(sender.keys, |certificate| input.is_current(certificate)));
        let required = kind != MessageKind::AuthnRequest;
        let (outcome, signed) =
            signature(root, &self.examinations, query.as_ref(), sender.keys, required, findings);
        self.signed = signed;
        self.record("signature", outcome)?;

        let root_as_response = Response::read_with_faults(root).0;
        let rule_input = input.for_rules(&root_as_response, None, self.signed.is_some());
        if !self.examinations.is_empty() || query.is_some() {
            let mut outcome = check::rules::algorithm::check(&self.examinations, rule_input.policy, findings);
            if let Some(query) = &query
                && outcome != CheckOutcome::Fail
            {
                outcome = check::rules::algorithm::check_query(query, rule_input.policy, findings);
            }
            self.record("algorithm", outcome)?;
            let used = self.examinations.iter().filter_map(Examination::trusted);
            let used = used.chain(query.as_ref().and_then(|query| query.trusted()));
            let (provider, keys) = (sender.provider, sender.keys);
            let dates = check::rules::certificate::check_used(&rule_input, used, provider, keys, findings);
            self.record("certificate", dates)?;
        }
        let is_signed = !self.examinations.is_empty() || query.is_some();
        let (addresses, not_given) = self.addresses(kind, expectations);
        let captured = input.captured_url;
        let outcome = destination(root, &addresses, is_signed, not_given, captured, findings);
        self.record("destination", outcome)?;
        self.record("time", time(&rule_input, root, findings))?;
        if let Some(asked) = asked {
            let outcome = check::rules::authn_request::acs(&asked, rule_input.service_provider, findings);
            check::rules::authn_request::report_requests(&asked, findings);
            check::rules::wishes::note_request(root, is_signed, &expectations.identity_providers, findings);
            return self.record("acs", outcome);
        }
        let Some(message) = self.logout else { return Continue(()) };
        self.record("validity", check::rules::logout::validity(&rule_input, &message, findings))?;
        if kind == MessageKind::LogoutResponse {
            self.record("status", check::rules::status::check_status(message.status(), root, findings))?;
            let outcome = check::rules::logout::in_response_to(&rule_input, &message, findings);
            return self.record("in-response-to", outcome);
        }
        let message = self.decrypt_name_id(message, input, findings)?;
        self.logout = Some(message);
        self.record("name-id", check::rules::logout::name_id(&message, findings))
    }

    fn read(
        &mut self,
        kind: MessageKind,
        root: Element<'t>,
    ) -> (Option<AuthnRequest<'t>>, Vec<StructureFault<'t>>) {
        if kind == MessageKind::AuthnRequest {
            let (request, faults) = AuthnRequest::read_with_faults(root);
            return (Some(request), faults);
        }
        let (message, faults) = LogoutMessage::read_with_faults(root);
        self.logout = Some(message);
        (None, faults)
    }

    /// An AuthnRequest comes from the service provider; a logout from the identity provider, or in a report from either.
    fn sender(
        &self,
        asked: Option<&AuthnRequest<'t>>,
        root: Element<'t>,
        expectations: &'c Expectations,
        findings: &mut Findings,
    ) -> Selection<'c> {
        let service = &expectations.service_provider;
        if let Some(request) = asked {
            return own(request.issuer(), root, service, &expectations.identity_providers, findings);
        }
        let issuer = self.logout.and_then(|message| message.issuer());
        let is_own = issuer.is_some_and(|issuer| service.entity_id() == Some(issuer.value()));
        if self.for_report && is_own {
            return own(issuer, root, service, &expectations.identity_providers, findings);
        }
        let (providers, certificates) = (&expectations.identity_providers, &expectations.certificates);
        identity_provider(issuer, root, providers, certificates, findings)
    }

    /// Where a message of this kind from this sender is sent to, and the reason where that is not known.
    fn addresses(&self, kind: MessageKind, expectations: &'c Expectations) -> (Vec<&'c str>, Code) {
        let service = &expectations.service_provider;
        let providers = &expectations.identity_providers;
        let issuer = self.logout.and_then(|message| message.issuer());
        let is_own = issuer.is_some_and(|issuer| service.entity_id() == Some(issuer.value()));
        if kind == MessageKind::AuthnRequest {
            let endpoints = providers.iter().flat_map(|provider| provider.single_sign_on());
            return (endpoints.map(|endpoint| endpoint.location()).collect(), Code::IssuerNotGiven);
        }
        if self.for_report && is_own {
            let endpoints = providers.iter().flat_map(|provider| provider.single_logout());
            let both =
                endpoints.flat_map(|endpoint| [Some(endpoint.location()), endpoint.response_location()]);
            return (both.flatten().collect(), Code::IssuerNotGiven);
        }
        (service.single_logout().iter().map(String::as_str).collect(), Code::SloNotGiven)
    }

    /// Decrypts the EncryptedID of a request, where there are keys.
    fn decrypt_name_id(
        &mut self,
        message: LogoutMessage<'t>,
        input: &EvaluationInput<'c, 't>,
        findings: &mut Findings,
    ) -> ControlFlow<(), LogoutMessage<'t>> {
        let expectations = input.expectations;
        let keys = &expectations.decryption_keys;
        let Some(holder) = message.encrypted_id().filter(|_| !keys.is_empty()) else {
            return Continue(message);
        };
        let signed = self.signed.is_some_and(|signed| signed.descend(holder).is_some());
        let allowed = allowed(expectations, sender_of_part(signed, expectations));
        let recipient = expectations.service_provider.entity_id();
        let mut decryptor = Decryptor::new(keys, recipient, &expectations.limits, self.for_report);
        let decryption = decryptor.decrypt(holder, allowed);
        let mut outcome = CheckOutcome::Pass;
        if let Some(refused) = decryption.refused {
            outcome = CheckOutcome::Fail;
            findings.error(refused.explain(keys));
        }
        let opened = match decryption.decrypted {
            Ok(decrypted) => input.plaintexts.read(decrypted, &expectations.limits).ok(),
            Err(failure) if self.for_report => {
                findings.error(failure.explain(keys));
                self.record("decryption", CheckOutcome::Fail)?;
                return Continue(message);
            }
            Err(_) => None,
        };
        let sound = opened.filter(|opened| {
            let root = opened.plaintext();
            is_plain_part(root)
                && part_faults(holder, root).is_empty()
                && distinct_ids(root, &[holder], findings)
        });
        if sound.is_none() {
            outcome = CheckOutcome::Fail;
            findings.error(uniform());
        } else if self.signed.zip(sound).is_some_and(|(signed, part)| signed.decrypted(&part).is_none()) {
            outcome = CheckOutcome::Fail;
            findings.error(uncovered_namespaces(holder));
        }
        if !self.for_report && outcome == CheckOutcome::Fail {
            // One answer for all of it, as for a login.
            findings.replace_with(uniform());
        }
        self.record("decryption", outcome)?;
        Continue(match sound {
            Some(opened) => message.with_opened(opened),
            None => message,
        })
    }

    fn record(&mut self, name: &'static str, outcome: CheckOutcome) -> ControlFlow<()> {
        self.checks.push(CheckResult { name, outcome });
        match self.for_report || acceptable(outcome) {
            true => Continue(()),
            false => Break(()),
        }
    }
}
