//! Why a digest or a signature fails, with proof: one suspected damage is undone, then digested again.
//!
//! A match proves the damage, because a second text with the same digest cannot be found. What is undone serves this answer
//! alone: no verdict comes from repaired bytes (invariant: no-repair), and `validate` never gets here.

mod candidate;
mod canonical_form;
mod characters;
mod content;
mod encodings;
mod flat_element;
mod lost;
mod namespaces;
mod prose;
pub(crate) mod signature_parts;
mod signed_info;
mod template;
mod values;
mod white_space;

use crate::check::near_miss::signing_key::untrusted;
use crate::signature::Examination;
use crate::trust::Certificate;
use crate::{Code, Finding, Limits};
use candidate::{DamageStep, Search};
use signature_parts::SignatureParts;

/// A damage that a digest or signature proved, and of what.
struct Proved<'t> {
    step: DamageStep<'t>,
    /// What digests or verifies with it undone: `the Response`, `SignedInfo of the Assertion`.
    of: Vec<String>,
}

/// Explains every signature that does not verify: adds findings, and adds to the old ones what was tried.
pub(crate) fn explain(
    examinations: &[Examination<'_>],
    keys: &[Certificate],
    limits: &Limits,
    findings: &mut Vec<Finding>,
) {
    let mut proved: Vec<Proved<'_>> = Vec::new();
    for examination in examinations {
        let signature = examination.signature();
        // A decrypted assertion is a document of its own.
        let document = signature.document();
        let Some(parts) = SignatureParts::of(signature, limits.max_inclusive_prefixes) else { continue };
        let owner = examination.parent().local_name();
        let embedded = examination.embedded();
        let others = embedded.askable().iter().filter(|certificate| !keys.contains(certificate));
        let at_hand: Vec<&Certificate> = keys.iter().chain(others).collect();
        let verified = examination.trusted().is_some() || embedded.matching().is_some();
        if !verified && !at_hand.is_empty() {
            let tried = signed_info::search(&parts, examination, at_hand, limits);
            if let Tried::Proved(_, Some(key)) = &tried {
                // Undone damage does not make a stranger's key a trusted one.
                if !keys.is_empty() && !keys.contains(key) {
                    let how = "the certificate embedded in it, after the damage was repaired";
                    findings.push(untrusted(owner, how, key, keys).at(Some(signature.location())));
                }
            }
            let of = format!("SignedInfo of the {owner}");
            let tried = tried.for_a_moved_signature(is_about_another_element(&parts, examination));
            if let Some(tail) = settle(&mut proved, tried, &of) {
                amend(findings, Code::SignatureValueMismatch, &signature.path(), &tail);
            }
        }
        let tried = content::search(document, &parts, examination, limits);
        if let Some(mut tried) = tried {
            let path = examination.parent().path();
            for step in tried.without_code() {
                if let Some(finding) = found(findings, Code::DigestMismatch, &path) {
                    *finding = prose::with_proof(finding, &step, owner);
                }
            }
            if let Some(tail) = settle(&mut proved, tried, &format!("the {owner}")) {
                amend(findings, Code::DigestMismatch, &path, &tail);
                if let Some(tail) = lost::letters(examination.parent()) {
                    amend(findings, Code::DigestMismatch, &path, tail);
                }
            }
        }
        if let Some(finding) = content::of_another_document(&parts, examination, &proved) {
            findings.push(finding);
        }
    }
    withdraw_contradictions(&mut proved, findings);
    findings.extend(proved.iter().map(prose::finding));
}

/// Two proofs that contradict each other, one that a thing was added and one that it was lost, are none: what happened to
/// the message is not known, so neither is said.
fn withdraw_contradictions(proved: &mut Vec<Proved<'_>>, findings: &mut [Finding]) {
    let damages: Vec<(Code, String)> =
        proved.iter().map(|one| (one.step.code, one.step.damage.clone().into_owned())).collect();
    let is_contradicted = |one: &Proved<'_>| {
        damages.iter().any(|(code, damage)| *code == one.step.code && are_opposite(&one.step.damage, damage))
    };
    let before = proved.len();
    proved.retain(|one| !is_contradicted(one));
    if proved.len() < before {
        let mismatches = findings
            .iter_mut()
            .filter(|finding| matches!(finding.code(), Code::DigestMismatch | Code::SignatureValueMismatch));
        mismatches.for_each(|finding| {
            finding.amend(
                "; what explains one signature contradicts what explains the other, so neither is proved",
            )
        });
    }
}

/// Whether one damage is the reverse of the other.
fn are_opposite(one: &str, other: &str) -> bool {
    let turned = |text: &str| {
        let (from, to) = text.split_once(" were turned into ")?;
        Some((from.to_owned(), to.to_owned()))
    };
    if let (Some((from, to)), Some((other_from, other_to))) = (turned(one), turned(other)) {
        return (from, to) == (other_to, other_from);
    }
    let is_pair = |one: &str, other: &str| {
        ["removed", "lost", "dropped"]
            .iter()
            .any(|verb| one.replacen("added", verb, 1) == other && one != other)
    };
    is_pair(one, other) || is_pair(other, one)
}

/// Whether the signature is for another element than the one that carries it: then it was moved, and what its
/// SignedInfo lost or gained with the surroundings says nothing about the signer.
fn is_about_another_element(parts: &SignatureParts<'_>, examination: &Examination<'_>) -> bool {
    let named = parts.uri.and_then(|uri| uri.strip_prefix('#'));
    named.is_some() && named != examination.parent().attribute("ID")
}

/// The result of a search.
enum Tried<'t> {
    /// The damages that were undone when it matched, and the key that matched.
    Proved(Vec<DamageStep<'t>>, Option<Certificate>),
    /// How many digests were tried without success.
    InVain(usize),
}

impl<'t> Tried<'t> {
    fn of(search: Search<'t>, tried: usize) -> Tried<'t> {
        match search {
            Search::Break(Some(proof)) => Tried::Proved(proof.steps, proof.key),
            _ => Tried::InVain(tried),
        }
    }

    /// Takes out the damages that have no code of their own.
    fn without_code(&mut self) -> Vec<DamageStep<'t>> {
        match self {
            Tried::Proved(steps, _) => {
                let (bare, coded) = std::mem::take(steps)
                    .into_iter()
                    .partition(|step: &DamageStep<'_>| step.code == Code::DigestMismatch);
                *steps = coded;
                bare
            }
            Tried::InVain(_) => Vec::new(),
        }
    }

    /// Without what would be said of the signer, where the signature was moved.
    fn for_a_moved_signature(self, moved: bool) -> Tried<'t> {
        match self {
            Tried::Proved(mut steps, key) if moved => {
                steps.retain(|step| step.code != Code::DigestCauseOtherCanonicalisation);
                Tried::Proved(steps, key)
            }
            tried => tried,
        }
    }
}

/// Keeps what was proved, each damage once; or says what was tried.
fn settle<'t>(proved: &mut Vec<Proved<'t>>, tried: Tried<'t>, of: &str) -> Option<String> {
    match tried {
        Tried::Proved(steps, _) => {
            for step in steps {
                let same = proved.iter_mut().find(|known| {
                    known.step.code == step.code
                        && known.step.damage == step.damage
                        && known.step.expected == step.expected
                });
                match same {
                    Some(known) => known.of.push(of.to_owned()),
                    None => proved.push(Proved { step, of: vec![of.to_owned()] }),
                }
            }
            None
        }
        Tried::InVain(0) => None,
        Tried::InVain(tried) => Some(prose::in_vain(tried, of)),
    }
}

fn amend(findings: &mut [Finding], code: Code, path: &str, tail: &str) {
    if let Some(finding) = found(findings, code, path) {
        finding.amend(tail);
    }
}

/// The finding with this code at this place.
fn found<'f>(findings: &'f mut [Finding], code: Code, path: &str) -> Option<&'f mut Finding> {
    let here = |finding: &&mut Finding| {
        finding.code() == code && finding.location().is_some_and(|location| location.path == path)
    };
    findings.iter_mut().find(here)
}

#[cfg(test)]
mod tests {
    use super::are_opposite;

    #[test]
    fn what_was_added_and_what_was_lost_are_opposite() {
        let commas = "white space after commas was added";
        assert!(are_opposite(commas, "white space after commas was removed"));
        assert!(are_opposite("white space after commas was removed", commas));
        assert!(are_opposite("quotes were turned into apostrophes", "apostrophes were turned into quotes"));
        assert!(!are_opposite(commas, commas));
        assert!(!are_opposite(commas, "white space around a value was removed"));
        assert!(!are_opposite("quotes were turned into apostrophes", "quotes were turned into apostrophes"));
    }
}
