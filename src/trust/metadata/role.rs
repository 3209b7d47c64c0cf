//! What an entity said → an identity provider, or why it is none.

use super::EntityOutcome;
use super::entity::{EntityDraft, KeyDraft, RoleDraft};
use crate::trust::bundle::without_issuers;
use crate::trust::provider::push_new;
use crate::trust::{Certificate, IdentityProvider, UnusableProvider};
use chrono::{DateTime, Utc};

/// Certificates that are read from one element (invariant: bounded).
const MAX_IN_ONE: usize = 8;

pub(super) const SAML2: &str = "urn:oasis:names:tc:SAML:2.0:protocol";

/// Until when something may be used, and how long it may be kept.
#[derive(Clone, Default)]
pub(super) struct Validity {
    pub(super) until: Option<DateTime<Utc>>,
    malformed: bool,
    cache_duration: Option<String>,
}

impl Validity {
    /// Narrowed by what an inner element says: the earliest instant applies, and the innermost duration.
    pub(super) fn with(mut self, valid_until: Option<&str>, cache_duration: Option<&str>) -> Validity {
        if let Some(text) = valid_until {
            match instant(text) {
                Some(instant) => self.until = Some(self.until.map_or(instant, |until| until.min(instant))),
                None => self.malformed = true,
            }
        }
        if let Some(text) = cache_duration {
            self.cache_duration = Some(text.to_owned());
        }
        self
    }

    pub(super) fn and(mut self, inner: Validity) -> Validity {
        self.until = match (self.until, inner.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.malformed |= inner.malformed;
        self.cache_duration = inner.cache_duration.or(self.cache_duration);
        self
    }
}

/// Judges one entity.
pub(super) fn judge(mut entity: EntityDraft) -> EntityOutcome {
    let mut roles = std::mem::take(&mut entity.roles);
    let entity_id = entity.entity_id.take().unwrap_or_default();
    if roles.is_empty() {
        return EntityOutcome::OtherRole { entity_id, roles: entity.other_roles };
    }
    let described = roles.len();
    roles.retain(RoleDraft::speaks_saml2);
    let result = match (roles.pop(), roles.len()) {
        _ if entity_id.is_empty() => Err("its EntityDescriptor has no entityID".to_owned()),
        (None, _) => Err(format!(
            "its IDPSSODescriptor does not support SAML 2.0 (protocolSupportEnumeration lacks {SAML2})"
        )),
        (Some(role), 0) => provider(&entity_id, &mut entity, role, described),
        // The specification leaves open which of two applies (2.4.1); their keys are not merged.
        (Some(_), _) => Err("it has more than one IDPSSODescriptor for SAML 2.0".to_owned()),
    };
    match result {
        Ok(provider) => EntityOutcome::Usable(Box::new(provider)),
        Err(reason) => EntityOutcome::Unusable(UnusableProvider { entity_id, reason }),
    }
}

fn provider(
    entity_id: &str,
    entity: &mut EntityDraft,
    mut role: RoleDraft,
    described: usize,
) -> Result<IdentityProvider, String> {
    let validity = std::mem::take(&mut entity.validity).and(std::mem::take(&mut role.validity));
    if validity.malformed {
        return Err("its validUntil is not an instant".to_owned());
    }
    let mut notes = std::mem::take(&mut role.notes);
    if described > 1 {
        notes.push("an IDPSSODescriptor that is not for SAML 2.0 was ignored".to_owned());
    }
    if role.protocols.is_none() {
        notes.push(
            "its IDPSSODescriptor has no protocolSupportEnumeration and was taken to be for SAML 2.0"
                .to_owned(),
        );
    }
    let wants_authn_requests_signed = match role.wants_authn_requests_signed.as_deref() {
        Some("true" | "1") => true,
        None | Some("false" | "0") => false,
        Some(_) => {
            notes.push("its WantAuthnRequestsSigned is neither true nor false".to_owned());
            false
        }
    };
    if let Some(id) = entity.malformed_id.take() {
        let first =
            if id.starts_with(|c: char| c.is_ascii_digit()) { " (it begins with a digit)" } else { "" };
        notes.push(format!(
            "{ID_NOT_NCNAME}{first}: `{}`; services that check the schema refuse the file",
            id.chars().take(MAX_ID).collect::<String>()
        ));
    }
    let (signing, encryption) = certificates(&role.keys, &mut notes)?;
    Ok(IdentityProvider {
        entity_id: entity_id.to_owned(),
        name: role
            .display_name
            .take()
            .or_else(|| role.organization.take())
            .or_else(|| entity.organization.take()),
        signing,
        encryption,
        single_sign_on: role.single_sign_on,
        single_logout: role.single_logout,
        name_id_formats: role.name_id_formats,
        valid_until: validity.until,
        cache_duration: validity.cache_duration,
        wants_authn_requests_signed,
        notes,
    })
}

/// Signing and encryption certificates; at least one for signing.
///
/// Every X509Data is about one key (xmldsig-core1, 4.5.4), and its first certificate is assumed to contain it; the others
/// are its chain, and a certification authority's key must not sign assertions. A KeyValue without a certificate is not
/// supported: it is noted, and is the reason for refusal where there is nothing else.
fn certificates(
    keys: &[KeyDraft],
    notes: &mut Vec<String>,
) -> Result<(Vec<Certificate>, Vec<Certificate>), String> {
    let (signing, encryption, refused) = by_use(keys, notes);
    match (signing.is_empty(), refused) {
        (false, _) => Ok((signing, encryption)),
        // Never "unsigned is fine" (CVE-2026-28323).
        (true, None) => Err("its metadata has no signing certificate".to_owned()),
        (true, Some(note)) => {
            Err(format!("its metadata has no signing certificate that can be used: {note}"))
        }
    }
}

/// Signing and encryption certificates, and why the first for signing that was not used was not.
pub(super) fn by_use(
    keys: &[KeyDraft],
    notes: &mut Vec<String>,
) -> (Vec<Certificate>, Vec<Certificate>, Option<String>) {
    let mut signing = Vec::new();
    let mut encryption = Vec::new();
    let mut refused: Option<String> = None;
    for (position, key) in keys.iter().enumerate() {
        let (list, for_signing) = match key.usage.as_deref() {
            // Without `use` it is for both (saml-metadata-2.0-os, 2.4.1.1).
            None | Some("signing") => (&mut signing, true),
            Some("encryption") => (&mut encryption, false),
            Some(_) => {
                notes.push(format!(
                    "{} was ignored: its use is neither signing nor encryption",
                    nth(position)
                ));
                continue;
            }
        };
        let mut trouble = Vec::new();
        // An XML reader turns line ends into line feeds, so these were written as character references.
        let has_returns = key.certificates.iter().flatten().any(|text| text.contains('\r'));
        if has_returns && !notes.iter().any(|note| note.starts_with(CARRIAGE_RETURNS)) {
            notes.push(format!(
                "{CARRIAGE_RETURNS}; some services store them with it and then fail to read it"
            ));
        }
        for text in &key.certificates {
            match read(text.as_deref()) {
                Ok(certificates) => {
                    if certificates.len() > 1 {
                        notes.push(format!("{} has {SEVERAL_IN_ONE}; each is read", nth(position)));
                    }
                    for certificate in without_issuers(certificates) {
                        if for_signing && !certificate.public_key().can_verify() {
                            let kind = certificate.key_kind();
                            notes.push(format!(
                                "{} has a key that cannot verify signatures: {kind}",
                                nth(position)
                            ));
                        }
                        push_new(list, certificate);
                    }
                }
                Err(why) => trouble.push(why),
            }
        }
        if key.certificates.is_empty() {
            trouble.push(key.why_empty());
        }
        if key.chain > 0 {
            notes.push(format!(
                "{} has more certificates after the first of its X509Data; they are its chain, not keys",
                nth(position)
            ));
        }
        for why in trouble {
            let note = format!("{} was not used: {why}", nth(position));
            if for_signing {
                refused.get_or_insert_with(|| note.clone());
            }
            notes.push(note);
        }
    }
    (signing, encryption, refused)
}

impl KeyDraft {
    fn why_empty(&self) -> String {
        match &self.foreign_key_info {
            Some(namespace) if namespace.is_empty() => {
                "its KeyInfo is in no namespace instead of that of XML signatures".to_owned()
            }
            Some(namespace) => {
                format!(
                    "its KeyInfo is in the namespace {namespace} instead of http://www.w3.org/2000/09/xmldsig#"
                )
            }
            None if self.key_value => {
                "it contains a bare KeyValue, which is not supported; ask for metadata with an X509Certificate"
                    .to_owned()
            }
            None => "it contains no X509Certificate".to_owned(),
        }
    }
}

/// Said of metadata whose EntityDescriptor has an ID that xs:ID (saml-metadata-2.0-os, 2.3.2) does not allow:
/// goauthentik/authentik issue 4353 is a Shibboleth service that refused it.
pub(crate) const ID_NOT_NCNAME: &str = "the ID of its EntityDescriptor is not an NCName";

/// How much of such an ID is shown.
const MAX_ID: usize = 80;

/// How a note begins that an element has more certificates than the schema allows.
pub(crate) const SEVERAL_IN_ONE: &str = "several certificates in one X509Certificate";

/// Said of metadata whose X509Certificate contains carriage returns: a service that copies the text with them into its
/// configuration cannot read the certificate (SAML-Toolkits/python3-saml issue 303).
pub(crate) const CARRIAGE_RETURNS: &str = "its X509Certificate contains carriage returns (&#13;)";

fn read(text: Option<&str>) -> Result<Vec<Certificate>, String> {
    let text = text.ok_or_else(|| "its X509Data contains no X509Certificate".to_owned())?;
    if text.contains('\u{FFFD}') {
        return Err("its X509Certificate contains an element".to_owned());
    }
    // Some products put the PEM markers inside, against the schema; nothing else can be meant.
    let result = if text.contains("-----BEGIN CERTIFICATE-----") {
        Certificate::from_pem_bundle(text.as_bytes())
    } else {
        match Certificate::from_base64(text) {
            Ok(certificate) => return Ok(vec![certificate]),
            Err(error) => several(text).ok_or(error),
        }
    };
    result.map_err(|error| error.to_string())
}

/// Certificates whose base64 was written one after the other, each whole; empty if anything is left over.
fn several(text: &str) -> Option<Vec<Certificate>> {
    let compact: String = text.split_ascii_whitespace().collect();
    let mut bytes = Vec::new();
    let mut rest = compact.as_str();
    while !rest.is_empty() {
        // Padding ends one certificate, and the DER of the next begins with these letters.
        let end = rest.find("=MII").map_or(rest.len(), |at| at.saturating_add(1));
        let (one, after) = rest.split_at_checked(end)?;
        bytes.extend(crate::trust::pem::base64(one).ok()?);
        rest = after;
    }
    let mut certificates = Vec::new();
    let mut rest = bytes.as_slice();
    while !rest.is_empty() && certificates.len() < MAX_IN_ONE {
        let (one, after) = rest.split_at_checked(der_length(rest)?)?;
        certificates.push(Certificate::from_der(one).ok()?);
        rest = after;
    }
    (rest.is_empty() && certificates.len() > 1).then_some(certificates)
}

/// The length of the DER value at the beginning, with its tag and length (X.690, 8.1.3).
fn der_length(bytes: &[u8]) -> Option<usize> {
    let (&first, rest) = bytes.get(1..)?.split_first()?;
    if first < 0x80 {
        return usize::from(first).checked_add(2);
    }
    let count = usize::from(first & 0x7F);
    let octets = rest.get(..count).filter(|_| (1..=4).contains(&count))?;
    let length = octets.iter().fold(0_usize, |length, &octet| length << 8 | usize::from(octet));
    length.checked_add(count)?.checked_add(2)
}

fn nth(position: usize) -> String {
    format!("KeyDescriptor {}", position.saturating_add(1))
}

/// An `xs:dateTime`; without an offset it is UTC, as SAML has all its times (saml-core-2.0-os, 1.3.3).
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let (date, time) = text.split_once('T')?;
    let with_offset = time.ends_with('Z') || time.contains(['+', '-']);
    let text = format!("{date}T{time}{}", if with_offset { "" } else { "Z" });
    DateTime::parse_from_rfc3339(&text).ok().map(|instant| instant.to_utc())
}
