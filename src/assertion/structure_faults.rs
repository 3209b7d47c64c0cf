//! Every structure fault of one message, as an error.

use super::StructureFault;
use std::fmt;

/// Every fault found in one message; never empty where it is an error.
#[derive(Clone, PartialEq, Eq)]
pub struct StructureFaults<'t>(pub(super) Vec<StructureFault<'t>>);

impl<'t> StructureFaults<'t> {
    /// The faults in the order in which they were found.
    #[cfg(feature = "internals")]
    pub fn iter(&self) -> impl Iterator<Item = StructureFault<'t>> {
        self.0.iter().copied()
    }
}

impl fmt::Debug for StructureFaults<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

impl fmt::Display for StructureFaults<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, fault) in self.0.iter().enumerate() {
            write!(f, "{}{fault}", if position == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl std::error::Error for StructureFaults<'_> {}
