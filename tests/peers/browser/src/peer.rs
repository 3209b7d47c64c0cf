//! The identity providers that were started for the tests.

use crate::browser::{Browser, Outcome};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The address of the person at every peer.
pub const MAIL: &str = "mara@example.org";

#[derive(Clone, Debug)]
pub struct Peer {
    pub name: String,
    pub version: String,
    pub metadata_url: String,
    /// Where it begins a login by itself; where it begins a logout.
    pub begin_url: String,
    pub logout_url: String,
    pub folder: PathBuf,
    /// Why it does not run.
    pub not_run: Option<String>,
    /// It runs, and only answers where another peer is tested.
    pub is_skipped: bool,
}

impl Peer {
    /// All that a file of `run` or `live` describes.
    pub fn all(file: &Path) -> Outcome<Vec<Peer>> {
        let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        let described: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        Ok(described.as_array().into_iter().flatten().map(Peer::read).collect())
    }

    fn read(value: &Value) -> Peer {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        Peer {
            name: text("name"),
            version: text("version"),
            metadata_url: text("metadata"),
            begin_url: text("begin"),
            logout_url: text("logout"),
            folder: text("folder").into(),
            not_run: value["not_run"].as_str().map(str::to_owned),
            is_skipped: false,
        }
    }

    /// The same, skipped if another one was asked for.
    pub fn wanted(mut self, name: Option<&str>) -> Peer {
        self.is_skipped = name.is_some_and(|name| name != self.name);
        self
    }

    pub fn metadata(&self) -> Outcome<String> {
        get(&self.metadata_url)
    }

    /// Its entity ID is the address of its metadata.
    pub fn entity_id(&self) -> &str {
        &self.metadata_url
    }

    pub fn is_at(&self, url: &str) -> bool {
        url.starts_with(&self.origin())
    }

    pub fn origin(&self) -> String {
        self.metadata_url.split('/').take(3).collect::<Vec<_>>().join("/")
    }

    pub fn switch(&self, name: &str, is_on: bool) -> Outcome<()> {
        let path = self.folder.join(name);
        let done = if is_on { std::fs::write(&path, "") } else { std::fs::remove_file(&path) };
        match done {
            Err(error) if is_on || error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
            _ => Ok(()),
        }
    }

    /// Waits for the login form of the peer.
    pub async fn wait_for_form(&self, browser: &Browser) -> Outcome<()> {
        browser.wait_for("input[name=username]", &format!("the login form of {}", self.name)).await?;
        let url = browser.url().await?;
        match self.is_at(&url) {
            true => Ok(()),
            false => Err(format!("a login form at {url}, which is not {}", self.name)),
        }
    }

    /// Fills the login form and sends it.
    pub async fn log_in(&self, browser: &Browser) -> Outcome<()> {
        self.wait_for_form(browser).await?;
        browser.fill("input[name=username]", "mara").await?;
        browser.fill("input[name=password]", "pass\u{e007}").await
    }
}

pub fn get(url: &str) -> Outcome<String> {
    let mut response = ureq::get(url).call().map_err(|error| format!("{url}: {error}"))?;
    response.body_mut().read_to_string().map_err(|error| format!("{url}: {error}"))
}
