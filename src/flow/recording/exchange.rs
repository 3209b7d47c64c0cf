//! One request with its answer.

use super::page::PageSummary;
use super::raw::{HarContent, HarEntry, List, Pair, Traced};
use crate::capture::Captured;
use crate::flow::cookie::SetCookie;
use crate::flow::url::Url;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// Headers that are kept of requests.
const OF_REQUESTS: &[&str] = &[
    "referer",
    "origin",
    "sec-fetch-site",
    "sec-fetch-mode",
    "sec-fetch-dest",
    "sec-fetch-user",
    "user-agent",
    "x-requested-with",
    "accept",
];
/// Headers that are kept of answers: where they lead, when they were made, and what made them.
const OF_ANSWERS: &[&str] = &[
    "location",
    "date",
    "server",
    "x-powered-by",
    "x-aspnet-version",
    "x-aspnetmvc-version",
    "x-runtime",
    "x-gitlab-meta",
    "x-application-context",
    "x-redirect-by",
    "cf-mitigated",
    "x-amzn-waf-action",
    "x-iinfo",
    "x-sucuri-id",
    "content-type",
];
/// Bytes kept of one header.
const MAX_HEADER: usize = 8_192;

/// One exchange of a recording. `Debug` shows no value of it.
#[derive(Clone)]
pub(crate) struct Exchange {
    /// Number in the recording, from 1.
    pub(crate) entry: usize,
    pub(crate) at: Option<DateTime<Utc>>,
    /// How long it took, in milliseconds.
    pub(crate) took: u32,
    pub(crate) page_ref: String,
    pub(crate) method: String,
    pub(crate) url: Url,
    /// 0 where the recording has no answer.
    pub(crate) status: u16,
    pub(crate) target: Option<Url>,
    resource_type: String,
    mime: String,
    request_headers: Vec<(String, String)>,
    answer_headers: Vec<(String, String)>,
    /// Names and values of the cookies that were sent.
    pub(crate) sent: Vec<(String, String)>,
    /// Octets of the header Cookie.
    pub(crate) cookie_octets: usize,
    pub(crate) set: Vec<SetCookie>,
    pub(crate) page: Option<PageSummary>,
    pub(crate) messages: Vec<Captured>,
    /// Messages in the URL that it redirects to, where the recording has no request of that URL.
    pub(crate) onward: Vec<Captured>,
    pub(crate) has_artifact: bool,
    /// RelayState that was sent, in the query or the body.
    pub(crate) relay_state: Option<String>,
    pub(super) body: String,
    pub(super) params: Vec<(String, String)>,
    pub(super) xml: Option<String>,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("entry", &self.entry)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Exchange {
    /// An entry of a HAR. `None` if its URL is not one of HTTP.
    pub(super) fn of_entry(entry: usize, raw: HarEntry<'_>) -> Option<Exchange> {
        let request = raw.request.unwrap_or_default();
        let response = raw.response.unwrap_or_default();
        let url = address(request.url.as_str(), &request.headers)?;
        let mut exchange = Exchange::new(entry, url, request.method.as_str());
        exchange.at = instant(raw.started.as_str());
        exchange.took = milliseconds(raw.time.number());
        exchange.page_ref = raw.pageref.as_str().to_owned();
        exchange.resource_type = raw.resource_type.as_str().to_ascii_lowercase();
        exchange.status = status(response.status.number());
        exchange.take_headers(&request.headers, &request.cookies, &response.headers, &response.cookies);
        let redirect = response.redirect.as_str();
        if exchange.target.is_none() && (300..400).contains(&exchange.status) {
            exchange.target = exchange.url.join(redirect);
        }
        if let Some(content) = response.content {
            exchange.take_content(&content);
        }
        if let Some(post) = request.post {
            let text = post.text.as_str();
            let decoded = (post.encoding.as_str() == "base64").then(|| STANDARD.decode(text).ok()).flatten();
            let text = decoded.map_or(text.into(), |octets| String::from_utf8_lossy(&octets).into_owned());
            if is_saml(&text) {
                exchange.body = text;
            }
            let pairs = post.params.0.iter();
            let pairs = pairs.map(|pair| (pair.name.as_str().to_owned(), pair.value.as_str().to_owned()));
            let pairs: Vec<(String, String)> = pairs.collect();
            if pairs.iter().any(|(name, _)| is_saml(name)) {
                exchange.params = pairs;
            }
        }
        Some(exchange)
    }

    /// A request of a SAML-tracer export: its time is that of its answer's Date.
    pub(super) fn of_traced(entry: usize, raw: &Traced<'_>) -> Option<Exchange> {
        let url = address(raw.url.as_str(), &raw.request_headers)?;
        let mut exchange = Exchange::new(entry, url, raw.method.as_str());
        exchange.status = status(raw.status.number());
        let none = List::default();
        exchange.take_headers(&raw.request_headers, &none, &raw.response_headers, &none);
        exchange.at = exchange.date();
        let pairs = raw.post.0.iter().chain(&raw.parameters.0);
        let pairs = pairs.map(|pair| (pair.name.as_str().to_owned(), pair.value.as_str().to_owned()));
        let pairs: Vec<(String, String)> = pairs.collect();
        if pairs.iter().any(|(name, _)| is_saml(name)) {
            exchange.params = pairs;
        }
        let xml = raw.saml.as_str();
        exchange.xml = (!xml.is_empty()).then(|| xml.to_owned());
        Some(exchange)
    }

    fn new(entry: usize, url: Url, method: &str) -> Exchange {
        Exchange {
            entry,
            at: None,
            took: 0,
            page_ref: String::new(),
            method: method.to_ascii_uppercase(),
            url,
            status: 0,
            target: None,
            resource_type: String::new(),
            mime: String::new(),
            request_headers: Vec::new(),
            answer_headers: Vec::new(),
            sent: Vec::new(),
            cookie_octets: 0,
            set: Vec::new(),
            page: None,
            messages: Vec::new(),
            onward: Vec::new(),
            has_artifact: false,
            relay_state: None,
            body: String::new(),
            params: Vec::new(),
            xml: None,
        }
    }

    fn take_headers(
        &mut self,
        sent: &List<Pair<'_>>,
        cookies: &List<Pair<'_>>,
        answered: &List<Pair<'_>>,
        set: &List<Pair<'_>>,
    ) {
        for pair in &sent.0 {
            let name = pair.name.as_str().to_ascii_lowercase();
            let value = pair.value.as_str();
            if name == "cookie" {
                // HTTP/2 may split the header into several.
                self.cookie_octets = self.cookie_octets.saturating_add(value.len()).saturating_add(2);
                self.sent.extend(value.split("; ").filter_map(named));
            } else if OF_REQUESTS.contains(&name.as_str()) && value.len() <= MAX_HEADER {
                self.request_headers.push((name, value.to_owned()));
            }
        }
        if self.sent.is_empty() {
            let pair = |pair: &Pair<'_>| (pair.name.as_str().to_owned(), pair.value.as_str().to_owned());
            self.sent = cookies.0.iter().map(pair).filter(|(name, _)| !name.is_empty()).collect();
            let octets = self
                .sent
                .iter()
                .map(|(name, value)| name.len().saturating_add(value.len()).saturating_add(3));
            self.cookie_octets = octets.fold(0, usize::saturating_add);
        }
        for pair in &answered.0 {
            let name = pair.name.as_str().to_ascii_lowercase();
            let value = pair.value.as_str();
            if name == "set-cookie" {
                // Some programs join several headers by a line break.
                self.set.extend(value.split('\n').filter_map(SetCookie::parse));
            } else if OF_ANSWERS.contains(&name.as_str()) && value.len() <= MAX_HEADER {
                self.answer_headers.push((name, value.to_owned()));
            } else if name == "location" {
                self.target = self.url.join(value);
            }
        }
        if self.set.is_empty() {
            self.set = set.0.iter().filter_map(as_set).collect();
        }
        if self.target.is_none() {
            self.target = self.answer("location").and_then(|location| self.url.join(location));
        }
        self.mime = self.answer("content-type").unwrap_or_default().to_ascii_lowercase();
    }

    fn take_content(&mut self, content: &HarContent<'_>) {
        if self.mime.is_empty() {
            self.mime = content.mime.as_str().to_ascii_lowercase();
        }
        let text = content.text.as_str();
        self.page = match content.encoding.as_str() {
            "base64" if self.mime.contains("html") || self.mime.contains("text/plain") => STANDARD
                .decode(text)
                .ok()
                .and_then(|octets| PageSummary::of(&String::from_utf8_lossy(&octets), &self.mime)),
            "base64" => None,
            _ => PageSummary::of(text, &self.mime),
        };
    }

    /// A header of the request.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.request_headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// A header of the answer.
    pub(crate) fn answer(&self, name: &str) -> Option<&str> {
        self.answer_headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The clock of the server, as its answer says.
    pub(crate) fn date(&self) -> Option<DateTime<Utc>> {
        let date = DateTime::parse_from_rfc2822(self.answer("date")?).ok()?;
        Some(date.with_timezone(&Utc))
    }

    /// When the answer was there.
    pub(crate) fn ended(&self) -> Option<DateTime<Utc>> {
        self.at?.checked_add_signed(TimeDelta::milliseconds(i64::from(self.took)))
    }

    pub(crate) fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }

    /// Whether the method has no effect (RFC 9110, section 9.2.1), so that Lax cookies go along.
    pub(crate) fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }

    /// Whether the browser went there, in a window or a frame, rather than fetching a part of a page.
    pub(crate) fn is_navigation(&self) -> bool {
        if !self.messages.is_empty() || self.has_artifact {
            return true;
        }
        if self.header("x-requested-with").is_some() || self.method == "OPTIONS" {
            return false;
        }
        if let Some(destination) = self.header("sec-fetch-dest") {
            return matches!(destination, "document" | "iframe" | "frame");
        }
        match self.resource_type.as_str() {
            "" => {}
            kind => return kind == "document" || kind == "subdocument",
        }
        if self.has_file_ending() {
            return false;
        }
        let accepts = self.header("accept").is_none_or(|accept| accept.contains("html") || accept == "*/*");
        accepts
            && (self.mime.contains("html")
                || self.is_redirect()
                || self.status >= 400
                || self.mime.is_empty())
    }

    pub(crate) fn is_framed(&self) -> bool {
        matches!(self.header("sec-fetch-dest"), Some("iframe" | "frame"))
            || self.resource_type == "subdocument"
    }

    /// Whether the path ends as that of a script, style sheet, image or font does.
    fn has_file_ending(&self) -> bool {
        const ENDINGS: [&str; 16] = [
            "js", "mjs", "css", "png", "jpg", "jpeg", "gif", "svg", "ico", "woff", "woff2", "ttf", "map",
            "webp", "json", "mp4",
        ];
        let file = self.url.path.rsplit('/').next().unwrap_or_default();
        file.rsplit_once('.')
            .is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
    }

    /// The value of a cookie that was sent.
    pub(crate) fn sent_value(&self, name: &str) -> Option<&str> {
        self.sent.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn sends(&self, name: &str) -> bool {
        self.sent_value(name).is_some()
    }
}

/// The URL; of HTTP/2 and of proxies that write a path alone, from the headers that name the host.
fn address(url: &str, headers: &List<Pair<'_>>) -> Option<Url> {
    if let Some(url) = Url::parse(url) {
        return Some(url);
    }
    let header = |name: &str| {
        let found = headers.0.iter().find(|pair| pair.name.as_str().eq_ignore_ascii_case(name));
        found.map(|pair| pair.value.as_str())
    };
    let host = header(":authority").or_else(|| header("host"))?;
    let path = if url.starts_with('/') { url } else { header(":path")? };
    Url::parse(&format!("{}://{host}{path}", header(":scheme").unwrap_or("https")))
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.with_timezone(&Utc))
}

fn milliseconds(time: Option<f64>) -> u32 {
    time.filter(|time| (0.0..86_400_000.0).contains(time))
        .and_then(|time| format!("{time:.0}").parse().ok())
        .unwrap_or_default()
}

fn status(number: Option<f64>) -> u16 {
    number
        .filter(|number| (0.0..=999.0).contains(number))
        .and_then(|number| format!("{number:.0}").parse().ok())
        .unwrap_or_default()
}

fn named(pair: &str) -> Option<(String, String)> {
    let (name, value) = pair.split_once('=')?;
    Some((name.trim().to_owned(), value.trim().to_owned())).filter(|(name, _)| !name.is_empty())
}

/// A cookie of the list that programs write in addition to the headers.
fn as_set(pair: &Pair<'_>) -> Option<SetCookie> {
    let mut cookie = SetCookie {
        name: pair.name.as_str().to_owned(),
        value: pair.value.as_str().to_owned(),
        ..SetCookie::default()
    };
    for (name, value) in &pair.more {
        if !(name == "secure" && value != "true") {
            cookie.attribute(name, value);
        }
    }
    Some(cookie).filter(|cookie| !cookie.name.is_empty())
}

fn is_saml(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).any(|window| window.eq_ignore_ascii_case(b"saml")) || text.contains("wresult")
}
