//! What is tried with each peer.

use super::visit::Visit;
use super::{Setup, messages, sessions};
use samlens_peers_browser::browser::Outcome;

pub const ALL: &[(&str, Setup)] = &[
    ("login by HTTP-Redirect", Setup::Fetched),
    ("login by HTTP-POST", Setup::Fetched),
    ("encrypted assertion", Setup::Fetched),
    ("encryption asked for and missing", Setup::Fetched),
    ("authentication context asked for and not given", Setup::Fetched),
    ("unknown key", Setup::File),
    ("rotated key that the metadata has", Setup::Fetched),
    ("second answer to one request", Setup::Fetched),
    ("IdP-initiated, not allowed", Setup::Fetched),
    ("IdP-initiated, allowed", Setup::Unsolicited),
    ("history", Setup::File),
    ("compare", Setup::File),
    ("arrival without a reload", Setup::Fetched),
    ("logout here", Setup::Fetched),
    ("logout at the peer", Setup::Fetched),
    ("forward", Setup::Forward),
];

pub async fn run(name: &str, visit: &Visit<'_>) -> Outcome<()> {
    match name {
        "login by HTTP-Redirect" => messages::by_redirect(visit).await,
        "login by HTTP-POST" => messages::by_post(visit).await,
        "encrypted assertion" => messages::encrypted(visit).await,
        "encryption asked for and missing" => messages::not_encrypted(visit).await,
        "authentication context asked for and not given" => messages::other_context(visit).await,
        "unknown key" => messages::unknown_key(visit).await,
        "rotated key that the metadata has" => messages::rotated(visit).await,
        "second answer to one request" => messages::second_answer(visit).await,
        "IdP-initiated, not allowed" => messages::unsolicited(visit).await,
        "IdP-initiated, allowed" => messages::unsolicited_allowed(visit).await,
        "history" => sessions::history(visit).await,
        "compare" => sessions::compare(visit).await,
        "arrival without a reload" => sessions::arrival(visit).await,
        "logout here" => sessions::logout_here(visit).await,
        "logout at the peer" => sessions::logout_there(visit).await,
        "forward" => sessions::forward(visit).await,
        _ => Err("no such scenario".to_owned()),
    }
}
