//! The long text of a code: what is checked, why, how it looks, how to mend it.

use crate::Code;

/// The explanation of one finding code, as `samlens explain` prints it.
///
/// It is kept in the file of the rule that raises the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub(crate) code: Code,
    pub(crate) checks: &'static str,
    pub(crate) why: &'static str,
    pub(crate) looks: &'static str,
    pub(crate) fix: &'static [(&'static str, &'static str)],
    pub(crate) source: &'static str,
}

impl Explanation {
    /// The code that it explains.
    pub fn code(&self) -> Code {
        self.code
    }

    /// What is checked.
    pub fn checks(&self) -> &'static str {
        self.checks
    }

    /// Why it matters.
    pub fn why(&self) -> &'static str {
        self.why
    }

    /// How it looks to the person whose login fails, or in the message.
    pub fn looks(&self) -> &'static str {
        self.looks
    }

    /// How to mend it: product and what to do there, the likeliest first.
    pub fn fix(&self) -> &'static [(&'static str, &'static str)] {
        self.fix
    }

    /// Where the rule comes from: sections of standards, addresses of documentation.
    pub fn source(&self) -> &'static str {
        self.source
    }
}
