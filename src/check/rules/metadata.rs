//! Whether the metadata that the keys come from may still be used.

use crate::check::Findings;
use crate::check::{CheckOutcome, RuleInput};
use crate::trust::IdentityProvider;
use crate::{Code, Finding, Severity};
use chrono::SecondsFormat;

/// The end that the identity provider's publisher set to its metadata (saml-metadata-2.0-os, 2.3.2): what was fetched
/// before it may list a key that was taken back since. A validator that runs on with old metadata trusts such a key.
///
/// The outcome is that of the certificates, unless this rule refuses the message.
pub(super) fn check(
    input: &RuleInput<'_, '_>,
    provider: Option<&IdentityProvider>,
    certificates: CheckOutcome,
    findings: &mut Findings,
) -> CheckOutcome {
    let Some((provider, until)) = provider.and_then(|one| Some((one, one.valid_until()?))) else {
        return certificates;
    };
    // Without a skew, as whoever reads metadata judges it: the end is set days ahead, not to the second.
    if !provider.is_outdated(input.now) {
        return certificates;
    }
    let outdated = || {
        let seconds =
            |instant: chrono::DateTime<chrono::Utc>| instant.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let message = format!("the metadata of {} must no longer be used", provider.entity_id());
        Finding::new(Code::MetadataOutdated, message)
            .with_actual(format!("validUntil {}", seconds(until)))
            .with_expected(format!("valid at {}", seconds(input.now)))
            .with_fix(
                "fetch the metadata again and build the validator from it; do so well before validUntil",
            )
            .with_fix("if what is fetched is outdated too, its publisher must renew it")
    };
    match input.policy.outdated_metadata.severity() {
        Severity::Error => {
            findings.error(outdated());
            CheckOutcome::Fail
        }
        severity => {
            findings.warning(|| outdated().with_severity(severity));
            certificates
        }
    }
}
