//! Who is signed in: an extractor for handlers.

use crate::sessions::SUBJECT;
use crate::{App, Problem, forms};
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use samlens::sign_on::{SessionSubject, SignedIn};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::{Expiry, Session};

/// How long a session lasts, if the identity provider names no earlier end.
pub const SESSION_LIFETIME: Duration = Duration::hours(8);

const USER: &str = "user";

/// The person who is signed in. A handler with this argument is for people who are; all others are sent to the login.
#[derive(Clone, Serialize, Deserialize)]
pub struct SamlUser {
    /// Entity ID of the identity provider. People of different providers are different, even with the same NameID.
    pub provider: String,
    /// The NameID.
    pub name_id: String,
    /// Names and values of attributes.
    pub attributes: Vec<(String, Vec<String>)>,
    /// What a form of this session must send back (CSRF).
    pub csrf: String,
    /// Ends the session at the identity provider.
    subject: String,
    /// When a new login is needed: the end that the identity provider names, or that of the longest session. It is looked at
    /// with each request, whatever the store of the sessions says.
    until: i64,
}

impl SamlUser {
    /// What the session remembers of a login.
    pub(crate) fn of(signed_in: &SignedIn) -> Result<SamlUser, Problem> {
        let login = signed_in.login();
        let attributes = login.attributes();
        let mut random = [0; 32];
        openssl::rand::rand_bytes(&mut random)?;
        let longest = (OffsetDateTime::now_utc() + SESSION_LIFETIME).unix_timestamp();
        Ok(SamlUser {
            provider: signed_in.provider().to_owned(),
            name_id: login.name_id().to_owned(),
            attributes: attributes
                .map(|one| (one.name().to_owned(), one.values().map(str::to_owned).collect()))
                .collect(),
            csrf: random.iter().map(|byte| format!("{byte:02x}")).collect(),
            subject: signed_in.session_subject().to_text(),
            until: login.session_not_on_or_after().map_or(longest, |end| end.timestamp().min(longest)),
        })
    }

    /// Begins a session with a new ID, which was known to no one before the login (session fixation, CWE-384).
    pub(crate) async fn begin(self, session: &Session) -> Result<(), Problem> {
        // `flush` alone would keep the ID for what is written next.
        session.clear().await;
        session.cycle_id().await?;
        let end = OffsetDateTime::from_unix_timestamp(self.until).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        session.set_expiry(Some(Expiry::AtDateTime(end)));
        session.insert(SUBJECT, &self.subject).await?;
        Ok(session.insert(USER, self).await?)
    }

    /// Ends the session, if the form is one of it. Another site can post a form too, but does not know the token.
    pub(crate) async fn end(&self, session: &Session, form: &forms::Logout) -> Result<(), Problem> {
        let (sent, own) = (form.csrf.as_bytes(), self.csrf.as_bytes());
        if sent.len() != own.len() || !openssl::memcmp::eq(sent, own) {
            return Err(Problem::ForeignForm);
        }
        Ok(session.flush().await?)
    }

    /// Whose session it is at the identity provider.
    pub(crate) fn subject(&self) -> Option<SessionSubject> {
        SessionSubject::from_text(&self.subject)
    }
}

impl FromRequestParts<Arc<App>> for SamlUser {
    type Rejection = Problem;

    async fn from_request_parts(request: &mut Parts, app: &Arc<App>) -> Result<SamlUser, Problem> {
        let session = Session::from_request_parts(request, app).await.map_err(|_| Problem::NotFound)?;
        let user: Option<SamlUser> = session.get(USER).await?;
        // A person of an identity provider that was removed since is signed in no longer.
        let is_trusted =
            |user: &SamlUser| app.sign_on().validator().identity_provider(&user.provider).is_some();
        let is_current = |user: &SamlUser| OffsetDateTime::now_utc().unix_timestamp() < user.until;
        match user.filter(is_trusted).filter(is_current) {
            Some(user) => Ok(user),
            None => {
                // A form is not sent again after the login, so who posted one comes back to the first page.
                let page = request.uri.path_and_query().filter(|_| request.method == Method::GET);
                let path = page.map_or("/", |path| path.as_str());
                Err(Problem::NotSignedIn { return_to: path.to_owned() })
            }
        }
    }
}

impl std::fmt::Debug for SamlUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // No value of a person in a log.
        f.debug_struct("SamlUser").field("provider", &self.provider).finish_non_exhaustive()
    }
}
