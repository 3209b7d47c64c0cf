//! Whose key it was: the stories that fit a signature by a key which is not trusted.

use crate::trust::Certificate;
use crate::{Code, Finding};

/// How an untrusted certificate compares with the trusted ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyComparison {
    /// The same subject, newer dates.
    Rotated,
    /// The same subject, older dates.
    Previous,
    /// The same subject and dates, another key.
    LookAlike,
    /// Another subject.
    OtherTenant,
}

fn story(other: &Certificate, keys: &[Certificate]) -> KeyComparison {
    let alike: Vec<&Certificate> = keys.iter().filter(|key| key.subject() == other.subject()).collect();
    if alike.is_empty() {
        KeyComparison::OtherTenant
    } else if alike
        .iter()
        .any(|key| key.not_before() == other.not_before() && key.not_after() == other.not_after())
    {
        // A rotation never repeats the dates of the key that it replaces.
        KeyComparison::LookAlike
    } else if alike.iter().all(|key| key.not_before() < other.not_before()) {
        KeyComparison::Rotated
    } else {
        KeyComparison::Previous
    }
}

/// The finding for a signature that verifies with `other`, which is none of the trusted certificates.
///
/// `how` says where that certificate comes from: `the certificate embedded in it`.
pub(crate) fn untrusted(owner: &str, how: &str, other: &Certificate, keys: &[Certificate]) -> Finding {
    let story = story(other, keys);
    let fits = match story {
        KeyComparison::Rotated => {
            "same subject, newer dates: the signing key was rotated, and the new certificate is not configured yet"
        }
        KeyComparison::Previous => {
            "same subject, older dates: it was signed with an earlier key, or the newer certificate was configured too early"
        }
        KeyComparison::LookAlike => {
            "same subject and dates, but another key: the certificate was made twice, or someone copied subject and dates"
        }
        KeyComparison::OtherTenant => {
            "another subject: if the issuer matches, the identity provider has a new signing certificate, or the trusted one is its encryption certificate; otherwise another identity provider signed it"
        }
    };
    let message = format!(
        "the signature of the {owner} verifies with {how}, but that certificate is not trusted; {fits}"
    );
    let expected: Vec<String> = keys.iter().map(shown).collect();
    let finding = Finding::new(Code::SignatureUntrustedKey, message)
        .with_actual(shown(other))
        .with_expected(expected.join(" or "));
    match story {
        KeyComparison::Rotated | KeyComparison::Previous => finding
            .with_fix("compare the fingerprint with the one that the identity provider shows; if it is the same, make it the trusted certificate of the service")
            .with_fix("if it differs, do not accept the message: anyone can embed a certificate"),
        KeyComparison::LookAlike => finding
            .with_fix("do not accept the message unless the identity provider itself shows this fingerprint: subject and dates can be copied, the key cannot"),
        KeyComparison::OtherTenant => finding
            .with_fix("compare the fingerprint with the signing certificate in the identity provider's current metadata (use=\"signing\"); if it is the same, trust it in the service")
            .with_fix("if it differs, do not accept the message: this certificate is of another identity provider or tenant"),
    }
}

/// A certificate in one line. Names of certificates are public.
pub(crate) fn shown(certificate: &Certificate) -> String {
    format!(
        "{}, {} to {}, SHA-256 {}, SHA-1 {}",
        certificate.subject(),
        certificate.not_before().format("%Y-%m-%d"),
        certificate.not_after().format("%Y-%m-%d"),
        certificate.sha256_fingerprint(),
        certificate.sha1_fingerprint()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use openssl::asn1::Asn1Time;
    use openssl::ec::{EcGroup, EcKey};
    use openssl::hash::MessageDigest;
    use openssl::nid::Nid;
    use openssl::pkey::PKey;
    use openssl::x509::{X509Builder, X509NameBuilder};

    fn certificate(subject: &str, from: &str, to: &str) -> Certificate {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
        let mut name = X509NameBuilder::new().unwrap();
        name.append_entry_by_text("CN", subject).unwrap();
        let name = name.build();
        let mut builder = X509Builder::new().unwrap();
        builder.set_version(2).unwrap();
        builder.set_subject_name(&name).unwrap();
        builder.set_issuer_name(&name).unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.set_not_before(&Asn1Time::from_str_x509(from).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::from_str_x509(to).unwrap()).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        Certificate::from_der(&builder.build().to_der().unwrap()).unwrap()
    }

    fn of_year(subject: &str, year: u32) -> Certificate {
        certificate(subject, &format!("{year}0101000000Z"), &format!("{}0101000000Z", year + 5))
    }

    #[test]
    fn what_a_key_is_that_is_not_trusted() {
        let other = of_year("acme", 2024);
        let with = |keys: &[Certificate]| story(&other, keys);
        assert_eq!(with(&[of_year("acme", 2023)]), KeyComparison::Rotated);
        assert_eq!(with(&[of_year("acme", 2023), of_year("globex", 2025)]), KeyComparison::Rotated);
        assert_eq!(with(&[of_year("acme", 2025)]), KeyComparison::Previous);
        assert_eq!(with(&[of_year("acme", 2023), of_year("acme", 2025)]), KeyComparison::Previous);
        assert_eq!(with(&[of_year("acme", 2024)]), KeyComparison::LookAlike);
        assert_eq!(with(&[of_year("acme", 2025), of_year("acme", 2024)]), KeyComparison::LookAlike);
        let same_start = certificate("acme", "20240101000000Z", "20310101000000Z");
        assert_eq!(with(&[same_start]), KeyComparison::Previous);
        let same_end = certificate("acme", "20230101000000Z", "20290101000000Z");
        assert_eq!(with(&[same_end]), KeyComparison::Rotated);
        assert_eq!(with(&[of_year("globex", 2024)]), KeyComparison::OtherTenant);
        assert_eq!(with(&[]), KeyComparison::OtherTenant);
    }

    #[test]
    fn each_story_has_its_words_and_remedies() {
        let told = |other: &Certificate, key: Certificate| {
            let finding = untrusted("Response", "the certificate embedded in it", other, &[key]);
            assert_eq!(finding.actual(), Some(shown(other).as_str()));
            let message =
                finding.message().split_once("that certificate is not trusted; ").unwrap().1.to_owned();
            (message, finding.fix().len())
        };
        let other = of_year("acme", 2024);
        let rotated = "same subject, newer dates: the signing key was rotated, and the new certificate is not configured yet";
        assert_eq!(told(&other, of_year("acme", 2023)), (rotated.to_owned(), 2));
        let previous = "same subject, older dates: it was signed with an earlier key, or the newer certificate was configured too early";
        assert_eq!(told(&other, of_year("acme", 2025)), (previous.to_owned(), 2));
        let alike = "same subject and dates, but another key: the certificate was made twice, or someone copied subject and dates";
        assert_eq!(told(&other, of_year("acme", 2024)), (alike.to_owned(), 1));
        let tenant = "another subject: if the issuer matches, the identity provider has a new signing certificate, or the trusted one is its encryption certificate; otherwise another identity provider signed it";
        assert_eq!(told(&other, of_year("globex", 2024)), (tenant.to_owned(), 2));
        let shown = shown(&other);
        assert!(shown.starts_with("CN=acme, 2024-01-01 to 2029-01-01, SHA-256 "), "{shown}");
    }
}
