//! Logins that work, and those that an identity provider begins.

use super::{Done, PASSED, passed};
use crate::browser::{Browser, Outcome};
use crate::peer::Peer;
use crate::service::Service;
use crate::steps::{
    Binding, acs_posts, has_session, is_refused, is_signed_in_at, last_posted, one_login, shows_person,
    sign_in, xml,
};

pub async fn redirect(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    sign_in(browser, service, peer, Binding::Redirect, "/protected?from=redirect").await?;
    let sent = browser.traffic().await?;
    let request = sent.iter().find(|one| peer.is_at(&one.url) && one.url.contains("SAMLRequest="));
    match request.is_some_and(|one| one.method == "GET" && one.url.contains("&Signature=")) {
        true => one_login(browser, service).await?,
        false => return Err("no signed request by HTTP-Redirect in the browser's log".to_owned()),
    };
    PASSED
}

pub async fn post(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    sign_in(browser, service, peer, Binding::Post, "/protected?from=post").await?;
    let sent = browser.traffic().await?;
    let request = sent.iter().find(|one| peer.is_at(&one.url) && one.field("SAMLRequest").is_some());
    let request =
        request.and_then(|one| one.field("SAMLRequest")).ok_or("no request by HTTP-POST in the log")?;
    match xml(&request)?.contains("SignatureValue") {
        true => one_login(browser, service).await?,
        false => return Err("the request by HTTP-POST is not signed".to_owned()),
    };
    PASSED
}

/// No form this time: the peer's own session answers.
pub async fn second(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    sign_in(browser, service, peer, Binding::Redirect, "/protected?first").await?;
    browser.open(&service.login_url(peer, Binding::Redirect, "/protected?second")).await?;
    is_signed_in_at(browser, service, "/protected?second").await?;
    let accepted = acs_posts(browser, service).await?.iter().filter(|one| one.status == 303).count();
    match accepted {
        2 => PASSED,
        _ => Err(format!("{accepted} logins were accepted instead of 2")),
    }
}

pub async fn encrypted(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    peer.switch("encrypt", true)?;
    let done = sign_in(browser, service, peer, Binding::Redirect, "/protected?encrypted").await;
    peer.switch("encrypt", false)?;
    done?;
    let (response, _) = last_posted(browser, service).await?;
    let response = xml(&response)?;
    if !response.contains("EncryptedAssertion") || response.contains(crate::steps::MAIL) {
        return Err("the assertion was not encrypted".to_owned());
    }
    passed(algorithms(&response))
}

/// A policy of samlens: Triple DES is accepted only if `Policy::allow_3des` says so.
pub async fn triple_des(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    peer.switch("encrypt", true)?;
    peer.switch("triple-des", true)?;
    let done = async {
        browser.open(&service.login_url(peer, Binding::Redirect, "/protected?triple-des")).await?;
        peer.log_in(browser).await?;
        browser.wait_for_url(&service.url("/"), "the response at the service").await
    }
    .await;
    peer.switch("encrypt", false)?;
    peer.switch("triple-des", false)?;
    done?;
    let (response, _) = last_posted(browser, service).await?;
    let response = xml(&response)?;
    if !response.contains("xmlenc#tripledes-cbc") {
        return Ok(Done::NotRun(format!("it encrypts with {} alone", algorithms(&response))));
    }
    is_refused(browser, service, &["decryption-failed"]).await?;
    PASSED
}

/// Both signatures of pysaml2 have the ID `Signature1`, one of them inside of the ciphertext (`id-duplicate`).
pub async fn same_ids(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    if peer.name != "pysaml2" {
        return Ok(Done::NotRun("tried with pysaml2 alone".to_owned()));
    }
    peer.switch("encrypt", true)?;
    peer.switch("sign-both", true)?;
    let done = async {
        browser.open(&service.login_url(peer, Binding::Redirect, "/protected?same-ids")).await?;
        peer.log_in(browser).await?;
        is_refused(browser, service, &["decryption-failed"]).await
    }
    .await;
    peer.switch("encrypt", false)?;
    peer.switch("sign-both", false)?;
    done?;
    PASSED
}

/// Fragments of the algorithms' URIs, as `aes256-cbc with rsa-oaep-mgf1p`.
fn algorithms(response: &str) -> String {
    let found: Vec<&str> = response
        .split("EncryptionMethod ")
        .skip(1)
        .filter_map(|rest| rest.split_once("Algorithm=\"")?.1.split_once('"')?.0.split_once('#'))
        .map(|(_, name)| name)
        .collect();
    found.join(" with ")
}

pub async fn unsolicited_refused(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    begin_there(browser, service, peer).await?;
    is_refused(browser, service, &["unsolicited", "no-open-request"]).await?;
    match has_session(browser, service).await? {
        false => PASSED,
        true => Err("the person is signed in".to_owned()),
    }
}

pub async fn unsolicited_allowed(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    begin_there(browser, service, peer).await?;
    browser.wait_for_rest().await?;
    browser.wait_for_url(&service.url("/"), "the service").await?;
    browser.open(&service.url(Service::PROTECTED)).await?;
    shows_person(browser).await?;
    one_login(browser, service).await?;
    PASSED
}

async fn begin_there(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<()> {
    browser.open(&peer.begin_url).await?;
    browser.wait_for_rest().await?;
    if peer.is_at(&browser.url().await?) && browser.has("input[name=username]").await {
        peer.log_in(browser).await?;
    }
    browser.wait_for_url(&service.url("/"), "the response at the service").await
}
