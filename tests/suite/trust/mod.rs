//! Certificates, keys and metadata.

mod aggregates;
mod bundle;
mod certificate;
mod corpus;
mod fetch;
mod metadata;
mod reload;
mod service;
mod signed;
mod text;
