//! samlens.toml.

mod deployment;
mod file;
mod linear;
mod own;
mod providers;
mod renaming;
