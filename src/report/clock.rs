//! The time that a message is judged at, and whether somebody chose it.

use chrono::{DateTime, Utc};

/// The time to judge at. A person who pastes a capture and gives no time seldom means the present.
///
/// ```
/// use samlens::report::Clock;
/// let at = "2026-01-15T10:01:00Z".parse()?;
/// assert_eq!(Clock::Given(at).instant(), at);
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// This instant was asked for: it is the only one judged at.
    Given(DateTime<Utc>),
    /// Nobody asked for an instant, and this is the present: an old capture is judged as of its own time besides.
    Present(DateTime<Utc>),
}

impl Clock {
    /// The instant that the verdict is of.
    pub fn instant(self) -> DateTime<Utc> {
        match self {
            Clock::Given(at) | Clock::Present(at) => at,
        }
    }
}
