//! What the service sent to the identity provider.

use super::document::{child_text, parsed};
use super::{TestIdp, TestResponse};
use crate::encoding::base64::decode_strict;
use crate::sign_on::OutgoingMessage;
use crate::signature::Examination;
use crate::signature::redirect::{RedirectQuery, relay_state};
use crate::xml::canonical::Canonicalizer;
use crate::xml::{Document, Namespace};
use crate::{Error, ErrorKind, Limits};
use chrono::{DateTime, Utc};

/// A message that the service sent through the browser: an [`OutgoingMessage`], a URL, or a form.
#[derive(Clone, Copy)]
pub struct Sent<'s>(IncomingForm<'s>);

#[derive(Clone, Copy)]
enum IncomingForm<'s> {
    Url(&'s str),
    Field { message: &'s str, relay_state: Option<&'s str> },
}

impl<'s> Sent<'s> {
    /// By HTTP-Redirect: the whole URL.
    pub fn url(url: &'s str) -> Sent<'s> {
        Sent(IncomingForm::Url(url))
    }

    /// By HTTP-POST: the values of the form fields `SAMLRequest` and `RelayState`.
    pub fn form(message: &'s str, relay_state: Option<&'s str>) -> Sent<'s> {
        Sent(IncomingForm::Field { message, relay_state })
    }
}

impl<'s> From<&'s OutgoingMessage> for Sent<'s> {
    fn from(message: &'s OutgoingMessage) -> Sent<'s> {
        let field = |name: &str| message.fields().find(|(field, _)| *field == name).map(|(_, value)| value);
        match field("SAMLRequest") {
            Some(request) => Sent::form(request, field("RelayState")),
            None => Sent::url(message.address()),
        }
    }
}

impl std::fmt::Debug for Sent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sent(..)")
    }
}

/// A request that was read.
pub(super) struct IncomingRequest {
    pub(super) xml: String,
    pub(super) relay_state: Option<String>,
}

impl TestIdp {
    /// Answers an AuthnRequest as the product would after the person signed in: for its issuer, at the ACS URL that it
    /// names, with the NameID format and authentication context that it asks for.
    ///
    /// A request that names its ACS URL by an index has no URL: call [`TestResponse::to`].
    ///
    /// # Errors
    /// What was sent is no AuthnRequest, is for another address than one of this identity provider, or is not signed
    /// although [`TestIdp::with_signed_requests`] wants it.
    pub fn answer<'s>(
        &self,
        sent: impl Into<Sent<'s>>,
        now: impl Into<DateTime<Utc>>,
    ) -> Result<TestResponse, Error> {
        let request = self.read(sent.into())?;
        let document = parsed(&request.xml)?;
        let root = self.checked(&document, "AuthnRequest", &self.single_sign_on)?;
        let missing = |what: &str| refused(&format!("the AuthnRequest has no {what}"));
        let mut response = self
            .response()
            .at(now)
            .audience(child_text(root, "Issuer").ok_or_else(|| missing("Issuer"))?)
            .in_response_to(root.attribute("ID").ok_or_else(|| missing("ID"))?);
        if let Some(url) = root.attribute("AssertionConsumerServiceURL") {
            response = response.to(url);
        }
        if let Some(state) = request.relay_state {
            response = response.relay_state(state);
        }
        let policy = root.child(Namespace::SAMLP, "NameIDPolicy");
        let format = policy.and_then(|policy| policy.attribute("Format"));
        if let Some(format) = format.filter(|format| !format.ends_with(":unspecified")) {
            response = response.name_id_format(format);
        }
        let context = root.child(Namespace::SAMLP, "RequestedAuthnContext");
        if let Some(class) = context.and_then(|context| child_text(context, "AuthnContextClassRef")) {
            response = response.authn_context(class);
        }
        Ok(response)
    }

    /// Reads a message, and verifies its signature if requests must be signed.
    pub(super) fn read(&self, sent: Sent<'_>) -> Result<IncomingRequest, Error> {
        let request = match sent.0 {
            IncomingForm::Url(url) => {
                let (_, query) = url.split_once('?').ok_or_else(|| refused("the URL has no query"))?;
                let query = query.split('#').next().unwrap_or_default();
                let read = RedirectQuery::read(query, &Limits::default())
                    .map_err(|finding| refused(finding.message()))?;
                self.signed(|keys| {
                    read.examine(keys, |_| true).is_some_and(|signature| signature.trusted().is_some())
                })?;
                IncomingRequest { xml: read.xml().to_owned(), relay_state: relay_state(query) }
            }
            IncomingForm::Field { message, relay_state } => {
                let mut bytes = Vec::new();
                decode_strict(message, &mut bytes).map_err(|_| refused("the form field is not base64"))?;
                let xml = String::from_utf8(bytes).map_err(|_| refused("the message is not UTF-8"))?;
                let document = parsed(&xml)?;
                let root = document.root();
                self.signed(|keys| {
                    root.child(Namespace::DS, "Signature").is_some_and(|signature| {
                        let limits = Limits::default();
                        let mut canonicalizer = Canonicalizer::default();
                        Examination::new(&mut canonicalizer, signature, root, keys, &limits)
                            .signed()
                            .is_some()
                    })
                })?;
                drop(document);
                IncomingRequest { xml, relay_state: relay_state.map(str::to_owned) }
            }
        };
        Ok(request)
    }

    fn signed(&self, verifies: impl Fn(&[crate::Certificate]) -> bool) -> Result<(), Error> {
        match &self.service_certificate {
            Some(certificate) if !verifies(std::slice::from_ref(certificate)) => {
                Err(refused("the message is not signed with the service's key"))
            }
            _ => Ok(()),
        }
    }

    /// The root, if it is a message of this kind for this address.
    pub(super) fn checked<'t>(
        &self,
        document: &'t Document<'t>,
        local: &str,
        address: &str,
    ) -> Result<crate::xml::Element<'t>, Error> {
        let root = document.root();
        if !root.is(Namespace::SAMLP, local) {
            return Err(refused(&format!("the message is a {}, not a {local}", root.local_name())));
        }
        match root.attribute("Destination") {
            Some(destination) if destination != address => {
                Err(refused(&format!("Destination is {destination}, not {address}")))
            }
            _ => Ok(root),
        }
    }
}

impl<'s> From<&'s str> for Sent<'s> {
    fn from(url: &'s str) -> Sent<'s> {
        Sent::url(url)
    }
}

pub(super) fn refused(why: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("the test identity provider refuses the message: {why}"))
}
