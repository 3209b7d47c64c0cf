//! Which algorithms and keys are strong enough (invariant: algorithms).

use crate::check::CheckOutcome;
use crate::check::Findings;
use crate::expectations::Policy;
use crate::signature::redirect::QueryExamination;
use crate::signature::{DigestAlgorithm, Examination};
use crate::trust::Certificate;
use crate::{Code, Finding, Handling, Severity};

/// SHA-1 by policy, RSA keys by size. Algorithms off the list never get this far.
pub(crate) fn check(
    examinations: &[Examination<'_>],
    policy: &Policy,
    findings: &mut Findings,
) -> CheckOutcome {
    let mut outcome = CheckOutcome::NotRun(Code::Blocked);
    for examination in examinations {
        let Ok(profile) = examination.profile() else { continue };
        if outcome != CheckOutcome::Fail {
            outcome = CheckOutcome::Pass;
        }
        if DigestAlgorithm::Sha1 == profile.digest || DigestAlgorithm::Sha1 == profile.algorithm.digest() {
            let finding = || weak(examination, policy.sha1.severity());
            if policy.sha1 == Handling::Refuse {
                findings.error(finding());
                outcome = CheckOutcome::Fail;
            } else {
                findings.warning(finding);
            }
        }
        let embedded = if findings.explain() { examination.embedded().certificates() } else { &[] };
        let key = examination.trusted().or(embedded.first());
        if let Some(bits) = key.and_then(|key| too_small(key, policy)) {
            findings.error(small(examination, bits, policy.min_rsa_bits));
            outcome = CheckOutcome::Fail;
        }
    }
    outcome
}

/// The same for the signature of a query.
pub(crate) fn check_query(
    examination: &QueryExamination<'_>,
    policy: &Policy,
    findings: &mut Findings,
) -> CheckOutcome {
    let mut outcome = CheckOutcome::Pass;
    if examination.algorithm().is_some_and(|algorithm| algorithm.digest() == DigestAlgorithm::Sha1) {
        let finding = || {
            Finding::new(Code::AlgorithmWeak, "the signature of the query uses SHA-1")
                .with_severity(policy.sha1.severity())
                .with_actual(examination.uri())
                .with_expected("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
                .with_fix("set RSA-SHA256 as the signature algorithm where the message is made")
        };
        if policy.sha1 == Handling::Refuse {
            findings.error(finding());
            outcome = CheckOutcome::Fail;
        } else {
            findings.warning(finding);
        }
    }
    if let Some(bits) = examination.trusted().and_then(|key| too_small(key, policy)) {
        let least = policy.min_rsa_bits;
        let message = format!("the RSA key that signs the query has fewer than {least} bits");
        let finding = Finding::new(Code::KeyTooSmall, message).with_actual(format!("{bits} bits"));
        findings.error(finding.with_fix("make a new signing key of 2048 bits or more"));
        outcome = CheckOutcome::Fail;
    }
    outcome
}

fn too_small(certificate: &Certificate, policy: &Policy) -> Option<u32> {
    certificate.public_key().rsa_bits().filter(|&bits| bits < policy.min_rsa_bits)
}

fn weak(examination: &Examination<'_>, severity: Severity) -> Finding {
    let owner = examination.parent().local_name();
    let actual = examination
        .profile()
        .map(|profile| format!("{} with digest {}", profile.algorithm.as_str(), profile.digest.as_str()));
    Finding::new(Code::AlgorithmWeak, format!("the signature of the {owner} uses SHA-1"))
        .with_severity(severity)
        .at(Some(examination.signature().location()))
        .with_actual(actual.unwrap_or_default())
        .with_expected("rsa-sha256 with digest sha256")
        .with_fix("set the signature algorithm to RSA-SHA256 and the digest algorithm to SHA-256 at the identity provider")
}

fn small(examination: &Examination<'_>, bits: u32, least: u32) -> Finding {
    let owner = examination.parent().local_name();
    Finding::new(Code::KeyTooSmall, format!("the RSA key that signs the {owner} has fewer than {least} bits"))
        .at(Some(examination.signature().location()))
        .with_actual(format!("{bits} bits"))
        .with_expected(format!("{least} bits or more"))
        .with_fix("make a new signing key of 2048 bits or more at the identity provider and give its certificate to the service provider")
}
