//! Root causes: which finding is only the consequence of another, and which one leads.

use crate::finding::Detail;
use crate::{Class, Code, Confidence, Finding, Severity};
use std::cmp::Reverse;

/// A cause, and the findings that are there only because of it.
struct CauseRule {
    cause: Code,
    effects: &'static [Code],
    /// When it is so, beyond both being there.
    applies: fn(&[Finding]) -> bool,
}

const fn rule(cause: Code, effects: &'static [Code]) -> CauseRule {
    CauseRule { cause, effects, applies: |_| true }
}

fn has(findings: &[Finding], code: Code) -> bool {
    findings.iter().any(|finding| finding.code() == code)
}

/// Whether a finding is there that may have consequences: a damage must be proved for that, not only likely.
fn causes(findings: &[Finding], code: Code) -> bool {
    let of_digest = code.as_str().starts_with("digest-cause-");
    findings
        .iter()
        .any(|finding| finding.code() == code && (!of_digest || finding.confidence() == Confidence::Proved))
}

/// What a damage makes fail, once a digest proves it: the signature, and what its damage looks like from outside.
const SIGNATURE: &[Code] = &[Code::DigestMismatch, Code::SignatureValueMismatch];

/// In the order in which they are applied: the first cause that fits is the one.
const RULES: &[CauseRule] = &[
    // Cut or masked content is missing, so no signature that covers it can verify.
    rule(
        Code::Truncated,
        &[Code::XmlMalformed, Code::AssertionMissing, Code::Unsigned, Code::StructureInvalid, Code::NotSaml],
    ),
    rule(
        Code::MaskedValues,
        &[
            Code::XmlMalformed,
            Code::DigestMismatch,
            Code::SignatureValueMismatch,
            Code::SignatureProfile,
            Code::TimeMalformed,
            Code::Unsigned,
        ],
    ),
    // An assertion cut out of its Response leaves status, destination and often issuer and signature behind.
    rule(
        Code::NotAResponse,
        &[
            Code::Unsigned,
            Code::IssuerMissing,
            Code::ResponseNotSigned,
            Code::DestinationMissing,
            Code::StructureInvalid,
            Code::ConditionsMissing,
            Code::AudienceMissing,
            Code::ConfirmationMissing,
            Code::AuthnStatementMissing,
            Code::NameIdMissing,
            Code::VersionUnsupported,
            Code::TimeMalformed,
        ],
    ),
    // What the service sent itself is not addressed to it, and is no answer.
    CauseRule {
        cause: Code::IssuerMismatch,
        effects: &[
            Code::AssertionMissing,
            Code::DestinationMismatch,
            Code::RecipientMismatch,
            Code::Unsigned,
        ],
        applies: |findings| findings.iter().any(|finding| finding.detail() == Some(Detail::OwnMessage)),
    },
    // An identity provider that refuses sends no assertion and often no signature.
    rule(
        Code::StatusNotSuccess,
        &[Code::AssertionMissing, Code::Unsigned, Code::AttributeMissing, Code::NameIdMissing],
    ),
    // A query that cannot be read has no signature that could be.
    rule(Code::QueryMalformed, &[Code::Unsigned]),
    // Nothing inside an encrypted assertion can be judged; that one was decrypted is only a note.
    CauseRule {
        cause: Code::EncryptedAssertion,
        effects: &[Code::Unsigned, Code::AssertionMissing],
        applies: |findings| {
            let refused = |one: &Finding| one.severity() == Severity::Error;
            findings.iter().any(|one| one.code() == Code::EncryptedAssertion && refused(one))
        },
    },
    // Wrapping moves content; a repeated ID is a fault of its own.
    rule(
        Code::SignatureWrapping,
        &[Code::AssertionMisplaced, Code::AssertionsSeveral, Code::StructureInvalid],
    ),
    // A digest or signature that matches once a damage is undone has that damage for its cause. A signature outside the
    // strict profile stays a fault of its own, whatever a digest says: it would be refused undamaged too.
    rule(Code::DigestCauseSignatureOfAnotherDocument, SIGNATURE),
    rule(Code::DigestCauseOtherCanonicalisation, SIGNATURE),
    rule(Code::DigestCauseValueChanged, SIGNATURE),
    rule(Code::DigestCauseNamespaceMoved, SIGNATURE),
    rule(Code::DigestCauseCommentsStripped, SIGNATURE),
    rule(Code::DigestCauseReindented, SIGNATURE),
    rule(Code::DigestCauseLineEndings, SIGNATURE),
    rule(
        Code::DigestCauseWhitespaceInValues,
        &[Code::DigestMismatch, Code::SignatureValueMismatch, Code::NameIdWhiteSpace],
    ),
    rule(Code::DigestCauseEntitiesEscapedTwice, SIGNATURE),
    rule(Code::DigestCauseAttributeRequoted, SIGNATURE),
    rule(Code::DigestCauseUnicodeNormalised, SIGNATURE),
    // A message of another tenant has that tenant's key and algorithms, and is meant for that tenant's service.
    rule(Code::IssuerDiffers, &[Code::IssuerMismatch]),
    CauseRule {
        cause: Code::IssuerMismatch,
        effects: &[
            Code::SignatureUntrustedKey,
            Code::SignatureValueMismatch,
            Code::AlgorithmWeak,
            Code::KeyTooSmall,
            Code::AudienceMismatch,
            Code::DestinationMismatch,
            Code::RecipientMismatch,
        ],
        applies: |findings| {
            has(findings, Code::SignatureUntrustedKey) || has(findings, Code::SignatureValueMismatch)
        },
    },
    // One setting (the service provider at the identity provider) fills in all three.
    rule(Code::AudienceMismatch, &[Code::DestinationMismatch, Code::RecipientMismatch]),
    rule(Code::DestinationMismatch, &[Code::RecipientMismatch]),
    rule(Code::DestinationMissing, &[Code::RecipientMissing]),
    // The lifetimes of one login end together.
    rule(Code::AssertionExpired, &[Code::ConfirmationExpired, Code::SessionExpired]),
    // A period that ends before it begins is never valid.
    rule(Code::PeriodReversed, &[Code::AssertionExpired, Code::AssertionNotYetValid]),
    rule(Code::ConditionsMissing, &[Code::AudienceMissing]),
    // Without the Action, nothing adds the plain names.
    rule(
        Code::ActionNotRun,
        &[Code::AttributeMissing, Code::AttributeMisnamed, Code::AttributeEmpty, Code::RoleCoreMissing],
    ),
];

/// Sorts findings into the order of causes, puts consequences under their causes, and marks the one that leads.
///
/// The catalogue lists codes in that order: capture, document, status, signature, addressing, time, subject,
/// attributes. One order differs: a signature outside the strict profile leads before faults of its bytes,
/// because it is refused with any bytes. If the message is refused, exactly one finding leads; otherwise none
/// does.
pub(crate) fn order_by_cause(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| (Reverse(finding.severity()), finding.code()));
    for rule in RULES {
        if !causes(findings, rule.cause) || !(rule.applies)(findings) {
            continue;
        }
        for effect in findings.iter_mut() {
            let follows = rule.effects.contains(&effect.code()) && effect.consequence_of().is_none();
            if follows && effect.code() != rule.cause {
                effect.set_consequence_of(rule.cause);
            }
        }
    }
    let weights: Vec<Severity> = findings.iter().map(|finding| weight(finding, findings)).collect();
    let candidates = findings
        .iter_mut()
        .zip(weights)
        .filter(|(finding, weight)| *weight == Severity::Error && finding.consequence_of().is_none());
    let mut candidates: Vec<&mut Finding> = candidates.map(|(finding, _)| finding).collect();
    // An old capture leads only where nothing else refuses the message itself: its true fault is to be seen.
    let other_fault = |finding: &&mut Finding| {
        finding.code() != Code::CaptureStale && finding.class() != Some(Class::AttributeMappingError)
    };
    if candidates.iter().any(other_fault) {
        candidates.retain(|finding| finding.code() != Code::CaptureStale);
    }
    if let Some(root) = candidates.into_iter().min_by_key(|finding| place(finding.code())) {
        root.set_root();
    }
    // The root comes first, and what follows from a cause comes after it. The sort is stable.
    let keys: Vec<_> = findings.iter().map(|finding| reading_order(finding, findings)).collect();
    let mut sorted: Vec<_> = keys.into_iter().zip(findings.iter().cloned()).collect();
    sorted.sort_by_key(|(key, _)| *key);
    for (slot, (_, finding)) in findings.iter_mut().zip(sorted) {
        *slot = finding;
    }
}

/// Where a code leads among others.
fn place(code: Code) -> Code {
    // Untrusted keys, values and digests come after it in the catalogue.
    if code == Code::SignatureProfile { Code::Unsigned } else { code }
}

/// Not of the root, lightness, first cause, distance from it.
type ReadingOrder = (bool, Reverse<Severity>, Code, usize);

fn reading_order(finding: &Finding, findings: &[Finding]) -> ReadingOrder {
    let (mut first, mut distance) = (finding, 0);
    while let Some(cause) = first.consequence_of()
        && let Some(cause) = findings.iter().find(|one| one.code() == cause)
        && distance < RULES.len()
    {
        (first, distance) = (cause, distance.saturating_add(1));
    }
    let of_root = findings.iter().any(|one| one.is_root() && one.code() == first.code());
    let leads = finding.is_root() || (of_root && distance > 0);
    (!leads, Reverse(weight(first, findings)), first.code(), distance)
}

/// What a finding weighs together with all that follows from it. Chains of causes are as short as the rules.
fn weight(finding: &Finding, findings: &[Finding]) -> Severity {
    let mut codes = vec![finding.code()];
    let mut heaviest = finding.severity();
    let mut next = 0;
    while let Some(&code) = codes.get(next) {
        next += 1;
        for effect in findings.iter().filter(|effect| effect.consequence_of() == Some(code)) {
            heaviest = heaviest.max(effect.severity());
            if !codes.contains(&effect.code()) {
                codes.push(effect.code());
            }
        }
    }
    heaviest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(codes: &[Code]) -> Vec<(Code, bool, Option<Code>)> {
        let mut findings: Vec<Finding> = codes.iter().map(|&code| Finding::new(code, "x")).collect();
        order_by_cause(&mut findings);
        findings.iter().map(|f| (f.code(), f.is_root(), f.consequence_of())).collect()
    }

    #[test]
    fn another_tenant_is_one_root() {
        let roots = led(&[Code::SignatureUntrustedKey, Code::AudienceMismatch, Code::IssuerMismatch]);
        assert_eq!(
            roots,
            [
                (Code::IssuerMismatch, true, None),
                (Code::SignatureUntrustedKey, false, Some(Code::IssuerMismatch)),
                (Code::AudienceMismatch, false, Some(Code::IssuerMismatch)),
            ]
        );
    }

    #[test]
    fn another_tenant_explains_its_algorithm_too() {
        let roots = led(&[Code::AlgorithmWeak, Code::SignatureUntrustedKey, Code::IssuerMismatch]);
        assert_eq!(
            roots,
            [
                (Code::IssuerMismatch, true, None),
                (Code::SignatureUntrustedKey, false, Some(Code::IssuerMismatch)),
                (Code::AlgorithmWeak, false, Some(Code::IssuerMismatch)),
            ]
        );
        let roots = led(&[Code::AlgorithmWeak, Code::KeyTooSmall]);
        assert!(roots.iter().all(|(_, _, cause)| cause.is_none()));
    }

    #[test]
    fn a_signature_outside_the_profile_leads_before_what_its_bytes_come_to() {
        let roots = led(&[Code::DigestMismatch, Code::SignatureProfile, Code::SignatureUntrustedKey]);
        assert_eq!(roots[0], (Code::SignatureProfile, true, None));
        let roots = led(&[Code::SignatureProfile, Code::StatusNotSuccess]);
        assert_eq!(roots[0], (Code::StatusNotSuccess, true, None));
    }

    #[test]
    fn what_follows_comes_after_its_cause() {
        let roots = led(&[
            Code::SignatureUntrustedKey,
            Code::DoctypeForbidden,
            Code::IssuerMismatch,
            Code::DigestMismatch,
            Code::DigestCauseLineEndings,
            Code::CommentInValue,
        ]);
        let order: Vec<Code> = roots.iter().map(|(code, _, _)| *code).collect();
        assert_eq!(
            order,
            [
                Code::DoctypeForbidden,
                Code::DigestCauseLineEndings,
                Code::DigestMismatch,
                Code::IssuerMismatch,
                Code::SignatureUntrustedKey,
                Code::CommentInValue,
            ]
        );
    }

    #[test]
    fn an_issuer_that_is_only_misspelt_explains_no_other_audience() {
        let roots = led(&[Code::AudienceMismatch, Code::IssuerMismatch]);
        assert_eq!(roots, [(Code::IssuerMismatch, true, None), (Code::AudienceMismatch, false, None)]);
    }

    #[test]
    fn a_proved_cause_leads_although_it_refuses_nothing_itself() {
        let roots = led(&[Code::DigestMismatch, Code::DigestCauseReindented]);
        assert_eq!(
            roots,
            [
                (Code::DigestCauseReindented, true, None),
                (Code::DigestMismatch, false, Some(Code::DigestCauseReindented)),
            ]
        );
    }

    #[test]
    fn without_an_error_nothing_leads() {
        assert!(led(&[Code::AlgorithmWeak, Code::SpaceForPlus]).iter().all(|(_, root, _)| !root));
    }

    #[test]
    fn no_rule_makes_a_circle() {
        for rule in RULES {
            assert!(!rule.effects.contains(&rule.cause));
            for effect in rule.effects {
                let back =
                    RULES.iter().find(|other| other.cause == *effect && other.effects.contains(&rule.cause));
                assert!(back.is_none(), "{} and {effect}", rule.cause);
            }
        }
    }
}
