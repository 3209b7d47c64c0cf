//! Ten thousand changed messages: accepted only where what is read is what was signed, and only where libxmlsec1
//! agrees.
//!
//! `cargo test --features samael differential` asks libxmlsec1 in this process about every one of them; without
//! the feature `xmlsec1` is asked about those that samlens accepts, where it is installed.

use super::mutate::{self, Choices};
use super::verify::{self, Seed};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn seeds() -> Vec<Seed> {
    verify::seeds(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases"))
}

/// How many changed messages; `SAMLENS_MUTATIONS` sets another number.
fn mutations() -> u64 {
    std::env::var("SAMLENS_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}

/// How many signatures the oracle is asked about: all but those inside Advice, which we do not verify either
/// (invariant: all-signatures).
fn signatures(text: &str) -> usize {
    const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let Ok(document) = roxmltree::Document::parse_with_options(text, options) else { return 1 };
    let is_signature = |node: &roxmltree::Node<'_, '_>| node.has_tag_name((DS, "Signature"));
    let in_advice =
        |node: &roxmltree::Node<'_, '_>| node.ancestors().any(|one| one.tag_name().name() == "Advice");
    let mut all = document.descendants().filter(is_signature);
    if all.clone().any(|node| in_advice(&node)) { 1 } else { all.by_ref().count() }
}

/// Whether every signature of a text verifies with a seed's certificate.
#[cfg(feature = "samael")]
fn oracle(seed: &Seed, text: &str) -> bool {
    use samael::crypto::{
        CertificateDer, Crypto, CryptoError, CryptoProvider, ReduceMode, XmlSecProviderError,
    };
    if text.contains('\0') {
        return false;
    }
    let certificate = CertificateDer::from(seed.certificate.clone());
    let first = || Crypto::verify_signed_xml(text, &certificate, Some("ID")).is_ok();
    if signatures(text) < 2 {
        return first();
    }
    // This mode verifies every signature, and then gives back what they cover, which is of no interest here.
    let certificates = std::slice::from_ref(&certificate);
    match Crypto::reduce_xml_to_signed(text, certificates, ReduceMode::PreDigest) {
        Ok(_) => true,
        // An ID that samael itself does not take, before it asks libxmlsec1.
        Err(CryptoError::CryptoProviderError(error)) if error.is::<XmlSecProviderError>() => first(),
        Err(_) => false,
    }
}

#[cfg(not(feature = "samael"))]
fn oracle(seed: &Seed, text: &str) -> bool {
    // Tests run at the same time.
    let thread = format!("differential-{:?}", std::thread::current().id());
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(thread);
    std::fs::create_dir_all(&directory).unwrap();
    let (message, certificate) = (directory.join("message.xml"), directory.join("idp.der"));
    std::fs::write(&message, text).unwrap();
    std::fs::write(&certificate, &seed.certificate).unwrap();
    let ids =
        ["urn:oasis:names:tc:SAML:2.0:protocol:Response", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"];
    (1..=signatures(text)).all(|number| {
        // KeyInfo is not signed, and its content decides nothing: the oracle must not read it either.
        let mut command = std::process::Command::new("xmlsec1");
        command.args(["--verify", "--enabled-key-data", "key-name", "--pubkey-cert-der"]).arg(&certificate);
        for id in ids {
            command.args(["--id-attr:ID", id]);
        }
        let signature =
            "*[local-name()='Signature' and namespace-uri()='http://www.w3.org/2000/09/xmldsig#']";
        command.args(["--node-xpath", &format!("(//{signature})[{number}]")]);
        command.arg(&message).output().expect("xmlsec1 is not installed").status.success()
    })
}

/// Seeds that the oracle accepts as they are: RSA-PSS is beyond some versions of it.
fn known_to_oracle(seeds: Vec<Seed>) -> Vec<Seed> {
    seeds.into_iter().filter(|seed| oracle(seed, &seed.text)).collect()
}

#[test]
fn what_is_accepted_is_what_was_signed() {
    let seeds = seeds();
    assert!(seeds.len() >= 30, "{} seeds", seeds.len());
    let (mut accepted, mut refused) = (0_u64, BTreeMap::<&str, u64>::new());
    for number in 0..mutations() {
        match verify::verify(&seeds, &mut Choices::numbered(number)).unwrap().refused {
            None => accepted += 1,
            Some(code) => *refused.entry(code.as_str()).or_default() += 1,
        }
    }
    println!(
        "{} mutations of {} messages: {accepted} accepted, refused {refused:?}",
        mutations(),
        seeds.len()
    );
    // A mutator that changes nothing, or breaks everything, would prove nothing.
    assert!(accepted * 50 > mutations() && accepted * 2 < mutations(), "{accepted} accepted");
    assert!(refused.len() >= 10, "{refused:?}");
}

#[test]
#[cfg_attr(not(feature = "samael"), ignore = "needs xmlsec1")]
fn libxmlsec1_accepts_whatever_is_accepted() {
    let seeds = seeds();
    let all = seeds.len();
    let seeds = known_to_oracle(seeds);
    let twice = seeds.iter().filter(|seed| signatures(&seed.text) > 1).count();
    println!("{} of {all} messages are known to libxmlsec1 as they are, {twice} signed twice", seeds.len());
    assert!(seeds.len() * 3 > all * 2 && twice > 10, "{} of {all}, {twice} signed twice", seeds.len());
    let every = cfg!(feature = "samael");
    let (mut both, mut neither, mut only_theirs) = (0_u64, 0_u64, BTreeMap::<&str, u64>::new());
    for number in 0..mutations() {
        let mut choices = Choices::numbered(number);
        let seed = &seeds[choices.below(seeds.len())];
        let text = mutate::mutate(&seed.text, &mut choices);
        let ours = verify::judge(seed, &text);
        if !every && ours.is_some() {
            continue;
        }
        match (ours, oracle(seed, &text)) {
            (None, true) => both += 1,
            (None, false) => panic!("{}, number {number}: only we accept: {text}", seed.name),
            (Some(_), false) => neither += 1,
            (Some(code), true) => *only_theirs.entry(code.as_str()).or_default() += 1,
        }
    }
    println!("both accept {both}, both refuse {neither}, only libxmlsec1 accepts {only_theirs:?}");
    assert!(both > 0);
    if every {
        assert!(neither > 0);
        // What the oracle sees of a message is its signature; that it must find wrong as we do.
        for rule in ["digest-mismatch", "signature-value-mismatch"] {
            assert!(!only_theirs.contains_key(rule), "{rule}: {only_theirs:?}");
        }
    }
}

/// Every case of the corpus: what is accepted there, libxmlsec1 accepts.
#[test]
#[cfg_attr(not(feature = "samael"), ignore = "needs xmlsec1")]
fn libxmlsec1_accepts_the_accepted_cases() {
    let seeds = seeds();
    for seed in &seeds {
        if !seed.name.starts_with("pss-") {
            assert!(oracle(seed, &seed.text), "{}", seed.name);
        }
    }
}
