//! A recording under construction, in the dialect of the program that exports it.

use crate::capture::percent_encode;
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Value, json};

/// The program that exports the recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    Chrome,
    /// Chrome without sensitive data: no cookies at all.
    ChromeSanitized,
    Firefox,
    Safari,
    Fiddler,
    Charles,
    Mitmproxy,
    SamlTracer,
}

impl Program {
    fn agent(self) -> &'static str {
        match self {
            Program::Firefox | Program::SamlTracer => {
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
            }
            Program::Safari => {
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15"
            }
            _ => {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
            }
        }
    }

    fn creator(self) -> Value {
        match self {
            Program::Chrome | Program::ChromeSanitized => {
                json!({"name": "WebInspector", "version": "537.36"})
            }
            Program::Firefox => json!({"name": "Firefox", "version": "140.0"}),
            Program::Safari => json!({"name": "WebKit Web Inspector", "version": "1.0"}),
            Program::Fiddler => {
                json!({"name": "Fiddler", "version": "5.0.20253.3311", "comment": "https://fiddler2.com"})
            }
            Program::Charles => json!({"name": "Charles Proxy", "version": "5.0.1"}),
            Program::Mitmproxy => json!({"name": "mitmproxy", "version": "12.1.1", "comment": ""}),
            Program::SamlTracer => Value::Null,
        }
    }
}

/// One request with its answer.
#[derive(Clone, Debug, Default)]
pub struct Shot {
    pub method: &'static str,
    pub url: String,
    pub status: u16,
    pub location: Option<String>,
    pub set: Vec<String>,
    pub sent: Vec<String>,
    pub page: Option<String>,
    pub mime: &'static str,
    pub post: Vec<(&'static str, String)>,
    /// The message that the post carries, as XML.
    pub xml: Option<String>,
    pub headers: Vec<(&'static str, String)>,
    /// `none`, `same-origin` or `cross-site`; empty: no header.
    pub site: &'static str,
    pub origin: Option<String>,
    pub dest: &'static str,
    /// Seconds by which the server's clock is ahead.
    pub clock: i64,
    /// The tab.
    pub tab: usize,
    /// Begun by a person, not by a script.
    pub user: bool,
}

/// A recording.
pub struct Reel {
    pub program: Program,
    now: DateTime<Utc>,
    entries: Vec<Value>,
}

impl Reel {
    pub fn new(program: Program) -> Reel {
        Reel { program, now: "2026-01-15T10:00:00Z".parse().unwrap(), entries: Vec::new() }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Time passes.
    pub fn wait(&mut self, milliseconds: i64) {
        self.now += Duration::milliseconds(milliseconds);
    }

    pub fn shoot(&mut self, shot: Shot) {
        let entry = match self.program {
            Program::SamlTracer => self.traced(&shot),
            _ => self.entry(&shot),
        };
        self.entries.push(entry);
        self.wait(120);
    }

    pub fn text(&self) -> String {
        let document = match self.program {
            Program::SamlTracer => {
                json!({"requests": self.entries, "timestamp": self.now.to_rfc3339_opts(SecondsFormat::Millis, true)})
            }
            program => {
                let mut log = json!({"version": "1.2", "creator": program.creator(), "pages": [], "entries": self.entries});
                if program == Program::Firefox {
                    log["browser"] = json!({"name": "Firefox", "version": "140.0"});
                }
                json!({ "log": log })
            }
        };
        serde_json::to_string_pretty(&document).unwrap() + "\n"
    }

    fn date(&self, shot: &Shot) -> String {
        (self.now + Duration::seconds(shot.clock)).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    fn request_headers(&self, shot: &Shot) -> Vec<(String, String)> {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: &str| headers.push((name.to_owned(), value.to_owned()));
        let (scheme, rest) = shot.url.split_once("://").unwrap();
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        match self.program {
            Program::Chrome | Program::ChromeSanitized if scheme == "https" => {
                add(":authority", host);
                add(":method", shot.method);
                add(":path", path);
                add(":scheme", scheme);
            }
            _ => add("Host", host),
        }
        add("accept", if shot.dest == "document" { "text/html,application/xhtml+xml" } else { "*/*" });
        add("user-agent", self.program.agent());
        let tells = matches!(
            self.program,
            Program::Chrome | Program::ChromeSanitized | Program::Firefox | Program::Mitmproxy
        );
        if tells && !shot.site.is_empty() {
            add("sec-fetch-site", shot.site);
            add("sec-fetch-mode", if shot.dest == "document" { "navigate" } else { "no-cors" });
            add("sec-fetch-dest", shot.dest);
            if shot.user {
                add("sec-fetch-user", "?1");
            }
        }
        if let Some(origin) = &shot.origin {
            add("referer", &format!("{origin}/"));
            if shot.method == "POST" {
                add("origin", origin);
            }
        }
        if !shot.post.is_empty() {
            add("content-type", "application/x-www-form-urlencoded");
        }
        if !shot.sent.is_empty() && self.program != Program::ChromeSanitized {
            add("cookie", &shot.sent.join("; "));
        }
        headers
    }

    fn answer_headers(&self, shot: &Shot) -> Vec<(String, String)> {
        let mut headers =
            vec![("date".to_owned(), self.date(shot)), ("content-type".to_owned(), shot.mime.to_owned())];
        headers.extend(shot.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        if let Some(location) = &shot.location {
            headers.push(("location".to_owned(), location.clone()));
        }
        if self.program != Program::ChromeSanitized {
            match self.program {
                // Older versions join them.
                Program::Charles if shot.set.len() > 1 => {
                    headers.push(("set-cookie".to_owned(), shot.set.join("\n")))
                }
                _ => headers.extend(shot.set.iter().map(|set| ("set-cookie".to_owned(), set.clone()))),
            }
        }
        headers
    }

    fn entry(&self, shot: &Shot) -> Value {
        let mut request = json!({
            "method": shot.method, "url": shot.url, "httpVersion": "HTTP/2",
            "headers": pairs(self.request_headers(shot)), "queryString": [], "cookies": [],
            "headersSize": -1, "bodySize": -1,
        });
        if !shot.post.is_empty() {
            let form: Vec<String> =
                shot.post.iter().map(|(name, value)| format!("{name}={}", percent_encode(value))).collect();
            let form = form.join("&");
            let params = |encoded: bool| -> Vec<Value> {
                let value = |value: &str| if encoded { percent_encode(value) } else { value.to_owned() };
                shot.post.iter().map(|(name, text)| json!({"name": name, "value": value(text)})).collect()
            };
            let mime = "application/x-www-form-urlencoded";
            request["postData"] = match self.program {
                Program::Firefox => json!({"mimeType": mime, "params": params(false), "text": form}),
                Program::Safari => json!({"mimeType": mime, "text": form}),
                // Charles leaves the text out.
                Program::Charles => json!({"mimeType": mime, "params": params(false)}),
                Program::Mitmproxy => {
                    json!({"mimeType": mime, "text": openssl::base64::encode_block(form.as_bytes()), "encoding": "base64", "params": []})
                }
                _ => json!({"mimeType": mime, "text": form, "params": params(true)}),
            };
        }
        let text = shot.page.clone().unwrap_or_default();
        let content = match self.program {
            Program::Mitmproxy => {
                json!({"size": text.len(), "mimeType": shot.mime, "text": openssl::base64::encode_block(text.as_bytes()), "encoding": "base64"})
            }
            _ => json!({"size": text.len(), "mimeType": shot.mime, "text": text}),
        };
        let redirect = match self.program {
            // These know the header only.
            Program::Fiddler | Program::Charles => String::new(),
            _ => shot.location.clone().unwrap_or_default(),
        };
        let mut entry = json!({
            "startedDateTime": self.now.to_rfc3339_opts(SecondsFormat::Millis, true),
            "time": 84.0,
            "request": request,
            "response": {
                "status": shot.status, "statusText": "", "httpVersion": "HTTP/2",
                "headers": pairs(self.answer_headers(shot)), "cookies": [], "content": content,
                "redirectURL": redirect, "headersSize": -1, "bodySize": -1,
            },
            "cache": {}, "timings": {"send": 1, "wait": 80, "receive": 3},
            "pageref": format!("page_{}", shot.tab),
        });
        if matches!(self.program, Program::Chrome | Program::ChromeSanitized) {
            entry["_resourceType"] = json!(shot.dest);
        }
        entry
    }

    fn traced(&self, shot: &Shot) -> Value {
        let mut entry = json!({
            "method": shot.method, "url": shot.url, "requestId": self.entries.len().to_string(),
            "requestHeaders": pairs(self.request_headers(shot)),
            "responseHeaders": pairs(self.answer_headers(shot)),
            "responseStatus": shot.status, "responseStatusText": "", "get": [],
            "post": shot.post.iter().map(|(name, value)| json!([name, value])).collect::<Vec<_>>(),
        });
        if let Some(xml) = &shot.xml {
            entry["protocol"] = json!("SAML-P");
            entry["saml"] = json!(xml);
        }
        entry
    }
}

fn pairs(headers: Vec<(String, String)>) -> Vec<Value> {
    headers.into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}
