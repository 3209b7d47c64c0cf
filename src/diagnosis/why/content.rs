//! The search for what was done to signed content.

use super::candidate::{Candidate, DamageStep, Oracle, Proof, Search, Target};
use super::flat_element::{FlatElement, PiecePlace};
use super::{
    Proved, SignatureParts, Tried, canonical_form, characters, encodings, namespaces, values, white_space,
};
use crate::signature::Canonicalization;
use crate::signature::Examination;
use crate::signature::digest::digest_element;
use crate::xml::canonical::Canonicalizer;
use crate::xml::{Document, Element, Namespace};
use crate::{Code, Confidence, Finding, Limits};
use std::borrow::Cow;

/// Undoes damage until the content matches the signed digest; nothing if it matches unchanged.
pub(super) fn search<'t>(
    document: &Document<'_>,
    parts: &SignatureParts<'t>,
    examination: &Examination<'t>,
    limits: &Limits,
) -> Option<Tried<'t>> {
    let (owner, signature) = (examination.parent(), examination.signature());
    let digested = digest_element(
        &mut Canonicalizer::default(),
        parts.digest,
        owner,
        parts.form.method,
        &parts.form.prefixes,
        Some(signature),
    );
    if digested.digest.as_bytes() == parts.digest_value {
        return match parts.declared {
            Some(declared) if declared == parts.digest => None,
            _ => {
                let name = parts.digest.as_str();
                let damage =
                    format!("the digest was made with {name}, but DigestMethod names another algorithm");
                let step = step(Code::DigestCauseOtherCanonicalisation, damage, Some(owner));
                Some(Tried::Proved(vec![step], None))
            }
        };
    }
    let base = Candidate {
        flat: FlatElement::of(owner, Some(signature)),
        form: parts.form.clone(),
        steps: Vec::new(),
    };
    let target = Target::Digest { algorithm: parts.digest, value: &parts.digest_value };
    let mut oracle = Oracle::new(target, limits);
    let pool = values::pool(owner.document());
    let found = walk(&base, parts, examination, document, &pool, &mut oracle, limits);
    Some(Tried::of(Search::Break(found), oracle.tried))
}

/// The stages, the likeliest and cheapest first; each may spend its share.
fn walk<'t>(
    base: &Candidate<'t>,
    parts: &SignatureParts<'t>,
    examination: &Examination<'t>,
    document: &Document<'_>,
    pool: &[&str],
    oracle: &mut Oracle<'_>,
    limits: &Limits,
) -> Option<Proof<'t>> {
    let (owner, signature) = (examination.parent(), examination.signature());
    oracle.allow(30);
    let mut found = proof(single(base, oracle));
    if found.is_none() && document.has_comments() {
        found = proof(canonical_form::with_comments(owner, Some(signature), &base.form, oracle, limits));
        found = found.or_else(|| proof(canonical_form::uncommented(owner, &base.form, oracle, limits)));
    }
    found = found.or_else(|| proof(elsewhere(base, parts, owner, oracle)));
    oracle.allow(15);
    found = found.or_else(|| proof(encodings::signed_in_another(base, oracle)));
    found = found.or_else(|| proof(encodings::seven_bits(base, oracle)));
    oracle.allow(40);
    found = found.or_else(|| proof(values::edited(base, pool, oracle)));
    // Pairs: indentation goes with everything, the rest with what goes through the same hands.
    oracle.allow(15);
    found = found.or_else(|| proof(indented_and_more(base, oracle)));
    oracle.allow(10);
    found = found.or_else(|| proof(other_pairs(base, oracle)));
    oracle.allow(70);
    found = found.or_else(|| proof(indented_and_edited(base, pool, oracle)));
    oracle.allow(100);
    found.or_else(|| proof(encodings::lost_letters(base, oracle)))
}

fn proof<'t>(search: Search<'t>) -> Option<Proof<'t>> {
    match search {
        Search::Break(found) => found,
        Search::Continue(()) => None,
    }
}

fn single<'t>(base: &Candidate<'t>, oracle: &mut Oracle<'_>) -> Search<'t> {
    let each = &mut |candidate: Candidate<'t>| oracle.test(candidate);
    white_space::between_elements(base, each)?;
    white_space::line_ends(base, each)?;
    white_space::in_values(base, each)?;
    canonical_form::forms(base, each)?;
    namespaces::declarations(base, each)?;
    namespaces::types(base, each)?;
    characters::exchanged(base, each)?;
    namespaces::prefixes(base, each)
}

/// The digest of another element of the message, or of this one under the ID that the Reference names.
fn elsewhere<'t>(
    base: &Candidate<'t>,
    parts: &SignatureParts<'t>,
    owner: Element<'t>,
    oracle: &mut Oracle<'_>,
) -> Search<'t> {
    let named = parts.uri.and_then(|uri| uri.strip_prefix('#'));
    if let Some(id) = named.filter(|id| owner.attribute("ID") != Some(id)) {
        let mut first = true;
        let renamed = base.rewrite(
            Code::DigestCauseValueChanged,
            "the ID of the signed element was changed",
            |piece, place, value| {
                let is_id = place == PiecePlace::Attribute
                    && piece.element == owner
                    && owner.attribute("ID") == Some(value);
                (is_id && std::mem::take(&mut first)).then(|| id.to_owned())
            },
        );
        if let Some(candidate) = renamed {
            oracle.test(candidate)?;
        }
    }
    let others =
        owner.document().elements().filter(|element| *element != owner && element.attribute("ID").is_some());
    for other in others.take(8) {
        let damage =
            format!("the signature of the {} was moved to the {}", other.local_name(), owner.local_name());
        let flat = FlatElement::of(other, other.child(Namespace::DS, "Signature"));
        let steps = vec![step(Code::DigestCauseSignatureOfAnotherDocument, damage, Some(owner))];
        let form = Canonicalization { method: base.form.method, prefixes: base.form.prefixes.clone() };
        oracle.test(Candidate { flat, form, steps })?;
    }
    Search::Continue(())
}

fn indented_and_more<'t>(base: &Candidate<'t>, oracle: &mut Oracle<'_>) -> Search<'t> {
    if !white_space::has_blanks(&base.flat) {
        return Search::Continue(());
    }
    white_space::between_elements(base, &mut |first| {
        let each = &mut |candidate: Candidate<'t>| oracle.test(candidate);
        white_space::line_ends(&first, each)?;
        white_space::in_values(&first, each)?;
        canonical_form::forms(&first, each)?;
        namespaces::declarations(&first, each)?;
        namespaces::types(&first, each)?;
        characters::exchanged(&first, each)?;
        namespaces::prefixes(&first, each)
    })
}

fn other_pairs<'t>(base: &Candidate<'t>, oracle: &mut Oracle<'_>) -> Search<'t> {
    white_space::line_ends(base, &mut |first| {
        let each = &mut |candidate: Candidate<'t>| oracle.test(candidate);
        white_space::in_values(&first, each)?;
        characters::exchanged(&first, each)
    })?;
    characters::exchanged(base, &mut |first| {
        let each = &mut |candidate: Candidate<'t>| oracle.test(candidate);
        white_space::in_values(&first, each)?;
        characters::exchanged(&first, each)
    })?;
    namespaces::declarations(base, &mut |first| {
        namespaces::types(&first, &mut |candidate| oracle.test(candidate))
    })?;
    namespaces::prefixes(base, &mut |first| {
        namespaces::types(&first, &mut |candidate| oracle.test(candidate))
    })
}

fn indented_and_edited<'t>(base: &Candidate<'t>, pool: &[&str], oracle: &mut Oracle<'_>) -> Search<'t> {
    if !white_space::has_blanks(&base.flat) {
        return Search::Continue(());
    }
    white_space::between_elements(base, &mut |first| values::edited(&first, pool, oracle))
}

pub(super) fn step<'t>(
    code: Code,
    damage: impl Into<Cow<'static, str>>,
    place: Option<Element<'t>>,
) -> DamageStep<'t> {
    DamageStep { code, damage: damage.into(), place, places: 1, actual: None, expected: None }
}

/// A Reference to an ID that is nowhere in the message: the signature was made for something else.
pub(super) fn of_another_document(
    parts: &SignatureParts<'_>,
    examination: &Examination<'_>,
    proved: &[Proved<'_>],
) -> Option<Finding> {
    let owner = examination.parent();
    let named = parts.uri?.strip_prefix('#').filter(|id| !id.is_empty())?;
    let known = owner.document().elements().any(|element| element.attribute("ID") == Some(named));
    let explained = proved
        .iter()
        .any(|known| known.step.place == Some(owner) && known.step.expected.as_deref() == Some(named));
    if known || explained {
        return None;
    }
    let message = format!(
        "the signature of the {} refers to an ID that is not in the message: it was made for another message",
        owner.local_name()
    );
    let finding = Finding::new(Code::DigestCauseSignatureOfAnotherDocument, message)
        .with_confidence(Confidence::Likely)
        .at(Some(parts.signed_info.location()))
        .with_actual(format!("#{named}"))
        .with_expected(format!("#{}", owner.attribute("ID").unwrap_or_default()));
    Some(super::prose::with_fixes(finding))
}
