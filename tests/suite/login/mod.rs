//! Validation of responses and of the other messages.

mod auth0gen;
mod bounded;
mod build;
mod delivery;
mod embedded;
mod envelopes;
mod instant;
mod judging;
mod linear;
mod logout;
mod messages;
mod model;
mod redirect;
mod service;
mod subject;
mod trusted_keys;
mod validate;
mod worker;
