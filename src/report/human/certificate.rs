//! Signatures with the key each was checked with, and certificates with the days they have left.

use super::Mark;
use super::legible::{escaped, value};
use super::page::{Style, TextPage};
use crate::report::certificate::{certificates as listed, counted};
use crate::report::{CertificateSummary, KeySource, Report, SignatureOutcome, SignatureSummary};
use chrono::{DateTime, Utc};

pub(super) fn signatures(page: &mut TextPage, report: &Report) {
    if report.signatures().is_empty() {
        return;
    }
    page.heading("Signatures");
    for signature in report.signatures() {
        signature_line(page, signature);
    }
}

fn signature_line(page: &mut TextPage, signature: &SignatureSummary) {
    let unicode = page.unicode();
    // A valid signature by an unknown key is no pass: anyone can make one.
    let (mark, style, outcome) = match (signature.outcome, signature.key) {
        (SignatureOutcome::Valid, KeySource::Trusted) => {
            (Mark::Pass, Style::Green, "valid, by a trusted key")
        }
        (SignatureOutcome::Valid, _) => (
            Mark::NotRun,
            Style::Yellow,
            "consistent with the certificate embedded in it, but anyone can embed one",
        ),
        (SignatureOutcome::Invalid, KeySource::Trusted) => {
            (Mark::Fail, Style::Red, "invalid, checked with a trusted key")
        }
        (SignatureOutcome::Invalid, _) => (Mark::Fail, Style::Red, "invalid"),
        (SignatureOutcome::NotChecked, _) => {
            (Mark::NotRun, Style::Dim, "not checked: there is no key for it")
        }
    };
    let label = format!("{} {}", mark.sign(page), escaped(&signature.element, unicode));
    let mut text = outcome.to_owned();
    if let Some(algorithm) = &signature.algorithm {
        text.push_str(&format!("; {}", escaped(algorithm, unicode)));
    }
    if let Some(digest) = &signature.digest {
        text.push_str(&format!(", digest {}", escaped(digest, unicode)));
    }
    let width = mark.width(page).saturating_add(12);
    page.entry(2, &label, style, width, &text, Style::Plain);
    if let Some(id) = &signature.id {
        page.entry(2, "", Style::Plain, width, &value(id, unicode), Style::Dim);
    }
}

/// Each certificate once: the trusted ones, then those that only the message carries.
pub(super) fn certificates(page: &mut TextPage, report: &Report) {
    let shown = listed(report);
    if shown.is_empty() {
        return;
    }
    page.heading(if shown.len() == 1 { "Certificate" } else { "Certificates" });
    for (index, (label, certificate)) in shown.into_iter().enumerate() {
        if index > 0 {
            page.gap();
        }
        one(page, label, certificate, report.at());
    }
}

fn one(page: &mut TextPage, label: &str, certificate: &CertificateSummary, at: DateTime<Utc>) {
    const WIDTH: usize = 11;
    let unicode = page.unicode();
    let style = if label == "trusted" { Style::Green } else { Style::Yellow };
    page.entry(2, label, style, WIDTH, &escaped(&certificate.subject, unicode), Style::Bold);
    let more = |page: &mut TextPage, name: &str, text: &str, style| {
        page.entry(2, name, Style::Dim, WIDTH, text, style)
    };
    if certificate.issuer != certificate.subject {
        more(page, "issuer", &escaped(&certificate.issuer, unicode), Style::Plain);
    }
    more(page, "key", &escaped(&certificate.key, unicode), Style::Plain);
    let (days, style) = days_left(certificate, at);
    let dates = format!(
        "{} to {}, {days}",
        certificate.not_before.format("%Y-%m-%d"),
        certificate.not_after.format("%Y-%m-%d")
    );
    more(page, "valid", &dates, style);
    more(page, "SHA-1", &escaped(&certificate.sha1, unicode), Style::Plain);
    // 95 columns in one piece: two lines of sixteen bytes each.
    let sha256 = escaped(&certificate.sha256, unicode);
    match sha256.split_at_checked(48) {
        Some((first, second)) if !second.is_empty() => {
            more(page, "SHA-256", first, Style::Plain);
            more(page, "", second, Style::Plain);
        }
        _ => more(page, "SHA-256", &sha256, Style::Plain),
    }
}

/// The days left at an instant, in words, and how alarming that is.
fn days_left(certificate: &CertificateSummary, at: DateTime<Utc>) -> (String, Style) {
    let left = certificate.not_after.signed_duration_since(at);
    let begins = certificate.not_before.signed_duration_since(at);
    if left < chrono::TimeDelta::zero() {
        (format!("expired {}", ago(left.num_days().saturating_neg())), Style::Red)
    } else if begins > chrono::TimeDelta::zero() {
        (format!("not valid for another {}", counted(begins.num_days())), Style::Red)
    } else {
        let days = left.num_days();
        (format!("{} left", counted(days)), if days < 30 { Style::Yellow } else { Style::Plain })
    }
}

fn ago(days: i64) -> String {
    if days == 0 { "today".to_owned() } else { format!("{} ago", counted(days)) }
}
