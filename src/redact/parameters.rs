//! Which parameters, headers and members are replaced: judged by their names.

/// Parameters that say nothing of a person.
pub(super) const KEPT: [&str; 8] =
    ["samlresponse", "samlrequest", "wresult", "samlencoding", "sigalg", "signature", "keyinfo", "wa"];

/// Parts of the names of parameters, headers and members that are secrets or persons.
const SECRET: [&str; 16] = [
    "password",
    "passwd",
    "pwd",
    "token",
    "secret",
    "session",
    "credential",
    "authorization",
    "api-key",
    "apikey",
    "csrf",
    "xsrf",
    "nonce",
    "username",
    "login_hint",
    "userid",
];

/// Which parameters of a text are replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameters {
    /// All: the text is a URL, a query or a form body.
    All,
    /// RelayState and those that are secrets by their names.
    Secret,
}

/// Whether a name, in lower case, is that of a secret or a person.
pub(super) fn is_secret(lower: &str) -> bool {
    SECRET.iter().any(|secret| lower.contains(secret))
}
