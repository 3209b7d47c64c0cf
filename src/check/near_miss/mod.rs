//! Near misses: in what two values differ, and what was probably meant. They explain, and decide nothing.

pub(crate) mod address;
pub(crate) mod address_difference;
pub(crate) mod attribute_fix;
pub(crate) mod attribute_name;
pub(crate) mod conventions;
pub(crate) mod elapsed;
pub(crate) mod placeholder;
pub(crate) mod signing_key;
