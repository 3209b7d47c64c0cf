//! Whose key it was: the stories that fit a signature by a key which is not trusted.

use crate::trust::Certificate;
use crate::{Code, Finding};

/// What a certificate that is not trusted is, beside the ones that are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Story {
    /// The same subject, newer dates.
    Rotated,
    /// The same subject, older dates.
    Previous,
    /// The same subject and dates, another key.
    LookAlike,
    /// Another subject.
    OtherTenant,
}

fn story(other: &Certificate, keys: &[Certificate]) -> Story {
    let alike: Vec<&Certificate> = keys.iter().filter(|key| key.subject() == other.subject()).collect();
    if alike.is_empty() {
        Story::OtherTenant
    } else if alike
        .iter()
        .any(|key| key.not_before() == other.not_before() && key.not_after() == other.not_after())
    {
        // A rotation never repeats the dates of the key that it replaces.
        Story::LookAlike
    } else if alike.iter().all(|key| key.not_before() < other.not_before()) {
        Story::Rotated
    } else {
        Story::Previous
    }
}

/// The finding for a signature that verifies with `other`, which is none of the trusted certificates.
///
/// `how` says where that certificate comes from: `the certificate embedded in it`.
pub(crate) fn untrusted(owner: &str, how: &str, other: &Certificate, keys: &[Certificate]) -> Finding {
    let story = story(other, keys);
    let fits = match story {
        Story::Rotated => {
            "same subject, newer dates: the signing key was rotated, and the new certificate is not entered yet"
        }
        Story::Previous => {
            "same subject, older dates: it was signed with a former key, or the newer certificate was entered too early"
        }
        Story::LookAlike => "same subject and dates, another key: a look-alike, as a forger makes it",
        Story::OtherTenant => "another subject: another tenant or identity provider signed it, or a forger",
    };
    let message =
        format!("the signature of the {owner} verifies with {how}, but that is not the trusted one; {fits}");
    let expected: Vec<String> = keys.iter().map(shown).collect();
    let finding = Finding::new(Code::SignatureUntrustedKey, message)
        .with_actual(shown(other))
        .with_expected(expected.join(" or "));
    match story {
        Story::Rotated | Story::Previous => finding
            .with_fix("compare the fingerprint with the identity provider's current certificate (Auth0: https://TENANT.auth0.com/pem); if it is the same, enter that certificate at the service provider (Twilio Console: Flex → Single Sign-On, \"X.509 certificate\")")
            .with_fix("if it is not, treat the message as forged: anybody can embed a certificate"),
        Story::LookAlike => finding
            .with_fix("treat the message as forged until the identity provider itself shows this fingerprint: subject and dates are easily copied, the key is not"),
        Story::OtherTenant => finding
            .with_fix("compare the tenant: this certificate belongs to another identity provider or tenant than the one that is trusted")
            .with_fix("enter the certificate of the tenant that signs (Auth0: Applications → your application → Addons → SAML2 Web App → Usage, \"Identity Provider Certificate\") only after checking its fingerprint there"),
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
