//! Identifiers of algorithms that are nearly right: hand-written templates change a letter's case, lose the `#`, or take
//! the namespace of another algorithm. They are compared exactly (invariant: algorithms); this names what was probably
//! meant.

/// The line of help for one.
pub(super) const FIX: &str =
    "correct the identifier in the software that signs: identifiers of algorithms are compared exactly";

/// Digests that are accepted (XML Signature 1.1 section 6.2, RFC 6931 section 2.1).
pub(super) const DIGESTS: [&str; 3] = [
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
];

/// Signature algorithms that are accepted.
pub(super) const SIGNATURES: [&str; 9] = [
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
    "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
    "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1",
    "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1",
];

/// The identifier on the list that was probably meant: the same name, but for case, `#`, scheme and namespace.
pub(super) fn meant(uri: &str, known: &[&'static str]) -> Option<&'static str> {
    // No identifier is longer than 64 characters (invariant: bounded).
    let uri = uri.trim();
    if uri.len() > 128 {
        return None;
    }
    let name = name_of(uri);
    known.iter().copied().find(|one| !name.is_empty() && name_of(one) == name)
}

/// The last part that says something, folded: `sha256` of `http://www.w3.org/2001/04/xmlenc#sha256`.
fn name_of(uri: &str) -> String {
    let uri = uri.strip_suffix('#').unwrap_or(uri);
    let last = uri.rsplit(['#', '/']).next().unwrap_or_default().to_ascii_lowercase();
    // `SHA-256` is how others write it.
    last.replace("sha-", "sha")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::{DigestAlgorithm, SignatureAlgorithm};

    #[test]
    fn what_was_meant_is_found_by_its_name() {
        for uri in [
            "http://www.w3.org/2001/04/xmlenc#SHA256",
            "http://www.w3.org/2000/09/xmldsig#sha256",
            "https://www.w3.org/2001/04/xmlenc#sha256",
            " http://www.w3.org/2001/04/xmlenc#sha256",
            "SHA-256",
        ] {
            assert_eq!(meant(uri, &DIGESTS), Some(DIGESTS[0]), "{uri}");
        }
        for uri in [
            "http://www.w3.org/2001/04/xmldsig-more#rsa-SHA256",
            "http://www.w3.org/2000/09/xmldsig#rsa-sha256",
        ] {
            assert_eq!(meant(uri, &SIGNATURES), Some(SIGNATURES[0]), "{uri}");
        }
        for none in [
            "",
            "#",
            "http://www.w3.org/2001/04/xmldsig-more#md5",
            "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        ] {
            assert_eq!(meant(none, &DIGESTS).or(meant(none, &SIGNATURES)), None, "{none}");
        }
        // Nothing longer than 128 characters is looked at.
        let long = |length: usize| format!("{}#sha256", "a".repeat(length - "#sha256".len()));
        assert_eq!(meant(&long(128), &DIGESTS), Some(DIGESTS[0]));
        assert_eq!((meant(&long(129), &DIGESTS), meant(&long(300), &DIGESTS)), (None, None));
    }

    #[test]
    fn each_identifier_on_the_lists_is_supported() {
        assert!(DIGESTS.iter().all(|uri| DigestAlgorithm::from_uri(uri).is_some()));
        assert!(SIGNATURES.iter().all(|uri| SignatureAlgorithm::from_uri(uri).is_some()));
    }
}
