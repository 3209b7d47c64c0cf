//! The service's own metadata, which an identity provider reads to send responses to it (saml-metadata-2.0-os).

use super::write::{XmlWriter, instant, is_plain, sign_root};
use super::{Binding, Random, SignOn, SigningKey};
use crate::trust::Certificate;
use crate::{Error, ErrorKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};

const MD: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const SAML2: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const BASIC: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";
const URI: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";

/// What an identity provider may encrypt with: authenticated ciphers first, and the key transport that products share.
const ENCRYPTION_METHODS: [&str; 3] = [
    "http://www.w3.org/2009/xmlenc11#aes256-gcm",
    "http://www.w3.org/2009/xmlenc11#aes128-gcm",
    "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
];

/// What a contact is for (metadata, 2.3.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContactType {
    /// Technical questions.
    Technical,
    /// Help for the people who sign in.
    Support,
    /// Questions of administration.
    Administrative,
}

impl ContactType {
    fn as_str(self) -> &'static str {
        match self {
            ContactType::Technical => "technical",
            ContactType::Support => "support",
            ContactType::Administrative => "administrative",
        }
    }
}

/// Builds the metadata of a service provider; [`SignOn::metadata`] begins it.
///
/// Entity ID, ACS URLs (the first one is the default, indexes count from 0), logout URLs, NameID formats and certificates
/// come from the [`ServiceProvider`](crate::ServiceProvider) of the validator and from the signing key.
///
/// ```no_run
/// # fn example(sign_on: samlens::sign_on::SignOn) -> Result<(), samlens::Error> {
/// use samlens::sign_on::ContactType;
///
/// let xml = sign_on
///     .metadata()
///     .requested_attribute("email", true)
///     .organization("en", "Example", "https://www.example.org/")
///     .contact(ContactType::Technical, "it@example.org")
///     .to_xml()?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ServiceMetadata<'s> {
    sign_on: &'s SignOn,
    next_signing: Vec<Certificate>,
    requested: Vec<(String, bool)>,
    organization: Option<(String, String, String)>,
    contacts: Vec<(ContactType, String)>,
    valid_until: Option<DateTime<Utc>>,
    cache_duration: Option<TimeDelta>,
}

impl SignOn {
    /// Begins the metadata of this service.
    pub fn metadata(&self) -> ServiceMetadata<'_> {
        ServiceMetadata {
            sign_on: self,
            next_signing: Vec::new(),
            requested: Vec::new(),
            organization: None,
            contacts: Vec::new(),
            valid_until: None,
            cache_duration: None,
        }
    }
}

impl ServiceMetadata<'_> {
    /// Publishes a second signing certificate: during a rotation the next one, so that identity providers know it before it
    /// signs, and afterwards the last one.
    pub fn further_signing_certificate(mut self, certificate: Certificate) -> Self {
        self.next_signing.push(certificate);
        self
    }

    /// Asks for an attribute by its name. Names that begin with `urn:`, `http:` or `https:` get the name format `uri`,
    /// others `basic`.
    pub fn requested_attribute(mut self, name: impl Into<String>, is_required: bool) -> Self {
        self.requested.push((name.into(), is_required));
        self
    }

    /// Names the organization: language (`en`), name, and URL.
    pub fn organization(
        mut self,
        language: impl Into<String>,
        name: impl Into<String>,
        url: impl Into<String>,
    ) -> Self {
        self.organization = Some((language.into(), name.into(), url.into()));
        self
    }

    /// Names a contact by an e-mail address.
    pub fn contact(mut self, what_for: ContactType, email: impl Into<String>) -> Self {
        self.contacts.push((what_for, email.into()));
        self
    }

    /// The instant after which it must not be used. Only for metadata that is fetched again and again.
    pub fn valid_until(mut self, at: impl Into<DateTime<Utc>>) -> Self {
        self.valid_until = Some(at.into());
        self
    }

    /// How long it may be kept before it is fetched again, in whole seconds.
    pub fn cache_duration(mut self, duration: TimeDelta) -> Self {
        self.cache_duration = Some(duration);
        self
    }

    /// The document, unsigned.
    ///
    /// # Errors
    /// An encryption certificate belongs to none of the validator's decryption keys, or a value has a control character.
    pub fn to_xml(&self) -> Result<String, Error> {
        Ok(declared(self.document(None)?))
    }

    /// The document, signed with the signing key of the service.
    ///
    /// # Errors
    /// As [`ServiceMetadata::to_xml`]; there is no signing key.
    pub fn to_signed_xml(&self, random: Random) -> Result<String, Error> {
        let Some(key) = &self.sign_on.settings.signing_key else {
            return Err(wrong("the metadata cannot be signed: there is no signing key".to_owned()));
        };
        Ok(declared(sign_root(&self.document(Some(&random.id()))?, key)?))
    }

    fn document(&self, id: Option<&str>) -> Result<String, Error> {
        let provider = self.sign_on.validator.service_provider();
        self.check()?;
        let duration = self.cache_duration.map(|duration| format!("PT{}S", duration.num_seconds().max(0)));
        let until = self.valid_until.map(instant);
        let signs = self.sign_on.settings.signing_key.is_some();
        let boolean = |value: bool| if value { "true" } else { "false" };
        let mut writer = XmlWriter::default()
            .start("md:EntityDescriptor")
            .attribute("xmlns:md", MD)
            .attribute_if("ID", id)
            .attribute("entityID", self.sign_on.entity_id())
            .attribute_if("validUntil", until.as_deref())
            .attribute_if("cacheDuration", duration.as_deref())
            .start("md:SPSSODescriptor")
            .attribute("AuthnRequestsSigned", boolean(signs))
            .attribute("WantAssertionsSigned", boolean(provider.wants_assertions_signed()))
            .attribute("protocolSupportEnumeration", SAML2);
        let own = self.sign_on.settings.signing_key.as_ref().map(SigningKey::certificate);
        writer = writer
            .each(own.into_iter().chain(&self.next_signing), |writer, certificate| {
                key_descriptor(writer, "signing", certificate).end()
            })
            .each(provider.encryption_certificates(), |writer, certificate| {
                key_descriptor(writer, "encryption", certificate)
                    .each(ENCRYPTION_METHODS, |writer, method| {
                        writer.start("md:EncryptionMethod").attribute("Algorithm", method).end()
                    })
                    .end()
            })
            .each(provider.single_logout(), |writer, url| {
                writer.each([Binding::Redirect, Binding::Post], |writer, binding| {
                    writer
                        .start("md:SingleLogoutService")
                        .attribute("Binding", binding.uri())
                        .attribute("Location", url)
                        .end()
                })
            })
            .each(provider.name_id_formats(), |writer, format| writer.element("md:NameIDFormat", format))
            .each(provider.acs().iter().enumerate(), |writer, (index, url)| {
                writer
                    .start("md:AssertionConsumerService")
                    .attribute("Binding", Binding::Post.uri())
                    .attribute("Location", url)
                    .attribute("index", &index.to_string())
                    .attribute("isDefault", boolean(index == 0))
                    .end()
            });
        if !self.requested.is_empty() {
            writer = writer
                .start("md:AttributeConsumingService")
                .attribute("index", "0")
                .start("md:ServiceName")
                .attribute("xml:lang", self.organization.as_ref().map_or("en", |(language, ..)| language))
                .text(self.organization.as_ref().map_or(self.sign_on.entity_id(), |(_, name, _)| name))
                .end()
                .each(&self.requested, |writer, (name, is_required)| {
                    let uri = ["urn:", "http:", "https:"].iter().any(|scheme| name.starts_with(scheme));
                    writer
                        .start("md:RequestedAttribute")
                        .attribute("Name", name)
                        .attribute("NameFormat", if uri { URI } else { BASIC })
                        .attribute("isRequired", boolean(*is_required))
                        .end()
                })
                .end();
        }
        writer = writer.end();
        if let Some((language, name, url)) = &self.organization {
            let named = [("md:OrganizationName", name), ("md:OrganizationDisplayName", name)];
            writer = writer
                .start("md:Organization")
                .each(named.into_iter().chain([("md:OrganizationURL", url)]), |writer, (element, text)| {
                    writer.start(element).attribute("xml:lang", language).text(text).end()
                })
                .end();
        }
        let written = writer.each(&self.contacts, |writer, (what_for, email)| {
            writer
                .start("md:ContactPerson")
                .attribute("contactType", what_for.as_str())
                .element("md:EmailAddress", &format!("mailto:{email}"))
                .end()
        });
        Ok(written.finish())
    }

    fn check(&self) -> Result<(), Error> {
        let expectations = &self.sign_on.validator.expectations;
        let provider = &expectations.service_provider;
        for certificate in provider.encryption_certificates() {
            let spki = certificate.public_key().spki_der();
            if !expectations.decryption_keys.iter().any(|key| key.fits(spki)) {
                let message = format!(
                    "the validator has no decryption key for the encryption certificate {}",
                    certificate.subject()
                );
                return Err(wrong(message).with_fix("give its key to ValidatorBuilder::decryption_key"));
            }
        }
        let texts = provider.acs().iter().chain(provider.single_logout()).chain(provider.name_id_formats());
        let requested = self.requested.iter().map(|(name, _)| name);
        let contacts = self.contacts.iter().map(|(_, email)| email);
        let organization = self.organization.iter().flat_map(|(language, name, url)| [language, name, url]);
        let mut all = texts.chain(requested).chain(contacts).chain(organization).map(String::as_str);
        match all.any(|text| !is_plain(text)) || !is_plain(self.sign_on.entity_id()) {
            true => Err(wrong("a value of the metadata has a control character".to_owned())),
            false => Ok(()),
        }
    }
}

/// Begins a KeyDescriptor and leaves it open.
fn key_descriptor(writer: XmlWriter, what_for: &str, certificate: &Certificate) -> XmlWriter {
    writer
        .start("md:KeyDescriptor")
        .attribute("use", what_for)
        .start("ds:KeyInfo")
        .attribute("xmlns:ds", DSIG)
        .start("ds:X509Data")
        .element("ds:X509Certificate", &STANDARD.encode(certificate.der()))
        .end()
        .end()
}

fn declared(document: String) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}\n")
}

fn wrong(message: String) -> Error {
    Error::new(ErrorKind::Configuration, message)
}
