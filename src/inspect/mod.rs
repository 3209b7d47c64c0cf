//! From a capture to a report: reads, judges and explains, and never fails.

mod message;

use self::message::{inspect_message, query_signature};
use crate::assertion::{Assertion, AuthnRequest, Login, Response};
use crate::capture::{Capture, Captured};
use crate::check::rules::structure::is_saml;
use crate::decrypt::Plaintexts;
use crate::diagnosis::cause::lead;
use crate::diagnosis::{elsewhere, product, stale, why};
use crate::evaluate::message::Kind;
use crate::evaluate::{Judgement, judge};
use crate::finding::Findings;
use crate::report::{
    CaptureSummary, CertificateSummary, Clock, Extras, Identity, KeySource, MessageSummary, ProviderChoice,
    Report, SignatureOutcome, SignatureSummary, Verdict,
};
use crate::signature::Examination;
use crate::trust::IdentityProvider;
use crate::xml::{Document, Element, XmlError};
use crate::{Class, Code, Error, ErrorKind, Expectations, Finding, Request, Severity, Worker};
use chrono::{DateTime, Utc};

/// Reads whatever a person pasted, judges the message and explains it; never fails.
///
/// `nth` chooses among several messages, from 1; without it the last response is judged.
///
/// ```
/// use samlens::{Expectations, Profile, Request, Verdict, inspect_bytes};
/// let expectations = Expectations::new(Profile::generic());
/// let now = "2026-01-15T10:01:00Z".parse()?;
/// let report = inspect_bytes(b"hello", None, &expectations, Request::NotGiven, now);
/// assert_eq!(report.verdict(), Verdict::Unreadable);
/// # Ok::<(), chrono::ParseError>(())
/// ```
pub fn inspect_bytes(
    input: &[u8],
    nth: Option<usize>,
    expectations: &Expectations,
    request: Request<'_>,
    now: DateTime<Utc>,
) -> Report {
    inspect_bytes_by(input, nth, expectations, request, Clock::Given(now))
}

/// [`inspect_bytes`], where it matters whether somebody chose the time.
pub fn inspect_bytes_by(
    input: &[u8],
    nth: Option<usize>,
    expectations: &Expectations,
    request: Request<'_>,
    clock: Clock,
) -> Report {
    let now = clock.instant();
    match Capture::read(input, &expectations.limits) {
        Ok(capture) => match capture.chosen(nth) {
            Some(captured) => inspect_by(captured, expectations, request, clock),
            None => {
                let count = capture.messages().len();
                let message = format!(
                    "the capture holds {count} SAML messages, and the one asked for is not among them"
                );
                unreadable(Finding::new(Code::NotSaml, message), None, now)
            }
        },
        Err(unread) => unreadable(unread.finding().clone(), Some(CaptureSummary::from(&*unread)), now),
    }
}

/// Judges one captured message and explains it; never fails.
pub fn inspect(
    captured: &Captured,
    expectations: &Expectations,
    request: Request<'_>,
    now: DateTime<Utc>,
) -> Report {
    inspect_by(captured, expectations, request, Clock::Given(now))
}

/// [`inspect`], where it matters whether somebody chose the time: an old capture is judged as of its own time too.
pub fn inspect_by(
    captured: &Captured,
    expectations: &Expectations,
    request: Request<'_>,
    clock: Clock,
) -> Report {
    inspect_answer(captured, expectations, request, None, clock)
}

/// Judges a captured response together with the request that it answers, and compares the two.
///
/// ```
/// use samlens::{Expectations, Profile, Verdict, capture::Captured, inspect_pair};
/// let expectations = Expectations::new(Profile::generic());
/// let now = "2026-01-15T10:01:00Z".parse()?;
/// let request = Captured::from_xml(r#"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_q1"/>"#);
/// let response = Captured::from_xml(
///     r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" InResponseTo="_q2"/>"#,
/// );
/// let report = inspect_pair(&response, &request, &expectations, now)?;
/// assert_eq!(report.verdict(), Verdict::Rejected);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The request is no AuthnRequest that could be read.
pub fn inspect_pair(
    captured: &Captured,
    request: &Captured,
    expectations: &Expectations,
    now: DateTime<Utc>,
) -> Result<Report, Error> {
    inspect_pair_by(captured, request, expectations, Clock::Given(now))
}

/// [`inspect_pair`], where it matters whether somebody chose the time.
///
/// # Errors
/// As [`inspect_pair`].
pub fn inspect_pair_by(
    captured: &Captured,
    request: &Captured,
    expectations: &Expectations,
    clock: Clock,
) -> Result<Report, Error> {
    let unusable = |message: String| Error::new(ErrorKind::Configuration, message);
    let document = Document::parse(request.xml(), &expectations.limits)
        .map_err(|error| unusable(format!("the request cannot be read: {error}")))?;
    let asked = AuthnRequest::read(document.root())
        .map_err(|faults| unusable(format!("the request is no AuthnRequest: {faults}")))?;
    let id = asked.id().map_or(Request::NotGiven, Request::Id);
    Ok(inspect_answer(captured, expectations, id, Some(&asked), clock))
}

fn inspect_answer(
    captured: &Captured,
    expectations: &Expectations,
    request: Request<'_>,
    asked: Option<&AuthnRequest<'_>>,
    clock: Clock,
) -> Report {
    let now = clock.instant();
    let capture = CaptureSummary::from(captured);
    let document = match Document::parse(captured.xml(), &expectations.limits) {
        Ok(document) => document,
        Err(error) => return malformed(captured, capture, error, now),
    };
    if let Some(kind) = Kind::of(document.root()) {
        return inspect_message(kind, captured, capture, expectations, request, now);
    }
    let mut findings = Findings::for_report();
    let plaintexts = Plaintexts::default();
    let mut judgement = judge(&document, &plaintexts, expectations, request, now, &mut findings);
    if let Some(asked) = asked {
        judgement.pair(asked, expectations, request, now, &mut findings);
    }
    let query = query_signature(captured, expectations, judgement.provider, &mut findings);
    let mut findings = findings.into_vec();
    let then = match clock {
        Clock::Given(_) => None,
        Clock::Present(_) => {
            let (response, assertion) = (judgement.response.as_ref(), judgement.assertion.as_ref());
            stale::captured_at(captured.captured_at(), response, assertion, now)
        }
    };
    if let Some(then) = then {
        let mut besides = Findings::for_report();
        let plaintexts = Plaintexts::default();
        judge(&document, &plaintexts, expectations, request, then, &mut besides);
        let besides = besides.into_vec();
        let sound = besides.iter().all(|finding| finding.severity() != Severity::Error);
        findings = stale::merge(besides, findings);
        findings.push(stale::finding(then, now, sound));
    }
    findings.extend(captured.findings().iter().cloned());
    let login = judgement.login();
    let verdict = if !is_saml(document.root()) {
        Verdict::Unreadable
    } else if judgement.failed() || findings.iter().any(|finding| finding.severity() == Severity::Error) {
        Verdict::Rejected
    } else if login.is_some() {
        Verdict::Accepted
    } else {
        Verdict::Inconclusive
    };
    let product = crate::profile::product::recognise(document.root());
    explain(&judgement, expectations, product, &mut findings);
    let claimed = || claims(judgement.assertion.as_ref());
    let trusted: Vec<CertificateSummary> = match judgement.provider {
        Some(provider) => provider.signing_certificates().iter().map(CertificateSummary::from).collect(),
        None if expectations.identity_providers.is_empty() => {
            expectations.certificates.iter().map(CertificateSummary::from).collect()
        }
        None => Vec::new(),
    };
    let identity = login.as_ref().filter(|_| verdict == Verdict::Accepted).map(verified);
    let message = message(document.root(), &judgement);
    let provider = ProviderChoice::of(&judgement, expectations, message.issuer.as_deref());
    let mut report = Report {
        verdict,
        at: now,
        capture: Some(capture),
        message: Some(message),
        signatures: judgement
            .examinations
            .iter()
            .map(|examination| {
                signature(examination, !trusted.is_empty(), expectations.limits.max_certificates)
            })
            .chain(query)
            .collect(),
        trusted,
        claimed: if identity.is_some() { None } else { claimed() },
        identity,
        checks: judgement.checks,
        findings,
        extras: Extras { captured_at: then, ..Extras::default() },
        provider,
        worker: None,
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
    // The first identity provider that is configured is the organisation's own.
    let first = expectations.identity_providers.first().map(IdentityProvider::entity_id);
    let own = expectations.own_issuer.as_deref().or(first);
    let issuer = report.provider.as_ref().and_then(|provider| provider.entity_id.as_deref());
    let foreign = issuer.filter(|_| own != issuer);
    Worker::predict(&expectations.profile, identity.name_id.as_deref()?, &identity.attributes, foreign)
}

/// Everything that findings alone do not say yet: proofs, other keys, the product's own settings, and causes.
fn explain(
    judgement: &Judgement<'_, '_>,
    expectations: &Expectations,
    product: Option<&str>,
    findings: &mut Vec<Finding>,
) {
    let keys = match judgement.provider {
        Some(provider) => provider.signing_certificates(),
        None if expectations.identity_providers.is_empty() => &expectations.certificates,
        None => &[],
    };
    let examinations = &judgement.examinations;
    elsewhere::explain(examinations, keys, &expectations.identity_providers, findings);
    why::explain(examinations, keys, &expectations.limits, findings);
    product::name_settings(product, findings);
    lead(findings);
}

pub(super) fn unreadable(finding: Finding, capture: Option<CaptureSummary>, now: DateTime<Utc>) -> Report {
    let mut findings = vec![finding];
    lead(&mut findings);
    Report {
        verdict: Verdict::Unreadable,
        at: now,
        capture,
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
fn malformed(captured: &Captured, capture: CaptureSummary, error: XmlError, now: DateTime<Utc>) -> Report {
    let legible = crate::xml::lenient::read(captured.xml());
    // What is refused by a rule of SAML's, not of XML's, was a message all the same.
    let refused = error.code() != Code::XmlMalformed && legible.is_saml();
    let mut findings: Vec<Finding> = captured.findings().to_vec();
    let finding = Finding::from(error);
    findings.push(match legible.last_complete() {
        Some(name) => finding.with_actual(format!("the last element with both its tags is {name}")),
        None => finding,
    });
    lead(&mut findings);
    Report {
        verdict: if refused { Verdict::Rejected } else { Verdict::Unreadable },
        at: now,
        capture: Some(capture),
        message: legible.kind().map(|kind| MessageSummary {
            kind: kind.to_owned(),
            id: legible.attribute("ID").map(str::to_owned),
            issuer: legible.issuer().map(str::to_owned),
            destination: legible.attribute("Destination").map(str::to_owned),
            in_response_to: legible.attribute("InResponseTo").map(str::to_owned),
            issue_instant: legible.attribute("IssueInstant").map(str::to_owned),
            idp_product: None,
        }),
        signatures: Vec::new(),
        trusted: Vec::new(),
        checks: vec![crate::CheckResult { name: "structure", outcome: crate::Outcome::Fail }],
        findings,
        identity: None,
        claimed: legible.has_claims().then(|| Identity {
            name_id: legible.name_id().map(str::to_owned),
            name_id_format: None,
            not_on_or_after: None,
            session_index: None,
            attributes: legible.attributes().to_vec(),
        }),
        extras: Extras::default(),
        provider: None,
        worker: None,
    }
}

fn message(root: Element<'_>, judgement: &Judgement<'_, '_>) -> MessageSummary {
    let owned = |name: &str| root.attribute(name).map(str::to_owned);
    let issuer = judgement.response.as_ref().and_then(Response::issuer);
    let issuer = issuer.or_else(|| judgement.assertion.as_ref().and_then(Assertion::issuer));
    MessageSummary {
        kind: root.local_name().to_owned(),
        id: owned("ID"),
        issuer: issuer.map(|issuer| issuer.value().to_owned()),
        destination: owned("Destination"),
        in_response_to: owned("InResponseTo"),
        issue_instant: owned("IssueInstant"),
        idp_product: crate::profile::product::recognise(root).map(str::to_owned),
    }
}

pub(super) fn signature(examination: &Examination<'_>, has_trusted: bool, max: usize) -> SignatureSummary {
    let embedded = examination.embedded(max);
    let profile = examination.profile().ok();
    let matching = embedded.iter().find(|certificate| examination.verifies_with(certificate));
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
                let values = attribute.values().filter(|value| !value.is_nil());
                let text = values.filter_map(|value| {
                    value.text().or_else(|| value.name_id().map(|name_id| name_id.value()))
                });
                (attribute.name().to_owned(), text.map(owned).collect())
            })
            .collect(),
    })
}

/// Invariant 2: the identity of an accepted message is read off the login.
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
