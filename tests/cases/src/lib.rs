//! The cases of `fixtures/cases` as data, and the validator that each asks for.
//!
//! Nothing but the library's public API is used, and none of its features is needed: the same code judges the cases in the
//! test suite, and in a build without features.

// A fixture that cannot be read ends the test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

use chrono::{DateTime, TimeDelta, Utc};
use samlens::{
    Certificate, DecryptionKey, Error, Handling, IdentityProvider, InResponseTo, Limits, Login, Pattern,
    Policy, Profile, Rejection, ServiceProvider, Validator, ValidatorBuilder,
};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// The folder of the cases.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/cases"))
}

/// One case as it lies on the disk.
pub struct Case {
    pub folder: PathBuf,
    pub id: String,
    pub data: Value,
}

/// Every case, by ID.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for subject in
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        for folder in fs::read_dir(subject).unwrap().map(|entry| entry.unwrap().path()) {
            let data: Value = serde_json::from_slice(&fs::read(folder.join("case.json")).unwrap()).unwrap();
            let id = data["id"].as_str().unwrap().to_owned();
            cases.push(Case { folder, id, data });
        }
    }
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    cases
}

/// A list of strings, empty if there is nothing.
pub fn strings(value: &Value) -> Vec<&str> {
    value.as_array().map(|list| list.iter().map(|item| item.as_str().unwrap()).collect()).unwrap_or_default()
}

impl Case {
    pub fn text(&self, pointer: &str) -> &str {
        self.data
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{}: no {pointer}", self.id))
    }

    pub fn input(&self) -> Vec<u8> {
        fs::read(self.folder.join(self.text("/input"))).unwrap()
    }

    pub fn at(&self) -> DateTime<Utc> {
        self.text("/at").parse().unwrap()
    }

    pub fn certificate(&self, path: &str) -> Certificate {
        Certificate::from_pem(&fs::read(self.folder.join(path)).unwrap()).unwrap()
    }

    pub fn providers(&self) -> Result<Vec<IdentityProvider>, Error> {
        let trust = &self.data["trust"];
        if let Some(path) = trust["metadata"].as_str() {
            let xml = fs::read_to_string(self.folder.join(path)).unwrap();
            return Ok(vec![IdentityProvider::from_metadata(&xml)?]);
        }
        let list = trust["identity_providers"].as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter()
            .map(|entry| {
                let builder = IdentityProvider::builder(entry["entity_id"].as_str().unwrap());
                let certificates = strings(&entry["certificates"]);
                certificates.iter().fold(builder, |b, path| b.certificate(self.certificate(path))).build()
            })
            .collect()
    }

    fn profile(&self) -> Profile {
        Profile::by_name(self.text("/expectations/profile"), Pattern::A).unwrap()
    }

    fn service_provider(&self) -> ServiceProvider {
        let sp = ServiceProvider::new(self.text("/expectations/sp_entity_id"));
        strings(&self.data["expectations"]["acs"]).into_iter().fold(sp, |sp, url| sp.with_acs(url))
    }

    fn skew(&self) -> TimeDelta {
        TimeDelta::seconds(self.data["expectations"]["clock_skew"].as_i64().unwrap())
    }

    fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        for (name, value) in self.data["expectations"]["limits"].as_object().into_iter().flatten() {
            let value = usize::try_from(value.as_u64().unwrap()).unwrap();
            match name.as_str() {
                "max_nodes" => limits.max_nodes = value,
                "max_attributes" => limits.max_attributes = value,
                "max_attributes_per_element" => limits.max_attributes_per_element = value,
                "max_xml_bytes" => limits.max_xml_bytes = value,
                "max_depth" => limits.max_depth = value,
                other => panic!("{}: unknown limit {other}", self.id),
            }
        }
        limits
    }

    fn policy(&self) -> Policy {
        let mut policy = self.profile().policy().clone();
        for (name, value) in self.data["expectations"]["policy"].as_object().into_iter().flatten() {
            let handling = match value.as_str().unwrap() {
                "error" => Handling::Refuse,
                "warning" => Handling::Warn,
                _ => Handling::Accept,
            };
            match name.as_str() {
                "sha1" => policy.sha1 = handling,
                "response_not_signed" => policy.response_not_signed = handling,
                "certificate_dates" => policy.certificate_dates = handling,
                "outdated_metadata" => policy.outdated_metadata = handling,
                other => panic!("{}: unknown policy {other}", self.id),
            }
        }
        for name in strings(&self.data["expectations"]["allow"]) {
            match name {
                "rsa_1_5" => policy.allow_rsa_1_5 = true,
                "3des" => policy.allow_3des = true,
                "cbc_outside_signature" => policy.allow_cbc_outside_signature = true,
                other => panic!("{}: unknown weakness {other}", self.id),
            }
        }
        policy
    }

    fn decryption_keys(&self) -> Vec<DecryptionKey> {
        let paths = strings(&self.data["trust"]["decryption_keys"]);
        let read = |path: &&str| DecryptionKey::from_pem(&fs::read(self.folder.join(path)).unwrap()).unwrap();
        paths.iter().map(read).collect()
    }

    pub fn request(&self) -> InResponseTo<'_> {
        match &self.data["expectations"]["request"] {
            Value::Null => InResponseTo::Unchecked,
            Value::String(text) if text == "idp-initiated" => InResponseTo::Unsolicited,
            value => InResponseTo::Request(value["id"].as_str().unwrap()),
        }
    }

    /// What the message is judged against, but for the identity providers.
    pub fn builder(&self) -> ValidatorBuilder {
        let builder = Validator::builder()
            .service_provider(self.service_provider())
            .profile(self.profile())
            .policy(self.policy())
            .clock_skew(self.skew())
            .limits(self.limits());
        self.decryption_keys().into_iter().fold(builder, ValidatorBuilder::decryption_key)
    }

    /// The strict path, where there is trust enough to build a validator; once by base64, once by text.
    pub fn validate(&self) -> Option<Result<Login, Rejection>> {
        let providers = self.providers().ok()?;
        let builder = providers.into_iter().fold(self.builder(), ValidatorBuilder::identity_provider);
        let validator = builder.build().ok()?;
        let input = self.input();
        let posted = openssl::base64::encode_block(&input);
        let by_base64 = validator.validate(&posted, self.request(), self.at());
        if let Ok(text) = std::str::from_utf8(&input) {
            let by_text = validator.validate_xml(text, self.request(), self.at());
            assert_eq!(outcome(&by_text), outcome(&by_base64), "{}: base64 and text differ", self.id);
        }
        Some(by_base64)
    }
}

/// What came of a message, with everything that a login says.
pub fn outcome(result: &Result<Login, Rejection>) -> String {
    match result {
        Ok(login) => {
            let mut text = format!("accepted {:?}", login.name_id());
            for attribute in login.attributes() {
                let values: Vec<&str> = attribute.values().collect();
                text.push_str(&format!(" {:?}={values:?}", attribute.name()));
            }
            text
        }
        Err(rejection) => format!("rejected {} {}", rejection.code(), rejection.class().as_str()),
    }
}
