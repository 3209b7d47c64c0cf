//! The strict SAML profile of XML signatures, read from one `ds:Signature` (invariants: own-reference, signature-profile,
//! algorithms, strict-values).
//!
//! SAML 2.0 core, section 5.4; XML Signature 1.1, section 4. What the profile does not name is refused, so that no
//! two readers of the same signature can mean different bytes.

use super::canonicalization::{Canonicalization, EXCLUSIVE};
use super::misspelled::DIGESTS;
use super::parts::{algorithm_of, base64_of, outside, sequence, unknown};
use super::signature_method::signature_algorithm;
use super::{DigestAlgorithm, SignatureAlgorithm};
use crate::xml::Element;
use crate::xml::canonical::Method;
use crate::{Code, Finding};

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

pub(super) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

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

        let signed_info_form = Canonicalization::read(canonicalization, signed_info, false, max_prefixes)?;
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
    form: Canonicalization<'t>,
    unusual: Option<&'t str>,
    digest_value: Vec<u8>,
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
        Some(transform) => Canonicalization::read(transform, parent, whole, max_prefixes)?,
        // XML Signature 1.1, section 4.4.3.2: a node set that is digested is canonicalized with Canonical XML 1.0.
        None => Canonicalization { method: Method::Inclusive, prefixes: Vec::new() },
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
        return Err(unknown(method, "digest", uri, &DIGESTS));
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

#[cfg(test)]
#[path = "reference_tests.rs"]
mod tests;
