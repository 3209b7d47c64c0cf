//! What is known of products: how a message of one is recognized, and its setting for each finding. One file a product.
//!
//! A rule says what is wrong in SAML's terms. The setting that changes it is looked up here, by the finding's code and
//! the products at hand: the identity provider that sent the message, and the service that receives it.

mod adfs;
mod auth0;
mod auth0_connection;
mod authentik;
mod aws;
mod cas;
mod cognito;
mod crewjam;
mod django_saml2_auth;
mod djangosaml2;
mod duo;
mod elasticsearch;
mod entra_id;
mod gitlab;
mod google;
mod grafana;
mod itfoxtec;
mod jumpcloud;
mod keycloak;
mod keycloak_broker;
pub(crate) mod lookup;
mod mellon;
mod moodle;
mod nextcloud;
mod node_saml;
mod okta;
mod onelogin;
mod php_saml;
mod pingfederate;
mod pingone;
mod python3_saml;
pub(crate) mod recognize;
mod ruby_saml;
mod salesforce;
mod salesforce_sp;
mod samlify;
mod shibboleth_idp;
mod shibboleth_sp;
mod simplesamlphp;
mod simplesamlphp_sp;
mod spring_security;
mod sustainsys;
mod twilio_flex;
mod wordpress;
mod wso2;
mod zitadel;

use crate::Code;

/// One product, as an identity provider or as a service provider.
pub(crate) struct Product {
    /// The name as reports print it, for example `Entra ID`.
    pub(crate) name: &'static str,
    /// The name for `samlens explain CODE --product`, lower case with hyphens, for example `entra-id`.
    pub(crate) key: &'static str,
    /// Other names that people type, lower case: `azure-ad`.
    pub(crate) aliases: &'static [&'static str],
    pub(crate) role: Role,
    /// How a message of this product is recognized, the strongest sign first.
    pub(crate) signs: &'static [Sign],
    /// Its settings, by finding; several lines for one code are in the order in which to try them.
    pub(crate) settings: &'static [Setting],
}

/// The side of a login that a product is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    IdentityProvider,
    ServiceProvider,
}

/// The setting of a product that answers a finding.
pub(crate) struct Setting {
    pub(crate) code: Code,
    /// One imperative sentence: menu path, command or key. `{expected}` and `{actual}` are replaced by the finding's
    /// values.
    pub(crate) text: &'static str,
    /// Address of the documentation, or `owner/repository:path` of the source that shows it.
    pub(crate) source: &'static str,
}

/// A sign by which a product is recognized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// The issuer's host is this domain or below it.
    IssuerHost(&'static str),
    /// The issuer begins like this, character for character.
    IssuerPrefix(&'static str),
    /// The path of the issuer's URL, without the slash at its begin, begins like this.
    IssuerPath(&'static str),
    /// The path of the issuer's URL contains this.
    IssuerPathContains(&'static str),
    /// The ID of the Response or Assertion is this prefix and that many lower-case hexadecimal digits.
    IdHex(&'static str, usize),
    /// The ID of the Response or Assertion is this prefix and that many decimal digits at least.
    IdDigits(&'static str, usize),
    /// An attribute's Name begins like this.
    AttributePrefix(&'static str),
    /// The service's ACS URL has this host, or one below it.
    AcsHost(&'static str),
    /// The path of the service's ACS URL, without the slash at its begin, begins like this.
    AcsPath(&'static str),
    /// The path of the service's ACS URL contains this.
    AcsPathContains(&'static str),
    /// The service's entity ID begins like this.
    ServicePrefix(&'static str),
    /// The service's entity ID contains this.
    ServiceContains(&'static str),
}

/// Every product: identity providers first, then services.
pub(crate) const ALL: &[&Product] = &[
    &auth0::PRODUCT,
    &okta::PRODUCT,
    &entra_id::PRODUCT,
    &adfs::PRODUCT,
    &google::PRODUCT,
    &keycloak::PRODUCT,
    &shibboleth_idp::PRODUCT,
    &simplesamlphp::PRODUCT,
    &pingfederate::PRODUCT,
    &pingone::PRODUCT,
    &onelogin::PRODUCT,
    &jumpcloud::PRODUCT,
    &duo::PRODUCT,
    &authentik::PRODUCT,
    &zitadel::PRODUCT,
    &wso2::PRODUCT,
    &cas::PRODUCT,
    &salesforce::PRODUCT,
    &auth0_connection::PRODUCT,
    &aws::PRODUCT,
    &cognito::PRODUCT,
    &crewjam::PRODUCT,
    &django_saml2_auth::PRODUCT,
    &djangosaml2::PRODUCT,
    &elasticsearch::PRODUCT,
    &gitlab::PRODUCT,
    &grafana::PRODUCT,
    &itfoxtec::PRODUCT,
    &keycloak_broker::PRODUCT,
    &mellon::PRODUCT,
    &moodle::PRODUCT,
    &nextcloud::PRODUCT,
    &node_saml::PRODUCT,
    &php_saml::PRODUCT,
    &python3_saml::PRODUCT,
    &ruby_saml::PRODUCT,
    &salesforce_sp::PRODUCT,
    &samlify::PRODUCT,
    &shibboleth_sp::PRODUCT,
    &simplesamlphp_sp::PRODUCT,
    &spring_security::PRODUCT,
    &sustainsys::PRODUCT,
    &twilio_flex::PRODUCT,
    &wordpress::PRODUCT,
];

/// The product with this name, key or alias, in any case; spaces and hyphens are the same.
pub(crate) fn by_name(name: &str) -> Option<&'static Product> {
    let folded = |text: &str| text.trim().to_lowercase().replace([' ', '_'], "-");
    let asked = folded(name);
    let named = |product: &&&'static Product| {
        product.key == asked || folded(product.name) == asked || product.aliases.contains(&asked.as_str())
    };
    ALL.iter().find(named).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_name_belongs_to_one_product() {
        let mut seen = BTreeSet::new();
        for product in ALL {
            for name in [product.key].iter().chain(product.aliases) {
                assert!(seen.insert(*name), "{name} is given twice");
                assert_eq!(by_name(name).map(|found| found.key), Some(product.key), "{name}");
            }
            assert_eq!(by_name(product.name).map(|found| found.key), Some(product.key));
            assert!(
                product
                    .key
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
        }
        assert!(by_name("").is_none() && by_name("no-such-product").is_none());
    }

    #[test]
    fn identity_providers_come_first() {
        let services = ALL.iter().skip_while(|product| product.role == Role::IdentityProvider);
        for product in services {
            assert!(
                product.role == Role::ServiceProvider,
                "move {} up in ALL, to the identity providers",
                product.key
            );
        }
    }

    #[test]
    fn each_setting_is_one_short_sentence_with_a_source() {
        let mut faults = Vec::new();
        for product in ALL {
            for setting in product.settings {
                let text = setting.text;
                let length = text.chars().count();
                if !(8..=200).contains(&length) || text.contains('\n') || text.contains(". ") {
                    let (key, code) = (product.key, setting.code);
                    faults.push(format!(
                        "{key} {code}: not one sentence of 8 to 200 characters, but {length}: {text}"
                    ));
                }
                if !setting.source.starts_with("https://") && !setting.source.contains('/') {
                    let (key, code) = (product.key, setting.code);
                    faults
                        .push(format!("{key} {code}: the source is no address and no owner/repository:path"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
