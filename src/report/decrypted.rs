//! The plaintext of what is encrypted in a message, for the owner of the key. Nothing of it is verified.

use crate::assertion::Assertion;
use crate::decrypt::{Allowed, CiphertextSender, Decryptor, Plaintexts};
use crate::xml::{Element, Namespace};
use crate::{DecryptionKey, Limits};

/// Encrypted parts of one assertion that are decrypted.
const MAX_PARTS: usize = 16;

/// An encrypted element: its plaintext, or why there is none.
pub(super) struct DecryptedPart<'t> {
    pub(super) holder: Element<'t>,
    /// How it is encrypted, if that could be undone.
    pub(super) described: Option<String>,
    pub(super) plaintext: Result<Element<'t>, String>,
}

/// Shows the assertion or the identifier of a logout, then what is encrypted inside the assertion.
///
/// The owner of the key sees it on their own machine. Nothing is refused, and no sender gets an answer.
pub(super) fn each(
    root: Element<'_>,
    keys: &[DecryptionKey],
    limits: &Limits,
    mut show: impl FnMut(&DecryptedPart<'_>),
) {
    let plaintexts = Plaintexts::default();
    let mut decryptor = Decryptor::new(keys, None, limits, true);
    let holder =
        ["EncryptedAssertion", "EncryptedID"].into_iter().find_map(|name| root.child(Namespace::SAML, name));
    let mut assertion = match root.is(Namespace::SAML, "Assertion") {
        true => Some(root),
        false => root.child(Namespace::SAML, "Assertion"),
    };
    if let Some(holder) = holder {
        let part = opened(holder, &mut decryptor, keys, &plaintexts, limits);
        show(&part);
        assertion = assertion.or(part.plaintext.ok());
    }
    let Some(assertion) = assertion else { return };
    for part in Assertion::read_with_faults(assertion).0.encrypted_parts().take(MAX_PARTS) {
        // Each by itself: one that cannot be read hides none of the others.
        let plaintexts = Plaintexts::default();
        show(&opened(part, &mut decryptor, keys, &plaintexts, limits));
    }
}

fn opened<'t>(
    holder: Element<'t>,
    decryptor: &mut Decryptor<'_>,
    keys: &[DecryptionKey],
    plaintexts: &'t Plaintexts<'t>,
    limits: &Limits,
) -> DecryptedPart<'t> {
    let allowed = Allowed {
        rsa_1_5: true,
        triple_des: true,
        cbc_outside_signature: true,
        min_rsa_bits: 0,
        sender: CiphertextSender::Signer,
    };
    let decryption = decryptor.decrypt(holder, allowed);
    match decryption.decrypted {
        Ok(decrypted) => {
            let plaintext = plaintexts.read(decrypted, limits);
            let plaintext = plaintext.map(|opened| opened.plaintext()).map_err(|error| error.to_string());
            DecryptedPart { holder, described: Some(decryption.described), plaintext }
        }
        Err(failure) => {
            let why = failure.explain(keys).message().to_owned();
            DecryptedPart { holder, described: None, plaintext: Err(why) }
        }
    }
}
