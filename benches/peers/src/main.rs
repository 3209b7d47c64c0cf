//! Runs samlens and other libraries on the same response with the same trusted key, and prints a table.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml` (needs libxmlsec1 and libclang for samael).
//! Every library is measured as its documentation says to use it, with keys and metadata read beforehand.


use samlens::InResponseTo;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use samlens_forge::{Message, Signing, flex, keys};
use samlens_forge::measured::{Floor, validator};
use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

/// Calls in one measurement, and measurements of each library, in turns.
const CALLS: u32 = 10;
const ROUNDS: usize = 60;

struct Peer<'p> {
    name: &'static str,
    checks: &'static str,
    run: Box<dyn FnMut() + 'p>,
    times: Vec<f64>,
}

fn main() {
    // Most libraries read the clock themselves, so the login is one of this minute; no request was sent, so that
    // none needs to be kept.
    let now = DateTime::<Utc>::from(SystemTime::now());
    let message = flex::login()
        .issued(&now.to_rfc3339_opts(SecondsFormat::Millis, true), 3600)
        .in_response_to(None)
        .sign_assertion(Signing::new(keys::idp()))
        .message();
    let text = message.base64();
    println!("A response of {} bytes, RSA-2048 and SHA-256, the assertion signed; one thread.\n", message.xml().len());
    let mut peers = [
        floor(&message),
        samlens(&text, now),
        bergshamra(&text),
        xml_sec(&text),
        samael(&text),
        saml_rs(&text),
    ];
    for _ in 0..ROUNDS {
        for peer in &mut peers {
            let begin = Instant::now();
            for _ in 0..CALLS {
                (peer.run)();
            }
            peer.times.push(microseconds(begin.elapsed()));
        }
    }
    let floor = best(&peers[0]);
    println!("| library | best µs | median µs | × floor | what it does |\n|---|---:|---:|---:|---|");
    for peer in &mut peers {
        let best = best(peer);
        peer.times.sort_by(f64::total_cmp);
        let median = peer.times[peer.times.len() / 2];
        println!("| {} | {best:.1} | {median:.1} | {:.2} | {} |", peer.name, best / floor, peer.checks);
    }
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(CALLS)
}

fn best(peer: &Peer<'_>) -> f64 {
    peer.times.iter().copied().fold(f64::INFINITY, f64::min)
}

fn peer<'p>(name: &'static str, checks: &'static str, mut run: impl FnMut() + 'p) -> Peer<'p> {
    run();
    Peer { name, checks, run: Box::new(run), times: Vec::new() }
}

/// What each library is given: base64, as it is posted.
fn decode(text: &str) -> String {
    String::from_utf8(STANDARD.decode(text).expect("base64")).expect("UTF-8")
}

fn floor(message: &Message) -> Peer<'static> {
    let mut floor = Floor::new(message);
    peer("floor", "base64, SHA-256 of the assertion, RSA verify with a parsed key", move || {
        assert!(floor.usual());
    })
}

fn samlens<'p>(text: &'p str, now: DateTime<Utc>) -> Peer<'p> {
    let validator = validator();
    peer("samlens", "signature, every check of the profile for Twilio Flex, the login", move || {
        black_box(validator.validate(text, InResponseTo::Unchecked, now).expect("accepted"));
    })
}

fn bergshamra(text: &str) -> Peer<'_> {
    let key = ::bergshamra::keys::loader::load_x509_cert_pem(keys::idp().pem().as_bytes()).expect("a key");
    let mut manager = ::bergshamra::KeysManager::new();
    manager.add_key(key);
    let context = ::bergshamra::DsigContext::new(manager);
    peer("bergshamra", "signature only", move || {
        let result = ::bergshamra::verify(&context, &decode(text)).expect("verified");
        assert!(matches!(result, ::bergshamra::VerifyResult::Valid { .. }));
    })
}

fn xml_sec(text: &str) -> Peer<'_> {
    let pem = keys::idp().certificate.public_key().and_then(|key| key.public_key_to_pem()).expect("a key");
    let pem = String::from_utf8(pem).expect("PEM");
    peer("xml-sec", "signature only; the key is read each time", move || {
        let result = ::xml_sec::xmldsig::verify_signature_with_pem_key(&decode(text), &pem, false);
        assert!(matches!(result.expect("verified").status, ::xml_sec::xmldsig::DsigStatus::Valid));
    })
}

fn samael(text: &str) -> Peer<'_> {
    let provider = ::samael::service_provider::ServiceProviderBuilder::default()
        .entity_id(flex::SP_ENTITY_ID.to_owned())
        .acs_url(flex::ACS.to_owned())
        .allow_idp_initiated(true)
        .max_issue_delay(chrono::Duration::hours(1))
        .idp_metadata(flex::metadata().xml().parse::<::samael::metadata::EntityDescriptor>().expect("metadata"))
        .build()
        .expect("a service provider");
    peer("samael", "signature (libxmlsec1), destination, times, audience, recipient", move || {
        black_box(provider.parse_base64_response(text, None).expect("accepted"));
    })
}

fn saml_rs(text: &str) -> Peer<'_> {
    use ::saml_rs::{
        AcsEndpoint, BrowserInput, EntityId, FormField, IdpDescriptor, MetadataTrustPolicy, ReplayPolicy, Saml,
        SamlValidationContext, SpConfig, SpValidationPolicy, SsoResponse,
    };
    let config = SpConfig::builder(EntityId::try_new(flex::SP_ENTITY_ID).expect("an entity ID"))
        .acs_endpoint(AcsEndpoint::post(flex::ACS).expect("a URL"))
        .validation(SpValidationPolicy::compatibility())
        .build()
        .expect("a configuration");
    let sp = Saml::sp(config).expect("a service provider");
    let idp = IdpDescriptor::from_metadata_xml_for(
        EntityId::try_new(flex::ISSUER).expect("an entity ID"),
        &flex::metadata().xml(),
        MetadataTrustPolicy::UnsignedForCompatibility,
    )
    .expect("metadata");
    peer("saml-rs", "signature, issuer, destination, times, audience, recipient", move || {
        let context = SamlValidationContext::new(SystemTime::now(), ReplayPolicy::DisabledForCompatibility);
        let input = BrowserInput::<SsoResponse>::post(vec![FormField::new("SAMLResponse", text)]);
        black_box(sp.accept_unsolicited_sso(&idp, input, context).expect("accepted"));
    })
}
