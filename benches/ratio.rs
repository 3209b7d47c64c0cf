//! How many times the floor a validation takes: both measured in turns in one process, the best of many rounds.
//!
//! `cargo bench --bench ratio` prints a table; `-- once KIND COUNT` only validates, for profilers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

mod material;

use material::forge::Message;
use material::{Floor, assertion_signed, both_signed, now, response_signed, validator};
use samlens::{Limits, xml::Document};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().filter(|argument| argument != "--bench").skip(1).collect();
    let messages = [
        ("assertion-signed", assertion_signed().message()),
        ("response-signed", response_signed().message()),
        ("both-signed", both_signed().message()),
    ];
    if let [once, kind, count] = arguments.as_slice() {
        assert_eq!(once, "once");
        let (_, message) = messages.iter().find(|(name, _)| name == kind).expect("a kind of message");
        let (validator, text, now) = (validator(), message.base64(), now());
        for _ in 0..count.parse().expect("a count") {
            black_box(validator.validate(black_box(&text), now).unwrap());
        }
        return;
    }
    println!("message            bytes   floor µs  × validate µs   hardest floor µs  ×     parse µs");
    for (name, message) in &messages {
        measure(name, message);
    }
}

fn measure(name: &str, message: &Message) {
    let (validator, text, now, limits) = (validator(), message.base64(), now(), Limits::default());
    let mut floor = Floor::new(message);
    let mut best = [Duration::MAX; 4];
    for _ in 0..400 {
        let times = [
            timed(|| assert!(floor.usual())),
            timed(|| assert!(validator.validate(&text, now).is_ok())),
            timed(|| assert!(floor.hardest())),
            timed(|| assert!(Document::parse(message.xml(), &limits).is_ok())),
        ];
        for (best, time) in best.iter_mut().zip(times) {
            *best = time.min(*best);
        }
    }
    let [usual, validate, hardest, parse] = best.map(|time| time.as_secs_f64() * 1e6 / f64::from(CALLS));
    println!(
        "{name:16} {:7} {usual:10.2} {:5.3} {validate:8.2} {hardest:16.2} {:8.3} {parse:7.2}",
        message.xml().len(),
        validate / usual,
        validate / hardest
    );
}

/// Few enough to fit between two interruptions.
const CALLS: u32 = 20;

fn timed(mut work: impl FnMut()) -> Duration {
    let begin = Instant::now();
    for _ in 0..CALLS {
        work();
    }
    begin.elapsed()
}
