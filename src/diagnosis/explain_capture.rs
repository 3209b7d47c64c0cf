//! Explanations of what a person pasted: damage undone, and inputs that are something else.

use crate::Code;
use crate::check::Explanation;

/// Addresses of reports in which people met this.
const PLUS: &str = "URL Standard, application/x-www-form-urlencoded (https://url.spec.whatwg.org/#application/x-www-form-urlencoded); https://github.com/SAML-Toolkits/php-saml/issues/72";
const BINDINGS: &str =
    "SAML 2.0 bindings, sections 3.4.4.1 (Redirect: DEFLATE, then base64) and 3.5.4 (POST: base64 only)";
const RFC4648: &str = "RFC 4648, sections 4 and 5";

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::SpaceForPlus,
        checks: "Whether spaces stand inside the base64 text, where only letters, digits, + and / belong.",
        why: "In a form body + means a space. Whoever sends base64 without writing + as %2B sends other bytes, and the \
service decodes garbage or refuses the message.",
        looks: "The login fails for some users or some times only, because not every message has a + in it. samlens read \
each space as + and says how many there were.",
        fix: &[
            ("sender", "Percent-encode the value of SAMLResponse: + as %2B, / as %2F, = as %3D."),
            (
                "capture",
                "If only the copy is damaged, copy the raw form body from the network tab instead of the decoded view.",
            ),
        ],
        source: PLUS,
    },
    Explanation {
        code: Code::PercentEncodedTwice,
        checks: "Whether the value is still percent-encoded after it was decoded once (%252B, %253D).",
        why: "A service decodes once. What arrives encoded twice is no base64 for it.",
        looks: "\"Invalid SAML Response\" or a base64 error at the service; %25 stands all over the body.",
        fix: &[
            (
                "sender",
                "Encode once: give the HTTP client the plain base64, not a value that is encoded already.",
            ),
            ("proxy", "Look for a proxy or gateway between browser and service that rewrites form bodies."),
        ],
        source: "RFC 3986, section 2.4: a string must not be percent-encoded more than once",
    },
    Explanation {
        code: Code::Base64Twice,
        checks: "Whether what the base64 text decodes to is base64 again.",
        why: "The service decodes once and finds letters where XML should begin.",
        looks: "The decoded value begins with PHNhbWxw or PD94bWwg instead of <.",
        fix: &[("sender", "Encode the XML once; libraries that build the form often encode it for you.")],
        source: BINDINGS,
    },
    Explanation {
        code: Code::HtmlEntities,
        checks: "Whether the value is written with HTML entities such as &#43; or &#x2F;.",
        why: "A browser undoes them when it reads the page; a copy of the page's source still has them. Nothing is wrong \
with the login itself.",
        looks: "You copied the value out of the source of the auto-submit page.",
        fix: &[("capture", "Nothing to do; the network tab shows the value without them.")],
        source: "HTML Standard, section 13.5, named character references",
    },
    Explanation {
        code: Code::Base64url,
        checks: "Whether the base64 text uses - and _ for + and /.",
        why: "SAML's bindings use the plain alphabet. Strict services refuse the URL-safe one.",
        looks: "Often the copy went through a tool that made it safe for URLs.",
        fix: &[("sender", "Encode with the plain alphabet and = padding.")],
        source: RFC4648,
    },
    Explanation {
        code: Code::SmartQuotes,
        checks: "Whether typographic quotes stand where straight ones were.",
        why: "XML's attributes need straight quotes. Changed characters inside what is signed also break its digest.",
        looks: "The message went through a chat, a word processor or a ticket system.",
        fix: &[(
            "capture",
            "Copy the base64 value instead of the XML, and send it as an attachment or in a code block.",
        )],
        source: "XML 1.0, section 2.3 (AttValue)",
    },
    Explanation {
        code: Code::ZeroWidth,
        checks: "Whether invisible characters, such as a zero-width space, were pasted along.",
        why: "They are no base64 and no XML markup, and inside a value they make it another value.",
        looks: "Two values look the same and are not; the text came from a web page or a chat.",
        fix: &[("capture", "Copy from the network tab or a file instead of a rendered page.")],
        source: "Unicode Standard, section 23.2 (layout controls)",
    },
    Explanation {
        code: Code::ByteOrderMark,
        checks: "Whether the text begins with a byte-order mark.",
        why: "It is harmless here; some services refuse XML that anything stands before.",
        looks: "The file was saved by an editor that marks UTF-8 files.",
        fix: &[("capture", "Nothing to do; save as UTF-8 without BOM to be rid of it.")],
        source: "XML 1.0, appendix F",
    },
    Explanation {
        code: Code::Utf16Text,
        checks: "Whether the file is UTF-16.",
        why: "It is harmless here: the text was read as such. The message itself should be UTF-8.",
        looks: "The file was written by PowerShell's > or saved as \"Unicode\" by an editor.",
        fix: &[("capture", "Nothing to do; Out-File -Encoding utf8 writes UTF-8.")],
        source: "Unicode Standard, section 2.6",
    },
    Explanation {
        code: Code::JsonEscaped,
        checks: "Whether the value is escaped as a JSON string (\\\", \\n, \\u003c).",
        why: "It is harmless here: the escapes were undone. Undone wrongly elsewhere, they change what was signed.",
        looks: "The value was copied out of a log line or a JSON document.",
        fix: &[("capture", "Nothing to do.")],
        source: "RFC 8259, section 7",
    },
    Explanation {
        code: Code::Truncated,
        checks: "Whether the message is there to its end.",
        why: "What is cut off cannot be verified: the signature covers all of it.",
        looks: "A log cut the line, or the network tab shows a shortened value. samlens says how many bytes it could read and \
which element was the last complete one.",
        fix: &[
            (
                "capture",
                "Chrome: Network > the POST > Payload > view source, then copy; or Save all as HAR with content.",
            ),
            (
                "log",
                "Raise the length at which the logger cuts lines, or log a reference instead of the message.",
            ),
        ],
        source: "XML 1.0, section 2.1 (a document ends with the end tag of its root)",
    },
    Explanation {
        code: Code::NotSaml,
        checks: "Whether the input holds a SAML 2.0 message in any form that samlens knows.",
        why: "Something else was copied; what it is stands in the message of the finding.",
        looks: "A JWT comes from OpenID Connect; an HTML page is often the identity provider's error page; wresult belongs to \
WS-Federation.",
        fix: &[
            ("capture", "Copy the form field SAMLResponse of the POST to the assertion consumer service."),
            (
                "HTML page",
                "Read the page: it is the identity provider's own error, and no response was made at all.",
            ),
        ],
        source: "SAML 2.0 bindings, section 3.5.4",
    },
    Explanation {
        code: Code::NotAResponse,
        checks: "Whether the message is a samlp:Response, the one kind that signs somebody in.",
        why: "A request, a logout message, metadata or a bare Assertion cut out of its Response can be shown, but nobody can \
be let in by it: what the Response around it says is part of the judgement.",
        looks: "AuthnRequest: you copied SAMLRequest, one step too early. Assertion: a tool showed only the inner part.",
        fix: &[(
            "capture",
            "Copy the form field SAMLResponse of the POST to the assertion consumer service.",
        )],
        source: "SAML 2.0 profiles, section 4.1.4.2",
    },
    Explanation {
        code: Code::WrongBinding,
        checks: "Whether the message is compressed as its binding wants: DEFLATE in a Redirect, none in a POST.",
        why: "A service undoes what the binding says. A compressed POST is no XML for it, a plain Redirect does not inflate.",
        looks: "\"unsupported binding\", \"could not inflate\" or a base64 error, while the value is sound in itself.",
        fix: &[
            (
                "Auth0",
                "Application > Addons > SAML2 Web App > Settings: \"binding\": \"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\".",
            ),
            ("any", "Set the binding of the assertion consumer service to HTTP-POST on both sides."),
        ],
        source: BINDINGS,
    },
    Explanation {
        code: Code::MaskedValues,
        checks: "Whether values were masked or redacted in the capture (***, [REDACTED], hashes).",
        why: "A masked message is another message: its digest cannot match, whatever the live one did. So samlens does not \
call the signature wrong; it cannot be checked.",
        looks: "A HAR was sanitised by the browser or by a support tool; a log masks e-mail addresses.",
        fix: &[
            (
                "Chrome",
                "Settings of the network tab: allow to generate HAR with sensitive data, then export with it.",
            ),
            (
                "sharing",
                "Judge the unmasked capture where it is, and pass on the report instead of the message.",
            ),
        ],
        source: "XML Signature, section 3.2.1 (reference validation)",
    },
];
