//! The rows of the table of damaged and misconfigured messages.

mod damaged;
mod digest;
mod error_texts;
mod kinds;
mod misconfigured;
mod pasted_texts;
mod plain;
mod products;
mod report;
mod table;
mod valid;
mod world;
mod wrong_captures;

use samlens::inspect::Report;
use samlens::{
    Certificate, Code, Confidence, Finding, IdentityProvider, InResponseTo, Pattern, Profile,
    ServiceProvider, Validator,
};
use samlens_forge::{Login, Message, Shape, Signing, flex, keys};

/// One row: a message, what it is judged against, and what the report must lead with.
pub struct Case {
    pub name: &'static str,
    pub input: String,
    pub providers: Vec<(String, &'static samlens_forge::Key)>,
    pub profile: Profile,
    pub request: Option<&'static str>,
    pub idp_initiated: bool,
    pub at: Option<&'static str>,
    pub root: Code,
    pub help: &'static [&'static str],
    pub proved: bool,
}

pub fn row(
    name: &'static str,
    login: &Login,
    message: &Message,
    root: Code,
    help: &'static [&'static str],
) -> Case {
    Case {
        name,
        input: message.xml().to_owned(),
        providers: vec![(login.shape.issuer().to_owned(), keys::idp())],
        profile: Profile::flex(Pattern::A),
        request: None,
        idp_initiated: false,
        at: Some(flex::AT),
        root,
        help,
        proved: false,
    }
}

impl Case {
    pub fn proved(mut self) -> Case {
        self.proved = true;
        self
    }

    pub fn key(mut self, key: &'static samlens_forge::Key) -> Case {
        self.providers[0].1 = key;
        self
    }

    pub fn issuer(mut self, issuer: &str) -> Case {
        self.providers[0].0 = issuer.to_owned();
        self
    }

    pub fn input(mut self, input: String) -> Case {
        self.input = input;
        self
    }

    pub fn at(mut self, at: Option<&'static str>) -> Case {
        self.at = at;
        self
    }

    pub fn judge(&self) -> Report {
        let mut expectations = Validator::builder()
            .profile(self.profile.clone())
            .service_provider(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS));
        for (issuer, key) in &self.providers {
            let certificate = Certificate::from_der(&key.der()).unwrap();
            let provider = IdentityProvider::builder(issuer).certificates([certificate]).build().unwrap();
            expectations = expectations.identity_provider(provider);
        }
        let request = match self.request {
            Some(id) => InResponseTo::Request(id),
            None if self.idp_initiated => InResponseTo::Unsolicited,
            None => InResponseTo::Unchecked,
        };
        let inspector = expectations.inspector();
        let inspection = inspector.inspect(self.input.as_bytes()).in_response_to(request);
        let instant = |text: &str| text.parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
        match self.at {
            Some(at) => inspection.at(instant(at)),
            None => inspection.also_as_captured().at(instant("2026-11-24T08:00:00Z")),
        }
    }

    /// What is wrong with the report, or nothing.
    pub fn fault(&self) -> Option<String> {
        let report = self.judge();
        let roots: Vec<&Finding> = report.findings().iter().filter(|finding| finding.is_root()).collect();
        let listed: Vec<String> = report
            .findings()
            .iter()
            .map(|f| {
                let root = if f.is_root() { "ROOT " } else { "" };
                let follows = f.consequence_of().map_or(String::new(), |code| format!(" (follows {code})"));
                format!("  {root}{f}{follows}\n      actual {:?}\n      fix {:?}", f.actual(), f.fix())
            })
            .collect();
        let told = |what: String| Some(format!("{}: {what}\n{}", self.name, listed.join("\n")));
        let [root] = roots.as_slice() else { return told(format!("{} roots", roots.len())) };
        if root.code() != self.root {
            return told(format!("leads with {}, not {}", root.code(), self.root));
        }
        if !std::ptr::eq(*root, &report.findings()[0]) {
            return told("the root is not the first finding".to_owned());
        }
        let help = root.fix().join("\n");
        if let Some(word) = self.help.iter().find(|word| !help.contains(**word)) {
            return told(format!("its help does not name {word:?}"));
        }
        let by_digest = report.findings().iter().any(|finding| {
            finding.code().as_str().starts_with("digest-cause-") && finding.confidence() == Confidence::Proved
        });
        if by_digest != self.proved {
            return told(format!("proved by a digest: {by_digest}"));
        }
        None
    }
}

/// A login of a shape at Flex, unsigned.
pub fn at_flex(shape: Shape) -> Login {
    Login::new(shape)
        .acs(flex::ACS)
        .audiences(&[flex::SP_ENTITY_ID])
        .in_response_to(Some(flex::REQUEST_ID))
        .issued("2026-01-15T10:00:00.000Z", 3600)
}

pub fn idp() -> Signing {
    Signing::new(keys::idp())
}

pub fn signed(shape: Shape) -> Login {
    at_flex(shape).sign_response(idp())
}

pub fn pretty(xml: &str) -> String {
    let mut out = Vec::new();
    samlens::inspect::pretty(xml, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

pub fn minified(xml: &str) -> String {
    xml.lines().map(str::trim).collect()
}

/// The text between the first `from` and the next `to` after it, rewritten.
pub fn between(xml: &str, from: &str, to: &str, rewrite: impl Fn(&str) -> String) -> String {
    let start = xml.find(from).unwrap() + from.len();
    let end = start + xml[start..].find(to).unwrap();
    format!("{}{}{}", &xml[..start], rewrite(&xml[start..end]), &xml[end..])
}
