//! What a handler answers, for any web framework.

/// A status, headers and a body, which a service hands to its web framework as they are.
///
/// A header may occur several times (`Set-Cookie`), so add each, and replace none.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpAnswer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl HttpAnswer {
    pub(super) fn redirect(location: &str) -> HttpAnswer {
        let headers = vec![("Location", location.to_owned())];
        HttpAnswer { status: 303, headers, body: String::new() }
            .private()
            .with_header("Referrer-Policy", "no-referrer")
    }

    pub(super) fn page(html: String, content_security_policy: String) -> HttpAnswer {
        let headers = vec![
            ("Content-Type", "text/html; charset=utf-8".to_owned()),
            ("Content-Security-Policy", content_security_policy),
            ("X-Content-Type-Options", "nosniff".to_owned()),
        ];
        // Not `no-referrer`: the browser would then say `Origin: null` to the identity provider.
        HttpAnswer { status: 200, headers, body: html }
            .private()
            .with_header("Referrer-Policy", "strict-origin")
    }

    /// No cache keeps it.
    fn private(self) -> HttpAnswer {
        self.with_header("Cache-Control", "no-store")
    }

    fn with_header(mut self, name: &'static str, value: &str) -> HttpAnswer {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The same with these cookies, each the value of a `Set-Cookie` header.
    #[must_use]
    pub fn with_cookies(self, cookies: impl IntoIterator<Item = impl AsRef<str>>) -> HttpAnswer {
        cookies.into_iter().fold(self, |answer, one| answer.with_header("Set-Cookie", one.as_ref()))
    }

    /// The HTTP status: 303 for a redirect, 200 for a page that posts a form.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Names and values of the headers.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The body, HTML or empty.
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl std::fmt::Debug for HttpAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A LogoutRequest names a person, and a cookie is a credential (invariant: private-values).
        f.debug_struct("HttpAnswer").field("status", &self.status).finish_non_exhaustive()
    }
}
