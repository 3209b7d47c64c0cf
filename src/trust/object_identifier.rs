//! Object identifiers in dotted form.

use x509_parser::asn1_rs::Oid;

/// Longest encoding that is written out; the longest in use have about 20 bytes.
const WRITTEN: usize = 64;

/// `1.2.840.113549.1.1.1`. One that is absurdly long is not written out: turning a number of a million digits into decimal
/// takes time that grows with the square of its length, and the certificate in a message is anyone's.
pub(super) fn dotted(oid: &Oid<'_>) -> String {
    if oid.as_bytes().len() > WRITTEN {
        "an overlong object identifier".to_owned()
    } else {
        oid.to_id_string()
    }
}
