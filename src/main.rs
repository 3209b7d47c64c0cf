//! The `samlens` command.
fn main() {}
