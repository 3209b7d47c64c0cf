//! What several scenarios do.

use crate::browser::{Browser, Outcome};
pub use crate::peer::MAIL;
use crate::peer::Peer;
use crate::service::Service;
use crate::traffic::Exchange;
pub use crate::traffic::xml;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    Redirect,
    Post,
}

/// Signs in, from the service's login address to the page that was asked for.
pub async fn sign_in(
    browser: &Browser,
    service: &Service,
    peer: &Peer,
    binding: Binding,
    path: &str,
) -> Outcome<()> {
    browser.open(&service.login_url(peer, binding, path)).await?;
    peer.log_in(browser).await?;
    is_signed_in_at(browser, service, path).await
}

/// The browser arrives at a page of the service, which names the person.
pub async fn is_signed_in_at(browser: &Browser, service: &Service, path: &str) -> Outcome<()> {
    browser.wait_for_url(&service.url(path), &format!("the page {path} after the login")).await?;
    shows_person(browser).await
}

pub async fn shows_person(browser: &Browser) -> Outcome<()> {
    let text = browser.text().await?;
    match text.contains(MAIL) {
        true => Ok(()),
        false => Err(format!("the page does not name the person: {text}")),
    }
}

/// The session of the service is there, or is not: the protected page says which.
pub async fn has_session(browser: &Browser, service: &Service) -> Outcome<bool> {
    browser.open(&service.url(Service::PROTECTED)).await?;
    browser.wait_for_rest().await?;
    let url = browser.url().await?;
    Ok(url.starts_with(&service.url(Service::PROTECTED)) && browser.text().await?.contains(MAIL))
}

/// Every POST to the ACS so far.
pub async fn acs_posts(browser: &Browser, service: &Service) -> Outcome<Vec<Exchange>> {
    let acs = service.url(Service::ACS);
    let traffic = browser.traffic().await?;
    Ok(traffic.into_iter().filter(|one| one.method == "POST" && one.url == acs).collect())
}

/// The last form that was posted to the ACS: SAMLResponse and RelayState.
pub async fn last_posted(browser: &Browser, service: &Service) -> Outcome<(String, Option<String>)> {
    let posts = acs_posts(browser, service).await?;
    let last = posts.last().ok_or("nothing was posted to the ACS")?;
    let response = last.field("SAMLResponse").ok_or("the browser's log has no SAMLResponse")?;
    Ok((response, last.field("RelayState")))
}

pub fn base64(xml: &str) -> String {
    STANDARD.encode(xml)
}

/// The last POST to the ACS was refused with one of these codes and status 403, and the page says the code.
pub async fn is_refused(browser: &Browser, service: &Service, codes: &[&str]) -> Outcome<String> {
    browser.wait_for_url(&service.url(Service::ACS), "the refusal").await?;
    let text = browser.text().await?;
    let posts = acs_posts(browser, service).await?;
    let status = posts.last().map_or(0, |one| one.status);
    match codes.iter().find(|code| text.contains(**code)) {
        Some(code) if status == 403 => Ok((*code).to_owned()),
        Some(code) => Err(format!("{code} with status {status} instead of 403")),
        None => Err(format!("status {status}, and none of {} in: {text}", codes.join(", "))),
    }
}

/// Exactly one POST to the ACS was accepted; all others were refused.
pub async fn one_login(browser: &Browser, service: &Service) -> Outcome<usize> {
    let posts = acs_posts(browser, service).await?;
    let statuses: Vec<u64> = posts.iter().map(|one| one.status).collect();
    let accepted = statuses.iter().filter(|status| (300..400).contains(*status)).count();
    let refused = statuses.iter().filter(|status| **status == 403).count();
    match accepted == 1 && accepted + refused == statuses.len() {
        true => Ok(refused),
        false => Err(format!("the ACS answered {statuses:?}; one login and otherwise 403 were expected")),
    }
}

pub fn fields<'f>(response: &'f str, relay_state: Option<&'f str>) -> Vec<(&'static str, &'f str)> {
    let state = relay_state.map(|state| ("RelayState", state));
    std::iter::once(("SAMLResponse", response)).chain(state).collect()
}
