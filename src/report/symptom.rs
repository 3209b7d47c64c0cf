//! The section and field of a report that answer a symptom of the guide.

use super::Report;
use super::human::{Mark, Style, TextPage, escaped};
use crate::diagnosis::symptom::{Answer, AnsweredQuestion, Evidence, Symptom, answer};
use serde_json::{Value, json};

impl Report {
    /// What the guide says to check for the symptom, those that found something first; empty without a symptom.
    pub fn symptom_answers(&self) -> Vec<AnsweredQuestion> {
        let Some(symptom) = self.extras.symptom else { return Vec::new() };
        let mut all = answer(symptom, &self.evidence());
        if !self.is_about_flex() {
            // The questions are those of a guide to Flex; of another service only what is true of any is asked.
            all.retain(|one| !is_of_flex(one.asks));
            for one in &mut all {
                if is_of_flex(one.look) {
                    one.look = "the settings of your service and of the identity provider, compared with this message";
                }
                if is_of_flex(one.fix) {
                    one.fix = "set the same value on both sides; `samlens explain CODE` lists the setting by product";
                }
            }
        }
        all
    }

    /// Whether the service is Twilio Flex, as far as it is known.
    fn is_about_flex(&self) -> bool {
        let by_profile = self.extras.profile.as_ref().is_none_or(|(name, _)| name == "flex");
        let product = self.message().and_then(|message| message.sp_product.as_deref());
        by_profile || product == Some("Twilio Flex")
    }

    fn evidence(&self) -> Evidence<'_> {
        let claims = self.identity().or(self.claimed());
        let message = self.message();
        let signing = self.signatures().iter().filter_map(|signature| signature.certificate.as_ref());
        Evidence {
            findings: self.findings(),
            checks: self.checks(),
            attributes: claims.map_or(&[], |claims| &claims.attributes),
            destination: message.and_then(|message| message.destination.as_deref()),
            issuer: message.and_then(|message| message.issuer.as_deref()),
            issue_instant: message.and_then(|message| message.issue_instant.as_deref()),
            certificate_expires: signing.chain(self.trusted()).next().map(|first| first.not_after),
        }
    }
}

/// Whether a text is about Twilio Flex or its usual identity provider.
fn is_of_flex(text: &str) -> bool {
    ["Flex", "Twilio", "Auth0", "SID", "TaskRouter", "popup", "supervisor"].into_iter().any(|name| text.contains(name))
}

/// What the symptom is called; of another service than Flex without its name.
pub(super) fn title(report: &Report, symptom: Symptom) -> &'static str {
    match symptom {
        Symptom::NoRoles if !report.is_about_flex() => "the user has no roles",
        _ => symptom.title(),
    }
}

pub(super) fn to_json(report: &Report) -> Option<Value> {
    let symptom = report.extras.symptom?;
    let questions: Vec<Value> = report
        .symptom_answers()
        .iter()
        .map(|one| {
            let codes: Vec<&str> = match &one.answer {
                Answer::Found(codes) => codes.iter().map(|code| code.as_str()).collect(),
                _ => Vec::new(),
            };
            json!({
                "asks": one.asks,
                "answer": one.answer.as_str(),
                "codes": codes,
                "shows": one.shows,
                "look": one.look,
                "fix": one.fix,
            })
        })
        .collect();
    Some(json!({ "name": symptom.as_str(), "title": title(report, symptom), "questions": questions }))
}

pub(super) fn section(page: &mut TextPage, report: &Report) {
    let Some(symptom) = report.extras.symptom else { return };
    page.heading(&format!("Symptom: {}", title(report, symptom)));
    for one in report.symptom_answers() {
        let (mark, style) = match one.answer {
            Answer::Found(_) => (Mark::Fail, Style::Red),
            Answer::NotFound => (Mark::Pass, Style::Green),
            Answer::CannotBeSeen => (Mark::NotRun, Style::Yellow),
        };
        let unicode = page.unicode();
        let width = mark.width(page).saturating_add(1);
        page.entry(2, mark.sign(page), style, width, &escaped(one.asks, unicode), Style::Bold);
        let inner = width.saturating_add(2);
        let mut line = |label: &str, text: &str| {
            page.entry(inner, label, Style::Dim, 8, &escaped(text, unicode), Style::Plain);
        };
        match &one.answer {
            Answer::Found(codes) => {
                let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
                line("found:", &codes.join(", "));
            }
            Answer::NotFound => line("answer:", "in order, as far as this message shows"),
            Answer::CannotBeSeen => line("answer:", "cannot be seen here"),
        }
        if let Some(shows) = &one.shows {
            line("shows:", shows);
        }
        if !matches!(one.answer, Answer::NotFound) {
            line("look:", one.look);
            line("help:", one.fix);
        }
    }
}
