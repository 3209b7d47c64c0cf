//! What is done with several messages: history, comparison, events, logout, forwarding.

use super::visit::Visit;
use samlens_peers_browser::browser::Outcome;
use serde_json::json;

/// An accepted message, and one that is refused.
async fn two(visit: &Visit<'_>) -> Outcome<()> {
    visit.accepted(&[], 1).await?;
    visit.peer.switch("rotated", true)?;
    visit.login(&[("binding", "post")], 2).await
}

pub async fn history(visit: &Visit<'_>) -> Outcome<()> {
    two(visit).await?;
    visit.peer.switch("rotated", false)?;
    visit.browser.open(&visit.begin_url()).await?;
    visit.arrives(3).await?;
    visit.browser.open(&visit.url("live")).await?;
    let rows = visit.history().await?;
    let expected = ["rejected: unsolicited", "rejected: signature-untrusted-key", "accepted"];
    let is_as_expected = rows.len() == 3
        && rows.iter().zip(expected).zip(["3", "2", "1"]).all(|((row, verdict), number)| {
            row[0] == number
                && row[1] == "Response by HTTP-POST"
                && row[2] == verdict
                && (number == "3") == (row[3] == "none of this page")
        });
    if !is_as_expected {
        return Err(format!("the history is {rows:?}"));
    }
    for [number, _, verdict, _] in rows {
        visit.browser.open(&visit.url("live")).await?;
        visit.browser.click(&format!("#history a[href='/live/{number}']")).await?;
        visit.reported(number.parse().unwrap_or_default()).await?;
        let headline = visit.headline().await?;
        if headline.to_lowercase() != verdict {
            return Err(format!("message {number} is {verdict} in the history and {headline} on its page"));
        }
    }
    Ok(())
}

pub async fn compare(visit: &Visit<'_>) -> Outcome<()> {
    two(visit).await?;
    visit.browser.open(&visit.url("live")).await?;
    visit.browser.click("#history input[name=good][value='1']").await?;
    visit.browser.click("#history input[name=bad][value='2']").await?;
    visit.browser.click("#history button").await?;
    visit.browser.wait_for_url(&visit.url("live/compare?"), "the comparison").await?;
    visit.shows(&["signature-untrusted-key", "Significant differences"]).await
}

/// Two pages are open while a login is made in a third tab.
pub async fn arrival(visit: &Visit<'_>) -> Outcome<()> {
    let browser = visit.browser;
    let mark = |path: &str| format!("window.untouched = true; return location.pathname === {}", json!(path));
    browser.open(&visit.url("live")).await?;
    let live = browser.tab().await?;
    visit.listen(1).await?;
    let first = browser.script(&mark("/live"), Vec::new()).await?;
    let start = browser.new_tab().await?;
    browser.open(&visit.url("")).await?;
    visit.listen(2).await?;
    let second = browser.script(&mark("/"), Vec::new()).await?;
    if (first, second) != (json!(true), json!(true)) {
        return Err("the pages are not open".to_owned());
    }
    browser.new_tab().await?;
    visit.accepted(&[], 1).await?;
    browser.switch_to(&live).await?;
    browser.wait_until("return document.querySelector('#history tbody tr') !== null", "the row").await?;
    let rows = visit.history().await?;
    if rows.len() != 1 || rows[0][2] != "accepted" {
        return Err(format!("the history is {rows:?}"));
    }
    let untouched = "return window.untouched === true";
    browser.wait_until(untouched, "the page as it was").await?;
    browser.switch_to(&start).await?;
    let link = "const link = document.querySelector('[data-live] [role=status] a');
        return link?.textContent === 'Message 1: accepted' && link.pathname === '/live/1'";
    browser.wait_until(link, "the link to the message").await?;
    browser.wait_until(untouched, "the page as it was").await
}

pub async fn logout_here(visit: &Visit<'_>) -> Outcome<()> {
    visit.accepted(&[], 1).await?;
    log_out(visit).await?;
    visit.reported(2).await?;
    visit.says("Accepted", &["It answers the logout of this page, which is complete."]).await?;
    ended(visit).await?;
    visit.browser.open(&visit.url("live")).await?;
    match visit.history().await?.first() {
        Some([number, kind, verdict, _]) if number == "2" && verdict == "accepted" => {
            match kind.starts_with("LogoutResponse by ") {
                true => Ok(()),
                false => Err(format!("message 2 is a {kind}")),
            }
        }
        other => Err(format!("the last message is {other:?}")),
    }
}

pub async fn logout_there(visit: &Visit<'_>) -> Outcome<()> {
    visit.accepted(&[], 1).await?;
    visit.browser.open(&visit.peer.logout_url).await?;
    visit.browser.wait_for_rest().await?;
    let answer = visit.sent(&visit.peer.origin(), "SAMLResponse").await?;
    if answer.status == 0 || answer.status >= 400 {
        return Err(format!("the peer takes the LogoutResponse with {}", answer.status));
    }
    visit.browser.open(&visit.url("live")).await?;
    match visit.history().await?.first() {
        Some([number, kind, verdict, _])
            if number == "2" && kind.starts_with("LogoutRequest by ") && verdict == "accepted" => {}
        other => return Err(format!("the last message is {other:?}")),
    }
    visit.browser.open(&visit.url("live/2")).await?;
    let what = "it ends the session of the last login. It was answered with Success.";
    visit.says("Accepted", &[what]).await?;
    ended(visit).await
}

async fn log_out(visit: &Visit<'_>) -> Outcome<()> {
    visit.browser.open(&visit.url("live")).await?;
    visit.browser.click("form[action='/logout'] button").await
}

/// Neither this page nor the peer has a session: a login asks for the password.
async fn ended(visit: &Visit<'_>) -> Outcome<()> {
    log_out(visit).await?;
    visit.browser.wait_for_rest().await?;
    visit.shows(&["no login to end"]).await?;
    // Chromium writes a line about every answer with status 400.
    let lines = visit.console().await?;
    if !lines.iter().all(|line| line.contains("400 (Bad Request)")) {
        return Err(format!("the console says: {lines:?}"));
    }
    visit.begin(&[]).await?;
    let form = visit.peer.wait_for_form(visit.browser).await;
    form.map_err(|error| format!("the peer's session is left: {error}"))
}

pub async fn forward(visit: &Visit<'_>) -> Outcome<()> {
    visit.accepted(&[], 1).await?;
    let came = visit.posted().await?.body.ok_or("the browser's log has no form")?;
    visit.browser.click("main a[href='/live/1/forward']").await?;
    let form = format!("main form[method=post][action='{}']", visit.sink.address);
    visit.browser.wait_for(&form, "the form to send the message on").await?;
    visit.browser.click(&format!("{form} button")).await?;
    visit.browser.wait_for_url(&visit.sink.address, "the service").await?;
    match visit.sink.last() {
        Some(went) if went == came => Ok(()),
        Some(went) => Err(format!("{} bytes came, and {} other ones were sent on", came.len(), went.len())),
        None => Err("nothing arrived at the service".to_owned()),
    }
}
