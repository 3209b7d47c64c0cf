//! Pasted error texts: known ones as people paste them, wordings that no table has, and texts that are not about SAML.

use super::pasted_texts::PASTED;
use samlens::inspect::explain::{self, Meaning};

/// A wording that no table has, and findings; one of them is among the first three.
const UNSEEN: &[(&str, &[&str])] = &[
    ("The assertion's audience isn't our entity ID", &["audience-mismatch"]),
    ("SSO failed: audience validation error, got urn:a but wanted urn:b", &["audience-mismatch"]),
    ("No <AudienceRestriction> in the assertion, refusing login", &["audience-missing"]),
    ("Audience URI mismatch between IdP and SP", &["audience-mismatch"]),
    ("SAML: wrong audiance in token", &["audience-mismatch"]),
    ("The recipient URL of the subject confirmation differs from our ACS", &["recipient-mismatch"]),
    ("Recipient attribute absent from SubjectConfirmationData", &["recipient-missing"]),
    ("ResponseRecipientMismatchException", &["recipient-mismatch"]),
    ("Response destination http://a.example.com does not equal this endpoint", &["destination-mismatch"]),
    ("SAML Destination attribute is absent", &["destination-missing"]),
    ("Unexpected InResponseTo value _123 in SAML message", &["in-response-to-mismatch"]),
    ("InResponseTo attribute was not present in the SAML response", &["unsolicited"]),
    ("SAMLInResponseToMismatchError", &["in-response-to-mismatch"]),
    (
        "We could not find the login request that this SAML response answers; request ID is unknown",
        &["in-response-to-mismatch", "unsolicited"],
    ),
    ("IdP-initiated SSO is not enabled for this tenant", &["unsolicited"]),
    ("Unsolicited SAML responses are disabled", &["unsolicited"]),
    ("SAML assertion is stale", &["assertion-expired"]),
    ("The SAML token lifetime has expired (NotOnOrAfter=2026-01-15T10:06:00Z)", &["assertion-expired"]),
    ("Assertion conditions: NotOnOrAfter is in the past, please sync clocks", &["assertion-expired"]),
    ("Assertion is from the future: NotBefore 2026-01-15T10:06:00Z", &["assertion-not-yet-valid"]),
    ("SAML response not yet valid, check NTP on the server", &["assertion-not-yet-valid"]),
    ("SAML assertion yet not valid", &["assertion-not-yet-valid"]),
    ("SAML Response missing NameID", &["name-id-missing"]),
    ("Subject confirmation has lapsed: NotOnOrAfter exceeded", &["confirmation-expired"]),
    ("SAML issuer 'https://x.example.com' is not a trusted identity provider", &["issuer-mismatch"]),
    ("Issuer of the SAML assertion doesn't correspond to the configured IdP entity ID", &["issuer-mismatch"]),
    ("The identity provider with entity id urn:x is unknown to us", &["issuer-mismatch"]),
    ("SAML message carries no Issuer", &["issuer-missing"]),
    (
        "SAML signature could not be verified using the configured certificate",
        &["signature-untrusted-key", "signature-value-mismatch"],
    ),
    (
        "The XML signature of the SAMLResponse is broken",
        &["signature-untrusted-key", "signature-value-mismatch", "digest-mismatch"],
    ),
    (
        "Signature verificaton of the SAML assertion failled",
        &["signature-untrusted-key", "signature-value-mismatch", "digest-mismatch"],
    ),
    ("Digest of the signed SAML assertion does not match, content was tampered", &["digest-mismatch"]),
    ("SAML certificate fingerprint does not match", &["signature-untrusted-key"]),
    ("The IdP signing certificate has expired on 2026-01-01", &["certificate-expired"]),
    ("SAML response must be signed", &["response-not-signed", "unsigned"]),
    ("Rejecting unsigned SAML assertion", &["unsigned"]),
    ("SHA-1 signature algorithm is not allowed for SAML", &["algorithm-refused", "algorithm-weak"]),
    ("Could not decrypt the SAML assertion with our private key", &["decryption-failed"]),
    (
        "SAML assertion is encrypted, but decryption is not configured",
        &["encrypted-assertion", "decryption-failed"],
    ),
    ("The SAML assertion lacks a NameID", &["name-id-missing"]),
    ("name_id not found in SAML subject", &["name-id-missing"]),
    ("Email attribute is missing in the SAML assertion", &["attribute-missing", "attribute-misnamed"]),
    ("Required SAML claim 'groups' not found", &["attribute-missing"]),
    ("SAML login: no account exists for this NameID", &["name-id-is-user-id", "name-id-missing"]),
    ("SAML assertion was already used (replay)", &["one-time-use"]),
    ("Multiple assertions in SAML response are not supported", &["assertions-several"]),
    ("SAML response contains zero assertions: no assertion found", &["assertion-missing"]),
    ("DTDs are prohibited in SAML messages", &["doctype-forbidden"]),
    ("Unable to fetch IdP metadata from https://idp.example.com/metadata", &["idp-unreachable"]),
    ("IdP returned SAML status Requester", &["status-not-success"]),
    ("SAML Response exceeds the maximum size", &["limit-exceeded"]),
    ("SAML RelayState missing or unknown", &["unsolicited", "in-response-to-mismatch"]),
    (
        "Could not authenticate you from SAML because \"Settings need a fingerprint or a certificate\".",
        &["no-trusted-certificate"],
    ),
    ("Failed: Signature Invalid/Configured Certificate Mismatch", &["signature-untrusted-key"]),
    ("SAML SSO: subject has expired (NotOnOrAfter 2026-01-15T10:06:00Z)", &["confirmation-expired"]),
    ("SSO binding is not supported by the identity provider's metadata", &["wrong-binding"]),
    ("SAML logout: SessionIndex is missing", &["authn-statement-missing", "logout-expired"]),
    (
        "SAML-Antwort: Signatur ungültig",
        &["signature-untrusted-key", "signature-value-mismatch", "digest-mismatch"],
    ),
    (
        "La firma de la respuesta SAML es inválida",
        &["signature-untrusted-key", "signature-value-mismatch", "digest-mismatch"],
    ),
];

/// Texts that have nothing to do with SAML.
const OTHERS: &[&str] = &[
    "Connection refused: connect to db.example.com:5432",
    "npm ERR! 404 Not Found - GET https://registry.example.com/left-pad",
    "error: failed to push some refs to 'origin'",
    "curl: (60) SSL certificate problem: certificate has expired",
    "jwt expired",
    "JsonWebTokenError: invalid signature",
    "JWT audience invalid. expected: api://acme",
    "invalid_client: Client authentication failed (OAuth2)",
    "OIDC: id_token issuer does not match",
    "gpg: BAD signature from \"Alice <alice@example.com>\"",
    "git: error: gpg failed to sign the data",
    "java.lang.NullPointerException: Cannot invoke \"String.length()\" because \"s\" is null",
    "assert failed: x == y, function main, file main.c, line 12",
    "Segmentation fault (core dumped)",
    "docker: Error response from daemon: pull access denied for acme/app",
    "Permission denied (publickey).",
    "ORA-12154: TNS:could not resolve the connect identifier specified",
    "The quick brown fox jumps over the lazy dog",
    "TypeError: undefined is not a function",
    "Your payment card has expired",
    "404 page not found",
    "DKIM signature verification failed for example.com",
    "Webhook signature could not be verified: HMAC mismatch",
    "kubectl: error: no configuration has been provided",
    "Kerberos: clock skew too great",
    "Unable to parse JSON: unexpected token } at position 10",
    "ModuleNotFoundError: No module named 'requests'",
    "TLS handshake failed: certificate not yet valid",
    "No space left on device",
    "The audience applauded for ten minutes",
    "hello",
    "Please reset your password",
    "Validation failed: Title has already been taken",
    "Login failed: account is locked, please contact support",
    "Failed to find the system user postgres",
    "MissingKey: no API key configured",
    "Unable to bind: address already in use",
    "This subject has expired and was removed from the mailing list",
];

fn codes(answer: &Meaning) -> Vec<&'static str> {
    let codes = match answer {
        Meaning::Texts(texts) => texts.iter().flat_map(|text| text.codes()).copied().collect(),
        Meaning::Similar(similar) => similar.codes().to_vec(),
        _ => Vec::new(),
    };
    codes.into_iter().map(|code| code.as_str()).collect()
}

#[test]
fn known_texts_are_found_however_they_are_pasted() {
    assert!(PASTED.len() >= 60, "{}", PASTED.len());
    let mut wrong = Vec::new();
    for (pasted, text, code) in PASTED {
        let answer = explain::lookup(pasted);
        let right = match &answer {
            Meaning::Texts(texts) => {
                texts.iter().any(|known| known.text().starts_with(text))
                    && codes(&answer).first() == Some(code)
            }
            _ => false,
        };
        if !right {
            wrong.push(format!("{pasted:?}\n  expected {text:?} {code}\n  got {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), PASTED.len(), wrong.join("\n"));
}

#[test]
fn unknown_wordings_find_the_same_findings() {
    assert!(UNSEEN.len() >= 40, "{}", UNSEEN.len());
    let mut wrong = Vec::new();
    for (pasted, wanted) in UNSEEN {
        let answer = explain::lookup(pasted);
        let found = codes(&answer);
        if !found.iter().take(3).any(|code| wanted.contains(code)) {
            wrong.push(format!("{pasted:?}\n  expected {wanted:?}\n  got {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), UNSEEN.len(), wrong.join("\n"));
}

#[test]
fn texts_about_other_things_find_nothing() {
    assert!(OTHERS.len() >= 25, "{}", OTHERS.len());
    let mut wrong = Vec::new();
    for pasted in OTHERS {
        let answer = explain::lookup(pasted);
        if !codes(&answer).is_empty() {
            wrong.push(format!("{pasted:?}\n  got {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), OTHERS.len(), wrong.join("\n"));
}

#[test]
fn what_is_only_similar_is_never_called_the_text_itself() {
    let Meaning::Similar(similar) = explain::lookup("SAML assertion audience is wrong, expected urn:a")
    else {
        panic!("not similar");
    };
    assert_eq!(similar.codes()[0].as_str(), "audience-mismatch");
    for (text, likeness) in similar.texts() {
        assert!((50..100).contains(likeness), "{likeness} {}", text.text());
        assert!(!text.meaning().is_empty() && !text.source().is_empty());
    }
}

#[test]
fn a_large_paste_is_searched_within_bounds() {
    let line = "2026-01-15 10:01:00 INFO Filter - request handled in 12 ms for user bob\n";
    let mut pasted = line.repeat(100);
    pasted.push_str("Issuer mismatch. Expected 'a', got 'b'.\n");
    pasted.push_str(&line.repeat(20_000));
    let Meaning::Texts(texts) = explain::lookup(&pasted) else { panic!("not found") };
    assert_eq!(texts[0].product(), "SimpleSAMLphp");
    // Many words that are like known ones and none of them.
    let strange: String = (0..4_000).map(|number| format!("signatur{number}x assertio ")).collect();
    let started = std::time::Instant::now();
    let _ = explain::lookup(&strange);
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}
