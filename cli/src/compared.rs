//! A request or logout message compared with samlens.toml: whether its addresses are the service's. Nothing is verified.

use super::clock::now;
use super::deployment::Deployment;
use samlens::inspect::{Captured, CheckOutcome, Report, printable};
use samlens::{Code, Limits};
use serde_json::{Value, json};

/// The checks that need no key, and so say something without a verdict.
const COMPARED: [&str; 3] = ["issuer", "acs", "destination"];

/// What a message says, and what samlens.toml says.
pub(crate) struct ComparedSettings {
    name: String,
    report: Report,
}

/// Compares an AuthnRequest, LogoutRequest or LogoutResponse; other messages are for `check`.
pub(crate) fn with(deployment: &Deployment, message: &Captured, limits: &Limits) -> Option<ComparedSettings> {
    let inspector = deployment.config.validator(None).limits(limits.clone()).inspector();
    let report = inspector.inspect_captured(message).at(now());
    let kind = report.message()?.kind.as_str();
    let compares = matches!(kind, "AuthnRequest" | "LogoutRequest" | "LogoutResponse");
    compares.then(|| ComparedSettings { name: deployment.name(), report })
}

impl ComparedSettings {
    /// A few lines for a person.
    pub(crate) fn to_human(&self) -> String {
        let mut out = format!("\nCompared with {}:\n", self.name);
        for line in self.lines() {
            let outcome = line.outcome.as_str();
            out.push_str(&format!("  {:<12} {outcome:<8} {}\n", line.name, line.said));
            if let Some(expected) = line.expected {
                out.push_str(&format!("  {:<12} {:<8} expected {expected}\n", "", ""));
            }
        }
        if let Some(audience) = self.audience() {
            // It is the sender's: a line break in it must not begin a line of the report.
            let audience = audience.replace('\n', "\\n");
            out.push_str(&format!("  {:<12} {:<8} of the answer will be {audience}\n", "audience", ""));
        }
        printable(&out)
    }

    /// The same for a program.
    pub(crate) fn to_json(&self) -> Value {
        let line = |line: Line<'_>| {
            let outcome = line.outcome.as_str();
            json!({ "name": line.name, "outcome": outcome, "said": line.said, "expected": line.expected })
        };
        json!({
            "with": self.name,
            "checks": self.lines().map(line).collect::<Vec<_>>(),
            "audience": self.audience(),
        })
    }

    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let checks = self.report.checks().iter().filter(|check| COMPARED.contains(&check.name));
        checks.filter(|check| !matches!(check.outcome, CheckOutcome::NotRun(Code::IssuerNotGiven))).map(
            |check| {
                let codes: &[Code] = match check.name {
                    "issuer" => &[Code::IssuerMismatch, Code::IssuerMissing],
                    "acs" => &[Code::AcsNotAllowed],
                    _ => &[Code::DestinationMismatch, Code::DestinationMissing],
                };
                let finding = self.report.findings().iter().find(|one| codes.contains(&one.code()));
                let said = match (check.outcome, finding) {
                    (CheckOutcome::Fail, Some(finding)) => finding.message().to_owned(),
                    (CheckOutcome::Fail, None) => "see samlens check".to_owned(),
                    (CheckOutcome::NotRun(Code::AcsByIndex), _) => {
                        "the request gives it by index, and samlens.toml has no indexes".to_owned()
                    }
                    (CheckOutcome::NotRun(Code::AcsNotGiven), _) => "samlens.toml has no acs".to_owned(),
                    (CheckOutcome::NotRun(Code::SloNotGiven), _) => {
                        "samlens.toml has no single_logout".to_owned()
                    }
                    (CheckOutcome::NotRun(Code::AudienceNotGiven), _) => {
                        "samlens.toml has no entity_id".to_owned()
                    }
                    (CheckOutcome::NotRun(because), _) => format!("not compared: {because}"),
                    (CheckOutcome::Pass, _) => "samlens.toml agrees".to_owned(),
                };
                let expected = finding.and_then(|finding| finding.expected());
                Line { name: check.name, outcome: check.outcome, said, expected }
            },
        )
    }

    /// Whom the answer to an AuthnRequest will be for: its issuer.
    fn audience(&self) -> Option<&str> {
        let message = self.report.message()?;
        message.issuer.as_deref().filter(|_| message.kind == "AuthnRequest")
    }
}

struct Line<'r> {
    name: &'r str,
    outcome: CheckOutcome,
    said: String,
    expected: Option<&'r str>,
}
