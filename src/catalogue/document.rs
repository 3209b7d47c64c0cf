//! The document: well-formedness, identifiers, and where elements are.

use super::Explanation;
use crate::Code;

const WRAPPING: &str = "On Breaking SAML: Be Whoever You Want to Be (USENIX Security 2012), https://www.usenix.org/conference/usenixsecurity12/technical-sessions/presentation/somorovsky; CVE-2024-45409";

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::XmlMalformed,
        checks: "Whether the message is well-formed XML 1.0 with namespaces.",
        why: "Parsers that tolerate faults may read the same text differently, and attacks use that. So malformed XML is not read at all.",
        looks: "The finding gives line and column. The cause is usually the copy: a part is missing, & or < was unescaped, or a template inserted a value without escaping it.",
        fix: &[
            ("capture", "Copy the base64 value of SAMLResponse instead of the XML."),
            ("identity provider", "Escape &, < and quotes in values, or build the XML with a library."),
        ],
        source: "XML 1.0, section 2.1; Namespaces in XML 1.0, section 7",
    },
    Explanation {
        code: Code::DoctypeForbidden,
        checks: "That the message has no document type declaration.",
        why: "A DOCTYPE can declare entities. They can read files of the server into a value (XXE) or expand a small text to gigabytes. SAML messages do not need one.",
        looks: "The message begins with <!DOCTYPE. Identity providers do not send that. This pattern is used in attacks.",
        fix: &[("any", "Remove the DOCTYPE where the message is made.")],
        source: "SAML 2.0 core, section 1.1 (schema based); OWASP XML External Entity Prevention; CVE-2013-6440",
    },
    Explanation {
        code: Code::EncodingUnsupported,
        checks: "That the message is XML 1.0 in an encoding that samlens reads.",
        why: "The signer wrote the bytes in one encoding. If they are read in another one, the characters differ from the signed ones.",
        looks: "The XML declaration names another encoding, or the bytes do not fit the declared one, such as ü saved as Latin-1.",
        fix: &[("identity provider", "Write the message in UTF-8 and declare UTF-8 or nothing.")],
        source: "XML 1.0, section 4.3.3; Canonical XML 1.0, section 2.1 (the canonical form is UTF-8)",
    },
    Explanation {
        code: Code::ProcessingInstruction,
        checks: "That the message contains no processing instruction.",
        why: "Some readers skip it, some stop at it, and some split the text around it. Canonicalization keeps it. A value that can be read in two ways is refused.",
        looks: "<?name …?> is between or inside elements. A stylesheet instruction is the usual one.",
        fix: &[("identity provider", "Remove it where the message is made.")],
        source: "Canonical XML 1.0, section 2.3; CVE-2017-11427 (the same effect with comments)",
    },
    Explanation {
        code: Code::LimitExceeded,
        checks: "That the message stays within samlens's limits: size, depth, elements, attributes, layers of encoding.",
        why: "A login endpoint reads what strangers send. Without limits one message can fill its memory.",
        looks: "The finding names the limit and its value. A real login's response needs about 10 kB and a depth of 12.",
        fix: &[
            (
                "identity provider",
                "If hundreds of groups are sent, send only the groups that this service needs.",
            ),
            ("samlens", "Give --max-size if the message really is that large."),
            ("library", "Raise the one field of Limits that the finding names."),
        ],
        source: "OWASP Denial of Service Cheat Sheet; CWE-776",
    },
    Explanation {
        code: Code::IdNotNcname,
        checks: "Whether each ID begins with a letter or _ and contains only characters that names may have.",
        why: "ID has the type xs:ID. Validators that check the schema refuse the message, and others accept it. Of random hexadecimal UUIDs, 10 in 16 begin with a digit. So about 62 of 100 logins fail.",
        looks: "\"It works sometimes\"; \"Not match the saml-schema-protocol-2.0.xsd\".",
        fix: &[("identity provider", "Put an underscore before the value: ID=\"_\" and then the UUID.")],
        source: "SAML 2.0 core, section 1.3.4; XML Schema part 2, section 3.3.8 (ID is an NCName); https://github.com/tngan/samlify/issues/466",
    },
    Explanation {
        code: Code::IdDuplicate,
        checks: "That no two elements have the same ID.",
        why: "A signature refers to an ID. If two elements have it, one can be verified and the other read.",
        looks: "A template fills the ID of Response and Assertion with one value. This pattern is also used in signature-wrapping attacks.",
        fix: &[("identity provider", "Make a new random ID for each element.")],
        source: WRAPPING,
    },
    Explanation {
        code: Code::SignatureWrapping,
        checks: "That the signed element is the element that is read: each signature is a direct child of the Response or its one Assertion and refers to its own parent.",
        why: "In a signature-wrapping attack a validly signed assertion is moved and a forged one takes its place. The signature still verifies, but the wrong element is read.",
        looks: "Identity providers do not build such a message. Keep it, and find out where it came from.",
        fix: &[
            ("any", "Do not accept the message. Compare it with a fresh login of the same user."),
            ("signer", "Put ds:Signature directly after Issuer of the element that it signs."),
        ],
        source: WRAPPING,
    },
    Explanation {
        code: Code::AssertionMisplaced,
        checks: "That each Assertion is a direct child of the Response. An Assertion inside Advice of the signed assertion is allowed too, and is ignored.",
        why: "Signature-wrapping attacks hide assertions in Extensions, in a signature's Object or inside another assertion.",
        looks: "The finding gives the path of the assertion.",
        fix: &[("any", "Do not accept the message unless you know which product builds it so.")],
        source: WRAPPING,
    },
    Explanation {
        code: Code::AssertionsSeveral,
        checks: "That the Response contains exactly one Assertion or EncryptedAssertion.",
        why: "With two, a service may verify one and read the other.",
        looks: "\"SAML Response must contain 1 Assertion\" or \"A SAMLResponse can contain only one Assertion element\".",
        fix: &[("identity provider", "Put all statements into one assertion.")],
        source: "SAML 2.0 profiles, section 4.1.4.2; CVE-2025-25291 and CVE-2025-25292 (two parsers read different messages)",
    },
    Explanation {
        code: Code::AssertionMissing,
        checks: "That the Response contains an Assertion.",
        why: "A Response without an assertion signs no one in. If the status is Success, this is a fault. With any other status it is normal: an error has no assertion.",
        looks: "\"saml response does not contain an Assertion element\". Read the status first.",
        fix: &[(
            "identity provider",
            "Read Status: it says why the identity provider made no assertion. Then read its log of this login.",
        )],
        source: "SAML 2.0 profiles, section 4.1.4.2; core, section 3.2.2",
    },
    Explanation {
        code: Code::StructureInvalid,
        checks: "That SAML allows each element in its place and as often as it occurs, and that its required attributes are present.",
        why: "Some services read an element in an unexpected place, and others do not.",
        looks: "In a hand-written template an element is missing, repeated or in a wrong place. The finding names it.",
        fix: &[(
            "identity provider",
            "Follow the schema's order: Issuer, Signature, Extensions, Status, Assertion.",
        )],
        source: "SAML 2.0 schemas for protocol and assertion (saml-schema-protocol-2.0.xsd, saml-schema-assertion-2.0.xsd)",
    },
    Explanation {
        code: Code::CommentInValue,
        checks: "Whether a NameID or an attribute value contains an XML comment.",
        why: "Canonicalization drops comments, so the signature does not cover one. If the value is admin@corp.example<!-- -->.evil.example, a reader that stops at the comment sees only admin@corp.example. samlens reads the whole text.",
        looks: "The finding shows the value as samlens reads it everywhere.",
        fix: &[
            ("any", "Find out who inserted the comment. Identity providers do not."),
            ("service", "Upgrade libraries that read only the first text node."),
        ],
        source: "CVE-2017-11427 and related CVEs, https://www.kb.cert.org/vuls/id/475445",
    },
    Explanation {
        code: Code::VersionUnsupported,
        checks: "That Version of the Response and of its Assertion is exactly 2.0.",
        why: "The version says how the rest of the message is read. SAML 1.1, which WS-Federation carries, has other elements with the same names. There is no later version.",
        looks: "\"Unsupported SAML Version on Response\" or \"SAML Assertion version not supported\". The message was made by a hand-written template, or the application was set up for WS-Federation.",
        fix: &[(
            "identity provider",
            "Set the application up for SAML 2.0, not for WS-Federation or SAML 1.1.",
        )],
        source: "SAML 2.0 core, sections 2.3.3, 3.2.2 and 4.1.3.2",
    },
    Explanation {
        code: Code::AdviceIgnored,
        checks: "Whether Advice of the assertion contains further assertions.",
        why: "Advice may contain other assertions that support this one. samlens never reads them: no identity, no key and no ID comes from them. The signature of the assertion covers them.",
        looks: "The login is accepted. The report shows how many assertions were ignored. Services that allow one assertion in the whole message refuse it.",
        fix: &[("identity provider", "If a service refuses the message, send the assertion without Advice.")],
        source: "SAML 2.0 core, section 2.6.1",
    },
];
