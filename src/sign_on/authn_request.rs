//! The AuthnRequest (SAML 2.0 core, 3.4.1).

use super::options::{AcsChoice, LoginOptions};
use super::write::{XmlWriter, instant, is_plain};
use super::{Binding, SignOn};
use crate::encoding::escape::quoted;
use crate::{Error, ErrorKind};
use chrono::{DateTime, Utc};

pub(crate) const SAMLP: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
pub(crate) const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";

impl SignOn {
    /// The request as XML, unsigned.
    pub(super) fn authn_request(
        &self,
        options: &LoginOptions,
        id: &str,
        destination: &str,
        now: DateTime<Utc>,
    ) -> Result<String, Error> {
        if !options.texts().all(is_plain) {
            return Err(wrong("an option of the login has a control character"));
        }
        let mut writer = XmlWriter::default()
            .start("samlp:AuthnRequest")
            .attribute("xmlns:samlp", SAMLP)
            .attribute("xmlns:saml", SAML)
            .attribute("ID", id)
            .attribute("Version", "2.0")
            .attribute("IssueInstant", &instant(now))
            .attribute("Destination", destination);
        if options.force_authn {
            writer = writer.attribute("ForceAuthn", "true");
        }
        if options.is_passive {
            writer = writer.attribute("IsPassive", "true");
        }
        writer = match self.requested_acs(&options.acs)? {
            RequestedAcs::Index(index) => writer.attribute("AssertionConsumerServiceIndex", &index),
            RequestedAcs::Url(url) => writer
                .attribute("ProtocolBinding", Binding::Post.uri())
                .attribute("AssertionConsumerServiceURL", url),
        };
        writer = writer.element("saml:Issuer", self.entity_id());
        if options.name_id_format.is_some() || options.allow_create.is_some() {
            let allow = options.allow_create.map(|allow| if allow { "true" } else { "false" });
            writer = writer
                .start("samlp:NameIDPolicy")
                .attribute_if("Format", options.name_id_format.as_deref())
                .attribute_if("AllowCreate", allow)
                .end();
        }
        if let Some((comparison, classes)) = &options.authn_context {
            if classes.is_empty() {
                return Err(wrong("the requested authentication context has no class"));
            }
            writer = writer
                .start("samlp:RequestedAuthnContext")
                .attribute("Comparison", comparison.as_str())
                .each(classes, |writer, class| writer.element("saml:AuthnContextClassRef", class))
                .end();
        }
        if options.proxy_count.is_some() || !options.scoped_to.is_empty() {
            let count = options.proxy_count.map(|count| count.to_string());
            writer = writer.start("samlp:Scoping").attribute_if("ProxyCount", count.as_deref());
            if !options.scoped_to.is_empty() {
                writer = writer
                    .start("samlp:IDPList")
                    .each(&options.scoped_to, |writer, entity_id| {
                        writer.start("samlp:IDPEntry").attribute("ProviderID", entity_id).end()
                    })
                    .end();
            }
            writer = writer.end();
        }
        Ok(writer.finish())
    }

    fn requested_acs(&self, choice: &AcsChoice) -> Result<RequestedAcs<'_>, Error> {
        let urls = self.validator().service_provider().acs();
        match choice {
            AcsChoice::First => urls
                .first()
                .map(|url| RequestedAcs::Url(url))
                .ok_or_else(|| wrong("the service has no ACS URL")),
            AcsChoice::Url(wanted) => match urls.iter().find(|url| *url == wanted) {
                Some(url) => Ok(RequestedAcs::Url(url)),
                None => Err(wrong(&format!("{} is not an ACS URL of the service", quoted(wanted)))),
            },
            AcsChoice::Index(index) if usize::from(*index) < urls.len() => {
                Ok(RequestedAcs::Index(index.to_string()))
            }
            AcsChoice::Index(index) => {
                Err(wrong(&format!("the service has {} ACS URLs, none with index {index}", urls.len())))
            }
        }
    }
}

enum RequestedAcs<'s> {
    Url(&'s str),
    Index(String),
}

fn wrong(message: &str) -> Error {
    Error::new(ErrorKind::Configuration, message)
}
