//! What a service remembers of a login to end it later.

use super::fields::{joined, split};
use crate::{Login, Logout};
use std::fmt;

/// Whose session it is, at which identity provider: what a service stores with its own session, to log out later.
///
/// It contains the NameID, so it is a value of a person; `Debug` prints nothing of it. Store [`SessionSubject::to_text`]
/// and read it back with [`SessionSubject::from_text`].
#[derive(Clone, PartialEq, Eq)]
pub struct SessionSubject {
    issuer: String,
    name_id: String,
    format: Option<String>,
    name_qualifier: Option<String>,
    sp_name_qualifier: Option<String>,
    sp_provided_id: Option<String>,
    session_indexes: Vec<String>,
    /// As [`Login::subject_key`]: equal exactly if the NameIDs strongly match.
    key: String,
}

impl SessionSubject {
    /// What to remember of a login.
    pub fn of(login: &Login) -> SessionSubject {
        let owned = |value: Option<&str>| value.map(str::to_owned);
        SessionSubject {
            issuer: login.issuer().to_owned(),
            name_id: login.name_id().to_owned(),
            format: owned(login.name_id_format()),
            name_qualifier: owned(login.name_qualifier()),
            sp_name_qualifier: owned(login.sp_name_qualifier()),
            sp_provided_id: owned(login.sp_provided_id()),
            session_indexes: login.session_indexes().map(str::to_owned).collect(),
            key: login.subject_key(),
        }
    }

    /// One text, for the storage of the service's sessions.
    pub fn to_text(&self) -> String {
        let named = [
            Some(self.issuer.as_str()),
            Some(&self.name_id),
            self.format.as_deref(),
            self.name_qualifier.as_deref(),
            self.sp_name_qualifier.as_deref(),
            self.sp_provided_id.as_deref(),
            Some(&self.key),
        ];
        joined(named.into_iter().chain(self.session_indexes.iter().map(|index| Some(index.as_str()))))
    }

    /// Reads what [`SessionSubject::to_text`] wrote; none if it is another text.
    pub fn from_text(text: &str) -> Option<SessionSubject> {
        let fields = split(text)?;
        let (named, indexes) = fields.split_first_chunk::<7>()?;
        let [issuer, name_id, format, name_qualifier, sp_name_qualifier, sp_provided_id, key] =
            named.map(|field| field.map(str::to_owned));
        let session_indexes = indexes.iter().map(|index| index.map(str::to_owned)).collect::<Option<_>>()?;
        Some(SessionSubject {
            issuer: issuer?,
            name_id: name_id?,
            format,
            name_qualifier,
            sp_name_qualifier,
            sp_provided_id,
            session_indexes,
            key: key?,
        })
    }

    /// Entity ID of the identity provider.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// NameID of the person.
    pub fn name_id(&self) -> &str {
        &self.name_id
    }

    /// The same as [`Login::subject_key`] and [`Logout::subject_key`], to find sessions in a database.
    pub fn subject_key(&self) -> &str {
        &self.key
    }

    /// The sessions at the identity provider.
    pub fn session_indexes(&self) -> impl Iterator<Item = &str> {
        self.session_indexes.iter().map(String::as_str)
    }

    pub(crate) fn format(&self) -> Option<&str> {
        self.format.as_deref()
    }

    pub(crate) fn qualifiers(&self) -> [(&'static str, Option<&str>); 3] {
        [
            ("NameQualifier", self.name_qualifier.as_deref()),
            ("SPNameQualifier", self.sp_name_qualifier.as_deref()),
            ("SPProvidedID", self.sp_provided_id.as_deref()),
        ]
    }
}

impl Logout {
    /// As [`Logout::ends`], of a login that was remembered as a [`SessionSubject`].
    pub fn ends_session(&self, subject: &SessionSubject) -> bool {
        let names_session =
            || subject.session_indexes().any(|one| self.session_indexes().iter().any(|own| own == one));
        self.subject_key().is_some_and(|key| key == subject.key)
            && (self.session_indexes().is_empty() || names_session())
    }
}

impl fmt::Debug for SessionSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionSubject").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}
