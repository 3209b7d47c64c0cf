//! The forge that makes the messages of these tests, held against other implementations.

mod auth0gen;
mod fixtures;
mod text;
mod xmlsec;
