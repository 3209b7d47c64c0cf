//! The rules: each compares one part of the message with what is expected of it.

pub(crate) mod algorithm;
pub(crate) mod allowed_values;
mod attribute_form;
pub(crate) mod attribute_value;
pub(crate) mod attributes;
#[cfg(test)]
mod attributes_tests;
pub(crate) mod audience;
pub(crate) mod authn;
pub(crate) mod authn_request;
pub(crate) mod certificate;
pub(crate) mod conditions;
pub(crate) mod confirmation;
pub(crate) mod destination;
pub(crate) mod endpoint;
pub(crate) mod issuer;
pub(crate) mod logout;
pub(crate) mod message;
pub(crate) mod message_kind;
pub(crate) mod metadata;
pub(crate) mod name_id;
#[cfg(feature = "inspect")]
pub(crate) mod pairing;
pub(crate) mod request;
pub(crate) mod session;
pub(crate) mod signature;
pub(crate) mod status;
pub(crate) mod structure;
pub(crate) mod time;
pub(crate) mod version;
pub(crate) mod wishes;
