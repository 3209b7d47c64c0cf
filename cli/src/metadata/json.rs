//! Metadata as JSON, schema 1. Fields are only ever added.

use super::page::{MetadataPage, instant, redirect_first};
use super::{Described, Inventory, Trouble};
use crate::output;
use samlens::inspect::DeploymentSummary;
use samlens::metadata::{Endpoint, Rotation, ServiceProviderMetadata};
use samlens::{Certificate, Class, IdentityProvider, Severity};
use serde_json::{Value, json};

impl MetadataPage<'_> {
    pub(super) fn inventory_json(&self, inventory: &Inventory, troubles: &[Trouble], code: u8) -> Value {
        let class = (code == 6).then(|| Class::IdpUnreachable.as_str());
        let json = json!({
            "schema": 1,
            "at": instant(self.at),
            "class": class,
            "root": troubles.first().map(|one| one.code.as_str()),
            "severity": worst(troubles),
            "identity_providers": inventory.providers.iter().map(|one| self.provider_json(one)).collect::<Vec<_>>(),
            "service_providers": inventory.services.iter().map(|one| self.service_json(one)).collect::<Vec<_>>(),
            "certificates": inventory.certificates.iter().map(|one| {
                with_source(self.certificate_json("", &one.entity), one.source())
            }).collect::<Vec<_>>(),
            "unusable": inventory.unusable.iter().map(|one| {
                json!({ "source": one.source(), "entity_id": one.entity.0, "reason": one.entity.1 })
            }).collect::<Vec<_>>(),
            "findings": findings(troubles),
            "deployment": self.deployment.as_ref().map(DeploymentSummary::to_json),
        });
        output::of_command("metadata", code, json)
    }

    fn provider_json(&self, described: &Described<IdentityProvider>) -> Value {
        let provider = &described.entity;
        let signs = Rotation::signs_now(provider, self.at, None);
        let json = json!({
            "entity_id": provider.entity_id(),
            "name": provider.name(),
            "single_sign_on": provider.single_sign_on().iter().map(endpoint).collect::<Vec<_>>(),
            "single_logout": provider.single_logout().iter().map(endpoint).collect::<Vec<_>>(),
            "name_id_formats": provider.name_id_formats(),
            "certificates": self.certificates(provider.signing_certificates(), provider.encryption_certificates()),
            "valid_until": provider.valid_until().map(instant),
            "outdated": provider.is_outdated(self.at),
            "notes": provider.notes(),
            "enter": {
                "entity_id": provider.entity_id(),
                "sso_url": redirect_first(provider.single_sign_on()).map(Endpoint::location),
                "certificate": signs.map(|one| one.to_pem()),
            },
        });
        with_source(json, described.source())
    }

    fn service_json(&self, described: &Described<ServiceProviderMetadata>) -> Value {
        let service = &described.entity;
        let acs = service.acs().iter().map(|one| {
            json!({ "binding": one.binding, "location": one.location, "index": one.index, "default": one.is_default })
        });
        let requested = service.requested_attributes().iter().map(|one| {
            json!({ "name": one.name, "friendly_name": one.friendly_name, "required": one.is_required })
        });
        let json = json!({
            "entity_id": service.entity_id(),
            "name": service.name(),
            "acs": acs.collect::<Vec<_>>(),
            "single_logout": service.single_logout().iter().map(endpoint).collect::<Vec<_>>(),
            "name_id_formats": service.name_id_formats(),
            "wants_assertions_signed": service.wants_assertions_signed(),
            "signs_requests": service.signs_requests(),
            "requested_attributes": requested.collect::<Vec<_>>(),
            "certificates": self.certificates(service.signing_certificates(), service.encryption_certificates()),
            "valid_until": service.valid_until().map(instant),
            "outdated": service.is_outdated(self.at),
            "notes": service.notes(),
        });
        with_source(json, described.source())
    }

    fn certificates(&self, signing: &[Certificate], encryption: &[Certificate]) -> Vec<Value> {
        let signing = signing.iter().map(|one| self.certificate_json("signing", one));
        signing.chain(encryption.iter().map(|one| self.certificate_json("encryption", one))).collect()
    }

    pub(super) fn certificate_json(&self, usage: &str, one: &Certificate) -> Value {
        json!({
            "use": Some(usage).filter(|usage| !usage.is_empty()),
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
}

fn with_source(mut json: Value, source: &str) -> Value {
    if let Some(fields) = json.as_object_mut() {
        fields.insert("source".to_owned(), Value::from(source));
    }
    json
}

fn endpoint(endpoint: &Endpoint) -> Value {
    json!({ "binding": endpoint.binding(), "location": endpoint.location(), "response_location": endpoint.response_location() })
}

pub(super) fn findings(troubles: &[Trouble]) -> Vec<Value> {
    let one = |one: &Trouble| json!({ "code": one.code.as_str(), "severity": severity(one).as_str(), "message": one.message, "fix": one.fix });
    troubles.iter().map(one).collect()
}

/// A code may be a note in a report on a login; what the exit code is about is more.
pub(super) fn severity(trouble: &Trouble) -> Severity {
    trouble.code.severity().max(Severity::Warning)
}

/// The highest severity; `None` if nothing is wrong.
pub(super) fn worst(troubles: &[Trouble]) -> Option<&'static str> {
    troubles.iter().map(severity).max().map(Severity::as_str)
}
