//! Where a person goes after the login, never to another host.

use std::fmt;

/// The longest path that is kept, in bytes; the sealed request must fit into a cookie.
const MAX_BYTES: usize = 1_024;

/// A path of this service, with its query: where a person goes after the login or logout.
///
/// It begins with one `/` and contains only visible ASCII characters without `\`, so that no browser takes it for an
/// address of another host (open redirect, CWE-601).
///
/// ```
/// use samlens::sign_on::ReturnPath;
///
/// assert_eq!(ReturnPath::new("/reports?year=2026").unwrap().as_str(), "/reports?year=2026");
/// for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "reports"] {
///     assert!(ReturnPath::new(elsewhere).is_none(), "{elsewhere}");
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ReturnPath(String);

impl ReturnPath {
    /// The path, if it is one of this service and has at most 1,024 bytes.
    pub fn new(path: &str) -> Option<ReturnPath> {
        let mut bytes = path.bytes();
        let local = bytes.next() == Some(b'/') && bytes.next() != Some(b'/');
        let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        (local && plain && path.len() <= MAX_BYTES).then(|| ReturnPath(path.to_owned()))
    }

    /// The path if it is one of this service, or `/`.
    pub fn or_root(path: &str) -> ReturnPath {
        ReturnPath::new(path).unwrap_or_default()
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ReturnPath {
    fn default() -> ReturnPath {
        ReturnPath("/".to_owned())
    }
}

impl fmt::Debug for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A query may contain values of a person (invariant: private-values).
        write!(f, "ReturnPath({} bytes)", self.0.len())
    }
}
