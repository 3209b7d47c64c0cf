//! The strict SAML profile of XML signatures, read from one `ds:Signature` (invariants: own-reference, signature-profile,
//! algorithms, strict-values).
//!
//! SAML 2.0 core, section 5.4; XML Signature 1.1, section 4. What the profile does not name is refused, so that no
//! two readers of the same signature can mean different bytes.

use super::{DigestAlgorithm, SignatureAlgorithm};
use crate::encoding::base64::decode_strict;
use crate::xml::canonical::Method;
use crate::xml::{Element, Namespace, Node};
use crate::{Code, Finding};
use std::iter::Peekable;

/// What a `ds:Signature` says, once it keeps to the profile.
#[derive(Debug)]
pub(crate) struct SignatureProfile<'t> {
    pub(crate) signed_info: Element<'t>,
    pub(crate) signed_info_method: Method,
    pub(crate) signed_info_prefixes: Vec<&'t str>,
    pub(crate) algorithm: SignatureAlgorithm,
    pub(crate) digest: DigestAlgorithm,
    /// PrefixList of the exclusive canonicalisation of the content.
    pub(crate) prefixes: Vec<&'t str>,
    pub(crate) digest_value: Vec<u8>,
    pub(crate) signature_value: Vec<u8>,
}

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const PSS: &str = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss";
const MGF1: &str = "http://www.w3.org/2007/05/xmldsig-more#MGF1";

impl<'t> SignatureProfile<'t> {
    /// Reads the signature of `parent`, its direct child.
    pub(crate) fn read(
        signature: Element<'t>,
        parent: Element<'t>,
        max_prefixes: usize,
    ) -> Result<SignatureProfile<'t>, Finding> {
        let mut parts = sequence(signature)?;
        let signed_info = parts.required("SignedInfo")?;
        let signature_value = parts.required("SignatureValue")?;
        parts.optional("KeyInfo");
        // An Object would be signed content that nobody reads; SAML has no use for it.
        parts.end()?;

        let mut parts = sequence(signed_info)?;
        let canonicalization = parts.required("CanonicalizationMethod")?;
        let signature_method = parts.required("SignatureMethod")?;
        let reference = parts.required("Reference")?;
        // One Reference (invariant: own-reference). With several, which one covers the content is a matter of opinion.
        parts.end()?;

        let (signed_info_method, signed_info_prefixes) = match algorithm_of(canonicalization)? {
            EXCLUSIVE => (Method::Exclusive, inclusive_prefixes(canonicalization, max_prefixes)?),
            INCLUSIVE => {
                sequence(canonicalization)?.end()?;
                (Method::Inclusive, Vec::new())
            }
            other => {
                let rule =
                    "SignedInfo is canonicalised with exclusive or inclusive C14N 1.0, without comments";
                return Err(outside(canonicalization, rule).with_actual(other).with_expected(EXCLUSIVE));
            }
        };
        let algorithm = signature_algorithm(signature_method)?;
        let (digest, prefixes, digest_value) = read_reference(reference, parent, max_prefixes)?;
        Ok(SignatureProfile {
            signed_info,
            signed_info_method,
            signed_info_prefixes,
            algorithm,
            digest,
            prefixes,
            digest_value,
            signature_value: base64_of(signature_value)?,
        })
    }
}

fn read_reference<'t>(
    reference: Element<'t>,
    parent: Element<'t>,
    max_prefixes: usize,
) -> Result<(DigestAlgorithm, Vec<&'t str>, Vec<u8>), Finding> {
    let uri = reference.attribute("URI");
    let id = parent.attribute("ID").filter(|id| !id.is_empty());
    let Some(id) = id else {
        return Err(outside(parent, "a signed element has an ID"));
    };
    // Compared (invariant: own-reference) by value with the parent itself; nothing is looked up, so nothing else can be found
    // (CVE-2012 family, CVE-2024-45409, CVE-2025-66568).
    if uri.and_then(|uri| uri.strip_prefix('#')) != Some(id) {
        let rule = "the Reference points at the element that carries the signature";
        return Err(Finding::new(Code::SignatureProfile, format!("{rule}; this one does not"))
            .at(Some(reference.location()))
            .with_actual(uri.unwrap_or("no URI"))
            .with_expected(format!("#{id}"))
            .with_fix("treat the message as hostile unless the identity provider is known to sign like this: the signed bytes may not be the ones that are read"));
    }
    let mut parts = sequence(reference)?;
    let transforms = parts.required("Transforms")?;
    let method = parts.required("DigestMethod")?;
    let value = parts.required("DigestValue")?;
    parts.end()?;

    let mut parts = sequence(transforms)?;
    let enveloped = parts.required("Transform")?;
    if algorithm_of(enveloped)? != ENVELOPED {
        let rule = "the first transform is enveloped-signature";
        let actual = enveloped.attribute("Algorithm").unwrap_or_default();
        return Err(outside(enveloped, rule).with_actual(actual).with_expected(ENVELOPED));
    }
    sequence(enveloped)?.end()?;
    let canonicalization = parts.required("Transform")?;
    if algorithm_of(canonicalization)? != EXCLUSIVE {
        let rule = "the second transform is exclusive C14N without comments";
        let actual = canonicalization.attribute("Algorithm").unwrap_or_default();
        return Err(outside(canonicalization, rule).with_actual(actual).with_expected(EXCLUSIVE));
    }
    let prefixes = inclusive_prefixes(canonicalization, max_prefixes)?;
    parts.end()?;

    sequence(method)?.end()?;
    let uri = algorithm_of(method)?;
    let Some(digest) = DigestAlgorithm::from_uri(uri) else {
        return Err(refused(method, "the digest algorithm is not on the list", uri));
    };
    let value = base64_of(value)?;
    if value.len() != digest.size() {
        return Err(outside(method, "DigestValue is as long as the digest algorithm makes it"));
    }
    Ok((digest, prefixes, value))
}

fn signature_algorithm(method: Element<'_>) -> Result<SignatureAlgorithm, Finding> {
    let uri = algorithm_of(method)?;
    if uri == PSS {
        return pss_parameters(method);
    }
    // No HMACOutputLength (CVE-2009-0217), no parameters of any other sort.
    sequence(method)?.end()?;
    SignatureAlgorithm::from_uri(uri)
        .ok_or_else(|| refused(method, "the signature algorithm is not on the list", uri))
}

/// RFC 6931, section 2.3.9: SHA-256 throughout where RSAPSSParams is absent; where present, only the
/// parameters that the fixed identifiers stand for.
fn pss_parameters(method: Element<'_>) -> Result<SignatureAlgorithm, Finding> {
    let namespace = "http://www.w3.org/2007/05/xmldsig-more#";
    let mut children = method.children();
    let Some(parameters) = children.next() else {
        return Ok(SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256));
    };
    let unusual =
        || refused(method, "RSA-PSS parameters other than one digest throughout and a salt as long", PSS);
    let own = |element: &Element<'_>, name: &str| {
        element.namespace_uri() == namespace && element.local_name() == name
    };
    let digest_in = |element: Element<'_>| {
        let method = element.child(Namespace::DS, "DigestMethod")?;
        DigestAlgorithm::from_uri(method.attribute("Algorithm")?)
    };
    if children.next().is_some() || !own(&parameters, "RSAPSSParams") {
        return Err(unusual());
    }
    let digest = match parameters.child(Namespace::DS, "DigestMethod") {
        Some(_) => digest_in(parameters).ok_or_else(unusual)?,
        None => DigestAlgorithm::Sha256,
    };
    let mut names = Vec::new();
    for child in parameters.children() {
        names.push(child.local_name());
        let usual = match child.local_name() {
            "DigestMethod" => child.namespace() == Namespace::DS,
            "MaskGenerationFunction" => {
                own(&child, "MaskGenerationFunction")
                    && child.attribute("Algorithm") == Some(MGF1)
                    && (child.children().next().is_none() && digest == DigestAlgorithm::Sha256
                        || digest_in(child) == Some(digest))
            }
            "SaltLength" => {
                own(&child, "SaltLength")
                    && child.text().and_then(|text| text.parse::<usize>().ok()) == Some(digest.size())
            }
            "TrailerField" => own(&child, "TrailerField") && child.text() == Some("1"),
            _ => false,
        };
        if !usual || names.len() > 4 {
            return Err(unusual());
        }
    }
    names.sort_unstable();
    names.dedup();
    // An absent MaskGenerationFunction or SaltLength stands for SHA-256's.
    let complete = names.contains(&"MaskGenerationFunction") && names.contains(&"SaltLength");
    if digest == DigestAlgorithm::Sha1
        || names.len() != parameters.children().count()
        || (digest != DigestAlgorithm::Sha256 && !complete)
    {
        return Err(unusual());
    }
    Ok(SignatureAlgorithm::RsaPss(digest))
}

/// PrefixList of the one InclusiveNamespaces that may stand in an exclusive canonicalisation.
fn inclusive_prefixes<'t>(method: Element<'t>, max: usize) -> Result<Vec<&'t str>, Finding> {
    let mut children = method.children();
    let Some(list) = children.next() else {
        sequence(method)?.end()?;
        return Ok(Vec::new());
    };
    let rule = "an exclusive canonicalisation holds one InclusiveNamespaces at most";
    if !list.is(Namespace::EXC_C14N, "InclusiveNamespaces") || children.next().is_some() {
        return Err(outside(list, rule));
    }
    sequence(list)?.end()?;
    let Some(prefixes) = list.attribute("PrefixList") else {
        return Err(outside(list, "InclusiveNamespaces has a PrefixList"));
    };
    let prefixes: Vec<&str> = prefixes.split_ascii_whitespace().take(max + 1).collect();
    if prefixes.len() > max {
        let message = format!("a PrefixList has more than {max} prefixes");
        return Err(Finding::new(Code::LimitExceeded, message).at(Some(list.location())));
    }
    Ok(prefixes)
}

fn algorithm_of<'t>(element: Element<'t>) -> Result<&'t str, Finding> {
    element.attribute("Algorithm").ok_or_else(|| outside(element, "each method names its Algorithm"))
}

/// Invariant: strict-values. One text, strict base64. A comment inside was left out when the tree was built, and the digest
/// that is compared is the one that was read here (CVE-2025-29774, CVE-2025-29775).
fn base64_of(element: Element<'_>) -> Result<Vec<u8>, Finding> {
    let rule = || outside(element, "DigestValue and SignatureValue hold base64 and nothing else");
    if element.has_comment() {
        return Err(rule());
    }
    let text = element.text().ok_or_else(rule)?;
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    decode_strict(text, &mut bytes).map_err(|_| rule())?;
    if bytes.is_empty() { Err(rule()) } else { Ok(bytes) }
}

/// Child elements that must come in this order, with white space alone between them.
struct Sequence<'t, I: Iterator<Item = Element<'t>>> {
    parent: Element<'t>,
    children: Peekable<I>,
}

/// The children of an element that holds no text but white space.
fn sequence<'t>(
    parent: Element<'t>,
) -> Result<Sequence<'t, impl Iterator<Item = Element<'t>> + use<'t>>, Finding> {
    for node in parent.child_nodes() {
        if let Node::Text(text) = node
            && !text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
        {
            return Err(outside(parent, "no text stands between the parts of a signature"));
        }
    }
    Ok(Sequence { parent, children: parent.children().peekable() })
}

impl<'t, I: Iterator<Item = Element<'t>>> Sequence<'t, I> {
    fn optional(&mut self, name: &str) -> Option<Element<'t>> {
        self.children.next_if(|child| child.is(Namespace::DS, name))
    }

    fn required(&mut self, name: &str) -> Result<Element<'t>, Finding> {
        let parent = self.parent;
        self.optional(name).ok_or_else(|| {
            let message = format!("expected ds:{name} here in {}", parent.qualified_name());
            Finding::new(Code::SignatureProfile, message).at(Some(parent.location()))
        })
    }

    fn end(mut self) -> Result<(), Finding> {
        match self.children.next() {
            None => Ok(()),
            Some(extra) => {
                let message = format!(
                    "{} is not allowed in {} here",
                    extra.qualified_name(),
                    self.parent.qualified_name()
                );
                Err(Finding::new(Code::SignatureProfile, message).at(Some(extra.location())))
            }
        }
    }
}

fn outside(element: Element<'_>, rule: &str) -> Finding {
    Finding::new(Code::SignatureProfile, format!("outside the strict profile: {rule}"))
        .at(Some(element.location()))
}

fn refused(element: Element<'_>, message: &str, uri: &str) -> Finding {
    Finding::new(Code::AlgorithmRefused, message)
        .at(Some(element.location()))
        .with_actual(uri)
        .with_expected("RSA-SHA256/384/512, RSA-PSS or ECDSA-SHA256/384/512; digests SHA-256/384/512")
}

#[cfg(test)]
#[path = "reference_tests.rs"]
mod tests;
