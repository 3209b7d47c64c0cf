//! A signature read for diagnosis alone: also where it leaves the strict profile.

use crate::signature::{Canonicalization, DigestAlgorithm, SignatureAlgorithm};
use crate::xml::canonical::Method;
use crate::xml::{Element, Namespace};
use base64::Engine;

/// What a `ds:Signature` says of itself, as far as it can be made out.
#[derive(Debug)]
pub(crate) struct SignatureParts<'t> {
    pub(crate) signed_info: Element<'t>,
    pub(crate) signed_info_form: Canonicalization<'t>,
    pub(crate) algorithm: Option<SignatureAlgorithm>,
    pub(crate) signature_value: Vec<u8>,
    /// URI of the Reference.
    pub(crate) uri: Option<&'t str>,
    pub(crate) form: Canonicalization<'t>,
    /// The digest algorithm that is declared, and the one that DigestValue is as long as.
    pub(crate) declared: Option<DigestAlgorithm>,
    pub(crate) digest: DigestAlgorithm,
    pub(crate) digest_value: Vec<u8>,
}

impl<'t> SignatureParts<'t> {
    /// Reads a signature; none where a part is missing that nothing can be digested without.
    pub(crate) fn of(signature: Element<'t>, max_prefixes: usize) -> Option<SignatureParts<'t>> {
        let signed_info = signature.child(Namespace::DS, "SignedInfo")?;
        let reference = signed_info.child(Namespace::DS, "Reference")?;
        let method = signed_info.child(Namespace::DS, "CanonicalizationMethod");
        let transforms = reference.child(Namespace::DS, "Transforms");
        let canonical =
            transforms.into_iter().flat_map(|all| all.children()).filter(|one| is_canonical(*one)).last();
        let algorithm =
            |element: Option<Element<'t>>| element.and_then(|element| element.attribute("Algorithm"));
        let declared =
            algorithm(reference.child(Namespace::DS, "DigestMethod")).and_then(DigestAlgorithm::from_uri);
        let digest_value = decoded(reference.child(Namespace::DS, "DigestValue")?)?;
        let digest = match digest_value.len() {
            20 => DigestAlgorithm::Sha1,
            32 => DigestAlgorithm::Sha256,
            48 => DigestAlgorithm::Sha384,
            64 => DigestAlgorithm::Sha512,
            _ => return None,
        };
        Some(SignatureParts {
            signed_info,
            signed_info_form: form(method, max_prefixes),
            algorithm: algorithm(signed_info.child(Namespace::DS, "SignatureMethod"))
                .and_then(SignatureAlgorithm::from_uri),
            signature_value: signature
                .child(Namespace::DS, "SignatureValue")
                .and_then(decoded)
                .unwrap_or_default(),
            uri: reference.attribute("URI"),
            form: form(canonical, max_prefixes),
            declared,
            digest,
            digest_value,
        })
    }
}

fn is_canonical(transform: Element<'_>) -> bool {
    transform.attribute("Algorithm").is_some_and(|uri| uri.contains("c14n"))
}

/// Inclusive where nothing is declared (XML Signature 1.1, section 4.4.3.2).
fn form<'t>(method: Option<Element<'t>>, max_prefixes: usize) -> Canonicalization<'t> {
    let inclusive =
        !method.and_then(|one| one.attribute("Algorithm")).is_some_and(|uri| uri.contains("xml-exc-c14n"));
    let list = method.and_then(|one| one.child(Namespace::EXC_C14N, "InclusiveNamespaces"));
    let prefixes = list.and_then(|list| list.attribute("PrefixList")).unwrap_or_default();
    Canonicalization {
        method: if inclusive { Method::Inclusive } else { Method::Exclusive },
        prefixes: prefixes.split_ascii_whitespace().take(max_prefixes).collect(),
    }
}

fn decoded(element: Element<'_>) -> Option<Vec<u8>> {
    let text: String = element.text()?.split_ascii_whitespace().collect();
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}
