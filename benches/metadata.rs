//! Metadata of one identity provider, and an aggregate of many as federations publish them.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::as_conversions,
    missing_docs,
    unreachable_pub
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samlens::{IdentityProvider, IdentityProviders};
use samlens_forge::{IdpMetadata, flex, idp_metadata, keys};

fn metadata(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("metadata");
    let one = flex::metadata().xml();
    group.throughput(Throughput::Bytes(one.len() as u64));
    assert!(IdentityProvider::from_metadata(&one).is_ok());
    group.bench_function("one provider", |bencher| bencher.iter(|| IdentityProvider::from_metadata(&one)));
    let all: Vec<_> = (0..500)
        .map(|number| idp_metadata(&format!("https://idp-{number}.example.org"), &[keys::idp()]))
        .collect();
    let aggregate = IdpMetadata::aggregate(&all);
    group.sample_size(20);
    group.throughput(Throughput::Bytes(aggregate.len() as u64));
    assert!(IdentityProviders::from_metadata(&aggregate).is_ok());
    group.bench_function("500 providers", |bencher| {
        bencher.iter(|| IdentityProviders::from_metadata(&aggregate));
    });
    group.finish();
}

criterion_group!(benches, metadata);
criterion_main!(benches);
