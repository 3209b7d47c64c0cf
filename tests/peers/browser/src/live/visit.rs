//! What every scenario does.

use super::sink::Sink;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use samlens_peers_browser::browser::{Browser, Outcome};
use samlens_peers_browser::peer::{MAIL, Peer};
use samlens_peers_browser::server::Server;
use samlens_peers_browser::traffic::{Exchange, xml};
use serde_json::{Value, json};

/// What the report says if a service would sign the person in.
pub const SIGNED_IN: &str = "A service signs the person in";

pub struct Visit<'v> {
    pub browser: &'v Browser,
    pub server: &'v Server,
    pub peer: &'v Peer,
    pub sink: &'v Sink,
}

impl Visit<'_> {
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.page())
    }

    /// Opens the printed address, which admits the browser.
    pub async fn enter(&self) -> Outcome<()> {
        self.browser.open(&self.server.address).await
    }

    /// Sends the form of the login, with these values of its fields; `yes` ticks a box.
    pub async fn begin(&self, wish: &[(&str, &str)]) -> Outcome<()> {
        self.browser.open(&self.url("live")).await?;
        let script = "const form = document.querySelector('form[action=\"/login\"]');
            const wrong = [];
            for (const [name, value] of arguments[0]) {
                const field = form.elements[name];
                if (field === undefined) { wrong.push(name); continue }
                if (field.type === 'checkbox') { if (field.checked !== (value === 'yes')) field.click(); continue }
                field.value = value;
                if (field.value !== value) wrong.push(name);
            }
            return wrong.join(' ')";
        let wrong = self.browser.script(script, vec![json!(wish)]).await?;
        if wrong != "" {
            return Err(format!("the form does not take {wrong}"));
        }
        self.browser.click("form[action='/login'] button").await
    }

    /// Waits for a message, and enters the password where the peer asks for it.
    pub async fn arrives(&self, number: u64) -> Outcome<()> {
        let page = self.url(&format!("live/{number}"));
        let script = format!(
            "return location.href === {} || document.querySelector('input[name=username]') !== null",
            json!(page)
        );
        self.browser.wait_until(&script, "the peer's form or the report").await?;
        if self.browser.url().await? != page {
            self.peer.log_in(self.browser).await?;
        }
        self.reported(number).await
    }

    /// Waits for the report of a message.
    pub async fn reported(&self, number: u64) -> Outcome<()> {
        let page = self.url(&format!("live/{number}"));
        self.browser.wait_for_url(&page, &format!("the report of message {number}")).await?;
        match self.browser.url().await? == page {
            true => Ok(()),
            false => Err(format!("message {number} was expected; {}", self.browser.url().await?)),
        }
    }

    /// A whole login.
    pub async fn login(&self, wish: &[(&str, &str)], number: u64) -> Outcome<()> {
        self.begin(wish).await?;
        self.arrives(number).await
    }

    /// A login that a service accepts.
    pub async fn accepted(&self, wish: &[(&str, &str)], number: u64) -> Outcome<()> {
        self.login(wish, number).await?;
        self.says("Accepted", &[SIGNED_IN, MAIL]).await
    }

    /// The headline of the report, and what else is on the page.
    pub async fn says(&self, headline: &str, parts: &[&str]) -> Outcome<()> {
        let found = self.headline().await?;
        if found != headline {
            return Err(format!("the headline is {found:?} instead of {headline:?}"));
        }
        self.shows(parts).await
    }

    pub async fn headline(&self) -> Outcome<String> {
        let script = "return document.querySelector('main h1')?.textContent.trim() ?? ''";
        Ok(self.browser.script(script, Vec::new()).await?.as_str().unwrap_or_default().to_owned())
    }

    pub async fn shows(&self, parts: &[&str]) -> Outcome<()> {
        let text = self.main().await?;
        match parts.iter().find(|part| !text.contains(**part)) {
            Some(part) => Err(format!(
                "the page does not have {part:?}: {}",
                text.chars().take(600).collect::<String>()
            )),
            None => Ok(()),
        }
    }

    /// All text of the page, that of other tabs of the report too.
    pub async fn main(&self) -> Outcome<String> {
        let script = "return document.querySelector('main')?.textContent ?? ''";
        Ok(self.browser.script(script, Vec::new()).await?.as_str().unwrap_or_default().to_owned())
    }

    /// The history, the newest message first: number, kind, verdict, request.
    pub async fn history(&self) -> Outcome<Vec<[String; 4]>> {
        let script = "return [...document.querySelectorAll('#history tbody tr')].map(row =>
            [2, 4, 5, 6].map(at => row.cells[at].textContent.trim()))";
        let Value::Array(rows) = self.browser.script(script, Vec::new()).await? else {
            return Err("there is no history".to_owned());
        };
        let text = |row: &Value, at: usize| row[at].as_str().unwrap_or_default().to_owned();
        Ok(rows.iter().map(|row| std::array::from_fn(|at| text(row, at))).collect())
    }

    /// Where the peer begins a login by itself.
    pub fn begin_url(&self) -> String {
        let entity_id = self.url("metadata");
        let encoded = utf8_percent_encode(&entity_id, NON_ALPHANUMERIC).to_string();
        self.peer.begin_url.replace("{service}", &encoded)
    }

    /// The last message of this name that was sent to an address beginning so.
    pub async fn sent(&self, to: &str, name: &str) -> Outcome<Exchange> {
        let traffic = self.browser.traffic().await?;
        let found = traffic.into_iter().rfind(|one| one.url.starts_with(to) && one.carries(name));
        found.ok_or_else(|| format!("no {name} was sent to {to}"))
    }

    /// The last form that came to the ACS.
    pub async fn posted(&self) -> Outcome<Exchange> {
        let found = self.sent(&self.url("acs"), "SAMLResponse").await?;
        match found.method == "POST" {
            true => Ok(found),
            false => Err(format!("the response came by {}", found.method)),
        }
    }

    /// The XML of the last response.
    pub async fn response(&self) -> Outcome<String> {
        let message = self.posted().await?.field("SAMLResponse").ok_or("no SAMLResponse in the form")?;
        xml(&message)
    }

    /// The console since it was asked last, without what the peers' own pages always write there.
    pub async fn console(&self) -> Outcome<Vec<String>> {
        let of_peer = [
            format!("{}/favicon.ico - Failed to load resource", self.peer.origin()),
            "[DOM] Input elements should have autocomplete attributes".to_owned(),
        ];
        let is_usual = |line: &String| {
            line.starts_with(&self.peer.origin()) && of_peer.iter().any(|part| line.contains(part.as_str()))
        };
        let lines = self.browser.console().await?;
        Ok(lines.into_iter().filter(|line| !is_usual(line)).collect())
    }

    /// Waits until this many pages listen for messages.
    pub async fn listen(&self, count: usize) -> Outcome<()> {
        let address = self.url("events");
        for _ in 0..100 {
            let traffic = self.browser.traffic().await?;
            if traffic.iter().filter(|one| one.url == address && one.status == 200).count() >= count {
                return Ok(());
            }
            self.browser.moment().await;
        }
        Err("the page does not listen for messages".to_owned())
    }

    /// The console is empty, and every request stayed on the machine.
    pub async fn unnoticed(&self) -> Outcome<()> {
        if let Some(message) = self.console().await?.first() {
            return Err(format!("the console says: {message}"));
        }
        let traffic = self.browser.traffic().await?;
        if !traffic.iter().any(|one| self.peer.is_at(&one.url)) {
            return Err("the browser's log has no request to the peer".to_owned());
        }
        match traffic.iter().find(|one| !one.url.starts_with("http://127.")) {
            Some(other) => Err(format!("a request went to {}", other.url)),
            None => Ok(()),
        }
    }
}
