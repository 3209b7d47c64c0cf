//! Two states of one identity provider's metadata: what changed, and whether its key can change without a failed login.

use super::{Certificate, Endpoint, IdentityProvider};
use chrono::{DateTime, Utc};

/// What changed between two states of an identity provider's metadata.
///
/// A rotation is safe when no instant exists at which the identity provider signs with a key that a service provider
/// does not know: the new certificate must be listed together with the old one before it signs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rotation {
    /// Signing certificates in both.
    pub kept: Vec<Certificate>,
    /// Signing certificates in the new one only.
    pub added: Vec<Certificate>,
    /// Signing certificates in the old one only.
    pub removed: Vec<Certificate>,
    /// Everything else that changed, a lower-case sentence each.
    pub changes: Vec<String>,
    /// Whether, and why not.
    pub safety: RotationSafety,
}

/// Whether a key can change without a failed login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RotationSafety {
    /// The keys are the same.
    Unchanged,
    /// Old and new are both listed: a service that trusts both is safe before, during and after the change.
    Overlapping,
    /// Only keys went away; those that stay were known before.
    Retired,
    /// The new key replaces the old one: a service that has the old one refuses logins until it has the new one.
    Abrupt,
    /// It is another identity provider altogether.
    OtherEntity,
}

impl RotationSafety {
    /// The name as JSON has it, in kebab case.
    pub fn as_str(self) -> &'static str {
        match self {
            RotationSafety::Unchanged => "unchanged",
            RotationSafety::Overlapping => "overlapping",
            RotationSafety::Retired => "retired",
            RotationSafety::Abrupt => "abrupt",
            RotationSafety::OtherEntity => "other-entity",
        }
    }

    /// Whether no login fails at a service that keeps up with the metadata.
    pub fn is_safe(self) -> bool {
        matches!(self, RotationSafety::Unchanged | RotationSafety::Overlapping | RotationSafety::Retired)
    }
}

impl Rotation {
    /// Compares two states, the older first.
    pub fn between(old: &IdentityProvider, new: &IdentityProvider) -> Rotation {
        let (before, after) = (old.signing_certificates(), new.signing_certificates());
        let only = |these: &[Certificate], those: &[Certificate]| -> Vec<Certificate> {
            these.iter().filter(|one| !those.contains(one)).cloned().collect()
        };
        let kept: Vec<Certificate> = after.iter().filter(|one| before.contains(one)).cloned().collect();
        let added = only(after, before);
        let removed = only(before, after);
        // The same key under another certificate verifies the same signatures.
        let knows = |keys: &[Certificate], one: &Certificate| keys.iter().any(|key| key.same_key(one));
        let safety = if old.entity_id() != new.entity_id() {
            RotationSafety::OtherEntity
        } else if after.iter().all(|one| knows(before, one)) {
            let gone = before.iter().any(|one| !knows(after, one));
            if gone { RotationSafety::Retired } else { RotationSafety::Unchanged }
        } else if before.iter().any(|one| knows(after, one)) {
            RotationSafety::Overlapping
        } else {
            RotationSafety::Abrupt
        };
        Rotation { kept, added, removed, changes: changes(old, new), safety }
    }

    /// The certificates of the old state that are within their dates and whose key has no such certificate in the new
    /// state, although the key is still listed: what it signs is refused (`certificate-expired`).
    pub fn lapsed(old: &IdentityProvider, new: &IdentityProvider, at: DateTime<Utc>) -> Vec<Certificate> {
        let valid = |one: &&Certificate| one.not_before() <= at && at <= one.not_after();
        let with_key = |key: &Certificate| {
            let same: Vec<&Certificate> =
                new.signing_certificates().iter().filter(|one| one.same_key(key)).collect();
            !same.is_empty() && !same.iter().any(valid)
        };
        old.signing_certificates().iter().filter(valid).filter(|one| with_key(one)).cloned().collect()
    }

    /// The certificates of the new state that can have signed at this instant, and which of them presumably does now.
    ///
    /// Metadata does not say which key signs. One key alone must be it; of several, the one that was there before
    /// presumably still does.
    pub fn signs_now(
        new: &IdentityProvider,
        at: DateTime<Utc>,
        before: Option<&IdentityProvider>,
    ) -> Option<Certificate> {
        let valid = |one: &&Certificate| one.not_before() <= at && at <= one.not_after();
        let mut current = new.signing_certificates().iter().filter(valid);
        match (current.next(), current.next()) {
            (Some(only), None) => Some(only.clone()),
            (Some(first), Some(_)) => match before {
                Some(before) => {
                    let known = |one: &&Certificate| before.signing_certificates().contains(one);
                    new.signing_certificates().iter().filter(valid).find(known).cloned()
                }
                // Products list the current one first; that is custom, not rule.
                None => Some(first.clone()),
            },
            _ => None,
        }
    }
}

fn changes(old: &IdentityProvider, new: &IdentityProvider) -> Vec<String> {
    let mut all = Vec::new();
    if old.entity_id() != new.entity_id() {
        all.push(format!("the entity ID was {} and is {}", old.entity_id(), new.entity_id()));
    }
    endpoints("single sign-on", old.single_sign_on(), new.single_sign_on(), &mut all);
    endpoints("single logout", old.single_logout(), new.single_logout(), &mut all);
    for format in new.name_id_formats().iter().filter(|one| !old.name_id_formats().contains(one)) {
        all.push(format!("the NameID format {format} was added"));
    }
    for format in old.name_id_formats().iter().filter(|one| !new.name_id_formats().contains(one)) {
        all.push(format!("the NameID format {format} was removed"));
    }
    if old.wants_authn_requests_signed() != new.wants_authn_requests_signed() {
        let now = if new.wants_authn_requests_signed() { "now wants" } else { "no longer wants" };
        all.push(format!("it {now} authentication requests to be signed"));
    }
    all
}

fn endpoints(what: &str, old: &[Endpoint], new: &[Endpoint], all: &mut Vec<String>) {
    for endpoint in new.iter().filter(|one| !old.contains(one)) {
        all.push(format!("the {what} address {} ({}) was added", endpoint.location(), endpoint.binding()));
    }
    for endpoint in old.iter().filter(|one| !new.contains(one)) {
        all.push(format!("the {what} address {} ({}) was removed", endpoint.location(), endpoint.binding()));
    }
}
