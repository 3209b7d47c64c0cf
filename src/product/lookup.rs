//! The settings for a finding: by its code, the product of the sender and the product of the receiver.

use super::{ALL, Product, Setting};
use crate::encoding::escape::quoted;
use crate::{Code, Finding};
use std::iter;

/// Lines of products that one finding gets at most.
const MAX_LINES: usize = 3;

/// Characters of a value that are written into a setting; a longer one is named, not printed.
const MAX_VALUE: usize = 120;

/// A product's setting for a code.
#[derive(Clone, Copy)]
pub(crate) struct Match {
    pub(crate) product: &'static Product,
    pub(crate) setting: &'static Setting,
}

/// The kind of message that a finding is about: a setting for one kind may be none for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum About {
    #[default]
    Response,
    Request,
    Logout,
}

impl About {
    /// Where a code is about how a message is sent or signed, a setting for responses says nothing about others: a text
    /// about another kind names it.
    fn fits(self, setting: &Setting) -> bool {
        let names = |word: &str| setting.text.to_ascii_lowercase().contains(word);
        let is_by_kind = matches!(
            setting.code,
            Code::Unsigned | Code::WrongBinding | Code::DestinationMismatch | Code::DestinationMissing
        );
        match self {
            _ if !is_by_kind => true,
            About::Response => !names("logout message"),
            About::Request => names("request"),
            About::Logout => names("logout"),
        }
    }
}

fn settings_of(product: Option<&'static Product>) -> impl Iterator<Item = Match> {
    product
        .into_iter()
        .flat_map(|product| product.settings.iter().map(move |setting| Match { product, setting }))
}

/// The settings that answer a code, in the order in which to try them; only of the products at hand. Those about another
/// status are left out, and those about this one come first.
pub(crate) fn settings_for(
    code: Code,
    status: Option<&str>,
    sender: Option<&'static Product>,
    receiver: Option<&'static Product>,
    about: About,
) -> Vec<Match> {
    let of = |product: Option<&'static Product>| {
        settings_of(product)
            .filter(move |found| found.setting.code == code && about.fits(found.setting))
            .filter(move |found| !names_another(found.setting.text, &[sender, receiver]))
            .filter(move |found| fit(found.setting.text, status) != Fit::Other)
            .fuse()
    };
    let (mut first, mut second) =
        if is_changed_at_the_service(code) { (of(receiver), of(sender)) } else { (of(sender), of(receiver)) };
    // Two of the likelier side and one of the other, unless one side has fewer.
    let mut lines: Vec<Match> = first.by_ref().take(2).collect();
    lines.extend(second.by_ref().take(MAX_LINES.saturating_sub(lines.len())));
    let rest = MAX_LINES.saturating_sub(lines.len());
    let at = lines
        .iter()
        .take_while(|line| lines.first().is_some_and(|head| head.product.key == line.product.key))
        .count();
    let more: Vec<Match> = first.take(rest).collect();
    lines.splice(at..at, more);
    lines.sort_by_key(|line| fit(line.setting.text, status));
    lines
}

/// What a failure to decrypt is about: each has settings of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecryptionFault {
    /// Another key, or damage.
    Key,
    /// An algorithm that is not read.
    Algorithm,
    /// An algorithm that is not accepted, because no verified signature covers the ciphertext.
    NotCovered,
}

/// The settings for a failure to decrypt: of the settings for the code, those that are about this fault. A signature of the
/// Response covers the ciphertext, so the sender's setting for it comes first where that is the fault.
pub(crate) fn settings_for_decryption(
    fault: DecryptionFault,
    sender: Option<&'static Product>,
    receiver: Option<&'static Product>,
) -> Vec<Match> {
    let of = |product: Option<&'static Product>| {
        settings_of(product)
            .filter(|one| one.setting.code == Code::DecryptionFailed)
            .filter(move |one| fault_of(one.setting.text) == fault)
            .filter(move |one| !names_another(one.setting.text, &[sender, receiver]))
    };
    let mut found: Vec<Match> = of(sender).take(2).chain(of(receiver)).take(MAX_LINES).collect();
    if fault == DecryptionFault::NotCovered && found.is_empty() {
        found = settings_for(Code::ResponseNotSigned, None, sender, None, About::Response);
        found.truncate(1);
    }
    found
}

/// Which fault a setting for `decryption-failed` is about.
fn fault_of(text: &str) -> DecryptionFault {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["covers the"]) {
        return DecryptionFault::NotCovered;
    }
    match has(&["lgorithm", "encryption method", "AES", "OAEP"]) && !has(&["current certificate"]) {
        true => DecryptionFault::Algorithm,
        false => DecryptionFault::Key,
    }
}

/// How a setting's text and the status of a message belong together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It names this status.
    This,
    /// It names none.
    Any,
    /// It names another.
    Other,
}

/// Second-level status codes that settings name (SAML 2.0 core, 3.2.2.2).
const STATUSES: [&str; 8] = [
    "AuthnFailed",
    "InvalidNameIDPolicy",
    "NoAuthnContext",
    "NoPassive",
    "RequestDenied",
    "RequestUnsupported",
    "UnknownPrincipal",
    "Responder alone",
];

fn fit(text: &str, status: Option<&str>) -> Fit {
    let Some(status) = status else { return Fit::Any };
    let mut named = STATUSES.iter().filter(|name| text.contains(*name)).peekable();
    // `AADSTS50105: …` is about one message of the identity provider.
    let numbered = text.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| is_numbered(word));
    if let Some(number) = numbered {
        return if status.contains(number) { Fit::This } else { Fit::Other };
    }
    // A message of the identity provider about the user, and the place where users are assigned.
    let is_about_assignment = |text: &str| text.to_ascii_lowercase().contains("assign");
    if is_about_assignment(status) && is_about_assignment(text) {
        return Fit::This;
    }
    if text.contains("NameIDPolicy") && status.contains("InvalidNameIDPolicy") {
        return Fit::This;
    }
    let is_it = |name: &&str| match *name {
        "Responder alone" => status.split(':').next() == Some("Responder"),
        name => status.contains(name),
    };
    match (named.peek().is_some(), named.any(is_it)) {
        (false, _) => Fit::Any,
        (true, true) => Fit::This,
        (true, false) => Fit::Other,
    }
}

/// `AADSTS50105`, `MSIS7042`.
fn is_numbered(word: &str) -> bool {
    ["AADSTS", "MSIS"].iter().any(|prefix| {
        word.strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

impl Match {
    /// Whether it is about this status and no other.
    pub(crate) fn is_for(&self, status: &str) -> bool {
        fit(self.setting.text, Some(status)) == Fit::This
    }
}

/// Whether a text names a product that is not one of those at hand.
fn names_another(text: &str, at_hand: &[Option<&'static Product>]) -> bool {
    let own: Vec<&str> = at_hand.iter().flatten().map(|product| base_name(product)).collect();
    ALL.iter().map(|product| base_name(product)).any(|name| !own.contains(&name) && has_word(text, name))
}

/// The name without what tells the roles of one product apart: `Keycloak (identity broker)`.
fn base_name(product: &Product) -> &'static str {
    product.name.split(" (").next().unwrap_or(product.name)
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at.saturating_add(word.len())..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// What the service trusts, expects or remembers is corrected there.
fn is_changed_at_the_service(code: Code) -> bool {
    matches!(
        code,
        Code::IssuerMismatch
            | Code::SignatureUntrustedKey
            | Code::CertificateEmbeddedDiffers
            | Code::MetadataCertificateRotated
            | Code::MetadataOutdated
            | Code::InResponseToMismatch
            | Code::Unsolicited
            | Code::AssertionNotYetValid
            | Code::SidMalformed
            | Code::AcsKind
    )
}

/// Every product with a setting for a code, in the order of the registry.
pub(crate) fn by_code(code: Code) -> impl Iterator<Item = Match> {
    ALL.iter().flat_map(|product| settings_of(Some(*product))).filter(move |found| found.setting.code == code)
}

impl Match {
    /// The line of help: the product's name and its setting, with the finding's values where it asks for them.
    pub(crate) fn line(&self, finding: &Finding) -> String {
        let text = fill(self.setting.text, finding.expected(), finding.actual());
        format!("{}: {}", self.product.name, as_clause(&text))
    }
}

/// A setting's text with `{expected}` and `{actual}` replaced; a value that is missing or long is named instead.
pub(crate) fn fill(text: &str, expected: Option<&str>, actual: Option<&str>) -> String {
    let value = |value: Option<&str>, name: &str| match value {
        Some(value) if value.chars().nth(MAX_VALUE).is_none() && !value.trim().is_empty() => quoted(value),
        _ => name.to_owned(),
    };
    // One pass, so that a value which contains a placeholder is not filled in again.
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    for _ in iter::repeat_n((), text.len()) {
        let Some((before, after)) = rest.split_once('{') else { break };
        out.push_str(before);
        if let Some(tail) = after.strip_prefix("expected}") {
            out.push_str(&value(expected, "the expected value"));
            rest = tail;
        } else if let Some(tail) = after.strip_prefix("actual}") {
            out.push_str(&value(actual, "the value in the message"));
            rest = tail;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// The text after a colon: in lower case unless it begins with a name, without a full stop.
fn as_clause(text: &str) -> String {
    let text = text.strip_suffix('.').unwrap_or(text);
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            let rest = text.get(first.len_utf8()..).unwrap_or_default();
            format!("{}{rest}", first.to_lowercase())
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::by_name;

    fn settings(
        code: Code,
        sender: Option<&'static Product>,
        receiver: Option<&'static Product>,
    ) -> Vec<Match> {
        settings_for(code, None, sender, receiver, About::Response)
    }

    #[test]
    fn a_failure_to_decrypt_gets_the_settings_that_fit_it() {
        let of = |product: &str, fault| {
            let found = settings_for_decryption(fault, by_name(product), None);
            found.iter().map(|one| one.setting.text.to_owned()).collect::<Vec<String>>().join("\n")
        };
        for (product, signs) in [
            ("entra-id", "Sign SAML response and assertion"),
            ("keycloak", "Sign documents"),
            ("shibboleth-idp", "signResponses"),
            ("okta", "Response to Signed"),
            ("adfs", "MessageAndAssertion"),
            ("onelogin", "Both or Response"),
        ] {
            let settings = of(product, DecryptionFault::NotCovered);
            assert!(settings.contains(signs) && !settings.contains("ertificate of"), "{product}: {settings}");
            let settings = of(product, DecryptionFault::Key);
            assert!(settings.contains("certificate"), "{product}: {settings}");
        }
        assert!(of("okta", DecryptionFault::Algorithm).contains("RSA-OAEP"));
        assert_eq!(of("keycloak", DecryptionFault::Algorithm), "");
    }

    #[test]
    fn what_is_said_about_one_message_is_said_about_no_other() {
        let of = |product: &str, status: &str| {
            let found =
                settings_for(Code::StatusNotSuccess, Some(status), by_name(product), None, About::Response);
            found.iter().map(|one| one.setting.text.to_owned()).collect::<Vec<String>>().join("\n")
        };
        let entra = |number: &str| of("entra-id", &format!("Responder: AADSTS{number}: text"));
        assert!(entra("50105").starts_with("AADSTS50105") && !entra("50105").contains("700016"));
        assert!(entra("700016").starts_with("AADSTS700016"));
        assert!(!entra("75011").contains("AADSTS50105"));
        let okta = of("okta", "Responder: User is not assigned to the client application.");
        assert!(okta.starts_with("check that the user is assigned"), "{okta}");
        assert!(of("okta", "Requester / InvalidNameIDPolicy").starts_with("compare NameIDPolicy"));
    }

    #[test]
    fn values_are_filled_in_once_and_quoted() {
        assert_eq!(
            fill("set {expected} for {actual}", Some("a"), Some("{expected}")),
            "set a for {expected}"
        );
        assert_eq!(fill("set {expected}", None, None), "set the expected value");
        assert_eq!(fill("set {actual}", None, Some(&"x".repeat(121))), "set the value in the message");
        assert_eq!(fill("{ \"a\": {actual} }", None, Some("b\u{1b}")), "{ \"a\": b\\u{1b} }");
        assert_eq!(fill("{", None, None), "{");
    }

    #[test]
    fn only_the_products_at_hand_and_three_lines() {
        let keycloak = by_name("keycloak");
        let flex = by_name("flex");
        for &code in Code::ALL {
            let lines = settings(code, keycloak, flex);
            assert!(lines.len() <= MAX_LINES, "{code}");
            for line in lines {
                assert!(["keycloak", "twilio-flex"].contains(&line.product.key) && line.setting.code == code);
            }
            assert!(settings(code, None, None).is_empty());
        }
        let issuer = settings(Code::IssuerMismatch, keycloak, flex);
        assert_eq!(issuer.first().map(|line| line.product.key), Some("twilio-flex"));
        assert_eq!(issuer.last().map(|line| line.product.key), Some("keycloak"));
    }

    #[test]
    fn a_line_about_another_product_is_left_out() {
        let (keycloak, google, flex) = (by_name("keycloak"), by_name("google-workspace"), by_name("flex"));
        let text = "start at the Flex login link with Google Workspace";
        assert!(names_another(text, &[keycloak, flex]) && !names_another(text, &[google, flex]));
        assert!(!has_word("CASE", "CAS") && has_word("in CAS, set", "CAS"));
    }

    #[test]
    fn a_sentence_becomes_a_clause() {
        assert_eq!(as_clause("Set this."), "set this");
        assert_eq!(as_clause("SAML is on"), "SAML is on");
        assert_eq!(as_clause(""), "");
    }
}
