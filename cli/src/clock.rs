//! The clock of the command.

use chrono::{DateTime, SubsecRound, Utc};
use std::time::SystemTime;

/// The clock, read here once: the library has none (invariant: no-ambient).
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(0)
}
