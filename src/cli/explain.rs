//! `samlens explain`: the long text of a code, a class, an error text; without one, the list.

use super::Failure;
use super::output::{self, Color, Format};
use clap::Args;
use samlens::Code;
use samlens::explain::{self, Answer, ErrorText, Explanation, Similar, Topic};
use samlens::report::Prose;
use serde_json::{Value, json};
use std::io::{self, IsTerminal};

/// A list that goes into a pipe is searched rather than looked at, so its lines are whole.
const LIST_WIDTH: usize = 400;

/// Explain a finding code, a class, a code of Twilio or Auth0, or a pasted error text
#[derive(Args)]
pub(crate) struct ExplainArgs {
    /// A code such as audience-mismatch, a class, 45050, or an error text in quotes; without it, the list
    #[arg(value_name = "CODE")]
    code: Vec<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// When to use colours
    #[arg(long, value_enum, default_value_t)]
    color: Color,
}

/// Runs the command: 0, or a usage error that names what is near.
pub(crate) fn run(arguments: &ExplainArgs) -> Result<u8, Failure> {
    let mut options = output::options(arguments.color);
    if arguments.code.is_empty() && !io::stdout().is_terminal() {
        options.width = LIST_WIDTH;
    }
    let mut prose = Prose::new(&options);
    let json = if arguments.code.is_empty() {
        list(&mut prose);
        list_json()
    } else {
        // An error text need not be quoted: its words arrive one by one.
        let asked = arguments.code.join(" ");
        match explain::lookup(&asked) {
            Answer::Code(explanation) => {
                code(&mut prose, explanation);
                code_json(explanation)
            }
            Answer::Topic(found) => {
                topic(&mut prose, found);
                topic_json(found)
            }
            Answer::Texts(texts) => {
                error_texts(&mut prose, &texts);
                Value::Array(texts.iter().map(|text| text_json(text)).collect())
            }
            Answer::Similar(found) => {
                similar(&mut prose, &found);
                similar_json(&found)
            }
            Answer::Unknown(near) => return Err(unknown(&asked, &near)),
            _ => return Err(unknown(&asked, &[])),
        }
    };
    match arguments.format {
        Format::Human => output::write(&prose.into_text())?,
        Format::Json => output::write_json(&json)?,
    }
    Ok(0)
}

fn unknown(asked: &str, near: &[&str]) -> Failure {
    let asked: String = asked.chars().take(100).collect();
    if near.is_empty() {
        return Failure::usage(format_args!(
            "nothing is known of \"{asked}\"; `samlens explain` lists every code"
        ));
    }
    Failure::usage(format_args!("nothing is known of \"{asked}\"; did you mean {}?", near.join(", ")))
}

/// One line each, in the order of the catalogue.
fn list(prose: &mut Prose) {
    prose.heading("Findings");
    for explanation in explain::all() {
        prose.line(explanation.code().as_str(), 44, explanation.code().summary());
    }
    prose.heading("Classes, codes of Twilio, log types of Auth0");
    for topic in explain::topics() {
        prose.line(topic.name(), 44, topic.title());
    }
    prose.gap();
    prose.text("An error text of Twilio, Auth0 or a SAML toolkit is explained too: samlens explain \"Invalid thumbprint\"");
}

fn code(prose: &mut Prose, explanation: &Explanation) {
    let code = explanation.code();
    let class = code.class().map_or(String::new(), |class| format!(", class {class}"));
    prose.title(code.as_str(), &format!("{}{class}", code.severity().as_str()));
    prose.text(code.summary());
    for (heading, text) in [
        ("What it checks", explanation.checks()),
        ("Why it matters", explanation.why()),
        ("How it looks", explanation.looks()),
    ] {
        prose.heading(heading);
        prose.text(text);
    }
    prose.heading("How to fix it");
    for (product, text) in explanation.fix() {
        prose.entry(product, 14, text);
    }
    prose.heading("Source");
    prose.text(explanation.source());
}

fn topic(prose: &mut Prose, topic: &Topic) {
    prose.title(topic.name(), topic.title());
    prose.gap();
    prose.text(topic.text());
    behind(prose, topic.codes());
    prose.heading("Source");
    prose.text(topic.source());
}

fn error_texts(prose: &mut Prose, texts: &[&ErrorText]) {
    let Some((first, others)) = texts.split_first() else { return };
    prose.title(first.product(), &format!("\"{}\"", first.text()));
    prose.text(first.meaning());
    behind(prose, first.codes());
    if !others.is_empty() {
        prose.heading("Also known in this text");
    }
    for text in others {
        prose.entry(text.product(), 28, &format!("\"{}\" ({})", text.text(), names(text.codes()).join(", ")));
    }
    prose.gap();
    prose.text("Next: `samlens explain CODE` shows how to fix each finding.");
}

/// What is only likely, and says so.
fn similar(prose: &mut Prose, found: &Similar) {
    prose.title("not a known error text", "likely about the following, judged by its words");
    behind(prose, found.codes());
    if !found.texts().is_empty() {
        prose.heading("Similar to");
    }
    for (text, likeness) in found.texts() {
        prose.entry(
            &format!("{likeness} %"),
            6,
            &format!("{}: \"{}\". {}", text.product(), text.text(), text.meaning()),
        );
    }
    prose.gap();
    prose.text("Next: `samlens explain CODE` shows how to fix each finding; `samlens check` with the captured response tells which it is.");
}

/// The findings that are possible, each with what it checks.
fn behind(prose: &mut Prose, codes: &[Code]) {
    if codes.is_empty() {
        return;
    }
    prose.heading("Possible findings");
    for &code in codes {
        prose.entry(code.as_str(), 28, code.summary());
    }
}

fn names(codes: &[Code]) -> Vec<&'static str> {
    codes.iter().map(|code| code.as_str()).collect()
}

fn list_json() -> Value {
    json!({
        "codes": explain::all().map(code_json).collect::<Vec<_>>(),
        "topics": explain::topics().map(topic_json).collect::<Vec<_>>(),
    })
}

fn code_json(explanation: &Explanation) -> Value {
    let code = explanation.code();
    let fix = explanation.fix().iter().map(|(product, text)| json!({ "product": product, "text": text }));
    json!({
        "code": code.as_str(),
        "class": code.class().map(|class| class.as_str()),
        "severity": code.severity().as_str(),
        "checks": explanation.checks(),
        "why": explanation.why(),
        "looks": explanation.looks(),
        "fix": fix.collect::<Vec<_>>(),
        "source": explanation.source(),
    })
}

fn topic_json(topic: &Topic) -> Value {
    json!({
        "name": topic.name(),
        "title": topic.title(),
        "text": topic.text(),
        "codes": names(topic.codes()),
        "source": topic.source(),
    })
}

fn text_json(text: &ErrorText) -> Value {
    json!({
        "match": "exact",
        "product": text.product(),
        "text": text.text(),
        "codes": names(text.codes()),
        "meaning": text.meaning(),
        "source": text.source(),
    })
}

/// What is likely first, then each similar text with its likeness in percent.
fn similar_json(found: &Similar) -> Value {
    let likely = json!({ "match": "likely", "codes": names(found.codes()) });
    let texts = found.texts().iter().map(|(text, likeness)| {
        let mut value = text_json(text);
        if let Value::Object(fields) = &mut value {
            fields.insert("match".to_owned(), json!("similar"));
            fields.insert("likeness".to_owned(), json!(likeness));
        }
        value
    });
    Value::Array(std::iter::once(likely).chain(texts).collect())
}
