//! Explanations of signatures, algorithms and certificates.

use crate::Code;
use crate::check::Explanation;

const FLEX_AUTH0: &str = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/auth0";
const FLEX_OKTA: &str = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/okta";
const AUTH0_SAML: &str =
    "https://auth0.com/docs/authenticate/protocols/saml/saml-configuration/customize-saml-assertions";
const AUTH0_KEYS: &str = "https://auth0.com/docs/get-started/tenant-settings/signing-keys";
const CORE_5: &str = "SAML 2.0 core, section 5.4 (signature profile)";

/// Where each product shows the certificate it signs with.
const CURRENT_CERTIFICATE: &[(&str, &str)] = &[
    ("Auth0", "Take the current certificate from https://TENANT.auth0.com/pem or the addon's Usage tab."),
    (
        "Twilio Flex",
        "Paste that certificate into Flex > Single Sign-On > X.509 certificate; Flex does not fetch it by itself.",
    ),
    ("Okta", "Application > Sign On > SAML Signing Certificates: the one marked Active."),
    ("Entra ID", "Enterprise application > Single sign-on > SAML Certificates > Certificate (Base64)."),
    ("Google", "Apps > Web and mobile apps > the app > Service provider details > Manage certificates."),
    ("ADFS", "Service > Certificates > Token-signing: the primary one."),
    ("Keycloak", "Realm settings > Keys: the active RS256 key, Certificate."),
];

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::Unsigned,
        checks: "That the Response or its Assertion is signed.",
        why: "The message comes through the browser. Unsigned, anybody can write one and be anybody.",
        looks: "\"neither the response nor the assertion are signed\", \"No Signature found. SAML Response rejected\".",
        fix: &[
            ("Auth0", "Application > Addons > SAML2 Web App > Settings: \"signResponse\": true."),
            (
                "Okta",
                "Application > General > SAML Settings > Show Advanced Settings: Response Signed, Assertion Signed.",
            ),
            ("Entra ID", "SAML Certificates > Signing Option: Sign SAML response and assertion."),
            ("Google", "Service provider details: tick Signed response."),
            ("Keycloak", "Client > Settings: Sign documents and Sign assertions on."),
        ],
        source: "SAML 2.0 profiles, section 4.1.3.5; https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration",
    },
    Explanation {
        code: Code::ResponseNotSigned,
        checks: "Whether the Response itself is signed, where the service wants that and not only its assertion.",
        why: "Twilio's pages have the Response signed with every identity provider. A signed assertion inside an unsigned \
Response leaves Destination, Status and InResponseTo of the Response unprotected.",
        looks: "\"Invalid SAML Response\" in Flex although the signature of the assertion is sound. It is Auth0's default, and \
the slip met most often between Auth0 and Flex.",
        fix: &[
            (
                "Auth0",
                "Application > Addons > SAML2 Web App > Settings: \"signResponse\": true. Auth0 then signs the Response instead of the assertion, which Flex accepts.",
            ),
            ("Okta", "Show Advanced Settings > Response: Signed."),
            ("Entra ID", "SAML Certificates > Signing Option: Sign SAML response and assertion."),
            ("Google", "Service provider details: tick Signed response."),
            ("ADFS", "Set-AdfsRelyingPartyTrust -SamlResponseSignature MessageAndAssertion."),
            ("Keycloak", "Client > Settings: Sign documents on."),
        ],
        source: FLEX_AUTH0,
    },
    Explanation {
        code: Code::SignatureUntrustedKey,
        checks: "Whether the signature verifies with a certificate that you trust, not only with the one in the message.",
        why: "The certificate in the message proves nothing: whoever forges a message puts their own in. Only a key from \
your configuration shows who signed.",
        looks: "\"Invalid thumbprint\", \"Signature validation failed\". The message is intact. If subject and issuer are the \
same and the dates newer, the key was rotated; if the subject names another tenant, the wrong certificate was pasted; if \
neither fits, think of a forgery. The report shows both fingerprints.",
        fix: CURRENT_CERTIFICATE,
        source: AUTH0_KEYS,
    },
    Explanation {
        code: Code::SignatureValueMismatch,
        checks: "Whether SignatureValue verifies over SignedInfo with any key at hand.",
        why: "SignedInfo is what is really signed. If no key fits, either another key signed it, or SignedInfo or \
SignatureValue changed on the way.",
        looks: "\"Signature validation failed\". If it fails for some logins only, suspect a template that adds white space, or \
several signing nodes with different keys.",
        fix: &[
            ("capture", "Judge the base64 value; XML that a tool indented does not verify."),
            (
                "any",
                "Give samlens all certificates of the identity provider, the next and the previous one too.",
            ),
            (
                "own signer",
                "Sign the canonical form of SignedInfo as it is sent, and change nothing afterwards.",
            ),
        ],
        source: "XML Signature, section 3.2.2 (signature validation); https://github.com/tngan/samlify/issues/466",
    },
    Explanation {
        code: Code::DigestMismatch,
        checks: "Whether the signed element digests to the DigestValue in SignedInfo.",
        why: "If SignedInfo verifies and the digest differs, the element was changed after it was signed: by a copy, a proxy, \
or somebody who wants to be somebody else.",
        looks: "\"Digest mismatch\", \"Signature validation failed\". A pretty-printed or edited capture always looks so, though \
the live message was sound.",
        fix: &[
            ("capture", "Copy the base64 value from the network tab instead of XML that a tool shows."),
            (
                "proxy",
                "Look for a gateway or a data-loss filter that rewrites the body between browser and service.",
            ),
            ("own signer", "Sign last: fill in no value and indent nothing after signing."),
        ],
        source: "XML Signature, section 3.2.1 (reference validation)",
    },
    Explanation {
        code: Code::SignatureProfile,
        checks: "That the signature is one that SAML allows: one Reference to the ID of its own parent, the transforms \
enveloped-signature and exclusive canonicalisation, nothing else, and no comments kept.",
        why: "XML Signature can sign parts of documents, other documents and results of programs. Everything that SAML does \
not need has been a way around verification.",
        looks: "The finding names the rule. Honest cases are hand-made signatures with URI=\"\" or an XPath transform.",
        fix: &[(
            "own signer",
            "Sign with Reference URI=\"#ID\", enveloped-signature and http://www.w3.org/2001/10/xml-exc-c14n#.",
        )],
        source: "SAML 2.0 core, sections 5.4.2 to 5.4.4; XML Signature Best Practices, https://www.w3.org/TR/xmldsig-bestpractices/",
    },
    Explanation {
        code: Code::AlgorithmRefused,
        checks: "That signature, digest and canonicalisation algorithms are on the list: RSA and ECDSA with SHA-256 or longer, \
RSA-PSS, exclusive canonicalisation.",
        why: "Everything else is broken (MD5), made with a shared secret (HMAC) or unknown to most services.",
        looks: "The finding shows the URI. With HMAC, a public certificate could serve as the secret: never accepted.",
        fix: &[
            (
                "Auth0",
                "Application > Addons > SAML2 Web App > Settings: \"signatureAlgorithm\": \"rsa-sha256\", \"digestAlgorithm\": \"sha256\".",
            ),
            ("Okta", "Show Advanced Settings: Signature Algorithm RSA-SHA256, Digest Algorithm SHA256."),
            ("Entra ID", "SAML Certificates > Signing Algorithm: SHA-256."),
            ("ADFS", "Relying party trust > Advanced > Secure hash algorithm: SHA-256."),
            ("Keycloak", "Client > Settings > Signature algorithm: RSA_SHA256."),
        ],
        source: "RFC 9231; XML Signature 1.1, section 6",
    },
    Explanation {
        code: Code::AlgorithmWeak,
        checks: "Whether SHA-1 is used for the signature or the digest.",
        why: "Collisions of SHA-1 can be made for money since 2017. More and more services refuse it. Under profile flex it is a \
warning, because Auth0's default is SHA-1 and Twilio's page leaves it; under profile generic it is an error.",
        looks: "rsa-sha1 or http://www.w3.org/2000/09/xmldsig#sha1 in the signature. Auth0 signs so unless told otherwise.",
        fix: &[
            (
                "Auth0",
                "Application > Addons > SAML2 Web App > Settings: \"signatureAlgorithm\": \"rsa-sha256\", \"digestAlgorithm\": \"sha256\".",
            ),
            ("Okta", "Show Advanced Settings: Signature Algorithm RSA-SHA256, Digest Algorithm SHA256."),
            ("Entra ID", "SAML Certificates > Signing Algorithm: SHA-256."),
            ("ADFS", "Relying party trust > Advanced > Secure hash algorithm: SHA-256."),
        ],
        source: AUTH0_SAML,
    },
    Explanation {
        code: Code::KeyTooSmall,
        checks: "That an RSA key has at least 2048 bits.",
        why: "Shorter keys are within reach of factoring; whoever factors it signs as the identity provider.",
        looks: "An old, often self-made certificate of 1024 bits.",
        fix: &[(
            "any",
            "Make a new signing key of 2048 bits or more at the identity provider and give its certificate to the service.",
        )],
        source: "NIST SP 800-131A revision 2, table 2",
    },
    Explanation {
        code: Code::CertificateExpired,
        checks: "Whether the trusted certificate was still valid at the instant of judgement.",
        why: "SAML trusts the key, not the dates, and many services never look at them: Auth0's own library does not, by \
default. So an expired certificate is seldom why a login fails today, but it is a rotation that was forgotten.",
        looks: "The report shows the dates and how long ago it ended.",
        fix: &[
            (
                "Auth0",
                "Settings > Signing Keys > Rotate signing key, then give the new certificate to every service.",
            ),
            (
                "Okta",
                "Application > Sign On > SAML Signing Certificates > Generate new certificate, then activate it.",
            ),
            ("Entra ID", "SAML Certificates > New certificate, then make it active."),
            ("Twilio Flex", "Paste the new certificate into Flex > Single Sign-On > X.509 certificate."),
        ],
        source: "SAML 2.0 metadata interoperability profile, section 2.6.1; https://community.auth0.com/t/when-do-signing-certificates-change-expire/7487",
    },
    Explanation {
        code: Code::CertificateNotYetValid,
        checks: "Whether the validity of the trusted certificate had begun.",
        why: "It was put to use before its time, or the clock is wrong.",
        looks: "A rotation prepared for a later day went live early; or --at names an instant before it.",
        fix: &[
            ("any", "Sign with the previous key until the new certificate is valid."),
            ("samlens", "Check --at: it should be the time of the capture."),
        ],
        source: "RFC 5280, section 4.1.2.5",
    },
    Explanation {
        code: Code::CertificateExpiresSoon,
        checks: "Whether the trusted certificate ends within 30 days.",
        why: "A service that does look at dates lets nobody in from that day on.",
        looks: "All is well today; the report shows the days left.",
        fix: &[
            (
                "Auth0",
                "Settings > Signing Keys: plan the rotation. SAML is signed with the new key at once, so change the service in the same hour.",
            ),
            ("Twilio Flex", "Have the new certificate ready for Flex > Single Sign-On > X.509 certificate."),
            ("Okta", "Generate the new certificate now, give it to the service, then activate it."),
        ],
        source: AUTH0_KEYS,
    },
    Explanation {
        code: Code::CertificateEmbeddedDiffers,
        checks: "Whether the certificate in the signature is the trusted one, where the trusted key verifies.",
        why: "The signature is valid all the same: only the key counts. Services that compare thumbprints refuse it.",
        looks: "The same key was certified anew, with other dates or another subject.",
        fix: CURRENT_CERTIFICATE,
        source: "SAML 2.0 metadata interoperability profile, section 2.6.1",
    },
    Explanation {
        code: Code::NoTrustedCertificate,
        checks: "Whether a trusted certificate was given for the issuer of the message.",
        why: "Without one, samlens can tell that the message is intact, but not who made it. So the verdict is inconclusive, \
never accepted.",
        looks: "The signature is checked with the certificate in the message and marked so.",
        fix: &[
            ("samlens", "Give --idp with the saved metadata, or --idp-cert with the certificate as PEM."),
            (
                "Auth0",
                "Metadata: https://TENANT.auth0.com/samlp/metadata/CLIENT_ID; certificate: https://TENANT.auth0.com/pem.",
            ),
            ("Okta", "Application > Sign On > Metadata URL."),
            ("Entra ID", "SAML Certificates > App Federation Metadata Url."),
            ("ADFS", "https://HOST/FederationMetadata/2007-06/FederationMetadata.xml."),
            ("Keycloak", "https://HOST/realms/REALM/protocol/saml/descriptor."),
        ],
        source: CORE_5,
    },
    Explanation {
        code: Code::EncryptedAssertion,
        checks: "Whether the assertion is encrypted: refused without the key, and by profile flex even with it.",
        why: "Nothing in it can be judged without the key. Twilio Flex supports no encryption: such a login always fails there, whoever else has the key.",
        looks: "EncryptedAssertion stands where Assertion should; Flex says the response is invalid.",
        fix: &[
            (
                "Auth0",
                "Take the encryption certificate out of the addon, and api.samlResponse.setEncryptionCert out of the Actions.",
            ),
            ("Okta", "Show Advanced Settings > Assertion Encryption: Unencrypted."),
            ("Entra ID", "Token encryption: deactivate the certificate."),
            ("Keycloak", "Client > Keys > Encrypt assertions off."),
            (
                "samlens",
                "Give the service's private key with --decrypt-key, or under decryption_keys in samlens.toml, to read what is in it.",
            ),
        ],
        source: FLEX_OKTA,
    },
    Explanation {
        code: Code::DecryptionFailed,
        checks: "Whether what is encrypted decrypts with one of the keys given, by algorithms that are safe where it stands, to content that is signed.",
        why: "Whoever can send messages can send ciphertexts, and learns the plaintext of others from how each is answered: RSA \
PKCS#1 v1.5 (Bleichenbacher), CBC and Triple DES (padding and XML as an oracle). So PKCS#1 v1.5 and Triple DES need a policy \
and a verified signature around the ciphertext, CBC needs one of the two, and a service is told nothing but this code.",
        looks: "A service says no more than this. `samlens check --decrypt-key` says which key it was encrypted for, which \
algorithm was refused, or what was damaged.",
        fix: &[
            (
                "Service",
                "Give the identity provider the certificate of the key that decrypts, after every rotation.",
            ),
            (
                "Auth0",
                "api.samlResponse.setEncryptionCert and setEncryptionPublicKey in an Action; \"signResponse\": true, so that the ciphertext is signed.",
            ),
            (
                "Okta",
                "SAML Settings > Show Advanced Settings: Encryption Algorithm AES256-GCM, Key Transport Algorithm RSA-OAEP, and the certificate.",
            ),
            ("Entra ID", "Token encryption: import the certificate and activate it."),
            (
                "Keycloak",
                "Client > Keys > Encryption keys config: import the certificate; Advanced: AES-256-GCM and RSA-OAEP.",
            ),
        ],
        source: "SAML 2.0 core, sections 2.2.4 and 2.3.4; XML Encryption 1.1, sections 5.2, 5.5 and 6.1; Jager and Somorovsky, How to Break XML Encryption, CCS 2011",
    },
];
