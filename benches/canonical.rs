//! Canonicalization into memory that is kept, and the parse before it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::as_conversions,
    missing_docs,
    unreachable_pub
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samlens::Limits;
use samlens::internals::xml::canonical::{Canonicalizer, Method};
use samlens::internals::xml::{Document, Namespace};
use samlens_forge::measured::{assertion_signed, of_size};

fn canonical(criterion: &mut Criterion) {
    let limits = Limits::default();
    for (name, message) in [("5 kB", assertion_signed().message()), ("500 kB", of_size(500 << 10).message())]
    {
        let mut group = criterion.benchmark_group(format!("canonical {name}"));
        let document = Document::parse(message.xml(), &limits).unwrap();
        let assertion = document.root().child(Namespace::SAML, "Assertion").unwrap();
        let signature = assertion.child(Namespace::DS, "Signature");
        let mut canonicalizer = Canonicalizer::default();
        let mut bytes = Vec::new();
        canonicalizer.write(assertion, Method::Exclusive, &[], signature, &mut bytes);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        for (name, method) in [("exclusive", Method::Exclusive), ("inclusive", Method::Inclusive)] {
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    bytes.clear();
                    canonicalizer.write(assertion, method, &[], signature, &mut bytes);
                });
            });
        }
        group.throughput(Throughput::Bytes(message.xml().len() as u64));
        group.bench_function("parse", |bencher| {
            bencher.iter(|| Document::parse(message.xml(), &limits).map(|document| document.has_comments()));
        });
        group.finish();
    }
}

criterion_group!(benches, canonical);
criterion_main!(benches);
