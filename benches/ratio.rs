//! How many times the floor a validation takes: both measured in turns in one process, the best of many rounds.
//!
//! `cargo bench --bench ratio` prints the tables of docs/performance.md: ratios, sizes, shapes, threads. `-- once KIND COUNT` only
//! validates, for profilers.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

use samlens::internals::xml::Document;
use samlens::{InResponseTo, Limits};
use samlens_forge::Message;
use samlens_forge::measured::{
    Floor, assertion_signed, both_signed, now, of_size, response_signed, shapes, validator, with_attributes,
};
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
            black_box(validator.validate(black_box(&text), InResponseTo::Unchecked, now).unwrap());
        }
        return;
    }
    println!("message            bytes   floor µs  × validate µs   hardest floor µs  ×     parse µs");
    for (name, message) in &messages {
        measure(name, message);
    }
    measure("50 more", &with_attributes(assertion_signed(), 50).message());
    sizes();
    threads(&messages[0].1);
}

fn measure(name: &str, message: &Message) {
    let (validator, text, now, limits) = (validator(), message.base64(), now(), Limits::default());
    let mut floor = Floor::new(message);
    let mut best = [Duration::MAX; 4];
    for _ in 0..400 {
        let times = [
            timed(|| assert!(floor.usual())),
            timed(|| assert!(validator.validate(&text, InResponseTo::Unchecked, now).is_ok())),
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

/// The time for each byte, honest messages of growing size first.
fn sizes() {
    println!("\nmessage                              bytes        µs  ns a byte");
    let (validator, now) = (validator(), now());
    for size in [5 << 10, 50 << 10, 500 << 10, 5_000 << 10] {
        let message = of_size(size).message();
        let text = message.base64();
        assert!(validator.validate(&text, InResponseTo::Unchecked, now).is_ok());
        each_byte("accepted", message.xml().len(), || {
            validator.validate(&text, InResponseTo::Unchecked, now).is_ok()
        });
    }
    for (name, text) in shapes() {
        each_byte(name, text.len(), || validator.validate_xml(&text, InResponseTo::Unchecked, now).is_ok());
    }
}

fn each_byte(name: &str, size: usize, mut work: impl FnMut() -> bool) {
    let mut best = Duration::MAX;
    let rounds = (40_000_000 / (size + 10_000)).clamp(40, 2000);
    for _ in 0..rounds {
        let begin = Instant::now();
        black_box(work());
        best = best.min(begin.elapsed());
    }
    let nanoseconds = best.as_secs_f64() * 1e9;
    println!("{name:34} {size:8} {:9.1} {:10.2}", nanoseconds / 1e3, nanoseconds / size as f64);
}

/// Validations in a fifth of a second, by one thread and by two at once on the same validator: the best of ten.
fn threads(message: &Message) {
    let (validator, text, now) = (validator(), message.base64(), now());
    let run = |threads: usize| {
        let end = Instant::now() + Duration::from_millis(200);
        let count = || {
            let mut count = 0_u64;
            while Instant::now() < end {
                for _ in 0..CALLS {
                    black_box(validator.validate(&text, InResponseTo::Unchecked, now).is_ok());
                }
                count += u64::from(CALLS);
            }
            count
        };
        std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(count)).collect();
            running.into_iter().map(|thread| thread.join().unwrap()).sum::<u64>()
        })
    };
    let (mut one, mut two) = (0, 0);
    for _ in 0..10 {
        one = one.max(run(1));
        two = two.max(run(2));
    }
    println!(
        "\nvalidations a second: {} by one thread, {} by two, × {:.2}",
        one * 5,
        two * 5,
        two as f64 / one as f64
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
