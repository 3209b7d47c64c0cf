//! A recording → its exchanges, in one pass over the JSON.

use super::exchange::Exchange;
use super::raw::{HarEntry, Program, RawText, Traced};
use super::{MAX_EXCHANGES, Recording, refusal};
use crate::capture::exchange::{self, MessageReader, RequestParts};
use crate::capture::{Capture, CaptureForm};
use crate::encoding::surrogates::paired;
use crate::finding::Detail;
use crate::flow::browser::Browser;
use crate::flow::url::Url;
use crate::{Finding, Limits};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

/// Exchanges of a list, each reduced as soon as it is read.
#[derive(Default)]
struct Exchanges {
    kept: Vec<Exchange>,
    total: usize,
}

/// What an item of a list of exchanges is.
trait ListItem<'de>: Deserialize<'de> {
    fn into_exchange(self, entry: usize) -> Option<Exchange>;
}

impl<'de> ListItem<'de> for HarEntry<'de> {
    fn into_exchange(self, entry: usize) -> Option<Exchange> {
        Exchange::of_entry(entry, self)
    }
}

impl<'de> ListItem<'de> for Traced<'de> {
    fn into_exchange(self, entry: usize) -> Option<Exchange> {
        Exchange::of_traced(entry, &self)
    }
}

fn exchanges<'de, T: ListItem<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Exchanges, D::Error> {
    struct ExchangesVisitor<T>(PhantomData<T>);
    impl<'de, T: ListItem<'de>> Visitor<'de> for ExchangesVisitor<T> {
        type Value = Exchanges;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of exchanges")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Exchanges, A::Error> {
            let mut list = Exchanges::default();
            while list.total < MAX_EXCHANGES {
                let Some(item) = items.next_element::<T>()? else { return Ok(list) };
                list.total = list.total.saturating_add(1);
                list.kept.extend(item.into_exchange(list.total));
            }
            while items.next_element::<IgnoredAny>()?.is_some() {
                list.total = list.total.saturating_add(1);
            }
            Ok(list)
        }
    }
    deserializer.deserialize_seq(ExchangesVisitor(PhantomData::<T>))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct HarLog<'a> {
    #[serde(borrow)]
    creator: Option<Program<'a>>,
    #[serde(borrow)]
    browser: Option<Program<'a>>,
    #[serde(deserialize_with = "exchanges::<HarEntry<'_>, _>")]
    entries: Exchanges,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct HarDocument<'a> {
    #[serde(borrow)]
    log: Option<HarLog<'a>>,
    #[serde(deserialize_with = "exchanges::<Traced<'_>, _>")]
    requests: Exchanges,
    #[serde(borrow)]
    timestamp: RawText<'a>,
}

/// Reads a recording.
pub(super) fn read(input: &[u8], limits: &Limits) -> Result<Recording, Box<Finding>> {
    if input.len() > limits.max_capture_bytes {
        return Err(Box::new(exchange::too_large(limits)));
    }
    let text = exchange::text_of(input)?;
    let json = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let json = paired(json);
    let document = match json.starts_with('{') {
        true => serde_json::from_str::<HarDocument<'_>>(&json),
        false => return Err(no_recording(input, limits)),
    };
    let document = match document {
        Ok(document) => document,
        Err(error) if error.is_eof() => {
            let what = "the beginning of a recording: the JSON breaks off, so the export is not complete";
            return Err(Box::new(exchange::not_saml(what)));
        }
        Err(_) => return Err(no_recording(input, limits)),
    };
    let is_har = document.log.is_some();
    let log = document.log.unwrap_or_default();
    let (form, list) = match is_har {
        true => (CaptureForm::Har, log.entries),
        false => (CaptureForm::SamlTracer, document.requests),
    };
    if list.total == 0 && !is_har {
        return Err(no_recording(input, limits));
    }
    let name = |program: Option<&Program<'_>>| {
        program.map_or_else(String::new, |program| {
            format!("{} {}", program.name.as_str(), program.version.as_str()).trim().to_owned()
        })
    };
    let browser = name(log.browser.as_ref());
    let creator = match is_har {
        true => name(log.creator.as_ref()),
        false => "SAML-tracer".to_owned(),
    };
    let by = log.creator.as_ref().map_or("", |program| program.name.as_str()).to_owned();
    let saved = DateTime::parse_from_rfc3339(document.timestamp.as_str()).ok();
    let saved = saved.map(|instant| instant.with_timezone(&Utc));
    let mut recording = Recording {
        exchanges: list.kept,
        browser: Browser::Unknown,
        creator,
        total: list.total,
        shows_sent: false,
        shows_set: false,
        undecoded: 0,
    };
    finish(&mut recording, form, saved, input, limits);
    let agent = recording.exchanges.iter().find_map(|one| one.header("user-agent")).unwrap_or_default();
    recording.browser = Browser::of(&browser, agent, &by);
    let has_saml = recording.exchanges.iter().any(|one| !one.messages.is_empty() || one.has_artifact);
    match has_saml {
        true => Ok(recording),
        false => {
            let count = recording.total;
            let what = match recording.undecoded {
                0 => format!("a recording without a SAML message (requests: {count})"),
                _ => format!("a recording of {count} requests whose SAML messages cannot be decoded"),
            };
            let fix = "record from before the login begins until after it ends, with request bodies";
            Err(Box::new(exchange::not_saml(&what).with_fix(fix)))
        }
    }
}

/// Decodes the messages and puts the exchanges in the order of time.
fn finish(
    recording: &mut Recording,
    form: CaptureForm,
    saved: Option<DateTime<Utc>>,
    input: &[u8],
    limits: &Limits,
) {
    let mut reader = MessageReader::new(limits, input);
    for one in &mut recording.exchanges {
        let (body, params) = (std::mem::take(&mut one.body), std::mem::take(&mut one.params));
        let xml = one.xml.take();
        let query = one.url.query.as_deref().unwrap_or_default();
        let is_candidate =
            !body.is_empty() || !params.is_empty() || query.contains("SAML") || query.contains("saml");
        if !is_candidate {
            continue;
        }
        let in_query = exchange::pairs(query).chain(exchange::pairs(&body));
        for (name, value) in in_query {
            if name.eq_ignore_ascii_case("RelayState") {
                one.relay_state = Some(exchange::decoded(value));
            } else if name == "SAMLart" {
                one.has_artifact = true;
            }
        }
        let url = match query {
            "" => format!("{}{}", one.url.origin(), one.url.path),
            query => format!("{}{}?{query}", one.url.origin(), one.url.path),
        };
        let at = one.at.or(saved);
        let parts = RequestParts { form, url: &url, body: &body, params: &params, xml: xml.as_deref(), at };
        let (messages, failed) = reader.of_request(&parts);
        let stated = messages.iter().find_map(|message| message.relay_state().map(str::to_owned));
        one.relay_state = stated.or(one.relay_state.take());
        one.messages = messages;
        recording.undecoded = recording.undecoded.saturating_add(failed);
    }
    onward(recording, form, &mut reader);
    recording.shows_sent = recording.exchanges.iter().any(|one| !one.sent.is_empty());
    recording.shows_set = recording.exchanges.iter().any(|one| !one.set.is_empty());
    if recording.exchanges.iter().all(|one| one.at.is_some()) {
        recording.exchanges.sort_by_key(|one| one.at);
    }
}

/// Reads the requests that redirects lead to and that were not recorded themselves.
fn onward(recording: &mut Recording, form: CaptureForm, reader: &mut MessageReader<'_>) {
    let text =
        |url: &Url| format!("{}{}?{}", url.origin(), url.path, url.query.as_deref().unwrap_or_default());
    let carries = |url: &Url| url.query.as_ref().is_some_and(|query| query.contains("SAMLRequest="));
    let urls: HashSet<String> =
        recording.exchanges.iter().map(|one| &one.url).filter(|url| carries(url)).map(text).collect();
    for one in &mut recording.exchanges {
        let Some(url) = one.target.as_ref().filter(|target| carries(target)).map(text) else { continue };
        if !urls.contains(&url) {
            let parts = RequestParts { form, url: &url, body: "", params: &[], xml: None, at: one.at };
            one.onward = reader.of_request(&parts).0;
        }
    }
}

/// What the input is instead of a recording.
fn no_recording(input: &[u8], limits: &Limits) -> Box<Finding> {
    match Capture::read(input, limits) {
        Ok(capture) => {
            let form = capture.messages().first().map_or("SAML", |message| message.form().as_str());
            let what = format!("a single message ({form}), not a recording of the whole login");
            let fix = "samlens check reads it; for the login, export a HAR from the browser's network tab";
            Box::new(exchange::not_saml(&what).with_detail(Detail::SingleMessage).with_fix(fix))
        }
        Err(unread) => refusal(&unread),
    }
}
