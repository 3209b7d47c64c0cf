//! The service provider that `serve` is: its names, its keys, and its metadata.

use super::super::super::decryption::MAX_KEY_FILE;
use super::super::super::{Failure, input, throw_away};
use super::super::app::App;
use super::inactive;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use openssl::x509::X509;
use samlens::sign_on::{SealingKeys, SignOn, SigningKey};
use samlens::{Certificate, DecryptionKey, Error, IdentityProvider, ServiceProvider, Validator};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What identity providers know of this service provider.
pub(in crate::serve) struct Own {
    /// Where browsers reach it, without a slash at the end.
    pub(super) base: String,
    pub(super) entity_id: String,
    pub(super) acs: String,
    pub(super) slo: String,
    pub(super) key: SigningKey,
    /// `None` if the key is not RSA: nothing can be encrypted for it.
    pub(super) decryption: Option<DecryptionKey>,
    pub(super) is_throw_away: bool,
    /// As `/metadata` serves it.
    pub(super) metadata: String,
    /// What arrives is expected to fit this: with `--forward-to`, it may be addressed to that URL.
    pub(super) expected: String,
}

impl Own {
    /// At this base URL, without a slash at its end.
    pub(super) fn new(
        base: &str,
        entity_id: Option<&str>,
        key_file: Option<&Path>,
        forward_to: Option<&str>,
        sealing: &SealingKeys,
    ) -> Result<Own, Failure> {
        let (pem, certificate) = match key_file {
            Some(path) => of_file(path)?,
            None => throw_away::service()?,
        };
        let named = |error: Error| match key_file {
            Some(path) => Failure::usage(format_args!("--sp-key {}: {error}", path.display())),
            None => Failure::usage(error),
        };
        let key = SigningKey::from_pem(&pem, certificate).map_err(named)?;
        let decryption = DecryptionKey::from_pem(&pem).ok();
        let own = Own {
            base: base.to_owned(),
            entity_id: entity_id.map_or_else(|| format!("{base}/metadata"), str::to_owned),
            acs: format!("{base}/acs"),
            slo: format!("{base}/slo"),
            key,
            decryption,
            is_throw_away: key_file.is_none(),
            metadata: String::new(),
            expected: String::new(),
        };
        let metadata = own.document(None, sealing).map_err(named)?;
        let expected = own.document(forward_to, sealing).map_err(named)?;
        Ok(Own { metadata, expected, ..own })
    }

    /// The metadata. Its writer needs a validator, and a validator an identity provider that it trusts. None is known yet,
    /// so it gets one of our own, which is not in the metadata and judges nothing.
    fn document(&self, further_acs: Option<&str>, sealing: &SealingKeys) -> Result<String, Error> {
        let placeholder =
            IdentityProvider::builder("urn:samlens:serve").certificate(self.key.certificate().clone());
        let service = ServiceProvider::new(&self.entity_id).with_acs(&self.acs);
        let service = further_acs.into_iter().fold(service, ServiceProvider::with_acs);
        let service = service.with_single_logout(&self.slo);
        let builder = Validator::builder().identity_provider(placeholder.build()?);
        let builder = match &self.decryption {
            Some(key) => builder
                .decryption_key(key.clone())
                .service_provider(service.with_encryption_certificate(self.key.certificate().clone())),
            None => builder.service_provider(service),
        };
        let sign_on = SignOn::builder(builder.build()?).sealing_keys(sealing.clone());
        let sign_on = sign_on.signing_key(self.key.clone());
        sign_on.build()?.metadata().to_xml()
    }
}

/// A key and its certificate, out of one PEM file.
fn of_file(path: &Path) -> Result<(Zeroizing<Vec<u8>>, Certificate), Failure> {
    let name = path.display();
    let wrong = |what: &dyn std::fmt::Display| Failure::usage(format_args!("--sp-key {name}: {what}"));
    let pem = input::secret(path, MAX_KEY_FILE)?;
    if DecryptionKey::has_passphrase(&pem) {
        return Err(wrong(
            &"the key has a passphrase\ngive a file without one, which only you can read: openssl pkey -in KEY -out FILE",
        ));
    }
    let Ok(certificate) = X509::from_pem(&pem) else {
        return Err(wrong(
            &"there is no certificate in it\nput the key and its certificate into one PEM file: cat key.pem certificate.pem",
        ));
    };
    let der = certificate.to_der().map_err(|error| wrong(&error))?;
    let certificate = Certificate::from_der(&der).map_err(|error| wrong(&error))?;
    Ok((pem, certificate))
}

/// `GET /metadata`, for who registers this service provider.
pub(super) async fn metadata(State(app): State<Arc<App>>) -> Response {
    let Some(live) = app.live() else { return inactive() };
    let headers = [
        (CONTENT_TYPE, "application/samlmetadata+xml"),
        (CONTENT_DISPOSITION, "inline; filename=\"samlens-metadata.xml\""),
    ];
    (headers, live.own.metadata.clone()).into_response()
}
