//! The cases of `fixtures/cases`, the corpus, and the catalogue of findings.

mod catalogue;
mod corpus;
mod elsewhere;
mod every;
mod login;
#[cfg(feature = "samael")]
mod samael;
