//! The service provider as options name it: by its metadata, by its certificates, by single values.

use super::super::Failure;
use super::super::source::{Given, Sources};
use super::arguments::TrustArgs;
use samlens::inspect::{Outline, Report};
use samlens::metadata::ServiceProviderMetadata;
use samlens::{Certificate, Code, Profile, ServiceProvider};

/// What responses are compared with; each value with the option that it came from.
#[derive(Default)]
pub(crate) struct Service {
    pub(crate) entity_id: Option<String>,
    pub(crate) entity_id_from: String,
    pub(crate) acs: Vec<String>,
    pub(crate) acs_from: String,
    pub(crate) slo: Vec<String>,
    pub(crate) slo_from: String,
    pub(crate) certificates: Vec<Certificate>,
    /// What the metadata says beyond these, for a report to compare with.
    pub(crate) metadata: Option<ServiceProvider>,
}

impl Service {
    /// Reads `--sp`. A single value given by its own option replaces that of the metadata.
    pub(crate) fn of(arguments: &TrustArgs, sources: &Sources<'_>) -> Result<Service, Failure> {
        let mut service = Service::default();
        for source in &arguments.sp {
            match sources.service("--sp", source)? {
                Given::Services(all) => {
                    let one = chosen(&all, arguments.sp_entity_id.as_deref(), source)?;
                    service.add(one, &format!("--sp {source}"));
                }
                Given::Certificates(all) => service.certificates.extend(all),
                Given::Providers(_) => {}
            }
        }
        if let Some(entity_id) = &arguments.sp_entity_id {
            service.entity_id = Some(entity_id.clone());
            service.entity_id_from = "--sp-entity-id".to_owned();
        }
        if !arguments.acs.is_empty() {
            service.acs.clone_from(&arguments.acs);
            service.acs_from = "--acs".to_owned();
        }
        if !arguments.slo.is_empty() {
            service.slo.clone_from(&arguments.slo);
            service.slo_from = "--slo".to_owned();
        }
        Ok(service)
    }

    fn add(&mut self, metadata: &ServiceProviderMetadata, from: &str) {
        let read = metadata.service_provider();
        self.entity_id = read.entity_id().map(str::to_owned);
        self.metadata = Some(read.clone());
        self.acs.extend(read.acs().iter().cloned());
        self.slo.extend(read.single_logout().iter().cloned());
        self.certificates.extend(read.certificates().iter().cloned());
        for place in [&mut self.entity_id_from, &mut self.acs_from, &mut self.slo_from] {
            from.clone_into(place);
        }
    }

    /// The service provider with what its metadata says of encryption, formats of NameID and signatures.
    pub(crate) fn with_wishes(&self, provider: ServiceProvider) -> ServiceProvider {
        let Some(metadata) = &self.metadata else { return provider };
        let encryption = metadata.encryption_certificates().iter().cloned();
        let provider = encryption.fold(provider, ServiceProvider::with_encryption_certificate);
        let formats = metadata.name_id_formats().iter();
        let provider = formats.fold(provider, |provider, format| provider.with_name_id_format(format));
        provider.with_wants_assertions_signed(metadata.wants_assertions_signed())
    }

    /// The option that names Twilio Flex.
    pub(crate) fn flex_by(&self) -> Option<String> {
        if self.entity_id.as_deref().is_some_and(Profile::is_of_flex) {
            return Some(format!("{} is Twilio Flex's", self.entity_id_from));
        }
        let acs = self.acs.iter().any(|url| Profile::is_of_flex(url));
        acs.then(|| format!("{} is Twilio Flex's", self.acs_from))
    }

    /// What in the message names Twilio Flex, if no option names another service.
    pub(crate) fn flex_in(&self, outline: Option<&Outline>) -> Option<String> {
        if self.entity_id.is_some() || !self.acs.is_empty() {
            return None;
        }
        ["Destination", "Audience", "Recipient"].into_iter().find_map(|name| {
            let found = values(outline?, name).into_iter().any(Profile::is_of_flex);
            found.then(|| format!("the {name} is Twilio Flex's"))
        })
    }

    /// What is probably wrong with an expected value that options gave: the finding it explains, and what to do.
    pub(crate) fn blamed(
        &self,
        report: &Report,
        outline: &Outline,
        idp_addresses: &[String],
        idp_entity_id: Option<&str>,
    ) -> Option<(Code, String)> {
        let root = report.root()?;
        let audiences = values(outline, "Audience");
        let mut addresses = values(outline, "Destination");
        addresses.extend(values(outline, "Recipient"));
        let issuers = values(outline, "Issuer");
        let sent_to = addresses.first().copied();
        let meant_for = audiences.first().copied();
        let entity_id = self.entity_id.as_deref();
        let is_acs = |value: &str| self.acs.iter().any(|url| url == value);
        let swapped =
            entity_id.is_some_and(|id| addresses.contains(&id)) && audiences.iter().any(|one| is_acs(one));
        let (what, right) = match root.code() {
            Code::AudienceMismatch => {
                let (given, from) = (entity_id?, self.entity_id_from.as_str());
                let what = if swapped {
                    format!("{from} and {} are swapped", self.acs_from)
                } else if issuers.contains(&given) {
                    format!("{from} is the entity ID of the identity provider; give that of your service")
                } else if is_acs(given) || addresses.contains(&given) {
                    format!("{from} is the ACS URL, not an entity ID")
                } else if is_address(given) && meant_for.is_some_and(|one| !is_address(one)) {
                    format!("{from} is a URL; the response names its audience by another kind of entity ID")
                } else {
                    return None;
                };
                (what, meant_for.map(|value| format!("--sp-entity-id {value}")))
            }
            Code::DestinationMismatch | Code::RecipientMismatch | Code::AcsNotAllowed => {
                let from = self.acs_from.as_str();
                let host = |url: &str| {
                    url.split("://").nth(1).and_then(|rest| rest.split('/').next()).map(str::to_owned)
                };
                let known = issuers.iter().copied().chain(idp_addresses.iter().map(String::as_str));
                let hosts: Vec<String> = known.filter_map(host).collect();
                let what = if swapped {
                    format!("{} and {from} are swapped", self.entity_id_from)
                } else if audiences.iter().any(|one| is_acs(one)) {
                    format!("{from} is the entity ID (the audience), not the ACS URL")
                } else if self.acs.iter().any(|url| {
                    url.contains("&amp;") && addresses.contains(&url.replace("&amp;", "&").as_str())
                }) {
                    format!("{from} has `&amp;`, as XML writes it; a URL has `&`")
                } else if self.acs.iter().filter_map(|url| host(url)).any(|host| hosts.contains(&host)) {
                    format!("{from} is an address of the identity provider; give that of your service")
                } else {
                    return None;
                };
                (what, sent_to.map(|value| format!("--acs {value}")))
            }
            Code::IssuerMismatch => {
                let given = idp_entity_id?;
                let what = if entity_id == Some(given) || audiences.contains(&given) {
                    "--idp-entity-id is the entity ID of your service; give that of the identity provider"
                } else if is_address(given) && issuers.first().is_some_and(|one| !is_address(one)) {
                    "--idp-entity-id is a URL; the response names its issuer by another kind of entity ID"
                } else {
                    return None;
                };
                (what.to_owned(), issuers.first().map(|value| format!("--idp-entity-id {value}")))
            }
            _ => return None,
        };
        let whose = if root.code() == Code::IssuerMismatch { "identity provider" } else { "service" };
        let right = right.map(|option| format!(". If that is your {whose}, give {option}"));
        Some((root.code(), format!("Correct the option: {what}{}", right.unwrap_or_default())))
    }
}

/// The one service provider of a document.
fn chosen<'s>(
    all: &'s [ServiceProviderMetadata],
    wanted: Option<&str>,
    source: &str,
) -> Result<&'s ServiceProviderMetadata, Failure> {
    match all {
        [one] => Ok(one),
        _ => {
            let found = wanted.and_then(|wanted| all.iter().find(|one| one.entity_id() == wanted));
            let names: Vec<&str> = all.iter().take(5).map(ServiceProviderMetadata::entity_id).collect();
            found.ok_or_else(|| {
                Failure::usage(format_args!(
                    "--sp {source} has {} service providers\nname one with --sp-entity-id: {}",
                    all.len(),
                    names.join(", ")
                ))
            })
        }
    }
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The values of a field, not verified.
fn values<'o>(outline: &'o Outline, name: &str) -> Vec<&'o str> {
    outline.fields().iter().filter(|field| field.name == name).map(|field| field.value.as_str()).collect()
}
