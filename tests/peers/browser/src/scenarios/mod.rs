//! What is tried with each peer.

mod attacks;
mod login;
mod logout;
mod requests;
mod returning;
mod rotation;

use crate::browser::{Browser, Outcome};
use crate::peer::Peer;
use crate::service::{Mode, Service};
use crate::steps::Binding;

/// Passed, with what there is to say, or why it cannot be tried with this peer.
pub enum Done {
    Passed(String),
    NotRun(String),
}

pub const PASSED: Outcome<Done> = Ok(Done::Passed(String::new()));

fn passed(note: impl Into<String>) -> Outcome<Done> {
    Ok(Done::Passed(note.into()))
}

pub struct Scenario {
    pub name: &'static str,
    pub title: &'static str,
    pub mode: Mode,
    /// Its traffic is written as HAR.
    pub is_recorded: bool,
}

const fn scenario(name: &'static str, title: &'static str, mode: Mode) -> Scenario {
    Scenario { name, title, mode, is_recorded: false }
}

const fn recorded(name: &'static str, title: &'static str) -> Scenario {
    Scenario { name, title, mode: Mode::Strict, is_recorded: true }
}

/// In this order: the service is started anew when the mode changes.
pub const ALL: &[Scenario] = &[
    recorded("redirect", "login, request by HTTP-Redirect"),
    scenario("post", "login, request by HTTP-POST", Mode::Strict),
    scenario("second", "a second login while the identity provider has a session", Mode::Strict),
    scenario(
        "redirect-forged",
        "the peer refuses our request with its signature changed or removed (Redirect)",
        Mode::Strict,
    ),
    scenario("post-forged", "the peer refuses our request changed after signing (POST)", Mode::Strict),
    scenario("encrypted", "login, assertion encrypted", Mode::Strict),
    scenario("triple-des", "assertion encrypted with Triple DES: refused by policy", Mode::Strict),
    scenario(
        "same-ids",
        "Response and encrypted assertion signed, both signatures with the same ID: refused",
        Mode::Strict,
    ),
    scenario("tabs", "two tabs log in at once, finished in the other order", Mode::Strict),
    scenario("back", "back button after the login, and the form sent again", Mode::Strict),
    recorded("reload", "the response is posted again, and that page reloaded"),
    scenario("replay", "the response is posted again with the request's cookie restored", Mode::Strict),
    recorded("cookie-lost", "cookies lost during the login; the next login works"),
    scenario("other-browser", "the response is posted in another browser", Mode::Strict),
    scenario("changed", "the response is changed on its way", Mode::Strict),
    scenario("unsolicited-refused", "login begun by the identity provider: refused by default", Mode::Strict),
    recorded("logout-here", "logout begun at the service; both sessions end"),
    scenario("logout-there", "logout begun at the identity provider; both sessions end", Mode::Strict),
    scenario("rotation", "signing key changed while the service runs", Mode::Strict),
    scenario(
        "unsolicited-allowed",
        "login begun by the identity provider: allowed by name",
        Mode::Unsolicited,
    ),
    scenario("logout-here-post", "logout begun at the service, all messages by HTTP-POST", Mode::PostOnly),
    scenario(
        "logout-there-post",
        "logout begun at the identity provider, answered by HTTP-POST",
        Mode::PostOnly,
    ),
    scenario("other-provider", "another trusted identity provider answers the request", Mode::Misled),
];

pub async fn run(
    name: &str,
    browser: &Browser,
    service: &Service,
    peer: &Peer,
    context: &Context<'_>,
) -> Outcome<Done> {
    match name {
        "redirect" => login::redirect(browser, service, peer).await,
        "post" => login::post(browser, service, peer).await,
        "second" => login::second(browser, service, peer).await,
        "encrypted" => login::encrypted(browser, service, peer).await,
        "triple-des" => login::triple_des(browser, service, peer).await,
        "same-ids" => login::same_ids(browser, service, peer).await,
        "unsolicited-refused" => login::unsolicited_refused(browser, service, peer).await,
        "unsolicited-allowed" => login::unsolicited_allowed(browser, service, peer).await,
        "redirect-forged" => requests::redirect_forged(browser, service, peer).await,
        "post-forged" => requests::post_forged(browser, service, peer).await,
        "tabs" => returning::tabs(browser, service, peer).await,
        "back" => returning::back(browser, service, peer).await,
        "reload" => returning::reload(browser, service, peer).await,
        "cookie-lost" => returning::cookie_lost(browser, service, peer).await,
        "replay" => attacks::replay(browser, service, peer).await,
        "other-browser" => attacks::other_browser(browser, service, peer, context).await,
        "changed" => attacks::changed(browser, service, peer).await,
        "other-provider" => attacks::other_provider(browser, service, peer, context).await,
        "logout-here" => logout::here(browser, service, peer, Binding::Redirect).await,
        "logout-here-post" => logout::here(browser, service, peer, Binding::Post).await,
        "logout-there-post" => logout::there(browser, service, peer, Binding::Post).await,
        "logout-there" => logout::there(browser, service, peer, Binding::Redirect).await,
        "rotation" => rotation::rotation(browser, service, peer).await,
        _ => Err(format!("no scenario {name}")),
    }
}

/// What some scenarios need beyond one browser and one peer.
pub struct Context<'c> {
    pub driver: &'c crate::browser::Driver,
    /// Another peer that runs.
    pub other: Option<&'c Peer>,
}
