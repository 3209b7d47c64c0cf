//! Signatures of the Redirect binding: over the query as it was received (SAML 2.0 bindings, 3.4.4.1).
//!
//! What is signed are the values still percent-encoded, as the sender happened to write them: `%2B` and `%2b` are two
//! signatures. So nothing is decoded and encoded again; the octets are cut out of the query. Each parameter may occur
//! once: of two, a verifier and a reader might take one each.

use super::examination::{prefer, verifying};
use super::{SignatureAlgorithm, Signed};
use crate::encoding::base64::decode_strict;
use crate::encoding::charset::message_text;
use crate::encoding::inflate::inflate_raw;
use crate::encoding::percent::decoded_strictly;
use crate::trust::Certificate;
use crate::xml::Document;
use crate::{Code, Finding, Limits};

/// A message out of a query, with the octets that its signature covers.
pub(crate) struct RedirectQuery {
    is_request: bool,
    xml: String,
    sig_alg: Option<String>,
    signature: Option<Vec<u8>>,
    /// What may have been signed: in the order of the standard, and as it was sent where that differs.
    signed: Vec<String>,
    /// The parameters of the message, its state and its signature's algorithm as sent, still encoded.
    #[cfg(feature = "inspect")]
    sent: Vec<String>,
}

const NAMES: [&str; 6] = ["SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature", "SAMLEncoding"];
const DEFLATE: &str = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE";

impl RedirectQuery {
    /// Reads a query (the part after `?`), strictly.
    pub(crate) fn read(query: &str, limits: &Limits) -> Result<RedirectQuery, Finding> {
        // Three characters for each octet of base64, which deflates at best a thousandfold.
        if query.len() / 4 > limits.max_xml_bytes {
            return Err(Finding::new(Code::LimitExceeded, "the query is larger than the limit for messages"));
        }
        let query = query.strip_prefix('?').unwrap_or(query);
        let mut found: [Option<&str>; 6] = [None; 6];
        let mut sent = Vec::new();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            // A reader that decodes before it compares takes an encoded name for the same parameter.
            let decoded = decoded_strictly(name).unwrap_or_default();
            let known = NAMES.iter().position(|known| decoded.eq_ignore_ascii_case(known.as_bytes()));
            let Some(known) = known else { continue };
            if NAMES.get(known) != Some(&name) {
                return Err(malformed(format!(
                    "the name of the parameter {} is percent-encoded, or differs in upper and lower case",
                    NAMES.get(known).unwrap_or(&"")
                )));
            }
            let Some(slot) = found.get_mut(known) else { continue };
            if slot.replace(value).is_some() {
                return Err(malformed(format!("the parameter {name} occurs twice")));
            }
            if matches!(known, 0..=3) {
                sent.push(pair);
            }
        }
        let [request, response, relay_state, sig_alg, signature, encoding] = found;
        let (is_request, value) = match (request, response) {
            (Some(value), None) => (true, value),
            (None, Some(value)) => (false, value),
            (Some(_), Some(_)) => {
                return Err(malformed("the query has both SAMLRequest and SAMLResponse".to_owned()));
            }
            (None, None) => {
                return Err(malformed("the query has neither SAMLRequest nor SAMLResponse".to_owned()));
            }
        };
        if encoding.is_some_and(|encoding| decoded_strictly(encoding).as_deref() != Some(DEFLATE.as_bytes()))
        {
            return Err(malformed("SAMLEncoding is not DEFLATE".to_owned()));
        }
        if sig_alg.is_some() != signature.is_some() {
            return Err(malformed("the query has only one of SigAlg and Signature".to_owned()));
        }
        let text = |value: &str, name: &str| {
            let bytes = decoded_strictly(value).and_then(|bytes| String::from_utf8(bytes).ok());
            bytes.ok_or_else(|| malformed(format!("{name} is not percent-encoded UTF-8")))
        };
        let octets = |value: &str, name: &str| {
            let mut bytes = Vec::new();
            match decode_strict(&text(value, name)?, &mut bytes) {
                Ok(()) => Ok(bytes),
                Err(_) => Err(malformed(format!("{name} is not strict base64"))),
            }
        };
        let name = if is_request { "SAMLRequest" } else { "SAMLResponse" };
        let xml = inflate_raw(&octets(value, name)?, limits.max_xml_bytes).ok_or_else(|| {
            malformed(format!("{name} is not raw DEFLATE of at most {} bytes", limits.max_xml_bytes))
        })?;
        let xml = message_text(xml).map_err(|error| malformed(format!("{name}: {error}")))?;
        let sig_alg_text = sig_alg.map(|value| text(value, "SigAlg")).transpose()?;
        let signature = signature.map(|value| octets(value, "Signature")).transpose()?;
        let mut standard = format!("{name}={value}");
        for (name, value) in [("RelayState", relay_state), ("SigAlg", sig_alg)] {
            if let Some(value) = value {
                standard.push_str(&format!("&{name}={value}"));
            }
        }
        let mut signed = vec![standard];
        // Some senders sign the order in which they send. The names are part of what is signed, so that no value can
        // be taken for another one.
        let joined = sent.join("&");
        if !signed.contains(&joined) {
            signed.push(joined);
        }
        Ok(RedirectQuery {
            is_request,
            xml,
            sig_alg: sig_alg_text,
            signature,
            signed,
            #[cfg(feature = "inspect")]
            sent: sent.into_iter().map(str::to_owned).collect(),
        })
    }

    /// Whether the parameter is SAMLRequest.
    pub(crate) fn is_request(&self) -> bool {
        self.is_request
    }

    /// The message, as XML.
    pub(crate) fn xml(&self) -> &str {
        &self.xml
    }

    /// Whether there is a signature.
    #[cfg(feature = "inspect")]
    pub(crate) fn is_signed(&self) -> bool {
        self.signature.is_some()
    }

    /// The algorithm that SigAlg names, where it is on the list.
    #[cfg(feature = "inspect")]
    pub(crate) fn algorithm(&self) -> Option<SignatureAlgorithm> {
        SignatureAlgorithm::from_uri(self.sig_alg.as_deref()?)
    }

    /// The octets over which the signature is verified, for a report.
    #[cfg(feature = "inspect")]
    pub(crate) fn signed(&self) -> &[String] {
        &self.signed
    }

    /// The parameters that may be signed, still encoded, for a report.
    #[cfg(feature = "inspect")]
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sent.iter().map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }

    /// A value without its percent-encoding, for a report.
    #[cfg(feature = "inspect")]
    pub(crate) fn decoded(&self, value: &str) -> Option<Vec<u8>> {
        decoded_strictly(value)
    }

    /// Whether the signature verifies over other octets than those of the query, for a report; it proves no message.
    #[cfg(feature = "inspect")]
    pub(crate) fn verifies(&self, key: &Certificate, algorithm: SignatureAlgorithm, octets: &str) -> bool {
        let value = self.signature.as_deref();
        value.is_some_and(|value| algorithm.verify_octets(key, octets.as_bytes(), value))
    }

    /// Verifies the signature with these keys and no others (invariant: configured-keys); `None` if there is no signature.
    ///
    /// Of the certificates that carry the key which verifies, one that `is_current` is preferred.
    pub(crate) fn examine(
        &self,
        keys: &[Certificate],
        is_current: impl Fn(&Certificate) -> bool,
    ) -> Option<QueryExamination<'_>> {
        let (uri, value) = (self.sig_alg.as_deref()?, self.signature.as_deref()?);
        let algorithm = SignatureAlgorithm::from_uri(uri);
        let verifies = |key: &Certificate| {
            algorithm.is_some_and(|algorithm| {
                algorithm.fits(key.public_key())
                    && self.signed.iter().any(|octets| algorithm.verify_octets(key, octets.as_bytes(), value))
            })
        };
        let mut trusted = verifying(keys, verifies).cloned();
        prefer(&mut trusted, keys, is_current);
        Some(QueryExamination { xml: &self.xml, uri, algorithm, trusted })
    }
}

/// The signature of a query, examined.
pub(crate) struct QueryExamination<'q> {
    xml: &'q str,
    uri: &'q str,
    algorithm: Option<SignatureAlgorithm>,
    trusted: Option<Certificate>,
}

impl QueryExamination<'_> {
    /// SigAlg as written.
    pub(crate) fn uri(&self) -> &str {
        self.uri
    }

    /// The algorithm, where it is on the list.
    pub(crate) fn algorithm(&self) -> Option<SignatureAlgorithm> {
        self.algorithm
    }

    /// The trusted certificate with whose key the signature verifies.
    pub(crate) fn trusted(&self) -> Option<&Certificate> {
        self.trusted.as_ref()
    }

    /// The proof for the root of the document that was read from the text in the query.
    pub(crate) fn signed<'t>(&self, document: &'t Document<'t>) -> Option<Signed<'t>> {
        // Not an equal text, but this one: what was verified is what is read (invariant: one-tree).
        let same = std::ptr::eq(document.text(), self.xml);
        (same && self.trusted.is_some()).then(|| Signed { element: document.root() })
    }
}

/// RelayState of a query, without its percent-encoding; none if there is none or it is no text.
pub(crate) fn relay_state(query: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == "RelayState")?;
    String::from_utf8(decoded_strictly(value)?).ok()
}

fn malformed(message: String) -> Finding {
    Finding::new(Code::QueryMalformed, message)
        .with_fix("copy the whole URL from the address bar or the network tab, unchanged")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_proves_nothing_of_another_text_however_equal() {
        let xml = include_str!("../../fixtures/samples/flex-login.xml");
        let metadata = include_str!("../../fixtures/samples/idp-metadata.xml");
        let provider = crate::IdentityProvider::from_metadata(metadata).unwrap();
        let certificate = provider.signing_certificates().first().unwrap().clone();
        let examination = |xml, trusted| QueryExamination { xml, uri: "", algorithm: None, trusted };
        let document = Document::parse(xml, &Limits::default()).unwrap();
        assert!(examination(xml, Some(certificate.clone())).signed(&document).is_some());
        assert!(examination(xml, None).signed(&document).is_none());
        let equal = xml.to_owned();
        assert!(examination(&equal, Some(certificate)).signed(&document).is_none());
    }
}
