//! What was proved, or tried without success, as findings.

use super::Proved;
use super::candidate::DamageStep;
use super::canonical_form::ADDED_LATER;
use crate::{Code, Confidence, Finding};

/// The finding of a damage that a digest or signature proved.
pub(super) fn finding(proved: &Proved<'_>) -> Finding {
    let step = &proved.step;
    let several = if step.places > 1 { format!(" (in {} places)", step.places) } else { String::new() };
    let made_so = matches!(
        step.code,
        Code::DigestCauseOtherCanonicalisation | Code::DigestCauseSignatureOfAnotherDocument
    );
    let after = if made_so { "" } else { " after signing" };
    let of = proved.of.join(" and ");
    let verb = match (proved.of.len() > 1, of.starts_with("SignedInfo")) {
        (false, true) => "verifies",
        (false, false) => "matches its digest",
        (true, _) => "match what was signed",
    };
    let undone = match (step.damage == ADDED_LATER, made_so) {
        (true, _) => "without it",
        (false, true) => "if the verifier does the same",
        (false, false) => "if this is reversed",
    };
    let message = format!("proved: {}{several}{after}; {undone}, {of} {verb}", step.damage);
    let mut finding = Finding::new(step.code, message)
        .with_confidence(Confidence::Proved)
        .at(step.place.map(|place| place.location()));
    if let Some(actual) = &step.actual {
        finding = finding.with_actual(actual);
    }
    if let Some(expected) = &step.expected {
        finding = finding.with_expected(expected);
    }
    if step.damage == ADDED_LATER {
        return finding.with_fix("sign the assertion first and the Response last (samlify: `messageSigningOrder`): a signature that is added later changes what the first one covers");
    }
    with_fixes(finding)
}

/// A finding of a digest with the proof of what was done, for a damage that has no code of its own.
pub(super) fn with_proof(finding: &Finding, step: &DamageStep<'_>, owner: &str) -> Finding {
    let message = format!(
        "{}; proved: {}; with that undone, the digest of the {owner} matches",
        finding.message(),
        step.damage
    );
    let mut proved = Finding::new(finding.code(), message)
        .with_severity(finding.severity())
        .at(step.place.map(|place| place.location()));
    if let Some((actual, expected)) = step.actual.as_ref().zip(step.expected.as_ref()) {
        proved = proved.with_actual(actual).with_expected(expected);
    }
    fixes(Code::DigestCauseUnicodeNormalised).iter().fold(proved, |finding, fix| finding.with_fix(*fix))
}

/// How much was tried, where nothing was proved; the kinds are in the explanation of the code.
pub(super) fn in_vain(tried: usize, of: &str) -> String {
    let left = match of.starts_with("SignedInfo") {
        true => "another key probably signed it",
        false => "a value was probably edited",
    };
    format!("; none of {tried} known changes of {of} explains it, so {left}")
}

/// Adds the remedies of a cause.
pub(super) fn with_fixes(finding: Finding) -> Finding {
    fixes(finding.code()).iter().fold(finding, |finding, fix| finding.with_fix(*fix))
}

const AGAIN: &str = "capture the message again as base64 (the value of SAMLResponse in the browser's network tab), not as XML from a viewer";

fn fixes(code: Code) -> &'static [&'static str] {
    match code {
        Code::DigestCauseReindented => &[
            AGAIN,
            "if the service receives it in this form, find the step that formats the XML, or parses it and writes it again, before verification; if you build the signer, indent first and sign last",
        ],
        Code::DigestCauseLineEndings => &[
            AGAIN,
            "if the service receives it in this form, look for a step that converts line ends: text-mode transfer, git autocrlf, a template saved under Windows, a mail gateway",
        ],
        Code::DigestCauseWhitespaceInValues => &[
            "look for a step that trims, pads or wraps values after signing: a form filter, a template, an XML library set to ignore white space",
            AGAIN,
        ],
        Code::DigestCauseEntitiesEscapedTwice => &[
            "look for a template or sanitizer that escapes HTML after signing, and turn it off for SAMLResponse",
            AGAIN,
        ],
        Code::DigestCauseAttributeRequoted => &[
            "copy the capture from the browser, not from a word processor, chat or spreadsheet that replaces quotes",
            AGAIN,
        ],
        Code::DigestCauseNamespaceMoved => &[
            "verify the whole Response as it arrived: before the signature is checked, do not extract the assertion or rewrite the XML with another library",
            "if you build the signer, use exclusive C14N (http://www.w3.org/2001/10/xml-exc-c14n#), which does not depend on declarations around the element",
        ],
        Code::DigestCauseCommentsStripped => &[
            "configure the signer to leave comments out: canonicalize with http://www.w3.org/2001/10/xml-exc-c14n#, not with #WithComments, and send no comments",
        ],
        Code::DigestCauseUnicodeNormalised => &[
            "look for a step that re-encodes or normalizes text after signing: a wrong charset in Content-Type, a database column in Latin-1, a copy through macOS or a word processor",
            AGAIN,
        ],
        Code::DigestCauseValueChanged => &[
            "find out what changed this value after the identity provider signed it: a proxy, a plugin or an attack",
            "if you edited the capture yourself, capture it again; to change the value, change it at the identity provider, before signing",
        ],
        Code::DigestCauseOtherCanonicalisation => &[
            "correct the signer: it must do what its SignedInfo declares (canonicalization, PrefixList, DigestMethod and SignatureMethod)",
            "if the message has two signatures, sign the assertion first and the Response after it: a signature that is added later changes what the first one covers",
        ],
        Code::DigestCauseSignatureOfAnotherDocument => &[
            "do not accept the message: a signature was moved to content that it was not made for, a pattern that is used in signature-wrapping attacks",
        ],
        _ => &[],
    }
}
