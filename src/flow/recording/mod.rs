//! A recording of HTTP: HAR 1.2 of any program, or an export of SAML-tracer, read in one pass.
//!
//! Only what the story needs is kept of an exchange: of a page its title and what its forms are for, of headers those
//! that say something. So a recording costs little more memory than its text (invariant: bounded).

mod exchange;
mod page;
mod raw;
mod read;

pub(crate) use exchange::Exchange;

use crate::capture::{Captured, Unreadable};
use crate::finding::Detail;
use crate::flow::browser::Browser;
use crate::inspect::{Report, unreadable};
use crate::{Finding, Limits};
use chrono::{DateTime, Utc};
use std::fmt;

/// Exchanges that are read of one recording.
const MAX_EXCHANGES: usize = 50_000;

/// A recording of a login, read from a HAR or a SAML-tracer export.
///
/// ```
/// use samlens::{Limits, inspect::Recording};
/// let refused = Recording::read(b"{\"log\": {\"entries\": []}}", &Limits::default()).unwrap_err();
/// assert_eq!(refused.code(), samlens::Code::NotSaml);
/// ```
#[derive(Clone)]
pub struct Recording {
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) browser: Browser,
    /// Program and version that wrote it.
    pub(crate) creator: String,
    /// Exchanges in the file, also those that were left out.
    pub(crate) total: usize,
    /// Some request has a cookie, so that a missing one was not sent.
    pub(crate) shows_sent: bool,
    /// Some answer sets a cookie.
    pub(crate) shows_set: bool,
    /// Messages that could not be decoded.
    pub(crate) undecoded: usize,
}

impl Recording {
    /// Reads a recording.
    ///
    /// # Errors
    /// The input is no recording, or has no SAML message in it; the finding says what it is.
    pub fn read(input: &[u8], limits: &Limits) -> Result<Recording, Box<Finding>> {
        read::read(input, limits)
    }

    /// Whether a refusal says that the input is a single message, which [`Capture`](crate::inspect::Capture) reads.
    ///
    /// ```
    /// use samlens::{Limits, inspect::Recording};
    /// let message = b"<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>";
    /// let refusal = Recording::read(message, &Limits::default()).unwrap_err();
    /// assert!(Recording::is_single_message(&refusal));
    /// let refusal = Recording::read(b"{\"log\": {\"entries\": []}}", &Limits::default()).unwrap_err();
    /// assert!(!Recording::is_single_message(&refusal));
    /// ```
    pub fn is_single_message(refusal: &Finding) -> bool {
        refusal.detail() == Some(Detail::SingleMessage)
    }

    /// The report on an input that is no recording of a login.
    pub fn refused(refusal: Finding, at: impl Into<DateTime<Utc>>) -> Report {
        unreadable(refusal, None, at.into())
    }

    /// Every SAML message, in order.
    pub fn messages(&self) -> impl Iterator<Item = &Captured> {
        self.exchanges.iter().flat_map(|exchange| exchange.messages.iter())
    }

    /// Every response.
    pub fn responses(&self) -> impl Iterator<Item = &Captured> {
        self.messages().filter(|message| message.parameter() == Some("SAMLResponse"))
    }

    /// The last response: its issuer chooses the keys.
    pub fn last_response(&self) -> Option<&Captured> {
        self.responses().last()
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Invariant: private-values. URLs, bodies and cookies may have values of a person.
        f.debug_struct("Recording").field("exchanges", &self.exchanges.len()).finish_non_exhaustive()
    }
}

/// What the input is, as `check` would say.
pub(super) fn refusal(unread: &Unreadable) -> Box<Finding> {
    Box::new(unread.finding().clone())
}
