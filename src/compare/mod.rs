//! What differs between two messages and is relevant to a service: for `samlens compare`.
//!
//! Each message becomes a list of facts ([`facts`]); facts of the same name are compared. What always differs between two
//! logins is kept apart, and values of persons are compared by their shape alone (invariant: private-values).

mod attributes;
mod differences;
mod explains;
mod facts;
mod human;
mod json;
mod names;
mod shape;
mod signature;
mod time;

use crate::capture::Captured;
use crate::report::{DeploymentSummary, Report, Verdict};
use crate::xml::Document;
use crate::{Code, Limits};
pub(crate) use human::summary;
use std::fmt;

/// What a difference is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum What {
    /// The status codes.
    Status,
    /// Who sent it.
    Issuer,
    /// Which elements are signed, what the signatures refer to, and whether they verify.
    Signature,
    /// Algorithms of signatures and digests.
    Algorithm,
    /// Canonicalization and other transforms.
    Canonicalization,
    /// Certificates that the message carries.
    Certificate,
    /// What is encrypted, and how.
    Encryption,
    /// The audience.
    Audience,
    /// Destination of the message.
    Destination,
    /// Recipient of the assertion.
    Recipient,
    /// Where it was sent, and other addresses.
    Endpoint,
    /// How it traveled.
    Binding,
    /// Whether it names the request that it answers.
    InResponseTo,
    /// Periods of validity, as durations.
    Lifetime,
    /// How instants are written.
    Time,
    /// The NameID and its format.
    NameId,
    /// Attributes and the shape of their values.
    Attribute,
    /// How the user signed in.
    AuthnContext,
    /// Session index and end of the session.
    Session,
    /// What a request asks for.
    Request,
    /// Settings in metadata.
    Metadata,
    /// Presence, number and order of elements.
    Structure,
    /// Namespaces and their prefixes.
    Namespace,
    /// Identifiers of this one message.
    Id,
}

impl What {
    /// The word in reports, for example `name-id`.
    pub fn as_str(self) -> &'static str {
        match self {
            What::Status => "status",
            What::Issuer => "issuer",
            What::Signature => "signature",
            What::Algorithm => "algorithm",
            What::Canonicalization => "canonicalization",
            What::Certificate => "certificate",
            What::Encryption => "encryption",
            What::Audience => "audience",
            What::Destination => "destination",
            What::Recipient => "recipient",
            What::Endpoint => "endpoint",
            What::Binding => "binding",
            What::InResponseTo => "in-response-to",
            What::Lifetime => "lifetime",
            What::Time => "time",
            What::NameId => "name-id",
            What::Attribute => "attribute",
            What::AuthnContext => "authn-context",
            What::Session => "session",
            What::Request => "request",
            What::Metadata => "metadata",
            What::Structure => "structure",
            What::Namespace => "namespace",
            What::Id => "id",
        }
    }
}

/// One of the two messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The first message, usually the good one.
    Left,
    /// The second message, usually the bad one.
    Right,
}

impl Side {
    /// The word in reports: `left` or `right`.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Right => "right",
        }
    }
}

/// One difference. Values of persons are in none of its texts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Difference {
    /// What it is about.
    pub what: What,
    /// The element, attribute or setting.
    pub name: String,
    /// What the first message has; none if it is missing there.
    pub left: Option<String>,
    /// What the second message has; none if it is missing there.
    pub right: Option<String>,
    /// How the two differ, if that can be said in words.
    pub note: Option<String>,
    /// Whether it can matter to a service. Two logins always differ in the others.
    pub significant: bool,
    /// The finding that this difference explains, and on which side.
    pub explains: Option<(Side, Code)>,
}

/// One side of a comparison: the message and the report on it.
#[derive(Clone, Copy)]
pub struct Compared<'c> {
    message: &'c Captured,
    report: &'c Report,
}

impl<'c> Compared<'c> {
    /// A message with the report on it.
    pub fn new(message: &'c Captured, report: &'c Report) -> Compared<'c> {
        Compared { message, report }
    }
}

impl fmt::Debug for Compared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compared").field("message", &self.message).finish_non_exhaustive()
    }
}

/// What is known of a side in addition to the differences. The sentence of the root finding is not kept: it may have a
/// value of a person.
#[derive(Clone, Debug)]
pub(crate) struct SideSummary {
    pub(crate) kind: String,
    /// None of what is not judged, such as metadata.
    pub(crate) verdict: Option<Verdict>,
    pub(crate) root: Option<Code>,
    pub(crate) at: chrono::DateTime<chrono::Utc>,
    pub(crate) readable: bool,
}

/// What differs between two messages.
///
/// ```
/// use samlens::inspect::{Captured, Compared, Comparison, What};
/// use samlens::{Limits, Validator};
///
/// let request = |destination: &str| {
///     Captured::from_xml(format!(
///         r#"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Destination="{destination}"/>"#
///     ))
/// };
/// let (left, right) = (request("https://idp.example.org/sso"), request("https://idp.example.org/sso/"));
/// let inspector = Validator::builder().inspector();
/// let now = std::time::SystemTime::now();
/// let reports = [&left, &right].map(|message| inspector.inspect_captured(message).at_own_time(now));
/// let comparison = Comparison::of(
///     Compared::new(&left, &reports[0]),
///     Compared::new(&right, &reports[1]),
///     &Limits::default(),
/// );
/// let significant: Vec<_> = comparison.differences().iter().filter(|one| one.significant).collect();
/// assert_eq!(significant.len(), 1);
/// assert_eq!(significant[0].what, What::Destination);
/// ```
#[derive(Clone, Debug)]
pub struct Comparison {
    pub(crate) left: SideSummary,
    pub(crate) right: SideSummary,
    pub(crate) differences: Vec<Difference>,
    pub(crate) deployment: Option<DeploymentSummary>,
}

impl Comparison {
    /// Names the configuration file that both were judged by, for people and in the page.
    pub fn with_deployment(mut self, deployment: DeploymentSummary) -> Comparison {
        self.deployment = Some(deployment);
        self
    }

    /// Compares two messages. Each report should be as of the message's own time
    /// ([`Inspection::at_own_time`](super::inspect::Inspection::at_own_time)).
    pub fn of(left: Compared<'_>, right: Compared<'_>, limits: &Limits) -> Comparison {
        let documents = [left, right]
            .map(|side| Document::parse(side.message.xml(), limits).map_err(|error| error.code()));
        let [left_document, right_document] = &documents;
        let mut differences = match (left_document, right_document) {
            (Ok(a), Ok(b)) => {
                let ours = facts::of(a, left.message, left.report);
                let theirs = facts::of(b, right.message, right.report);
                differences::between(&ours, &theirs)
            }
            (a, b) => unparsed(a.as_ref().err().copied(), b.as_ref().err().copied()),
        };
        explains::mark(&mut differences, left.report, right.report);
        let summary = |side: Compared<'_>, document: &Result<Document<'_>, Code>| SideSummary {
            kind: document.as_ref().map_or("unreadable".to_owned(), |one| one.root().local_name().to_owned()),
            verdict: match document {
                Ok(document) if !crate::check::rules::message_kind::is_saml(document.root()) => None,
                _ => Some(side.report.verdict()),
            },
            root: match document {
                Ok(document) if !crate::check::rules::message_kind::is_saml(document.root()) => None,
                _ => side.report.root().map(crate::Finding::code),
            },
            at: side.report.at(),
            readable: document.is_ok(),
        };
        let (left, right) = (summary(left, left_document), summary(right, right_document));
        Comparison { left, right, differences, deployment: None }
    }

    /// Every difference: first what explains a rejection, then what can matter to a service, then what always differs.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// The exit code that the contract gives: 0 nothing significant differs, 1 something does, 3 a side cannot be read.
    pub fn exit_code(&self) -> u8 {
        let unread = |side: &SideSummary| !side.readable && side.verdict == Some(Verdict::Unreadable);
        if unread(&self.left) || unread(&self.right) {
            return 3;
        }
        u8::from(self.differences.iter().any(|difference| difference.significant))
    }

    /// The first finding on this side that leads its report.
    pub fn root(&self, side: Side) -> Option<Code> {
        match side {
            Side::Left => self.left.root,
            Side::Right => self.right.root,
        }
    }
}

/// All that can be said where a message is no XML that may be read.
fn unparsed(left: Option<Code>, right: Option<Code>) -> Vec<Difference> {
    if left == right {
        return Vec::new();
    }
    let shown =
        |code: Option<Code>| Some(code.map_or("can be read".to_owned(), |code| format!("refused: {code}")));
    vec![Difference {
        what: What::Structure,
        name: "XML".to_owned(),
        left: shown(left),
        right: shown(right),
        note: None,
        significant: true,
        explains: None,
    }]
}
