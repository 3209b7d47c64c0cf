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
}

impl ServiceProvider {
    /// A service provider with its entity ID, which is the audience of its assertions.
    pub fn new(entity_id: impl Into<String>) -> ServiceProvider {
        ServiceProvider { entity_id: Some(entity_id.into()), ..ServiceProvider::default() }
    }

    /// A service provider of which nothing is known yet.
    pub fn unknown() -> ServiceProvider {
        ServiceProvider::default()
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
