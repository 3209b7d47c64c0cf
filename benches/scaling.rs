//! Time grows linearly with the message, whatever its shape.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::as_conversions,
    missing_docs,
    unreachable_pub
)]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use samlens::InResponseTo;
use samlens_forge::measured::{now, of_size, shapes, validator};

fn honest(criterion: &mut Criterion) {
    let (validator, now) = (validator(), now());
    let mut group = criterion.benchmark_group("scaling");
    group.sample_size(20);
    for size in [5 << 10, 50 << 10, 500 << 10, 5_000 << 10] {
        let message = of_size(size).message();
        let text = message.base64();
        assert!(validator.validate(&text, InResponseTo::Unchecked, now).is_ok(), "{size}");
        group.throughput(Throughput::Bytes(message.xml().len() as u64));
        group.bench_with_input(BenchmarkId::new("validate", message.xml().len()), &text, |bencher, text| {
            bencher.iter(|| validator.validate(text, InResponseTo::Unchecked, now));
        });
    }
    group.finish();
}

fn adversarial(criterion: &mut Criterion) {
    let (validator, now) = (validator(), now());
    let mut group = criterion.benchmark_group("shapes");
    group.sample_size(20);
    for (name, text) in shapes() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| validator.validate_xml(&text, InResponseTo::Unchecked, now).is_ok());
        });
    }
    group.finish();
}

criterion_group!(benches, honest, adversarial);
criterion_main!(benches);
