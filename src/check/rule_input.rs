//! What every check is given: the model, the expectations and the time.

use crate::assertion::{Assertion, Response};
use crate::expectations::{AttributePolicy, InResponseTo, Policy, ServiceProvider};
use chrono::{DateTime, TimeDelta, Utc};

/// The model of one message and what is expected of it.
#[derive(Clone, Copy)]
pub(crate) struct RuleInput<'c, 't> {
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
    /// The URL that the capture shows the message was sent to, for a report.
    pub(crate) captured_url: Option<&'c str>,
    /// Whether that signature was verified.
    pub(crate) response_verified: bool,
}

impl<'c> RuleInput<'c, '_> {
    /// The URL from the capture that this one differs from, though it must be the same (SAML 2.0 profiles, 4.1.4.3;
    /// core, 3.2.2). A captured URL that is not configured may be an internal one, behind a proxy, and decides nothing.
    pub(crate) fn delivered_elsewhere(&self, url: &str) -> Option<&'c str> {
        let acs = self.service_provider.acs();
        let is_own = |captured: &&str| acs.is_empty() || acs.iter().any(|known| known == captured);
        self.captured_url.filter(|captured| *captured != url).filter(is_own)
    }

    /// Whether a period that begins then has begun: `not_before <= now + skew`.
    ///
    /// The skew is applied here and in [`RuleInput::has_ended`], once, and the same to every time (SAML 2.0 core,
    /// 2.5.1.2 lets the relying party choose it).
    pub(crate) fn has_begun(&self, not_before: DateTime<Utc>) -> bool {
        has_begun(not_before, self.now, self.clock_skew)
    }

    /// Whether a period that ends then has ended: `now - skew >= not_on_or_after`.
    pub(crate) fn has_ended(&self, not_on_or_after: DateTime<Utc>) -> bool {
        has_ended(not_on_or_after, self.now, self.clock_skew)
    }
}

/// As [`RuleInput::has_begun`], before there is a context.
pub(super) fn has_begun(not_before: DateTime<Utc>, now: DateTime<Utc>, clock_skew: TimeDelta) -> bool {
    not_before <= now.checked_add_signed(clock_skew).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// As [`RuleInput::has_ended`], before there is a context.
pub(super) fn has_ended(not_on_or_after: DateTime<Utc>, now: DateTime<Utc>, clock_skew: TimeDelta) -> bool {
    now.checked_sub_signed(clock_skew).unwrap_or(DateTime::<Utc>::MIN_UTC) >= not_on_or_after
}
