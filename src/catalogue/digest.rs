//! Changes after signing that a matching digest shows.

use super::Explanation;
use crate::Code;

const VALIDATION: &str =
    "XML Signature, section 3.2.1 (reference validation); Exclusive XML Canonicalization 1.0";
const AGAIN: (&str, &str) = (
    "capture",
    "Copy the base64 value of SAMLResponse from the browser's network tab, not XML that a tool shows.",
);
const PROXY: (&str, &str) = (
    "proxy",
    "Look for a gateway, filter or plugin that parses the body and writes it again. Let it pass SAMLResponse unchanged.",
);

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::DigestCauseReindented,
        checks: "Whether the digest matches after indentation and line breaks between elements are removed, restored or changed, also inside SignedInfo.",
        why: "White space between elements is signed. A formatter changes nothing that a person sees, but the signature no longer verifies.",
        looks: "\"Invalid signature\" for XML that was copied from a viewer, a SAML decoder or a debugger. The live message was valid.",
        fix: &[AGAIN, PROXY, ("signer", "Indent before signing and never afterwards.")],
        source: VALIDATION,
    },
    Explanation {
        code: Code::DigestCauseLineEndings,
        checks: "Whether the digest matches after carriage returns are removed or restored.",
        why: "A carriage return that is written as &#13; is signed like any other character. Java signers write one at the end of each line of base64.",
        looks: "It works on one system and fails on another. The message went through a text file, an e-mail or a clipboard.",
        fix: &[AGAIN, PROXY, ("signer", "In Java, set org.apache.xml.security.ignoreLineBreaks=true.")],
        source: "XML 1.0, section 2.11 (end-of-line handling); Canonical XML 1.0, section 2.3",
    },
    Explanation {
        code: Code::DigestCauseWhitespaceInValues,
        checks: "Whether the digest matches after white space in or around values is removed or restored.",
        why: "White space in a value is signed. Trimming it is a change.",
        looks: "A form field, template or XML library trimmed values, or a formatter put each value on its own line.",
        fix: &[AGAIN, PROXY, ("signer", "Trim values before signing.")],
        source: VALIDATION,
    },
    Explanation {
        code: Code::DigestCauseEntitiesEscapedTwice,
        checks: "Whether the digest matches after one layer of &amp;, &lt; or &#39; is removed from values, or restored.",
        why: "If an ampersand is escaped twice, a reader gets the five characters &amp; in place of one. The five were not signed.",
        looks: "A name such as R&D or O'Brien fails while others sign in.",
        fix: &[
            AGAIN,
            PROXY,
            ("signer", "Escape once, in the XML library. Do not escape in the template too."),
        ],
        source: "XML 1.0, section 2.4",
    },
    Explanation {
        code: Code::DigestCauseAttributeRequoted,
        checks: "Whether the digest matches after one of these changes in values: quotes and apostrophes exchanged, doubled ones made single, typographic ones made straight.",
        why: "The quotes around an attribute are not signed. The quotes inside a value are.",
        looks: "The message went through a word processor, a chat, SQL or CSV.",
        fix: &[AGAIN, PROXY],
        source: "Canonical XML 1.0, section 2.3",
    },
    Explanation {
        code: Code::DigestCauseNamespaceMoved,
        checks: "Whether the digest matches after namespace declarations, prefixes or xsi:type are put back in the places where products usually write them.",
        why: "Prefixes are signed. With inclusive canonicalization or a PrefixList, declarations around the element are signed too. An assertion that is cut out of its Response then no longer verifies.",
        looks: "ns0:Response and ns1:Assertion; an assertion that was extracted and verified alone; xsi:type without xmlns:xs.",
        fix: &[
            ("service", "Verify the message as it arrived. Do not extract or rewrite the assertion first."),
            ("signer", "Use http://www.w3.org/2001/10/xml-exc-c14n#."),
            AGAIN,
        ],
        source: "Exclusive XML Canonicalization 1.0, sections 1.3 and 3",
    },
    Explanation {
        code: Code::DigestCauseCommentsStripped,
        checks: "Whether the digest matches after comments are included, or after commented-out content is restored.",
        why: "SAML signatures leave comments out. If a signer includes them, other software calculates a different digest.",
        looks: "A hand-made response with comments, or an Algorithm that ends in #WithComments.",
        fix: &[(
            "signer",
            "Canonicalize with http://www.w3.org/2001/10/xml-exc-c14n# and write no comments.",
        )],
        source: "SAML 2.0 core, section 5.4.3; Canonical XML 1.0, section 2.1",
    },
    Explanation {
        code: Code::DigestCauseUnicodeNormalised,
        checks: "Whether the digest matches after letters are composed or decomposed, look-alike characters are exchanged, or the text is read in another encoding.",
        why: "é can be one character, or e and a combining accent. Both look the same, but their digests differ.",
        looks: "Only people with accented names fail; values such as MÃ¼ller; non-breaking spaces from a web page.",
        fix: &[
            ("service", "Read and keep the body as bytes, in UTF-8, without Unicode normalization."),
            AGAIN,
            PROXY,
        ],
        source: "Unicode Standard Annex 15; Canonical XML 1.0, section 2.2",
    },
    Explanation {
        code: Code::DigestCauseValueChanged,
        checks: "Whether the digest matches after a value is replaced. samlens tries another case, no spaces, known roles, and other values of the same response.",
        why: "The finding shows the value that was signed. The change was made without the signing key.",
        looks: "A role, e-mail address, audience or time differs from the identity provider's log.",
        fix: &[
            ("any", "Find out who changed it: an edited capture, a proxy, or an attack."),
            ("identity provider", "Change values there, before signing."),
        ],
        source: VALIDATION,
    },
    Explanation {
        code: Code::DigestCauseOtherCanonicalisation,
        checks: "Whether the digest or signature matches in another canonical form, or with another algorithm, than the signature declares.",
        why: "The signer does one thing and declares another. A verifier can only follow what is declared.",
        looks: "A hand-made or modified signer. Each of its messages fails at every service.",
        fix: &[(
            "signer",
            "Declare in SignedInfo what is done: exclusive canonicalization, its PrefixList, SHA-256.",
        )],
        source: "SAML 2.0 core, section 5.4.3; XML Signature, section 4.4.1",
    },
    Explanation {
        code: Code::DigestCauseSignatureOfAnotherDocument,
        checks: "Whether the digest is that of another element of the message, or the Reference names an ID that is missing.",
        why: "The signature is genuine, but it was made for other content. This pattern is used in signature-wrapping attacks.",
        looks: "Two messages were put together by hand, or the message is part of an attack.",
        fix: &[(
            "any",
            "Do not accept the message. If you did not put it together yourself, treat it as an attack.",
        )],
        source: "XML Signature Best Practices, section 3.2; https://www.usenix.org/conference/usenixsecurity12/technical-sessions/presentation/somorovsky",
    },
];
