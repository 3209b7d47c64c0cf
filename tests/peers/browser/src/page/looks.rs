//! How the page looks, and how it is read to a person who does not see it.

use super::Test;
use super::use_of::CHECK;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samlens_peers_browser::browser::Outcome;
use serde_json::{Value, json};

/// Narrow phone, laptop, large screen.
const WIDTHS: [(u32, u32); 3] = [(360, 740), (1280, 800), (2560, 1440)];
const SCHEMES: [&str; 2] = ["light", "dark"];

/// What is looked at, by name.
const STATES: [&str; 7] = ["start", "report", "recording", "compared", "decoded", "explained", "problem"];

/// Brings the page into a state.
async fn reach(test: &Test<'_>, state: &str) -> Outcome<()> {
    test.open().await?;
    let sample = |name: &str| test.program.read(&format!("samples/{name}"));
    match state {
        "report" => {
            test.at().await?;
            test.paste_into("input", &sample("flex-wrong-audience.html")?).await?;
            test.ask(CHECK).await
        }
        "recording" => {
            test.browser.choose("#files", &[&test.program.fixture("flows/session-strict.har")]).await?;
            test.ask(CHECK).await
        }
        "compared" => {
            test.paste_into("input", &sample("flex-missing-roles.txt")?).await?;
            test.paste_into("good", &sample("flex-login.txt")?).await?;
            test.ask("[formaction='/compare']").await
        }
        "decoded" => {
            test.paste_into("input", &sample("flex-login.txt")?).await?;
            test.ask("[formaction='/decode']").await
        }
        "explained" => {
            test.paste_into("text", "audience-mismatch").await?;
            test.ask(":is(#explain *)").await
        }
        "problem" => {
            test.ask(CHECK).await?;
            // Chromium writes a line about every answer with status 400.
            let lines = test.browser.console().await?;
            match lines.iter().all(|line| line.contains("400 (Bad Request)")) {
                true => Ok(()),
                false => Err(format!("the console says: {lines:?}")),
            }
        }
        _ => Ok(()),
    }
}

/// How many tabs there are.
async fn tabs(test: &Test<'_>) -> Outcome<u64> {
    let count = test.browser.script("return document.querySelectorAll('.tab').length", Vec::new()).await?;
    Ok(count.as_u64().unwrap_or(0))
}

async fn choose_tab(test: &Test<'_>, number: u64) -> Outcome<String> {
    let script = "const tab = document.querySelectorAll('.tab')[arguments[0]]; tab.checked = true;
        return tab.nextElementSibling.textContent.trim().toLowerCase().replaceAll(' ', '-')";
    let name = test.browser.script(script, vec![json!(number)]).await?;
    Ok(name.as_str().unwrap_or_default().to_owned())
}

/// What is wider than the window, if the page is.
async fn overflow(test: &Test<'_>) -> Outcome<Option<String>> {
    let script = "const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return null;
        const wide = [...document.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > width + 1);
        return wide.slice(-3).map(one => `${one.tagName} .${one.className} ${one.textContent.slice(0, 40)}`).join(' | ') || 'the page'";
    let found = test.browser.script(script, Vec::new()).await?;
    Ok(found.as_str().map(str::to_owned))
}

/// Writes pictures of the page in three widths, light and dark. Every state and every tab is measured.
pub async fn pictures(test: &Test<'_>) -> Outcome<()> {
    for state in STATES {
        reach(test, state).await?;
        let is_main = ["start", "report", "recording"].contains(&state);
        for (width, height) in WIDTHS {
            for scheme in SCHEMES {
                // Of the lesser states one picture is enough.
                if is_main || (width, scheme) == (360, "light") {
                    test.browser.resize(width, height, scheme).await?;
                    picture(test, &format!("{state}-{width}-{scheme}")).await?;
                }
            }
            for number in 0..tabs(test).await? {
                let name = choose_tab(test, number).await?;
                if let Some(wide) = overflow(test).await? {
                    return Err(format!("{state}, tab {name}, is wider than {width}: {wide}"));
                }
                if width == 360 && state == "report" {
                    picture(test, &format!("{state}-{width}-tab-{number}-{name}")).await?;
                }
            }
            test.browser
                .script(
                    "document.querySelectorAll('.tab').forEach(tab => tab.checked = tab.id.endsWith('-0'))",
                    Vec::new(),
                )
                .await?;
        }
        test.browser.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await?;
    }
    Ok(())
}

async fn picture(test: &Test<'_>, name: &str) -> Outcome<()> {
    if let Some(wide) = overflow(test).await? {
        return Err(format!("{name} is wider than the window: {wide}"));
    }
    let png = STANDARD.decode(test.browser.picture().await?).map_err(|error| error.to_string())?;
    std::fs::write(test.folder.join(format!("{name}.png")), png).map_err(|error| error.to_string())
}

/// axe-core (Deque) over every state with all of its tabs and the form's folds open, wide and light, narrow and dark. What it calls serious or critical is a failure.
pub async fn accessible(test: &Test<'_>, axe: &str) -> Outcome<()> {
    let mut found = Vec::new();
    for state in STATES {
        reach(test, state).await?;
        // The tools of the browser may run what the page's policy would not allow.
        test.browser.script(&format!("{axe}; window.axe = axe"), Vec::new()).await?;
        for (width, height, scheme) in [(1280, 800, "light"), (360, 740, "dark")] {
            test.browser.resize(width, height, scheme).await?;
            let script = "const open = new CSSStyleSheet(); open.replaceSync('.panel { display: block !important }');
                document.adoptedStyleSheets = [open];
                document.querySelectorAll('form details').forEach(one => one.open = true);
                return axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations
                .filter(one => one.impact === 'serious' || one.impact === 'critical')
                .map(one => `${one.id} (${one.impact}): ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`)
                .concat(result.passes.length > 10 ? [] : ['axe-core found next to nothing that it can judge']))";
            let lines = test.browser.script(script, Vec::new()).await?;
            let Value::Array(lines) = lines else { return Err("axe-core answers nothing".to_owned()) };
            found.extend(lines.iter().map(|line| format!("{state} {width} {scheme}: {line}")));
        }
    }
    found.sort();
    match found.is_empty() {
        true => Ok(()),
        false => Err(format!("{} violations:\n  {}", found.len(), found.join("\n  "))),
    }
}
