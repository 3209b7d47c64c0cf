//! Why a login or logout is refused.

use crate::Rejection;
use crate::replay::StoreError;
use std::fmt;

/// Why a login or logout is refused. `Debug` and `Display` contain no value of a person.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// The validator rejects the message.
    Rejected(Rejection),
    /// This browser has no login open: it has no cookies, the login was finished already, or it took too long. Start
    /// another one.
    NoOpenRequest,
    /// The response is of another identity provider than the one that was asked.
    OtherProvider,
    /// The person authenticated before a request that asked for a new authentication, or in another way than it asked for.
    NotAsRequested,
    /// The identity provider began this login, and
    /// [`SignOnBuilder::allow_unsolicited_from`](super::SignOnBuilder::allow_unsolicited_from) does not name it.
    Unsolicited,
    /// The message was used before, or its request was answered before.
    Replayed,
    /// The replay store is full, so it cannot tell whether the message was used before.
    StoreFull,
    /// The replay store did not answer, so it is not known whether the message was used before.
    Store(StoreError),
    /// The address at which the message arrived is not one of the service's.
    UnknownAddress(crate::Error),
}

impl Refusal {
    /// A stable code: the finding's of a rejection, or `no-open-request`, `other-provider`, `not-as-requested`,
    /// `unsolicited`, `replayed`, `store-full`, `store-unavailable` or `unknown-address`.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Rejected(rejection) => rejection.code().as_str(),
            Refusal::NoOpenRequest => "no-open-request",
            Refusal::OtherProvider => "other-provider",
            Refusal::NotAsRequested => "not-as-requested",
            Refusal::Unsolicited => "unsolicited",
            Refusal::Replayed => "replayed",
            Refusal::StoreFull => "store-full",
            Refusal::Store(_) => "store-unavailable",
            Refusal::UnknownAddress(_) => "unknown-address",
        }
    }

    /// The HTTP status for it: 403, 503 if the store failed, and 500 if an administrator has to act.
    pub fn status(&self) -> u16 {
        match self {
            Refusal::StoreFull | Refusal::Store(_) => 503,
            _ if self.is_configuration_fault() => 500,
            _ => 403,
        }
    }

    /// Whether an administrator has to act; see [`Rejection::is_configuration_fault`].
    pub fn is_configuration_fault(&self) -> bool {
        match self {
            Refusal::Rejected(rejection) => rejection.is_configuration_fault(),
            Refusal::UnknownAddress(_) => true,
            _ => false,
        }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Refusal {
        Refusal::Rejected(rejection)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Refusal::Store(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Rejected(rejection) => rejection.fmt(f),
            Refusal::NoOpenRequest => {
                f.write_str("this browser has no open login that the message could answer")
            }
            Refusal::OtherProvider => {
                f.write_str("the message is of another identity provider than the one that was asked")
            }
            Refusal::NotAsRequested => {
                f.write_str("the person did not authenticate as the request asked for")
            }
            Refusal::Unsolicited => {
                f.write_str("the identity provider began this login by itself, which is not allowed for it")
            }
            Refusal::Replayed => f.write_str("the message was used before"),
            Refusal::StoreFull => f.write_str("the replay store is full"),
            Refusal::Store(error) => write!(f, "the replay store failed: {error}"),
            Refusal::UnknownAddress(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Refusal::Rejected(rejection) => Some(rejection),
            Refusal::Store(error) => Some(error),
            Refusal::UnknownAddress(error) => Some(error),
            _ => None,
        }
    }
}
