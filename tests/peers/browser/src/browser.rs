//! Headless Chromium, driven by chromedriver.

use crate::traffic::{Exchange, exchanges};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a page may take. SimpleSAMLphp on PHP's server takes one second on a busy machine.
const PATIENCE: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(50);

pub type Outcome<T> = Result<T, String>;

/// A chromedriver of its own, which ends with this value.
pub struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    pub async fn start() -> Outcome<Driver> {
        let port = free_port()?;
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("chromedriver cannot be started: {error}"))?;
        let driver = Driver { process, address: format!("http://127.0.0.1:{port}") };
        let begin = Instant::now();
        while ureq::get(format!("{}/status", driver.address)).call().is_err() {
            if begin.elapsed() > PATIENCE {
                return Err("chromedriver does not answer".to_owned());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(driver)
    }

    /// A browser with an empty profile.
    pub async fn browser(&self) -> Outcome<Browser> {
        self.browser_with(json!({})).await
    }

    /// A browser whose profile has these preferences alone.
    pub async fn browser_with(&self, preferences: Value) -> Outcome<Browser> {
        let mut capabilities = fantoccini::wd::Capabilities::new();
        let arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
        capabilities
            .insert("goog:chromeOptions".to_owned(), json!({ "args": arguments, "prefs": preferences }));
        capabilities
            .insert("goog:loggingPrefs".to_owned(), json!({ "performance": "ALL", "browser": "ALL" }));
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder
            .capabilities(capabilities)
            .connect(&self.address)
            .await
            .map_err(|error| error.to_string())?;
        let browser = Browser { client, events: RefCell::new(Vec::new()) };
        browser.devtools("Network.enable", json!({ "maxPostDataSize": 1_000_000 })).await?;
        Ok(browser)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    Ok(listener.local_addr().map_err(|error| error.to_string())?.port())
}

pub struct Browser {
    pub(crate) client: Client,
    events: RefCell<Vec<Value>>,
}

impl Browser {
    pub async fn close(self) {
        let _ = self.client.close().await;
    }

    /// As with an empty profile: one tab, no cookies, nothing recorded.
    pub async fn renew(&self) -> Outcome<()> {
        let error = |error: fantoccini::error::CmdError| error.to_string();
        while let [_, last, ..] = self.client.windows().await.map_err(error)?.as_slice() {
            self.client.switch_to_window(last.clone()).await.map_err(error)?;
            self.client.close_window().await.map_err(error)?;
        }
        let windows = self.client.windows().await.map_err(error)?;
        let first = windows.into_iter().next().ok_or("the browser has no window")?;
        self.client.switch_to_window(first).await.map_err(error)?;
        self.open("about:blank").await?;
        self.devtools("Network.clearBrowserCookies", json!({})).await?;
        self.devtools("Network.clearBrowserCache", json!({})).await?;
        self.devtools("Page.resetNavigationHistory", json!({})).await?;
        self.traffic().await?;
        self.events.borrow_mut().clear();
        Ok(())
    }

    pub async fn open(&self, url: &str) -> Outcome<()> {
        self.client.goto(url).await.map_err(|error| format!("{url}: {error}"))
    }

    pub async fn url(&self) -> Outcome<String> {
        Ok(self.client.current_url().await.map_err(|error| error.to_string())?.to_string())
    }

    pub async fn back(&self) -> Outcome<()> {
        self.client.back().await.map_err(|error| error.to_string())
    }

    pub async fn reload(&self) -> Outcome<()> {
        self.client.refresh().await.map_err(|error| error.to_string())
    }

    /// The text that a person sees.
    pub async fn text(&self) -> Outcome<String> {
        let script = "return document.body ? document.body.innerText : ''";
        let text = self.client.execute(script, Vec::new()).await.map_err(|error| error.to_string())?;
        Ok(text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Opens a tab and goes on in it.
    pub async fn new_tab(&self) -> Outcome<Tab> {
        let tab = self.client.new_window(true).await.map_err(|error| error.to_string())?;
        let tab = Tab(tab.handle);
        self.switch_to(&tab).await?;
        self.devtools("Network.enable", json!({ "maxPostDataSize": 1_000_000 })).await?;
        Ok(tab)
    }

    pub async fn tab(&self) -> Outcome<Tab> {
        Ok(Tab(self.client.window().await.map_err(|error| error.to_string())?))
    }

    pub async fn switch_to(&self, tab: &Tab) -> Outcome<()> {
        self.client.switch_to_window(tab.0.clone()).await.map_err(|error| error.to_string())
    }

    pub async fn has(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    pub async fn click(&self, css: &str) -> Outcome<()> {
        let element = self.client.find(Locator::Css(css)).await;
        let element = element.map_err(|error| format!("no {css} on the page: {error}"))?;
        element.click().await.map_err(|error| error.to_string())
    }

    pub async fn fill(&self, css: &str, text: &str) -> Outcome<()> {
        let element = self.client.find(Locator::Css(css)).await;
        let element = element.map_err(|error| format!("no {css} on the page: {error}"))?;
        // After the back button the field has its text already.
        element.clear().await.map_err(|error| error.to_string())?;
        element.send_keys(text).await.map_err(|error| error.to_string())
    }

    /// Waits for an element.
    pub async fn wait_for(&self, css: &str, what: &str) -> Outcome<()> {
        let begin = Instant::now();
        while !self.has(css).await {
            self.may_wait(begin, what).await?;
        }
        Ok(())
    }

    /// Waits until the address begins so and the page is loaded.
    pub async fn wait_for_url(&self, prefix: &str, what: &str) -> Outcome<()> {
        let begin = Instant::now();
        while !self.url().await?.starts_with(prefix) || !self.is_loaded().await {
            self.may_wait(begin, what).await?;
        }
        Ok(())
    }

    /// Waits until no page has been on its way for a moment.
    pub async fn wait_for_rest(&self) -> Outcome<()> {
        let begin = Instant::now();
        let mut calm = 0;
        let mut last = String::new();
        while calm < 6 {
            let now = self.url().await?;
            calm = if now == last && self.is_loaded().await { calm + 1 } else { 0 };
            last = now;
            self.may_wait(begin, "rest").await?;
        }
        Ok(())
    }

    async fn is_loaded(&self) -> bool {
        let state = self.client.execute("return document.readyState", Vec::new()).await;
        state.is_ok_and(|state| state == "complete")
    }

    pub(crate) async fn may_wait(&self, begin: Instant, what: &str) -> Outcome<()> {
        if begin.elapsed() > PATIENCE {
            let text: String = self.text().await.unwrap_or_default().chars().take(300).collect();
            return Err(format!(
                "waited for {what} in vain; the browser is at {}: {text}",
                self.url().await?
            ));
        }
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }

    /// Posts a form from the page that is open, as a page of that site would.
    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Outcome<()> {
        let script = "const [address, fields] = arguments; const form = document.createElement('form');
            form.method = 'post'; form.action = address;
            for (const [name, value] of fields) {
                const input = document.createElement('input');
                input.type = 'hidden'; input.name = name; input.value = value; form.append(input);
            }
            document.body.append(form); HTMLFormElement.prototype.submit.call(form);";
        self.client
            .execute(script, vec![json!(address), json!(fields)])
            .await
            .map_err(|error| error.to_string())?;
        tokio::time::sleep(PAUSE).await;
        self.wait_for_rest().await
    }

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Outcome<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        let call = DriverCommand { path: "goog/cdp/execute", body };
        self.client.issue_cmd(call).await.map_err(|error| error.to_string())
    }

    /// Cookies of a site, as the browser keeps them: name and value.
    pub async fn cookies(&self, url: &str) -> Outcome<Vec<(String, String)>> {
        let found = self.devtools("Network.getCookies", json!({ "urls": [url] })).await?;
        let cookies = found["cookies"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(cookies.iter().map(|one| (text(&one["name"]), text(&one["value"]))).collect())
    }

    /// Removes all cookies of a site; those of other sites stay.
    pub async fn lose_cookies(&self, url: &str) -> Outcome<usize> {
        let cookies = self.cookies(url).await?;
        for (name, _) in &cookies {
            self.devtools("Network.deleteCookies", json!({ "name": name, "url": url })).await?;
        }
        match self.cookies(url).await?.len() {
            0 => Ok(cookies.len()),
            left => Err(format!("{left} cookies were not removed")),
        }
    }

    /// Puts a cookie back that the service had removed.
    pub async fn restore_cookie(&self, url: &str, name: &str, value: &str) -> Outcome<()> {
        let cookie = json!({
            "name": name, "value": value, "url": url, "path": "/", "secure": true, "httpOnly": true, "sameSite": "None",
        });
        let set = self.devtools("Network.setCookie", cookie).await?;
        match set["success"] == true {
            true => Ok(()),
            false => Err(format!("the browser does not take the cookie {name}")),
        }
    }

    /// All requests until now, in their order.
    pub async fn traffic(&self) -> Outcome<Vec<Exchange>> {
        let lines = self.log("performance").await?;
        let events =
            lines.iter().filter_map(|line| serde_json::from_str::<Value>(line["message"].as_str()?).ok());
        self.events.borrow_mut().extend(events.map(|mut event| event["message"].take()));
        Ok(exchanges(&self.events.borrow()))
    }

    /// What a log of chromedriver got since it was asked last.
    pub(crate) async fn log(&self, kind: &str) -> Outcome<Vec<Value>> {
        let call = DriverCommand { path: "se/log", body: json!({ "type": kind }) };
        let log = self.client.issue_cmd(call).await.map_err(|error| error.to_string())?;
        Ok(log.as_array().cloned().unwrap_or_default())
    }

    /// The body of a response, while the browser still has it.
    pub async fn body(&self, id: &str) -> Option<String> {
        let found = self.devtools("Network.getResponseBody", json!({ "requestId": id })).await.ok()?;
        (found["base64Encoded"] == false).then(|| found["body"].as_str().unwrap_or_default().to_owned())
    }
}

pub struct Tab(fantoccini::wd::WindowHandle);

/// A command of chromedriver that WebDriver does not have.
#[derive(Debug)]
struct DriverCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for DriverCommand {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
