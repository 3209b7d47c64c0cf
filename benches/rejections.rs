//! What is refused must cost no more than what is accepted, or it becomes a way to keep a service busy.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, missing_docs, unreachable_pub)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use criterion::{Criterion, criterion_group, criterion_main};
use samlens::{Code, InResponseTo};
use samlens_forge::measured::{assertion_signed, now, validator, with_attributes};
use samlens_forge::{Signing, flex, keys};

fn rejections(criterion: &mut Criterion) {
    let (validator, now) = (validator(), now());
    let honest = assertion_signed().message();
    let later = "2026-01-16T10:00:00Z".parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
    let attacker = flex::login().sign_assertion(Signing::new(keys::key("attacker-rsa2048")));
    let nested = format!("{}{}", "<a>".repeat(1000), "</a>".repeat(1000));
    let many: String = (0..20_000).map(|number| format!(" a{number}=\"\"")).collect();
    let cases = [
        ("unsigned", flex::login().message().base64(), now, Code::Unsigned),
        ("expired", honest.base64(), later, Code::AssertionExpired),
        ("tampered", honest.replace(">agent<", ">admin<").base64(), now, Code::DigestMismatch),
        ("another key", attacker.message().base64(), now, Code::SignatureValueMismatch),
        ("malformed", honest.replace("</saml:Assertion>", "").base64(), now, Code::XmlMalformed),
        ("deeply nested", STANDARD.encode(nested), now, Code::LimitExceeded),
        ("many attributes", STANDARD.encode(format!("<a{many}/>")), now, Code::LimitExceeded),
        ("no base64", honest.xml().to_owned(), now, Code::NotSaml),
    ];
    let mut group = criterion.benchmark_group("rejections");
    let accepted = honest.base64();
    group.bench_function("accepted", |bencher| {
        bencher.iter(|| validator.validate(&accepted, InResponseTo::Unchecked, now))
    });
    let accepted = with_attributes(assertion_signed(), 400).message().base64();
    group.bench_function("accepted, 400 attributes", |bencher| {
        bencher.iter(|| validator.validate(&accepted, InResponseTo::Unchecked, now));
    });
    for (name, text, at, code) in &cases {
        let rejection = validator.validate(text, InResponseTo::Unchecked, *at).unwrap_err();
        assert_eq!(rejection.code(), *code, "{name}: {rejection}");
        group.bench_function(*name, |bencher| {
            bencher.iter(|| validator.validate(text, InResponseTo::Unchecked, *at))
        });
    }
    group.finish();
}

criterion_group!(benches, rejections);
criterion_main!(benches);
