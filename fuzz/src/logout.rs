//! A changed logout message is accepted only where what it says is what was signed.

use super::mutate::{Choices, mutate};
use super::parties::{
    Delivered, IDP, IDP_LOGOUT, SP, SP_LOGOUT, cookies, delivered, identity_provider, now, random, ready,
    service,
};
use samlens::inspect::{Captured, Verdict};
use samlens::replay::MemoryCache;
use samlens::sign_on::{
    Binding, LogoutDelivery, LogoutReceived, LogoutResult, LogoutStep, OpenRequests, ReturnPath,
    SessionSubject,
};
use samlens::{Code, InResponseTo, Logout, Rejection, Validator};
use std::sync::OnceLock;

/// A signed logout message that the service accepts.
struct Seed {
    message: Delivered,
    says: String,
}

struct Seeds {
    validator: Validator,
    messages: Vec<Seed>,
    request: String,
}

fn subject(issuer: &str) -> SessionSubject {
    let field = |text: &str| format!("{}:{text},", text.len());
    let stored = [issuer, "mara.oduya@example.org"].map(field).concat() + "----" + &field("key");
    SessionSubject::from_text(&(stored + &field("_s1") + &field("_s2"))).expect("a session")
}

/// A request and an answer of the identity provider, each in a form and in a query.
fn seeds() -> &'static Seeds {
    static SEEDS: OnceLock<Seeds> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let mut seeds = Seeds {
            validator: service(Binding::Post).validator().clone(),
            messages: vec![],
            request: String::new(),
        };
        seeds.validator = seeds.validator.delivered_to(SP_LOGOUT).expect("an address of the service");
        let mut messages = Vec::new();
        for binding in [Binding::Post, Binding::Redirect] {
            let (service, provider) = (service(binding), identity_provider(binding));
            let begin = |by: &samlens::sign_on::SignOn, whose: &str| {
                let step = by.start_logout([subject(whose)], ReturnPath::default(), now(), random(1));
                let Ok(LogoutStep::Send(answer)) = step else { panic!("{step:?}") };
                answer
            };
            messages.push(delivered(&begin(&provider, SP)));
            let asked = begin(&service, IDP);
            let set: Vec<&str> =
                asked.headers().filter(|one| one.0 == "Set-Cookie").map(|one| one.1).collect();
            let open = service.open_requests([cookies(set.into_iter())], now());
            seeds.request = open.logouts()[0].id().to_owned();
            let sent = delivered(&asked);
            let delivery = match &sent {
                Delivered::Query(query) => LogoutDelivery::query(IDP_LOGOUT, query),
                Delivered::Field(value) => LogoutDelivery::form(IDP_LOGOUT, value, None),
            };
            let received = ready(provider.receive_logout(
                delivery,
                &OpenRequests::default(),
                &MemoryCache::new(1),
                now(),
            ));
            let Ok(LogoutReceived::Asked(received)) = received else { panic!("{received:?}") };
            let answer = provider.answer_logout(&received, LogoutResult::Complete, now(), random(2));
            messages.push(delivered(&answer.expect("an answer").to_answer()));
        }
        for message in messages {
            let logout = judged(&seeds, &message).expect("a signed message");
            seeds.messages.push(Seed { says: says(&logout), message });
        }
        seeds
    })
}

fn judged(seeds: &Seeds, message: &Delivered) -> Result<Logout, Rejection> {
    let answers = InResponseTo::Request(&seeds.request);
    match message {
        Delivered::Query(query) => seeds.validator.validate_logout_redirect(query, answers, now()),
        Delivered::Field(value) => seeds.validator.validate_logout(value, answers, now()),
    }
}

/// Everything that is read of a logout message.
fn says(logout: &Logout) -> String {
    let qualified = [logout.name_qualifier(), logout.sp_name_qualifier(), logout.sp_provided_id()];
    format!(
        "{:?}",
        (
            (logout.is_request(), logout.id(), logout.issuer(), logout.name_id(), logout.name_id_format()),
            (qualified, logout.session_indexes(), logout.in_response_to()),
            (logout.not_on_or_after(), logout.is_partial()),
        )
    )
}

fn decoded(value: &str) -> String {
    String::from_utf8(openssl::base64::decode_block(value).expect("base64")).expect("UTF-8")
}

/// Changes a signed message, or its query; panics where another one is accepted. Gives why it was refused, if it was.
pub fn logout(choices: &mut Choices) -> Option<Code> {
    let seeds = seeds();
    let seed = &seeds.messages[choices.below(seeds.messages.len())];
    let (changed, captured) = match &seed.message {
        Delivered::Field(value) => {
            let text = mutate(&decoded(value), choices);
            (Delivered::Field(openssl::base64::encode_block(text.as_bytes())), Some(Captured::from_xml(text)))
        }
        Delivered::Query(query) => (Delivered::Query(query_of(query, choices)), None),
    };
    let judged = judged(seeds, &changed);
    // The report agrees with the validator.
    if let Some(captured) = captured {
        let inspector = seeds.validator.inspector();
        let inspection =
            inspector.inspect_captured(&captured).in_response_to(InResponseTo::Request(&seeds.request));
        let verdict = inspection.at(now()).verdict();
        assert_eq!(verdict == Verdict::Accepted, judged.is_ok(), "{}", captured.xml());
    }
    match judged {
        Err(rejection) => Some(rejection.code()),
        Ok(logout) => {
            assert_eq!(says(&logout), seed.says, "another logout was accepted: {changed:?}");
            None
        }
    }
}

/// Leaves parameters out, moves or repeats them, or changes a character.
fn query_of(query: &str, choices: &mut Choices) -> String {
    let mut pairs: Vec<String> = query.split('&').map(str::to_owned).collect();
    for _ in 0..=choices.below(2) {
        if pairs.is_empty() {
            break;
        }
        let at = choices.below(pairs.len());
        match choices.below(6) {
            0 => drop(pairs.remove(at)),
            1 => pairs.push(pairs[at].clone()),
            2 => {
                let pair = pairs.remove(at);
                pairs.insert(choices.below(pairs.len() + 1), pair);
            }
            3 => {
                let more = [
                    "RelayState=x",
                    "SAMLEncoding=x",
                    "SAMLResponse=",
                    "SAMLRequest=fZ0",
                    "Signature=",
                    "%53igAlg=x",
                ];
                pairs.insert(at, more[choices.below(more.len())].to_owned());
            }
            4 => {
                let place = choices.below(pairs[at].len());
                let with = ["%", "+", "A", "=", "%20", "%2B", "&", "#", "\0"][choices.below(9)];
                pairs[at].insert_str(place, with);
            }
            _ => {
                let place = choices.below(pairs[at].len());
                pairs[at].replace_range(place..=place, ["A", "", "a", "9"][choices.below(4)]);
            }
        }
    }
    pairs.join("&")
}
