//! What changed between two states of an identity provider's metadata.

use super::page::Page;
use super::{MetadataFormat, Trouble};
use crate::{Failure, output};
use samlens::inspect::Prose;
use samlens::metadata::{Rotation, RotationSafety};
use samlens::{Certificate, Code, IdentityProvider};
use serde_json::{Value, json};

impl Page<'_> {
    pub(super) fn compare(&self, old: &IdentityProvider, new: &IdentityProvider) -> Result<u8, Failure> {
        let rotation = Rotation::between(old, new);
        let signs = Rotation::signs_now(new, self.at, Some(old));
        let mut troubles = self.expiring(new.signing_certificates(), new.entity_id());
        // The key is the same, but its certificate is no longer within its dates.
        let lapsed = Rotation::lapsed(old, new, self.at);
        let is_safe = rotation.safety.is_safe() && lapsed.is_empty();
        let code = u8::from(!is_safe || !troubles.is_empty());
        if !rotation.added.is_empty() || !rotation.removed.is_empty() {
            let message = in_words(rotation.safety).to_owned();
            troubles.insert(0, Trouble { code: Code::MetadataCertificateRotated, message, fix: Vec::new() });
        }
        if self.arguments.quiet {
            return Ok(code);
        }
        if self.arguments.format == MetadataFormat::Json {
            let list = |all: &[Certificate]| -> Vec<Value> {
                all.iter().map(|one| self.certificate_json("signing", one)).collect()
            };
            let json = json!({
                "schema": 1,
                "at": super::page::instant(self.at),
                "entity_id": new.entity_id(),
                "rotation": rotation.safety.as_str(),
                "safe": is_safe,
                "lapsed": list(&lapsed),
                "kept": list(&rotation.kept),
                "added": list(&rotation.added),
                "removed": list(&rotation.removed),
                "signs_now": signs.as_ref().map(|one| self.certificate_json("signing", one)),
                "changes": rotation.changes,
                "root": troubles.first().map(|one| one.code.as_str()),
                "findings": super::json::findings(&troubles),
            });
            output::write_json(&output::of_command("metadata", code, json))?;
            return Ok(code);
        }
        output::write(&self.human_rotation(new, &rotation, &lapsed, signs.as_ref(), &troubles))?;
        Ok(code)
    }

    fn human_rotation(
        &self,
        new: &IdentityProvider,
        rotation: &Rotation,
        lapsed: &[Certificate],
        signs: Option<&Certificate>,
        troubles: &[Trouble],
    ) -> String {
        let mut prose = Prose::new(&self.options);
        let is_safe = rotation.safety.is_safe() && lapsed.is_empty();
        let word = if is_safe { "safe" } else { "NOT SAFE" };
        prose.title(&format!("Keys: {}, {word}", rotation.safety.as_str()), new.entity_id());
        prose.text(in_words(rotation.safety));
        for one in lapsed {
            prose.text(&format!(
                "the key of {} (SHA-256 {}) no longer has a certificate within its dates",
                one.subject(),
                one.sha256_fingerprint()
            ));
        }
        for (heading, list) in
            [("Listed in both", &rotation.kept), ("New", &rotation.added), ("Gone", &rotation.removed)]
        {
            if list.is_empty() {
                continue;
            }
            prose.heading(heading);
            for one in list {
                match self.arguments.verbose {
                    true => self.certificate(&mut prose, "signing", one),
                    false => prose.text(&format!(
                        "{}, until {}, SHA-256 {}",
                        one.subject(),
                        one.not_after().format("%Y-%m-%d"),
                        one.sha256_fingerprint()
                    )),
                }
            }
        }
        prose.heading("Signs now");
        match signs {
            Some(one) => {
                prose.text(&format!("probably {} (SHA-256 {})", one.subject(), one.sha256_fingerprint()))
            }
            None => prose.text("metadata does not say; a response shows it (samlens check)"),
        }
        prose.heading("Other changes");
        if rotation.changes.is_empty() {
            prose.text("none");
        }
        rotation.changes.iter().for_each(|change| prose.text(change));
        for one in troubles.iter().filter(|one| one.code != Code::MetadataCertificateRotated) {
            prose.heading(one.code.as_str());
            prose.text(&one.message);
        }
        prose.into_text()
    }
}

fn in_words(safety: RotationSafety) -> &'static str {
    match safety {
        RotationSafety::Unchanged => "the signing keys are the same",
        RotationSafety::Overlapping => {
            "both keys are listed: if your service trusts both, no login fails; if it takes one certificate, enter the new one when the provider begins to sign with it"
        }
        RotationSafety::Retired => "keys were removed; those that remain were listed before",
        RotationSafety::Abrupt => {
            "only the new key is listed, and it was not listed before: logins fail until your service trusts it; enter the new certificate now"
        }
        _ => "different identity providers; to check a rotation, give two versions of the same metadata",
    }
}
