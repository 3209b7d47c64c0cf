//! Whose key signs: every key that is not the one configured for the issuer named, and certificates out of date.

use super::{Case, FORMS, Form, IDP, OTHER_IDP, forge_identity, login, provider, signing, two_providers};
use crate::{IdpMetadata, KeyInfo, Login, Part, Signing, idp_metadata, keys};
use serde_json::json;

const CONFIGURED: &str = "SAML 2.0 metadata, section 2.4.1.1: keys come from configuration";
const CROSS: &str = "CVE-2026-49283: one identity provider's key vouched for another's response";

pub fn cases() -> Vec<Case> {
    [untrusted(), cross(), dates(), metadata(), outdated(), none()].concat()
}

fn case(id: &str, what: &str, source: &str, root: &str, login: Login) -> Case {
    Case::refused("keys", id, what, source, root, login.message().xml)
}

/// What the attacker says, signed with any key.
fn evil() -> Login {
    login().edit(Part::Assertion, forge_identity)
}

fn untrusted() -> Vec<Case> {
    let attacker = || Signing::new(keys::key("attacker-rsa2048"));
    let mut cases = Vec::new();
    for form in FORMS {
        let mut add = |id: &str, what: &str, root: &str, signing: Signing| {
            let id = format!("{id}-{}", form.name());
            cases.push(case(&id, what, CONFIGURED, root, form.sign(evil(), signing)));
        };
        add(
            "embedded-only",
            "signed with a key that only KeyInfo vouches for; same subject, serial and dates as the trusted one",
            "signature-untrusted-key",
            attacker(),
        );
        add(
            "embedded-trusted-first",
            "signed with the attacker's key, KeyInfo shows the trusted certificate",
            "signature-value-mismatch",
            attacker().key_info(KeyInfo::Other(keys::idp())),
        );
        add(
            "embedded-chain",
            "signed with the attacker's key, KeyInfo shows it and the trusted certificate as a chain",
            "signature-untrusted-key",
            attacker().key_info(KeyInfo::Chain(vec![keys::key("attacker-rsa2048"), keys::idp()])),
        );
        add(
            "no-key-info",
            "signed with the attacker's key, no KeyInfo",
            "signature-value-mismatch",
            attacker().key_info(KeyInfo::Absent),
        );
    }
    let rsa = keys::key("attacker-rsa2048").private.rsa().unwrap();
    let (n, e) =
        (openssl::base64::encode_block(&rsa.n().to_vec()), openssl::base64::encode_block(&rsa.e().to_vec()));
    let key_infos = [
        (
            "key-value",
            format!("<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{n}</ds:Modulus><ds:Exponent>{e}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>"),
            "the attacker's key as RSAKeyValue",
            "CVE-2021-21239: xmlsec1 took any key within the document",
        ),
        (
            "key-name",
            "<ds:KeyInfo><ds:KeyName>idp-rsa2048</ds:KeyName></ds:KeyInfo>".to_owned(),
            "the name of the trusted key as KeyName",
            "XML Signature 1.1, section 4.5.1",
        ),
        (
            "retrieval-method",
            "<ds:KeyInfo><ds:RetrievalMethod URI=\"https://evil.example/key\" Type=\"http://www.w3.org/2000/09/xmldsig#rawX509Certificate\"/></ds:KeyInfo>".to_owned(),
            "a RetrievalMethod that names the attacker's server",
            "CVE-2021-40690, CVE-2022-21497: KeyInfo that makes the verifier fetch something",
        ),
        (
            "key-info-garbage",
            "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data></ds:KeyInfo>".to_owned(),
            "an X509Certificate that is none",
            "XML Signature 1.1, section 4.5.4",
        ),
    ];
    for (id, raw, what, source) in key_infos {
        let what = format!("signed with the attacker's key, KeyInfo contains {what}");
        let login = evil().sign_response(attacker().key_info(KeyInfo::Raw(raw)));
        cases.push(case(id, &what, source, "signature-value-mismatch", login));
    }
    cases
}

fn cross() -> Vec<Case> {
    let other = || Signing::new(keys::key("other-tenant"));
    let mut cases = Vec::new();
    for form in FORMS {
        let login = form.sign(evil(), other());
        let id = format!("other-provider-{}", form.name());
        let what = format!(
            "signed by another configured identity provider in the name of this one ({} signed)",
            form.name()
        );
        cases.push(case(&id, &what, CROSS, "signature-untrusted-key", login).trust(two_providers()));
    }
    let both = |id: &str, what: &str, root: &str, login: Login| {
        case(id, what, CROSS, root, login).trust(two_providers())
    };
    cases.extend([
        both(
            "response-of-one-assertion-of-another",
            "Response issued by one configured identity provider around an assertion in the name of another",
            "signature-untrusted-key",
            evil().response_issuer(OTHER_IDP).sign_response(other()),
        )
        .codes(&["issuer-differs"])
        .validate("issuer-differs"),
        both(
            "assertion-of-one-response-of-another",
            "assertion of another identity provider, honestly signed, in a Response signed by this one",
            "signature-untrusted-key",
            {
                let mut login = evil().sign_assertion(other()).sign_response(signing());
                login.issuer = OTHER_IDP.to_owned();
                login
            },
        )
        .codes(&["issuer-differs"])
        .validate("issuer-differs"),
        both(
            "no-issuer-at-all",
            "neither Response nor assertion name an issuer, signed by another identity provider",
            "issuer-missing",
            evil().without(Part::Issuer).without(Part::ResponseIssuer).sign_response(other()),
        ),
        both(
            "unknown-issuer",
            "an issuer that is not configured, signed by one that is",
            "issuer-mismatch",
            evil().issuer("https://idp.unknown.example/metadata").sign_response(other()),
        ),
    ]);
    // The honest message of one identity provider, where only another one is configured.
    let wrong = |id: &str, what: &str, signing: Signing| {
        let source = "SAML 2.0 profiles, section 4.1.4.2: the issuer says whose keys count";
        case(id, what, source, "issuer-mismatch", login().sign_both(signing))
            .trust(provider(OTHER_IDP, &[keys::key("other-tenant")]))
            .codes(&["signature-untrusted-key"])
            .honest()
    };
    cases.push(wrong(
        "wrong-provider-configured",
        "the only identity provider that is configured is another one",
        signing(),
    ));
    cases.push(
        wrong(
            "wrong-provider-configured-sha1",
            "the same, and the message is signed with SHA-1",
            signing().sha1(),
        )
        .codes(&["algorithm-weak"]),
    );
    cases
}

/// Certificates at their first and last second.
fn dates() -> Vec<Case> {
    let trusting = |id: &str, what: &str, root: &str, key: &'static str, instant: &str| {
        let login = login().issued(instant, 3600).sign_response(signing());
        case(id, what, "RFC 5280, section 4.1.2.5", root, login)
            .trust(provider(IDP, &[keys::key(key)]))
            .at(instant)
            .may_accept()
            .honest()
    };
    let now = "2026-01-15T10:00:00Z";
    vec![
        trusting(
            "expired",
            "the trusted certificate expired years ago",
            "certificate-expired",
            "idp-expired",
            now,
        ),
        trusting(
            "not-yet-valid",
            "the trusted certificate becomes valid in years",
            "certificate-not-yet-valid",
            "idp-not-yet-valid",
            now,
        ),
        trusting(
            "expired-by-a-second",
            "a second after notAfter and the skew",
            "certificate-expired",
            "idp-expired",
            "2022-01-01T00:03:01Z",
        ),
        trusting(
            "early-by-a-second",
            "a second before notBefore less the skew",
            "certificate-not-yet-valid",
            "idp-not-yet-valid",
            "2039-12-31T23:56:59Z",
        ),
    ]
}

/// Metadata after its validUntil.
fn outdated() -> Vec<Case> {
    let until = |instant: &str| idp_metadata(IDP, &[keys::idp()]).valid_until(instant);
    let refused = |id: &str, what: &str, metadata: String| {
        let source = "SAML 2.0 metadata, section 2.3.2";
        case(id, what, source, "metadata-outdated", login().sign_both(signing()))
            .class("IDP_UNREACHABLE")
            .metadata(metadata)
            .may_accept()
            .honest()
    };
    let around = IdpMetadata::aggregate(&[until("2026-02-15T10:00:00Z")]);
    vec![
        refused(
            "metadata-outdated",
            "validUntil of the metadata was a month ago",
            until("2025-12-15T10:00:00Z").xml(),
        ),
        refused(
            "metadata-outdated-by-a-second",
            "validUntil has passed this very second",
            until("2026-01-15T10:01:00Z").xml(),
        ),
        refused(
            "metadata-outdated-around",
            "validUntil of an EntitiesDescriptor applies to the entities in it",
            around.replace(" Name=", " validUntil=\"2026-01-01T00:00:00Z\" Name="),
        ),
    ]
}

fn metadata() -> Vec<Case> {
    let source = "SAML 2.0 metadata, section 2.4.1.1";
    let login = || Form::Both.sign(evil(), Signing::new(keys::key("sp-encryption")));
    let unusable = |case: Case| case.class("IDP_UNREACHABLE");
    let none = idp_metadata(IDP, &[]);
    let encryption_only = none.clone().certificate(Some("encryption"), keys::key("sp-encryption"));
    let mixed = idp_metadata(IDP, &[keys::idp()]).certificate(Some("encryption"), keys::key("sp-encryption"));
    let sp_only = none.xml().replace("IDPSSODescriptor", "SPSSODescriptor");
    let empty_key = idp_metadata(IDP, &[keys::idp()]).xml().replace(&keys::idp().base64(), "");
    vec![
        unusable(case(
            "metadata-encryption-only",
            "the metadata has a key for encryption only, and it signs",
            source,
            "idp-unreachable",
            login(),
        ))
        .metadata(encryption_only.xml()),
        case(
            "metadata-encryption-key-signs",
            "the metadata has both keys, and the one for encryption signs",
            source,
            "signature-untrusted-key",
            login(),
        )
        .metadata(mixed.xml()),
        unusable(case(
            "metadata-without-keys",
            "the metadata has no key",
            source,
            "idp-unreachable",
            login(),
        ))
        .metadata(none.xml()),
        unusable(case(
            "metadata-empty-certificate",
            "the metadata has an empty X509Certificate",
            source,
            "idp-unreachable",
            login(),
        ))
        .metadata(empty_key),
        unusable(case(
            "metadata-of-service-provider",
            "the metadata is a service provider's",
            source,
            "idp-unreachable",
            login(),
        ))
        .metadata(sp_only),
    ]
}

/// Nothing to trust: never a pass.
fn none() -> Vec<Case> {
    let source = "CVE-2026-28323: without a certificate nothing was checked";
    let nothing = || json!({ "identity_providers": [] });
    let signed = evil().sign_both(Signing::new(keys::key("attacker-rsa2048")));
    vec![
        case(
            "none-configured",
            "no certificate is configured; the signer is unknown",
            source,
            "no-trusted-certificate",
            signed,
        )
        .expecting("inconclusive", "no-trusted-certificate")
        .trust(nothing()),
        case(
            "none-configured-unsigned",
            "no certificate is configured and nothing is signed",
            source,
            "unsigned",
            evil(),
        )
        .trust(nothing()),
        case(
            "certificate-without-issuer",
            "a certificate is trusted, but not whose it is",
            CONFIGURED,
            "issuer-not-given",
            login().sign_both(signing()),
        )
        .expecting("inconclusive", "issuer-not-given")
        .trust(json!({ "certificates": ["../../../keys/idp-rsa2048.cert.pem"] }))
        .codes(&[]),
        case("unsigned", "nothing is signed", "SAML 2.0 profiles, section 4.1.4.5", "unsigned", evil()),
    ]
}
