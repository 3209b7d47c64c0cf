//! Explanations of what a digest proves was done to a message, and of old captures.

use crate::Code;
use crate::check::Explanation;

const VALIDATION: &str =
    "XML Signature, section 3.2.1 (reference validation); Exclusive XML Canonicalization 1.0";
const AGAIN: (&str, &str) = (
    "capture",
    "Copy the base64 value of SAMLResponse from the browser's network tab, not XML that a tool shows.",
);
const PROXY: (&str, &str) = (
    "proxy",
    "Look for a gateway, filter or plugin that parses the body and writes it again, and let it pass SAMLResponse untouched.",
);

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::CaptureStale,
        checks: "Whether the times of the message agree with each other and lie long before the present, when no --at was given.",
        why: "An old capture is always expired, and that hides its true fault. So it is judged as of its own time besides.",
        looks: "assertion-expired on a message that somebody pasted from a ticket or log of last week.",
        fix: &[
            ("samlens", "Give --at with the time of the capture; the finding names it."),
            ("identity provider", "If it was captured just now, its clock is wrong: set it by NTP."),
        ],
        source: "SAML 2.0 core, section 2.5.1.2",
    },
    Explanation {
        code: Code::DigestCauseReindented,
        checks: "Whether the digest matches once indentation and line breaks between elements are taken out, put back or changed, also inside SignedInfo.",
        why: "White space between elements is part of what is signed. A formatter changes nothing that a person sees, and every signature breaks.",
        looks: "\"Invalid signature\" for XML that was copied from a viewer, a SAML decoder or a debugger; the live message was sound.",
        fix: &[AGAIN, PROXY, ("own signer", "Indent before signing and never afterwards.")],
        source: VALIDATION,
    },
    Explanation {
        code: Code::DigestCauseLineEndings,
        checks: "Whether the digest matches once carriage returns are taken out or put back.",
        why: "A carriage return that is written as &#13; is a character like any other and is signed. Java signers write it at \
every line end of base64.",
        looks: "It works on one system and fails on another; the message went through a text file, a mail or a clipboard.",
        fix: &[AGAIN, PROXY, ("own signer", "Java: set org.apache.xml.security.ignoreLineBreaks=true.")],
        source: "XML 1.0, section 2.11 (end-of-line handling); Canonical XML 1.0, section 2.3",
    },
    Explanation {
        code: Code::DigestCauseWhitespaceInValues,
        checks: "Whether the digest matches once white space in or around values is taken off or put back.",
        why: "A value is signed with its blanks. Trimming it is a change.",
        looks: "A form field, template or XML library trimmed values, or a formatter put each on a line of its own.",
        fix: &[AGAIN, PROXY, ("own signer", "Trim values before signing.")],
        source: VALIDATION,
    },
    Explanation {
        code: Code::DigestCauseEntitiesEscapedTwice,
        checks: "Whether the digest matches once one layer of &amp;, &lt; or &#39; is taken off values, or put back.",
        why: "An ampersand that is escaped twice reads as five characters, and those were not signed.",
        looks: "A name such as R&D or O'Brien fails while others sign in.",
        fix: &[AGAIN, PROXY, ("own signer", "Escape once, in the XML library, not in the template as well.")],
        source: "XML 1.0, section 2.4",
    },
    Explanation {
        code: Code::DigestCauseAttributeRequoted,
        checks: "Whether the digest matches once quotes and apostrophes in values are exchanged back, or no longer doubled or typographic.",
        why: "Which quotes stand around an attribute does not matter; quotes inside a value do.",
        looks: "The message went through a word processor, a chat, SQL or CSV.",
        fix: &[AGAIN, PROXY],
        source: "Canonical XML 1.0, section 2.3",
    },
    Explanation {
        code: Code::DigestCauseNamespaceMoved,
        checks: "Whether the digest matches once namespace declarations, prefixes or xsi:type are put back where products write them.",
        why: "Prefixes are signed. With inclusive C14N or a PrefixList, declarations around the element are signed too, so an \
assertion that is cut out of its Response no longer verifies.",
        looks: "ns0:Response, ns1:Assertion; an assertion that was taken out and verified alone; xmlns:xs missing beside xsi:type.",
        fix: &[
            (
                "own service",
                "Verify the message as it arrived; do not cut the assertion out or write it again first.",
            ),
            ("own signer", "Use http://www.w3.org/2001/10/xml-exc-c14n#."),
            AGAIN,
        ],
        source: "Exclusive XML Canonicalization 1.0, sections 1.3 and 3",
    },
    Explanation {
        code: Code::DigestCauseCommentsStripped,
        checks: "Whether the digest matches once comments are counted in, or what was commented out is put back.",
        why: "SAML signatures leave comments out. A signer that keeps them makes a digest that nobody else comes to.",
        looks: "A hand-made response with comments, or Algorithm ending in #WithComments.",
        fix: &[(
            "own signer",
            "Canonicalise with http://www.w3.org/2001/10/xml-exc-c14n# and write no comments.",
        )],
        source: "SAML 2.0 core, section 5.4.3; Canonical XML 1.0, section 2.1",
    },
    Explanation {
        code: Code::DigestCauseUnicodeNormalised,
        checks: "Whether the digest matches once letters are composed or decomposed, look-alikes exchanged, or text read in the right encoding.",
        why: "é as one character and as e with an accent look the same and digest differently.",
        looks: "Only people with accented names fail; MÃ¼ller; non-breaking blanks from a web page.",
        fix: &[
            ("own service", "Read and keep the body as bytes, in UTF-8, without normalising it."),
            AGAIN,
            PROXY,
        ],
        source: "Unicode Standard Annex 15; Canonical XML 1.0, section 2.2",
    },
    Explanation {
        code: Code::DigestCauseValueChanged,
        checks: "Whether the digest matches once a value is put back: another case, without blanks, a known role, or another value of the same response.",
        why: "The finding shows the value that was signed. Whoever changed it is somebody else than who signed.",
        looks: "A role, e-mail, audience or time differs from what the identity provider's log shows.",
        fix: &[
            ("any", "Find out who changed it: an edited capture, a proxy, or an attack."),
            ("identity provider", "Change values there, before signing."),
        ],
        source: VALIDATION,
    },
    Explanation {
        code: Code::DigestCauseOtherCanonicalisation,
        checks: "Whether the digest or signature matches in another canonical form, or with another algorithm, than the signature declares.",
        why: "The signer does one thing and writes another, so no verifier can follow it.",
        looks: "A hand-made or patched signer; every one of its messages fails everywhere.",
        fix: &[(
            "own signer",
            "Let SignedInfo name what is really done: exclusive C14N, its PrefixList, SHA-256.",
        )],
        source: "SAML 2.0 core, section 5.4.3; XML Signature, section 4.4.1",
    },
    Explanation {
        code: Code::DigestCauseSignatureOfAnotherDocument,
        checks: "Whether the digest is that of another element of the message, or the Reference names an ID that is not there.",
        why: "A genuine signature beside content that it was not made for is how a forger borrows it.",
        looks: "Two messages put together by hand, or an attack.",
        fix: &[("any", "Treat the message as hostile, unless you put it together yourself.")],
        source: "XML Signature Best Practices, section 3.2; https://www.usenix.org/conference/usenixsecurity12/technical-sessions/presentation/somorovsky",
    },
];
