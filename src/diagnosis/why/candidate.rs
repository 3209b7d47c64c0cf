//! One candidate: what is suspected, undone; and the oracle that says whether it was so.

use super::flat_element::{FlatElement, Piece, PiecePlace};
use crate::signature::Canonicalization;
use crate::signature::digest::{Digest, digest_bytes, digest_element};
use crate::signature::{DigestAlgorithm, SignatureAlgorithm};
use crate::trust::Certificate;
use crate::xml::canonical::Canonicalizer;
use crate::xml::{Document, Element};
use crate::{Code, Limits};
use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow::{self, Break, Continue};

/// One damage that was undone.
#[derive(Clone, Debug)]
pub(super) struct DamageStep<'t> {
    pub(super) code: Code,
    /// What was done to the message, as a clause: `white space between elements was added`.
    pub(super) damage: Cow<'static, str>,
    /// The first element that was touched.
    pub(super) place: Option<Element<'t>>,
    /// How many places were touched.
    pub(super) places: usize,
    pub(super) actual: Option<String>,
    pub(super) expected: Option<String>,
}

/// A flat element with damage undone, in the form in which it is digested.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'t> {
    pub(super) flat: FlatElement<'t>,
    pub(super) form: Canonicalization<'t>,
    pub(super) steps: Vec<DamageStep<'t>>,
}

impl<'t> Candidate<'t> {
    /// The same with one more damage undone.
    pub(super) fn step(&self, flat: FlatElement<'t>, step: DamageStep<'t>) -> Candidate<'t> {
        let mut steps = self.steps.clone();
        steps.push(step);
        Candidate { flat, form: self.form.clone(), steps }
    }

    /// The same with texts and values rewritten; none where nothing changes.
    pub(super) fn rewrite(
        &self,
        code: Code,
        damage: impl Into<Cow<'static, str>>,
        rewrite: impl FnMut(&Piece<'t>, PiecePlace, &str) -> Option<String>,
    ) -> Option<Candidate<'t>> {
        let (flat, changed) = self.flat.rewritten(rewrite);
        let first = *changed.first()?;
        let step = DamageStep {
            code,
            damage: damage.into(),
            place: self.flat.pieces.get(first).map(|piece| piece.element),
            places: changed.len(),
            actual: self.flat.characters(first).map(str::to_owned),
            expected: flat.characters(first).map(str::to_owned),
        };
        Some(self.step(flat, step))
    }

    /// The same in another canonical form.
    pub(super) fn in_form(
        &self,
        form: Canonicalization<'t>,
        damage: impl Into<Cow<'static, str>>,
    ) -> Candidate<'t> {
        let place = self.flat.apex();
        let step = DamageStep {
            code: Code::DigestCauseOtherCanonicalisation,
            damage: damage.into(),
            place,
            places: 1,
            actual: None,
            expected: None,
        };
        let mut candidate = self.step(self.flat.clone(), step);
        candidate.form = form;
        candidate
    }
}

/// What a candidate has to give.
#[derive(Debug)]
pub(super) enum Target<'s> {
    /// This digest.
    Digest { algorithm: DigestAlgorithm, value: &'s [u8] },
    /// A digest that one of the keys verifies this value over.
    Signature { algorithm: SignatureAlgorithm, value: &'s [u8], keys: Vec<&'s Certificate> },
}

impl Target<'_> {
    fn algorithm(&self) -> DigestAlgorithm {
        match self {
            Target::Digest { algorithm, .. } => *algorithm,
            Target::Signature { algorithm, .. } => algorithm.digest(),
        }
    }

    /// What asking the keys costs, in digests of a short element.
    fn cost(&self) -> usize {
        match self {
            Target::Digest { .. } => 0,
            Target::Signature { keys, .. } => {
                keys.iter().map(|key| key.public_key().verification_cost()).fold(0, usize::saturating_add)
            }
        }
    }

    /// Whether this digest is the one; and which key says so.
    pub(super) fn is_met(&self, digest: &Digest) -> Option<Option<Certificate>> {
        match self {
            Target::Digest { value, .. } => (digest.as_bytes() == *value).then_some(None),
            Target::Signature { algorithm, value, keys } => keys
                .iter()
                .find(|key| {
                    algorithm.fits(key.public_key()) && algorithm.verify(key, digest.as_bytes(), value)
                })
                .map(|&key| Some(key.clone())),
        }
    }
}

/// A candidate that gave what it had to: a proof, for nobody finds a second text with the same digest.
#[derive(Debug)]
pub(super) struct Proof<'t> {
    pub(super) steps: Vec<DamageStep<'t>>,
    /// The key, where a signature was the target.
    pub(super) key: Option<Certificate>,
}

/// Goes on, or stops with a proof, or without one where the budget is spent.
pub(super) type Search<'t> = ControlFlow<Option<Proof<'t>>>;

/// Takes the next candidate; the search goes on unless it says otherwise.
pub(super) type TryCandidate<'e, 't> = &'e mut dyn FnMut(Candidate<'t>) -> Search<'t>;

/// Digests candidates within a budget (invariant: bounded).
#[derive(Debug)]
pub(super) struct Oracle<'s> {
    target: Target<'s>,
    limits: &'s Limits,
    canonicalizer: Canonicalizer,
    /// Digests taken.
    pub(super) tried: usize,
    spent: usize,
    ceiling: usize,
    /// What was digested already: different damages often come to the same text.
    seen: HashSet<u64>,
}

/// Bytes that count as one digest, so that work stays in proportion to the budget however long the element is.
const BYTES_A_DIGEST: usize = 16 << 10;
/// Bytes that a tag, an attribute or a text counts as beside its own.
const BYTES_A_PIECE: usize = 32;
/// The most keys asked about one candidate.
const MAX_KEYS: usize = 4;

impl<'s> Oracle<'s> {
    pub(super) fn new(mut target: Target<'s>, limits: &'s Limits) -> Oracle<'s> {
        if let Target::Signature { keys, .. } = &mut target {
            keys.truncate(MAX_KEYS);
        }
        let ceiling = limits.max_digests;
        Oracle {
            target,
            limits,
            canonicalizer: Canonicalizer::default(),
            tried: 0,
            spent: 0,
            ceiling,
            seen: HashSet::new(),
        }
    }

    /// Lets the next stage of the search spend a share of the whole budget, in hundredths.
    pub(super) fn allow(&mut self, hundredths: usize) {
        let share = self.limits.max_digests.saturating_mul(hundredths) / 100;
        self.ceiling = self.spent.saturating_add(share).min(self.limits.max_digests);
    }

    /// Digests one candidate.
    pub(super) fn test<'t>(&mut self, candidate: Candidate<'t>) -> Search<'t> {
        if self.spent >= self.ceiling {
            return Break(None);
        }
        let text = candidate.flat.write();
        // Many small pieces are more work than one of their length.
        let size = text.len().saturating_add(candidate.flat.pieces.len().saturating_mul(BYTES_A_PIECE));
        let mut hasher = DefaultHasher::new();
        (&text, candidate.form.method, &candidate.form.prefixes).hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            // Writing it was work all the same, where it is long.
            self.spent = self.spent.saturating_add(size / BYTES_A_DIGEST);
            return Continue(());
        }
        self.spend(size);
        // What cannot be read again was no message before it was damaged.
        let Ok(document) = Document::parse(&text, self.limits) else { return Continue(()) };
        let digested = digest_element(
            &mut self.canonicalizer,
            self.target.algorithm(),
            document.root(),
            candidate.form.method,
            &candidate.form.prefixes,
            None,
        );
        self.compare(&digested.digest, candidate.steps)
    }

    /// Digests bytes that are canonical already; the steps are asked for where they match.
    pub(super) fn test_bytes<'t>(
        &mut self,
        bytes: &[u8],
        steps: impl FnOnce() -> Vec<DamageStep<'t>>,
    ) -> Search<'t> {
        if self.spent >= self.ceiling {
            return Break(None);
        }
        self.spend(bytes.len());
        let digest = digest_bytes(self.target.algorithm(), bytes);
        match self.target.is_met(&digest) {
            Some(key) => Break(Some(Proof { steps: steps(), key })),
            None => Continue(()),
        }
    }

    /// The budgets that reading again keeps to.
    pub(super) fn limits(&self) -> &'s Limits {
        self.limits
    }

    fn spend(&mut self, bytes: usize) {
        self.tried = self.tried.saturating_add(1);
        let cost = 1_usize.saturating_add(bytes / BYTES_A_DIGEST).saturating_add(self.target.cost());
        self.spent = self.spent.saturating_add(cost);
    }

    fn compare<'t>(&self, digest: &Digest, steps: Vec<DamageStep<'t>>) -> Search<'t> {
        match self.target.is_met(digest) {
            Some(key) => Break(Some(Proof { steps, key })),
            None => Continue(()),
        }
    }
}
