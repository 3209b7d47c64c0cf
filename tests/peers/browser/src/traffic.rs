//! What the browser sent and got, out of chromedriver's performance log (events of the DevTools protocol).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::collections::BTreeMap;

/// One request with its response. A redirect is two of them.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    pub method: String,
    pub url: String,
    pub request_headers: Vec<(String, String)>,
    pub body: Option<String>,
    /// 0 if no response came.
    pub status: u64,
    pub response_headers: Vec<(String, String)>,
    /// Seconds since 1970.
    pub at: f64,
    /// The requestId of the DevTools protocol.
    pub id: String,
    pub kind: String,
}

impl Exchange {
    pub fn response_header(&self, name: &str) -> Option<&str> {
        let found = self.response_headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether a message of this name is in the address or in the form.
    pub fn carries(&self, name: &str) -> bool {
        self.url.contains(&format!("{name}=")) || self.field(name).is_some()
    }

    /// A field of the form that was posted.
    pub fn field(&self, name: &str) -> Option<String> {
        let pairs = self.body.as_deref()?.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.into_iter().find(|(one, _)| *one == name)?;
        let spaced = value.replace('+', " ");
        Some(percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
    }
}

/// The XML of a message in base64.
pub fn xml(message: &str) -> Result<String, String> {
    let bytes = STANDARD.decode(message.replace(['\r', '\n', ' '], "")).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

#[derive(Default)]
struct Hops {
    exchanges: Vec<Exchange>,
    sent: Vec<Vec<(String, String)>>,
    received: Vec<(u64, Vec<(String, String)>)>,
}

/// Puts the events together. Headers with cookies come in events of their own, in the order of the redirects.
pub fn exchanges(events: &[Value]) -> Vec<Exchange> {
    let mut requests: BTreeMap<String, Hops> = BTreeMap::new();
    for event in events {
        let params = &event["params"];
        let Some(id) = params["requestId"].as_str() else { continue };
        let hops = requests.entry(id.to_owned()).or_default();
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                if let (Some(last), Some(_)) = (hops.exchanges.last_mut(), params.get("redirectResponse")) {
                    answered(last, &params["redirectResponse"]);
                }
                let request = &params["request"];
                hops.exchanges.push(Exchange {
                    method: text(&request["method"]),
                    url: text(&request["url"]),
                    request_headers: headers(&request["headers"]),
                    body: request["postData"].as_str().map(str::to_owned),
                    at: params["wallTime"].as_f64().unwrap_or_default(),
                    id: id.to_owned(),
                    kind: text(&params["type"]),
                    ..Exchange::default()
                });
            }
            "Network.responseReceived" => {
                if let Some(last) = hops.exchanges.last_mut() {
                    answered(last, &params["response"]);
                }
            }
            "Network.requestWillBeSentExtraInfo" => hops.sent.push(headers(&params["headers"])),
            "Network.responseReceivedExtraInfo" => {
                hops.received.push((params["statusCode"].as_u64().unwrap_or(0), headers(&params["headers"])));
            }
            _ => {}
        }
    }
    let mut all: Vec<Exchange> = requests.into_values().flat_map(complete).collect();
    all.retain(|one| one.url.starts_with("http"));
    all.sort_by(|a, b| a.at.total_cmp(&b.at));
    all
}

fn complete(hops: Hops) -> Vec<Exchange> {
    let mut exchanges = hops.exchanges;
    for (one, sent) in exchanges.iter_mut().zip(hops.sent) {
        one.request_headers = sent;
    }
    for (one, (status, received)) in exchanges.iter_mut().zip(hops.received) {
        one.status = status;
        one.response_headers = received;
    }
    exchanges
}

fn answered(exchange: &mut Exchange, response: &Value) {
    exchange.status = response["status"].as_u64().unwrap_or(0);
    exchange.response_headers = headers(&response["headers"]);
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The DevTools protocol joins headers of the same name with a line break.
fn headers(value: &Value) -> Vec<(String, String)> {
    let pairs = value.as_object().into_iter().flatten();
    pairs
        .flat_map(|(name, value)| {
            let lines: Vec<(String, String)> =
                text(value).split('\n').map(|line| (name.clone(), line.to_owned())).collect();
            lines
        })
        .collect()
}
