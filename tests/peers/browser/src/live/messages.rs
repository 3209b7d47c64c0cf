//! Logins, and what the report says of the message.

use super::visit::{SIGNED_IN, Visit};
use samlens_peers_browser::browser::Outcome;

const BY_REDIRECT: &[(&str, &str)] = &[("binding", "redirect")];

pub async fn by_redirect(visit: &Visit<'_>) -> Outcome<()> {
    visit.accepted(BY_REDIRECT, 1).await?;
    let request = visit.sent(&visit.peer.origin(), "SAMLRequest").await?;
    match request.method == "GET" && request.url.contains("&Signature=") {
        true => Ok(()),
        false => Err(format!("the request went by {} to {}", request.method, request.url)),
    }
}

pub async fn by_post(visit: &Visit<'_>) -> Outcome<()> {
    visit.accepted(&[("binding", "post")], 1).await?;
    let request = visit.sent(&visit.peer.origin(), "SAMLRequest").await?;
    match request.field("SAMLRequest") {
        Some(_) if request.method == "POST" => Ok(()),
        _ => Err(format!("the request went by {} to {}", request.method, request.url)),
    }
}

pub async fn encrypted(visit: &Visit<'_>) -> Outcome<()> {
    visit.peer.switch("encrypt", true)?;
    visit.accepted(&[("encrypted", "yes")], 1).await?;
    match visit.response().await?.contains("EncryptedAssertion") {
        true => Ok(()),
        false => Err("the peer did not encrypt".to_owned()),
    }
}

pub async fn not_encrypted(visit: &Visit<'_>) -> Outcome<()> {
    visit.login(&[("encrypted", "yes")], 1).await?;
    visit.shows(&["refused: not-encrypted"]).await?;
    signs_nobody_in(visit).await
}

/// The peers know passwords alone.
pub async fn other_context(visit: &Visit<'_>) -> Outcome<()> {
    let wish = [("authn_context", "urn:oasis:names:tc:SAML:2.0:ac:classes:X509"), ("comparison", "exact")];
    visit.login(&wish, 1).await?;
    visit.shows(&["refused: not-as-requested"]).await?;
    signs_nobody_in(visit).await
}

/// The peer signs with a key that is not in the file.
pub async fn unknown_key(visit: &Visit<'_>) -> Outcome<()> {
    visit.peer.switch("rotated", true)?;
    visit.login(&[], 1).await?;
    visit.says("Rejected: signature-untrusted-key", &[]).await?;
    signs_nobody_in(visit).await
}

/// The same change of the key is no failure if the metadata is fetched again.
pub async fn rotated(visit: &Visit<'_>) -> Outcome<()> {
    visit.accepted(&[], 1).await?;
    visit.peer.switch("rotated", true)?;
    visit.accepted(&[], 2).await
}

pub async fn second_answer(visit: &Visit<'_>) -> Outcome<()> {
    visit.accepted(&[], 1).await?;
    let posted = visit.posted().await?;
    let fields: Vec<(&str, String)> = ["SAMLResponse", "RelayState"]
        .into_iter()
        .filter_map(|name| posted.field(name).map(|value| (name, value)))
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    // From a page of another site, as a peer would.
    visit.browser.open("about:blank").await?;
    visit.browser.post(&visit.url("acs"), &fields).await?;
    visit.reported(2).await?;
    visit.shows(&["refused: replayed", "message 1 answered this request before"]).await?;
    signs_nobody_in(visit).await
}

pub async fn unsolicited(visit: &Visit<'_>) -> Outcome<()> {
    visit.browser.open(&visit.begin_url()).await?;
    visit.arrives(1).await?;
    visit.says("Rejected: unsolicited", &["None that was sent from this page."]).await?;
    signs_nobody_in(visit).await?;
    // An open request does not change that.
    visit.begin(&[("pause", "yes")]).await?;
    visit.browser.wait_for("main a[href^='http']", "the page before the request is sent").await?;
    visit.browser.open(&visit.begin_url()).await?;
    visit.arrives(2).await?;
    visit.says("Rejected: unsolicited", &["None that was sent from this page."]).await?;
    signs_nobody_in(visit).await
}

pub async fn unsolicited_allowed(visit: &Visit<'_>) -> Outcome<()> {
    visit.browser.open(&visit.begin_url()).await?;
    visit.arrives(1).await?;
    visit.says("Accepted", &[SIGNED_IN, "None that was sent from this page."]).await
}

async fn signs_nobody_in(visit: &Visit<'_>) -> Outcome<()> {
    match visit.main().await?.contains(SIGNED_IN) {
        true => Err("a service would sign the person in".to_owned()),
        false => Ok(()),
    }
}
