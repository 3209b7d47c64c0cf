//! The way of a message in which something is encrypted.
//!
//! 1. A signature of the Response around the ciphertext is verified first. What an attacker made is not decrypted.
//! 2. The assertion is decrypted, and its parts are located as those of the message were.
//! 3. `validate` gives one answer, `decryption-failed`, for every failure from there until the assertion is proved to be
//!    its issuer's, after the same work. That includes what is inside a verified signature: one of several identity
//!    providers can sign a Response around a ciphertext that another made for the service.
//! 4. Identifiers and attributes inside the assertion are decrypted after the assertion is proved. Every failure there
//!    is one answer again.

use super::{Evaluation, EvaluationInput, acceptable};
use crate::assertion::{Assertion, part_faults};
use crate::check::Findings;
use crate::check::rules::issuer::Selection;
use crate::check::rules::structure::{distinct_ids, invalid, is_plain_part, uncovered_namespaces};
use crate::check::{self, CheckOutcome, CheckResult};
use crate::decrypt::{
    Allowed, CiphertextSender, Decrypted, Decryption, DecryptionFailure, Decryptor, Opened, uniform,
};
use crate::expectations::Expectations;
use crate::signature::{Examination, Signed};
use crate::trust::Certificate;
use crate::xml::Element;
use crate::{Code, Finding, Handling, Severity};
use std::ops::ControlFlow::{self, Break, Continue};

impl<'c, 't> Evaluation<'c, 't> {
    /// Every step of a message with encrypted parts that there are keys for.
    pub(super) fn walk_encrypted(
        &mut self,
        input: &EvaluationInput<'c, 't>,
        findings: &mut Findings,
    ) -> ControlFlow<()> {
        let expectations = input.expectations;
        let keys = &expectations.decryption_keys;
        let recipient = expectations.service_provider.entity_id();
        let decryptor = Decryptor::new(keys, recipient, &expectations.limits, self.for_report);
        EncryptedWalk { evaluation: self, input, decryptor }.walk(findings)
    }
}

/// The state of the walk: the evaluation so far, and the decryptor with what is left of its budget.
struct EncryptedWalk<'w, 'c, 't> {
    evaluation: &'w mut Evaluation<'c, 't>,
    input: &'w EvaluationInput<'c, 't>,
    decryptor: Decryptor<'c>,
}

impl<'c, 't> EncryptedWalk<'_, 'c, 't> {
    fn walk(&mut self, findings: &mut Findings) -> ControlFlow<()> {
        let input = self.input;
        let selection = match self.evaluation.encrypted_assertion() {
            Some(encrypted) => self.prove_encrypted_assertion(encrypted, findings)?,
            None => self.select_and_verify(findings)?,
        };
        // Before anything else is decrypted: a weak signature may be somebody else's, who put a ciphertext under it.
        self.evaluation.check_algorithms(input, findings)?;
        self.evaluation.check_certificates(input, &selection, findings)?;
        self.decrypt_parts(findings)?;
        self.evaluation.record("issuer", selection.outcome)?;
        self.evaluation.check_content(input, findings)
    }

    fn select_and_verify(&mut self, findings: &mut Findings) -> ControlFlow<(), Selection<'c>> {
        let selection = self.evaluation.select_provider(self.input, findings)?;
        self.evaluation.verify_signatures(self.input, &selection, findings)?;
        Continue(selection)
    }

    /// Decrypts the assertion and proves whose it is.
    fn prove_encrypted_assertion(
        &mut self,
        encrypted: Element<'t>,
        findings: &mut Findings,
    ) -> ControlFlow<(), Selection<'c>> {
        let expectations = self.input.expectations;
        let mut outcome = CheckOutcome::Pass;
        if expectations.policy.encrypted_assertion == Handling::Refuse {
            findings.error(not_supported(encrypted, expectations.profile.service_name()));
            outcome = CheckOutcome::Fail;
            if !self.evaluation.for_report {
                self.evaluation.record("decryption", outcome)?;
            }
        }
        let signed = self.verify_around(encrypted, findings)?;
        let allowed = allowed(expectations, sender_of_assertion(signed, expectations));
        let decryption = self.decryptor.decrypt(encrypted, allowed);
        if self.evaluation.for_report {
            outcome = self.read_for_report(encrypted, decryption, outcome, findings);
            self.evaluation.record("decryption", outcome)?;
            return self.select_and_verify(findings);
        }
        match self.prove_plaintext(encrypted, decryption.decrypted, findings) {
            Some(selection) => Continue(selection),
            None => {
                findings.replace_with(uniform());
                self.evaluation.signed = None;
                self.evaluation.checks.push(CheckResult { name: "decryption", outcome: CheckOutcome::Fail });
                Break(())
            }
        }
    }

    /// Proves that the plaintext is its issuer's. No failure ends it early, and a decoy takes the place of a plaintext
    /// that there is not, so that every failure costs the same work and looks the same to the sender.
    fn prove_plaintext(
        &mut self,
        encrypted: Element<'t>,
        decrypted: Result<Decrypted<'t>, DecryptionFailure<'t>>,
        findings: &mut Findings,
    ) -> Option<Selection<'c>> {
        let expectations = self.input.expectations;
        let (plaintexts, limits) = (self.input.plaintexts, &expectations.limits);
        let decrypted = decrypted.unwrap_or_else(|_| Decrypted::decoy(encrypted));
        let opened = match plaintexts.read(decrypted, limits) {
            Ok(opened) => opened,
            Err(_) => plaintexts.read_decoy(encrypted, limits)?,
        };
        let read = self.adopt(opened, findings);
        self.evaluation.checks.push(CheckResult { name: "decryption", outcome: read });
        let selection = self.evaluation.selection(expectations, findings);
        self.evaluation.provider = selection.provider;
        self.evaluation.examine(self.keys_or_others(selection.keys), self.input);
        let verified = self.evaluation.check_signatures(self.input, &selection, findings);
        self.evaluation.checks.push(CheckResult { name: "signature", outcome: verified });
        let passed = [read, selection.outcome, verified].into_iter().all(acceptable);
        (passed && !opened.is_decoy() && self.evaluation.signed.is_some()).then_some(selection)
    }

    /// The issuer's keys. If it has none, those of another provider, so that verifying is the same work.
    fn keys_or_others(&self, keys: &'c [Certificate]) -> &'c [Certificate] {
        match self.input.expectations.identity_providers.first() {
            Some(provider) if keys.is_empty() => provider.signing_certificates(),
            _ => keys,
        }
    }

    /// Reads the plaintext and explains what is wrong: a report is for somebody who has the key.
    fn read_for_report(
        &mut self,
        encrypted: Element<'t>,
        decryption: Decryption<'t>,
        mut outcome: CheckOutcome,
        findings: &mut Findings,
    ) -> CheckOutcome {
        let expectations = self.input.expectations;
        let keys = &expectations.decryption_keys;
        if let Some(refused) = decryption.refused {
            findings.error(refused.explain(keys));
            outcome = CheckOutcome::Fail;
        }
        let decrypted = match decryption.decrypted {
            Ok(decrypted) => decrypted,
            Err(failure) => {
                findings.error(failure.explain(keys));
                return CheckOutcome::Fail;
            }
        };
        let opened = match self.input.plaintexts.read(decrypted, &expectations.limits) {
            Ok(opened) => opened,
            Err(error) => {
                findings.error(unreadable(encrypted, error.into()));
                return CheckOutcome::Fail;
            }
        };
        if self.adopt(opened, findings) == CheckOutcome::Fail {
            outcome = CheckOutcome::Fail;
        }
        if outcome == CheckOutcome::Pass {
            findings.warning(|| decrypted_note(encrypted, &decryption.described));
        }
        outcome
    }

    /// Takes the plaintext as the assertion of the message.
    fn adopt(&mut self, opened: Opened<'t>, findings: &mut Findings) -> CheckOutcome {
        let mut outcome = match self.evaluation.layout.adopt(opened, findings) {
            true => CheckOutcome::Pass,
            false => CheckOutcome::Fail,
        };
        if let Some(element) = self.evaluation.layout.assertion {
            let (assertion, faults) = Assertion::read_with_faults(element);
            self.evaluation.assertion = Some(assertion);
            for fault in faults {
                outcome = CheckOutcome::Fail;
                if !findings.enough_of(Code::StructureInvalid) {
                    findings.error(invalid(fault));
                }
            }
        }
        outcome
    }

    /// Whether a signature around the ciphertext verifies. One that does not ends the walk before anything is
    /// decrypted, except for a report.
    fn verify_around(&mut self, encrypted: Element<'t>, findings: &mut Findings) -> ControlFlow<(), bool> {
        let (input, expectations) = (self.input, self.input.expectations);
        let evaluation = &mut *self.evaluation;
        if evaluation.response.is_none_or(|response| response.issuer().is_none()) {
            // No issuer outside, so there are no keys to try: the issuer inside decides, later.
            return Continue(false);
        }
        let mut found = findings.empty_like();
        let selection = evaluation.selection(expectations, &mut found);
        if !evaluation.for_report && selection.outcome == CheckOutcome::Fail {
            found.into_vec().into_iter().for_each(|finding| findings.error(finding));
            evaluation.record("issuer", selection.outcome)?;
        }
        evaluation.examine(selection.keys, input);
        let around = |signed: Signed<'t>| signed.descend(encrypted).is_some();
        let signed = evaluation.examinations.iter().filter_map(Examination::signed).any(around);
        if !evaluation.for_report && !signed && !evaluation.examinations.is_empty() {
            let policy = &expectations.policy;
            let (layout, keys) = (&evaluation.layout, selection.keys);
            let (outcome, _) =
                check::rules::signature::check(layout, &evaluation.examinations, keys, policy, findings);
            evaluation.record(
                "signature",
                if outcome == CheckOutcome::Pass { CheckOutcome::Fail } else { outcome },
            )?;
        }
        // It counts only where the policy would accept it: somebody else may have made a weak signature.
        let mut weak = findings.empty_like();
        let policy = &expectations.policy;
        let algorithm = check::rules::algorithm::check(&evaluation.examinations, policy, &mut weak);
        let dates = evaluation.certificate_dates(input, &selection, &mut weak);
        for (name, outcome) in [("algorithm", algorithm), ("certificate", dates)] {
            if signed && outcome == CheckOutcome::Fail {
                if !evaluation.for_report {
                    weak.into_vec().into_iter().for_each(|finding| findings.error(finding));
                    evaluation.record(name, outcome)?;
                }
                return Continue(false);
            }
        }
        Continue(signed)
    }

    /// Decrypts the EncryptedID and EncryptedAttributes of the assertion.
    fn decrypt_parts(&mut self, findings: &mut Findings) -> ControlFlow<()> {
        let (input, expectations) = (self.input, self.input.expectations);
        let keys = &expectations.decryption_keys;
        let evaluation = &mut *self.evaluation;
        let Some(assertion) = evaluation.assertion else { return Continue(()) };
        let mut parts = assertion.encrypted_parts().peekable();
        if parts.peek().is_none() {
            return Continue(());
        }
        let mut outcome = CheckOutcome::Pass;
        let mut decrypted = Vec::new();
        for part in parts {
            // Only the signer can have made what the assertion's signature covers.
            let signed = evaluation.signed.is_some_and(|signed| signed.descend(part).is_some());
            let decryption =
                self.decryptor.decrypt(part, allowed(expectations, sender_of_part(signed, expectations)));
            let failure = match decryption.decrypted {
                Ok(plaintext) => {
                    decrypted.push(plaintext);
                    decryption.refused
                }
                Err(failure) => Some(failure),
            };
            if let Some(failure) = failure {
                outcome = CheckOutcome::Fail;
                if !evaluation.for_report {
                    findings.error(uniform());
                    return evaluation.record("decryption-inside", outcome);
                }
                if !findings.enough_of(Code::DecryptionFailed) {
                    findings.error(failure.explain(keys));
                }
            }
        }
        let opened = match input.plaintexts.read_parts(decrypted, &expectations.limits) {
            Ok(opened) => opened,
            Err((holder, error)) => {
                let for_report = evaluation.for_report;
                findings.error(if for_report { unreadable(holder, error.into()) } else { uniform() });
                return evaluation.record("decryption-inside", CheckOutcome::Fail);
            }
        };
        let mut documents = vec![assertion.element()];
        documents.extend(evaluation.layout.opened.map(|opened| opened.encrypted()));
        for part in opened {
            if !self.check_part(part, &documents, findings) {
                outcome = CheckOutcome::Fail;
            }
            documents.push(part.plaintext());
        }
        let evaluation = &mut *self.evaluation;
        if !evaluation.for_report && outcome == CheckOutcome::Fail {
            findings.replace_with(uniform());
        }
        evaluation.assertion = Some(assertion.with_opened(opened));
        evaluation.record("decryption-inside", outcome)
    }

    /// Whether one decrypted identifier or attribute may be read in the place of its ciphertext.
    fn check_part(&self, part: &Opened<'t>, documents: &[Element<'t>], findings: &mut Findings) -> bool {
        let (root, holder) = (part.plaintext(), part.encrypted());
        let mut sound = true;
        if !is_plain_part(root) {
            sound = false;
            findings.error(part_not_plain(holder));
        }
        for fault in part_faults(holder, root) {
            sound = false;
            findings.error(invalid(fault));
        }
        if self.evaluation.signed.is_some_and(|signed| signed.decrypted(part).is_none()) {
            sound = false;
            findings.error(uncovered_namespaces(holder));
        }
        // At most as many documents as there were private-key operations.
        distinct_ids(root, documents, findings) && sound
    }
}

/// Of an assertion: its issuer stands inside, and nothing is answered before it was looked at.
fn sender_of_assertion(signed: bool, expectations: &Expectations) -> CiphertextSender {
    match sender_of_part(signed, expectations) {
        CiphertextSender::OneOfSeveral => CiphertextSender::OneOfSeveralNamed,
        sender => sender,
    }
}

/// Of a part: nothing inside tells whose it is.
pub(super) fn sender_of_part(signed: bool, expectations: &Expectations) -> CiphertextSender {
    match (signed, expectations.identity_providers.len()) {
        (false, _) => CiphertextSender::Anybody,
        (true, 0 | 1) => CiphertextSender::Signer,
        (true, _) => CiphertextSender::OneOfSeveral,
    }
}

pub(super) fn allowed(expectations: &Expectations, sender: CiphertextSender) -> Allowed {
    let policy = &expectations.policy;
    Allowed {
        rsa_1_5: policy.allow_rsa_1_5,
        triple_des: policy.allow_3des,
        cbc_outside_signature: policy.allow_cbc_outside_signature,
        min_rsa_bits: policy.min_rsa_bits,
        sender,
    }
}

fn not_supported(element: Element<'_>, service: &str) -> Finding {
    Finding::new(Code::EncryptedAssertion, format!("the assertion is encrypted, which {service} does not support, whoever has the key"))
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

pub(super) fn unread_attributes(assertion: Element<'_>) -> Finding {
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

fn part_not_plain(holder: Element<'_>) -> Finding {
    let message = format!(
        "what {} was decrypted to holds an assertion, a signature, or more that is encrypted",
        holder.local_name()
    );
    Finding::new(Code::SignatureWrapping, message)
        .at(Some(holder.location()))
        .with_fix("do not accept the message: an identifier or attribute contains nothing of the kind")
}
