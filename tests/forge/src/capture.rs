//! A message in the forms in which people paste it.

use super::signing::Signing;
use serde_json::{Value, json};
use std::io::Write;

/// A finished message and where it is posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub xml: String,
    /// The assertion consumer service.
    pub acs: String,
}

impl Message {
    pub fn new(xml: String, acs: String) -> Message {
        Message { xml, acs }
    }

    /// The document.
    pub fn xml(&self) -> &str {
        &self.xml
    }

    /// The message with one text put in the place of another (which must be there), after it was signed.
    pub fn replace(&self, from: &str, to: &str) -> Message {
        assert!(self.xml.contains(from), "{from:?} is not in the message");
        Message { xml: self.xml.replace(from, to), acs: self.acs.clone() }
    }

    /// The message with its whole text changed: a DOCTYPE in front, something after the root, other line ends.
    pub fn map(&self, change: impl FnOnce(&str) -> String) -> Message {
        Message { xml: change(&self.xml), acs: self.acs.clone() }
    }

    /// The value of the form field `SAMLResponse`.
    pub fn base64(&self) -> String {
        openssl::base64::encode_block(self.xml.as_bytes())
    }

    /// base64 in lines, as some products and log viewers break it.
    pub fn base64_lines(&self, width: usize, line_break: &str) -> String {
        let text = self.base64();
        let lines: Vec<_> = text.as_bytes().chunks(width).map(|c| std::str::from_utf8(c).unwrap()).collect();
        lines.join(line_break)
    }

    /// `SAMLResponse=…&RelayState=…`.
    pub fn form_body(&self, relay_state: Option<&str>) -> String {
        let mut body = format!("SAMLResponse={}", percent_encode(&self.base64()));
        if let Some(state) = relay_state {
            body.push_str(&format!("&RelayState={}", percent_encode(state)));
        }
        body
    }

    /// The URL of the Redirect binding: raw DEFLATE, base64, percent-encoding.
    pub fn redirect_url(&self, relay_state: Option<&str>) -> String {
        let separator = if self.acs.contains('?') { '&' } else { '?' };
        let value = openssl::base64::encode_block(&deflate(self.xml.as_bytes()));
        let mut url = format!("{}{separator}SAMLResponse={}", self.acs, percent_encode(&value));
        if let Some(state) = relay_state {
            url.push_str(&format!("&RelayState={}", percent_encode(state)));
        }
        url
    }

    /// The same with a signature over the query (SAML Bindings §3.4.4.1).
    pub fn signed_redirect_url(&self, relay_state: Option<&str>, signing: &Signing) -> String {
        let url =
            format!("{}&SigAlg={}", self.redirect_url(relay_state), percent_encode(&signing.algorithm.uri()));
        let start = url.find("SAMLResponse=").unwrap();
        let signature = signing.algorithm.sign(&signing.key.private, &url.as_bytes()[start..]);
        format!("{url}&Signature={}", percent_encode(&openssl::base64::encode_block(&signature)))
    }

    /// The page that the identity provider sends, which posts itself.
    pub fn html(&self, relay_state: Option<&str>) -> String {
        let state = relay_state.map_or(String::new(), |state| {
            format!("      <input type=\"hidden\" name=\"RelayState\" value=\"{}\"/>\n", html_escape(state))
        });
        format!(
            "<html>\n  <head>\n    <title>Working...</title>\n  </head>\n  <body>\n    \
             <form method=\"post\" name=\"hiddenform\" action=\"{}\">\n      \
             <input type=\"hidden\" name=\"SAMLResponse\" value=\"{}\"/>\n{state}      \
             <noscript>\n        <p>Script is disabled. Click Submit to continue.</p>\n        \
             <input type=\"submit\" value=\"Submit\"/>\n      </noscript>\n    </form>\n    \
             <script language=\"javascript\" type=\"text/javascript\">\n      \
             window.setTimeout(function(){{document.forms[0].submit();}}, 0);\n    </script>\n  </body>\n</html>\n",
            html_escape(&self.acs),
            html_escape(&self.base64()),
        )
    }

    /// "Copy as cURL" of a browser.
    pub fn curl(&self, relay_state: Option<&str>) -> String {
        format!(
            "curl '{}' \\\n  -H 'accept: text/html,application/xhtml+xml' \\\n  \
             -H 'content-type: application/x-www-form-urlencoded' \\\n  -H 'origin: {}' \\\n  \
             --data-raw '{}' \\\n  --compressed\n",
            self.acs,
            "https://acme-dev.us.auth0.com",
            self.form_body(relay_state),
        )
    }

    /// An HTTP archive in which this message is posted at `instant`.
    pub fn har(&self, instant: &str, relay_state: Option<&str>) -> String {
        Har::new(instant).get("https://sp.example.org/").post(self, relay_state).text()
    }

    /// An export of the SAML-tracer extension.
    pub fn saml_tracer(&self, instant: &str, relay_state: Option<&str>) -> String {
        let mut post = vec![json!(["SAMLResponse", self.base64()])];
        if let Some(state) = relay_state {
            post.push(json!(["RelayState", state]));
        }
        let export = json!({
            "requests": [
                {
                    "method": "GET", "url": "https://flex.twilio.com/acme-1234", "requestId": "41",
                    "requestHeaders": [{"name": "Accept", "value": "text/html"}],
                    "get": [], "post": [],
                    "responseStatus": 200, "responseStatusText": "HTTP/1.1 200 OK", "responseHeaders": [],
                },
                {
                    "method": "POST", "url": self.acs, "requestId": "42",
                    "requestHeaders": [{"name": "Content-Type", "value": "application/x-www-form-urlencoded"}],
                    "get": [], "post": post, "protocol": "SAML-P", "saml": self.xml,
                    "responseStatus": 302, "responseStatusText": "HTTP/1.1 302 Found", "responseHeaders": [],
                },
            ],
            "timestamp": instant,
        });
        serde_json::to_string_pretty(&export).unwrap() + "\n"
    }

    /// A JSON object with the field `SAMLResponse`, as gateways log it.
    pub fn json(&self, relay_state: Option<&str>) -> String {
        let mut object = json!({"SAMLResponse": self.base64()});
        if let Some(state) = relay_state {
            object["RelayState"] = json!(state);
        }
        serde_json::to_string_pretty(&object).unwrap() + "\n"
    }
}

/// An HTTP archive to be written, one exchange after another.
#[derive(Clone, Debug)]
pub struct Har {
    started: String,
    entries: Vec<Value>,
}

impl Har {
    /// An empty archive, whose exchanges all start at `instant`.
    pub fn new(instant: &str) -> Har {
        Har { started: instant.to_owned(), entries: Vec::new() }
    }

    /// What follows starts at `instant`.
    pub fn at(mut self, instant: &str) -> Har {
        instant.clone_into(&mut self.started);
        self
    }

    /// A page that is fetched.
    pub fn get(self, url: &str) -> Har {
        self.entry("GET", url, None)
    }

    /// A message that is posted.
    pub fn post(self, message: &Message, relay_state: Option<&str>) -> Har {
        let mut params = vec![json!({"name": "SAMLResponse", "value": percent_encode(&message.base64())})];
        if let Some(state) = relay_state {
            params.push(json!({"name": "RelayState", "value": percent_encode(state)}));
        }
        let data = json!({
            "mimeType": "application/x-www-form-urlencoded",
            "text": message.form_body(relay_state),
            "params": params,
        });
        self.entry("POST", &message.acs, Some(data))
    }

    fn entry(mut self, method: &str, url: &str, post_data: Option<Value>) -> Har {
        let mut request = json!({
            "method": method, "url": url, "httpVersion": "http/2.0",
            "headers": [{"name": "accept", "value": "text/html"}],
            "queryString": [], "cookies": [], "headersSize": -1, "bodySize": -1,
        });
        if let Some(data) = post_data {
            request["postData"] = data;
        }
        let status = if method == "GET" { 200 } else { 302 };
        self.entries.push(json!({
            "startedDateTime": self.started,
            "time": 41.7,
            "request": request,
            "response": {
                "status": status, "statusText": "", "httpVersion": "http/2.0", "headers": [], "cookies": [],
                "content": {"size": 0, "mimeType": "text/html"},
                "redirectURL": "", "headersSize": -1, "bodySize": -1,
            },
            "cache": {},
            "timings": {"send": 0.1, "wait": 41.0, "receive": 0.6},
        }));
        self
    }

    /// The archive.
    pub fn text(&self) -> String {
        let har = json!({"log": {
            "version": "1.2",
            "creator": {"name": "WebInspector", "version": "537.36"},
            "pages": [],
            "entries": self.entries,
        }});
        serde_json::to_string_pretty(&har).unwrap() + "\n"
    }
}

/// Raw DEFLATE.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Raw DEFLATE without compression (RFC 1951 §3.2.4), for committed files: no release of a library changes it.
pub fn deflate_stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let mut out = vec![1];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(bytes);
    out
}

/// Percent-encoding of everything that is not unreserved (RFC 3986 §2.3).
pub fn percent_encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// As template engines escape an attribute's value: `+`, `/` and `=` too.
fn html_escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    text.replace('+', "&#43;").replace('=', "&#61;")
}
