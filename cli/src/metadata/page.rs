//! What is printed of metadata: for people brief or whole, or handed to JSON and Prometheus.

use super::{Described, Inventory, MetadataArgs, MetadataFormat, Trouble, prometheus};
use crate::Failure;
use chrono::{DateTime, SecondsFormat, Utc};
use samlens::inspect::{DeploymentSummary, HumanOptions, Prose};
use samlens::metadata::{Endpoint, Rotation, ServiceProviderMetadata};
use samlens::{Certificate, Code, IdentityProvider};

/// Lines of the default output.
pub(super) const SCREEN: usize = 24;
/// Entities that are printed whole, and briefly.
const MAX_PRINTED: usize = 50;
const MAX_BRIEF: usize = 3;
/// Findings that are printed above everything else.
const MAX_TROUBLES: usize = 4;

pub(super) struct MetadataPage<'a> {
    pub(super) arguments: &'a MetadataArgs,
    pub(super) at: DateTime<Utc>,
    pub(super) options: HumanOptions,
    /// The configuration file whose sources are shown.
    pub(super) deployment: Option<DeploymentSummary>,
}

impl MetadataPage<'_> {
    pub(super) fn show(&self, inventory: &Inventory) -> Result<u8, Failure> {
        let troubles = self.troubles(inventory);
        let code = match (inventory.unreachable.is_empty(), troubles.is_empty()) {
            (false, _) => 6,
            (true, false) => 1,
            (true, true) => 0,
        };
        if self.arguments.quiet {
            return Ok(code);
        }
        match self.arguments.format {
            MetadataFormat::Json => {
                self.arguments.output.write_json(&self.inventory_json(inventory, &troubles, code))?
            }
            MetadataFormat::Prometheus => self.arguments.output.write(&prometheus::text(inventory))?,
            MetadataFormat::Human => self.arguments.output.write(&self.human(inventory, &troubles))?,
        }
        Ok(code)
    }

    /// What the exit code is about, worst first.
    fn troubles(&self, inventory: &Inventory) -> Vec<Trouble> {
        let mut all: Vec<Trouble> = Vec::new();
        for one in &inventory.unreachable {
            let (message, fix) = (one.entity.to_string(), one.entity.fix().to_vec());
            all.push(Trouble { code: Code::IdpUnreachable, message, fix });
        }
        let outdated = |entity_id: &str, until: Option<DateTime<Utc>>| {
            let until = until.filter(|until| *until <= self.at)?;
            let message =
                format!("the metadata of {entity_id} is outdated: it was valid until {}", instant(until));
            let fix = vec![
                "fetch the metadata again; if it is still outdated, its publisher must renew it".to_owned(),
            ];
            Some(Trouble { code: Code::MetadataOutdated, message, fix })
        };
        for one in &inventory.providers {
            all.extend(outdated(one.entity.entity_id(), one.entity.valid_until()));
        }
        for one in &inventory.services {
            all.extend(outdated(one.entity.entity_id(), one.entity.valid_until()));
        }
        for one in &inventory.providers {
            all.extend(self.expiring(one.entity.signing_certificates(), one.entity.entity_id()));
        }
        for one in &inventory.services {
            all.extend(self.expiring(one.entity.signing_certificates(), one.entity.entity_id()));
        }
        for one in &inventory.certificates {
            all.extend(self.expiring(std::slice::from_ref(&one.entity), &one.source));
        }
        all.sort_by_key(|one| one.code == Code::MetadataCertificateExpiresSoon);
        all
    }

    /// The certificates of an owner that have expired or soon will.
    pub(super) fn expiring(&self, certificates: &[Certificate], owner: &str) -> Vec<Trouble> {
        let warn = i64::from(self.arguments.warn_days);
        let ends_soon = |one: &Certificate| one.not_after() < self.at || one.days_left(self.at) <= warn;
        // A certificate is a container for its key: one that lasts is enough.
        let lasts = |key: &Certificate| {
            certificates.iter().any(|one| one.same_key(key) && one.not_before() <= self.at && !ends_soon(one))
        };
        let soon = certificates.iter().filter(|one| ends_soon(one) && !lasts(one));
        soon.map(|one| {
            let (code, verb) = match one.not_after() < self.at {
                true => (Code::CertificateExpired, "expired"),
                false => (Code::MetadataCertificateExpiresSoon, "expires"),
            };
            let left = left(one, self.at);
            let message = format!(
                "the signing certificate {} of {owner} {verb} {} ({})",
                one.subject(),
                one.not_after().format("%Y-%m-%d"),
                left.strip_prefix("expired ").unwrap_or(&left)
            );
            Trouble { code, message, fix: Vec::new() }
        })
        .collect()
    }

    /// In brief, as many entities as a screen has lines for.
    fn human(&self, inventory: &Inventory, troubles: &[Trouble]) -> String {
        if self.arguments.verbose {
            return self.text(inventory, troubles, MAX_PRINTED);
        }
        let mut page = String::new();
        for most in (1..=MAX_BRIEF).rev() {
            page = self.text(inventory, troubles, most);
            if page.lines().count() <= SCREEN {
                break;
            }
        }
        page
    }

    /// At most so many entities.
    fn text(&self, inventory: &Inventory, troubles: &[Trouble], entities: usize) -> String {
        let mut prose = Prose::new(&self.options);
        let whole = self.arguments.verbose;
        let most = if whole { usize::MAX } else { MAX_TROUBLES };
        for trouble in troubles.iter().take(most) {
            let (word, text) = trouble.in_words();
            prose.title(word, &text);
            if let Some(fix) = trouble.fix.first() {
                prose.entry("help:", 6, fix);
            }
        }
        if troubles.len() > most {
            let more = troubles.len().saturating_sub(most);
            prose.title("and", &format!("{more} more (-v shows all)"));
        }
        let mut shown = 0_usize;
        let mut next = |prose: &mut Prose| {
            shown = shown.saturating_add(1);
            let fits = shown <= entities;
            if fits && (shown > 1 || !troubles.is_empty()) {
                prose.gap();
            }
            fits
        };
        for one in &inventory.providers {
            if next(&mut prose) {
                match whole {
                    true => self.provider(&mut prose, &one.entity),
                    false => self.provider_in_brief(&mut prose, &one.entity),
                }
            }
        }
        for one in &inventory.services {
            if next(&mut prose) {
                self.service(&mut prose, &one.entity, whole);
            }
        }
        for one in &inventory.certificates {
            if next(&mut prose) {
                prose.title(&one.source, "certificate");
                match whole {
                    true => self.certificate(&mut prose, "certificate", &one.entity),
                    false => self.certificate_in_brief(&mut prose, "key", &one.entity),
                }
            }
        }
        for (index, one) in inventory.unusable.iter().take(entities).enumerate() {
            if index == 0 {
                prose.heading("Cannot be used");
            }
            prose.text(&format!("{}: {}", one.entity.0, one.entity.1));
        }
        let unusable = inventory.unusable.len().saturating_sub(entities);
        if unusable > 0 {
            prose.text(&format!("and {unusable} more"));
        }
        let left = shown.saturating_sub(entities);
        if left > 0 {
            prose.gap();
            let how = if whole {
                "--entity-id ID shows one; --json has all"
            } else {
                "-v shows more; --json has all"
            };
            prose.text(&format!("and {left} more: {how}"));
        } else if !whole && shown > 0 {
            prose.gap();
            prose.text("more: -v (endpoints, fingerprints, PEM, settings to copy into your service)");
        }
        prose.into_text()
    }

    fn provider_in_brief(&self, prose: &mut Prose, provider: &IdentityProvider) {
        let name = provider.name().map(|name| format!(", {name}")).unwrap_or_default();
        prose.title(provider.entity_id(), &format!("identity provider{name}"));
        if let Some(endpoint) = redirect_first(provider.single_sign_on()) {
            prose.entry("SSO URL", 10, endpoint.location());
        }
        if let Some(endpoint) = redirect_first(provider.single_logout()) {
            prose.entry("logout", 10, endpoint.location());
        }
        for one in provider.signing_certificates().iter().take(2) {
            self.certificate_in_brief(prose, "signs", one);
        }
        let more = provider.signing_certificates().len().saturating_sub(2);
        if more > 0 {
            prose.entry("", 10, &format!("and {more} more signing certificates"));
        }
        if let Some(until) = provider.valid_until() {
            prose.entry("valid to", 10, &instant(until));
        }
        match provider.notes() {
            [] => {}
            [note] => prose.entry("note", 10, note),
            notes => prose.entry("notes", 10, &format!("{} (-v)", notes.len())),
        }
    }

    fn certificate_in_brief(&self, prose: &mut Prose, label: &str, one: &Certificate) {
        let (key, until) = (one.key_kind(), one.not_after().format("%Y-%m-%d"));
        prose.entry(label, 10, &format!("{}, {key}, until {until}, {}", one.subject(), left(one, self.at)));
        prose.entry("SHA-256", 10, &one.sha256_fingerprint());
    }

    fn service(&self, prose: &mut Prose, service: &ServiceProviderMetadata, whole: bool) {
        let name = service.name().map(|name| format!(", {name}")).unwrap_or_default();
        prose.title(service.entity_id(), &format!("service provider{name}"));
        let most = if whole { usize::MAX } else { 3 };
        for one in service.acs().iter().take(most) {
            let index = one.index.map(|index| format!(", index {index}")).unwrap_or_default();
            let default = if one.is_default { ", default" } else { "" };
            prose.entry(
                "ACS URL",
                10,
                &format!("{} ({}{index}{default})", one.location, short(&one.binding)),
            );
        }
        let more = service.acs().len().saturating_sub(most);
        if more > 0 {
            prose.entry("", 10, &format!("and {more} more (-v)"));
        }
        for one in service.single_logout().iter().take(if whole { usize::MAX } else { 1 }) {
            prose.entry("logout", 10, &format!("{} ({})", one.location(), short(one.binding())));
        }
        let wants =
            if service.wants_assertions_signed() { "signed assertions" } else { "no signed assertions" };
        let signs =
            if service.signs_requests() { "signs its requests" } else { "does not sign its requests" };
        prose.entry("wants", 10, &format!("{wants}; {signs}"));
        if !service.requested_attributes().is_empty() {
            let names: Vec<String> = service
                .requested_attributes()
                .iter()
                .take(if whole { usize::MAX } else { 8 })
                .map(|one| format!("{}{}", one.name, if one.is_required { " (required)" } else { "" }))
                .collect();
            let more = service.requested_attributes().len().saturating_sub(names.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            prose.entry("asks for", 10, &format!("{}{more}", names.join(", ")));
        }
        if whole && !service.name_id_formats().is_empty() {
            prose.entry("NameID", 10, &service.name_id_formats().join(", "));
        }
        if let Some(until) = service.valid_until() {
            prose.entry("valid to", 10, &instant(until));
        }
        let signing = service.signing_certificates();
        let encryption = service.encryption_certificates().iter().filter(|one| !signing.contains(one));
        let all = signing.iter().map(|one| ("signs", one)).chain(encryption.map(|one| ("decrypts", one)));
        for (label, one) in all.take(if whole { usize::MAX } else { 2 }) {
            match whole {
                true => self.certificate(prose, label, one),
                false => self.certificate_in_brief(prose, label, one),
            }
        }
        if whole {
            service.notes().iter().for_each(|note| prose.entry("note", 10, note));
        }
    }

    fn provider(&self, prose: &mut Prose, provider: &IdentityProvider) {
        prose.title(provider.entity_id(), provider.name().unwrap_or_default());
        endpoints(prose, "Single sign-on", provider.single_sign_on());
        endpoints(prose, "Single logout", provider.single_logout());
        if !provider.name_id_formats().is_empty() {
            prose.heading("NameID formats");
            provider.name_id_formats().iter().for_each(|format| prose.text(format));
        }
        prose.heading("Certificates");
        let signing = provider.signing_certificates();
        for one in signing {
            let both = provider.encryption_certificates().contains(one);
            self.certificate(prose, if both { "signing, encryption" } else { "signing" }, one);
        }
        for one in provider.encryption_certificates().iter().filter(|one| !signing.contains(one)) {
            self.certificate(prose, "encryption", one);
        }
        if let Some(until) = provider.valid_until() {
            prose.heading("Valid until");
            prose.text(&instant(until));
        }
        if !provider.notes().is_empty() {
            prose.heading("Notes");
            provider.notes().iter().for_each(|note| prose.text(note));
        }
        prose.heading("Settings to copy into your service");
        prose.entry("Issuer", 10, provider.entity_id());
        if let Some(endpoint) = redirect_first(provider.single_sign_on()) {
            prose.entry("SSO URL", 10, endpoint.location());
        }
        if let Some(one) = Rotation::signs_now(provider, self.at, None).or(signing.first().cloned()) {
            prose.entry("X.509", 10, "the certificate that signs now:");
            one.to_pem().lines().for_each(|line| prose.text(line));
        }
        if signing.len() > 1 {
            prose.text(
                "There are several signing certificates. If your service takes only one, enter the next one when the provider begins to sign with it.",
            );
        }
    }

    pub(super) fn certificate(&self, prose: &mut Prose, usage: &str, one: &Certificate) {
        prose.text(usage);
        let dates = format!(
            "{} to {}, {}",
            one.not_before().format("%Y-%m-%d"),
            one.not_after().format("%Y-%m-%d"),
            left(one, self.at)
        );
        for (label, text) in [
            ("subject", one.subject().to_owned()),
            ("key", format!("{}, signed with {}", one.key_kind(), one.signature_algorithm())),
            ("valid", dates),
            ("SHA-256", one.sha256_fingerprint()),
            ("SHA-1", one.sha1_fingerprint()),
        ] {
            prose.entry(&format!("  {label}"), 12, &text);
        }
    }
}

impl<T> Described<T> {
    pub(super) fn source(&self) -> &str {
        &self.source
    }
}

fn endpoints(prose: &mut Prose, heading: &str, endpoints: &[Endpoint]) {
    if endpoints.is_empty() {
        return;
    }
    prose.heading(heading);
    for endpoint in endpoints {
        prose.entry(short(endpoint.binding()), 15, endpoint.location());
    }
}

/// Most service providers send their request by redirect.
pub(super) fn redirect_first(endpoints: &[Endpoint]) -> Option<&Endpoint> {
    endpoints.iter().find(|one| short(one.binding()) == "HTTP-Redirect").or(endpoints.first())
}

fn short(binding: &str) -> &str {
    binding.strip_prefix("urn:oasis:names:tc:SAML:2.0:bindings:").unwrap_or(binding)
}

pub(super) fn left(one: &Certificate, at: DateTime<Utc>) -> String {
    match one.days_left(at) {
        days if one.not_after() < at => format!("expired {} days ago", days.unsigned_abs()),
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    }
}

pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
