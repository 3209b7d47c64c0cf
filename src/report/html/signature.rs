//! Signatures, with the key each was checked with.

use super::markup::Html;
use crate::report::{KeySource, Report, SignatureOutcome, SignatureSummary};

pub(super) fn section(html: &mut Html, report: &Report) {
    if report.signatures().is_empty() {
        return;
    }
    html.markup("<section id=\"signatures\" aria-labelledby=\"h-signatures\"><h2 id=\"h-signatures\">Signatures</h2>\n");
    for (index, signature) in report.signatures().iter().enumerate() {
        let (class, words) = in_words(signature);
        html.markup("<div class=\"card\" id=\"signature-").number(index).markup("\"><h3>Signature ");
        html.number(index.saturating_add(1)).markup(" of ").text(&signature.element);
        html.markup(" <span class=\"tag ")
            .markup(class)
            .markup("\">")
            .markup(words)
            .markup("</span></h3><dl>");
        let rows = [
            ("ID", &signature.id),
            ("Algorithm", &signature.algorithm),
            ("Digest", &signature.digest),
            ("Key of", &signature.certificate.as_ref().map(|certificate| certificate.subject.clone())),
        ];
        for (label, text) in rows {
            if let Some(text) = text {
                html.markup("<dt>").text(label).markup("</dt><dd>").value(text).markup("</dd>");
            }
        }
        html.markup("</dl></div>\n");
    }
    html.markup("</section>\n");
}

/// A class of the style sheet, and what came of a signature.
///
/// A valid signature by an unknown key is no pass: anyone can make one.
pub(super) fn in_words(signature: &SignatureSummary) -> (&'static str, &'static str) {
    match (signature.outcome, signature.key) {
        (SignatureOutcome::Valid, KeySource::Trusted) => ("good", "valid, by a trusted key"),
        (SignatureOutcome::Valid, _) => {
            ("warn", "consistent with the certificate in the message, which anyone can make")
        }
        (SignatureOutcome::Invalid, KeySource::Trusted) => ("bad", "invalid, checked with a trusted key"),
        (SignatureOutcome::Invalid, _) => ("bad", "invalid"),
        (SignatureOutcome::NotChecked, _) => ("warn", "not checked: there is no key for it"),
    }
}
