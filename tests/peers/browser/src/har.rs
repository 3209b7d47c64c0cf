//! Traffic as HAR 1.2.

use crate::traffic::Exchange;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// `bodies` are those of pages, by requestId.
pub fn har(exchanges: &[Exchange], bodies: &BTreeMap<String, String>, browser: &str) -> Value {
    let entries: Vec<Value> = exchanges.iter().map(|one| entry(one, bodies)).collect();
    let (name, version) = browser.split_once(' ').unwrap_or((browser, ""));
    json!({ "log": {
        "version": "1.2",
        "creator": { "name": "samlens tests/peers", "version": "1" },
        "browser": { "name": name, "version": version },
        "pages": [],
        "entries": entries,
    } })
}

fn entry(one: &Exchange, bodies: &BTreeMap<String, String>) -> Value {
    let pairs = |headers: &[(String, String)]| -> Vec<Value> {
        // A form field has its own place, and what a browser says of itself is of no use here.
        let kept = headers.iter().filter(|(name, _)| !name.to_ascii_lowercase().starts_with("sec-ch-"));
        kept.map(|(name, value)| json!({ "name": name, "value": value })).collect()
    };
    let mut request = json!({
        "method": one.method,
        "url": one.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(&one.request_headers),
        "queryString": [],
        "headersSize": -1,
        "bodySize": one.body.as_ref().map_or(0, String::len),
    });
    if let Some(body) = &one.body {
        request["postData"] = json!({ "mimeType": "application/x-www-form-urlencoded", "text": body });
    }
    let mime = one.response_header("content-type").unwrap_or("x-unknown");
    let mut content = json!({ "size": -1, "mimeType": mime });
    if let Some(body) = bodies.get(&one.id).filter(|_| one.status == 200 && mime.starts_with("text/html")) {
        content = json!({ "size": body.len(), "mimeType": mime, "text": body });
    }
    json!({
        "startedDateTime": instant(one.at),
        "time": 0,
        "request": request,
        "response": {
            "status": one.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": pairs(&one.response_headers),
            "content": content,
            "redirectURL": one.response_header("location").unwrap_or_default(),
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": { "send": 0, "wait": 0, "receive": 0 },
    })
}

/// RFC 3339 in UTC, with milliseconds.
#[allow(clippy::cast_possible_truncation, reason = "seconds since 1970 fit")]
fn instant(at: f64) -> String {
    let millis = (at * 1000.0).round() as i64;
    let (days, of_day) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    let (year, month, day) = civil(days);
    let (second, millis) = (of_day / 1000, of_day % 1000);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{millis:03}Z",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// Date of a day since 1970 (proleptic Gregorian calendar, by counting).
fn civil(days: i64) -> (i64, usize, i64) {
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let (mut year, mut left) = (1970, days);
    while left >= if is_leap(year) { 366 } else { 365 } {
        left -= if is_leap(year) { 366 } else { 365 };
        year += 1;
    }
    let february = if is_leap(year) { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    (year, month, left + 1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn instants_are_written_in_utc() {
        assert_eq!(super::instant(0.0), "1970-01-01T00:00:00.000Z");
        assert_eq!(super::instant(1_709_210_096.5), "2024-02-29T12:34:56.500Z");
        assert_eq!(super::instant(1_735_689_599.999), "2024-12-31T23:59:59.999Z");
    }
}
