//! What every check is given: the model, the expectations and the time.

use crate::assertion::{Assertion, Response};
use crate::expectations::{AttributePolicy, InResponseTo, Policy, ServiceProvider};
use chrono::{DateTime, TimeDelta, Utc};

/// The model of one message and what is expected of it.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c, 't> {
    pub(crate) service_provider: &'c ServiceProvider,
    pub(crate) request: InResponseTo<'c>,
    pub(crate) policy: &'c Policy,
    pub(crate) attribute_policy: &'c AttributePolicy,
    /// The instant that the message is judged at.
    pub(crate) now: DateTime<Utc>,
    /// How far the clocks of the two sides may differ.
    pub(crate) clock_skew: TimeDelta,
    pub(crate) response: &'c Response<'t>,
    /// Absent where none could be read: what needs it is then not run.
    pub(crate) assertion: Option<&'c Assertion<'t>>,
    /// Whether a signature covers the whole Response.
    pub(crate) response_signed: bool,
    /// Whether that signature was verified.
    pub(crate) response_verified: bool,
}

impl Context<'_, '_> {
    /// Whether a period that begins then has begun: `not_before <= now + skew`.
    ///
    /// The skew is applied here and in [`Context::has_ended`], once, and the same to every time (SAML 2.0 core,
    /// 2.5.1.2 lets the relying party choose it).
    pub(crate) fn has_begun(&self, not_before: DateTime<Utc>) -> bool {
        not_before <= self.now.checked_add_signed(self.clock_skew).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Whether a period that ends then has ended: `now - skew >= not_on_or_after`.
    pub(crate) fn has_ended(&self, not_on_or_after: DateTime<Utc>) -> bool {
        self.now.checked_sub_signed(self.clock_skew).unwrap_or(DateTime::<Utc>::MIN_UTC) >= not_on_or_after
    }
}
