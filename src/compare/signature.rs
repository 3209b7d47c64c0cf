//! Signatures, keys and ciphertexts: what is signed, how, and with which certificate.

use super::What;
use super::facts::{FactValue, Facts};
use crate::Certificate;
use crate::report::{Report, SignatureOutcome};
use crate::signature::{DigestAlgorithm, SignatureAlgorithm};
use crate::xml::{Element, Namespace};

/// References and transforms told of one signature.
const MAX_PARTS: usize = 8;

/// Adds what one signature says.
pub(super) fn facts<'t>(facts: &mut Facts<'t>, signature: Element<'t>) {
    let parent = signature.parent();
    let owner = parent.map_or("document", |parent| parent.local_name());
    facts.push(
        What::Signature,
        format!("{owner} is signed"),
        FactValue::Plain("yes".to_owned()),
        Some(signature),
    );
    let mut plain = |what, name: &str, text: String| {
        facts.push(what, format!("{owner} signature, {name}"), FactValue::Plain(text), Some(signature));
    };
    if let Some(info) = signature.child(Namespace::DS, "SignedInfo") {
        if let Some(method) = info.child(Namespace::DS, "CanonicalizationMethod") {
            plain(What::Canonicalization, "SignedInfo canonicalization", transform(method));
        }
        if let Some(uri) = algorithm(info.child(Namespace::DS, "SignatureMethod")) {
            let short = SignatureAlgorithm::from_uri(uri).map_or(uri, |one| one.as_str());
            plain(What::Algorithm, "SignatureMethod", short.to_owned());
        }
        for reference in info.children_named(Namespace::DS, "Reference").take(MAX_PARTS) {
            let id = parent.and_then(|parent| parent.attribute("ID"));
            let refers = match reference.attribute("URI") {
                None => "no URI",
                Some("") => "the whole document (empty URI)",
                Some(uri) if uri.strip_prefix('#') == id => "the element that carries the signature",
                Some(_) => "another element",
            };
            plain(What::Signature, "Reference", refers.to_owned());
            if let Some(uri) = algorithm(reference.child(Namespace::DS, "DigestMethod")) {
                let short = DigestAlgorithm::from_uri(uri).map_or(uri, |one| one.as_str());
                plain(What::Algorithm, "DigestMethod", short.to_owned());
            }
            let transforms = reference.child(Namespace::DS, "Transforms");
            let list: Vec<String> = transforms
                .into_iter()
                .flat_map(|all| all.children_named(Namespace::DS, "Transform"))
                .take(MAX_PARTS)
                .map(transform)
                .collect();
            let list = if list.is_empty() { "none".to_owned() } else { list.join(", ") };
            plain(What::Canonicalization, "transforms", list);
        }
    }
    if signature.child(Namespace::DS, "KeyInfo").is_none() {
        plain(What::Certificate, "certificate", "none embedded".to_owned());
    }
    for info in signature.children_named(Namespace::DS, "KeyInfo") {
        certificates(facts, info, &format!("{owner} signature, certificate"));
    }
}

/// Adds the certificates of a key in metadata.
pub(super) fn key_info<'t>(facts: &mut Facts<'t>, info: Element<'t>) {
    let descriptor = info.parent();
    let role = descriptor.and_then(|key| key.parent()).map_or("", |role| role.local_name());
    let usage = descriptor.and_then(|key| key.attribute("use")).unwrap_or("any");
    certificates(facts, info, &format!("{role} certificate, use {usage}"));
}

fn certificates<'t>(facts: &mut Facts<'t>, info: Element<'t>, name: &str) {
    let all = info.descendants().filter(|element| element.is(Namespace::DS, "X509Certificate"));
    for element in all.take(MAX_PARTS) {
        let shown = match element.text().map(Certificate::from_base64) {
            Some(Ok(certificate)) => shown(&certificate),
            _ => "cannot be read".to_owned(),
        };
        facts.push(What::Certificate, name, FactValue::Plain(shown), Some(element));
    }
}

/// A certificate as it is shown: subject, end and the start of its fingerprint.
fn shown(certificate: &Certificate) -> String {
    let fingerprint: String = certificate.sha256_fingerprint().chars().take(23).collect();
    let until = certificate.not_after().format("%Y-%m-%d");
    format!("{}, until {until}, SHA-256 {fingerprint}…", certificate.subject())
}

/// Adds how something is encrypted.
pub(super) fn encryption<'t>(facts: &mut Facts<'t>, data: Element<'t>) {
    let owner = data.parent().map_or("document", |parent| parent.local_name());
    facts.push(
        What::Encryption,
        format!("{owner} is encrypted"),
        FactValue::Plain("yes".to_owned()),
        Some(data),
    );
    let methods = data.descendants().filter(|element| element.is(Namespace::XENC, "EncryptionMethod"));
    for method in methods.take(MAX_PARTS) {
        let of = if method.parent().is_some_and(|parent| parent.local_name() == "EncryptedKey") {
            "key encryption"
        } else {
            "content encryption"
        };
        let uri = method.attribute("Algorithm").unwrap_or("(none)");
        let value = FactValue::Plain(short(uri).to_owned());
        facts.push(What::Encryption, format!("{owner}, {of}"), value, Some(data));
    }
}

/// Adds whether the signatures verify, as the report has it.
pub(super) fn outcomes(facts: &mut Facts<'_>, report: &Report) {
    for signature in report.signatures() {
        let outcome = match signature.outcome {
            SignatureOutcome::Valid => "verifies",
            SignatureOutcome::Invalid => "does not verify",
            SignatureOutcome::NotChecked => continue,
        };
        let name = format!("{} signature verifies", signature.element);
        facts.push(What::Signature, name, FactValue::Plain(outcome.to_owned()), None);
    }
}

fn algorithm(element: Option<Element<'_>>) -> Option<&str> {
    element?.attribute("Algorithm")
}

/// A transform with its prefixes, in short.
fn transform(element: Element<'_>) -> String {
    let uri = element.attribute("Algorithm").unwrap_or("(none)");
    let list = element
        .child(Namespace::EXC_C14N, "InclusiveNamespaces")
        .and_then(|inclusive| inclusive.attribute("PrefixList"));
    match list {
        Some(list) => format!("{} with prefixes {list}", short(uri)),
        None => short(uri).to_owned(),
    }
}

/// The last part of an algorithm's URI, where that is enough to know it.
fn short(uri: &str) -> &str {
    match uri {
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => "c14n 1.0",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments" => "c14n 1.0 with comments",
        "http://www.w3.org/2006/12/xml-c14n11" => "c14n 1.1",
        "http://www.w3.org/2001/10/xml-exc-c14n#" => "exclusive c14n",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments" => "exclusive c14n with comments",
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature" => "enveloped-signature",
        _ if uri.starts_with("http://www.w3.org/2001/04/xmlenc#") => {
            uri.strip_prefix("http://www.w3.org/2001/04/xmlenc#").unwrap_or(uri)
        }
        _ => uri,
    }
}
