//! What changed between two states of an identity provider's metadata.

use super::page::{MetadataPage, SCREEN};
use super::{MetadataFormat, Trouble};
use crate::{Failure, output};
use samlens::inspect::Prose;
use samlens::metadata::{Rotation, RotationSafety};
use samlens::{Certificate, Code, IdentityProvider};
use serde_json::{Value, json};

impl MetadataPage<'_> {
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
                "severity": super::json::worst(&troubles),
                "findings": super::json::findings(&troubles),
            });
            self.arguments.output.write_json(&output::of_command("metadata", code, json))?;
            return Ok(code);
        }
        let compared = ComparedProviders {
            new,
            rotation: &rotation,
            lapsed: &lapsed,
            signs: signs.as_ref(),
            troubles: &troubles,
        };
        let text = match self.arguments.verbose {
            true => self.whole_rotation(&compared),
            false => self.brief_rotation(&compared),
        };
        self.arguments.output.write(&text)?;
        Ok(code)
    }

    /// On one screen: as many of each list as it has lines for.
    fn brief_rotation(&self, compared: &ComparedProviders<'_>) -> String {
        let pages = [8, 4, 3, 2, 1].into_iter().map(|most| self.short_rotation(compared, most));
        let mut smallest = String::new();
        for page in pages {
            smallest = page;
            if smallest.lines().count() <= SCREEN {
                break;
            }
        }
        smallest
    }

    /// At most so many of each list.
    fn short_rotation(&self, compared: &ComparedProviders<'_>, most: usize) -> String {
        let ComparedProviders { rotation, lapsed, signs, .. } = *compared;
        let mut prose = Prose::new(&self.options);
        if let (true, Some(first)) = (compared.is_safe(), compared.other_troubles().next()) {
            let (word, text) = first.in_words();
            prose.title(word, &text);
        }
        compared.title(&mut prose);
        prose.text(in_words(rotation.safety));
        prose.gap();
        let list = |prose: &mut Prose, label: &str, lines: Vec<String>| {
            for (index, line) in lines.iter().take(most).enumerate() {
                prose.entry(if index == 0 { label } else { "" }, 9, line);
            }
            let more = lines.len().saturating_sub(most);
            if more > 0 {
                prose.entry("", 9, &format!("and {more} more (-v)"));
            }
        };
        let certificates = |all: &[Certificate]| -> Vec<String> { all.iter().map(in_short).collect() };
        let no_date =
            |one: &Certificate| format!("{}: no longer has a certificate within its dates", in_short(one));
        list(&mut prose, "lapsed", lapsed.iter().map(no_date).collect());
        list(&mut prose, "kept", certificates(&rotation.kept));
        list(&mut prose, "new", certificates(&rotation.added));
        list(&mut prose, "gone", certificates(&rotation.removed));
        let signs = match signs {
            Some(one) => format!("presumably {}", in_short(one)),
            None => "metadata does not say; a response shows it (samlens check)".to_owned(),
        };
        list(&mut prose, "signs", vec![signs]);
        list(&mut prose, "changed", rotation.changes.clone());
        let others = compared.other_troubles().skip(usize::from(compared.is_safe()));
        list(&mut prose, "warning", others.map(|one| one.message.clone()).collect());
        prose.gap();
        prose.text("more: -v (whole fingerprints, dates and keys)");
        prose.into_text()
    }

    fn whole_rotation(&self, compared: &ComparedProviders<'_>) -> String {
        let ComparedProviders { rotation, lapsed, signs, .. } = *compared;
        let mut prose = Prose::new(&self.options);
        compared.title(&mut prose);
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
                self.certificate(&mut prose, "signing", one);
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
        for one in compared.other_troubles() {
            prose.heading(one.code.as_str());
            prose.text(&one.message);
        }
        prose.into_text()
    }
}

/// Two states of an identity provider.
struct ComparedProviders<'a> {
    new: &'a IdentityProvider,
    rotation: &'a Rotation,
    lapsed: &'a [Certificate],
    signs: Option<&'a Certificate>,
    troubles: &'a [Trouble],
}

impl ComparedProviders<'_> {
    fn is_safe(&self) -> bool {
        self.rotation.safety.is_safe() && self.lapsed.is_empty()
    }

    fn title(&self, prose: &mut Prose) {
        let word = if self.is_safe() { "safe" } else { "NOT SAFE" };
        prose.title(&format!("Keys: {}, {word}", self.rotation.safety.as_str()), self.new.entity_id());
    }

    /// What is wrong apart from the rotation.
    fn other_troubles(&self) -> impl Iterator<Item = &Trouble> {
        self.troubles.iter().filter(|one| one.code != Code::MetadataCertificateRotated)
    }
}

/// A certificate on one line, by the beginning of its fingerprint.
fn in_short(one: &Certificate) -> String {
    let fingerprint = one.sha256_fingerprint();
    let begin = fingerprint.get(..23).unwrap_or(&fingerprint);
    format!("{}, until {}, SHA-256 {begin}…", one.subject(), one.not_after().format("%Y-%m-%d"))
}

fn in_words(safety: RotationSafety) -> &'static str {
    match safety {
        RotationSafety::Unchanged => "the signing keys are the same",
        RotationSafety::Overlapping => {
            "both keys are listed: if your service trusts both, no login fails; if it takes one certificate, enter the new one when the provider begins to sign with it"
        }
        RotationSafety::Retired => "keys were removed; the remaining ones were already listed",
        RotationSafety::Abrupt => {
            "only the new key is listed, and it was not listed before: logins fail until your service trusts it; enter the new certificate now"
        }
        _ => "different identity providers; to check a rotation, give two versions of the same metadata",
    }
}
