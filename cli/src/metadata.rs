//! `samlens metadata`: what an identity provider's metadata says, whether its certificates last, what changed.

use super::Failure;
use super::check::now;
use super::output::{self, Color, Format};
use super::source::{SourceArgs, Sources};
use chrono::{DateTime, SecondsFormat, Utc};
use clap::Args;
use samlens::inspect::{HumanOptions, Prose};
use samlens::metadata::{Endpoint, Rotation, RotationSafety};
use samlens::{Certificate, Class, Code, Error, IdentityProvider, IdentityProviders, Limits};
use serde_json::{Value, json};

const AFTER: &str = "\
Exit codes:
  0  every signing certificate lasts longer than --warn-days, and a rotation is safe
  1  a signing certificate has expired or soon will, or a rotation is not safe
  2  bad arguments
  6  IDP_UNREACHABLE: the metadata could not be fetched or read

Examples:
  samlens metadata https://acme.auth0.com/samlp/metadata/AbC123
  samlens metadata --warn-days 60 --format json idp.xml
  samlens metadata yesterday.xml today.xml";

/// Identity providers printed of one document.
const MAX_PRINTED: usize = 50;

/// Show an identity provider's metadata and what to enter by hand; exit 1 when a certificate expires soon
#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct MetadataArgs {
    /// A file or URL
    #[arg(value_name = "FILE|URL")]
    source: String,
    /// A later state of the same metadata: says what changed, and whether the rotation of a key is safe
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// The one identity provider to show, of an aggregate of any size
    #[arg(long, value_name = "ID")]
    entity_id: Option<String>,
    /// Days that a signing certificate must last
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    warn_days: u16,
    /// Judge as of this instant instead of now
    #[arg(long, value_name = "INSTANT", value_parser = super::trust::instant)]
    at: Option<DateTime<Utc>>,
    #[command(flatten)]
    sources: SourceArgs,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// When to use colours
    #[arg(long, value_enum, default_value_t)]
    color: Color,
}

/// Runs the command.
pub(crate) fn run(arguments: &MetadataArgs) -> Result<u8, Failure> {
    let limits = Limits::default();
    let at = arguments.at.unwrap_or_else(now);
    let sources = Sources::new(&arguments.sources, &limits, at)?;
    let page = Page { arguments, at, options: output::options(arguments.color) };
    match show(&page, &sources) {
        Err(Failure::Unreachable(error)) => page.unreachable(&error),
        shown => shown,
    }
}

fn show(page: &Page<'_>, sources: &Sources<'_>) -> Result<u8, Failure> {
    let arguments = page.arguments;
    let old = load(sources, &arguments.source, arguments)?;
    let Some(new) = &arguments.new else { return page.show(&old) };
    let new = load(sources, new, arguments)?;
    match (old.providers(), new.providers()) {
        ([old], [new]) => page.compare(old, new),
        _ => Err(Failure::usage("there are several identity providers in it; name one with --entity-id")),
    }
}

fn load(sources: &Sources<'_>, source: &str, arguments: &MetadataArgs) -> Result<IdentityProviders, Failure> {
    let wanted = arguments.entity_id.as_deref();
    let all = sources.load(source, wanted)?;
    match wanted {
        Some(wanted) => {
            let one = all.find(wanted).map_err(Failure::Unreachable)?;
            Ok(IdentityProviders::from(one.clone()))
        }
        None => Ok(all),
    }
}

struct Page<'a> {
    arguments: &'a MetadataArgs,
    at: DateTime<Utc>,
    options: HumanOptions,
}

impl Page<'_> {
    fn show(&self, providers: &IdentityProviders) -> Result<u8, Failure> {
        let findings: Vec<(Code, String)> =
            providers.providers().iter().flat_map(|provider| self.expiring(provider)).collect();
        let code = u8::from(!findings.is_empty());
        if self.arguments.format == Format::Json {
            let all: Vec<Value> = providers.providers().iter().map(|one| self.provider_json(one)).collect();
            let unusable: Vec<Value> = providers
                .unusable()
                .iter()
                .map(|one| json!({ "entity_id": one.entity_id(), "reason": one.reason() }))
                .collect();
            output::write_json(&json!({
                "schema": 1,
                "at": instant(self.at),
                "identity_providers": all,
                "unusable": unusable,
                "findings": findings_json(&findings),
            }))?;
            return Ok(code);
        }
        let mut prose = Prose::new(&self.options);
        for provider in providers.providers().iter().take(MAX_PRINTED) {
            self.provider(&mut prose, provider);
        }
        if providers.providers().len() > MAX_PRINTED {
            prose.heading(&format!("and {} more", providers.providers().len().saturating_sub(MAX_PRINTED)));
            prose.text("--entity-id ID shows one of them; --format json has them all.");
        }
        for one in providers.unusable().iter().take(MAX_PRINTED) {
            prose.heading("Cannot be used");
            prose.text(&format!("{}: {}", one.entity_id(), one.reason()));
        }
        for (code, message) in &findings {
            prose.heading(code.as_str());
            prose.text(message);
        }
        output::write(&prose.into_text())?;
        Ok(code)
    }

    /// What the exit code is about.
    fn expiring(&self, provider: &IdentityProvider) -> Vec<(Code, String)> {
        let warn = i64::from(self.arguments.warn_days);
        let signing = provider.signing_certificates();
        let ends_soon = |one: &Certificate| one.not_after() < self.at || one.days_left(self.at) <= warn;
        // A certificate is a container for its key: one that lasts is enough.
        let lasts = |key: &Certificate| {
            signing.iter().any(|one| one.same_key(key) && one.not_before() <= self.at && !ends_soon(one))
        };
        let soon = signing.iter().filter(|one| ends_soon(one) && !lasts(one));
        soon.map(|one| {
            let (code, verb) = match one.not_after() < self.at {
                true => (Code::CertificateExpired, "expired"),
                false => (Code::MetadataCertificateExpiresSoon, "expires"),
            };
            let message = format!(
                "the signing certificate {} of {} {verb} {} ({})",
                one.subject(),
                provider.entity_id(),
                one.not_after().format("%Y-%m-%d"),
                left(one, self.at)
            );
            (code, message)
        })
        .collect()
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
        for one in provider.signing_certificates() {
            let both = provider.encryption_certificates().contains(one);
            self.certificate(prose, if both { "signing, encryption" } else { "signing" }, one);
        }
        let signing = provider.signing_certificates();
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
        prose.heading("To enter by hand (Twilio Console: Flex → Single Sign-On)");
        prose.entry("Issuer", 10, provider.entity_id());
        if let Some(endpoint) = redirect_first(provider.single_sign_on()) {
            prose.entry("SSO URL", 10, endpoint.location());
        }
        if let Some(one) = Rotation::signs_now(provider, self.at, None).or(signing.first().cloned()) {
            prose.entry("X.509", 10, "the certificate that signs now:");
            one.to_pem().lines().for_each(|line| prose.text(line));
        }
        if signing.len() > 1 {
            prose.text("It lists several signing certificates. Flex holds one: enter the next one when it begins to sign.");
        }
        prose.gap();
    }

    fn certificate(&self, prose: &mut Prose, usage: &str, one: &Certificate) {
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

    fn provider_json(&self, provider: &IdentityProvider) -> Value {
        let signs = Rotation::signs_now(provider, self.at, None);
        let list = |usage: &str, all: &[Certificate]| -> Vec<Value> {
            all.iter().map(|one| self.certificate_json(usage, one)).collect()
        };
        let mut certificates = list("signing", provider.signing_certificates());
        certificates.extend(list("encryption", provider.encryption_certificates()));
        json!({
            "entity_id": provider.entity_id(),
            "name": provider.name(),
            "single_sign_on": provider.single_sign_on().iter().map(endpoint_json).collect::<Vec<_>>(),
            "single_logout": provider.single_logout().iter().map(endpoint_json).collect::<Vec<_>>(),
            "name_id_formats": provider.name_id_formats(),
            "certificates": certificates,
            "valid_until": provider.valid_until().map(instant),
            "notes": provider.notes(),
            "enter": {
                "entity_id": provider.entity_id(),
                "sso_url": redirect_first(provider.single_sign_on()).map(Endpoint::location),
                "certificate": signs.map(|one| one.to_pem()),
            },
        })
    }

    fn certificate_json(&self, usage: &str, one: &Certificate) -> Value {
        json!({
            "use": usage,
            "subject": one.subject(),
            "key": one.key_kind().to_string(),
            "algorithm": one.signature_algorithm(),
            "not_before": instant(one.not_before()),
            "not_after": instant(one.not_after()),
            "days_left": one.days_left(self.at),
            "sha256": one.sha256_fingerprint(),
            "sha1": one.sha1_fingerprint(),
        })
    }

    fn compare(&self, old: &IdentityProvider, new: &IdentityProvider) -> Result<u8, Failure> {
        let rotation = Rotation::between(old, new);
        let signs = Rotation::signs_now(new, self.at, Some(old));
        let mut findings = self.expiring(new);
        if !rotation.added.is_empty() || !rotation.removed.is_empty() {
            findings.insert(0, (Code::MetadataCertificateRotated, in_words(rotation.safety).to_owned()));
        }
        let expiring = findings.iter().any(|(code, _)| *code != Code::MetadataCertificateRotated);
        // The key is the same, but its certificate is no longer within its dates.
        let lapsed = Rotation::lapsed(old, new, self.at);
        let is_safe = rotation.safety.is_safe() && lapsed.is_empty();
        let code = u8::from(!is_safe || expiring);
        if self.arguments.format == Format::Json {
            let list = |all: &[Certificate]| -> Vec<Value> {
                all.iter().map(|one| self.certificate_json("signing", one)).collect()
            };
            output::write_json(&json!({
                "schema": 1,
                "at": instant(self.at),
                "entity_id": new.entity_id(),
                "rotation": rotation.safety.as_str(),
                "safe": is_safe,
                "lapsed": list(&lapsed),
                "kept": list(&rotation.kept),
                "added": list(&rotation.added),
                "removed": list(&rotation.removed),
                "signs_now": signs.as_ref().map(|one| self.certificate_json("signing", one)),
                "changes": rotation.changes,
                "findings": findings_json(&findings),
            }))?;
            return Ok(code);
        }
        let mut prose = Prose::new(&self.options);
        let word = if is_safe { "safe" } else { "NOT SAFE" };
        prose.title(new.entity_id(), "");
        prose.heading(&format!("Keys: {}, {word}", rotation.safety.as_str()));
        prose.text(in_words(rotation.safety));
        for one in &lapsed {
            prose.text(&format!(
                "the key of {} (SHA-256 {}) has no certificate within its dates any more",
                one.subject(),
                one.sha256_fingerprint()
            ));
        }
        for (heading, list) in
            [("Listed in both", &rotation.kept), ("New", &rotation.added), ("Gone", &rotation.removed)]
        {
            if !list.is_empty() {
                prose.heading(heading);
                list.iter().for_each(|one| self.certificate(&mut prose, "signing", one));
            }
        }
        prose.heading("Signs now");
        match &signs {
            Some(one) => {
                prose.text(&format!("presumably {} (SHA-256 {})", one.subject(), one.sha256_fingerprint()))
            }
            None => prose.text("metadata does not say; a response shows it (samlens check)"),
        }
        prose.heading("Other changes");
        if rotation.changes.is_empty() {
            prose.text("none");
        }
        rotation.changes.iter().for_each(|change| prose.text(change));
        for (code, message) in findings.iter().filter(|(code, _)| *code != Code::MetadataCertificateRotated) {
            prose.heading(code.as_str());
            prose.text(message);
        }
        output::write(&prose.into_text())?;
        Ok(code)
    }

    fn unreachable(&self, error: &Error) -> Result<u8, Failure> {
        let code = Code::IdpUnreachable;
        if self.arguments.format == Format::Json {
            output::write_json(&json!({
                "schema": 1,
                "at": instant(self.at),
                "class": Class::IdpUnreachable.as_str(),
                "findings": [{ "code": code.as_str(), "message": error.to_string(), "fix": error.fix() }],
            }))?;
            return Ok(6);
        }
        let mut prose = Prose::new(&self.options);
        prose.title(code.as_str(), Class::IdpUnreachable.as_str());
        prose.text(&error.to_string());
        error.fix().iter().for_each(|fix| prose.entry("help:", 6, fix));
        output::write(&prose.into_text())?;
        Ok(6)
    }
}

fn in_words(safety: RotationSafety) -> &'static str {
    match safety {
        RotationSafety::Unchanged => "the signing keys are the same",
        RotationSafety::Overlapping => {
            "old and new key are both listed: a service provider that trusts both sees no failed login; Flex holds one certificate, so paste the new one into Flex → Single Sign-On when it begins to sign"
        }
        RotationSafety::Retired => "keys were taken away, and those that stay were there before",
        RotationSafety::Abrupt => {
            "the new key stands alone and was not listed before: logins fail until it is entered; paste the new certificate into Flex → Single Sign-On now"
        }
        _ => "these are two identity providers, not two states of one",
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

/// Flex and most service providers send their request by redirect.
fn redirect_first(endpoints: &[Endpoint]) -> Option<&Endpoint> {
    endpoints.iter().find(|one| short(one.binding()) == "HTTP-Redirect").or(endpoints.first())
}

fn short(binding: &str) -> &str {
    binding.strip_prefix("urn:oasis:names:tc:SAML:2.0:bindings:").unwrap_or(binding)
}

fn endpoint_json(endpoint: &Endpoint) -> Value {
    json!({ "binding": endpoint.binding(), "location": endpoint.location(), "response_location": endpoint.response_location() })
}

fn findings_json(findings: &[(Code, String)]) -> Vec<Value> {
    findings.iter().map(|(code, message)| json!({ "code": code.as_str(), "message": message })).collect()
}

fn left(one: &Certificate, at: DateTime<Utc>) -> String {
    match one.days_left(at) {
        days if one.not_after() < at => format!("expired {} days ago", days.unsigned_abs()),
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
