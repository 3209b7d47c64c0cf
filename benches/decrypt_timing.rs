//! Whether the time of an answer tells one failure of decryption from another: `Validator::validate`, all kinds in turns.
//!
//! `cargo bench --bench decrypt_timing` prints medians; `-- ROUNDS TITLE` sets how many rounds, and measures only the groups
//! whose title contains that. Any sender can make the messages under "outside a signature". Only the signer of the Response
//! can make those under "inside"; what was changed after signing is refused before anything is decrypted.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

use samlens::{InResponseTo, Validator};
use samlens_forge::encrypted::{Signed, encryption, login, with_policy};
use samlens_forge::{Content, Element, Encryption, Login, Shape, Transport, keys};
use std::hint::black_box;
use std::time::Instant;

/// One kind of message, and what is answered.
struct Kind {
    name: &'static str,
    base64: String,
    code: &'static str,
}

fn main() {
    let arguments = || std::env::args().skip(1).filter(|argument| argument != "--bench");
    let rounds = arguments().find_map(|argument| argument.parse().ok()).unwrap_or(400);
    let wanted = arguments().find(|argument| argument.parse::<usize>().is_err()).unwrap_or_default();
    let measure = |title: &str, validator: &Validator, rounds: usize, kinds: &[Kind]| {
        if title.contains(&wanted) {
            measure(title, validator, rounds, kinds);
        }
    };
    let strict = with_policy(|_| ());
    let weak = with_policy(|policy| {
        policy.allow_cbc_outside_signature = true;
        policy.allow_rsa_1_5 = true;
    });
    let gcm = encryption;
    let cbc = || encryption().content(Content::Cbc(256));
    let pkcs1 = || encryption().transport(Transport::Pkcs1);
    measure("GCM, outside a signature", &strict, rounds, &content(Signed::Inside, gcm));
    measure("GCM, inside one of the Response", &strict, rounds, &content(Signed::Around, gcm));
    measure("GCM, changed after the Response was signed", &strict, rounds, &afterwards(gcm));
    measure("CBC, outside a signature, allowed by policy", &weak, rounds, &content(Signed::Inside, cbc));
    measure("CBC, inside one of the Response", &strict, rounds, &content(Signed::Around, cbc));
    measure(
        "PKCS#1 v1.5, inside one of the Response, allowed by policy",
        &weak,
        rounds,
        &content(Signed::Around, pkcs1),
    );
    measure("PKCS#1 v1.5, changed after signing, allowed by policy", &weak, rounds, &afterwards(pkcs1));
    measure("PKCS#1 v1.5, outside a signature", &strict, rounds, &content(Signed::Inside, pkcs1));
}

/// The kinds of failure of one cipher.
fn content(signed: Signed, encryption: impl Fn() -> Encryption) -> Vec<Kind> {
    let is_cbc = matches!(encryption().content, Content::Cbc(_));
    let refused = encryption().transport == Transport::Pkcs1 && signed == Signed::Inside;
    let fails = "decryption-failed";
    // Inside a signature the plaintext may be reported: its maker signed it.
    let structure = if signed == Signed::Around { "" } else { fails };
    let of = |name, code, encryption: Encryption| Kind {
        name,
        base64: login(Shape::Auth0, signed, encryption).message().base64(),
        code,
    };
    let mut kinds = vec![
        of("right", if refused { fails } else { "accepted" }, encryption()),
        of(
            "plaintext is no XML",
            structure,
            encryption().on_plaintext(|text| *text = "no XML at all".to_owned()),
        ),
        of(
            "plaintext ends too soon",
            structure,
            encryption().on_plaintext(|text| text.truncate(text.len() - 5)),
        ),
        of("two assertions", structure, encryption().on_plaintext(|text| *text = format!("{text}{text}"))),
        of("wrong content key", fails, encryption().on_content_key(|key| key[0] ^= 1)),
        of(
            "for another key of ours' size",
            fails,
            encryption().keys(&[keys::key("other-tenant")]).showing(keys::key("sp-encryption")),
        ),
        of("key transport damaged", fails, encryption().on_data(damage_key)),
    ];
    if is_cbc {
        // The last byte of the block before changes the last byte of the plaintext: the length of the padding.
        let padding = |value: &mut Vec<u8>| {
            let at = value.len() - 17;
            value[at] ^= 0x80;
        };
        kinds.push(of("padding wrong", fails, encryption().on_value(padding)));
        // The first block garbled: the padding is right, and the XML broken.
        kinds.push(of(
            "padding right, XML garbled",
            structure,
            encryption().on_value(|value| value[20] ^= 1),
        ));
    } else {
        kinds.push(of("tag wrong", fails, encryption().on_value(|value| *value.last_mut().unwrap() ^= 1)));
        kinds.push(of(
            "tag truncated",
            fails,
            encryption().on_value(|value| value.truncate(value.len() - 4)),
        ));
    }
    kinds
}

/// Messages that were right when the Response was signed, and were changed later.
fn afterwards(encryption: impl Fn() -> Encryption) -> Vec<Kind> {
    let honest = login(Shape::Auth0, Signed::Around, encryption());
    let text = honest.message().xml().to_owned();
    let changed = |nth: usize| {
        // One letter in the middle of the nth CipherValue.
        let mut rest = 0;
        for _ in 0..=nth {
            rest += text[rest..].find("CipherValue>").unwrap() + "CipherValue>".len();
            if text[..rest].ends_with("/xenc:CipherValue>") {
                rest += text[rest..].find("CipherValue>").unwrap() + "CipherValue>".len();
            }
        }
        let at = rest + 100;
        let letter = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
        let text = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
        openssl::base64::encode_block(text.as_bytes())
    };
    let kind = |name, base64, code| Kind { name, base64, code };
    vec![
        kind("right", honest.message().base64(), "accepted"),
        kind("first CipherValue changed", changed(0), "digest-mismatch"),
        kind("second CipherValue changed", changed(1), "digest-mismatch"),
    ]
}

/// Puts random bytes, below the modulus, in the place of the encrypted content key.
fn damage_key(data: &mut Element) {
    let mut value = [0; 256];
    openssl::rand::rand_bytes(&mut value).unwrap();
    value[0] = 1;
    data.find_mut("EncryptedKey").find_mut("CipherValue").set_text(&openssl::base64::encode_block(&value));
}

/// Each kind once a round, in an order that turns, so that no kind has the warm caches to itself.
fn measure(title: &str, validator: &Validator, rounds: usize, kinds: &[Kind]) {
    let now = samlens_forge::encrypted::now(&Login::new(Shape::Auth0));
    for kind in kinds {
        let answer = validator.validate(&kind.base64, InResponseTo::Unchecked, now);
        let code = answer.err().map_or("accepted".to_owned(), |rejection| rejection.code().to_string());
        assert!(
            code == kind.code || kind.code.is_empty() && code != "accepted",
            "{title}: {}: {code}",
            kind.name
        );
    }
    let mut times: Vec<Vec<f64>> = vec![Vec::with_capacity(rounds); kinds.len()];
    for round in 0..rounds {
        for turn in 0..kinds.len() {
            let at = (turn + round) % kinds.len();
            let start = Instant::now();
            let _ = black_box(validator.validate(black_box(&kinds[at].base64), InResponseTo::Unchecked, now));
            times[at].push(start.elapsed().as_secs_f64() * 1e6);
        }
    }
    println!("\n{title} ({rounds} rounds)\n{:32} median µs  quartiles µs       × right", "");
    times.iter_mut().for_each(|times| times.sort_by(f64::total_cmp));
    let right = times[0][rounds / 2];
    for (kind, times) in kinds.iter().zip(&times) {
        let [low, median, high] = [rounds / 4, rounds / 2, rounds * 3 / 4].map(|at| times[at]);
        println!("{:32} {median:9.1}  {low:7.1} {high:7.1}  {:10.3}", kind.name, median / right);
    }
}
