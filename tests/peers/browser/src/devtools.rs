//! What a person does at a page, and what the page did: keys, text, dropped files, the console.

use crate::browser::{Browser, Outcome};
use fantoccini::Locator;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// A key: its name, its code, and the text that it enters.
#[derive(Clone, Copy)]
pub struct Key(&'static str, u32, &'static str);

pub const TAB: Key = Key("Tab", 9, "");
pub const ENTER: Key = Key("Enter", 13, "\r");
pub const SPACE: Key = Key(" ", 32, " ");
pub const LEFT: Key = Key("ArrowLeft", 37, "");
pub const RIGHT: Key = Key("ArrowRight", 39, "");

impl Browser {
    /// The value of a script, which is the body of a function.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        self.client.execute(script, arguments).await.map_err(|error| error.to_string())
    }

    /// Waits until a script says yes.
    pub async fn wait_until(&self, script: &str, what: &str) -> Outcome<()> {
        let begin = Instant::now();
        while self.script(script, Vec::new()).await.ok() != Some(json!(true)) {
            self.may_wait(begin, what).await?;
        }
        Ok(())
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: Key) -> Outcome<()> {
        let Key(name, code, text) = key;
        for (kind, text) in [(if text.is_empty() { "rawKeyDown" } else { "keyDown" }, text), ("keyUp", "")] {
            let event = json!({ "type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code, "text": text });
            self.devtools("Input.dispatchKeyEvent", event).await?;
        }
        Ok(())
    }

    /// Text at once where the focus is, as from the clipboard.
    pub async fn paste(&self, text: &str) -> Outcome<()> {
        self.devtools("Input.insertText", json!({ "text": text })).await.map(drop)
    }

    /// Chooses files, as the dialog of the browser does.
    pub async fn choose(&self, css: &str, files: &[&Path]) -> Outcome<()> {
        let element = self.client.find(Locator::Css(css)).await;
        let element = element.map_err(|error| format!("no {css} on the page: {error}"))?;
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        element.send_keys(&names.join("\n")).await.map_err(|error| error.to_string())
    }

    /// Drags files over the page and drops them in its middle.
    pub async fn drop_files(&self, files: &[&Path]) -> Outcome<()> {
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        for kind in ["dragEnter", "dragOver", "drop"] {
            let data = json!({ "items": [], "files": names, "dragOperationsMask": 1 });
            self.devtools(
                "Input.dispatchDragEvent",
                json!({ "type": kind, "x": 200, "y": 200, "data": data }),
            )
            .await?;
        }
        Ok(())
    }

    /// The size of the window's content, and whether the system is dark.
    pub async fn resize(&self, width: u32, height: u32, scheme: &str) -> Outcome<()> {
        self.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await?;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await.map(drop)
    }

    /// The whole page as PNG, in base64.
    pub async fn picture(&self) -> Outcome<String> {
        let options = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.devtools("Page.captureScreenshot", options).await?;
        picture["data"].as_str().map(str::to_owned).ok_or_else(|| "no picture".to_owned())
    }

    /// Messages in the console since it was asked last.
    pub async fn console(&self) -> Outcome<Vec<String>> {
        let lines = self.log("browser").await?;
        Ok(lines.iter().map(|line| line["message"].as_str().unwrap_or_default().to_owned()).collect())
    }

    /// Waits for a moment in which the page may do something.
    pub async fn moment(&self) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
