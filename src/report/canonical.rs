//! The canonical bytes of what is signed, to compare with the identity provider's own.

use crate::diagnosis::why::signature_parts::SignatureParts;
use crate::signature::Canonicalization;
use crate::xml::canonical::Canonicalizer;
use crate::xml::{Document, Element, Namespace};
use crate::{Finding, Limits};
use serde_json::{Value, json};

/// The bytes that one digest or signature is taken over.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CanonicalForm {
    /// What it is: `Response _r1`, or `SignedInfo of Response _r1`.
    pub what: String,
    /// The canonical form. It is always UTF-8, and holds values of a person.
    pub text: String,
}

impl std::fmt::Debug for CanonicalForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CanonicalForm").field("what", &self.what).field("bytes", &self.text.len()).finish()
    }
}

/// The most signatures shown; a message has two at most.
const MAX_SIGNATURES: usize = 4;

/// The canonical form of each signed element and of its SignedInfo, as the signature declares them.
///
/// # Errors
/// Where the message is not well-formed.
///
/// ```
/// let forms = samlens::inspect::canonical_forms("<a/>", &samlens::Limits::default()).unwrap();
/// assert!(forms.is_empty());
/// ```
pub fn canonical_forms(xml: &str, limits: &Limits) -> Result<Vec<CanonicalForm>, Finding> {
    let document = Document::parse(xml, limits)?;
    let mut canonicalizer = Canonicalizer::default();
    let mut forms = Vec::new();
    let signatures = document.elements().filter(|element| element.is(Namespace::DS, "Signature"));
    for signature in signatures.take(MAX_SIGNATURES) {
        let Some(owner) = signature.parent() else { continue };
        let Some(parts) = SignatureParts::of(signature, limits.max_inclusive_prefixes) else { continue };
        let name = name(owner);
        let mut push = |what: String, element, form: &Canonicalization<'_>, omitted| {
            let mut bytes = Vec::new();
            canonicalizer.write(element, form.method, &form.prefixes, omitted, &mut bytes);
            // The tree holds text, so its canonical form is text.
            forms.push(CanonicalForm { what, text: String::from_utf8_lossy(&bytes).into_owned() });
        };
        push(format!("SignedInfo of {name}"), parts.signed_info, &parts.signed_info_form, None);
        push(name, owner, &parts.form, Some(signature));
    }
    Ok(forms)
}

fn name(owner: Element<'_>) -> String {
    match owner.attribute("ID") {
        Some(id) => format!("{} {id}", owner.local_name()),
        None => owner.local_name().to_owned(),
    }
}

impl CanonicalForm {
    /// As JSON: `{ "what": …, "bytes": length, "text": … }`.
    pub fn to_json(&self) -> Value {
        json!({ "what": self.what, "bytes": self.text.len(), "text": self.text })
    }
}
