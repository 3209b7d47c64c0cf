//! The peer changes its signing key while the service runs.

use super::{Done, PASSED};
use crate::browser::{Browser, Outcome};
use crate::peer::Peer;
use crate::service::Service;
use crate::steps::{Binding, has_session, is_refused, sign_in};

pub async fn rotation(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    peer.switch("rotated", true)?;
    let done = rotated(browser, service, peer).await;
    peer.switch("rotated", false)?;
    done
}

async fn rotated(browser: &Browser, service: &Service, peer: &Peer) -> Outcome<Done> {
    browser.open(&service.login_url(peer, Binding::Redirect, "/protected?rotated")).await?;
    peer.log_in(browser).await?;
    is_refused(browser, service, &["key", "certificate", "signature"]).await?;
    if has_session(browser, service).await? {
        return Err("a response with an unknown key signed in".to_owned());
    }
    service.refresh_metadata(peer).await?;
    browser.lose_cookies(&peer.origin()).await?;
    sign_in(browser, service, peer, Binding::Redirect, "/protected?new-key").await?;
    PASSED
}
