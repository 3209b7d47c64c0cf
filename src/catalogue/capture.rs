//! What happened to the text on its way into samlens, and inputs that are something else.

use super::Explanation;
use crate::Code;

const PLUS: &str = "URL Standard, application/x-www-form-urlencoded (https://url.spec.whatwg.org/#application/x-www-form-urlencoded); https://github.com/SAML-Toolkits/php-saml/issues/72";
const BINDINGS: &str =
    "SAML 2.0 bindings, sections 3.4.4.1 (Redirect: DEFLATE, then base64) and 3.5.4 (POST: base64 only)";

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::SpaceForPlus,
        checks: "Whether the base64 text contains spaces. Only letters, digits, + and / belong there.",
        why: "In a form body, + means a space. A sender that does not write + as %2B sends other bytes. The service then decodes garbage or refuses the message.",
        looks: "The login fails only sometimes, or only for some users, because not every message contains a +. samlens read each space as + and reports how many there were.",
        fix: &[
            ("identity provider", "Percent-encode the value of SAMLResponse: + as %2B, / as %2F, = as %3D."),
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
        why: "A service decodes once. After that, a value that was encoded twice is still not base64.",
        looks: "\"Invalid SAML Response\" or a base64 error at the service. The body contains %25 in many places.",
        fix: &[
            (
                "identity provider",
                "Encode once: give the HTTP client the plain base64, not a value that is already encoded.",
            ),
            ("proxy", "Look for a proxy or gateway between browser and service that rewrites form bodies."),
        ],
        source: "RFC 3986, section 2.4: a string must not be percent-encoded more than once",
    },
    Explanation {
        code: Code::Base64Twice,
        checks: "Whether the decoded base64 text is base64 again.",
        why: "The service decodes once and finds letters where XML should begin.",
        looks: "The decoded value begins with PHNhbWxw or PD94bWwg instead of <.",
        fix: &[(
            "identity provider",
            "Encode the XML once. Libraries that build the form often encode it for you.",
        )],
        source: BINDINGS,
    },
    Explanation {
        code: Code::HtmlEntities,
        checks: "Whether the value is written with HTML entities such as &#43; or &#x2F;.",
        why: "A browser decodes them when it reads the page. A copy of the page's source still contains them. The login itself is not affected.",
        looks: "The value was copied from the source of the page that submits the form.",
        fix: &[("capture", "No change is needed. The network tab shows the value without entities.")],
        source: "HTML Standard, section 13.5, named character references",
    },
    Explanation {
        code: Code::Base64url,
        checks: "Whether the base64 text uses - and _ instead of + and /.",
        why: "SAML's bindings use the standard alphabet. Strict services refuse the URL-safe one.",
        looks: "The copy often went through a tool that made it safe for URLs.",
        fix: &[("identity provider", "Encode with the standard alphabet and = padding.")],
        source: "RFC 4648, sections 4 and 5",
    },
    Explanation {
        code: Code::SmartQuotes,
        checks: "Whether the text contains typographic quotes in place of straight ones.",
        why: "Attributes in XML need straight quotes. A changed character inside the signed element also breaks its digest.",
        looks: "The message went through a chat, a word processor or a ticket system.",
        fix: &[(
            "capture",
            "Copy the base64 value instead of the XML. Send it as an attachment or in a code block.",
        )],
        source: "XML 1.0, section 2.3 (AttValue)",
    },
    Explanation {
        code: Code::ZeroWidth,
        checks: "Whether invisible characters, such as a zero-width space, were pasted too.",
        why: "They are neither base64 nor markup. Inside a value they make it a different value.",
        looks: "Two values look the same but differ. The text came from a web page or a chat.",
        fix: &[("capture", "Copy from the network tab or a file instead of a rendered page.")],
        source: "Unicode Standard, section 23.2 (layout controls)",
    },
    Explanation {
        code: Code::ByteOrderMark,
        checks: "Whether the text begins with a byte-order mark.",
        why: "It is harmless here. Some services accept XML only if it begins with the declaration or the root element.",
        looks: "The file was saved by an editor that marks UTF-8 files.",
        fix: &[("capture", "No change is needed. Save as UTF-8 without BOM to avoid the note.")],
        source: "XML 1.0, appendix F",
    },
    Explanation {
        code: Code::Utf16Text,
        checks: "Whether the file is UTF-16.",
        why: "It is harmless here: the text was read as UTF-16. The message itself should be UTF-8.",
        looks: "The file was written by PowerShell's > or saved as \"Unicode\" by an editor.",
        fix: &[("capture", "No change is needed. Out-File -Encoding utf8 writes UTF-8.")],
        source: "Unicode Standard, section 2.6",
    },
    Explanation {
        code: Code::JsonEscaped,
        checks: "Whether the value is escaped as a JSON string (\\\", \\n, \\u003c).",
        why: "It is harmless here: the escapes were decoded. A wrong decoding elsewhere changes what was signed.",
        looks: "The value was copied from a log line or a JSON document.",
        fix: &[("capture", "No change is needed.")],
        source: "RFC 8259, section 7",
    },
    Explanation {
        code: Code::Truncated,
        checks: "Whether the message is complete.",
        why: "The signature covers the whole element. If part of it is missing, nothing can be verified.",
        looks: "A log cut the line, or the network tab shows a shortened value. samlens reports how many bytes it could read and the last complete element.",
        fix: &[
            (
                "capture",
                "In the browser's network tab, open the POST, show the raw payload and copy it, or save everything as HAR with content.",
            ),
            (
                "service",
                "Raise the length at which the logger cuts lines, or log a reference instead of the message.",
            ),
        ],
        source: "XML 1.0, section 2.1 (a document ends with the end tag of its root)",
    },
    Explanation {
        code: Code::NotSaml,
        checks: "Whether the input contains a SAML 2.0 message in any form that samlens reads.",
        why: "Something else was copied. The message of the finding says what it is.",
        looks: "A JWT comes from OpenID Connect. An HTML page is often the identity provider's error page. wresult belongs to WS-Federation.",
        fix: &[
            ("capture", "Copy the form field SAMLResponse of the POST to the assertion consumer service."),
            (
                "identity provider",
                "If it is an HTML page, read it: it is the identity provider's own error, and no response was made.",
            ),
        ],
        source: "SAML 2.0 bindings, section 3.5.4",
    },
    Explanation {
        code: Code::NotAResponse,
        checks: "Whether the message is a samlp:Response. Only a Response completes a login.",
        why: "A request, a logout message, metadata or an Assertion without its Response can be shown. It cannot complete a login, because the Response carries part of what is checked.",
        looks: "AuthnRequest: SAMLRequest was copied, one step too early. Assertion: a tool showed only the inner part.",
        fix: &[(
            "capture",
            "Copy the form field SAMLResponse of the POST to the assertion consumer service.",
        )],
        source: "SAML 2.0 profiles, section 4.1.4.2",
    },
    Explanation {
        code: Code::WrongBinding,
        checks: "Whether the message is compressed as its binding requires: DEFLATE in a Redirect, no compression in a POST.",
        why: "A service decodes by the binding. After base64 it expects XML in a POST and compressed data in a Redirect. A compressed POST is not XML, and an uncompressed Redirect cannot be inflated.",
        looks: "\"unsupported binding\", \"could not inflate\" or a base64 error, although the value itself is correct.",
        fix: &[(
            "identity provider",
            "Set the binding of the assertion consumer service to HTTP-POST on both sides.",
        )],
        source: BINDINGS,
    },
    Explanation {
        code: Code::MaskedValues,
        checks: "Whether values were masked or redacted in the capture (***, [REDACTED], hashes).",
        why: "A masked message has another digest than the live message. It cannot match, even if the live message was correct. So samlens does not call the signature wrong. It reports that it cannot check it.",
        looks: "A HAR was sanitized by the browser or by a support tool, or a log masks e-mail addresses.",
        fix: &[
            ("capture", "Export the HAR again with sensitive data included."),
            (
                "samlens",
                "Check the unmasked capture on the computer that has it, and share the report instead of the message.",
            ),
        ],
        source: "XML Signature, section 3.2.1 (reference validation)",
    },
    Explanation {
        code: Code::CaptureStale,
        checks: "Whether the times in the message agree with each other and ended long before now. Only checked without --at.",
        why: "An old capture is always expired, and that hides its real fault. So its times are also checked as of its own date.",
        looks: "samlens reports assertion-expired for a message that was pasted from an old ticket or log.",
        fix: &[
            ("samlens", "Give --at with the time of the capture. The finding shows it."),
            (
                "identity provider",
                "If the message was captured just now, the clock is wrong: synchronize it with NTP.",
            ),
        ],
        source: "SAML 2.0 core, section 2.5.1.2",
    },
    Explanation {
        code: Code::Base64Spaces,
        checks: "Whether the base64 text contains spaces that belong to no +.",
        why: "Base64 is often wrapped in lines of 64 or 76 characters. If the line breaks become spaces, strict decoders refuse the value. samlens removed the spaces.",
        looks: "Spaces after every 64 or 76 characters. The service reports invalid base64 or an invalid encoding, although the message is correct.",
        fix: &[
            (
                "identity provider",
                "Turn off line wrapping in the base64 encoder, or percent-encode the line breaks (%0D%0A).",
            ),
            (
                "capture",
                "If only the copy is damaged, copy the raw form body from the network tab instead of the decoded view.",
            ),
        ],
        source: "RFC 2045, section 6.8 (lines of 76 characters); RFC 4648, section 3.1 (no line feeds otherwise)",
    },
    Explanation {
        code: Code::MessageLarge,
        checks: "Whether the message is larger than 250,000 bytes as base64. That is the limit of ruby-saml, the smallest that samlens knows.",
        why: "Services and proxies limit the size of a form value. The users with the most groups are refused, and all others can sign in.",
        looks: "\"Encoded SAML Message exceeds 250000 bytes, so was rejected\", or 413 from a proxy, for few users.",
        fix: &[
            (
                "identity provider",
                "Send only the groups that the service needs, or those that are assigned to the application.",
            ),
            ("service", "Raise the limit. In ruby-saml and GitLab it is message_max_bytesize."),
        ],
        source: "ruby-saml, lib/onelogin/ruby-saml/saml_message.rb and settings.rb (message_max_bytesize)",
    },
];
