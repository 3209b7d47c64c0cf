//! Valid responses in the wrong place, and changed ones: none of them signs in.

use super::{Context, Done, PASSED};
use crate::browser::{Browser, Outcome};
use crate::peer::Peer;
use crate::service::Service;
use crate::steps::{Binding, MAIL, base64, fields, has_session, is_refused, last_posted, one_login, xml};

/// With the cookie restored, only the replay store refuses.
pub async fn replay(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    browser.open(&service.login_url(peer, Binding::Redirect, "/protected?replay")).await?;
    peer.wait_for_form(browser).await?;
    let kept: Vec<(String, String)> = browser.cookies(&service.url("/")).await?;
    peer.log_in(browser).await?;
    browser.wait_for_url(&service.url("/protected"), "the page after the login").await?;
    let (response, relay_state) = last_posted(browser, service).await?;
    let requests: Vec<&(String, String)> =
        kept.iter().filter(|(name, _)| name.starts_with("__Host-saml-")).collect();
    if requests.is_empty() {
        return Err("the service had set no cookie for its request".to_owned());
    }
    for (name, value) in requests {
        browser.restore_cookie(&service.url("/"), name, value).await?;
    }
    browser.open(&format!("{}/favicon.ico", peer.origin())).await?;
    browser.post(&service.url(Service::ACS), &fields(&response, relay_state.as_deref())).await?;
    is_refused(browser, service, &["replayed"]).await?;
    one_login(browser, service).await?;
    PASSED
}

/// Login CSRF: a response for one browser is posted by another one, which has a login of its own open.
pub async fn other_browser(
    browser: &Browser,
    service: &Service,
    peer: &Peer,
    context: &Context<'_>,
) -> Outcome<Done> {
    browser.open(&service.login_url(peer, Binding::Redirect, "/protected?own")).await?;
    peer.wait_for_form(browser).await?;
    let victim = context.driver.browser().await?;
    let done = async {
        victim.open(&service.login_url(peer, Binding::Redirect, "/protected?victim")).await?;
        peer.wait_for_form(&victim).await?;
        // The first browser gets its response, but does not deliver it: its cookies are gone, so it is refused there.
        browser.lose_cookies(&service.url("/")).await?;
        peer.log_in(browser).await?;
        is_refused(browser, service, &["no-open-request"]).await?;
        let (response, relay_state) = last_posted(browser, service).await?;
        victim.post(&service.url(Service::ACS), &fields(&response, relay_state.as_deref())).await?;
        is_refused(&victim, service, &["no-open-request", "in-response-to-mismatch"]).await?;
        has_session(&victim, service).await
    }
    .await;
    victim.close().await;
    match done? {
        false => PASSED,
        true => Err("the other browser is signed in".to_owned()),
    }
}

/// A value of the person is changed in a response that was not used yet.
pub async fn changed(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    browser.open(&service.login_url(peer, Binding::Redirect, "/protected?changed")).await?;
    peer.wait_for_form(browser).await?;
    let kept = browser.cookies(&service.url("/")).await?;
    browser.lose_cookies(&service.url("/")).await?;
    peer.log_in(browser).await?;
    is_refused(browser, service, &["no-open-request"]).await?;
    let (response, relay_state) = last_posted(browser, service).await?;
    for (name, value) in &kept {
        browser.restore_cookie(&service.url("/"), name, value).await?;
    }
    let original = xml(&response)?;
    let forged = original.replace(MAIL, "boss@example.org");
    if forged == original {
        return Err("the response does not name the person".to_owned());
    }
    let post = async |message: &str| -> Outcome<()> {
        browser.open(&format!("{}/favicon.ico", peer.origin())).await?;
        browser.post(&service.url(Service::ACS), &fields(message, relay_state.as_deref())).await
    };
    post(&base64(&forged)).await?;
    is_refused(browser, service, &["digest-mismatch", "signature"]).await?;
    if has_session(browser, service).await? {
        return Err("the person is signed in".to_owned());
    }
    // The cookie is still good, and so is the response as it was: the refusal was for the change alone.
    post(&response).await?;
    browser.wait_for_url(&service.url("/protected"), "the page after the login").await?;
    one_login(browser, service).await?;
    PASSED
}

/// The service is misled: what it believes to be this peer's login address is another peer's, so that one answers.
pub async fn other_provider(
    browser: &Browser,
    service: &Service,
    peer: &Peer,
    context: &Context<'_>,
) -> Outcome<Done> {
    let Some(other) = context.other else { return Ok(Done::NotRun("it takes two peers".to_owned())) };
    browser.open(&service.login_url(peer, Binding::Redirect, "/protected?misled")).await?;
    other.log_in(browser).await?;
    is_refused(browser, service, &["other-provider"]).await?;
    match has_session(browser, service).await? {
        false => PASSED,
        true => Err("the person is signed in".to_owned()),
    }
}
