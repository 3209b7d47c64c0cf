//! The service provider that a response is for.

use crate::trust::Certificate;

/// The service provider that the response is for.
///
/// ```
/// use samlens::ServiceProvider;
/// let sp = ServiceProvider::new("urn:flex:JQ0123456789abcdef0123456789abcdef")
///     .with_acs("https://login.flex.us1.twilio.com/login/callback?connection=JQ0123456789abcdef0123456789abcdef");
/// assert_eq!(sp.acs().len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceProvider {
    entity_id: Option<String>,
    acs: Vec<String>,
    single_logout: Vec<String>,
    certificates: Vec<Certificate>,
    encryption: Vec<Certificate>,
    name_id_formats: Vec<String>,
    wants_assertions_signed: bool,
}

impl ServiceProvider {
    /// A service provider with its entity ID, which is the audience of its assertions.
    pub fn new(entity_id: impl Into<String>) -> ServiceProvider {
        ServiceProvider { entity_id: Some(entity_id.into()), ..ServiceProvider::default() }
    }

    /// A service provider without any known value.
    pub fn unknown() -> ServiceProvider {
        ServiceProvider::default()
    }

    /// Sets the entity ID, which a recorded login may tell where it is not configured.
    #[cfg(feature = "inspect")]
    pub(crate) fn with_entity_id(mut self, entity_id: impl Into<String>) -> ServiceProvider {
        self.entity_id = Some(entity_id.into());
        self
    }

    /// Adds an assertion consumer service URL; it is compared exactly (invariant: exact-values).
    pub fn with_acs(mut self, url: impl Into<String>) -> ServiceProvider {
        self.acs.push(url.into());
        self
    }

    /// Adds a single logout URL, where logout requests and responses are sent to; it is compared exactly.
    pub fn with_single_logout(mut self, url: impl Into<String>) -> ServiceProvider {
        self.single_logout.push(url.into());
        self
    }

    /// Adds a certificate that the service provider signs its own requests with.
    pub fn with_certificate(mut self, certificate: Certificate) -> ServiceProvider {
        self.certificates.push(certificate);
        self
    }

    /// Adds a certificate that assertions should be encrypted for; a report compares it with the one that was used.
    pub fn with_encryption_certificate(mut self, certificate: Certificate) -> ServiceProvider {
        self.encryption.push(certificate);
        self
    }

    /// Adds a NameID format that its metadata lists; a report compares it with the one that was sent.
    pub fn with_name_id_format(mut self, format: impl Into<String>) -> ServiceProvider {
        self.name_id_formats.push(format.into());
        self
    }

    /// Says whether its metadata has `WantAssertionsSigned`; a report compares it with what is signed.
    pub fn with_wants_assertions_signed(mut self, wants: bool) -> ServiceProvider {
        self.wants_assertions_signed = wants;
        self
    }

    /// The certificates that assertions should be encrypted for.
    pub fn encryption_certificates(&self) -> &[Certificate] {
        &self.encryption
    }

    /// The NameID formats that its metadata lists.
    pub fn name_id_formats(&self) -> &[String] {
        &self.name_id_formats
    }

    /// Whether its metadata has `WantAssertionsSigned`.
    pub fn wants_assertions_signed(&self) -> bool {
        self.wants_assertions_signed
    }

    /// The same with this URL alone; none if it is not one of its URLs.
    pub(crate) fn at_url(&self, url: &str) -> Option<ServiceProvider> {
        let only = |urls: &[String]| urls.iter().filter(|known| *known == url).take(1).cloned().collect();
        let one = ServiceProvider {
            acs: only(&self.acs),
            single_logout: only(&self.single_logout),
            ..self.clone()
        };
        (!one.acs.is_empty() || !one.single_logout.is_empty()).then_some(one)
    }

    /// The same without empty values.
    #[cfg(feature = "inspect")]
    pub(crate) fn without_empty(mut self) -> ServiceProvider {
        self.entity_id = self.entity_id.filter(|entity_id| !entity_id.is_empty());
        self.acs.retain(|url| !url.is_empty());
        self.single_logout.retain(|url| !url.is_empty());
        self
    }

    /// The single logout URLs.
    pub fn single_logout(&self) -> &[String] {
        &self.single_logout
    }

    /// The certificates that it signs its own requests with.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The entity ID, where it is known.
    pub fn entity_id(&self) -> Option<&str> {
        self.entity_id.as_deref()
    }

    /// The assertion consumer service URLs.
    pub fn acs(&self) -> &[String] {
        &self.acs
    }
}
