//! An identity provider: one entity ID and the keys that may sign for it.

use super::{Certificate, metadata};
use crate::{Error, ErrorKind, Limits};
use chrono::{DateTime, Utc};

/// An identity provider that the user trusts: its entity ID, its signing certificates and where it is reached.
///
/// It always has at least one signing certificate. Its certificates speak for its own entity ID and for no other
/// (CVE-2026-49283). Values are kept exactly as given: nothing is trimmed or folded.
///
/// ```
/// use samlens::IdentityProvider;
///
/// // An identity provider without a certificate cannot be made (CVE-2026-28323).
/// let error = IdentityProvider::builder("urn:acme-dev.us.auth0.com").build().unwrap_err();
/// assert_eq!(error.to_string(), "the identity provider urn:acme-dev.us.auth0.com has no signing certificate");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityProvider {
    pub(super) entity_id: String,
    pub(super) name: Option<String>,
    pub(super) signing: Vec<Certificate>,
    pub(super) encryption: Vec<Certificate>,
    pub(super) single_sign_on: Vec<Endpoint>,
    pub(super) single_logout: Vec<Endpoint>,
    pub(super) name_id_formats: Vec<String>,
    pub(super) valid_until: Option<DateTime<Utc>>,
    pub(super) cache_duration: Option<String>,
    pub(super) wants_authn_requests_signed: bool,
    pub(super) notes: Vec<String>,
}

/// An address of an identity provider and the binding it speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub(super) binding: String,
    pub(super) location: String,
    pub(super) response_location: Option<String>,
}

impl Endpoint {
    /// An endpoint with this binding, `urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect` say, at this address.
    pub fn new(binding: impl Into<String>, location: impl Into<String>) -> Endpoint {
        Endpoint { binding: binding.into(), location: location.into(), response_location: None }
    }

    /// The binding's URI.
    pub fn binding(&self) -> &str {
        &self.binding
    }

    /// The address that requests go to.
    pub fn location(&self) -> &str {
        &self.location
    }

    /// The address that responses go to, where it is another one.
    pub fn response_location(&self) -> Option<&str> {
        self.response_location.as_deref()
    }
}

impl IdentityProvider {
    /// Begins an identity provider from what was entered by hand.
    pub fn builder(entity_id: impl Into<String>) -> IdentityProviderBuilder {
        IdentityProviderBuilder {
            provider: IdentityProvider {
                entity_id: entity_id.into(),
                name: None,
                signing: Vec::new(),
                encryption: Vec::new(),
                single_sign_on: Vec::new(),
                single_logout: Vec::new(),
                name_id_formats: Vec::new(),
                valid_until: None,
                cache_duration: None,
                wants_authn_requests_signed: false,
                notes: Vec::new(),
            },
        }
    }

    /// Reads the one identity provider of a metadata document.
    ///
    /// The document may be an EntitiesDescriptor, as long as exactly one of its entities has an IDPSSODescriptor for
    /// SAML 2.0. For more than one, see [`IdentityProviders::from_metadata`](super::IdentityProviders::from_metadata).
    /// A signature of the metadata is not checked.
    ///
    /// # Errors
    ///
    /// When the document cannot be read, when it has no identity provider or several (the message names their entity
    /// IDs), or when the one it has lacks a signing certificate that can be read.
    ///
    /// ```
    /// # let broken = "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='https://idp.example'>\
    /// #   <IDPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'/></EntityDescriptor>";
    /// let error = samlens::IdentityProvider::from_metadata(broken).unwrap_err();
    /// assert_eq!(error.to_string(), "the identity provider https://idp.example: its metadata has no signing certificate");
    /// ```
    pub fn from_metadata(xml: &str) -> Result<IdentityProvider, Error> {
        metadata::read(xml, &Limits::default())?.only()
    }

    /// The same identity provider with another name for people.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> IdentityProvider {
        self.name = Some(name.into()).filter(|name| !name.is_empty());
        self
    }

    /// The same identity provider whose metadata must not be used after this instant either.
    #[cfg(feature = "refresh")]
    pub(crate) fn usable_until(mut self, end: Option<DateTime<Utc>>) -> IdentityProvider {
        self.valid_until = self.valid_until.into_iter().chain(end).min();
        self
    }

    /// The entity ID, exactly: what the Issuer of its messages must be.
    pub fn entity_id(&self) -> &str {
        &self.entity_id
    }

    /// A name for people, where one was given.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The certificates whose keys may sign for it, in the order given; at least one.
    pub fn signing_certificates(&self) -> &[Certificate] {
        &self.signing
    }

    /// The certificates that are for encryption alone; they never verify a signature.
    pub fn encryption_certificates(&self) -> &[Certificate] {
        &self.encryption
    }

    /// Where it takes authentication requests.
    pub fn single_sign_on(&self) -> &[Endpoint] {
        &self.single_sign_on
    }

    /// Where it takes logout messages.
    pub fn single_logout(&self) -> &[Endpoint] {
        &self.single_logout
    }

    /// The NameID formats it says it supports.
    pub fn name_id_formats(&self) -> &[String] {
        &self.name_id_formats
    }

    /// The instant after which its metadata must not be used; the earliest of those around and in it.
    ///
    /// What claims to come from it is refused from then on (`metadata-outdated`), unless
    /// [`Policy::outdated_metadata`](crate::Policy::outdated_metadata) says otherwise.
    pub fn valid_until(&self) -> Option<DateTime<Utc>> {
        self.valid_until
    }

    /// Whether its metadata must no longer be used at this instant (`validUntil`; saml-metadata-2.0-os, 2.3.2).
    pub fn is_outdated(&self, at: DateTime<Utc>) -> bool {
        self.valid_until.is_some_and(|until| until <= at)
    }

    /// How long its metadata may be kept, as written (`xs:duration`).
    pub fn cache_duration(&self) -> Option<&str> {
        self.cache_duration.as_deref()
    }

    /// Whether it wants authentication requests to be signed.
    pub fn wants_authn_requests_signed(&self) -> bool {
        self.wants_authn_requests_signed
    }

    /// Parts of its metadata that were ignored, a lower-case sentence for each, such as a key without a certificate.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// An identity provider in the making; see [`IdentityProvider::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct IdentityProviderBuilder {
    provider: IdentityProvider,
}

impl IdentityProviderBuilder {
    /// Adds a certificate whose key may sign; during a rollover, call it for the old one and the new one.
    pub fn certificate(mut self, certificate: Certificate) -> IdentityProviderBuilder {
        push_new(&mut self.provider.signing, certificate);
        self
    }

    /// Adds certificates whose keys may sign.
    pub fn certificates(
        mut self,
        certificates: impl IntoIterator<Item = Certificate>,
    ) -> IdentityProviderBuilder {
        for certificate in certificates {
            push_new(&mut self.provider.signing, certificate);
        }
        self
    }

    /// Gives it a name for people.
    pub fn name(mut self, name: impl Into<String>) -> IdentityProviderBuilder {
        self.provider.name = Some(name.into());
        self
    }

    /// Adds an address that takes authentication requests.
    pub fn single_sign_on(mut self, endpoint: Endpoint) -> IdentityProviderBuilder {
        self.provider.single_sign_on.push(endpoint);
        self
    }

    /// Adds an address that takes logout messages.
    pub fn single_logout(mut self, endpoint: Endpoint) -> IdentityProviderBuilder {
        self.provider.single_logout.push(endpoint);
        self
    }

    /// The identity provider.
    ///
    /// # Errors
    ///
    /// When the entity ID is empty or no signing certificate was given.
    pub fn build(self) -> Result<IdentityProvider, Error> {
        if self.provider.entity_id.is_empty() {
            return Err(Error::new(ErrorKind::Configuration, "the identity provider has an empty entity ID"));
        }
        if self.provider.signing.is_empty() {
            // A validator without a key once accepted everything (CVE-2026-28323); here there is no such thing.
            let message =
                format!("the identity provider {} has no signing certificate", self.provider.entity_id);
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        Ok(self.provider)
    }
}

/// Adds a certificate that is not there yet: the same one twice is one key to try.
pub(super) fn push_new(certificates: &mut Vec<Certificate>, certificate: Certificate) {
    if !certificates.contains(&certificate) {
        certificates.push(certificate);
    }
}
