//! The identity provider's metadata.

use super::Explanation;
use crate::Code;

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::IdpUnreachable,
        checks: "Whether the identity provider's metadata could be fetched and read, and contains a signing certificate.",
        why: "Without it there is no key to trust. The message itself may be valid.",
        looks: "The finding says what went wrong: an HTML page in place of XML, metadata of a service provider, no signing certificate, or validUntil in the past.",
        fix: &[
            (
                "identity provider",
                "Copy the address of its SAML 2.0 metadata, or download the metadata as a file.",
            ),
            ("samlens", "Give that address or file with --idp."),
        ],
        source: "SAML 2.0 metadata, sections 2.3 and 2.4.3",
    },
    Explanation {
        code: Code::CertificatesSeveral,
        checks: "Whether an X509Certificate of the metadata contains more than one certificate: base64 after base64, or PEM blocks.",
        why: "The schema allows one. samlens uses each of them as a key, except a certificate that issued another one. Many services read the first or none.",
        looks: "\"Invalid certificate\" or \"signature validation failed\" in a service that read the same metadata.",
        fix: &[
            ("identity provider", "Publish each signing certificate in a KeyDescriptor of its own."),
            ("service", "Paste the first certificate alone."),
        ],
        source: "XML Signature 1.1, section 4.5.4; SAML 2.0 metadata, section 2.4.1.1",
    },
    Explanation {
        code: Code::CertificateForm,
        checks: "Whether an X509Certificate of the metadata contains carriage returns, written as &#13;.",
        why: "samlens ignores white space in base64. A service that copies the text into its own configuration keeps the carriage returns, and its XML or PEM reader then fails.",
        looks: "\"Signature validation failed\" in a service with the right certificate, and success after the certificate is pasted by hand.",
        fix: &[
            ("identity provider", "Publish metadata without &#13;, for example with line feeds only."),
            ("service", "Paste the certificate without line breaks."),
        ],
        source: "XML 1.0, section 2.11; https://github.com/SAML-Toolkits/python3-saml/issues/303",
    },
    Explanation {
        code: Code::MetadataOutdated,
        checks: "Whether the metadata that the keys come from is still valid, by its validUntil.",
        why: "A revoked key stays in metadata that is not fetched again. validUntil limits how long it is trusted.",
        looks: "A service that read the metadata only at startup suddenly refuses every login. `samlens check` reports idp-unreachable for metadata that is already outdated when it is read.",
        fix: &[
            (
                "service",
                "Fetch the metadata regularly, for example every hour, and build a new Validator from it.",
            ),
            ("identity provider", "Renew validUntil in the published metadata."),
        ],
        source: "SAML 2.0 metadata, section 2.3.2",
    },
    Explanation {
        code: Code::MetadataCertificateRotated,
        checks: "Whether the metadata contains another signing certificate than the trusted one.",
        why: "The identity provider has changed its key or will soon. Some start to sign with the new key immediately.",
        looks: "Metadata and configured certificate have different fingerprints.",
        fix: &[(
            "service",
            "Trust both certificates until the identity provider no longer signs with the old one.",
        )],
        source: "SAML 2.0 metadata interoperability profile, section 2.6.1",
    },
    Explanation {
        code: Code::MetadataCertificateExpiresSoon,
        checks: "Whether a signing certificate in the metadata expires within 30 days.",
        why: "A rotation is due. In services where the certificate was pasted by hand, it must be replaced too.",
        looks: "Logins work today.",
        fix: &[
            ("identity provider", "Plan the rotation of the signing certificate."),
            ("service", "Add the new certificate before the identity provider signs with it."),
        ],
        source: "SAML 2.0 metadata interoperability profile, section 2.6.1",
    },
];
