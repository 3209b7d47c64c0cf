//! What a service decides once.

use super::{SealingKeys, SignOn, SignOnSettings, SigningKey};
use crate::{Error, ErrorKind, Validator};
use chrono::TimeDelta;
use std::sync::Arc;

/// Builds a [`SignOn`]; see [`SignOn::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct SignOnBuilder {
    validator: Validator,
    signing_key: Option<SigningKey>,
    sealing_keys: Option<SealingKeys>,
    request_lifetime: TimeDelta,
    unsolicited_from: Vec<String>,
}

impl SignOnBuilder {
    pub(super) fn new(validator: Validator) -> SignOnBuilder {
        SignOnBuilder {
            validator,
            signing_key: None,
            sealing_keys: None,
            request_lifetime: TimeDelta::minutes(30),
            unsolicited_from: Vec::new(),
        }
    }

    /// Signs every request and logout message with this key. Its certificate is published in the service's metadata.
    pub fn signing_key(mut self, key: SigningKey) -> SignOnBuilder {
        self.signing_key = Some(key);
        self
    }

    /// The keys that seal requests until they are answered; all processes of the service have the same.
    pub fn sealing_keys(mut self, keys: SealingKeys) -> SignOnBuilder {
        self.sealing_keys = Some(keys);
        self
    }

    /// How long a person may take to log in (30 minutes). At most one day.
    pub fn request_lifetime(mut self, lifetime: TimeDelta) -> SignOnBuilder {
        self.request_lifetime = lifetime;
        self
    }

    /// Accepts logins that this identity provider begins by itself. No request binds them to a browser, so another person's
    /// valid response can be planted in it (login CSRF); that is why it has to be named.
    pub fn allow_unsolicited_from(mut self, entity_id: impl Into<String>) -> SignOnBuilder {
        self.unsolicited_from.push(entity_id.into());
        self
    }

    /// Builds it.
    ///
    /// # Errors
    /// There is no sealing key; the request lifetime is not between one second and one day; or the signing key is one of
    /// `samlens::testing`, and the validator does not allow those.
    pub fn build(self) -> Result<SignOn, Error> {
        let Some(sealing_keys) = self.sealing_keys else {
            return Err(wrong("there is no sealing key".to_owned())
                .with_fix("give SignOnBuilder::sealing_keys 32 random bytes, the same in all processes"));
        };
        if self.request_lifetime < TimeDelta::seconds(1) || self.request_lifetime > TimeDelta::days(1) {
            return Err(wrong("the request lifetime is not between one second and one day".to_owned()));
        }
        let has_test_key = |key: &SigningKey| key.certificate().has_test_key();
        if self.signing_key.as_ref().is_some_and(has_test_key)
            && !self.validator.expectations.test_keys_allowed
        {
            return Err(wrong("the signing key is a test key of samlens, which is published".to_owned())
                .with_fix("use a key of your own; in a test, call ValidatorBuilder::allow_test_keys"));
        }
        let settings = SignOnSettings {
            signing_key: self.signing_key,
            sealing_keys,
            request_lifetime: self.request_lifetime,
            unsolicited_from: self.unsolicited_from,
        };
        Ok(SignOn::of(self.validator, Arc::new(settings)))
    }
}

fn wrong(message: String) -> Error {
    Error::new(ErrorKind::Configuration, message)
}
