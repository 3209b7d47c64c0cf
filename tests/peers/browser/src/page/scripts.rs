//! The page without a mouse, and without JavaScript.

use super::Test;
use super::use_of::{contains, visible};
use samlens_peers_browser::browser::Outcome;
use samlens_peers_browser::devtools::{ENTER, LEFT, RIGHT, SPACE, TAB};
use serde_json::{Value, json};

/// Preferences of a profile in which no page runs a script.
pub fn never() -> Value {
    json!({ "profile.managed_default_content_settings.javascript": 2 })
}

/// Where the focus is, by its identifier, or its tag and text; and whether a person sees that it is there.
const FOCUS: &str = "const one = document.activeElement;
    const seen = one.classList.contains('tab') ? one.nextElementSibling : one;
    return [one.id || `${one.tagName.toLowerCase()} ${one.textContent.trim()}`.trim(),
        one === document.body || getComputedStyle(seen).outlineStyle !== 'none']";

async fn focus(test: &Test<'_>) -> Outcome<String> {
    let found = test.browser.script(FOCUS, Vec::new()).await?;
    match found[1] == true {
        true => Ok(found[0].as_str().unwrap_or_default().to_owned()),
        false => Err(format!("the focus on {} is not visible", found[0])),
    }
}

/// Tab until the focus is there; the names on the way.
async fn tab_to(test: &Test<'_>, name: &str) -> Outcome<Vec<String>> {
    let mut way = Vec::new();
    for _ in 0..80 {
        test.browser.press(TAB).await?;
        way.push(focus(test).await?);
        if way.last().is_some_and(|at| at == name) {
            return Ok(way);
        }
    }
    Err(format!("Tab does not lead to {name}: {way:?}"))
}

pub async fn keys(test: &Test<'_>) -> Outcome<()> {
    test.open().await?;
    let way = tab_to(test, "input").await?;
    // The configuration names an identity provider, so the way to a login is at the top of the page.
    if way != ["a Try a login", "input"] {
        return Err(format!("the box is not the first after the login: {way:?}"));
    }
    test.browser.paste(&test.program.read("flows/session-strict.har")?).await?;
    let way = tab_to(test, "button Check").await?;
    if way != ["files", "summary Compare with a login that works", "summary Redacted copy", "button Check"] {
        return Err(format!("the order is {way:?}"));
    }
    test.browser.press(ENTER).await?;
    test.answered().await?;
    if focus(test).await? != "answer" {
        return Err(format!("after the answer the focus is on {}", focus(test).await?));
    }
    // Tabs: the first is chosen, arrows go on, and the panel changes with them.
    tab_to(test, "tabs-0-0").await?;
    for (key, tab) in [(RIGHT, "tabs-0-1"), (RIGHT, "tabs-0-2"), (LEFT, "tabs-0-1")] {
        test.browser.press(key).await?;
        if focus(test).await? != tab {
            return Err(format!("an arrow leads to {}, not {tab}", focus(test).await?));
        }
        visible(test, &format!("#{tab} + label + .panel")).await?;
        let open = "return [...document.querySelectorAll('.tabs:first-of-type')][0].querySelectorAll('.panel').values()
            .filter(one => one.checkVisibility()).toArray().length";
        if test.browser.script(open, Vec::new()).await? != 1 {
            return Err("two panels of one answer are open".to_owned());
        }
    }
    // A field that is folded away opens by the space bar.
    test.browser.script("document.getElementById('request').focus()", Vec::new()).await?;
    tab_to(test, "summary More").await?;
    test.browser.press(SPACE).await?;
    visible(test, "#clock_skew").await
}

pub async fn without(test: &Test<'_>) -> Outcome<()> {
    test.open().await?;
    let hidden = "return document.scripts.length > 0 && document.querySelector('.search') === null";
    if test.browser.script(hidden, Vec::new()).await? != true {
        return Err("the page has no script".to_owned());
    }
    let file = test.program.fixture("flows/session-strict.har");
    test.browser.choose("#files", &[&file]).await?;
    test.browser.click("#question .actions > :first-child").await?;
    test.browser.wait_for_url(&format!("{}check", test.server.page()), "the answer").await?;
    let found = test.headlines().await?;
    if found.len() != 2 || !found[0].starts_with("loop") {
        return Err(format!("the headlines are {found:?}: {}", test.browser.text().await?));
    }
    // A tab is chosen without a script, and what only a script does is not offered.
    test.browser.click("#tabs-0-1 + label").await?;
    visible(test, "#tabs-0-1 + label + .panel").await?;
    let offered = "return [...document.querySelectorAll('button[data-copy], button[data-field], .search')]
        .filter(one => one.checkVisibility()).length";
    if test.browser.script(offered, Vec::new()).await? != 0 {
        return Err("the script of the page ran, or its controls are shown without it".to_owned());
    }
    test.open().await?;
    test.browser.click("#input").await?;
    test.browser.paste(&test.program.read("samples/flex-wrong-audience.html")?).await?;
    test.browser.click("input[name='when'][value='captured']").await?;
    test.browser.click("#question .actions > :first-child").await?;
    test.browser.wait_for_url(&format!("{}check", test.server.page()), "the answer").await?;
    contains(test, "#answer", &["audience", "NameID"]).await?;
    let kept = "return document.getElementById('input').value.length > 100
        && document.querySelector('input[name=when][value=captured]').checked";
    match test.browser.script(kept, Vec::new()).await? == true {
        true => Ok(()),
        false => Err("what was pasted is not in the form any more".to_owned()),
    }
}
