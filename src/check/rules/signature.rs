//! Whether everything that is read was signed with a trusted key (invariants: signature-place, own-reference,
//! signature-profile, algorithms, configured-keys, strict-values, one-assertion, all-signatures).

use super::structure::{Layout, uncovered_namespaces};
use crate::check::CheckOutcome;
use crate::check::Findings;
use crate::check::near_miss::signing_key::{shown, untrusted};
use crate::decrypt::Opened;
use crate::expectations::Policy;
use crate::signature::{Embedded, Examination, Signed};
use crate::trust::Certificate;
use crate::{Code, Finding, Severity};

/// Judges all signatures together; the proof is for the assertion, or for the Response where there is none.
pub(crate) fn check<'t>(
    layout: &Layout<'t>,
    examinations: &[Examination<'t>],
    keys: &[Certificate],
    policy: &Policy,
    findings: &mut Findings,
) -> (CheckOutcome, Option<Signed<'t>>) {
    let Some(read) = layout.assertion.or(layout.encrypted) else {
        return (alone(examinations, keys, findings), None);
    };
    if examinations.is_empty() && layout.assertion.is_none() {
        // The signature may be inside what was not decrypted.
        return (CheckOutcome::NotRun(Code::EncryptedAssertion), None);
    }
    if examinations.is_empty() {
        findings.error(unsigned(layout));
        return (CheckOutcome::Fail, None);
    }
    // Invariant: all-signatures. Every signature present must verify …
    if !all_verify(examinations, keys, findings) {
        return (CheckOutcome::Fail, None);
    }
    if keys.is_empty() {
        return (CheckOutcome::NotRun(Code::NoTrustedCertificate), None);
    }
    // … and one of them must cover the assertion that is read.
    let proof = examinations.iter().filter_map(Examination::signed).find_map(|signed| {
        // What was decrypted stands in a document of its own: it is signed there, or its ciphertext is signed here.
        signed.descend(read).or_else(|| signed.decrypted(layout.opened.as_ref()?))
    });
    let Some(proof) = proof else {
        let around = |opened: &Opened<'t>| {
            let mut proofs = examinations.iter().filter_map(Examination::signed);
            proofs.any(|signed| signed.descend(opened.encrypted()).is_some()).then(|| opened.encrypted())
        };
        findings.error(match layout.opened.as_ref().filter(|one| !one.is_decoy()).and_then(around) {
            Some(encrypted) => uncovered_namespaces(encrypted),
            None => Finding::new(Code::SignatureWrapping, "no signature covers the assertion that is read")
                .at(Some(read.location())),
        });
        return (CheckOutcome::Fail, None);
    };
    let response_signed =
        examinations.iter().any(|examination| Some(examination.parent()) == layout.response);
    if !response_signed && layout.response.is_some() {
        let finding = || response_not_signed(layout).with_severity(policy.response_not_signed.severity());
        match policy.response_not_signed.severity() {
            Severity::Error => {
                findings.error(finding());
                return (CheckOutcome::Fail, None);
            }
            Severity::Warning => findings.warning(finding),
            _ => {}
        }
    }
    (CheckOutcome::Pass, Some(proof))
}

/// A message without an assertion: its signature is checked where it has one.
pub(crate) fn alone(
    examinations: &[Examination<'_>],
    keys: &[Certificate],
    findings: &mut Findings,
) -> CheckOutcome {
    if examinations.is_empty() {
        return CheckOutcome::NotRun(Code::Blocked);
    }
    match all_verify(examinations, keys, findings) {
        false => CheckOutcome::Fail,
        true if keys.is_empty() => CheckOutcome::NotRun(Code::NoTrustedCertificate),
        true => CheckOutcome::Pass,
    }
}

/// Judges each, also after one that is not sound: a report names them all.
fn all_verify(examinations: &[Examination<'_>], keys: &[Certificate], findings: &mut Findings) -> bool {
    let mut sound = true;
    for examination in examinations {
        sound &= judge(examination, keys, findings);
    }
    sound
}

/// Whether this signature is sound with a trusted key, or, without any, sound in itself as far as that can be seen.
fn judge(examination: &Examination<'_>, keys: &[Certificate], findings: &mut Findings) -> bool {
    if let Err(finding) = examination.profile() {
        findings.error(finding.clone());
        return false;
    }
    // A location costs a pass over the text, so it is taken only for a finding.
    let place = || Some(examination.signature().location());
    let owner = examination.parent().local_name();
    let carried = findings.explain().then(|| examination.embedded());
    let embedded = carried.map_or(&[][..], Embedded::certificates);
    let matching = carried.and_then(Embedded::matching);
    let not_asked = carried.and_then(Embedded::not_asked_clause);
    if !keys.is_empty() && examination.trusted().is_none() {
        let finding = match matching {
            Some(other) => untrusted(owner, "the certificate embedded in it", other, keys),
            None => {
                let finding = value_mismatch(owner, !embedded.is_empty(), not_asked.as_deref());
                match other_length(examination, keys) {
                    Some((actual, expected)) => finding.with_actual(actual).with_expected(expected),
                    None => finding,
                }
            }
        };
        findings.error(finding.at(place()));
        return false;
    }
    if keys.is_empty() {
        // Of what was not asked nothing is known.
        if !embedded.is_empty() && matching.is_none() && not_asked.is_none() {
            findings.error(value_mismatch(owner, true, None).at(place()));
            return false;
        }
        findings.warning(|| no_trusted_certificate(owner, matching, not_asked.as_deref()).at(place()));
    }
    if examination.digest_matches() != Some(true) {
        findings.error(digest_mismatch(examination).at(Some(examination.parent().location())));
        return false;
    }
    if let Some(trusted) = examination.trusted()
        && embedded.first().is_some_and(|first| first != trusted)
        // Another trusted certificate for the same key is as good.
        && !embedded.iter().any(|one| one.same_key(trusted) && keys.contains(one))
    {
        findings.warning(|| embedded_differs(owner, trusted, embedded).at(place()));
    }
    if let Ok(profile) = examination.profile()
        && let Some(transform) = profile.unusual
    {
        findings.warning(|| unusual_form(owner, transform).at(place()));
    }
    true
}

fn unsigned(layout: &Layout<'_>) -> Finding {
    let root = layout.response.or(layout.assertion).or(layout.encrypted);
    Finding::new(Code::Unsigned, "neither the Response nor its assertion is signed")
        .at(root.map(|root| root.location()))
        .with_expected("a ds:Signature directly under the Response or its assertion")
        .with_fix("sign the Response, the assertion or both at the identity provider")
}

fn response_not_signed(layout: &Layout<'_>) -> Finding {
    Finding::new(Code::ResponseNotSigned, "only the assertion is signed, the Response around it is not")
        .at(layout.response.map(|response| response.location()))
        .with_expected("a signature directly under the Response")
        .with_fix(
            "sign the Response at the identity provider, in place of the assertion or in addition to it",
        )
}

/// An RSA signature is as long as its key's modulus (RFC 8017, section 8), so a length that no trusted key has shows that
/// another key signed.
fn other_length(examination: &Examination<'_>, keys: &[Certificate]) -> Option<(String, String)> {
    let bits = u32::try_from(examination.profile().ok()?.signature_value.len()).ok()?.checked_mul(8)?;
    let trusted: Vec<u32> = keys.iter().filter_map(|key| key.public_key().rsa_bits()).collect();
    let is_rsa = trusted.len() == keys.len() && matches!(bits, 1_024 | 2_048 | 3_072 | 4_096 | 8_192);
    let fits = trusted.iter().any(|own| own.div_ceil(8) == bits / 8);
    (is_rsa && !fits).then(|| {
        let own: Vec<String> = trusted.iter().take(4).map(|bits| format!("{bits}")).collect();
        (
            format!("a signature of {} bytes, as an RSA key of {bits} bits makes it", bits / 8),
            format!("a signature by a trusted key of {} bits; another key signed", own.join(" or ")),
        )
    })
}

fn value_mismatch(owner: &str, has_embedded: bool, not_asked: Option<&str>) -> Finding {
    let message = format!(
        "SignatureValue of the {owner} does not verify over SignedInfo with any key at hand{}",
        not_asked.unwrap_or_default()
    );
    let finding = Finding::new(Code::SignatureValueMismatch, message)
        .with_fix("take the capture again as base64 (the value of SAMLResponse), not from a viewer that formats XML: white space inside SignedInfo is signed");
    match has_embedded {
        true => finding
            .with_fix("if a fresh capture fails too, something between identity provider and service rewrites the message"),
        false => finding
            .with_fix("compare the trusted certificate with the one in the identity provider's metadata: the message was signed with another key"),
    }
}

fn digest_mismatch(examination: &Examination<'_>) -> Finding {
    use base64::Engine;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let owner = examination.parent().local_name();
    let message = format!(
        "SignedInfo is genuine, but the {owner} does not digest to what it says: changed after signing"
    );
    let mut finding = Finding::new(Code::DigestMismatch, message)
        .with_fix("take the capture again as base64 (the value of SAMLResponse): formatting or re-encoding XML changes what was signed")
        .with_fix("if a fresh capture fails too, look for a proxy, gateway or log filter that rewrites the message");
    if let Some((digest, length)) = examination.content() {
        finding = finding.with_actual(format!("{} ({length} canonical bytes)", encode(digest.as_bytes())));
    }
    if let Ok(profile) = examination.profile() {
        finding = finding.with_expected(encode(&profile.digest_value));
    }
    finding
}

fn no_trusted_certificate(owner: &str, embedded: Option<&Certificate>, not_asked: Option<&str>) -> Finding {
    let message = match (embedded, not_asked) {
        (Some(_), _) => format!(
            "the {owner} is intact by the certificate embedded in it, which proves nothing about who signed"
        ),
        (None, Some(clause)) => {
            format!("no certificate was given, so the signature of the {owner} was not checked{clause}")
        }
        (None, None) => format!(
            "the signature of the {owner} carries no certificate and none was given, so it was not checked"
        ),
    };
    let finding = Finding::new(Code::NoTrustedCertificate, message).with_fix(
        "give the identity provider's metadata with --idp, or its certificate with --idp and --idp-entity-id",
    );
    match embedded {
        Some(certificate) => finding.with_actual(shown(certificate)),
        None => finding,
    }
}

fn unusual_form(owner: &str, transform: &str) -> Finding {
    let message = format!(
        "the signature of the {owner} uses a transform that OpenSAML for Java refuses, and so do Spring Security and the Shibboleth IdP"
    );
    Finding::new(Code::SignatureFormUnusual, message)
        .with_actual(transform)
        .with_expected("http://www.w3.org/2001/10/xml-exc-c14n#")
        .with_fix("nothing for samlens; for those services, sign with exclusive C14N as the second transform")
}

fn embedded_differs(owner: &str, trusted: &Certificate, embedded: &[Certificate]) -> Finding {
    let message =
        format!("the {owner} is signed with the trusted key, but another certificate is embedded in it");
    let actual: Vec<String> = embedded.iter().map(shown).collect();
    Finding::new(Code::CertificateEmbeddedDiffers, message)
        .with_actual(actual.join(" and "))
        .with_expected(shown(trusted))
        .with_fix("nothing for samlens; a service that compares the embedded certificate with the pasted one will refuse this")
}
