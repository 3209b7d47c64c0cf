//! Signatures, algorithms, certificates and encryption.

use super::Explanation;
use crate::Code;

const CORE_5: &str = "SAML 2.0 core, section 5.4 (signature profile)";
const INTEROPERABILITY: &str = "SAML 2.0 metadata interoperability profile, section 2.6.1";

const CURRENT_CERTIFICATE: &[(&str, &str)] = &[
    ("identity provider", "Copy the certificate that signs now, or its metadata."),
    ("service", "Replace the trusted certificate with that one, or load the metadata again."),
];

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::Unsigned,
        checks: "That the Response or its Assertion is signed.",
        why: "The message comes through the browser. Without a signature anyone can write one for any user.",
        looks: "\"neither the response nor the assertion are signed\", \"No Signature found. SAML Response rejected\".",
        fix: &[("identity provider", "Sign the Response, the assertion or both.")],
        source: "SAML 2.0 profiles, section 4.1.3.5; https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration",
    },
    Explanation {
        code: Code::AssertionNotSigned,
        checks: "Whether the assertion itself is signed, if the metadata of the service has WantAssertionsSigned=\"true\".",
        why: "Many services verify only the signature of the assertion. If only the Response around it is signed, they refuse the assertion.",
        looks: "\"The Assertion of the Response is not signed\", although the Response is signed.",
        fix: &[
            ("identity provider", "Sign the assertion, or both the assertion and the Response."),
            ("service", "Or remove WantAssertionsSigned, and verify the signature of the Response."),
        ],
        source: "SAML 2.0 metadata, section 2.4.4",
    },
    Explanation {
        code: Code::ResponseNotSigned,
        checks: "Whether the Response itself is signed, if the service requires that.",
        why: "A signed assertion inside an unsigned Response leaves Destination, Status and InResponseTo of the Response unprotected.",
        looks: "\"Invalid SAML Response\", although the signature of the assertion is valid. Several identity providers sign only the assertion by default.",
        fix: &[
            ("identity provider", "Sign the Response, in place of the assertion or in addition to it."),
            (
                "service",
                "If the service can accept a Response in which only the assertion is signed, require a signed assertion instead.",
            ),
        ],
        source: "SAML 2.0 profiles, section 4.1.4.5; https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration",
    },
    Explanation {
        code: Code::SignatureUntrustedKey,
        checks: "Whether the signature verifies with a trusted certificate, not only with the one in the message.",
        why: "Anyone can embed a certificate. Only a key from your configuration shows who signed.",
        looks: "\"Invalid thumbprint\", \"Signature validation failed\". The message is intact. If both certificates have the same subject and issuer, and the embedded one has newer dates, the key was probably rotated. If the subject names another tenant, the wrong certificate was configured. The report shows both fingerprints.",
        fix: CURRENT_CERTIFICATE,
        source: CORE_5,
    },
    Explanation {
        code: Code::SignatureValueMismatch,
        checks: "Whether SignatureValue verifies over SignedInfo with any available key.",
        why: "The key signs SignedInfo. If no available key verifies it, there are two causes: another key signed it, or SignedInfo or SignatureValue was changed.",
        looks: "\"Signature validation failed\". If only some logins fail, suspect a template that adds white space, or several signing servers with different keys. samlens tries to reverse known changes of SignedInfo: indentation, line ends, white space, namespaces, prefixes, other canonical forms and algorithms, and an edited digest or URI.",
        fix: &[
            (
                "samlens",
                "Give all certificates of the identity provider, including the next and the previous one.",
            ),
            ("capture", "Check the base64 value. XML that a tool indented does not verify."),
            ("signer", "Sign the canonical form of SignedInfo as it is sent, and change nothing afterwards."),
        ],
        source: "XML Signature, section 3.2.2 (signature validation); https://github.com/tngan/samlify/issues/466",
    },
    Explanation {
        code: Code::DigestMismatch,
        checks: "Whether the digest of the signed element is the DigestValue in SignedInfo.",
        why: "If SignedInfo verifies and the digest differs, the element was changed after it was signed: by a copy, by a proxy, or in an attack.",
        looks: "\"Digest mismatch\", \"Signature validation failed\". A pretty-printed or edited capture looks the same, although the live message was valid. samlens tries to reverse known changes: indentation, line ends, white space, escapes, quotes, Unicode forms, encodings, namespaces, prefixes, types, comments, other canonical forms, and edited or exchanged values. If none explains the digest, a value was probably edited.",
        fix: &[
            ("capture", "Copy the base64 value from the network tab instead of XML that a tool shows."),
            (
                "proxy",
                "Look for a gateway or a data-loss filter that rewrites the body between browser and service.",
            ),
            ("signer", "Sign last. Do not insert values or indent after signing."),
        ],
        source: "XML Signature, section 3.2.1 (reference validation)",
    },
    Explanation {
        code: Code::SignatureProfile,
        checks: "That the signature has the form that SAML allows: one Reference to its own parent, the transform enveloped-signature and at most one canonicalization, and nothing else.",
        why: "XML Signature can sign parts of documents, other documents and results of programs. Attacks have used each of these to pass verification. SAML does not need them.",
        looks: "The finding names the part that is not supported. Hand-made signatures with an XPath transform or without a URI are the usual case. An empty URI is accepted on the root element only.",
        fix: &[(
            "signer",
            "Sign with Reference URI=\"#ID\", enveloped-signature and http://www.w3.org/2001/10/xml-exc-c14n#.",
        )],
        source: "SAML 2.0 core, sections 5.4.2 to 5.4.4; XML Signature Best Practices, https://www.w3.org/TR/xmldsig-bestpractices/",
    },
    Explanation {
        code: Code::AlgorithmRefused,
        checks: "That signature, digest and canonicalization algorithms are on the list: RSA and ECDSA with SHA-256 or longer, RSA-PSS, and the supported canonicalizations.",
        why: "Other algorithms are broken (MD5), use a shared secret (HMAC), or are unknown to most services.",
        looks: "The finding shows the URI. HMAC is never accepted: an attacker could use the public certificate as the secret.",
        fix: &[(
            "identity provider",
            "Set the signature algorithm to RSA-SHA256 and the digest algorithm to SHA-256.",
        )],
        source: "RFC 9231; XML Signature 1.1, section 6",
    },
    Explanation {
        code: Code::AlgorithmWeak,
        checks: "Whether the signature or the digest uses SHA-1.",
        why: "SHA-1 collisions have been practical since 2017, and more and more services refuse it. It is a warning or an error depending on the policy. Profile flex warns, because Twilio's guide does not forbid SHA-1.",
        looks: "rsa-sha1 or http://www.w3.org/2000/09/xmldsig#sha1 in the signature. It is still the default of some identity providers.",
        fix: &[(
            "identity provider",
            "Set the signature algorithm to RSA-SHA256 and the digest algorithm to SHA-256.",
        )],
        source: "https://shattered.io/; NIST SP 800-131A revision 2, section 9",
    },
    Explanation {
        code: Code::KeyTooSmall,
        checks: "That an RSA key has at least 2048 bits.",
        why: "Shorter keys can be factored. With the factors an attacker can sign as the identity provider.",
        looks: "An old, often self-made certificate of 1024 bits.",
        fix: &[(
            "identity provider",
            "Make a new signing key of 2048 bits or more and give its certificate to the service.",
        )],
        source: "NIST SP 800-131A revision 2, table 2",
    },
    Explanation {
        code: Code::CertificateExpired,
        checks: "Whether the trusted certificate was still valid at the time of the check. This is the certificate with the key that verified the signature. If several certificates have this key, one valid certificate is enough.",
        why: "SAML trusts the key, not the dates, and many services do not check them. So an expired certificate is seldom the reason for today's failure. It shows that a rotation was forgotten.",
        looks: "The report shows the dates and how long ago it expired.",
        fix: &[
            ("identity provider", "Make a new signing certificate."),
            ("service", "Replace the trusted certificate at the same time."),
        ],
        source: INTEROPERABILITY,
    },
    Explanation {
        code: Code::CertificateNotYetValid,
        checks: "Whether the validity of the trusted certificate had begun.",
        why: "It was used too early, or a clock is wrong.",
        looks: "A rotation that was prepared for a later day went live early, or --at is earlier than the certificate.",
        fix: &[
            ("identity provider", "Sign with the previous key until the new certificate is valid."),
            ("samlens", "Check --at: it should be the time of the capture."),
        ],
        source: "RFC 5280, section 4.1.2.5",
    },
    Explanation {
        code: Code::CertificateExpiresSoon,
        checks: "Whether the trusted certificate expires within 30 days.",
        why: "A service that checks the dates refuses every login from that day on.",
        looks: "Logins work today. The report shows the days left.",
        fix: &[
            ("identity provider", "Plan the rotation of the signing certificate."),
            ("service", "Add the new certificate before the identity provider signs with it."),
        ],
        source: INTEROPERABILITY,
    },
    Explanation {
        code: Code::CertificateEmbeddedDiffers,
        checks: "Whether the certificate in the signature is the trusted one, if the trusted key verifies the signature.",
        why: "The signature is valid, because only the key counts. Services that compare thumbprints refuse it.",
        looks: "A new certificate was made for the same key, with other dates or another subject.",
        fix: CURRENT_CERTIFICATE,
        source: INTEROPERABILITY,
    },
    Explanation {
        code: Code::NoTrustedCertificate,
        checks: "Whether a trusted certificate was given for the issuer of the message.",
        why: "Without one samlens can check that the message is intact, but not who signed it. So the verdict is inconclusive, never accepted.",
        looks: "The signature is checked with the certificate in the message, and the report says so.",
        fix: &[(
            "samlens",
            "Give --idp with the identity provider's metadata, or with its certificate and --idp-entity-id.",
        )],
        source: CORE_5,
    },
    Explanation {
        code: Code::EncryptedAssertion,
        checks: "Whether the assertion is encrypted. It is refused without the key, and by profile flex even with it.",
        why: "Without the key nothing in the assertion can be checked. A service without support for encryption refuses every such login.",
        looks: "The Response contains EncryptedAssertion in place of Assertion. The service says that the response is invalid.",
        fix: &[
            (
                "identity provider",
                "If the service does not support encryption, remove its encryption certificate.",
            ),
            (
                "samlens",
                "Give the service's private key with --decrypt-key, or under decryption_keys in samlens.toml.",
            ),
        ],
        source: "SAML 2.0 core, section 2.3.4; https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/okta",
    },
    Explanation {
        code: Code::DecryptionFailed,
        checks: "Three things: one of the given keys decrypts the content, the algorithms are safe in this place, and a signature covers the content.",
        why: "An attacker who sends changed ciphertexts can learn the plaintext from how each is answered. This affects RSA PKCS#1 v1.5 (Bleichenbacher), CBC and Triple DES. So PKCS#1 v1.5 and Triple DES need both a policy that allows them and a verified signature around the ciphertext. CBC needs only one of the two. A service gets only this code.",
        looks: "A service reports no details. `samlens check --decrypt-key` reports which key it was encrypted for, which algorithm was refused, or what was damaged.",
        fix: &[
            (
                "identity provider",
                "Encrypt with AES-256-GCM and RSA-OAEP, for the certificate that the service uses now.",
            ),
            ("service", "Give the identity provider the certificate of the new key after every rotation."),
        ],
        source: "SAML 2.0 core, sections 2.2.4 and 2.3.4; XML Encryption 1.1, sections 5.2, 5.5 and 6.1; Jager and Somorovsky, How to Break XML Encryption, CCS 2011",
    },
    Explanation {
        code: Code::SignatureFormUnusual,
        checks: "Whether the second transform of a valid signature is one that mainstream services refuse.",
        why: "samlens accepts inclusive C14N 1.0. It accepts C14N 1.1 if both write the same bytes. OpenSAML for Java allows only exclusive C14N as the second transform, so Spring Security and the Shibboleth IdP refuse the same message.",
        looks: "One service accepts the login and another one says that the signature does not meet the SAML profile. goxmldsig, a Go library, signs with C14N 1.1 by default.",
        fix: &[(
            "identity provider",
            "Sign with the transforms enveloped-signature and http://www.w3.org/2001/10/xml-exc-c14n#.",
        )],
        source: "SAML 2.0 core, section 5.4.4; OpenSAML for Java, SAMLSignatureProfileValidator; https://github.com/russellhaering/goxmldsig",
    },
];
