//! Certificates, keys and metadata.

mod aggregates;
mod bundle;
mod certificate;
mod corpus;
mod fetch;
mod many;
mod metadata;
mod refresh;
mod reload;
mod service;
mod signed;
mod text;
