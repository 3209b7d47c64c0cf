//! Runs samlens and other libraries on the same responses with the same trusted key, and prints Markdown.
//!
//! `benches/peers/run` builds and starts it. Every library is used as its documentation says, with keys and metadata
//! read beforehand. Crates run in this process, libraries of npm and PyPI in a process each.

mod cases;
mod crates;
mod outside;

use chrono::{DateTime, SecondsFormat, Utc};
use outside::Outside;
use samlens_forge::{Login, Signing, flex, keys};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

/// Calls in one measurement, or one call if it takes longer than `SLOW` microseconds: other processes interrupt that
/// less often. Then measurements of each library, in turns, and how long a library runs before the first.
const CALLS: u32 = 10;
const SLOW: f64 = 1_000.0;
const ROUNDS: usize = 25;
const WARM: Duration = Duration::from_secs(2);

/// The NameID (empty if the library returns none), or why the response is refused.
type Answer = Result<String, String>;

/// A library with its settings.
struct Peer<'p> {
    name: String,
    /// What it checks of the measured response, by its source and by the answers to the cases.
    checks: &'static str,
    /// What it is given and returns; a case that needs more is not put to it.
    judges: &'static [cases::Needs],
    library: Library<'p>,
}

enum Library<'p> {
    Here(Box<dyn FnMut(&str) -> Answer + 'p>),
    Outside(Outside),
}

impl Peer<'_> {
    fn judge(&mut self, text: &str) -> Answer {
        match &mut self.library {
            Library::Here(judge) => judge(text),
            Library::Outside(outside) => outside.judge(text),
        }
    }

    /// Microseconds of a call, from several with the same response, which was judged before.
    fn time(&mut self, text: &str, calls: u32) -> f64 {
        match &mut self.library {
            Library::Outside(outside) => outside.time(calls),
            Library::Here(judge) => {
                let begin = Instant::now();
                for _ in 0..calls {
                    std::hint::black_box(judge(text)).expect("accepted");
                }
                begin.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
            }
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [part, scripts, packages] = &arguments[..] else { panic!("start benches/peers/run") };
    // Most libraries read the clock themselves, so the login is one of this minute.
    let now = DateTime::<Utc>::from(SystemTime::now());
    let mut peers = crates::all(now, part == "cases");
    peers.extend(outside::all(Path::new(scripts), Path::new(packages)));
    match part.as_str() {
        "times" => times(&mut peers, now),
        _ => cases::print(&mut peers, now),
    }
}

/// A login of this minute that answers no request, so that no library needs one.
fn login(now: DateTime<Utc>) -> Login {
    flex::login().issued(&now.to_rfc3339_opts(SecondsFormat::Millis, true), 3600).in_response_to(None)
}

fn times(peers: &mut Vec<Peer<'_>>, now: DateTime<Utc>) {
    let message = login(now).sign_assertion(Signing::new(keys::idp())).message();
    let text = message.base64();
    peers.insert(0, crates::floor(&message));
    println!(
        "A response of {} bytes, RSA-2048 and SHA-256, the assertion signed; one thread.\n",
        message.xml().len()
    );
    let mut calls = Vec::new();
    for peer in &mut *peers {
        peer.judge(&text).unwrap_or_else(|reason| panic!("{}: {reason}", peer.name));
        let begin = Instant::now();
        let mut last = peer.time(&text, 1);
        while begin.elapsed() < WARM {
            last = peer.time(&text, 1);
        }
        calls.push(if last > SLOW { 1 } else { CALLS });
    }
    let mut measured = vec![Vec::new(); peers.len()];
    for _ in 0..ROUNDS {
        for ((peer, times), &calls) in peers.iter_mut().zip(&mut measured).zip(&calls) {
            // The library before has left other things in the caches.
            peer.time(&text, 1);
            times.push(peer.time(&text, calls));
        }
    }
    println!("| library | best µs | median µs | × floor | what it checks |\n|---|---:|---:|---:|---|");
    for times in &mut measured {
        times.sort_by(f64::total_cmp);
    }
    for (peer, times) in peers.iter().zip(&measured) {
        let (best, median) = (times[0], times[ROUNDS / 2]);
        println!(
            "| {} | {best:.1} | {median:.1} | {:.2} | {} |",
            peer.name,
            best / measured[0][0],
            peer.checks
        );
    }
}
