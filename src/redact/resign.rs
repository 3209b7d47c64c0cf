//! Signatures of a copy, made again with throw-away keys where those of the original verified (`redact --resign`).
//!
//! Algorithms, canonicalizations and the places of signatures stay. What changes are DigestValue, SignatureValue and the
//! key that KeyInfo shows. A signature that did not verify is left as it is.

use super::Resigned;
use super::record;
use super::search::{Needles, encodings, percent};
use super::text_encoding::TextEncoding;
use crate::capture::{Capture, Captured};
use crate::encoding::percent::decoded;
use crate::report::{KeySource, Report, SignatureOutcome, SignatureSummary};
use crate::signature::digest::digest_element;
use crate::signature::redirect::RedirectQuery;
use crate::signature::reference::SignatureProfile;
use crate::signature::{SignatureAlgorithm, SigningKey};
use crate::xml::canonical::Canonicalizer;
use crate::xml::escape::escaped;
use crate::xml::{Document, Element, Namespace};
use crate::{Certificate, Limits};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

/// Signatures of one message that are made again; a message has two at most.
const MAX_SIGNATURES: usize = 4;
/// Where the identity provider of the metadata would be.
const LOCATION: &str = "https://idp.example.invalid/sso";

/// The signatures of an original that verified with a trusted key.
#[derive(Clone, Debug, Default)]
pub(super) struct Verified {
    /// Positions among the `ds:Signature` elements of the message.
    places: Vec<usize>,
    query: bool,
    /// Names of the elements, as reports have them.
    pub(super) names: Vec<String>,
    /// Short names of the algorithms.
    algorithms: Vec<String>,
    /// How many signatures did not verify, or were not checked.
    pub(super) others: usize,
    /// Some content is encrypted: a signature inside it cannot be made again.
    pub(super) encrypted: bool,
}

impl Verified {
    /// What verified, by the report on the message.
    pub(super) fn of(xml: &str, report: &Report, limits: &Limits) -> Verified {
        let mut verified = Verified::default();
        let Ok(document) = Document::parse(xml, limits) else { return verified };
        let encrypted =
            |one: Element<'_>| one.local_name().starts_with("Encrypted") && one.children().count() > 0;
        verified.encrypted = document.elements().any(encrypted);
        let parents: Vec<Element<'_>> = signatures(&document).filter_map(|one| one.parent()).collect();
        for (index, signature) in report.signatures().iter().enumerate().take(MAX_SIGNATURES) {
            if signature.outcome != SignatureOutcome::Valid || signature.key != KeySource::Trusted {
                verified.others = verified.others.saturating_add(1);
                continue;
            }
            if signature.element == "Query" {
                verified.algorithms.extend(signature.algorithm.clone());
                verified.query = true;
                verified.names.push("Query".to_owned());
                continue;
            }
            let is_parent = |parent: &Element<'_>| {
                parent.local_name() == signature.element && parent.attribute("ID") == signature.id.as_deref()
            };
            let same = |one: &&SignatureSummary| one.element == signature.element && one.id == signature.id;
            let found: Vec<usize> = parents
                .iter()
                .enumerate()
                .filter(|(_, one)| is_parent(one))
                .map(|(place, _)| place)
                .collect();
            let nth = report.signatures().iter().take(index).filter(same).count();
            match found.get(nth) {
                // If several elements have one ID, they are matched by their order, which needs all of them in the report.
                Some(place) if report.signatures().iter().filter(same).count() == found.len() => {
                    verified.places.push(*place);
                    verified.names.push(signature.element.clone());
                    verified.algorithms.extend(signature.algorithm.clone());
                }
                // One in a plaintext is not in this document.
                _ => verified.others = verified.others.saturating_add(usize::from(!found.is_empty())),
            }
        }
        verified
    }
}

/// How the signatures of a copy are made again.
#[derive(Clone, Copy)]
pub(super) struct Signing<'r> {
    /// By the text of the original ([`super::record::key`]).
    pub(super) verified: &'r HashMap<String, Verified>,
    pub(super) keys: &'r [SigningKey],
    pub(super) limits: &'r Limits,
}

impl Signing<'_> {
    /// The copy of a message, signed again where its original verified.
    pub(super) fn of(&self, original: &str, copy: String) -> String {
        match self.verified.get(original) {
            Some(verified) => {
                // The text is decoded already, so what its declaration says of octets is not true of it.
                let body = record::without_declaration(&copy);
                let head = copy.strip_suffix(body).unwrap_or_default();
                format!("{head}{}", signed_again(body, verified, self.keys, self.limits))
            }
            None => copy,
        }
    }
}

/// What is left to do when all messages of a copy are signed: queries, metadata, and the account of it.
pub(super) fn whole(
    copy: String,
    charset: TextEncoding,
    verified: &[Option<&Verified>],
    keys: &[SigningKey],
    limits: &Limits,
) -> (String, Resigned) {
    let mut resigned = Resigned::default();
    for one in verified.iter().flatten() {
        resigned.elements.extend(one.names.iter().cloned());
        resigned.left = resigned.left.saturating_add(one.others);
        resigned.encrypted |= one.encrypted;
    }
    if resigned.elements.is_empty() {
        return (copy, resigned);
    }
    let read = |text: &str| Capture::read(&charset.encode(text)?, limits).ok();
    let Some(capture) = read(&copy) else { return (copy, resigned) };
    let messages = || capture.messages().iter().zip(verified).filter_map(|(one, of)| Some((one, (*of)?)));
    let queries = messages().filter(|(_, of)| of.query);
    let values = queries.filter_map(|(message, _)| query_again(message, keys, limits));
    let pairs = values.flat_map(|(old, new)| {
        let decoded = decoded(&old, false).unwrap_or_default();
        let mut pairs = encodings(&decoded, &new);
        pairs.push((old, percent(&new, false)));
        pairs
    });
    let copy = Needles::new(pairs.collect()).replace(&copy);
    let signed: Vec<&Captured> =
        messages().filter(|(_, of)| !of.names.is_empty()).map(|(message, _)| message).collect();
    let algorithms: Vec<&String> = verified.iter().flatten().flat_map(|one| &one.algorithms).collect();
    let used = keys.iter().filter(|key| {
        let is_ec = matches!(key.algorithm(), SignatureAlgorithm::Ecdsa(_));
        algorithms.iter().any(|name| name.starts_with("ecdsa") == is_ec)
    });
    resigned.metadata = metadata(&signed, &used.collect::<Vec<_>>(), limits);
    (copy, resigned)
}

fn signatures<'t>(document: &'t Document<'t>) -> impl Iterator<Item = Element<'t>> {
    document.elements().filter(|element| element.is(Namespace::DS, "Signature"))
}

/// The message with these signatures made again. One that cannot be made stays as it is.
fn signed_again(xml: &str, verified: &Verified, keys: &[SigningKey], limits: &Limits) -> String {
    let mut text = xml.to_owned();
    // What is inside is signed first: the signature around it covers the one inside. An element that is inside another
    // begins after it.
    let Ok(document) = Document::parse(xml, limits) else { return text };
    let parents: Vec<usize> =
        signatures(&document).map(|one| one.parent().map_or(0, |parent| parent.offset())).collect();
    let mut places = verified.places.clone();
    places.sort_by_key(|place| std::cmp::Reverse(parents.get(*place).copied()));
    for place in places {
        if let Some(signed) = one(&text, place, keys, limits) {
            text = signed;
        }
    }
    text
}

/// The message with the signature at this place made again.
fn one(xml: &str, place: usize, keys: &[SigningKey], limits: &Limits) -> Option<String> {
    let document = Document::parse(xml, limits).ok()?;
    let signature = signatures(&document).nth(place)?;
    let parent = signature.parent()?;
    let profile = SignatureProfile::read(signature, parent, limits.max_inclusive_prefixes).ok()?;
    let key = fitting(keys, profile.algorithm)?;
    let mut canonicalizer = Canonicalizer::default();
    let digested = digest_element(
        &mut canonicalizer,
        profile.digest,
        parent,
        profile.method,
        &profile.prefixes,
        Some(signature),
    );
    let digest = STANDARD.encode(digested.digest.as_bytes());
    let value = profile.signed_info.descendants().find(|one| one.is(Namespace::DS, "DigestValue"))?;
    let mut edits = vec![(content(xml, value)?, digest)];
    edits.extend(key_info(xml, signature, key.certificate()));
    let with_digest = edited(xml, edits);

    // SignedInfo has its new digest now, and is read again.
    let document = Document::parse(&with_digest, limits).ok()?;
    let signature = signatures(&document).nth(place)?;
    let profile =
        SignatureProfile::read(signature, signature.parent()?, limits.max_inclusive_prefixes).ok()?;
    let mut signed_info = Vec::new();
    canonicalizer.write(
        profile.signed_info,
        profile.signed_info_method,
        &profile.signed_info_prefixes,
        None,
        &mut signed_info,
    );
    let octets = key.sign_as(profile.algorithm, &signed_info).ok()?;
    let value = signature.child(Namespace::DS, "SignatureValue")?;
    Some(edited(&with_digest, vec![(content(&with_digest, value)?, STANDARD.encode(octets))]))
}

fn fitting(keys: &[SigningKey], algorithm: SignatureAlgorithm) -> Option<&SigningKey> {
    keys.iter().find(|key| algorithm.fits(key.certificate().public_key()))
}

/// What KeyInfo says of the key, as it is of the new one.
fn key_info(
    xml: &str,
    signature: Element<'_>,
    certificate: &Certificate,
) -> Vec<(std::ops::Range<usize>, String)> {
    let Some(info) = signature.child(Namespace::DS, "KeyInfo") else { return Vec::new() };
    let rsa = certificate.public_key().pkey().and_then(|key| key.rsa().ok());
    let number = |number: Vec<u8>| STANDARD.encode(number);
    let edits = info.descendants().filter(|one| one.namespace() == Namespace::DS).filter_map(|one| {
        let text = match one.local_name() {
            "X509Certificate" => STANDARD.encode(certificate.der()),
            "Modulus" => number(rsa.as_ref()?.n().to_vec()),
            "Exponent" => number(rsa.as_ref()?.e().to_vec()),
            "X509SubjectName" => certificate.subject().to_owned(),
            "X509IssuerName" => certificate.issuer().to_owned(),
            "X509SerialNumber" => {
                u128::from_str_radix(&certificate.serial().replace(':', ""), 16).ok()?.to_string()
            }
            _ => return None,
        };
        Some((content(xml, one)?, text))
    });
    edits.collect()
}

/// Where the content of an element with text alone is.
fn content(xml: &str, element: Element<'_>) -> Option<std::ops::Range<usize>> {
    element.text()?;
    let begin = element.offset();
    let start = begin.checked_add(super::xml::tag_end(xml.get(begin..)?)?)?;
    let end = format!("</{}", element.qualified_name());
    let length = xml.get(start..)?.find(&end)?;
    Some(start..start.saturating_add(length))
}

/// The text with these ranges replaced. They do not overlap.
fn edited(text: &str, mut edits: Vec<(std::ops::Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// The value of Signature in a query, and the one that is right for what the query says now; both as they are written.
fn query_again(message: &Captured, keys: &[SigningKey], limits: &Limits) -> Option<(String, String)> {
    let text = message.query()?;
    let query = RedirectQuery::read(text, limits).ok()?;
    let algorithm = query.algorithm()?;
    let octets = query.signed().first()?;
    let value = fitting(keys, algorithm)?.sign_as(algorithm, octets.as_bytes()).ok()?;
    let written = text.split('&').find_map(|pair| pair.trim_start_matches('?').strip_prefix("Signature="))?;
    Some((written.to_owned(), STANDARD.encode(value)))
}

/// Metadata of the identity providers whose signatures were made again, with the throw-away keys.
fn metadata(signed: &[&Captured], keys: &[&SigningKey], limits: &Limits) -> Option<String> {
    let mut issuers: BTreeSet<String> = BTreeSet::new();
    for message in signed {
        let Ok(document) = Document::parse(message.xml(), limits) else { continue };
        let all = document.elements().filter(|one| one.is(Namespace::SAML, "Issuer"));
        issuers.extend(all.filter_map(|one| one.text()).map(|text| text.trim().to_owned()).take(2));
    }
    issuers.retain(|issuer| !issuer.is_empty());
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let several = issuers.len() > 1;
    if several {
        text.push_str("<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">\n");
    }
    for issuer in &issuers {
        let issuer = escaped(issuer, true);
        let _ = write!(
            text,
            "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{issuer}\">\n  \
             <!-- throw-away keys of a redacted copy -->\n  \
             <md:IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\n"
        );
        for key in keys {
            let certificate = STANDARD.encode(key.certificate().der());
            let _ = writeln!(
                text,
                "    <md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
                 <ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\
                 </md:KeyDescriptor>"
            );
        }
        let _ = write!(
            text,
            "    <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" \
             Location=\"{LOCATION}\"/>\n  </md:IDPSSODescriptor>\n</md:EntityDescriptor>\n"
        );
    }
    if several {
        text.push_str("</md:EntitiesDescriptor>\n");
    }
    (!issuers.is_empty()).then_some(text)
}
