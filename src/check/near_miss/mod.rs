//! Near misses: in what two values differ, and what was probably meant. They explain, and decide nothing.

pub(crate) mod address;
pub(crate) mod attribute_fix;
pub(crate) mod attribute_name;
pub(crate) mod elapsed;
pub(crate) mod signing_key;
pub(crate) mod twilio;
