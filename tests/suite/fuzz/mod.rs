//! The properties of the fuzz targets, on seeds and numbered mutations.

#[path = "../../../fuzz/src/c14n.rs"]
pub mod c14n;
#[path = "../../../fuzz/src/capture.rs"]
pub mod capture;
#[path = "../../../fuzz/src/config.rs"]
pub mod config;
#[path = "../../../fuzz/src/decrypt.rs"]
pub mod decrypt;
#[path = "../../../fuzz/src/flow.rs"]
pub mod flow;
#[path = "../../../fuzz/src/metadata.rs"]
pub mod metadata;
#[path = "../../../fuzz/src/mutate.rs"]
pub mod mutate;
#[allow(dead_code, reason = "the fuzz target prints more than the tests read")]
#[path = "../../../fuzz/src/verify.rs"]
pub mod verify;
#[path = "../../../fuzz/src/xml.rs"]
pub mod xml;

mod differential;
mod replay;
