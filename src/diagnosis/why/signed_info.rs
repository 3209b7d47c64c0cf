//! The search for what was done to SignedInfo.

use super::candidate::{Candidate, Oracle, Search, Target};
use super::content::step;
use super::flat_element::{FlatElement, PiecePlace};
use super::{SignatureParts, Tried, canonical_form, namespaces, white_space};
use crate::signature::Canonicalization;
use crate::signature::digest::digest_element;
use crate::signature::{DigestAlgorithm, Examination, SignatureAlgorithm};
use crate::trust::Certificate;
use crate::xml::canonical::{Canonicalizer, Method};
use crate::xml::{Element, Namespace};
use crate::{Code, Limits};
use base64::Engine;

/// Undoes damage until SignatureValue verifies over SignedInfo with one of the keys.
pub(super) fn search<'t>(
    parts: &SignatureParts<'t>,
    examination: &Examination<'t>,
    keys: Vec<&Certificate>,
    limits: &Limits,
) -> Tried<'t> {
    let base = Candidate {
        flat: FlatElement::of(parts.signed_info, None),
        form: parts.signed_info_form.clone(),
        steps: Vec::new(),
    };
    let value = &parts.signature_value;
    let mut tried: usize = 0;
    if let Some(algorithm) = parts.algorithm {
        // The bytes as declared come first: where they verify, nothing was damaged and nothing can be proved.
        let (form, info) = (&parts.signed_info_form, parts.signed_info);
        let mut canonicalizer = Canonicalizer::default();
        let as_declared =
            digest_element(&mut canonicalizer, algorithm.digest(), info, form.method, &form.prefixes, None);
        if (Target::Signature { algorithm, value, keys: keys.clone() }).is_met(&as_declared.digest).is_some()
        {
            return Tried::InVain(0);
        }
        let mut oracle = Oracle::new(Target::Signature { algorithm, value, keys: keys.clone() }, limits);
        let found = walk(&base, parts, examination, &mut oracle);
        tried = oracle.tried;
        if let Search::Break(Some(_)) = found {
            return Tried::of(found, tried);
        }
    }
    let others = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha1, DigestAlgorithm::Sha512]
        .map(SignatureAlgorithm::Rsa);
    for algorithm in others.into_iter().filter(|other| Some(*other) != parts.algorithm) {
        let mut oracle = Oracle::new(Target::Signature { algorithm, value, keys: keys.clone() }, limits);
        let damage =
            format!("SignedInfo was signed with {}, which SignatureMethod does not name", algorithm.as_str());
        let mut candidate = base.clone();
        candidate.steps.push(step(Code::DigestCauseOtherCanonicalisation, damage, Some(parts.signed_info)));
        let found = oracle.test(candidate);
        tried = tried.saturating_add(oracle.tried);
        if let Search::Break(Some(_)) = found {
            return Tried::of(found, tried);
        }
    }
    Tried::InVain(tried)
}

fn walk<'t>(
    base: &Candidate<'t>,
    parts: &SignatureParts<'t>,
    examination: &Examination<'t>,
    oracle: &mut Oracle<'_>,
) -> Search<'t> {
    {
        let each = &mut |candidate: Candidate<'t>| oracle.test(candidate);
        white_space::between_elements(base, each)?;
        white_space::line_ends(base, each)?;
        white_space::in_values(base, each)?;
        canonical_form::forms(base, each)?;
        namespaces::declarations(base, each)?;
        namespaces::prefixes(base, each)?;
    }
    edited(base, parts, examination, oracle)?;
    others(parts, oracle)?;
    if !white_space::has_blanks(&base.flat) {
        return Search::Continue(());
    }
    white_space::between_elements(base, &mut |first| {
        let each = &mut |candidate: Candidate<'t>| oracle.test(candidate);
        white_space::line_ends(&first, each)?;
        white_space::in_values(&first, each)?;
        canonical_form::forms(&first, each)?;
        namespaces::declarations(&first, each)?;
        namespaces::prefixes(&first, each)
    })
}

/// The parts of SignedInfo that somebody may have edited: the digest, the URI, the algorithms.
fn edited<'t>(
    base: &Candidate<'t>,
    parts: &SignatureParts<'t>,
    examination: &Examination<'t>,
    oracle: &mut Oracle<'_>,
) -> Search<'t> {
    let owner = examination.parent();
    let changed = Code::DigestCauseValueChanged;
    for method in [Method::Exclusive, Method::Inclusive] {
        let mut canonicalizer = Canonicalizer::default();
        let form = Canonicalization { method, prefixes: parts.form.prefixes.clone() };
        let signature = Some(examination.signature());
        let digested =
            digest_element(&mut canonicalizer, parts.digest, owner, form.method, &form.prefixes, signature);
        let text = base64::engine::general_purpose::STANDARD.encode(digested.digest.as_bytes());
        let candidate = base.rewrite(changed, "DigestValue was changed", |piece, place, _| {
            (place == PiecePlace::Value && piece.element.local_name() == "DigestValue").then(|| text.clone())
        });
        if let Some(candidate) = candidate {
            oracle.test(candidate)?;
        }
    }
    let ids = owner.document().elements().filter_map(|element| element.attribute("ID"));
    for id in ids.take(8) {
        let candidate = base.rewrite(changed, "the URI of the Reference was changed", |piece, place, _| {
            (place == PiecePlace::Attribute && piece.element.local_name() == "Reference")
                .then(|| format!("#{id}"))
        });
        if let Some(candidate) = candidate {
            oracle.test(candidate)?;
        }
    }
    for digest in [
        "http://www.w3.org/2001/04/xmlenc#sha256",
        "http://www.w3.org/2000/09/xmldsig#sha1",
        "http://www.w3.org/2001/04/xmlenc#sha512",
    ] {
        let candidate = base.rewrite(changed, "DigestMethod was changed", |piece, place, _| {
            (place == PiecePlace::Attribute && piece.element.local_name() == "DigestMethod")
                .then(|| digest.to_owned())
        });
        if let Some(candidate) = candidate {
            oracle.test(candidate)?;
        }
    }
    Search::Continue(())
}

/// SignedInfo of the other signatures in the message.
fn others<'t>(parts: &SignatureParts<'t>, oracle: &mut Oracle<'_>) -> Search<'t> {
    let document = parts.signed_info.document();
    let all = document.elements().filter(|element| element.is(Namespace::DS, "SignedInfo"));
    for other in all.filter(|element| *element != parts.signed_info).take(4) {
        let owner = other.parent().and_then(|signature: Element<'_>| signature.parent());
        let damage = format!(
            "SignatureValue was taken from the signature of the {}",
            owner.map_or("other element", |owner| owner.local_name())
        );
        oracle.test(Candidate {
            flat: FlatElement::of(other, None),
            form: parts.signed_info_form.clone(),
            steps: vec![step(Code::DigestCauseSignatureOfAnotherDocument, damage, Some(parts.signed_info))],
        })?;
    }
    Search::Continue(())
}
