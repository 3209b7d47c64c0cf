//! Explanations of the document itself: well-formedness, identifiers, and where elements stand.

use crate::Code;
use crate::check::Explanation;

const WRAPPING: &str = "On Breaking SAML: Be Whoever You Want to Be (USENIX Security 2012), https://www.usenix.org/conference/usenixsecurity12/technical-sessions/presentation/somorovsky; CVE-2024-45409";

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::XmlMalformed,
        checks: "Whether the message is XML 1.0 with namespaces by the letter of the specification.",
        why: "Two parsers that forgive different faults read different messages, and an attacker writes the one that both \
accept. So nothing malformed is read at all.",
        looks: "The finding gives line and column. In an honest capture the cause is almost always the copy: a piece is \
missing, & or < was unescaped, or a template filled a value in without escaping it.",
        fix: &[
            ("capture", "Copy the base64 value of SAMLResponse instead of the XML."),
            ("template", "Escape &, < and quotes in values, or build the XML with a library."),
        ],
        source: "XML 1.0, section 2.1; Namespaces in XML 1.0, section 7",
    },
    Explanation {
        code: Code::DoctypeForbidden,
        checks: "That the message has no document type declaration.",
        why: "A DOCTYPE brings entities: files of the server read into a value (XXE), or a small text that grows to gigabytes. \
SAML messages have no use for one.",
        looks: "<!DOCTYPE stands before the root. No identity provider sends that; treat the message as an attack until \
you know better.",
        fix: &[("any", "Remove the DOCTYPE where the message is made.")],
        source: "SAML 2.0 core, section 1.1 (schema based); OWASP XML External Entity Prevention; CVE-2013-6440",
    },
    Explanation {
        code: Code::EncodingUnsupported,
        checks: "That the message is XML 1.0 in UTF-8.",
        why: "Bytes that are read in another encoding than they were signed in are other characters. Only UTF-8 is read.",
        looks: "The XML declaration names another encoding, or bytes are not UTF-8: ü saved as Latin-1, for example.",
        fix: &[("any", "Write the message in UTF-8 and declare nothing else.")],
        source: "XML 1.0, section 4.3.3; Canonical XML 1.0, section 2.1 (the canonical form is UTF-8)",
    },
    Explanation {
        code: Code::ProcessingInstruction,
        checks: "That no processing instruction stands inside the message.",
        why: "Some readers skip it, some stop at it, some split the text around it. Canonicalisation keeps it. A value that \
means two things is refused.",
        looks: "<?name …?> stands between or inside elements.",
        fix: &[("any", "Remove it where the message is made; a stylesheet instruction is the usual one.")],
        source: "Canonical XML 1.0, section 2.3; CVE-2017-11427 (the same trick with comments)",
    },
    Explanation {
        code: Code::LimitExceeded,
        checks: "That the message stays within samlens's budgets: size, depth, elements, attributes, layers of encoding.",
        why: "A login endpoint reads what strangers send. Without budgets one of them can fill its memory.",
        looks: "The finding names the budget and its value. A response of a real login needs about 10 kB and a depth of 12.",
        fix: &[
            ("command", "Give --max-size where the message really is that large."),
            ("library", "Raise the one field of Limits that the finding names."),
            (
                "Entra ID",
                "If hundreds of groups are sent, limit the groups claim to groups assigned to the application.",
            ),
        ],
        source: "OWASP Denial of Service Cheat Sheet; CWE-776",
    },
    Explanation {
        code: Code::IdNotNcname,
        checks: "Whether each ID begins with a letter or _ and has no characters that names may not have.",
        why: "ID is of type xs:ID. Validators that check the schema refuse the message, others accept it. A random \
hexadecimal UUID begins with a digit 10 times in 16, so about 62 of 100 logins fail and the rest work.",
        looks: "\"It works sometimes\", \"4 times in 10\"; \"Not match the saml-schema-protocol-2.0.xsd\".",
        fix: &[("template", "Put an underscore before the value: ID=\"_\" and then the UUID.")],
        source: "SAML 2.0 core, section 1.3.4; XML Schema part 2, section 3.3.8 (ID is an NCName); https://github.com/tngan/samlify/issues/466",
    },
    Explanation {
        code: Code::IdDuplicate,
        checks: "That no value of an ID attribute stands twice in the message.",
        why: "A signature points at an ID. If two elements carry it, one is verified and the other may be read.",
        looks: "Response and Assertion carry the same ID, from a template that fills both with one value; or an attack.",
        fix: &[("template", "Make a new random ID for each element.")],
        source: WRAPPING,
    },
    Explanation {
        code: Code::SignatureWrapping,
        checks: "That what is signed and what is read are the same element: signatures stand directly in the Response or its \
one Assertion and refer to their own parent.",
        why: "In a wrapping attack a validly signed assertion is moved aside and a forged one put in its place. The signature \
still verifies; the wrong element is read.",
        looks: "No honest identity provider builds such a message. Keep it, and look at who sent it.",
        fix: &[
            ("any", "Treat the message as an attack; compare it with a fresh login of the same user."),
            ("own signer", "Put ds:Signature right after Issuer of the element that it signs."),
        ],
        source: WRAPPING,
    },
    Explanation {
        code: Code::AssertionMisplaced,
        checks: "That an Assertion stands nowhere but directly under the Response.",
        why: "Assertions hidden in Extensions, in a signature's Object or inside another assertion are the material of \
wrapping attacks.",
        looks: "The finding gives the path where it stands.",
        fix: &[("any", "Treat the message as an attack unless you know which product builds it so.")],
        source: WRAPPING,
    },
    Explanation {
        code: Code::AssertionsSeveral,
        checks: "That exactly one Assertion or EncryptedAssertion stands under the Response.",
        why: "With two, a service may verify one and read the other.",
        looks: "\"SAML Response must contain 1 Assertion\" or \"A SAMLResponse can contain only one Assertion element\".",
        fix: &[("any", "Configure the identity provider to put all statements into one assertion.")],
        source: "SAML 2.0 profiles, section 4.1.4.2; CVE-2025-25291 and CVE-2025-25292 (two readers, two answers)",
    },
    Explanation {
        code: Code::AssertionMissing,
        checks: "That the Response holds an Assertion.",
        why: "Without one it signs nobody in. With a status of Success that is a fault; with another status it is how errors \
look.",
        looks: "\"saml response does not contain an Assertion element\". Read the status first.",
        fix: &[
            ("any", "Look at Status: what the identity provider says there is the cause."),
            (
                "Auth0",
                "Monitoring > Logs: find the failed login of that minute; a throwing Action makes no assertion.",
            ),
        ],
        source: "SAML 2.0 profiles, section 4.1.4.2; core, section 3.2.2",
    },
    Explanation {
        code: Code::StructureInvalid,
        checks: "That each element which is read stands where SAML says, as often as it may, with its required attributes.",
        why: "Whatever stands in an unexpected place is read by some services and not by others.",
        looks: "A hand-written template has elements missing, twice or in a wrong place; the finding names it.",
        fix: &[("template", "Follow the schema's order: Issuer, Signature, Extensions, Status, Assertion.")],
        source: "SAML 2.0 schemas for protocol and assertion (saml-schema-protocol-2.0.xsd, saml-schema-assertion-2.0.xsd)",
    },
    Explanation {
        code: Code::CommentInValue,
        checks: "Whether an XML comment stands inside a NameID or an attribute value.",
        why: "Canonicalisation drops comments, so the signature does not notice one. A reader that takes only the text before \
it sees admin@corp.example in admin@corp.example<!-- -->.evil.example. samlens reads the whole text.",
        looks: "The finding shows the value as every part of samlens reads it.",
        fix: &[
            ("any", "Find out who put the comment there; identity providers do not."),
            ("service", "Upgrade libraries that read only the first text node."),
        ],
        source: "CVE-2017-11427 and kin, https://www.kb.cert.org/vuls/id/475445",
    },
];
