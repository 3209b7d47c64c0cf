//! What a person does at the page with a mouse.

use super::Test;
use samlens_peers_browser::browser::Outcome;
use samlens_peers_browser::server::AT;
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};

/// A value of the person in the samples.
pub const PERSON: &str = "mara.oduya";

/// The headlines of all answers on the page.
const HEADLINES: &str =
    "return [...document.querySelectorAll('#answer h1')].map(one => one.textContent.trim())";

impl Test<'_> {
    /// Replaces the text of a field by what is pasted.
    pub async fn paste_into(&self, field: &str, text: &str) -> Outcome<()> {
        let select = "const field = document.getElementById(arguments[0]);
            field.closest('details')?.setAttribute('open', ''); field.focus(); field.select();";
        self.browser.script(select, vec![json!(field)]).await?;
        self.browser.paste(text).await
    }

    /// Clicks a button of the form, and waits for the answer.
    pub async fn ask(&self, button: &str) -> Outcome<()> {
        self.browser.script("document.getElementById('answer').replaceChildren()", Vec::new()).await?;
        self.browser.click(&format!("button{button}")).await?;
        self.answered().await
    }

    pub async fn answered(&self) -> Outcome<()> {
        let answered = "const answer = document.getElementById('answer');
            return answer !== null && answer.childElementCount > 0 && !answer.hasAttribute('aria-busy')";
        self.browser.wait_until(answered, "an answer").await
    }

    pub async fn headlines(&self) -> Outcome<Vec<String>> {
        let found = self.browser.script(HEADLINES, Vec::new()).await?;
        let found = found.as_array().into_iter().flatten();
        Ok(found.map(|one| one.as_str().unwrap_or_default().to_lowercase()).collect())
    }

    pub async fn text_of(&self, css: &str) -> Outcome<String> {
        let script = "return document.querySelector(arguments[0])?.textContent ?? ''";
        let text = self.browser.script(script, vec![json!(css)]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    pub async fn at(&self) -> Outcome<()> {
        self.browser.click("input[name='when'][value='given']").await?;
        self.browser.fill("input[name='at']", AT).await
    }

    fn sample(&self, name: &str) -> Outcome<String> {
        self.program.read(&format!("samples/{name}"))
    }
}

/// The buttons of the form.
pub const CHECK: &str = ":is(#question .actions > :first-child)";
const DECODE: &str = "[formaction='/decode']";
const COMPARE: &str = "[formaction='/compare']";
const REDACT: &str = "[formaction='/redact']";

pub async fn every_sample(test: &Test<'_>) -> Outcome<()> {
    test.open().await?;
    test.at().await?;
    for name in test.program.samples()? {
        test.paste_into("input", &test.sample(&name)?).await?;
        test.ask(CHECK).await?;
        let (expected, found) = (test.program.headline(&name)?, test.headlines().await?);
        if found.last() != Some(&expected) {
            return Err(format!("{name}: the command says {expected:?}, the page {found:?}"));
        }
    }
    Ok(())
}

pub async fn dropped_recording(test: &Test<'_>) -> Outcome<()> {
    test.open().await?;
    test.browser.drop_files(&[&test.program.fixture("flows/session-strict.har")]).await?;
    let taken = "return document.getElementById('files').files.length === 1";
    test.browser.wait_until(taken, "the dropped file").await?;
    test.ask(CHECK).await?;
    let found = test.headlines().await?;
    let first = found.first().ok_or("no headline")?;
    if !first.starts_with("loop") || !first.contains("cookie-samesite") || found.len() != 2 {
        return Err(format!("the headlines are {found:?}"));
    }
    visible(test, ".sequence").await
}

pub async fn several_files(test: &Test<'_>) -> Outcome<()> {
    test.open().await?;
    let names = ["flex-login.txt", "idp-metadata.xml", "sp-metadata.xml"];
    let files: Vec<_> = names.iter().map(|name| test.program.fixture(&format!("samples/{name}"))).collect();
    test.browser.choose("#files", &files.iter().map(|file| &**file).collect::<Vec<&Path>>()).await?;
    test.at().await?;
    test.ask(CHECK).await?;
    let found = test.headlines().await?;
    if found != ["accepted"] {
        return Err(format!("the headlines are {found:?}"));
    }
    Ok(())
}

pub async fn compare(test: &Test<'_>) -> Outcome<()> {
    test.open().await?;
    test.paste_into("input", &test.sample("flex-missing-roles.txt")?).await?;
    test.paste_into("good", &test.sample("flex-login.txt")?).await?;
    test.ask(COMPARE).await?;
    contains(test, "#answer", &["Significant differences", "roles"]).await
}

pub async fn decode(test: &Test<'_>) -> Outcome<()> {
    test.open().await?;
    test.paste_into("input", &test.sample("flex-login.txt")?).await?;
    test.ask(DECODE).await?;
    contains(test, "#answer", &["NOT VERIFIED", "urn:acme-dev.us.auth0.com", PERSON]).await
}

pub async fn told(test: &Test<'_>) -> Outcome<()> {
    test.open().await?;
    test.browser.choose("#files", &[&test.program.fixture("flows/session-strict.har")]).await?;
    test.ask(CHECK).await?;
    contains(test, "#answer .told", &["From the capture", "--sp-entity-id"]).await?;
    let before = "return document.getElementById('sp_entity_id').value";
    if test.browser.script(before, Vec::new()).await? != "" {
        return Err("the capture filled an expectation by itself".to_owned());
    }
    test.browser.click("#answer button[data-field='sp_entity_id']").await?;
    let after = test.browser.script(before, Vec::new()).await?;
    match after == "https://portal.example.org/saml/metadata" {
        true => Ok(()),
        false => Err(format!("the field has {after}")),
    }
}

pub async fn search(test: &Test<'_>) -> Outcome<()> {
    test.open().await?;
    test.at().await?;
    test.paste_into("input", &test.sample("flex-wrong-audience.html")?).await?;
    test.ask(CHECK).await?;
    // The link of the cause leads to the place in the message, which is in another tab.
    test.browser.click("#answer a[href^='#']").await?;
    test.browser.moment().await;
    visible(test, ":target").await?;
    test.browser.script("[...document.querySelectorAll('.tab + label')].find(one => one.textContent.startsWith('Message')).click()", Vec::new()).await?;
    test.browser.click("input[type='search'][aria-label='Search the message']").await?;
    test.browser.paste("AudienceRestriction").await?;
    test.browser.press(samlens_peers_browser::devtools::ENTER).await?;
    test.browser.moment().await;
    contains(test, ".search [role='status']", &["lines"]).await?;
    visible(test, ".found.current").await
}

pub async fn ticket(test: &Test<'_>) -> Outcome<()> {
    let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
    test.browser.devtools("Browser.grantPermissions", json!({ "permissions": permissions })).await?;
    test.open().await?;
    test.at().await?;
    test.paste_into("input", &test.sample("flex-wrong-audience.html")?).await?;
    test.ask(CHECK).await?;
    contains(test, "#answer", &[PERSON]).await?;
    test.browser.click("details.ticket > summary").await?;
    test.browser.click("button[data-copy]").await?;
    test.browser
        .wait_until("return document.querySelector('button[data-copy]').textContent === 'Copied'", "the copy")
        .await?;
    let text = test.browser.script("return navigator.clipboard.readText()", Vec::new()).await?;
    let text = text.as_str().unwrap_or_default();
    match text.contains("audience-mismatch") && text.contains("```") && !text.contains(PERSON) {
        true => Ok(()),
        false => Err(format!("the clipboard has {text}")),
    }
}

pub async fn download(test: &Test<'_>) -> Outcome<()> {
    let file = test.folder.join("redacted.txt");
    let _ = std::fs::remove_file(&file);
    let behavior = json!({ "behavior": "allow", "downloadPath": test.folder });
    test.browser.devtools("Browser.setDownloadBehavior", behavior).await?;
    test.open().await?;
    // The verdict of the original is in the copy, so it has to be one of the same time.
    test.at().await?;
    let original = test.sample("flex-missing-roles.txt")?;
    test.paste_into("input", &original).await?;
    test.browser.click(&format!("button{REDACT}")).await?;
    let begun = Instant::now();
    while !file.exists() {
        if begun.elapsed() > Duration::from_secs(15) {
            return Err("nothing is downloaded".to_owned());
        }
        test.browser.moment().await;
    }
    let copy = std::fs::read_to_string(&file).map_err(|error| error.to_string())?;
    // The person is not in the copy, and it is judged as the original is.
    let told = test.program.decoded(test.program.fixture("samples/flex-missing-roles.txt").as_path())?;
    let copied = test.program.decoded(&file)?;
    if copy == original || !told.contains(PERSON) || copied.contains(PERSON) {
        return Err(format!("the copy says {copied}"));
    }
    test.open().await?;
    test.at().await?;
    test.paste_into("input", &copy).await?;
    test.ask(CHECK).await?;
    let (expected, found) = (test.program.headline("flex-missing-roles.txt")?, test.headlines().await?);
    match found.last() == Some(&expected) {
        true => contains(test, "#answer", &["roles"]).await,
        false => Err(format!("the original is {expected}, the copy {found:?}")),
    }
}

pub async fn explain(test: &Test<'_>) -> Outcome<()> {
    test.open().await?;
    test.paste_into("text", "Invalid thumbprint").await?;
    test.ask("[type='submit']:is(#explain *)").await?;
    contains(test, "#answer", &["Possible findings"]).await
}

pub async fn contains(test: &Test<'_>, css: &str, parts: &[&str]) -> Outcome<()> {
    let text = test.text_of(css).await?;
    match parts.iter().find(|part| !text.contains(**part)) {
        Some(part) => {
            Err(format!("{css} does not have {part:?}: {}", text.chars().take(400).collect::<String>()))
        }
        None => Ok(()),
    }
}

/// Whether a person sees an element.
pub async fn visible(test: &Test<'_>, css: &str) -> Outcome<()> {
    let script = "return document.querySelector(arguments[0])?.checkVisibility() ?? null";
    match test.browser.script(script, vec![json!(css)]).await? {
        found if found == true => Ok(()),
        found if found == false => Err(format!("{css} is not visible")),
        _ => Err(format!("no {css} on the page")),
    }
}
