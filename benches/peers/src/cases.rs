//! Responses that are wrong or forged, and what each library answers.

use crate::{Answer, Peer, login};
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use samlens_forge::cases::wrapping::wraps;
use samlens_forge::cases::{ATTACKER, Form, PERSON};
use samlens_forge::{Login, Message, Shape, Signing, keys};

/// What a library must be given or must return, so that a case is a question to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// The text of the response.
    Text,
    /// The trusted key.
    Key,
    /// Names and addresses of both sides.
    Names,
    /// It reads the assertion: times and identity.
    Assertion,
}

pub(crate) const ALL: &[Needs] = &[Needs::Text, Needs::Key, Needs::Names, Needs::Assertion];
const WHOLE: &str = "user@example.org.evil.com";

/// A login in a layout that declares every namespace on the outer elements, so that all rearrangements are well-formed.
fn plain(now: DateTime<Utc>) -> Login {
    let mut login = login(now).ids("_r1", "_a1");
    (login.shape, login.layout) = (Shape::SimpleSamlPhp, Shape::SimpleSamlPhp.layout());
    login
}

fn sign(login: Login) -> Message {
    login.sign_assertion(Signing::new(keys::idp())).message()
}

fn cases(now: DateTime<Utc>) -> Vec<(&'static str, Needs, Message)> {
    let login = || plain(now);
    let past = (now - Duration::hours(2)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let elsewhere = "https://other.example/acs";
    let attacker = keys::key("attacker-rsa2048");
    vec![
        ("as it was signed (to compare)", Needs::Text, sign(login())),
        ("no signature", Needs::Text, login().message()),
        ("expired an hour ago", Needs::Assertion, sign(login().issued(&past, 3600))),
        ("for another audience", Needs::Names, sign(login().audiences(&["https://other.example"]))),
        ("from another issuer", Needs::Names, sign(login().issuer("https://other.example/idp"))),
        ("Destination elsewhere (not signed)", Needs::Names, sign(login().destination(Some(elsewhere)))),
        ("Recipient elsewhere", Needs::Names, sign(login().recipient(Some(elsewhere)))),
        ("NameID changed after signing", Needs::Key, sign(login()).replace(PERSON, ATTACKER)),
        (
            "comment in the NameID",
            Needs::Assertion,
            sign(login().name_id(WHOLE, None)).replace(WHOLE, "user@example.org<!---->.evil.com"),
        ),
        (
            "signed by another key, which is in KeyInfo",
            Needs::Key,
            login().sign_assertion(Signing::new(attacker)).message(),
        ),
        ("SHA-1", Needs::Key, login().sign_assertion(Signing::new(keys::idp()).sha1()).message()),
        (
            "DOCTYPE with an entity",
            Needs::Text,
            sign(login()).map(|xml| format!("<!DOCTYPE r [<!ENTITY e \"x\">]>{}", without_declaration(xml))),
        ),
    ]
}

fn without_declaration(xml: &str) -> &str {
    xml.split_once("?>").map_or(xml, |(_, rest)| rest).trim_start()
}

pub(crate) fn print(peers: &mut [Peer<'_>], now: DateTime<Utc>) {
    let names: Vec<&str> = peers.iter().map(|peer| peer.name.as_str()).collect();
    println!("\n| response | {} |\n|---{}|", names.join(" | "), "|---".repeat(names.len()));
    let mut reasons = String::new();
    for (case, needs, message) in cases(now) {
        row(case, needs, peers, &mut reasons, |peer, reasons| {
            let answer = peer.judge(&message.base64());
            note(reasons, &peer.name, case, &answer);
            match answer.as_deref() {
                Ok("" | PERSON) => "accepted".to_owned(),
                Ok(name_id) => format!("accepted as `{name_id}`"),
                Err(_) => "refused".to_owned(),
            }
        });
    }
    let wraps: Vec<_> = wraps().filter(|wrap| wrap.forms.contains(&Form::Assertion)).collect();
    let title = format!("{} ways of signature wrapping", wraps.len());
    row(&title, Needs::Assertion, peers, &mut reasons, |peer, _| {
        let (mut refused, mut signed, mut forged) = (0, 0, 0);
        for wrap in &wraps {
            let answer = peer.judge(&sign(plain(now).after(wrap.edit)).base64());
            match answer.as_deref() {
                Err(_) => refused += 1,
                Ok(ATTACKER) => forged += 1,
                Ok(_) => signed += 1,
            }
        }
        format!("{refused} refused, {signed} accepted as the signed NameID, {forged} as the forged one")
    });
    println!("\n{reasons}");
}

fn row(
    case: &str,
    needs: Needs,
    peers: &mut [Peer<'_>],
    reasons: &mut String,
    mut ask: impl FnMut(&mut Peer<'_>, &mut String) -> String,
) {
    let mut cells = Vec::new();
    for peer in peers {
        cells.push(if peer.judges.contains(&needs) { ask(peer, reasons) } else { "-".to_owned() });
    }
    println!("| {case} | {} |", cells.join(" | "));
}

fn note(reasons: &mut String, peer: &str, case: &str, answer: &Answer) {
    let text = match answer {
        Ok(name_id) => format!("accepted {name_id}"),
        Err(reason) => format!("refused: {}", reason.split_whitespace().collect::<Vec<_>>().join(" ")),
    };
    reasons.push_str(&format!("- {peer}, {case}: {text}\n"));
}
