//! `Validator::validate` on what services receive, with the floor in the same run, so that one run gives the ratio.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, missing_docs, unreachable_pub)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samlens::InResponseTo;
use samlens_forge::Message;
use samlens_forge::measured::{
    Floor, assertion_signed, both_signed, ecdsa_signed, now, of_size, response_signed, validator,
    with_attributes,
};

fn validate(criterion: &mut Criterion) {
    let (validator, now) = (validator(), now());
    let messages: [(&str, Message, bool); 6] = [
        ("assertion signed", assertion_signed().message(), true),
        ("response signed", response_signed().message(), true),
        ("both signed", both_signed().message(), true),
        ("ECDSA P-256", ecdsa_signed().message(), false),
        ("8 kB", of_size(8 << 10).message(), true),
        ("50 attributes", with_attributes(assertion_signed(), 50).message(), true),
    ];
    for (name, message, is_rsa) in &messages {
        let mut group = criterion.benchmark_group(*name);
        let text = message.base64();
        group.throughput(Throughput::Bytes(message.xml().len().try_into().unwrap()));
        if *is_rsa {
            let mut floor = Floor::new(message);
            group.bench_function("floor", |bencher| bencher.iter(|| floor.usual()));
            group.bench_function("hardest floor", |bencher| bencher.iter(|| floor.hardest()));
        }
        assert!(validator.validate(&text, InResponseTo::Unchecked, now).is_ok(), "{name}");
        group.bench_function("validate", |bencher| {
            bencher.iter(|| validator.validate(&text, InResponseTo::Unchecked, now))
        });
        group.finish();
    }
}

criterion_group!(benches, validate);
criterion_main!(benches);
