//! What a file or an answer is that was given for metadata or certificates, recognized by its content.

use samlens::{Certificate, Error, GivenInstead};

/// Steps over the prolog of a document; more comments than that have no place before metadata.
const MAX_PROLOG: usize = 64;

/// What it is.
pub(crate) enum Content {
    /// Metadata, as XML.
    Metadata(String),
    Certificates(Vec<Certificate>),
    Other(Other),
}

/// Something else, in words, and what to do with it.
pub(crate) struct Other {
    /// For example `a private key`.
    pub(crate) what: String,
    /// The option that takes it, as a sentence.
    pub(crate) instead: Option<&'static str>,
}

impl Other {
    fn content(what: impl Into<String>, instead: Option<&'static str>) -> Content {
        Content::Other(Other { what: what.into(), instead })
    }
}

/// Reads what was given.
pub(crate) fn of(bytes: &[u8]) -> Content {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if text.trim_end().is_empty() {
        return Other::content("an empty file", None);
    }
    if text.starts_with('<') {
        return xml(text);
    }
    if let Some(inner) = base64_text(text).filter(|inner| inner.trim_start().starts_with('<')) {
        return xml(inner.trim_start());
    }
    match Certificate::from_any(bytes) {
        Ok(all) => Content::Certificates(all),
        Err(error) => other(text, &error),
    }
}

fn xml(text: &str) -> Content {
    match root(text) {
        Some("EntityDescriptor" | "EntitiesDescriptor") => Content::Metadata(text.to_owned()),
        Some("Response" | "Assertion") => {
            Other::content("a SAML response", Some("it is the input: samlens check FILE"))
        }
        Some("AuthnRequest") => Other::content("an authentication request", Some("--request takes it")),
        Some("LogoutRequest" | "LogoutResponse") => {
            Other::content("a logout message", Some("it is the input: samlens check FILE"))
        }
        Some(name) if name.eq_ignore_ascii_case("html") => Other::content(
            "an HTML page, not metadata",
            Some("save the metadata itself; this is probably a sign-in page"),
        ),
        Some(name) => {
            let name: String = name.chars().take(60).collect();
            Other::content(format!("XML with the root element {name}, not metadata"), None)
        }
        None => Other::content("not well-formed XML", None),
    }
}

/// The local name of the root element.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    for _ in 0..MAX_PROLOG {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("<?") {
            rest = after.split_once("?>")?.1;
        } else if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->")?.1;
        } else if let Some(after) = rest.strip_prefix("<!") {
            rest = after.split_once('>')?.1;
        } else {
            let name = rest.strip_prefix('<')?;
            let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
            let name = name.get(..end)?;
            return Some(name.rsplit(':').next().unwrap_or(name));
        }
    }
    None
}

/// What is neither XML nor certificates; `why` is the error of the reader of certificates.
fn other(text: &str, why: &Error) -> Content {
    let contains = |part: &str| text.contains(part);
    let instead = why.given_instead();
    if instead == Some(GivenInstead::PrivateKey) || contains("PRIVATE KEY-----") {
        return Other::content("a private key", Some("keep it secret; --decrypt-key takes it"));
    }
    if is_jwt(text) {
        return Other::content(
            "a JWT (OpenID Connect), not SAML",
            Some("SAML needs the identity provider's metadata or certificate"),
        );
    }
    if text.starts_with('{') {
        if contains("\"entries\"") && contains("\"log\"") {
            return Other::content("a HAR file", Some("it is the input: samlens check FILE"));
        }
        if contains("\"jwks_uri\"") || contains("\"keys\"") {
            return Other::content(
                "OpenID Connect configuration, not SAML",
                Some("SAML needs the identity provider's metadata or certificate"),
            );
        }
        return Other::content("JSON, neither metadata nor a certificate", None);
    }
    if ["SAMLResponse=", "SAMLRequest="].into_iter().any(contains) {
        return Other::content("a captured message", Some("it is the input: samlens check FILE"));
    }
    if contains("[service_provider]") || contains("[[identity_provider]]") {
        return Other::content("a configuration file", Some("--config takes it"));
    }
    match instead {
        Some(GivenInstead::KeyStore) => Other::content(
            "a PKCS #12 key store",
            Some("export its certificate: openssl pkcs12 -in FILE -clcerts -nokeys"),
        ),
        Some(GivenInstead::TooManyCertificates) => {
            Other::content(format!("a file of too many certificates: {why}"), None)
        }
        Some(GivenInstead::Other(what)) => Other::content(what, None),
        _ if text.contains("-----BEGIN CERT") => {
            Other::content(format!("a damaged certificate: {why}"), None)
        }
        _ if text.contains('\u{FFFD}') => {
            Other::content("a binary file, neither metadata nor a certificate", None)
        }
        _ => Other::content(format!("neither metadata nor a certificate ({why})"), None),
    }
}

/// Three parts in base64url, the first a JSON object.
pub(crate) fn is_jwt(text: &str) -> bool {
    let text = text.trim();
    let part =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    text.starts_with("eyJ") && matches!(text.split('.').count(), 3 | 5) && text.split('.').all(part)
}

fn base64_text(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    String::from_utf8(openssl::base64::decode_block(&compact).ok()?).ok()
}
