//! A valid message for the tests of the rules, and a way to run one rule on an edited copy of it.

use super::{CheckOutcome, RuleInput};
use crate::assertion::{Assertion, Response, parse_instant};
use crate::check::Findings;
use crate::expectations::{InResponseTo, ServiceProvider};
use crate::profile::CONVENTIONS;
use crate::xml::Document;
use crate::{Finding, Limits, Pattern, Profile};
use chrono::TimeDelta;

const XML: &str = r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" InResponseTo="_q1" Version="2.0" IssueInstant="2026-01-15T10:00:00Z" Destination="https://sp.example.com/acs">
<saml:Issuer>urn:acme.us.auth0.com</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="_a1" Version="2.0" IssueInstant="2026-01-15T10:00:01Z">
<saml:Issuer>urn:acme.us.auth0.com</saml:Issuer>
<saml:Subject>
<saml:NameID>ada@example.com</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="_q1" NotOnOrAfter="2026-01-15T10:30:00Z" Recipient="https://sp.example.com/acs"/></saml:SubjectConfirmation>
</saml:Subject>
<saml:Conditions NotBefore="2026-01-15T10:00:00Z" NotOnOrAfter="2026-01-15T11:00:00Z"><saml:AudienceRestriction><saml:Audience>https://sp.example.com</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="2026-01-15T09:59:00Z" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement>
<saml:Attribute Name="email"><saml:AttributeValue>ada@example.com</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="full_name"><saml:AttributeValue>Ada Lovelace</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="roles"><saml:AttributeValue>agent</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="team"><saml:AttributeValue>North</saml:AttributeValue></saml:Attribute>
</saml:AttributeStatement>
</saml:Assertion>
</samlp:Response>"#;

/// What a test expects, and the edits it makes.
pub(crate) struct Sample {
    pub(crate) xml: String,
    pub(crate) now: &'static str,
    pub(crate) skew: i64,
    pub(crate) request: InResponseTo<'static>,
    pub(crate) service_provider: ServiceProvider,
    pub(crate) profile: Profile,
    pub(crate) response_signed: bool,
    pub(crate) response_verified: bool,
    pub(crate) explain: bool,
    pub(crate) without_assertion: bool,
    pub(crate) captured_url: Option<&'static str>,
}

impl Sample {
    pub(crate) fn new() -> Sample {
        Sample {
            xml: XML.to_owned(),
            now: "2026-01-15T10:01:00Z",
            skew: 180,
            request: InResponseTo::Request("_q1"),
            service_provider: ServiceProvider::new("https://sp.example.com")
                .with_acs("https://sp.example.com/acs"),
            profile: Profile::flex(Pattern::A),
            response_signed: true,
            response_verified: false,
            explain: true,
            without_assertion: false,
            captured_url: None,
        }
    }

    /// Replaces what must be there.
    pub(crate) fn edit(mut self, from: &str, to: &str) -> Sample {
        assert!(self.xml.contains(from), "the sample does not have {from}");
        self.xml = self.xml.replace(from, to);
        self
    }

    pub(crate) fn at(mut self, now: &'static str) -> Sample {
        self.now = now;
        self
    }

    pub(crate) fn run(&self, check: fn(&RuleInput<'_, '_>, &mut Findings) -> CheckOutcome) -> Checked {
        let document = Document::parse(&self.xml, &Limits::default()).unwrap();
        let (response, _) = Response::read_with_faults(document.root());
        let assertion = response.assertions().next().map(|element| Assertion::read(element).unwrap());
        let input = RuleInput {
            service_provider: &self.service_provider,
            request: self.request,
            policy: self.profile.policy(),
            attribute_policy: self.profile.attribute_policy(),
            now: parse_instant(self.now).unwrap(),
            clock_skew: TimeDelta::seconds(self.skew),
            response: &response,
            assertion: assertion.as_ref().filter(|_| !self.without_assertion),
            response_signed: self.response_signed,
            captured_url: self.captured_url,
            response_verified: self.response_verified,
        };
        let mut findings = if self.explain {
            Findings::for_report(&CONVENTIONS)
        } else {
            Findings::for_validation(&CONVENTIONS)
        };
        let outcome = check(&input, &mut findings);
        Checked { outcome, findings: findings.into_vec() }
    }
}

/// What a rule found in a sample.
pub(crate) struct Checked {
    pub(crate) outcome: CheckOutcome,
    pub(crate) findings: Vec<Finding>,
}

impl Checked {
    /// Outcome and codes as one line: `fail audience-mismatch`.
    pub(crate) fn line(&self) -> String {
        let mut line = match self.outcome {
            CheckOutcome::NotRun(code) => format!("not-run({code})"),
            other => other.as_str().to_owned(),
        };
        for finding in &self.findings {
            line.push_str(&format!(" {}", finding.code()));
        }
        line
    }

    /// Message, actual and expected of the one finding.
    pub(crate) fn only(&self) -> (&str, &str, &str) {
        assert_eq!(self.findings.len(), 1, "{}", self.line());
        let finding = &self.findings[0];
        assert!(!finding.fix().is_empty(), "{finding} has no fix");
        (finding.message(), finding.actual().unwrap_or(""), finding.expected().unwrap_or(""))
    }
}

#[test]
fn the_sample_itself_passes_every_rule() {
    assert_eq!(Sample::new().run(super::rules::status::check).line(), "pass");
    for rule in super::CONTENT_RULES {
        let mut sample = Sample::new();
        sample.explain = false;
        assert_eq!(sample.run(rule.check).line(), "pass", "{}", rule.name);
    }
}

/// What needs the Response alone needs no assertion.
#[test]
fn without_an_assertion_what_needs_it_is_not_run() {
    for rule in super::CONTENT_RULES {
        let mut sample = Sample::new();
        sample.without_assertion = true;
        let want = if rule.needs_response { "pass" } else { "not-run(blocked)" };
        assert_eq!(sample.run(rule.check).line(), want, "{}", rule.name);
    }
}
