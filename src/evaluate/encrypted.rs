//! The way through a message of which something is encrypted.
//!
//! 1. A signature of the Response around the ciphertext is verified first: what a forger makes is never decrypted.
//! 2. The assertion is decrypted and surveyed as the message was.
//! 3. `validate` is *sealed* from there on: until the assertion is proved to be its issuer's, nothing that depends on the
//!    plaintext is answered but `decryption-failed`. That holds below a verified signature too: whoever runs one of
//!    several identity providers can sign a Response around a ciphertext that was made for the service by another.
//! 4. What is encrypted inside the assertion is decrypted after the assertion is proved; all that is wrong with it is one
//!    answer again.

use super::Judgement;
use crate::assertion::{Assertion, part_faults};
use crate::check::rules::structure::{distinct_ids, invalid, is_plain_part, loose_names};
use crate::check::{self, CheckResult, Context, Outcome};
use crate::decrypt::{Allowed, Decrypted, Decryptor, Plaintexts, Sender, uniform};
use crate::finding::Findings;
use crate::signature::{Examination, Signed};
use crate::trust::Certificate;
use crate::xml::Element;
use crate::xml::canonical::Canonicalizer;
use crate::{Code, Expectations, Finding, Severity};
use std::ops::ControlFlow::{self, Break, Continue};

impl<'c, 't> Judgement<'c, 't> {
    pub(super) fn decryptor(&self, expectations: &'c Expectations) -> Decryptor<'c> {
        let keys = &expectations.decryption_keys;
        let recipient = expectations.service_provider.entity_id();
        Decryptor::new(keys, recipient, &expectations.limits, self.thorough)
    }

    /// Decrypts the assertion, where it is encrypted and there are keys.
    pub(super) fn open_assertion(
        &mut self,
        context: &Context<'_, '_>,
        decryptor: &mut Decryptor<'_>,
        canonicalizer: &mut Canonicalizer,
        plaintexts: &'t Plaintexts<'t>,
        expectations: &'c Expectations,
        findings: &mut Findings,
    ) -> ControlFlow<()> {
        let Some(encrypted) = self.layout.encrypted.filter(|_| self.layout.assertion.is_none()) else {
            return Continue(());
        };
        let keys = &expectations.decryption_keys;
        if keys.is_empty() {
            return Continue(());
        }
        let mut outcome = Outcome::Pass;
        if expectations.policy.encrypted_assertion == Severity::Error {
            findings.error(not_supported(encrypted));
            outcome = Outcome::Fail;
            if !self.thorough {
                return self.record("decryption", outcome);
            }
        }
        let signed = self.verify_around(encrypted, context, canonicalizer, expectations, findings)?;
        let attempt =
            decryptor.decrypt(encrypted, allowed(expectations, sender_of_assertion(signed, expectations)));
        if let Some(refused) = attempt.refused {
            findings.error(refused.explain(keys));
            outcome = Outcome::Fail;
        }
        self.sealed = !self.thorough;
        let decrypted = match attempt.decrypted {
            Ok(decrypted) => decrypted,
            Err(_) if self.sealed => Decrypted::decoy(encrypted),
            Err(failure) => {
                findings.error(failure.explain(keys));
                return self.record("decryption", Outcome::Fail);
            }
        };
        let limits = &expectations.limits;
        let opened = match plaintexts.read(decrypted, limits) {
            Ok(opened) => opened,
            Err(_) if self.sealed => match plaintexts.read_decoy(encrypted, limits) {
                Some(decoy) => decoy,
                None => return Break(()),
            },
            Err(error) => {
                findings.error(unreadable(encrypted, error.into()));
                return self.record("decryption", Outcome::Fail);
            }
        };
        if !self.layout.adopt(opened, findings) {
            outcome = Outcome::Fail;
        }
        if let Some(element) = self.layout.assertion {
            let (assertion, faults) = Assertion::read_with_faults(element);
            self.assertion = Some(assertion);
            for fault in faults {
                outcome = Outcome::Fail;
                if !findings.enough_of(Code::StructureInvalid) {
                    findings.error(invalid(fault));
                }
            }
        }
        if outcome == Outcome::Pass {
            findings.note(|| decrypted_note(encrypted, &attempt.described));
        }
        self.record("decryption", outcome)
    }

    /// Whether a signature around the ciphertext verifies. One that does not ends the matter before anything is
    /// decrypted, except for a report.
    fn verify_around(
        &mut self,
        encrypted: Element<'t>,
        context: &Context<'_, '_>,
        canonicalizer: &mut Canonicalizer,
        expectations: &'c Expectations,
        findings: &mut Findings,
    ) -> ControlFlow<(), bool> {
        let Some(response) = self.response.filter(|response| response.issuer().is_some()) else {
            // Nobody is named whose keys could be taken: the issuer inside decides, later.
            return Continue(false);
        };
        let mut found = findings.empty_like();
        let (providers, certificates) = (&expectations.identity_providers, &expectations.certificates);
        let selection =
            check::rules::issuer::select(Some(&response), None, providers, certificates, &mut found);
        if !self.thorough && selection.outcome == Outcome::Fail {
            found.into_vec().into_iter().for_each(|finding| findings.error(finding));
            self.record("issuer", selection.outcome)?;
        }
        self.examine(canonicalizer, selection.keys, &expectations.limits);
        let around = |signed: Signed<'t>| signed.descend(encrypted).is_some();
        let signed = self.examinations.iter().filter_map(Examination::signed).any(around);
        if !self.thorough && !signed && !self.examinations.is_empty() {
            let policy = &expectations.policy;
            let (layout, keys) = (&self.layout, selection.keys);
            let (outcome, _) =
                check::rules::signature::check(layout, &self.examinations, keys, policy, findings);
            self.record("signature", if outcome == Outcome::Pass { Outcome::Fail } else { outcome })?;
        }
        // It counts only where the policy would let it stand: a weak signature is one that somebody else may have made.
        let mut weak = findings.empty_like();
        let algorithm = check::rules::algorithm::check(&self.examinations, context.policy, &mut weak);
        let (provider, keys) = (selection.provider, selection.keys);
        let dates = check::rules::certificate::check(context, &self.examinations, provider, keys, &mut weak);
        for (name, outcome) in [("algorithm", algorithm), ("certificate", dates)] {
            if signed && outcome == Outcome::Fail {
                if !self.thorough {
                    weak.into_vec().into_iter().for_each(|finding| findings.error(finding));
                    self.record(name, outcome)?;
                }
                return Continue(false);
            }
        }
        Continue(signed)
    }

    /// The keys of the issuer; while sealed any others where it has none, so that a signature is verified all the same.
    pub(super) fn keys_to_try(
        &self,
        keys: &'c [Certificate],
        expectations: &'c Expectations,
    ) -> &'c [Certificate] {
        match expectations.identity_providers.first() {
            Some(provider) if self.sealed && keys.is_empty() => provider.signing_certificates(),
            _ => keys,
        }
    }

    /// Ends the sealed part: from here on everything read is signed, and failures may be told apart.
    pub(super) fn unseal(&mut self) -> ControlFlow<()> {
        let decoy = self.layout.opened.is_some_and(|opened| opened.is_decoy());
        if self.sealed && (self.spoiled || decoy || self.signed.is_none()) {
            return Break(());
        }
        self.sealed = false;
        Continue(())
    }

    /// Replaces whatever ended a sealed walk with the one answer.
    pub(super) fn answer_alike(&mut self, walked: ControlFlow<()>, findings: &mut Findings) {
        if self.sealed && walked.is_break() {
            findings.replace_with(uniform());
            self.signed = None;
            self.checks.push(CheckResult { name: "decryption", outcome: Outcome::Fail });
        }
    }

    /// Decrypts the EncryptedID and EncryptedAttributes of the assertion, where there are keys.
    pub(super) fn open_parts(
        &mut self,
        decryptor: &mut Decryptor<'_>,
        plaintexts: &'t Plaintexts<'t>,
        expectations: &'c Expectations,
        findings: &mut Findings,
    ) -> ControlFlow<()> {
        let keys = &expectations.decryption_keys;
        let Some(assertion) = self.assertion else { return Continue(()) };
        if keys.is_empty() {
            if assertion.has_encrypted_attributes() {
                findings.note(|| unread(assertion.element()));
            }
            return Continue(());
        }
        let mut parts = assertion.encrypted_parts().peekable();
        if parts.peek().is_none() {
            return Continue(());
        }
        let mut outcome = Outcome::Pass;
        let mut decrypted = Vec::new();
        for part in parts {
            // What the assertion's signature covers nobody but its signer can have made.
            let signed = self.signed.is_some_and(|signed| signed.descend(part).is_some());
            let attempt =
                decryptor.decrypt(part, allowed(expectations, sender_of_part(signed, expectations)));
            let failure = match attempt.decrypted {
                Ok(plaintext) => {
                    decrypted.push(plaintext);
                    attempt.refused
                }
                Err(failure) => Some(failure),
            };
            if let Some(failure) = failure {
                outcome = Outcome::Fail;
                if !self.thorough {
                    findings.error(uniform());
                    return self.record("decryption-inside", outcome);
                }
                if !findings.enough_of(Code::DecryptionFailed) {
                    findings.error(failure.explain(keys));
                }
            }
        }
        let opened = match plaintexts.read_parts(decrypted, &expectations.limits) {
            Ok(opened) => opened,
            Err((holder, error)) => {
                findings.error(if self.thorough { unreadable(holder, error.into()) } else { uniform() });
                return self.record("decryption-inside", Outcome::Fail);
            }
        };
        let mut documents = vec![assertion.element()];
        documents.extend(self.layout.opened.map(|opened| opened.encrypted()));
        for part in opened {
            let root = part.plaintext();
            if !is_plain_part(root) {
                outcome = Outcome::Fail;
                findings.error(hostile_part(part.encrypted()));
            }
            for fault in part_faults(part.encrypted(), root) {
                outcome = Outcome::Fail;
                findings.error(invalid(fault));
            }
            if self.signed.is_some_and(|signed| signed.decrypted(part).is_none()) {
                outcome = Outcome::Fail;
                findings.error(loose_names(part.encrypted()));
            }
            // At most as many as there were private-key operations.
            if !distinct_ids(root, &documents, findings) {
                outcome = Outcome::Fail;
            }
            documents.push(root);
        }
        if !self.thorough && outcome == Outcome::Fail {
            findings.replace_with(uniform());
        }
        self.assertion = Some(assertion.with_opened(opened));
        self.record("decryption-inside", outcome)
    }
}

/// Of an assertion: its issuer stands inside, and nothing is answered before it was looked at.
fn sender_of_assertion(signed: bool, expectations: &Expectations) -> Sender {
    match sender_of_part(signed, expectations) {
        Sender::OneOfSeveral => Sender::OneOfSeveralNamed,
        sender => sender,
    }
}

/// Of a part: nothing inside tells whose it is.
pub(super) fn sender_of_part(signed: bool, expectations: &Expectations) -> Sender {
    match (signed, expectations.identity_providers.len()) {
        (false, _) => Sender::Anybody,
        (true, 0 | 1) => Sender::Signer,
        (true, _) => Sender::OneOfSeveral,
    }
}

pub(super) fn allowed(expectations: &Expectations, sender: Sender) -> Allowed {
    let policy = &expectations.policy;
    Allowed {
        rsa_1_5: policy.allow_rsa_1_5,
        triple_des: policy.allow_3des,
        cbc_outside_signature: policy.allow_cbc_outside_signature,
        min_rsa_bits: policy.min_rsa_bits,
        sender,
    }
}

fn not_supported(element: Element<'_>) -> Finding {
    Finding::new(Code::EncryptedAssertion, "the assertion is encrypted, which Twilio Flex does not support, whoever has the key")
        .at(Some(element.location()))
        .with_expected("a saml:Assertion in clear text inside a signed Response")
        .with_fix("remove the service's encryption certificate at the identity provider, so that the assertion is not encrypted")
}

fn decrypted_note(element: Element<'_>, described: &str) -> Finding {
    Finding::new(
        Code::EncryptedAssertion,
        format!("the assertion was encrypted, and was decrypted: {described}"),
    )
    .with_severity(Severity::Info)
    .at(Some(element.location()))
}

fn unread(assertion: Element<'_>) -> Finding {
    let message = "the assertion has encrypted attributes, and no key to decrypt them was given; a login is without them";
    Finding::new(Code::DecryptionFailed, message)
        .with_severity(Severity::Warning)
        .at(Some(assertion.location()))
        .with_fix("give the service provider's private key (--decrypt-key, ValidatorBuilder::decryption_key), or have the attributes sent in clear text inside a signed Response")
}

/// Line and column count within the plaintext, so they are told in words.
fn unreadable(holder: Element<'_>, error: Finding) -> Finding {
    let place = error.location().map_or_else(String::new, |place| {
        format!(" at line {}, column {} of the plaintext", place.line, place.column)
    });
    Finding::new(error.code(), format!("what was decrypted cannot be read: {}{place}", error.message()))
        .at(Some(holder.location()))
        .with_fix("report it at the identity provider: the plaintext must be one XML element")
}

fn hostile_part(holder: Element<'_>) -> Finding {
    let message = format!(
        "what {} was decrypted to holds an assertion, a signature, or more that is encrypted",
        holder.local_name()
    );
    Finding::new(Code::SignatureWrapping, message)
        .at(Some(holder.location()))
        .with_fix("treat the message as hostile: an identifier or attribute holds nothing of the sort")
}
