//! Rules for every message other than the Response: who sent it, whether it is signed, where it was sent, when.

use super::issuer::Selection;
use crate::assertion::{Issuer, parse_instant};
use crate::check::Findings;
use crate::check::near_miss::address::{difference_clause, nearest};
use crate::check::{CheckOutcome, RuleInput};
use crate::finding::Detail;
use crate::signature::redirect::QueryExamination;
use crate::signature::{Examination, Signed};
use crate::trust::{Certificate, ProviderList};
use crate::xml::Element;
use crate::{Code, Finding, ServiceProvider};
use chrono::{DateTime, Utc};

/// The service provider itself, for what it sends: an AuthnRequest, a logout that it began.
pub(crate) fn own<'c>(
    issuer: Option<Issuer<'_>>,
    element: Element<'_>,
    service_provider: &'c ServiceProvider,
    providers: &ProviderList,
    findings: &mut Findings,
) -> Selection<'c> {
    let keys = service_provider.certificates();
    let sender = |outcome| Selection { provider: None, keys, outcome };
    let Some(issuer) = issuer else {
        findings.error(missing(element));
        return sender(CheckOutcome::Fail);
    };
    let formatted = super::issuer::format_fits(issuer, findings);
    let Some(expected) = service_provider.entity_id() else {
        return sender(if formatted {
            CheckOutcome::NotRun(Code::AudienceNotGiven)
        } else {
            CheckOutcome::Fail
        });
    };
    if issuer.value() != expected {
        let is_provider = providers.by_entity_id(issuer.value()).is_some();
        let message = match is_provider {
            true => "the issuer of the request is the identity provider's own entity ID, not the service's"
                .to_owned(),
            false => format!(
                "the issuer is not the service provider{}",
                difference_clause(issuer.value(), expected, findings.conventions())
            ),
        };
        findings.error(
            Finding::new(Code::IssuerMismatch, message)
                .at(Some(issuer.element().location()))
                .with_actual(issuer.value())
                .with_expected(expected)
                .with_fix("set the service provider's entity ID where the request is made: the identity provider uses it as the audience of its response"),
        );
        return sender(CheckOutcome::Fail);
    }
    sender(if formatted { CheckOutcome::Pass } else { CheckOutcome::Fail })
}

/// The identity provider that the issuer names.
pub(crate) fn identity_provider<'c>(
    issuer: Option<Issuer<'_>>,
    element: Element<'_>,
    providers: &'c ProviderList,
    certificates: &'c [Certificate],
    findings: &mut Findings,
) -> Selection<'c> {
    let failed = Selection { provider: None, keys: &[], outcome: CheckOutcome::Fail };
    let Some(issuer) = issuer else {
        findings.error(missing(element));
        return failed;
    };
    if !super::issuer::format_fits(issuer, findings) {
        return failed;
    }
    match providers.by_entity_id(issuer.value()) {
        Some(provider) => Selection {
            provider: Some(provider),
            keys: provider.signing_certificates(),
            outcome: CheckOutcome::Pass,
        },
        None if providers.is_empty() => Selection {
            provider: None,
            keys: certificates,
            outcome: CheckOutcome::NotRun(Code::IssuerNotGiven),
        },
        None => {
            findings.error(super::issuer::mismatch(issuer, providers, None, findings));
            failed
        }
    }
}

fn missing(element: Element<'_>) -> Finding {
    let message = format!("the {} names no issuer", element.local_name());
    Finding::new(Code::IssuerMissing, message)
        .at(Some(element.location()))
        .with_fix("capture the message again: without an issuer, no key can be selected to verify it")
}

/// Judges the signature inside the message and the one of its query together: each that is there must verify, and one
/// of them proves the root. A message that must be signed and is not is refused.
pub(crate) fn signature<'t>(
    root: Element<'t>,
    examinations: &[Examination<'t>],
    query: Option<&QueryExamination<'_>>,
    keys: &[Certificate],
    required: bool,
    findings: &mut Findings,
) -> (CheckOutcome, Option<Signed<'t>>) {
    let name = root.local_name();
    if examinations.is_empty() && query.is_none() {
        if !required {
            return (CheckOutcome::NotRun(Code::Unsigned), None);
        }
        // SAML 2.0 profiles, 4.4.3.1 and 4.4.4.2: over the front channel a logout message must be signed.
        findings.error(
            Finding::new(
                Code::Unsigned,
                format!("the {name} is not signed: it contains no signature, and no signed query was captured with it"),
            )
            .at(Some(root.location()))
            .with_fix(
                "sign logout messages where they are made; without signatures anyone can end any session",
            ),
        );
        return (CheckOutcome::Fail, None);
    }
    let mut outcome = CheckOutcome::Pass;
    if !examinations.is_empty() {
        outcome = super::signature::alone(examinations, keys, findings);
    }
    if let Some(query) = query
        && outcome != CheckOutcome::Fail
    {
        outcome = match (query.algorithm(), query.trusted()) {
            (None, _) => {
                findings.error(
                    Finding::new(
                        Code::AlgorithmRefused,
                        "the signature algorithm of the query is not supported",
                    )
                    .with_actual(query.uri())
                    .with_expected("RSA-SHA256/384/512, RSA-PSS or ECDSA-SHA256/384/512")
                    .with_fix("set RSA-SHA256 as the signature algorithm where the message is made"),
                );
                CheckOutcome::Fail
            }
            (Some(_), Some(_)) => outcome,
            (Some(_), None) if keys.is_empty() => CheckOutcome::NotRun(Code::NoTrustedCertificate),
            (Some(_), None) => {
                findings.error(
                    Finding::new(Code::SignatureValueMismatch, "the signature of the query does not verify with any trusted key")
                        .with_detail(Detail::OfQuery)
                        .with_fix("capture the URL unchanged: decoding and encoding it again changes the signed bytes (%2B and %2b differ)")
                        .with_fix("compare the trusted certificate with the one in the sender's metadata"),
                );
                CheckOutcome::Fail
            }
        };
    }
    if outcome != CheckOutcome::Pass {
        return (outcome, None);
    }
    let inside = examinations.iter().filter_map(Examination::signed).find(|signed| signed.element() == root);
    let proof = inside.or_else(|| query.and_then(|query| query.signed(root.document())));
    match proof {
        Some(proof) => (CheckOutcome::Pass, Some(proof)),
        None => {
            let message = format!("no signature covers the {name}");
            findings.error(Finding::new(Code::SignatureWrapping, message).at(Some(root.location())));
            (CheckOutcome::Fail, None)
        }
    }
}

/// Destination must be one of these addresses; where the message is signed it must be there (SAML 2.0 bindings,
/// 3.4.5.2 and 3.5.5.2).
pub(crate) fn destination(
    root: Element<'_>,
    expected: &[&str],
    signed: bool,
    not_given: Code,
    captured: Option<&str>,
    findings: &mut Findings,
) -> CheckOutcome {
    let name = root.local_name();
    let Some(destination) = root.attribute("Destination") else {
        if !signed {
            return CheckOutcome::Pass;
        }
        let message = format!("the {name} is signed and has no Destination");
        let finding = Finding::new(Code::DestinationMissing, message).at(Some(root.location()));
        findings.error(
            finding.with_fix("set the Destination where the message is made, to the URL that it is sent to"),
        );
        return CheckOutcome::Fail;
    };
    if expected.contains(&destination) && !destination.is_empty() {
        // The URL in a capture is without the query that carried the message.
        let is_at = |url: &str, captured: &str| url == captured || url.split('?').next() == Some(captured);
        let elsewhere = captured.filter(|captured| !is_at(destination, captured));
        let elsewhere = elsewhere.filter(|captured| expected.iter().any(|url| is_at(url, captured)));
        let Some(captured) = elsewhere else { return CheckOutcome::Pass };
        let message = format!("the {name} was sent to another URL than its Destination");
        findings.error(
            Finding::new(Code::DestinationMismatch, message)
                .at(Some(root.location()))
                .with_actual(destination)
                .with_expected(super::destination::from_the_capture(captured))
                .with_fix("set the Destination where the message is made, to the URL that it is sent to"),
        );
        return CheckOutcome::Fail;
    }
    let Some(nearest) = nearest(destination, expected.iter().copied(), findings.conventions()) else {
        return CheckOutcome::NotRun(not_given);
    };
    let difference = difference_clause(destination, nearest, findings.conventions());
    findings.error(
        Finding::new(
            Code::DestinationMismatch,
            format!("Destination of the {name} is another address than expected{difference}"),
        )
        .at(Some(root.location()))
        .with_actual(destination)
        .with_expected(expected.join(", "))
        .with_fix("enter the address of the receiver, exactly, where the message is made"),
    );
    CheckOutcome::Fail
}

/// A clock is seldom wrong by whole hours; a time zone is.
fn in_the_future(input: &RuleInput<'_, '_>, name: &str, instant: DateTime<Utc>) -> Finding {
    let minutes = instant.signed_duration_since(input.now).num_minutes();
    let hours = minutes.saturating_add(5).div_euclid(60);
    let whole = (1..=14).contains(&hours) && (minutes - hours * 60).abs() <= 5;
    let (message, fix) = match whole {
        true => (
            format!(
                "IssueInstant of the {name} is {hours} h in the future, a whole number of hours: the sender wrote local time as UTC"
            ),
            "convert the local time to UTC where the message is made, and then add Z",
        ),
        false => (
            format!("the {name} was issued in the future: its IssueInstant is {minutes} min ahead"),
            "synchronize the clocks of both sides (NTP)",
        ),
    };
    Finding::new(Code::AssertionNotYetValid, message)
        .with_expected(input.now.format("%Y-%m-%dT%H:%M:%SZ").to_string())
        .with_fix(fix)
}

/// IssueInstant must be a time, and not in the future.
pub(crate) fn time(input: &RuleInput<'_, '_>, root: Element<'_>, findings: &mut Findings) -> CheckOutcome {
    let written = root.attribute("IssueInstant").unwrap_or_default();
    let finding = match parse_instant(written) {
        Ok(instant) if input.has_begun(instant) => return CheckOutcome::Pass,
        Ok(instant) => in_the_future(input, root.local_name(), instant),
        Err(_) => Finding::new(
            Code::TimeMalformed,
            format!("IssueInstant of the {} is not an xs:dateTime in UTC", root.local_name()),
        )
        .with_expected("a time like 2026-01-15T10:00:00Z")
        .with_fix("write times in UTC with Z where the message is made"),
    };
    findings.error(finding.at(Some(root.location())).with_actual(written));
    CheckOutcome::Fail
}
