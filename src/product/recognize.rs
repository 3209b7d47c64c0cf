//! Which product a message is from and which it is for, by the signs in the products' files.

use super::{ALL, Product, Role, Sign};
use crate::encoding::url;
use crate::xml::{Element, Namespace};
use crate::{Confidence, ServiceProvider};

/// Attribute names, IDs and addresses that are compared; more say nothing new.
const MAX_VALUES: usize = 256;

/// A product and how sure it is.
#[derive(Clone, Copy)]
pub(crate) struct Recognized {
    pub(crate) product: &'static Product,
    pub(crate) confidence: Confidence,
}

/// What of a message shows its product.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traits<'a> {
    pub(crate) issuers: Vec<&'a str>,
    pub(crate) ids: Vec<&'a str>,
    pub(crate) attributes: Vec<&'a str>,
    /// Destination and recipients, or the service's ACS URLs.
    pub(crate) acs: Vec<&'a str>,
    /// Audiences, or the service's entity ID.
    pub(crate) services: Vec<&'a str>,
}

impl<'a> Traits<'a> {
    /// The traits of a Response or Assertion.
    pub(crate) fn of_message(root: Element<'a>) -> Traits<'a> {
        let saml = Namespace::SAML;
        let assertion = match root.local_name() {
            "Assertion" => Some(root),
            _ => root.child(saml, "Assertion"),
        };
        let parts = || [Some(root), assertion].into_iter().flatten();
        let subject = assertion.and_then(|assertion| assertion.child(saml, "Subject"));
        let recipients = subject
            .into_iter()
            .flat_map(|subject| subject.children_named(saml, "SubjectConfirmation"))
            .filter_map(|confirmation| {
                confirmation.child(saml, "SubjectConfirmationData")?.attribute("Recipient")
            });
        let audiences = assertion
            .and_then(|assertion| assertion.child(saml, "Conditions"))
            .into_iter()
            .flat_map(|conditions| conditions.children_named(saml, "AudienceRestriction"))
            .flat_map(|restriction| restriction.children_named(saml, "Audience"))
            .filter_map(|audience| audience.text());
        let attributes = assertion
            .into_iter()
            .flat_map(|assertion| assertion.children_named(saml, "AttributeStatement"))
            .flat_map(|statement| statement.children_named(saml, "Attribute"))
            .filter_map(|attribute| attribute.attribute("Name"));
        Traits {
            issuers: parts().filter_map(|part| part.child(saml, "Issuer")?.text()).collect(),
            ids: parts().filter_map(|part| part.attribute("ID")).collect(),
            attributes: attributes.take(MAX_VALUES).collect(),
            acs: root.attribute("Destination").into_iter().chain(recipients).take(MAX_VALUES).collect(),
            services: audiences.take(MAX_VALUES).collect(),
        }
    }

    /// The traits of a service as it is configured.
    pub(crate) fn of_service(provider: &'a ServiceProvider) -> Traits<'a> {
        Traits {
            acs: provider.acs().iter().map(String::as_str).take(MAX_VALUES).collect(),
            services: provider.entity_id().into_iter().collect(),
            ..Traits::default()
        }
    }

    /// The identity provider that made the message, if its signs agree.
    pub(crate) fn sender(&self) -> Option<Recognized> {
        self.recognize(Role::IdentityProvider)
    }

    /// The service that the message is for, if its signs agree.
    pub(crate) fn receiver(&self) -> Option<Recognized> {
        self.recognize(Role::ServiceProvider)
    }

    /// The product with the strongest sign; none if two products have signs of that strength.
    fn recognize(&self, role: Role) -> Option<Recognized> {
        let mut best: Option<(u8, &'static Product)> = None;
        let mut ambiguous = false;
        for product in ALL.iter().copied().filter(|product| product.role == role) {
            let Some(strength) =
                product.signs.iter().filter(|sign| self.shows(**sign)).map(|sign| strength(*sign)).max()
            else {
                continue;
            };
            match best {
                Some((most, _)) if most > strength => {}
                Some((most, _)) if most == strength => ambiguous = true,
                _ => {
                    best = Some((strength, product));
                    ambiguous = false;
                }
            }
        }
        let (strength, product) = best.filter(|_| !ambiguous)?;
        let confidence = if strength > WEAK { Confidence::Likely } else { Confidence::Possible };
        Some(Recognized { product, confidence })
    }

    fn shows(&self, sign: Sign) -> bool {
        let any = |values: &[&str], test: &dyn Fn(&str) -> bool| values.iter().any(|value| test(value));
        match sign {
            Sign::IssuerHost(domain) => any(&self.issuers, &|issuer| is_within(host(issuer), domain)),
            Sign::IssuerPrefix(prefix) => any(&self.issuers, &|issuer| issuer.starts_with(prefix)),
            Sign::IssuerPath(prefix) => any(&self.issuers, &|issuer| path(issuer).starts_with(prefix)),
            Sign::IssuerPathContains(part) => any(&self.issuers, &|issuer| path(issuer).contains(part)),
            Sign::IdHex(prefix, digits) => any(&self.ids, &|id| {
                id.strip_prefix(prefix)
                    .is_some_and(|rest| rest.len() == digits && rest.bytes().all(is_lower_hex))
            }),
            Sign::IdDigits(prefix, digits) => any(&self.ids, &|id| {
                id.strip_prefix(prefix).is_some_and(|rest| {
                    rest.len() >= digits && rest.bytes().all(|byte| byte.is_ascii_digit())
                })
            }),
            Sign::AttributePrefix(prefix) => any(&self.attributes, &|name| name.starts_with(prefix)),
            Sign::AcsHost(domain) => any(&self.acs, &|acs| is_within(host(acs), domain)),
            Sign::AcsPath(prefix) => any(&self.acs, &|acs| path(acs).starts_with(prefix)),
            Sign::AcsPathContains(part) => any(&self.acs, &|acs| path(acs).contains(part)),
            Sign::ServicePrefix(prefix) => any(&self.services, &|service| service.starts_with(prefix)),
            Sign::ServiceContains(part) => any(&self.services, &|service| service.contains(part)),
        }
    }
}

/// A sign of this strength alone leaves the product possible, not likely.
const WEAK: u8 = 1;

/// A vendor's host or name is stronger than a path, which anyone may choose; the shape of an ID is the weakest.
fn strength(sign: Sign) -> u8 {
    match sign {
        Sign::IssuerHost(_) | Sign::IssuerPrefix(_) | Sign::AcsHost(_) | Sign::ServicePrefix(_) => 4,
        Sign::IssuerPath(_)
        | Sign::IssuerPathContains(_)
        | Sign::AcsPath(_)
        | Sign::AcsPathContains(_)
        | Sign::ServiceContains(_) => 3,
        Sign::AttributePrefix(_) => 2,
        Sign::IdHex(..) | Sign::IdDigits(..) => WEAK,
    }
}

/// The host of a URL without its port; of a URN, all of it.
fn host(address: &str) -> &str {
    url::host(address).unwrap_or_else(|| address.split(['/', '?', '#']).next().unwrap_or_default())
}

/// The path and query of a URL, without the slash at its begin.
fn path(address: &str) -> &str {
    url::parts(address).and_then(|(_, _, rest)| rest.strip_prefix('/')).unwrap_or_default()
}

fn is_within(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|before| before.ends_with(['.', ':']))
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(traits: &Traits<'_>) -> Option<(&'static str, Confidence)> {
        traits.sender().map(|found| (found.product.key, found.confidence))
    }

    fn issuer(issuer: &str) -> Option<&'static str> {
        let traits = Traits { issuers: vec![issuer], ..Traits::default() };
        traits.sender().map(|found| found.product.name)
    }

    #[test]
    fn senders_by_issuer() {
        for (text, product) in [
            ("urn:acme.eu.auth0.com", "Auth0"),
            ("http://www.okta.com/exk1fcia6d6EMsf331d8", "Okta"),
            ("https://sts.windows.net/00000000-0000-0000-0000-000000000000/", "Entra ID"),
            ("https://accounts.google.com/o/saml2?idpid=C00000000", "Google Workspace"),
            ("http://fs.example.com/adfs/services/trust", "ADFS"),
            ("https://sso.example.com:8443/realms/acme", "Keycloak"),
            ("https://sso.example.com/auth/realms/acme", "Keycloak"),
        ] {
            assert_eq!(issuer(text), Some(product), "{text}");
        }
        for other in ["", "https://okta.com.example.net/", "https://notauth0.com", "https://idp.example.com"]
        {
            assert_eq!(issuer(other), None, "{other}");
        }
    }

    #[test]
    fn the_strongest_sign_wins() {
        let traits = Traits {
            issuers: vec!["https://sso.example.com/realms/acme"],
            attributes: vec!["http://schemas.auth0.com/email_verified"],
            ids: vec!["id12345678901234567890"],
            ..Traits::default()
        };
        assert_eq!(sender(&traits), Some(("keycloak", Confidence::Likely)));
        let by_attribute = Traits { issuers: vec!["urn:custom"], ..traits };
        assert_eq!(sender(&by_attribute), Some(("auth0", Confidence::Likely)));
        let by_id = Traits { attributes: Vec::new(), ..by_attribute };
        assert_eq!(sender(&by_id), Some(("okta", Confidence::Possible)));
    }

    #[test]
    fn two_products_of_one_strength_are_none() {
        let traits =
            Traits { issuers: vec!["https://acme.okta.com", "urn:acme.auth0.com"], ..Traits::default() };
        assert_eq!(sender(&traits), None);
    }

    #[test]
    fn receivers_by_address_and_entity_id() {
        let receiver = |acs: &str, service: &str| {
            let traits = Traits { acs: vec![acs], services: vec![service], ..Traits::default() };
            traits.receiver().map(|found| found.product.key)
        };
        assert_eq!(
            receiver("https://login.flex.us1.twilio.com/login/callback?connection=JQ00", "urn:flex:JQ00"),
            Some("twilio-flex")
        );
        assert_eq!(receiver("https://sp.example.com/login/saml2/sso/acme", ""), Some("spring-security"));
        assert_eq!(receiver("https://sp.example.com/acs", "https://sp.example.com"), None);
    }

    #[test]
    fn hosts_and_paths() {
        assert_eq!(host("https://a.example.com:8443/x"), "a.example.com");
        assert_eq!(host("https://[2001:db8::1]:8443/x"), "[2001:db8::1]");
        assert_eq!(host("https://acme.okta.com:x@a.example.com/x"), "a.example.com");
        assert_eq!(path("https://a.example.com/x/y?z"), "x/y?z");
        assert_eq!(path("https://a.example.com?x=/adfs/"), "");
        assert_eq!((host("urn:acme.auth0.com"), path("urn:acme")), ("urn:acme.auth0.com", ""));
    }
}
