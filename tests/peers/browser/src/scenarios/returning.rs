//! What people do with a browser: several tabs, the back button, reload, cookies that are gone.

use super::{Done, PASSED, passed};
use crate::browser::{Browser, Outcome};
use crate::peer::Peer;
use crate::service::Service;
use crate::steps::{
    Binding, acs_posts, fields, has_session, is_refused, is_signed_in_at, last_posted, one_login, sign_in,
};

const USED: [&str; 2] = ["no-open-request", "replayed"];

pub async fn tabs(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    let first = browser.tab().await?;
    browser.open(&service.login_url(peer, Binding::Redirect, "/protected?tab=1")).await?;
    peer.wait_for_form(browser).await?;
    let second = browser.new_tab().await?;
    browser.open(&service.login_url(peer, Binding::Redirect, "/protected?tab=2")).await?;
    peer.wait_for_form(browser).await?;
    peer.log_in(browser).await?;
    is_signed_in_at(browser, service, "/protected?tab=2").await?;
    browser.switch_to(&first).await?;
    peer.log_in(browser).await?;
    is_signed_in_at(browser, service, "/protected?tab=1").await?;
    browser.switch_to(&second).await?;
    match has_session(browser, service).await? {
        true => PASSED,
        false => Err("the session is gone".to_owned()),
    }
}

pub async fn back(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    sign_in(browser, service, peer, Binding::Redirect, "/protected?back").await?;
    let mut places: Vec<String> = Vec::new();
    for _ in 0..3 {
        browser.back().await?;
        browser.wait_for_rest().await?;
        let url = browser.url().await?;
        if !peer.is_at(&url) && !url.starts_with(&service.url("/")) {
            break;
        }
        places.push(if peer.is_at(&url) { "the peer's form".to_owned() } else { service.path_of(&url) });
        if peer.is_at(&url) && browser.has("input[name=username]").await {
            // The password is sent once more, for the request that was answered.
            peer.log_in(browser).await?;
            browser.wait_for_rest().await?;
            break;
        }
    }
    let refused = one_login(browser, service).await?;
    if refused == 0 {
        return Err(format!("back to {}: no second response arrived", places.join(", ")));
    }
    match has_session(browser, service).await? {
        true => passed(format!("back to {}; refused: {refused}", places.join(", "))),
        false => Err("the session is gone".to_owned()),
    }
}

pub async fn reload(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    sign_in(browser, service, peer, Binding::Redirect, "/protected?reload").await?;
    let (response, relay_state) = last_posted(browser, service).await?;
    browser.open(&peer.metadata_url).await?;
    browser.open(&format!("{}/favicon.ico", peer.origin())).await?;
    browser.post(&service.url(Service::ACS), &fields(&response, relay_state.as_deref())).await?;
    is_refused(browser, service, &USED).await?;
    browser.reload().await?;
    browser.wait_for_rest().await?;
    is_refused(browser, service, &USED).await?;
    let refused = one_login(browser, service).await?;
    if refused < 2 {
        return Err(format!("the browser posted {refused} times instead of twice"));
    }
    match has_session(browser, service).await? {
        true => PASSED,
        false => Err("the session is gone".to_owned()),
    }
}

pub async fn cookie_lost(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    browser.open(&service.login_url(peer, Binding::Redirect, "/protected?lost")).await?;
    peer.wait_for_form(browser).await?;
    if browser.lose_cookies(&service.url("/")).await? == 0 {
        return Err("the service had set no cookie".to_owned());
    }
    peer.log_in(browser).await?;
    is_refused(browser, service, &["no-open-request"]).await?;
    if has_session(browser, service).await? {
        return Err("the person is signed in".to_owned());
    }
    // Now the peer has a session.
    browser.open(&service.login_url(peer, Binding::Redirect, "/protected?again")).await?;
    is_signed_in_at(browser, service, "/protected?again").await?;
    let statuses: Vec<u64> = acs_posts(browser, service).await?.iter().map(|one| one.status).collect();
    match statuses.first() == Some(&403) && statuses.last() == Some(&303) {
        true => PASSED,
        false => Err(format!("the ACS answered {statuses:?}")),
    }
}
