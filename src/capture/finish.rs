//! A message whose layers are off → what is known about it: whether it is whole, and whether its binding is the one it was
//! sent by.

use super::budget::Budget;
use super::ending::{Ending, ending};
use super::found::{EncodedMessage, Parameter};
use super::layers::Message;
use super::recognised::{Binding, Decoding};
use super::refusal;
use super::repair::Trail;
use super::{Captured, Unreadable};
use crate::encoding::inflate::Wrapping;
use crate::{Code, Finding, Severity};

/// Judges whether a message is whole, and puts together what is known about it.
pub(super) fn finish(
    message: Message,
    found: EncodedMessage,
    limits: &Budget<'_>,
) -> Result<Captured, Box<Unreadable>> {
    let Message { xml, characters, is_cut, wrapping, blanks } = message;
    let end = ending(&xml, limits.max_depth);
    if matches!(end, Ending::Cut { .. }) || (is_cut && end != Ending::Whole) {
        let mut finding = refusal::truncated(characters, &xml, &end);
        if let Some(limit) = refusal::known_limit(&[limits.input_bytes, characters.unwrap_or(0), xml.len()]) {
            finding = finding.with_actual(limit);
        }
        return Err(Unreadable::new(found.form, found.trail, finding));
    }
    let is_inflated = found.trail.steps.contains(&Decoding::Inflate);
    let is_base64 = found.trail.steps.contains(&Decoding::Base64);
    let mut findings = found.trail.findings();
    findings.extend(wrong_binding(&found, is_base64, is_inflated, wrapping));
    findings.extend((blanks > 0).then(|| refusal::blanks_before_declaration(blanks)));
    if refusal::is_masked_xml(&xml) {
        findings.push(
            Finding::new(
                Code::MaskedValues,
                "values in the message look masked, so its signature cannot verify",
            )
            .with_severity(Severity::Warning)
            .with_confidence(crate::Confidence::Likely)
            .with_fix("capture again without masking"),
        );
    }
    let binding = match found.binding {
        Binding::Unknown if is_inflated => Binding::Redirect,
        binding => binding,
    };
    let form = found.form;
    let Trail { steps, repairs } = found.trail;
    Ok(Captured {
        form,
        steps,
        repairs,
        xml,
        binding,
        parameter: found.parameter.map(Parameter::as_str),
        relay_state: found.relay_state,
        posted_to: found.posted_to,
        captured_at: found.captured_at,
        query: found.query,
        findings,
        position: (1, 1),
    })
}

/// Bindings section 3.4.4.1 compresses the Redirect value; section 3.5.4 does not compress the POST value.
fn wrong_binding(
    found: &EncodedMessage,
    is_base64: bool,
    is_inflated: bool,
    wrapping: Wrapping,
) -> Option<Finding> {
    if found.parameter == Some(Parameter::WsResult) {
        return None;
    }
    let wrong = |message: &str, fix: &str| Some(Finding::new(Code::WrongBinding, message).with_fix(fix));
    // Who reads the message by its binding cannot read it.
    let refused =
        |message: &str, fix: &str| wrong(message, fix).map(|finding| finding.with_severity(Severity::Error));
    match (found.binding, is_base64, is_inflated) {
        (Binding::Post, _, true) => refused(
            "the value was posted, but it is compressed as in HTTP-Redirect: a service that reads HTTP-POST finds no XML in it",
            "set the binding of the ACS URL to HTTP-POST at the sender, which must then send base64 of the XML without DEFLATE",
        ),
        (Binding::Post, false, false) => wrong(
            "the value is plain XML, but HTTP-POST requires base64",
            "in the sender, encode the XML as base64 before it goes into the form",
        ),
        (Binding::Redirect, _, false) if found.parameter == Some(Parameter::Request) => refused(
            "the value came in a query and is not compressed, but HTTP-Redirect requires raw DEFLATE: the identity provider cannot read it",
            "in the sender, compress the XML with raw DEFLATE (no zlib header) before base64, or send it with HTTP-POST",
        ),
        (Binding::Redirect, _, false) => wrong(
            "the value came in a query and is not compressed, but HTTP-Redirect requires raw DEFLATE",
            "in the sender, compress the XML with raw DEFLATE before base64, or send it with HTTP-POST",
        ),
        (_, _, true) if wrapping != Wrapping::None => wrong(
            "the value is compressed with a zlib or gzip header, but HTTP-Redirect requires raw DEFLATE",
            "in the sender, use raw DEFLATE (window bits -15; in PHP gzdeflate, not gzcompress)",
        ),
        _ => None,
    }
}
