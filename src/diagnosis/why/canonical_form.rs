//! Signers that canonicalized or digested differently from what the signature declares.

use super::candidate::{Candidate, DamageStep, Oracle, Search, TryCandidate};
use super::flat_element::{FlatElement, PieceKind};
use crate::signature::Canonicalization;
use crate::xml::canonical::{Canonicalizer, Method};
use crate::xml::{Document, Element, Namespace};
use crate::{Code, Limits};
use std::borrow::Cow;

/// Other canonical forms, and signatures inside that were left out as well.
pub(super) fn forms<'t>(base: &Candidate<'t>, each: TryCandidate<'_, 't>) -> Search<'t> {
    let exclusive = |prefixes: Vec<&'t str>| Canonicalization { method: Method::Exclusive, prefixes };
    let others = [
        (
            Canonicalization { method: Method::Inclusive, prefixes: Vec::new() },
            "the signer used inclusive C14N, which the signature does not declare",
        ),
        (
            exclusive(Vec::new()),
            match base.form.prefixes.is_empty() {
                true => "the signer used exclusive C14N, which the signature does not declare",
                false => "the signer used exclusive C14N without the PrefixList that the signature declares",
            },
        ),
        (exclusive(vec!["xs"]), "the signer used a PrefixList that the signature does not declare"),
        (exclusive(vec!["xs", "xsi"]), "the signer used a PrefixList that the signature does not declare"),
        (exclusive(vec!["#default"]), "the signer used a PrefixList that the signature does not declare"),
        (
            exclusive(vec!["#default", "samlp", "saml", "ds", "xs", "xsi"]),
            "the signer used a PrefixList that the signature does not declare",
        ),
    ];
    for (form, damage) in &others {
        if *form == base.form {
            continue;
        }
        let found = in_form(base, form, damage, each);
        if let Search::Break(Some(mut proof)) = found {
            // Two forms that write the same bytes prove neither of them, only that it was not the one declared.
            let rest = others.iter().filter(|(other, text)| *other != base.form && text != damage);
            let mut rest = rest.map(|(other, text)| in_form(base, other, text, each));
            if rest.any(|other| matches!(other, Search::Break(Some(_))))
                && let Some(step) = proof.steps.last_mut()
            {
                step.damage =
                    Cow::Borrowed("the signer used another canonical form than the signature declares");
            }
            return Search::Break(Some(proof));
        }
        found?;
    }
    let (flat, left_out) = without_signatures(&base.flat);
    if left_out > 0 {
        let is_response = base.flat.apex().is_some_and(|apex| apex.local_name() == "Response");
        let damage = match left_out {
            1 if is_response => ADDED_LATER,
            _ => {
                "the signer left out every signature inside the element, or the signatures were added after signing"
            }
        };
        let step = step(damage, base.flat.apex());
        each(base.step(flat, step))?;
    }
    Search::Continue(())
}

/// The signature of the assertion inside of a signed Response (tngan/samlify issue 272).
pub(super) const ADDED_LATER: &str = "the signature of the assertion was added after the Response was signed (or its signer left it out of the digest)";

/// One other form, as it is and, where it is inclusive, without what was declared around the element.
fn in_form<'t>(
    base: &Candidate<'t>,
    form: &Canonicalization<'t>,
    damage: &'static str,
    each: TryCandidate<'_, 't>,
) -> Search<'t> {
    let candidate = base.in_form(form.clone(), damage);
    each(candidate.clone())?;
    if form.method == Method::Inclusive {
        let mut alone = candidate;
        alone
            .flat
            .pieces
            .retain(|piece| !matches!(piece.kind, PieceKind::Declaration { inherited: true, .. }));
        each(alone)?;
    }
    Search::Continue(())
}

/// The digest of a text in which comments were kept.
pub(super) fn with_comments<'t>(
    apex: Element<'t>,
    omitted: Option<Element<'t>>,
    form: &Canonicalization<'t>,
    oracle: &mut Oracle<'_>,
    limits: &Limits,
) -> Search<'t> {
    let document = apex.document();
    if !document.has_comments() {
        return Search::Continue(());
    }
    let Some((marked, comments)) = mark_comments(document.text()) else { return Search::Continue(()) };
    let Ok(marked) = Document::parse(&marked, limits) else { return Search::Continue(()) };
    // Comments are no elements, so the same element has the same number.
    let twin = |element: Element<'t>| {
        let number = document.elements().position(|other| other == element)?;
        marked.elements().nth(number)
    };
    let Some(own) = twin(apex) else { return Search::Continue(()) };
    let mut bytes = Vec::new();
    Canonicalizer::default().write(own, form.method, &form.prefixes, omitted.and_then(twin), &mut bytes);
    let Ok(mut text) = String::from_utf8(bytes) else { return Search::Continue(()) };
    for (number, comment) in comments.iter().enumerate() {
        text = text.replace(&marker(number), comment);
    }
    let mut step = step("the digest covers comments, which the canonical form leaves out", Some(apex));
    step.code = Code::DigestCauseCommentsStripped;
    oracle.test_bytes(text.as_bytes(), || vec![step])
}

/// What was commented out after signing, put back.
pub(super) fn uncommented<'t>(
    apex: Element<'t>,
    form: &Canonicalization<'t>,
    oracle: &mut Oracle<'_>,
    limits: &Limits,
) -> Search<'t> {
    let document = apex.document();
    let Some(id) = apex.attribute("ID").filter(|_| document.has_comments()) else {
        return Search::Continue(());
    };
    let text = document.text().replace("<!--", "").replace("-->", "");
    let Ok(opened) = Document::parse(&text, limits) else { return Search::Continue(()) };
    let twin =
        opened.elements().find(|e| e.attribute("ID") == Some(id) && e.local_name() == apex.local_name());
    let Some(twin) = twin else { return Search::Continue(()) };
    let mut bytes = Vec::new();
    let omitted = twin.child(Namespace::DS, "Signature");
    Canonicalizer::default().write(twin, form.method, &form.prefixes, omitted, &mut bytes);
    let mut step = step("signed content was commented out", Some(apex));
    step.code = Code::DigestCauseCommentsStripped;
    oracle.test_bytes(&bytes, || vec![step])
}

fn step<'t>(damage: &'static str, place: Option<Element<'t>>) -> DamageStep<'t> {
    DamageStep {
        code: Code::DigestCauseOtherCanonicalisation,
        damage: Cow::Borrowed(damage),
        place,
        places: 1,
        actual: None,
        expected: None,
    }
}

fn without_signatures<'t>(flat: &FlatElement<'t>) -> (FlatElement<'t>, usize) {
    let mut pieces = Vec::with_capacity(flat.pieces.len());
    let mut inside: Option<Element<'t>> = None;
    let mut left_out: usize = 0;
    for piece in &flat.pieces {
        match inside {
            None if piece.element.is(Namespace::DS, "Signature")
                && matches!(piece.kind, PieceKind::Start(_)) =>
            {
                inside = Some(piece.element);
                left_out = left_out.saturating_add(1);
            }
            None => pieces.push(piece.clone()),
            Some(signature) if piece.element == signature && matches!(piece.kind, PieceKind::End) => {
                inside = None
            }
            Some(_) => {}
        }
    }
    (FlatElement { pieces, depth: flat.depth }, left_out)
}

/// The most comments that are put back.
const MAX_COMMENTS: usize = 64;

/// The text with a private character in the place of each comment, and the comments.
fn mark_comments(text: &str) -> Option<(String, Vec<&str>)> {
    if text.contains(marker(0).as_str()) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut comments = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("<!--").filter(|_| comments.len() < MAX_COMMENTS) {
        let (before, from) = rest.split_at_checked(at)?;
        let end = from.find("-->")?.saturating_add(3);
        let (comment, after) = from.split_at_checked(end)?;
        out.push_str(before);
        // Outside the root there are no texts; such comments are not canonical in either form.
        if before.contains('<') || !comments.is_empty() {
            out.push_str(&marker(comments.len()));
        }
        comments.push(comment);
        rest = after;
    }
    out.push_str(rest);
    Some((out, comments))
}

/// A private-use character that no message contains.
fn marker(number: usize) -> String {
    let offset = u32::try_from(number).unwrap_or(0);
    char::from_u32(0xF_0000_u32.saturating_add(offset)).map_or_else(String::new, String::from)
}
