//! Requests that the peer has to refuse: without these, a login would not tell whether the peer verifies our signature.

use super::{Done, passed};
use crate::browser::{Browser, Outcome};
use crate::peer::{Peer, get};
use crate::service::Service;
use crate::steps::{Binding, base64, xml};

pub async fn redirect_forged(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    let address = service.login_address(peer)?;
    let (query, _) = address.split_once("&SigAlg=").ok_or("the request is not signed")?;
    let (_, signature) = address.split_once("&Signature=").ok_or("the request is not signed")?;
    let other = if signature.starts_with('A') { "B" } else { "A" };
    let changed = address.replace(&format!("&Signature={}", &signature[..1]), &format!("&Signature={other}"));
    for (address, what) in [(changed.as_str(), "a changed signature"), (query, "no signature")] {
        browser.open(address).await?;
        let said = refused(browser, peer).await?;
        if said.is_empty() {
            return Err(format!("the peer takes a request with {what}"));
        }
    }
    // The same request as it was sent is taken.
    browser.open(&address).await?;
    peer.wait_for_form(browser).await?;
    passed("")
}

pub async fn post_forged(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    let page = get(&service.login_url(peer, Binding::Post, "/protected"))?;
    let part =
        |begin: &str| page.split_once(begin).and_then(|(_, rest)| rest.split_once('"')).map(|(text, _)| text);
    let action = part(" action=\"").ok_or("no form")?.replace("&amp;", "&");
    let request = part("name=\"SAMLRequest\" value=\"").ok_or("no SAMLRequest in the form")?;
    let original = xml(request)?;
    let changed = original.replacen(" ID=\"", " ID=\"_a", 1).replacen("URI=\"#", "URI=\"#_a", 1);
    if changed == original {
        return Err("the request has no ID".to_owned());
    }
    let send = async |message: &str| -> Outcome<()> {
        browser.open(&service.url("/")).await?;
        browser.post(&action, &[("SAMLRequest", message)]).await
    };
    send(&base64(&changed)).await?;
    if refused(browser, peer).await?.is_empty() {
        return Err("the peer takes a request that was changed after signing".to_owned());
    }
    send(request).await?;
    peer.wait_for_form(browser).await?;
    passed("")
}

/// What the peer says instead of asking for a password; empty if it asks.
async fn refused(browser: &Browser, peer: &Peer) -> Outcome<String> {
    browser.wait_for_rest().await?;
    let url = browser.url().await?;
    if !peer.is_at(&url) {
        return Ok(format!("the browser is at {url}"));
    }
    match browser.has("input[name=username]").await {
        true => Ok(String::new()),
        false => Ok(format!("{} ", browser.text().await?)),
    }
}
