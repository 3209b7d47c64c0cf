//! What an EncryptedAssertion, EncryptedID or EncryptedAttribute contains (SAML 2.0 core, 2.2.4; XML Encryption 1.1,
//! section 3).

use super::failure::{DecryptionFailure, Reason};
use crate::trust::Certificate;
use crate::xml::{Element, Namespace};

/// One EncryptedData with the EncryptedKeys that are offered for it.
pub(super) struct Encrypted<'t> {
    pub(super) method: Element<'t>,
    pub(super) value: Vec<u8>,
    pub(super) keys: Vec<EncryptedKey<'t>>,
}

/// One EncryptedKey.
pub(super) struct EncryptedKey<'t> {
    pub(super) element: Element<'t>,
    pub(super) method: Element<'t>,
    pub(super) value: Vec<u8>,
    /// The certificate that it says it is encrypted for.
    pub(super) certificate: Option<Certificate>,
}

const ELEMENT: &str = "http://www.w3.org/2001/04/xmlenc#Element";
const ENCRYPTED_KEY: &str = "http://www.w3.org/2001/04/xmlenc#EncryptedKey";

impl<'t> Encrypted<'t> {
    /// Reads the content of `holder`; `recipient` is the entity ID that keys may name.
    pub(super) fn read(
        holder: Element<'t>,
        recipient: Option<&str>,
        max_keys: usize,
    ) -> Result<Encrypted<'t>, DecryptionFailure<'t>> {
        let malformed = |element, what| DecryptionFailure { element, reason: Reason::Malformed(what) };
        let mut data = None;
        let mut keys = Vec::new();
        for child in holder.children() {
            match (child.namespace(), child.local_name()) {
                (Namespace::XENC, "EncryptedData") if data.is_none() => data = Some(child),
                (Namespace::XENC, "EncryptedKey") => keys.push(child),
                _ => {
                    return Err(malformed(
                        child,
                        "EncryptedData has a sibling element that is not allowed there",
                    ));
                }
            }
            if keys.len() > max_keys {
                return Err(DecryptionFailure { element: holder, reason: Reason::TooManyKeys(max_keys) });
            }
        }
        let Some(data) = data else { return Err(malformed(holder, "EncryptedData is missing")) };
        // SAML 2.0 core, 2.3.4: Type, where present, says that an element was encrypted.
        if data.attribute("Type").is_some_and(|kind| kind != ELEMENT) {
            return Err(malformed(data, "EncryptedData has another Type than Element"));
        }
        let Some(method) = only(data, "EncryptionMethod") else {
            return Err(malformed(data, "EncryptedData must have exactly one EncryptionMethod"));
        };
        let mut referred = None;
        for info in data.children_named(Namespace::DS, "KeyInfo") {
            for child in info.children() {
                if child.is(Namespace::XENC, "EncryptedKey") {
                    keys.push(child);
                } else if child.is(Namespace::DS, "RetrievalMethod") {
                    referred = Some(child);
                }
                if keys.len() > max_keys {
                    return Err(DecryptionFailure { element: holder, reason: Reason::TooManyKeys(max_keys) });
                }
            }
        }
        let id = data.attribute("Id");
        keys.retain(|key| refers_to(*key, id));
        if let Some(method) = referred {
            keys = retrieved(method, keys).ok_or_else(|| {
                malformed(method, "RetrievalMethod refers to no EncryptedKey next to the EncryptedData")
            })?;
        }
        if keys.is_empty() {
            return Err(malformed(data, "there is no EncryptedKey for the EncryptedData"));
        }
        // Recipient is a hint (XML Encryption 1.1, section 3.5.1): it narrows where it names this service, no more.
        let ours = |key: &Element<'_>| recipient.is_some() && key.attribute("Recipient") == recipient;
        if keys.iter().any(ours) {
            keys.retain(ours);
        }
        let value = cipher_value(data)?;
        let keys = keys.into_iter().map(EncryptedKey::read).collect::<Result<_, _>>()?;
        Ok(Encrypted { method, value, keys })
    }
}

impl<'t> EncryptedKey<'t> {
    fn read(element: Element<'t>) -> Result<EncryptedKey<'t>, DecryptionFailure<'t>> {
        let Some(method) = only(element, "EncryptionMethod") else {
            let reason = Reason::Malformed("EncryptedKey must have exactly one EncryptionMethod");
            return Err(DecryptionFailure { element, reason });
        };
        let certificate = element
            .children_named(Namespace::DS, "KeyInfo")
            .flat_map(|info| info.descendants())
            .filter(|inner| inner.is(Namespace::DS, "X509Certificate"))
            .find_map(|inner| Certificate::from_base64(inner.text()?).ok());
        Ok(EncryptedKey { element, method, value: cipher_value(element)?, certificate })
    }
}

/// Whether the key's ReferenceList, where it has one, names the data.
fn refers_to(key: Element<'_>, id: Option<&str>) -> bool {
    let Some(list) = key.child(Namespace::XENC, "ReferenceList") else { return true };
    let Some(id) = id else { return true };
    list.children_named(Namespace::XENC, "DataReference")
        .any(|reference| reference.attribute("URI").and_then(|uri| uri.strip_prefix('#')) == Some(id))
}

/// The one key that a RetrievalMethod names. Nothing outside the holder is looked at: a reference into the rest of the
/// message would make an element of it mean something that its own place does not say.
fn retrieved<'t>(method: Element<'t>, keys: Vec<Element<'t>>) -> Option<Vec<Element<'t>>> {
    if method.attribute("Type").is_some_and(|kind| kind != ENCRYPTED_KEY)
        || method.children().next().is_some()
    {
        return None;
    }
    let id = method.attribute("URI")?.strip_prefix('#').filter(|id| !id.is_empty())?;
    let named: Vec<_> = keys.into_iter().filter(|key| key.attribute("Id") == Some(id)).collect();
    (named.len() == 1).then_some(named)
}

fn cipher_value<'t>(element: Element<'t>) -> Result<Vec<u8>, DecryptionFailure<'t>> {
    let malformed = |what| DecryptionFailure { element, reason: Reason::Malformed(what) };
    let data = only(element, "CipherData").ok_or_else(|| malformed("exactly one CipherData is expected"))?;
    // CipherReference would fetch the ciphertext from elsewhere, through transforms.
    let value = only(data, "CipherValue").filter(|_| data.children().count() == 1);
    let value = value.ok_or_else(|| malformed("CipherData must contain one CipherValue and nothing else"))?;
    value.strict_base64().ok_or_else(|| malformed("CipherValue is not base64"))
}

fn only<'t>(parent: Element<'t>, name: &str) -> Option<Element<'t>> {
    let mut found = parent.children_named(Namespace::XENC, name);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
