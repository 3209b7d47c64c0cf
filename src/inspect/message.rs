//! The report on a message other than a Response, and on the signature of a query.

use super::response::{bare, signature, unreadable};
use crate::assertion::LogoutMessage;
use crate::capture::{Binding, Captured};
use crate::check::Findings;
use crate::check::rules::certificate::is_current;
use crate::decrypt::Plaintexts;
use crate::diagnosis::product::Products;
use crate::diagnosis::{self, cause::order_by_cause};
use crate::evaluate::EvaluationInput;
use crate::evaluate::message::{MessageKind, evaluate_message};
use crate::expectations::Expectations;
use crate::report::{
    CaptureSummary, CertificateSummary, Identity, KeySource, MessageSummary, Report, SignatureOutcome,
    SignatureSummary, Verdict,
};
use crate::signature::redirect::{QueryExamination, RedirectQuery};
use crate::trust::{Certificate, IdentityProvider};
use crate::xml::{Document, Element, Namespace};
use crate::{Code, Finding, InResponseTo, Severity};
use chrono::{DateTime, Utc};

/// Judges an AuthnRequest, LogoutRequest or LogoutResponse.
pub(super) fn inspect_message(
    kind: MessageKind,
    captured: &Captured,
    capture: CaptureSummary,
    expectations: &Expectations,
    request: InResponseTo<'_>,
    now: DateTime<Utc>,
) -> Report {
    let mut findings = Findings::for_report(expectations.profile.conventions());
    let query = read_query(captured, expectations, &mut findings);
    // Where the query is signed, its own reading of the message is judged: what was verified is what is read.
    let text = query.as_ref().map_or(captured.xml(), RedirectQuery::xml);
    let document = match Document::parse(text, &expectations.limits) {
        Ok(document) => document,
        Err(error) => return unreadable(error.into(), Some(capture), now),
    };
    let plaintexts = Plaintexts::default();
    let input = EvaluationInput {
        document: &document,
        plaintexts: &plaintexts,
        expectations,
        request,
        now,
        captured_url: captured.posted_to(),
    };
    let evaluation = evaluate_message(kind, query.as_ref(), &input, &mut findings);
    let mut findings = findings.into_vec();
    findings.extend(captured.findings().iter().cloned());
    let verdict = if evaluation.failed() || findings.iter().any(|one| one.severity() == Severity::Error) {
        Verdict::Rejected
    } else if evaluation.passed() {
        Verdict::Accepted
    } else {
        Verdict::Inconclusive
    };
    let products = match kind {
        MessageKind::AuthnRequest => Products::of_request(document.root(), expectations),
        _ => Products::of(document.root(), expectations),
    };
    let keys = evaluation.keys;
    if let Some(query) = &query {
        diagnosis::query::explain(query, keys, &mut findings);
    }
    diagnosis::zero_time::explain(&mut findings);
    diagnosis::policy::explain(&mut findings);
    products.name_settings(&mut findings);
    order_by_cause(&mut findings);
    let examined =
        query.as_ref().and_then(|query| query.examine(keys, |certificate| input.is_current(certificate)));
    let signatures = evaluation.examinations.iter().map(|one| signature(one, !keys.is_empty()));
    let person = evaluation.logout.filter(LogoutMessage::is_request).map(|logout| identity(&logout));
    let accepted = verdict == Verdict::Accepted && evaluation.logout(&expectations.policy).is_some();
    let (verified, claimed) = if accepted { (person, None) } else { (None, person) };
    Report {
        capture: Some(capture),
        message: Some(summary(document.root()).with_products(products)),
        signatures: signatures.chain(examined.map(|one| of_query(&one, keys))).collect(),
        trusted: keys.iter().map(CertificateSummary::from).collect(),
        checks: evaluation.checks,
        identity: verified,
        claimed,
        ..bare(verdict, findings, now)
    }
}

/// The signature of the query that a Response came in. It is shown and must verify where it is there, but proves no
/// login: SAML 2.0 profiles, 4.1.2, does not allow the Redirect binding for a Response.
pub(super) fn query_signature(
    captured: &Captured,
    expectations: &Expectations,
    provider: Option<&IdentityProvider>,
    now: DateTime<Utc>,
    findings: &mut Findings,
) -> Option<SignatureSummary> {
    let query = read_query(captured, expectations, findings)?;
    let keys = match provider {
        Some(provider) => provider.signing_certificates(),
        None if expectations.identity_providers.is_empty() => &expectations.certificates,
        None => &[],
    };
    let is_current = |one: &Certificate| is_current(one, now, expectations.clock_skew);
    let examination = query.examine(keys, is_current)?;
    if !keys.is_empty() && examination.trusted().is_none() {
        let message = "the signature of the query does not verify with any trusted key";
        let mut one = [Finding::new(Code::SignatureValueMismatch, message).with_fix(
            "capture the URL unchanged: decoding and encoding it again changes the signed bytes (%2B and %2b differ)",
        )];
        diagnosis::query::explain(&query, keys, &mut one);
        one.into_iter().for_each(|finding| findings.error(finding));
    }
    Some(of_query(&examination, keys))
}

/// The query of a capture, where it is signed.
fn read_query(
    captured: &Captured,
    expectations: &Expectations,
    findings: &mut Findings,
) -> Option<RedirectQuery> {
    let query = captured.query().filter(|_| captured.binding() == Binding::Redirect)?;
    match RedirectQuery::read(query, &expectations.limits) {
        Ok(query) => Some(query).filter(RedirectQuery::is_signed),
        Err(finding) => {
            // Without a signature the message is still read, however it was written; the capture says how.
            if query.contains("Signature=") || query.contains("SigAlg=") {
                findings.error(finding);
            }
            None
        }
    }
}

fn of_query(examination: &QueryExamination<'_>, keys: &[Certificate]) -> SignatureSummary {
    let algorithm = examination.algorithm();
    let name = algorithm.map_or(examination.uri(), |algorithm| algorithm.as_str());
    SignatureSummary {
        element: "Query".to_owned(),
        id: None,
        outcome: match (algorithm, examination.trusted()) {
            (Some(_), Some(_)) => SignatureOutcome::Valid,
            (Some(_), None) if keys.is_empty() => SignatureOutcome::NotChecked,
            _ => SignatureOutcome::Invalid,
        },
        algorithm: Some(name.to_owned()),
        digest: algorithm.map(|algorithm| algorithm.digest().as_str().to_owned()),
        key: if keys.is_empty() { KeySource::None } else { KeySource::Trusted },
        certificate: examination.trusted().map(CertificateSummary::from),
        embedded: None,
    }
}

fn summary(root: Element<'_>) -> MessageSummary {
    let owned = |name: &str| root.attribute(name).map(str::to_owned);
    let issuer = root.child(Namespace::SAML, "Issuer").and_then(|issuer| issuer.text());
    MessageSummary {
        kind: root.local_name().to_owned(),
        id: owned("ID"),
        issuer: issuer.map(str::to_owned),
        destination: owned("Destination"),
        in_response_to: owned("InResponseTo"),
        issue_instant: owned("IssueInstant"),
        ..MessageSummary::default()
    }
}

fn identity(logout: &LogoutMessage<'_>) -> Identity {
    let name_id = logout.name_id();
    Identity {
        name_id: name_id.map(|name_id| name_id.value().to_owned()),
        name_id_format: name_id.and_then(|name_id| name_id.format()).map(str::to_owned),
        not_on_or_after: None,
        session_index: logout.session_indexes().next().map(str::to_owned),
        attributes: Vec::new(),
    }
}
