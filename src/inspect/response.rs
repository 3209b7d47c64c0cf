//! The report on a Response or a bare Assertion.

use super::message::query_signature;
use crate::assertion::{Assertion, AuthnRequest, Login, Response};
use crate::capture::Captured;
use crate::check::Findings;
use crate::check::rules::message_kind::is_saml;
use crate::check::{CheckOutcome, CheckResult};
use crate::decrypt::Plaintexts;
use crate::diagnosis::cause::order_by_cause;
use crate::diagnosis::product::Products;
use crate::diagnosis::{elsewhere, others, policy, stale, why, zero_time};
use crate::evaluate::{Evaluation, EvaluationInput, evaluate};
use crate::expectations::Expectations;
use crate::product::recognize::Traits;
use crate::profile::Worker;
use crate::report::{
    CaptureSummary, CertificateSummary, Extras, Identity, KeySource, MessageSummary, ProviderChoice, Report,
    SignatureOutcome, SignatureSummary, Verdict,
};
use crate::signature::Examination;
use crate::trust::IdentityProvider;
use crate::xml::{Document, Element, XmlError};
use crate::{Class, Code, Finding, InResponseTo, Severity};
use chrono::{DateTime, Utc};

/// One message that is not a protocol request or logout, and what it is compared with.
pub(super) struct Input<'i> {
    pub(super) captured: &'i Captured,
    pub(super) document: &'i Document<'i>,
    pub(super) expectations: &'i Expectations,
    pub(super) request: InResponseTo<'i>,
    /// The AuthnRequest that it answers.
    pub(super) asked: Option<&'i AuthnRequest<'i>>,
    /// Whether an old capture is judged as of its own date too.
    pub(super) as_captured: bool,
    pub(super) now: DateTime<Utc>,
}

/// Judges it and explains what is found.
pub(super) fn inspect_document(input: &Input<'_>, capture: CaptureSummary) -> Report {
    let &Input { captured, document, expectations, request, asked, as_captured, now } = input;
    let mut findings = Findings::for_report(expectations.profile.conventions());
    let plaintexts = Plaintexts::default();
    let captured_url = captured.posted_to();
    let input =
        EvaluationInput { document, plaintexts: &plaintexts, expectations, request, now, captured_url };
    let mut evaluation = evaluate(&input, &mut findings);
    if let Some(asked) = asked {
        evaluation.compare_with_request(asked, &input, &mut findings);
    }
    let query = query_signature(captured, expectations, evaluation.provider, now, &mut findings);
    let mut findings = findings.into_vec();
    let then = match as_captured {
        false => None,
        true => {
            let (response, assertion) = (evaluation.response.as_ref(), evaluation.assertion.as_ref());
            stale::captured_at(captured.captured_at(), response, assertion, now)
        }
    };
    if let Some(then) = then {
        let mut earlier = Findings::for_report(expectations.profile.conventions());
        let plaintexts = Plaintexts::default();
        evaluate(&EvaluationInput { now: then, plaintexts: &plaintexts, ..input }, &mut earlier);
        let earlier = earlier.into_vec();
        let sound = earlier.iter().all(|finding| finding.severity() != Severity::Error);
        findings = stale::merge(earlier, findings);
        findings.push(stale::finding(then, now, sound));
    }
    findings.extend(captured.findings().iter().cloned());
    let login = evaluation.login(&expectations.policy);
    let verdict = if !is_saml(document.root()) {
        Verdict::Unreadable
    } else if evaluation.failed() || findings.iter().any(|finding| finding.severity() == Severity::Error) {
        Verdict::Rejected
    } else if login.is_some() {
        Verdict::Accepted
    } else {
        Verdict::Inconclusive
    };
    let products = Products::of(document.root(), expectations);
    if verdict != Verdict::Rejected {
        others::explain(&evaluation, captured, expectations, products, &mut findings);
    }
    explain(&evaluation, expectations, products, &mut findings);
    let claimed = || claims(evaluation.assertion.as_ref());
    let trusted: Vec<CertificateSummary> = match evaluation.provider {
        Some(provider) => provider.signing_certificates().iter().map(CertificateSummary::from).collect(),
        None if expectations.identity_providers.is_empty() => {
            expectations.certificates.iter().map(CertificateSummary::from).collect()
        }
        None => Vec::new(),
    };
    let identity = login.as_ref().filter(|_| verdict == Verdict::Accepted).map(verified);
    let message = message(document.root(), &evaluation).with_products(products);
    let provider = ProviderChoice::of(&evaluation, expectations, message.issuer.as_deref());
    let mut report = Report {
        capture: Some(capture),
        message: Some(message),
        signatures: evaluation
            .examinations
            .iter()
            .map(|examination| signature(examination, !trusted.is_empty()))
            .chain(query)
            .collect(),
        trusted,
        claimed: if identity.is_some() { None } else { claimed() },
        identity,
        checks: evaluation.checks,
        extras: Extras { captured_at: then, ..Extras::default() },
        provider,
        ..bare(verdict, findings, now)
    };
    report.worker = worker(&report, expectations);
    report
}

/// The worker that Flex would make: for what is accepted, and for what is refused for its attributes alone.
fn worker(report: &Report, expectations: &Expectations) -> Option<Worker> {
    let identity = match report.class() {
        Some(Class::AttributeMappingError) => report.claimed.as_ref()?,
        _ => report.identity.as_ref()?,
    };
    // The first configured identity provider is the organization's own.
    let first = expectations.identity_providers.first().map(IdentityProvider::entity_id);
    let own = expectations.own_issuer.as_deref().or(first);
    let issuer = report.provider.as_ref().and_then(|provider| provider.entity_id.as_deref());
    let foreign = issuer.filter(|_| own != issuer);
    Worker::predict(&expectations.profile, identity.name_id.as_deref()?, &identity.attributes, foreign)
}

/// Everything that findings alone do not say yet: proofs, other keys, the product's own settings, and causes.
fn explain(
    evaluation: &Evaluation<'_, '_>,
    expectations: &Expectations,
    products: Products,
    findings: &mut Vec<Finding>,
) {
    let keys = match evaluation.provider {
        Some(provider) => provider.signing_certificates(),
        None if expectations.identity_providers.is_empty() => &expectations.certificates,
        None => &[],
    };
    let examinations = &evaluation.examinations;
    elsewhere::explain(examinations, keys, &expectations.identity_providers, findings);
    elsewhere::explain_recipient(&expectations.identity_providers, &expectations.service_provider, findings);
    why::explain(examinations, keys, &expectations.limits, findings);
    zero_time::explain(findings);
    policy::explain(findings);
    products.name_settings(findings);
    order_by_cause(findings);
}

pub(crate) fn unreadable(finding: Finding, capture: Option<CaptureSummary>, now: DateTime<Utc>) -> Report {
    let mut findings = vec![finding];
    order_by_cause(&mut findings);
    Report { capture, ..bare(Verdict::Unreadable, findings, now) }
}

/// A report that says nothing but its findings.
pub(super) fn bare(verdict: Verdict, findings: Vec<Finding>, at: DateTime<Utc>) -> Report {
    Report {
        verdict,
        at,
        capture: None,
        message: None,
        signatures: Vec::new(),
        trusted: Vec::new(),
        checks: Vec::new(),
        findings,
        identity: None,
        claimed: None,
        extras: Extras::default(),
        provider: None,
        worker: None,
    }
}

/// A message that the strict reader refuses: what is wrong, and what is still legible.
pub(super) fn malformed(
    captured: &Captured,
    capture: CaptureSummary,
    error: XmlError,
    expectations: &Expectations,
    now: DateTime<Utc>,
) -> Report {
    let legible = crate::xml::lenient::read(captured.xml());
    // A text that a rule of SAML refuses, not of XML, is still a message.
    let refused = error.code() != Code::XmlMalformed && legible.is_saml();
    let mut findings: Vec<Finding> = captured.findings().to_vec();
    let finding = Finding::from(error);
    findings.push(match legible.last_complete() {
        Some(name) => finding.with_actual(format!("the last element with both its tags is {name}")),
        None => finding,
    });
    let names = legible.attributes().iter().map(|(name, _)| name.as_str());
    let traits = Traits {
        issuers: legible.issuer().into_iter().collect(),
        ids: legible.attribute("ID").into_iter().collect(),
        attributes: names.take(256).collect(),
        acs: legible.attribute("Destination").into_iter().collect(),
        services: Vec::new(),
    };
    let products = Products::by(&traits, expectations);
    products.name_settings(&mut findings);
    order_by_cause(&mut findings);
    let verdict = if refused { Verdict::Rejected } else { Verdict::Unreadable };
    Report {
        capture: Some(capture),
        message: legible.kind().map(|kind| {
            MessageSummary {
                kind: kind.to_owned(),
                id: legible.attribute("ID").map(str::to_owned),
                issuer: legible.issuer().map(str::to_owned),
                destination: legible.attribute("Destination").map(str::to_owned),
                in_response_to: legible.attribute("InResponseTo").map(str::to_owned),
                issue_instant: legible.attribute("IssueInstant").map(str::to_owned),
                ..MessageSummary::default()
            }
            .with_products(products)
        }),
        checks: vec![CheckResult { name: "structure", outcome: CheckOutcome::Fail }],
        claimed: legible.has_claims().then(|| Identity {
            name_id: legible.name_id().map(str::to_owned),
            name_id_format: None,
            not_on_or_after: None,
            session_index: None,
            attributes: legible.attributes().to_vec(),
        }),
        ..bare(verdict, findings, now)
    }
}

fn message(root: Element<'_>, evaluation: &Evaluation<'_, '_>) -> MessageSummary {
    let owned = |name: &str| root.attribute(name).map(str::to_owned);
    let issuer = evaluation.response.as_ref().and_then(Response::issuer);
    let issuer = issuer.or_else(|| evaluation.assertion.as_ref().and_then(Assertion::issuer));
    MessageSummary {
        kind: root.local_name().to_owned(),
        id: owned("ID"),
        issuer: issuer.map(|issuer| issuer.value().to_owned()),
        destination: owned("Destination"),
        in_response_to: owned("InResponseTo"),
        issue_instant: owned("IssueInstant"),
        ..MessageSummary::default()
    }
}

pub(super) fn signature(examination: &Examination<'_>, has_trusted: bool) -> SignatureSummary {
    let carried = examination.embedded();
    let embedded = carried.certificates();
    let profile = examination.profile().ok();
    let matching = carried.matching();
    let (key, used) = match (has_trusted, embedded.first()) {
        (true, _) => (KeySource::Trusted, examination.trusted()),
        (false, Some(first)) => (KeySource::Embedded, matching.or(Some(first))),
        (false, None) => (KeySource::None, None),
    };
    let verifies = match key {
        KeySource::Trusted => examination.trusted().is_some(),
        KeySource::Embedded => matching.is_some(),
        KeySource::None => false,
    };
    let outcome = match key {
        _ if profile.is_none() => SignatureOutcome::Invalid,
        KeySource::None if examination.digest_matches() == Some(true) => SignatureOutcome::NotChecked,
        KeySource::Embedded
            if carried.not_asked().is_some() && examination.digest_matches() == Some(true) =>
        {
            SignatureOutcome::NotChecked
        }
        _ if verifies && examination.digest_matches() == Some(true) => SignatureOutcome::Valid,
        _ => SignatureOutcome::Invalid,
    };
    let (algorithm, digest) = examination.algorithm_names();
    SignatureSummary {
        element: examination.parent().local_name().to_owned(),
        id: examination.parent().attribute("ID").map(str::to_owned),
        outcome,
        algorithm,
        digest,
        key,
        certificate: used.map(CertificateSummary::from),
        embedded: embedded.first().map(CertificateSummary::from),
    }
}

fn claims(assertion: Option<&Assertion<'_>>) -> Option<Identity> {
    let assertion = assertion?;
    let owned = |value: &str| value.to_owned();
    let name_id = assertion.subject().and_then(|subject| subject.name_id());
    Some(Identity {
        name_id: name_id.map(|name_id| name_id.value().to_owned()),
        name_id_format: name_id.and_then(|name_id| name_id.format()).map(owned),
        not_on_or_after: None,
        session_index: assertion
            .authn_statements()
            .next()
            .and_then(|statement| statement.session_index())
            .map(owned),
        attributes: assertion
            .attributes()
            .map(|attribute| {
                let text = attribute.values().filter_map(|value| value.readable());
                (attribute.name().to_owned(), text.map(owned).collect())
            })
            .collect(),
    })
}

/// Invariant: signed-proof. The identity of an accepted message is read off the login.
fn verified(login: &Login) -> Identity {
    Identity {
        name_id: Some(login.name_id().to_owned()),
        name_id_format: login.name_id_format().map(str::to_owned),
        not_on_or_after: login.not_on_or_after(),
        session_index: login.session_index().map(str::to_owned),
        attributes: login
            .attributes()
            .map(|attribute| (attribute.name().to_owned(), attribute.values().map(str::to_owned).collect()))
            .collect(),
    }
}
