//! Messages that the service sent, for the oracles.

use crate::traffic::Exchange;
use serde_json::{Value, json};

/// At most this many for each address.
const ENOUGH: usize = 2;

#[derive(Debug, Default)]
pub struct Messages {
    found: Vec<Value>,
}

impl Messages {
    /// Takes what went from the service to somewhere else.
    pub fn collect(&mut self, traffic: &[Exchange], service: &str) {
        for one in traffic.iter().filter(|one| !one.url.starts_with(service)) {
            for name in ["SAMLRequest", "SAMLResponse"] {
                let (address, query) = one.url.split_once('?').unwrap_or((&one.url, ""));
                // A page of the peer posts to the peer itself, or to the service.
                let is_ours = one.request_headers.iter().any(|(header, value)| {
                    header.eq_ignore_ascii_case("sec-fetch-site") && value == "cross-site"
                });
                if one.method == "GET" && query.contains(&format!("{name}=")) && query.contains("&Signature=")
                {
                    self.add(
                        json!({ "binding": "redirect", "parameter": name, "to": address, "query": query }),
                    );
                } else if let Some(value) = one.field(name).filter(|_| is_ours) {
                    self.add(json!({ "binding": "post", "parameter": name, "to": address, "value": value }));
                }
            }
        }
    }

    fn add(&mut self, message: Value) {
        let alike =
            |one: &&Value| ["binding", "parameter", "to"].iter().all(|name| one[name] == message[name]);
        if self.found.iter().filter(alike).count() < ENOUGH && !self.found.contains(&message) {
            self.found.push(message);
        }
    }

    pub fn to_json(&self) -> Value {
        json!(self.found)
    }
}
