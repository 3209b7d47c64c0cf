//! samlens.toml.

mod deployment;
mod file;
mod own;
mod providers;
mod renaming;
