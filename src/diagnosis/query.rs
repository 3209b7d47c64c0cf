//! Why the signature of a query fails, with proof: the query is written as other senders write it, and verified again.
//!
//! The signature covers the octets of the query. A server that decodes the parameters and encodes them again changes these
//! octets: `%2b` becomes `%2B`, `%20` becomes `+`. Nothing here is ever accepted (invariant: no-repair).

use crate::Finding;
use crate::finding::Detail;
use crate::signature::SignatureAlgorithm;
use crate::signature::redirect::RedirectQuery;
use crate::trust::Certificate;
use std::collections::HashSet;

/// Keys that are asked, and verifications in all (invariant: bounded).
const MAX_KEYS: usize = 4;
const MAX_VERIFICATIONS: usize = 512;

/// A way of percent-encoding a value.
struct EncodingStyle {
    /// What it is called in the proof.
    name: &'static str,
    /// Characters beyond letters and digits that stay as they are.
    plain: &'static [u8],
    lower: bool,
    plus: bool,
}

const fn style(name: &'static str, plain: &'static [u8], lower: bool, plus: bool) -> EncodingStyle {
    EncodingStyle { name, plain, lower, plus }
}

/// Encoders of the usual platforms.
const STYLES: &[EncodingStyle] = &[
    style("lower-case percent escapes (`%2b`), as AD FS and .NET write them", b"-_.!*()", true, true),
    style("lower-case percent escapes (`%2b`)", b"-_.~", true, false),
    style("upper-case percent escapes (`%2B`)", b"-_.~", false, false),
    style("upper-case percent escapes and `+` for a space, as Java writes them", b"-_.*", false, true),
    style("percent escapes as JavaScript writes them", b"-_.!~*'()", false, false),
    style("`/` and `:` left as they are", b"-_.~/:", false, false),
    style("lower-case percent escapes with `/` and `:` left as they are", b"-_.~/:", true, false),
];

/// Says in the finding about the query's signature how the query was written when it was signed, if that can be proved.
pub(crate) fn explain(query: &RedirectQuery, keys: &[Certificate], findings: &mut [Finding]) {
    let is_of_query = |one: &&mut Finding| one.detail() == Some(Detail::OfQuery);
    let Some(finding) = findings.iter_mut().find(is_of_query) else { return };
    let Some((damage, fix)) = proved(query, keys) else {
        finding.amend("; other percent escapes, orders of the parameters and algorithms were tried, and none verifies, so another key probably signed it");
        return;
    };
    finding.amend(&format!("; proved: {damage}; written that way, it verifies with a trusted key"));
    finding.lead_with_fix(fix.to_owned());
}

const RAW: &str = "verify the query string exactly as it was received, before any framework decodes it";
const LOWER: &str = "verify the query string exactly as it was received; if the library only gets decoded parameters, set its option for lower-case URL encoding (OneLogin toolkits: `lowercaseUrlencoding`)";

fn proved(query: &RedirectQuery, keys: &[Certificate]) -> Option<(String, &'static str)> {
    let algorithm = query.algorithm();
    let mut search = EncodingSearch { query, keys, seen: HashSet::new(), left: MAX_VERIFICATIONS };
    for octets in query.signed() {
        search.seen.insert(octets.clone());
        // What SigAlg names did not verify over these octets; another one may.
        for other in SignatureAlgorithm::ALL.iter().copied().filter(|other| Some(*other) != algorithm) {
            if search.verifies(other, octets) {
                let name = other.as_str();
                let fix =
                    "correct SigAlg where the message is made: it has to name the algorithm that was used";
                return Some((format!("it was signed with {name}, which SigAlg does not name"), fix));
            }
        }
    }
    let algorithm = algorithm?;
    let names = ["SAMLRequest", "SAMLResponse", "RelayState", "SigAlg"];
    let sent: Vec<(&str, &str)> = query.parameters().filter(|(name, _)| names.contains(name)).collect();
    let message: Vec<&(&str, &str)> = sent.iter().filter(|(name, _)| name.starts_with("SAML")).collect();
    let state: Vec<&(&str, &str)> = sent.iter().filter(|(name, _)| *name == "RelayState").collect();
    let method: Vec<&(&str, &str)> = sent.iter().filter(|(name, _)| *name == "SigAlg").collect();
    let empty = [("RelayState", "")];
    let empty: Vec<&(&str, &str)> = empty.iter().collect();
    let orders: [(&str, Vec<&(&str, &str)>); 5] = [
        ("", [&message[..], &state, &method].concat()),
        ("with SigAlg before RelayState", [&message[..], &method, &state].concat()),
        ("with the parameters in alphabetical order", [&state[..], &message, &method].concat()),
        ("without RelayState", [&message[..], &method].concat()),
        ("with an empty RelayState", [&message[..], &empty, &method].concat()),
    ];
    for (order, parameters) in &orders {
        let as_sent = written(parameters, |value| Some(value.to_owned()));
        if let Some(octets) = as_sent
            && search.seen.insert(octets.clone())
            && search.verifies(algorithm, &octets)
        {
            return Some((
                format!("it was signed {order}"),
                "sign SAMLRequest or SAMLResponse, RelayState, SigAlg, in this order, each only if it is sent",
            ));
        }
        for style in STYLES {
            let octets = written(parameters, |value| Some(encoded(&query.decoded(value)?, style)));
            let Some(octets) = octets.filter(|octets| search.seen.insert(octets.clone())) else { continue };
            if search.verifies(algorithm, &octets) {
                if order.is_empty()
                    && let Some(spaces) = spaces_alone(&sent_octets(parameters), &octets)
                {
                    return Some((spaces.to_owned(), RAW));
                }
                let order = if order.is_empty() { String::new() } else { format!(" and {order}") };
                let fix = if style.lower { LOWER } else { RAW };
                let damage = format!(
                    "the query was decoded and encoded again after signing: it was signed with {}{order}",
                    style.name
                );
                return Some((damage, fix));
            }
        }
        let bare = written(parameters, |value| String::from_utf8(query.decoded(value)?).ok());
        if let Some(octets) = bare.filter(|octets| search.seen.insert(octets.clone()))
            && search.verifies(algorithm, &octets)
        {
            return Some((
                "the values were signed without percent-encoding".to_owned(),
                "sign the values as they are sent, percent-encoded (SAML 2.0 bindings, 3.4.4.1)",
            ));
        }
    }
    None
}

fn sent_octets(parameters: &[&(&str, &str)]) -> String {
    written(parameters, |value| Some(value.to_owned())).unwrap_or_default()
}

/// What happened if the query was signed with the other way of writing a space, and differs in nothing else.
fn spaces_alone(sent: &str, signed: &str) -> Option<&'static str> {
    if sent.replace('+', "%20") == signed {
        return Some("each space was signed as `%20` and arrived as `+`");
    }
    (signed.replace('+', "%20") == sent).then_some("each space was signed as `+` and arrived as `%20`")
}

struct EncodingSearch<'q> {
    query: &'q RedirectQuery,
    keys: &'q [Certificate],
    seen: HashSet<String>,
    left: usize,
}

impl EncodingSearch<'_> {
    fn verifies(&mut self, algorithm: SignatureAlgorithm, octets: &str) -> bool {
        let keys = self.keys.iter().take(MAX_KEYS);
        keys.filter(|key| algorithm.fits(key.public_key())).any(|key| {
            self.left = self.left.saturating_sub(1);
            self.left > 0 && self.query.verifies(key, algorithm, octets)
        })
    }
}

fn written(parameters: &[&(&str, &str)], value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let pairs: Option<Vec<String>> =
        parameters.iter().map(|(name, raw)| Some(format!("{name}={}", value(raw)?))).collect();
    pairs.map(|pairs| pairs.join("&"))
}

fn encoded(value: &[u8], style: &EncodingStyle) -> String {
    let mut out = String::with_capacity(value.len().saturating_mul(2));
    for &byte in value {
        match byte {
            b' ' if style.plus => out.push('+'),
            _ if byte.is_ascii_alphanumeric() || style.plain.contains(&byte) => out.push(char::from(byte)),
            _ if style.lower => out.push_str(&format!("%{byte:02x}")),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
