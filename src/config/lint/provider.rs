//! The identity providers: where their metadata is, what they are called, whose keys are trusted.

use super::Lint;
use super::address::host_and_path;
use crate::check::near_miss::placeholder::is_placeholder;
use crate::config::IdentityProviderConfig;

const AUTH0_METADATA: &str =
    "use https://TENANT.auth0.com/samlp/metadata/CLIENT_ID (Auth0: Addons → SAML2 Web App → Usage)";

impl Lint<'_> {
    pub(super) fn identity_providers(&mut self) {
        let config = self.config;
        let all = &config.identity_providers;
        if all.is_empty() {
            self.error(
                "identity_provider",
                "there is no identity provider, so no signature can be trusted",
                "add a section [[identity_provider]] with name and metadata",
            );
        }
        for (index, one) in all.iter().enumerate() {
            let path = format!("identity_provider.{index}");
            let before = all.get(..index).unwrap_or_default();
            self.identity_provider(&path, one, before);
        }
        let own = config.pattern(all.first());
        if self.is_flex() && own == crate::Pattern::B && all.len() > 1 {
            self.warning(
                "identity_provider.1",
                "under pattern b each organization has its own Flex, but this file has a second identity provider",
                "remove it, or give each organization its own samlens.toml",
            );
        }
    }

    fn identity_provider(
        &mut self,
        path: &str,
        one: &IdentityProviderConfig,
        before: &[IdentityProviderConfig],
    ) {
        let at = |key: &str| format!("{path}.{key}");
        if one.name.is_empty() {
            self.warning(
                path,
                "the identity provider has no name",
                "give it one, for reports: name = \"Auth0 - Acme\"",
            );
        } else if before.iter().any(|other| other.name == one.name) {
            self.error(
                &at("name"),
                format!("the name {:?} is used twice", one.name),
                "give each identity provider its own name",
            );
        }
        if let Some(entity_id) = &one.entity_id {
            if before.iter().any(|other| other.entity_id.as_ref() == Some(entity_id)) {
                self.error(
                    &at("entity_id"),
                    format!("the entity ID {entity_id} is used twice"),
                    "an issuer must have one set of keys: put both certificates in one section",
                );
            }
            self.issuer(&at("entity_id"), entity_id, one);
        }
        match (&one.metadata, one.certificates.is_empty()) {
            (None, true) => self.error(
                path,
                "the identity provider has neither metadata nor certificates",
                "give metadata, or entity_id and certificates",
            ),
            (Some(_), false) => self.error(
                &at("certificates"),
                "the identity provider has both metadata and certificates",
                "give one of them, so that it is clear which keys are trusted",
            ),
            (None, false) if one.entity_id.is_none() => self.error(
                &at("certificates"),
                "the certificates have no entity_id, so the issuer cannot be checked",
                "add the entity ID of the identity provider that signs with them",
            ),
            _ => {}
        }
        if let Some(metadata) = &one.metadata {
            if before
                .iter()
                .any(|other| other.metadata.as_ref() == Some(metadata) && other.entity_id == one.entity_id)
            {
                self.error(
                    &at("metadata"),
                    "the same metadata is used twice",
                    "remove one section, or choose one of its entities with entity_id",
                );
            }
            self.metadata(&at("metadata"), metadata);
        } else if one.metadata_cert.is_some() {
            self.error(
                &at("metadata_cert"),
                "metadata_cert is set, but there is no metadata",
                "add metadata, or put the certificate under certificates if it signs responses",
            );
        }
        for (index, file) in one.certificates.iter().enumerate() {
            if file.contains("-----BEGIN") {
                self.error(
                    &format!("{path}.certificates.{index}"),
                    "the certificate itself is in samlens.toml",
                    "save it to a file next to samlens.toml, and name the file",
                );
            }
        }
        if one.pattern.is_some() && !self.is_flex() {
            self.warning(
                &at("pattern"),
                "pattern has no effect under profile generic",
                "set profile = \"flex\"",
            );
        }
    }

    /// What an identity provider calls itself.
    fn issuer(&mut self, path: &str, entity_id: &str, one: &IdentityProviderConfig) {
        let fix = "copy the entityID from its metadata; Auth0's is urn: and the tenant's domain";
        if entity_id.is_empty() {
            self.error(path, "the identity provider's entity ID is empty: no issuer can be checked", fix);
        } else if is_placeholder(entity_id) {
            self.error(path, "the identity provider's entity ID contains a placeholder", fix);
        } else if entity_id.trim() != entity_id {
            self.error(
                path,
                "the identity provider's entity ID has white space around it",
                "remove it; the entity ID is compared exactly",
            );
        } else if entity_id.starts_with("urn:auth0:") {
            self.error(path, "urn:auth0:… is Auth0's entity ID as a service provider; as an identity provider it is urn:TENANT.auth0.com", fix);
        } else if entity_id.ends_with(".auth0.com") && !entity_id.contains([':', '/']) {
            self.error(
                path,
                format!(
                    "Auth0's entity ID begins with urn:, so it should be urn:{entity_id} unless you set another issuer in Auth0"
                ),
                fix,
            );
        } else if entity_id.starts_with("https://") && entity_id.trim_end_matches('/').ends_with(".auth0.com")
        {
            self.warning(
                path,
                "this is Auth0's issuer of ID tokens; its SAML issuer is urn:TENANT.auth0.com",
                fix,
            );
        }
        let of_metadata = one.metadata.as_deref().and_then(host_and_path).map(|(host, _)| host);
        let of_entity = entity_id.strip_prefix("urn:").filter(|name| name.ends_with(".auth0.com"));
        if let (Some(host), Some(name)) = (of_metadata.filter(|host| host.ends_with(".auth0.com")), of_entity)
            && host != name
        {
            self.warning(
                path,
                format!("the entity ID belongs to {name}, but the metadata to {host}: these are two tenants"),
                "copy both from one tenant",
            );
        }
    }

    fn metadata(&mut self, path: &str, metadata: &str) {
        if !metadata.contains("://") {
            if is_placeholder(metadata) {
                self.error(path, "the metadata file is a placeholder", AUTH0_METADATA);
            }
            return;
        }
        if !self.address(path, "the metadata URL", metadata) {
            return;
        }
        let Some((host, rest)) = host_and_path(metadata) else { return };
        if !host.ends_with(".auth0.com") {
            return;
        }
        let client = rest
            .strip_prefix("/samlp/metadata/")
            .map(|rest| rest.split(['?', '#']).next().unwrap_or_default());
        let message = match client {
            Some("") => "the metadata URL lacks the client ID",
            Some(client) if client.contains('/') => "the metadata URL has something after the client ID",
            Some(_) => return,
            None if rest.starts_with("/samlp/metadata?connection=") => {
                "this is the metadata of Auth0 as a service provider, for an enterprise connection"
            }
            None if rest == "/samlp/metadata" => "the metadata URL lacks the client ID",
            None if rest.starts_with("/samlp/") => "this is Auth0's SSO URL, not its metadata",
            None if rest.starts_with("/pem") => "this is Auth0's certificate, not its metadata",
            None if rest.starts_with("/.well-known/") => "this is for OpenID Connect, not SAML",
            None => "this is not an Auth0 metadata URL",
        };
        self.error(path, message, AUTH0_METADATA);
    }
}
