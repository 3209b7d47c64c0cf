//! The properties of the fuzz targets, on seeds and numbered mutations.

#[path = "../../../fuzz/src/c14n.rs"]
pub mod c14n;
#[path = "../../../fuzz/src/capture.rs"]
pub mod capture;
#[path = "../../../fuzz/src/config.rs"]
pub mod config;
#[path = "../../../fuzz/src/cookies.rs"]
pub mod cookies;
#[path = "../../../fuzz/src/decrypt.rs"]
pub mod decrypt;
#[path = "../../../fuzz/src/explain.rs"]
pub mod explain;
#[path = "../../../fuzz/src/flow.rs"]
pub mod flow;
#[path = "../../../fuzz/src/forms.rs"]
pub mod forms;
#[path = "../../../fuzz/src/logout.rs"]
pub mod logout;
#[path = "../../../fuzz/src/metadata.rs"]
pub mod metadata;
#[path = "../../../fuzz/src/mutate.rs"]
pub mod mutate;
#[path = "../../../fuzz/src/parties.rs"]
pub mod parties;
#[path = "../../../fuzz/src/redact.rs"]
pub mod redact;
#[path = "../../../fuzz/src/sign_on.rs"]
pub mod sign_on;
#[allow(dead_code, reason = "the fuzz target prints more than the tests read")]
#[path = "../../../fuzz/src/verify.rs"]
pub mod verify;
#[path = "../../../fuzz/src/xml.rs"]
pub mod xml;

mod differential;
mod replay;
