//! Which revision of a document is known, so that a server need not send it again (RFC 9110, section 13).

use ureq::http::{HeaderName, header};

/// The longest value of a header that is kept and sent back.
const MAX_LENGTH: usize = 1_024;

/// The `ETag` and `Last-Modified` of a document. Without either, a document is sent whole each time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revision {
    etag: Option<String>,
    last_modified: Option<String>,
}

impl Revision {
    pub(super) fn of<'a>(header: &impl Fn(HeaderName) -> Option<&'a str>) -> Revision {
        let kept =
            |name| header(name).filter(|value| (1..=MAX_LENGTH).contains(&value.len())).map(str::to_owned);
        Revision { etag: kept(header::ETAG), last_modified: kept(header::LAST_MODIFIED) }
    }

    #[cfg(test)]
    pub(crate) fn test() -> Revision {
        Revision { etag: Some("\"1\"".to_owned()), last_modified: None }
    }

    /// Whether the server sent neither.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }

    pub(super) fn conditions(&self) -> impl Iterator<Item = (HeaderName, &str)> {
        let etag = self.etag.as_deref().map(|value| (header::IF_NONE_MATCH, value));
        let date = self.last_modified.as_deref().map(|value| (header::IF_MODIFIED_SINCE, value));
        etag.into_iter().chain(date)
    }
}
