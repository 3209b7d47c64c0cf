//! What cannot be read as SAML says what it is.

use super::ending::Ending;
use super::repair::{counted, thousands};
use crate::{Code, Finding};

const CAPTURE_AGAIN: &str = "open the browser's developer tools, network tab, turn on `Preserve log`, sign in again, \
    and copy the value of SAMLResponse from the request that posts it";

/// The input is something else than SAML.
pub(super) fn not_saml(what: &str) -> Finding {
    let finding = Finding::new(Code::NotSaml, format!("no SAML message in the input: it is {what}"));
    let own = match what {
        "a PEM certificate" | "PKCS #7 certificates in PEM" => {
            "give the certificate with `--idp`, and the response as input"
        }
        "a PEM private key" => {
            "a private key never belongs in a capture: replace it if it was pasted anywhere else"
        }
        what if what.ends_with("DER data such as a certificate or key") => {
            "give a certificate with `--idp`, a private key with `--decrypt-key`, and the response as input"
        }
        _ => return finding.with_fix(CAPTURE_AGAIN),
    };
    finding.with_fix(own).with_fix(CAPTURE_AGAIN)
}

/// A container was read, but it contains no message.
pub(super) fn without_message(container: &str) -> Finding {
    Finding::new(Code::NotSaml, format!("{container} contains neither SAMLResponse nor SAMLRequest"))
        .with_fix(CAPTURE_AGAIN)
}

/// A budget was exceeded; it is named.
pub(super) fn limit(name: &str, value: usize, what: &str) -> Finding {
    Finding::new(Code::LimitExceeded, format!("{what} more than the limit {name} allows"))
        .with_expected(format!("at most {}", thousands(value)))
        .with_fix(format!("pass only the message itself, or raise `Limits::{name}`"))
}

/// A message that breaks off.
pub(super) fn truncated(base64_characters: Option<usize>, xml: &str, ending: &Ending<'_>) -> Finding {
    let read = match base64_characters {
        Some(characters) => {
            format!(
                "the base64 ends after {}, which is {} of XML",
                counted(characters, "character"),
                counted(xml.len(), "byte")
            )
        }
        None => format!("the XML ends after {}", counted(xml.len(), "byte")),
    };
    let place = match ending {
        Ending::Cut { last, open } => {
            let last = last.map_or_else(
                || "no element is complete".to_owned(),
                |last| format!("the last complete element is {}", name(last)),
            );
            open.map_or(last.clone(), |open| format!("{last}, and {} is still open", name(open)))
        }
        Ending::Whole | Ending::Unclear => "its end is missing".to_owned(),
    };
    Finding::new(Code::Truncated, format!("{read}; {place}"))
        .with_fix("copy the whole value: in the network tab use `Copy value` or `Copy as cURL`; a double click or a log line cuts it")
}

/// Sizes at which tools cut what passes through them.
const TOOL_LIMITS: &[(usize, &str)] = &[
    (255, "a short text column of a database"),
    (1_023, "a log line of 1 KiB"),
    (1_024, "a log line of 1 KiB"),
    (2_048, "a URL or log line of 2 KiB"),
    (2_083, "a URL in Internet Explorer and old proxies"),
    (4_000, "a VARCHAR column or a field of a log index"),
    (4_095, "a line typed or pasted into a terminal (4,095 characters)"),
    (4_096, "a buffer of 4 KiB, such as a line in a terminal or log"),
    (8_000, "a VARCHAR column of SQL Server"),
    (8_190, "a request line in Apache (LimitRequestLine)"),
    (8_191, "a command line in cmd.exe"),
    (8_192, "a buffer of 8 KiB, such as a request line, header or log line"),
    (16_384, "a buffer of 16 KiB, such as a log line of a container"),
    (32_766, "a command line or environment variable in Windows"),
    (32_767, "a cell of a spreadsheet"),
    (65_535, "a TEXT column of MySQL"),
    (65_536, "a buffer of 64 KiB"),
];

/// Names the limit of a tool that one of these sizes matches.
pub(super) fn known_limit(sizes: &[usize]) -> Option<String> {
    let matches = |size: &usize| TOOL_LIMITS.iter().find(|(limit, _)| limit == size);
    let (size, tool) = sizes.iter().find_map(matches)?;
    Some(format!("{} bytes, which is the limit of {tool}", thousands(*size)))
}

/// XML 1.0, section 2.8: nothing may come before the XML declaration.
pub(super) fn blanks_before_declaration(bytes: usize) -> Finding {
    Finding::new(
        Code::XmlMalformed,
        format!(
            "{} of white space before the XML declaration, inside the encoded message; strict parsers refuse this",
            counted(bytes, "byte")
        ),
    )
    .with_expected("`<?xml` as the first characters of the message")
    .with_fix("in the sender, remove the blank or empty line before `<?xml` from the template or page that writes the message")
}

/// An element name is what the message says; what is no plain name is not repeated (invariant: private-values).
fn name(name: &str) -> String {
    let is_plain = name.len() <= 64
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'.'));
    if is_plain { format!("`{name}`") } else { "one with an odd name".to_owned() }
}

/// Names a text that is not base64 by its looks, before it is taken for a damaged value.
pub(super) fn named_text(text: &str) -> Option<Finding> {
    if let Some((_, after)) = text.split_once("-----BEGIN ") {
        let what = match after.split_once("-----").map(|(label, _)| label) {
            Some("CERTIFICATE" | "TRUSTED CERTIFICATE" | "X509 CERTIFICATE") => "a PEM certificate",
            Some("CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST") => "a PEM certificate request",
            Some("PKCS7" | "PKCS #7 SIGNED DATA" | "CMS") => "PKCS #7 certificates in PEM",
            Some("PUBLIC KEY" | "RSA PUBLIC KEY") => "a PEM public key",
            Some(label) if label.ends_with("PRIVATE KEY") => "a PEM private key",
            // Somebody's own marks around a message.
            Some(label) if ["SAML", "RESPONSE", "REQUEST", "MESSAGE"].iter().any(|of| label.contains(of)) => {
                return None;
            }
            _ => "PEM data",
        };
        return Some(not_saml(what));
    }
    is_jwt(text).then(|| not_saml("a JSON Web Token, which belongs to OpenID Connect or OAuth"))
}

/// Three base64url parts; the first is a JSON object (RFC 7519).
fn is_jwt(text: &str) -> bool {
    let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
    let mut parts = text.split('.');
    let header = parts.next().unwrap_or_default();
    header.starts_with("eyJ")
        && matches!(parts.count(), 2 | 4)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'='))
}

/// Values that a redacted export has instead of the real ones.
pub(super) fn is_masked(text: &str) -> bool {
    const MARKS: &[&str] =
        &["***", "█", "▇", "■■", "•••", "●●●", "…", "...", "{hash:", "{obf:", "{overwritten"];
    let word: String = text.chars().filter(|c| c.is_ascii_alphabetic()).take(16).collect();
    MARKS.iter().any(|mark| text.contains(mark))
        || ((text.len() <= 24 || text.starts_with(['[', '<', '(', '{']))
            && ["redacted", "masked", "removed", "hidden", "filtered", "omitted", "sanitized"]
                .iter()
                .any(|masked| word.eq_ignore_ascii_case(masked)))
}

/// Masks inside the XML of a message.
pub(super) fn is_masked_xml(xml: &str) -> bool {
    ["***", "█", "[REDACTED]", "[redacted]"].iter().any(|mark| xml.contains(mark))
}

/// The value was masked.
pub(super) fn masked() -> Finding {
    Finding::new(
        Code::MaskedValues,
        "the value is masked or shortened, so there is nothing to decode and no signature to verify",
    )
    .with_fix("export again without masking: in SAML-tracer choose `None` as cookie and POST filter; in the browser export the HAR with sensitive data")
}
