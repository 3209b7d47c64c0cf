//! From what a person pastes to messages.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::as_conversions,
    missing_docs,
    unreachable_pub
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samlens::Limits;
use samlens::inspect::Capture;
use samlens_forge::flex;
use samlens_forge::measured::assertion_signed;

fn capture(criterion: &mut Criterion) {
    let message = assertion_signed().message();
    let limits = Limits::default();
    let mut group = criterion.benchmark_group("capture");
    for (name, text) in [
        ("XML", message.xml().to_owned()),
        ("base64", message.base64()),
        ("base64 in lines", message.base64_lines(76, "\r\n")),
        ("form body", message.form_body(Some(flex::RELAY_STATE))),
        ("JSON", message.json(None)),
        ("curl", message.curl(None)),
        ("HTML", message.html(None)),
        ("HAR", flex::har(&message)),
    ] {
        assert!(Capture::read(text.as_bytes(), &limits).is_ok(), "{name}");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| Capture::read(text.as_bytes(), &limits)));
    }
    group.finish();
}

criterion_group!(benches, capture);
criterion_main!(benches);
