//! A test identity provider, so that a service tests its sign-on without a network (feature `testing`, for
//! dev-dependencies).
//!
//! [`TestIdp`] makes responses in the shapes of several products, valid or broken in one way, and answers the service's own
//! requests. It has no clock and no random source: the instant is an argument, and IDs follow from it and from a counter.
//!
//! Its private keys are published with this library, so they prove nothing.
//! [`ValidatorBuilder::build`](crate::ValidatorBuilder::build) refuses them unless
//! [`allow_test_keys`](crate::ValidatorBuilder::allow_test_keys) was called, and without this feature it refuses them always.
//!
//! ```
//! use samlens::testing::{Broken, Shape, TestIdp};
//! use samlens::{InResponseTo, ServiceProvider, Validator};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_768_471_200);
//! let (service, acs) = ("https://sp.example.org/metadata", "https://sp.example.org/acs");
//! let idp = TestIdp::new("https://idp.example.org/metadata")?;
//! let validator = Validator::builder()
//!     .identity_provider(idp.provider()?)
//!     .service_provider(ServiceProvider::new(service).with_acs(acs))
//!     .allow_test_keys()
//!     .build()?;
//!
//! for shape in Shape::ALL {
//!     let response = idp.response().shape(*shape).to(acs).audience(service).in_response_to("_r1").at(now);
//!     let login = validator.validate(&response.to_base64()?, InResponseTo::Request("_r1"), now)?;
//!     assert_eq!(login.name_id(), "test.user@example.org");
//!
//!     let broken = response.broken(Broken::OtherAudience);
//!     let rejection = validator.validate(&broken.to_base64()?, InResponseTo::Request("_r1"), now).unwrap_err();
//!     assert_eq!(rejection.code(), Broken::OtherAudience.code());
//! }
//! # Ok(())
//! # }
//! ```

mod broken;
mod document;
mod encrypt;
mod incoming;
mod keys;
mod logout;
mod response;
mod shape;

pub use broken::Broken;
pub use incoming::Sent;
pub use keys::{service_certificate, service_decryption_key, service_signing_key};
pub use logout::TestLogout;
pub use response::TestResponse;
pub use shape::{Shape, SignedParts};

use crate::sign_on::write::XmlWriter;
use crate::sign_on::{Binding, SigningKey};
use crate::{Certificate, Error, IdentityProvider};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An identity provider for tests, whose keys everyone has.
///
/// Clones share one counter of messages, so that no two of them have the same ID.
#[derive(Clone, Debug)]
#[must_use]
pub struct TestIdp {
    entity_id: String,
    key: SigningKey,
    shape: Shape,
    single_sign_on: String,
    single_logout: String,
    service_certificate: Option<Certificate>,
    count: Arc<AtomicU64>,
}

impl TestIdp {
    /// An identity provider with this entity ID: Keycloak's shape, RSA, requests at `https://idp.test/sso` and
    /// `https://idp.test/slo`.
    ///
    /// # Errors
    /// OpenSSL refuses RSA keys of 2,048 bits.
    pub fn new(entity_id: impl Into<String>) -> Result<TestIdp, Error> {
        Ok(TestIdp {
            entity_id: entity_id.into(),
            key: keys::rsa()?,
            shape: Shape::Keycloak,
            single_sign_on: "https://idp.test/sso".to_owned(),
            single_logout: "https://idp.test/slo".to_owned(),
            service_certificate: None,
            count: Arc::default(),
        })
    }

    /// Signs with ECDSA on P-256.
    ///
    /// # Errors
    /// OpenSSL refuses such keys.
    pub fn with_ec_key(self) -> Result<TestIdp, Error> {
        Ok(TestIdp { key: keys::ec()?, ..self })
    }

    /// The product that its responses resemble.
    pub fn with_shape(self, shape: Shape) -> TestIdp {
        TestIdp { shape, ..self }
    }

    /// Where it takes AuthnRequests, by HTTP-Redirect and HTTP-POST.
    pub fn with_single_sign_on(self, url: impl Into<String>) -> TestIdp {
        TestIdp { single_sign_on: url.into(), ..self }
    }

    /// Where it takes logout messages, by HTTP-Redirect and HTTP-POST.
    pub fn with_single_logout(self, url: impl Into<String>) -> TestIdp {
        TestIdp { single_logout: url.into(), ..self }
    }

    /// Wants requests that are signed with the key of this certificate, and answers no other.
    pub fn with_signed_requests(self, certificate: Certificate) -> TestIdp {
        TestIdp { service_certificate: Some(certificate), ..self }
    }

    /// The entity ID.
    pub fn entity_id(&self) -> &str {
        &self.entity_id
    }

    /// Its metadata.
    pub fn metadata(&self) -> String {
        let wants_signed = if self.service_certificate.is_some() { "true" } else { "false" };
        let services = [
            ("md:SingleLogoutService", &self.single_logout),
            ("md:SingleSignOnService", &self.single_sign_on),
        ];
        XmlWriter::default()
            .start("md:EntityDescriptor")
            .attribute("xmlns:md", "urn:oasis:names:tc:SAML:2.0:metadata")
            .attribute("entityID", &self.entity_id)
            .start("md:IDPSSODescriptor")
            .attribute("WantAuthnRequestsSigned", wants_signed)
            .attribute("protocolSupportEnumeration", "urn:oasis:names:tc:SAML:2.0:protocol")
            .start("md:KeyDescriptor")
            .attribute("use", "signing")
            .start("ds:KeyInfo")
            .attribute("xmlns:ds", "http://www.w3.org/2000/09/xmldsig#")
            .start("ds:X509Data")
            .element("ds:X509Certificate", &STANDARD.encode(self.key.certificate().der()))
            .end()
            .end()
            .end()
            .each(services, |writer, (name, url)| {
                writer.each([Binding::Redirect, Binding::Post], |writer, binding| {
                    writer.start(name).attribute("Binding", binding.uri()).attribute("Location", url).end()
                })
            })
            .finish()
    }

    /// The identity provider, for [`ValidatorBuilder::identity_provider`](crate::ValidatorBuilder::identity_provider).
    ///
    /// # Errors
    /// The entity ID is not one that metadata can have.
    pub fn provider(&self) -> Result<IdentityProvider, Error> {
        IdentityProvider::from_metadata(&self.metadata())
    }

    /// Begins a response.
    pub fn response(&self) -> TestResponse {
        TestResponse::new(self.clone(), self.next_number())
    }

    fn next_number(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }
}
