//! `samlens explain`: the long text of a code, a class, an error text; without one, the list.

use super::Failure;
use super::output::{self, Format};
use super::sink::OutputArgs;
use clap::Args;
use samlens::Code;
use samlens::inspect::Prose;
use samlens::inspect::explain::{self, ErrorText, Explanation, Meaning, ProductSetting, Similar, Topic};
use serde_json::{Value, json};

/// A list that goes into a pipe is searched rather than looked at, so its lines are whole.
const LIST_WIDTH: usize = 400;

const EXAMPLES: &str = "\
Examples:
  samlens explain audience-mismatch
  samlens explain audience-mismatch --product okta
  samlens explain 45050
  samlens explain \"Invalid thumbprint\"";

/// Explain a finding code, a class, a code of Twilio or Auth0, or a pasted error text
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// A code such as audience-mismatch, a class, 45050, or an error text in quotes; without it, the list
    #[arg(value_name = "CODE")]
    code: Vec<String>,
    /// Only the settings of this product, such as keycloak or twilio-flex
    #[arg(long, value_name = "PRODUCT")]
    product: Option<String>,
    /// Every code with its settings, as one Markdown page (docs/codes.md)
    #[arg(long, conflicts_with_all = ["code", "product", "format"])]
    markdown: bool,
    /// What to print; --json is short for --format json
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs the command: 0, or a usage error that names what is near.
pub(crate) fn run(arguments: &ExplainArgs) -> Result<u8, Failure> {
    if arguments.markdown {
        arguments.output.write(&explain::markdown())?;
        return Ok(0);
    }
    if let Some(name) = &arguments.product {
        known_product(name, arguments.code.is_empty())?;
    }
    let mut options = arguments.output.options();
    if arguments.code.is_empty() && !arguments.output.is_terminal() {
        options.width = LIST_WIDTH;
    }
    let mut prose = Prose::new(&options);
    // An error text need not be quoted: its words arrive one by one.
    let json = explained(&arguments.code.join(" "), arguments.product.as_deref(), &mut prose)?;
    match arguments.format {
        Format::Human => arguments.output.write(&prose.into_text())?,
        Format::Json => arguments.output.write_json(&output::of_command("explain", 0, json))?,
    }
    Ok(0)
}

/// Writes what is known of a code or text, and gives the same as JSON; without one, the list of all.
pub(crate) fn explained(asked: &str, product: Option<&str>, prose: &mut Prose) -> Result<Value, Failure> {
    if asked.is_empty() {
        list(prose);
        return Ok(list_json());
    }
    Ok(match explain::lookup(asked) {
        Meaning::Code(explanation) => {
            code(prose, explanation, product);
            code_json(explanation)
        }
        Meaning::Topic(found) => {
            topic(prose, found);
            topic_json(found)
        }
        Meaning::Texts(texts) => {
            error_texts(prose, &texts);
            json!({ "matches": texts.iter().map(|text| text_json(text)).collect::<Vec<_>>() })
        }
        Meaning::Similar(found) => {
            similar(prose, &found);
            similar_json(&found)
        }
        other => return Err(unknown(asked, &other)),
    })
}

/// Refuses a product that is not known, or one without a code.
pub(crate) fn known_product(name: &str, needs_code: bool) -> Result<(), Failure> {
    match needs_code || explain::by_product(Code::Unsigned, name).is_none() {
        true => Err(product_usage(name, needs_code)),
        false => Ok(()),
    }
}

fn product_usage(name: &str, needs_code: bool) -> Failure {
    if needs_code {
        return Failure::usage("--product needs a code: samlens explain CODE --product PRODUCT");
    }
    let name: String = name.chars().take(60).collect();
    let keys: Vec<&str> = explain::products().map(|(key, _)| key).collect();
    Failure::usage(format_args!("unknown product \"{name}\"; known are {}", keys.join(", ")))
}

/// Says what is near where nothing is known.
pub(crate) fn unknown(asked: &str, meaning: &Meaning) -> Failure {
    let near: &[&str] = match meaning {
        Meaning::Unknown(near) => near,
        _ => &[],
    };
    let asked: String = asked.chars().take(100).collect();
    if near.is_empty() {
        return Failure::usage(format_args!(
            "unknown code or message \"{asked}\"; `samlens explain` lists every code"
        ));
    }
    Failure::usage(format_args!("unknown code or message \"{asked}\"; did you mean {}?", near.join(", ")))
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

fn code(prose: &mut Prose, explanation: &Explanation, product: Option<&str>) {
    let code = explanation.code();
    if let Some(settings) = product.and_then(|name| explain::by_product(code, name)) {
        return of_product(prose, explanation, &settings);
    }
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
    for (place, text) in explanation.fix() {
        prose.entry(place, 18, text);
    }
    prose.heading("Source");
    prose.text(explanation.source());
    let settings = explain::settings(code);
    if settings.is_empty() {
        return;
    }
    prose.heading("Setting by product");
    let mut last = "";
    // The first of each product; --product lists the others, with their sources.
    for setting in settings.iter().filter(|setting| {
        let is_first = setting.product() != last;
        last = setting.product();
        is_first
    }) {
        prose.entry(setting.product(), 18, setting.text());
    }
    prose.gap();
    prose.text(&format!(
        "samlens explain {code} --product PRODUCT lists all settings of one, with their sources."
    ));
}

fn of_product(prose: &mut Prose, explanation: &Explanation, settings: &[ProductSetting]) {
    prose.title(explanation.code().as_str(), explanation.code().summary());
    if settings.is_empty() {
        prose.heading("How to fix it (this product has no setting of its own for it)");
        for (place, text) in explanation.fix() {
            prose.entry(place, 18, text);
        }
    }
    for setting in settings {
        prose.gap();
        prose.text(&format!("{}: {}", setting.product(), setting.text()));
        prose.text(&format!("Source: {}", setting.source()));
    }
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

/// What is only likely, marked as such.
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
    prose.text("Next: `samlens explain CODE` shows how to fix each finding; `samlens check` on the captured response shows which one it is.");
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
    let general = explanation.fix().iter().map(|(place, text)| json!({ "product": place, "text": text }));
    let settings = explain::settings(code);
    let of_products = settings.iter().map(
        |setting| json!({ "product": setting.product(), "text": setting.text(), "source": setting.source() }),
    );
    let fix = general.chain(of_products);
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
    json!({ "matches": std::iter::once(likely).chain(texts).collect::<Vec<_>>() })
}
