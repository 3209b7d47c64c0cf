//! Single logout over the browser, from both sides.

use super::{Done, PASSED};
use crate::browser::{Browser, Outcome};
use crate::peer::Peer;
use crate::service::Service;
use crate::steps::{Binding, has_session, sign_in};
use crate::traffic::Exchange;

pub async fn here(browser: &Browser, service: &Service, peer: &Peer, binding: Binding) -> Outcome<Done> {
    sign_in(browser, service, peer, binding, Service::PROTECTED).await?;
    browser.click(Service::LOGOUT_BUTTON).await?;
    browser.wait_for_rest().await?;
    browser.wait_for_url(&service.url("/"), "the service after the logout").await?;
    let traffic = browser.traffic().await?;
    let slo = service.url(Service::LOGOUT);
    sent_by(&traffic, peer, "SAMLRequest", binding)?;
    let answer = traffic.iter().find(|one| one.url.starts_with(&slo) && one.carries("SAMLResponse"));
    match answer {
        Some(one) if (300..400).contains(&one.status) || one.status == 200 => {}
        Some(one) => {
            return Err(format!(
                "the peer's LogoutResponse was answered with {}: {}",
                one.status,
                browser.text().await?
            ));
        }
        None => {
            return Err(format!(
                "no LogoutResponse of the peer came back; the browser is at {}",
                browser.url().await?
            ));
        }
    }
    ended(browser, service, peer, binding).await?;
    PASSED
}

pub async fn there(browser: &Browser, service: &Service, peer: &Peer, binding: Binding) -> Outcome<Done> {
    sign_in(browser, service, peer, binding, Service::PROTECTED).await?;
    browser.open(&peer.logout_url).await?;
    browser.wait_for_rest().await?;
    let traffic = browser.traffic().await?;
    let slo = service.url(Service::LOGOUT);
    let asked = traffic.iter().find(|one| one.url.starts_with(&slo) && one.carries("SAMLRequest"));
    match asked {
        Some(one) if one.status < 400 => {}
        Some(one) => {
            return Err(format!(
                "the peer's LogoutRequest was answered with {}: {}",
                one.status,
                browser.text().await?
            ));
        }
        None => return Err(format!("no LogoutRequest of the peer arrived; {}", browser.text().await?)),
    }
    sent_by(&traffic, peer, "SAMLResponse", binding)?;
    let answered = traffic.iter().rfind(|one| peer.is_at(&one.url) && one.carries("SAMLResponse"));
    match answered {
        Some(one) if one.status < 400 => {}
        Some(one) => {
            return Err(format!(
                "the peer refuses our LogoutResponse with {}: {}",
                one.status,
                browser.text().await?
            ));
        }
        None => return Err("our LogoutResponse did not arrive at the peer".to_owned()),
    }
    ended(browser, service, peer, binding).await?;
    PASSED
}

/// The service's message went to the peer by this binding.
fn sent_by(traffic: &[Exchange], peer: &Peer, name: &str, binding: Binding) -> Outcome<()> {
    let method = if binding == Binding::Post { "POST" } else { "GET" };
    let last = traffic.iter().rfind(|one| peer.is_at(&one.url) && one.carries(name));
    match last {
        Some(one) if one.method == method => Ok(()),
        Some(one) => Err(format!("{name} went to the peer by {} instead of {method}", one.method)),
        None => Err(format!("no {name} of the service arrived at the peer")),
    }
}

/// Neither the service nor the peer has a session: a login asks for the password.
async fn ended(browser: &Browser, service: &Service, peer: &Peer, binding: Binding) -> Outcome<()> {
    if has_session(browser, service).await? {
        return Err("the session of the service is left".to_owned());
    }
    browser.open(&service.login_url(peer, binding, "/protected")).await?;
    peer.wait_for_form(browser).await.map_err(|error| format!("the peer's session is left: {error}"))
}
