//! What reading one capture may cost altogether (invariant: bounded).

use crate::Limits;
use crate::encoding::inflate::{self, Inflated, Wrapping};
use std::cell::Cell;
use std::ops::Deref;

/// The limits, and how much was used of those for the whole capture.
pub(super) struct Budget<'l> {
    limits: &'l Limits,
    inflated: Cell<usize>,
    /// Size of the whole input, to recognize the limit of a tool that cut it.
    pub(super) input_bytes: usize,
}

impl<'l> Budget<'l> {
    pub(super) fn new(limits: &'l Limits, input: &[u8]) -> Budget<'l> {
        let input_bytes = input.trim_ascii().len();
        Budget { limits, inflated: Cell::new(0), input_bytes }
    }

    /// Inflates one value, within the size of a message and what is left for the capture.
    ///
    /// Each value may be read in more than one way. Work counts even if it gives no message.
    pub(super) fn inflate(&self, bytes: &[u8], wrapping: Wrapping) -> Inflated {
        let left = self.limits.max_capture_bytes.saturating_sub(self.inflated.get());
        let limit = self.limits.max_xml_bytes.min(left);
        let inflated = inflate::inflate(bytes, wrapping, limit);
        let octets = match &inflated {
            Inflated::Whole(inner) | Inflated::Broken(inner) => inner.len(),
            Inflated::TooLarge => limit,
        };
        self.inflated.set(self.inflated.get().saturating_add(octets));
        inflated
    }

    /// Whether all that may be inflated of one capture was.
    pub(super) fn is_spent(&self) -> bool {
        self.inflated.get() >= self.limits.max_capture_bytes
    }
}

impl Deref for Budget<'_> {
    type Target = Limits;

    fn deref(&self) -> &Limits {
        self.limits
    }
}
