//! LogoutRequest and LogoutResponse (SAML 2.0 core, 3.7), and what of them may be trusted.

use super::Login;
use super::header::{Header, header_accessors};
use super::instant::parse_instant;
use super::response::Status;
use super::structure::{StructureCheck, StructureFault};
use super::subject::{NameId, SubjectParts};
use crate::decrypt::Opened;
use crate::signature::Signed;
use crate::xml::{Element, Namespace};
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// A samlp:LogoutRequest or samlp:LogoutResponse as written: UNVERIFIED.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LogoutMessage<'t> {
    header: Header<'t>,
    is_request: bool,
    identifier: Option<Element<'t>>,
    status: Option<Status<'t>>,
    opened: Option<Opened<'t>>,
}

impl<'t> LogoutMessage<'t> {
    /// Reads a LogoutRequest or LogoutResponse from its element.
    ///
    /// # Errors
    /// Every place where it breaks the schema.
    #[cfg(feature = "internals")]
    pub fn read(element: Element<'t>) -> Result<LogoutMessage<'t>, super::StructureFaults<'t>> {
        match LogoutMessage::read_with_faults(element) {
            (message, faults) if faults.is_empty() => Ok(message),
            (_, faults) => Err(super::StructureFaults(faults)),
        }
    }

    /// Reads what can be read and says what is wrong with it: for showing a message, never for trusting one.
    ///
    /// If an element occurs twice, the first one is read.
    pub fn read_with_faults(element: Element<'t>) -> (LogoutMessage<'t>, Vec<StructureFault<'t>>) {
        let is_request = element.local_name() == "LogoutRequest";
        let mut reader = StructureCheck::default();
        let mut header = Header::begin(
            element,
            Namespace::SAMLP,
            if is_request { "LogoutRequest" } else { "LogoutResponse" },
            &mut reader,
        );
        let mut extensions = None;
        let (mut identifier, mut status) = (None, None);
        reader.children(element, |reader, child| match (child.namespace(), child.local_name()) {
            (Namespace::SAMLP, "Extensions") => reader.once(&mut extensions, child),
            (Namespace::SAML, "BaseID" | "NameID" | "EncryptedID") if is_request => {
                reader.once(&mut identifier, child)
            }
            (Namespace::SAMLP, "SessionIndex") if is_request => {
                reader.text(child);
                true
            }
            (Namespace::SAMLP, "Status") if !is_request => reader.once(&mut status, child),
            _ => header.take(child, reader),
        });
        header.end(&mut reader);
        if let Some(name_id) = identifier.filter(|id| id.is(Namespace::SAML, "NameID")) {
            reader.text(name_id);
        }
        let status = status.map(|status| Status::read(status, &mut reader));
        let opened = None;
        let message = LogoutMessage { header, is_request, identifier, status, opened };
        (message, reader.into_faults())
    }

    /// The same with the plaintext of its EncryptedID in its place.
    pub(crate) fn with_opened(mut self, opened: Opened<'t>) -> LogoutMessage<'t> {
        if Some(opened.encrypted()) == self.identifier {
            self.identifier = Some(opened.plaintext());
            self.opened = Some(opened);
        }
        self
    }

    /// Whether it is a request; a response otherwise.
    pub fn is_request(&self) -> bool {
        self.is_request
    }

    /// NotOnOrAfter of a request, as written.
    pub fn not_on_or_after(&self) -> Option<&'t str> {
        self.header.element.attribute("NotOnOrAfter")
    }

    /// Until when it may be obeyed: until NotOnOrAfter, and at most this long after IssueInstant; `None` if a time
    /// cannot be read.
    pub(crate) fn usable_until(&self, lifetime: TimeDelta) -> Option<DateTime<Utc>> {
        let issued = parse_instant(self.issue_instant()?).ok()?;
        let end = issued.checked_add_signed(lifetime).unwrap_or(DateTime::<Utc>::MAX_UTC);
        match self.not_on_or_after().filter(|_| self.is_request) {
            Some(written) => Some(end.min(parse_instant(written).ok()?)),
            None => Some(end),
        }
    }

    /// NameID of a request: whose sessions end.
    pub fn name_id(&self) -> Option<NameId<'t>> {
        self.identifier.filter(|id| id.is(Namespace::SAML, "NameID")).map(NameId::new)
    }

    /// EncryptedID of a request, where it was not decrypted.
    pub fn encrypted_id(&self) -> Option<Element<'t>> {
        self.identifier.filter(|id| id.is(Namespace::SAML, "EncryptedID"))
    }

    /// The sessions that a request ends; all of the person's where there is none.
    pub fn session_indexes(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.header
            .element
            .children_named(Namespace::SAMLP, "SessionIndex")
            .map(|index| index.text().unwrap_or_default())
    }

    /// Status of a response.
    pub fn status(&self) -> Option<Status<'t>> {
        self.status
    }
}

header_accessors!(LogoutMessage: destination in_response_to);

/// A validated logout message: built from a `Signed` one and from nothing else (invariant: signed-proof).
///
/// `Debug` prints nothing of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Logout {
    is_request: bool,
    id: String,
    issuer: String,
    name_id: Option<String>,
    name_id_format: Option<String>,
    name_qualifier: Option<String>,
    sp_name_qualifier: Option<String>,
    sp_provided_id: Option<String>,
    session_indexes: Vec<String>,
    in_response_to: Option<String>,
    partial: bool,
    not_on_or_after: DateTime<Utc>,
}

impl Logout {
    /// Reads it from the element that was signed; `None` if the model is of another element, or lacks what it must
    /// have.
    pub(crate) fn from_signed(
        signed: Signed<'_>,
        message: &LogoutMessage<'_>,
        lifetime: TimeDelta,
    ) -> Option<Logout> {
        if signed.element() != message.element() {
            return None;
        }
        if message.opened.is_some_and(|opened| signed.decrypted(&opened).is_none()) {
            return None;
        }
        let name_id = message.name_id();
        if message.is_request() && name_id.is_none() {
            return None;
        }
        const PARTIAL: &str = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout";
        Some(Logout {
            is_request: message.is_request(),
            id: message.id()?.to_owned(),
            issuer: message.issuer()?.value().to_owned(),
            name_id: name_id.map(|name_id| name_id.value().to_owned()),
            name_id_format: name_id.and_then(|name_id| name_id.format()).map(str::to_owned),
            name_qualifier: name_id.and_then(|name_id| name_id.name_qualifier()).map(str::to_owned),
            sp_name_qualifier: name_id.and_then(|name_id| name_id.sp_name_qualifier()).map(str::to_owned),
            sp_provided_id: name_id.and_then(|name_id| name_id.sp_provided_id()).map(str::to_owned),
            session_indexes: message.session_indexes().map(str::to_owned).collect(),
            in_response_to: message.in_response_to().map(str::to_owned),
            not_on_or_after: message.usable_until(lifetime)?,
            partial: message.status().is_some_and(|status| status.sub_codes().any(|code| code == PARTIAL)),
        })
    }

    /// Whether the identity provider asks for a logout; otherwise it answers a request of this service.
    pub fn is_request(&self) -> bool {
        self.is_request
    }

    /// ID of the message, which the answer to a request repeats.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Entity ID of the identity provider that signed it.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Whose sessions end; of a request always there.
    pub fn name_id(&self) -> Option<&str> {
        self.name_id.as_deref()
    }

    /// Format of the NameID, a URI.
    pub fn name_id_format(&self) -> Option<&str> {
        self.name_id_format.as_deref()
    }

    /// NameQualifier of the NameID.
    pub fn name_qualifier(&self) -> Option<&str> {
        self.name_qualifier.as_deref()
    }

    /// SPNameQualifier of the NameID.
    pub fn sp_name_qualifier(&self) -> Option<&str> {
        self.sp_name_qualifier.as_deref()
    }

    /// SPProvidedID of the NameID.
    pub fn sp_provided_id(&self) -> Option<&str> {
        self.sp_provided_id.as_deref()
    }

    /// Whether this request ends the session of that login: the identity provider is the same, the NameID strongly
    /// matches, and the request names one of the login's sessions or no session (SAML 2.0 core, 3.7.3.1).
    ///
    /// A NameID strongly matches (core, 3.3.4) if the value, NameQualifier, SPNameQualifier and SPProvidedID are the same,
    /// character for character, each present in both or in neither, and the Format is. A missing Format is the same as
    /// `urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified` (core, 8.3.1). Two people may have the same value under
    /// different qualifiers, so never compare the value alone.
    ///
    /// Some products leave out Format or a qualifier in a LogoutRequest. If yours does, decide which parts must be the
    /// same, and compare those by their accessors.
    ///
    /// A request is also good for a login that arrives after it, until [`Logout::not_on_or_after`]. A service that keeps
    /// [`Login::subject_key`] and the session indexes instead of the login compares those with [`Logout::subject_key`] and
    /// [`Logout::session_indexes`]. A response ends nothing: the answer is `false`.
    pub fn ends(&self, login: &Login) -> bool {
        let names_session =
            || login.session_indexes().any(|one| self.session_indexes.iter().any(|own| own == one));
        self.subject_key().is_some_and(|key| key == login.subject_key())
            && (self.session_indexes.is_empty() || names_session())
    }

    /// The identity provider and the NameID with its qualifiers and format in one text, the same as
    /// [`Login::subject_key`] of the logins that the NameID strongly matches; none for a response.
    ///
    /// It contains the NameID, so it is a value of a person.
    pub fn subject_key(&self) -> Option<String> {
        let parts = SubjectParts {
            issuer: &self.issuer,
            format: self.name_id_format(),
            name_qualifier: self.name_qualifier(),
            sp_name_qualifier: self.sp_name_qualifier(),
            sp_provided_id: self.sp_provided_id(),
            value: self.name_id()?,
        };
        self.is_request.then(|| parts.key())
    }

    /// Which sessions end; all of the person's where there is none.
    pub fn session_indexes(&self) -> &[String] {
        &self.session_indexes
    }

    /// ID of the request that a response answers.
    pub fn in_response_to(&self) -> Option<&str> {
        self.in_response_to.as_deref()
    }

    /// When it ceases to be obeyed, without clock skew: the earlier of NotOnOrAfter, and IssueInstant with
    /// [`Policy::logout_lifetime`](crate::Policy::logout_lifetime).
    pub fn not_on_or_after(&self) -> DateTime<Utc> {
        self.not_on_or_after
    }

    /// Whether not every participant of the session could be logged out.
    pub fn is_partial(&self) -> bool {
        self.partial
    }
}

impl fmt::Debug for Logout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Invariant: private-values.
        f.debug_struct("Logout")
            .field("is_request", &self.is_request)
            .field("issuer", &self.issuer)
            .field("session_indexes", &self.session_indexes.len())
            .finish_non_exhaustive()
    }
}
