//! A message on its way through the browser: a URL, or a form that posts itself.

use super::{Binding, HttpAnswer};
use crate::encoding::percent::percent_encoded;
use crate::signature::SigningKey;
use crate::{Error, ErrorKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use openssl::sha::sha256;
use quick_xml::escape::escape;
use std::fmt;
use std::io::Write;

/// Submits the one form of the page. The page also has a button, for browsers without JavaScript.
const SUBMIT: &str = "document.forms[0].submit()";

/// A request or response for the identity provider, which the browser carries.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingMessage {
    parameter: &'static str,
    address: String,
    /// Value of the form field; none if the message is in the address.
    posted: Option<String>,
    relay_state: Option<String>,
}

/// What is sent, and where to.
pub(crate) struct MessageToSend<'s> {
    /// `SAMLRequest` or `SAMLResponse`.
    pub(crate) parameter: &'static str,
    pub(crate) address: &'s str,
    pub(crate) binding: Binding,
    pub(crate) relay_state: Option<&'s str>,
    pub(crate) key: Option<&'s SigningKey>,
}

impl OutgoingMessage {
    /// Signs a message and puts it into the form of its binding.
    pub(crate) fn new(xml: &str, sending: &MessageToSend<'_>) -> Result<OutgoingMessage, Error> {
        let (address, posted) = match sending.binding {
            Binding::Redirect => (redirect_url(xml, sending)?, None),
            Binding::Post => {
                let signed = match sending.key {
                    Some(key) => super::write::sign_root(xml, key)?,
                    None => xml.to_owned(),
                };
                (sending.address.to_owned(), Some(STANDARD.encode(signed)))
            }
        };
        Ok(OutgoingMessage {
            parameter: sending.parameter,
            address,
            posted,
            relay_state: sending.relay_state.map(str::to_owned),
        })
    }

    /// The binding it was written for.
    pub fn binding(&self) -> Binding {
        match self.posted {
            Some(_) => Binding::Post,
            None => Binding::Redirect,
        }
    }

    /// The address: of HTTP-Redirect with the message in its query, of HTTP-POST where the form goes.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Names and values of the form's fields; none for HTTP-Redirect.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let message = self.posted.as_deref().map(|value| (self.parameter, value));
        let state = self.relay_state.as_deref().filter(|_| self.posted.is_some());
        message.into_iter().chain(state.map(|state| ("RelayState", state)))
    }

    /// The answer that sends the browser off: a redirect with status 303, or a page whose form posts itself.
    ///
    /// The page's Content-Security-Policy allows its one line of script and nothing else. It has no `form-action`, because
    /// Chromium applies that to each redirect that follows the form, and an identity provider's login page may be on any
    /// host.
    pub fn to_answer(&self) -> HttpAnswer {
        if self.posted.is_none() {
            return HttpAnswer::redirect(&self.address);
        }
        let fields: String = self
            .fields()
            .map(|(name, value)| {
                format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
            })
            .collect();
        let html = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Continue</title>\
             <form method=\"post\" action=\"{}\">{fields}<noscript><p>JavaScript is off.</p></noscript>\
             <button>Continue</button></form><script>{SUBMIT}</script></html>",
            escape(&self.address)
        );
        let script = STANDARD.encode(sha256(SUBMIT.as_bytes()));
        let policy = format!(
            "default-src 'none'; script-src 'sha256-{script}'; base-uri 'none'; frame-ancestors 'none'"
        );
        HttpAnswer::page(html, policy)
    }
}

/// The address with the message in its query, signed over the query's octets (SAML 2.0 bindings, 3.4.4.1).
fn redirect_url(xml: &str, sending: &MessageToSend<'_>) -> Result<String, Error> {
    let failed = |error| Error::new(ErrorKind::Crypto, format!("the message cannot be compressed: {error}"));
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(xml.as_bytes()).map_err(failed)?;
    let message = STANDARD.encode(deflate.finish().map_err(failed)?);
    let mut query = format!("{}={}", sending.parameter, percent_encoded(&message));
    if let Some(state) = sending.relay_state {
        query.push_str(&format!("&RelayState={}", percent_encoded(state)));
    }
    if let Some(key) = sending.key {
        query.push_str(&format!("&SigAlg={}", percent_encoded(key.algorithm().uri())));
        let value = STANDARD.encode(key.sign(query.as_bytes())?);
        query.push_str(&format!("&Signature={}", percent_encoded(&value)));
    }
    let (address, fragment) = match sending.address.split_once('#') {
        Some((address, fragment)) => (address, format!("#{fragment}")),
        None => (sending.address, String::new()),
    };
    let separator = if address.contains('?') { '&' } else { '?' };
    Ok(format!("{address}{separator}{query}{fragment}"))
}

impl fmt::Debug for OutgoingMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A LogoutRequest names a person (invariant: private-values).
        f.debug_struct("OutgoingMessage").field("binding", &self.binding()).finish_non_exhaustive()
    }
}
