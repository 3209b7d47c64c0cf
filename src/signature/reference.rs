//! The strict SAML profile of XML signatures, read from one `ds:Signature` (invariants: own-reference, signature-profile,
//! algorithms, strict-values).
//!
//! SAML 2.0 core, section 5.4; XML Signature 1.1, section 4. What the profile does not name is refused, so that no
//! two readers of the same signature can mean different bytes.

use super::{DigestAlgorithm, SignatureAlgorithm};
use crate::encoding::base64::decode_strict;
use crate::xml::canonical::Method;
use crate::xml::{Attribute, Element, Namespace, Node};
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
    /// Canonicalization of the signed element.
    pub(crate) method: Method,
    /// PrefixList of that canonicalization, where it is exclusive.
    pub(crate) prefixes: Vec<&'t str>,
    /// Algorithm of the second transform, where mainstream services refuse it.
    pub(crate) unusual: Option<&'t str>,
    pub(crate) digest_value: Vec<u8>,
    pub(crate) signature_value: Vec<u8>,
}

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const EXCLUSIVE_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE_COMMENTS: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
const INCLUSIVE_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
const INCLUSIVE_11_COMMENTS: &str = "http://www.w3.org/2006/12/xml-c14n11#WithComments";
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
        // An Object would be signed content that is never read; SAML does not use it.
        parts.end()?;

        let mut parts = sequence(signed_info)?;
        let canonicalization = parts.required("CanonicalizationMethod")?;
        let signature_method = parts.required("SignatureMethod")?;
        let reference = parts.required("Reference")?;
        // One Reference (invariant: own-reference). With several, which one covers the content is a matter of opinion.
        parts.end()?;

        let signed_info_form = canonical_form(canonicalization, signed_info, false, max_prefixes)?;
        let algorithm = signature_algorithm(signature_method)?;
        let reference = read_reference(reference, parent, max_prefixes)?;
        Ok(SignatureProfile {
            signed_info,
            signed_info_method: signed_info_form.method,
            signed_info_prefixes: signed_info_form.prefixes,
            algorithm,
            digest: reference.digest,
            method: reference.form.method,
            prefixes: reference.form.prefixes,
            unusual: reference.unusual,
            digest_value: reference.digest_value,
            signature_value: base64_of(signature_value)?,
        })
    }
}

/// What the one Reference says.
struct Reference<'t> {
    digest: DigestAlgorithm,
    form: CanonicalForm<'t>,
    unusual: Option<&'t str>,
    digest_value: Vec<u8>,
}

/// A canonicalization method and its PrefixList.
struct CanonicalForm<'t> {
    method: Method,
    prefixes: Vec<&'t str>,
}

fn read_reference<'t>(
    reference: Element<'t>,
    parent: Element<'t>,
    max_prefixes: usize,
) -> Result<Reference<'t>, Finding> {
    points_at(reference, parent)?;
    let whole = reference.attribute("URI") == Some("");
    let mut parts = sequence(reference)?;
    let transforms = parts.required("Transforms")?;
    let method = parts.required("DigestMethod")?;
    let value = parts.required("DigestValue")?;
    parts.end()?;

    let mut parts = sequence(transforms)?;
    let enveloped = parts.required("Transform")?;
    if algorithm_of(enveloped)? != ENVELOPED {
        let rule = "the first transform must be enveloped-signature";
        let actual = enveloped.attribute("Algorithm").unwrap_or_default();
        return Err(outside(enveloped, rule).with_actual(actual).with_expected(ENVELOPED));
    }
    sequence(enveloped)?.end()?;
    let second = parts.optional("Transform");
    parts.end()?;
    let form = match second {
        Some(transform) => canonical_form(transform, parent, whole, max_prefixes)?,
        // XML Signature 1.1, section 4.4.3.2: a node set that is digested is canonicalized with Canonical XML 1.0.
        None => CanonicalForm { method: Method::Inclusive, prefixes: Vec::new() },
    };
    if form.method == Method::Inclusive && !parent.document().is_whole() {
        // What is in scope around the plaintext depends on how each reader puts it into the message.
        let rule = "inclusive canonicalization is not supported for an encrypted element, because it depends on what is around it";
        return Err(outside(second.unwrap_or(transforms), rule).with_expected(EXCLUSIVE));
    }
    let unusual = second.filter(|_| form.method == Method::Inclusive).map(algorithm_of).transpose()?;

    sequence(method)?.end()?;
    let uri = algorithm_of(method)?;
    let Some(digest) = DigestAlgorithm::from_uri(uri) else {
        return Err(refused(method, "the digest algorithm is not supported", uri));
    };
    let value = base64_of(value)?;
    if value.len() != digest.size() {
        return Err(outside(method, "DigestValue has a wrong length for its digest algorithm"));
    }
    Ok(Reference { digest, form, unusual, digest_value: value })
}

/// Invariant: own-reference. The URI is compared with the parent itself; nothing is looked up, so nothing else can be
/// found (CVE-2012 family, CVE-2024-45409, CVE-2025-66568).
fn points_at(reference: Element<'_>, parent: Element<'_>) -> Result<(), Finding> {
    let id = parent.attribute("ID").filter(|id| !id.is_empty());
    let uri = reference.attribute("URI");
    let refused = |message: String| {
        let finding = Finding::new(Code::SignatureProfile, message).at(Some(reference.location()));
        match id {
            Some(id) => finding.with_expected(format!("#{id}")),
            None => finding,
        }
    };
    let Some(uri) = uri else {
        let message = "the Reference has no URI attribute, so it does not say which element is signed";
        return Err(refused(message.to_owned()).with_fix(
            "at the identity provider, write a URI into the Reference: # and the ID of the signed element",
        ));
    };
    if uri.is_empty() {
        // XML Signature 1.1, section 4.4.3.3: the document, without its comments.
        let document = parent.document();
        if parent != document.root() || !document.is_whole() {
            let message = format!(
                "the Reference has an empty URI, so it covers the whole document, but its signature is inside the {}",
                parent.local_name()
            );
            return Err(refused(message).with_fix(AMBIGUOUS));
        }
        if document.has_outer_instruction() {
            let message =
                "the Reference has an empty URI, so it covers the processing instruction outside the root";
            return Err(refused(message.to_owned())
                .with_fix("remove the processing instruction, or refer to the root by its ID"));
        }
        return Ok(());
    }
    let Some(id) = id else { return Err(outside(parent, "a signed element has no ID")) };
    if uri.strip_prefix('#') != Some(id) {
        let message = "the Reference does not point to the element that contains the signature";
        return Err(refused(message.to_owned()).with_actual(uri).with_fix(AMBIGUOUS));
    }
    Ok(())
}

const AMBIGUOUS: &str = "do not accept the message: the signed content may differ from the content that is read; this pattern is used in signature-wrapping attacks";

/// Invariant: signature-profile. The canonicalization that `element` names for `apex`, where no two readers write
/// different bytes. `whole`: the document around the apex is signed too.
fn canonical_form<'t>(
    element: Element<'t>,
    apex: Element<'t>,
    whole: bool,
    max_prefixes: usize,
) -> Result<CanonicalForm<'t>, Finding> {
    let uri = algorithm_of(element)?;
    let (method, keeps_comments) = match uri {
        EXCLUSIVE => (Method::Exclusive, false),
        EXCLUSIVE_COMMENTS => (Method::Exclusive, true),
        INCLUSIVE | INCLUSIVE_11 => (Method::Inclusive, false),
        INCLUSIVE_COMMENTS | INCLUSIVE_11_COMMENTS => (Method::Inclusive, true),
        other => {
            let rule =
                format!("the algorithm of {} is not a supported canonicalization", element.local_name());
            return Err(outside(element, &rule).with_actual(other).with_expected(EXCLUSIVE));
        }
    };
    let commented = || apex.has_comment() || (whole && apex.document().has_outer_comment());
    if keeps_comments && commented() {
        let name = if whole { "the document" } else { apex.local_name() };
        let rule = format!("{} keeps comments, and {name} contains one", element.local_name());
        return Err(outside(element, &rule).with_actual(uri).with_expected(EXCLUSIVE));
    }
    if matches!(uri, INCLUSIVE_11 | INCLUSIVE_11_COMMENTS) && inherits_differently(apex) {
        let rule = "Canonical XML 1.1 writes the xml: attributes in scope differently from 1.0";
        return Err(outside(element, rule).with_actual(uri).with_expected(EXCLUSIVE));
    }
    let prefixes = match method {
        Method::Exclusive => inclusive_prefixes(element, max_prefixes)?,
        Method::Inclusive => {
            sequence(element)?.end()?;
            Vec::new()
        }
    };
    Ok(CanonicalForm { method, prefixes })
}

/// Whether Canonical XML 1.0 and 1.1 write different tags for the apex. Both inherit xml:lang and xml:space; 1.1 does
/// not inherit xml:id and resolves xml:base (Canonical XML 1.1, section 2.4). The apex itself counts too. What is around a
/// plaintext is not in its tree.
fn inherits_differently(apex: Element<'_>) -> bool {
    if !apex.document().is_whole() {
        return true;
    }
    let mut here = Some(apex);
    while let Some(element) = here {
        let differs = |attribute: Attribute<'_>| {
            attribute.namespace == Namespace::XML && !matches!(attribute.local_name, "lang" | "space")
        };
        if element.attributes().any(differs) {
            return true;
        }
        here = element.parent();
    }
    false
}

fn signature_algorithm(method: Element<'_>) -> Result<SignatureAlgorithm, Finding> {
    let uri = algorithm_of(method)?;
    if uri == PSS {
        return pss_parameters(method);
    }
    // No HMACOutputLength (CVE-2009-0217), no parameters of any other sort.
    sequence(method)?.end()?;
    SignatureAlgorithm::from_uri(uri)
        .ok_or_else(|| refused(method, "the signature algorithm is not supported", uri))
}

/// RFC 6931, section 2.3.9: SHA-256 throughout where RSAPSSParams is absent; where present, only the
/// parameters of the fixed identifiers.
fn pss_parameters(method: Element<'_>) -> Result<SignatureAlgorithm, Finding> {
    let namespace = "http://www.w3.org/2007/05/xmldsig-more#";
    let mut children = method.children();
    let Some(parameters) = children.next() else {
        return Ok(SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256));
    };
    let unusual =
        || refused(method, "RSA-PSS must use one digest throughout and a salt of the same length", PSS);
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
    // An absent MaskGenerationFunction or SaltLength means SHA-256's.
    let complete = names.contains(&"MaskGenerationFunction") && names.contains(&"SaltLength");
    if digest == DigestAlgorithm::Sha1
        || names.len() != parameters.children().count()
        || (digest != DigestAlgorithm::Sha256 && !complete)
    {
        return Err(unusual());
    }
    Ok(SignatureAlgorithm::RsaPss(digest))
}

/// PrefixList of the one InclusiveNamespaces that is allowed in an exclusive canonicalization.
fn inclusive_prefixes<'t>(method: Element<'t>, max: usize) -> Result<Vec<&'t str>, Finding> {
    let mut children = method.children();
    let Some(list) = children.next() else {
        sequence(method)?.end()?;
        return Ok(Vec::new());
    };
    let rule = "an exclusive canonicalization has more than one InclusiveNamespaces";
    if !list.is(Namespace::EXC_C14N, "InclusiveNamespaces") || children.next().is_some() {
        return Err(outside(list, rule));
    }
    sequence(list)?.end()?;
    let Some(prefixes) = list.attribute("PrefixList") else {
        return Err(outside(list, "InclusiveNamespaces has no PrefixList"));
    };
    let prefixes: Vec<&str> = prefixes.split_ascii_whitespace().take(max + 1).collect();
    if prefixes.len() > max {
        let message = format!("a PrefixList has more than {max} prefixes");
        return Err(Finding::new(Code::LimitExceeded, message).at(Some(list.location())));
    }
    Ok(prefixes)
}

fn algorithm_of<'t>(element: Element<'t>) -> Result<&'t str, Finding> {
    element.attribute("Algorithm").ok_or_else(|| outside(element, "a method has no Algorithm"))
}

/// Invariant: strict-values. One text, strict base64. A comment inside was left out when the tree was built, and the digest
/// that is compared is the one that was read here (CVE-2025-29774, CVE-2025-29775).
fn base64_of(element: Element<'_>) -> Result<Vec<u8>, Finding> {
    let rule = || outside(element, "DigestValue or SignatureValue contains something other than base64");
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

/// The children of an element without text other than white space.
fn sequence<'t>(
    parent: Element<'t>,
) -> Result<Sequence<'t, impl Iterator<Item = Element<'t>> + use<'t>>, Finding> {
    for node in parent.child_nodes() {
        if let Node::Text(text) = node
            && !text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
        {
            return Err(outside(parent, "there is text between the parts of a signature"));
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
    Finding::new(Code::SignatureProfile, format!("outside SAML's signature profile: {rule}"))
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
