//! SignatureMethod: one of the algorithms on the list, with the parameters of RSA-PSS (invariant: algorithms).

use super::misspelled::SIGNATURES;
use super::parts::{algorithm_of, refused, sequence, unknown};
use super::{DigestAlgorithm, SignatureAlgorithm};
use crate::Finding;
use crate::xml::{Element, Namespace};

const PSS: &str = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss";
const MGF1: &str = "http://www.w3.org/2007/05/xmldsig-more#MGF1";

pub(super) fn signature_algorithm(method: Element<'_>) -> Result<SignatureAlgorithm, Finding> {
    let uri = algorithm_of(method)?;
    if uri == PSS {
        return pss_parameters(method);
    }
    // No HMACOutputLength (CVE-2009-0217), no parameters of any other sort.
    sequence(method)?.end()?;
    SignatureAlgorithm::from_uri(uri).ok_or_else(|| unknown(method, "signature", uri, &SIGNATURES))
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
