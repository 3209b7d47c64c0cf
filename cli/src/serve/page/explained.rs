//! What a code, a class or an error text means, with links to the findings that it names.

use super::super::super::Failure;
use super::super::super::explain::unknown;
use maud::{Markup, html};
use samlens::Code;
use samlens::inspect::explain::{self, ErrorText, Explanation, Meaning, ProductSetting, Similar, Topic};
use samlens::inspect::printable;

/// The explanation of what was asked, or of everything; refused with what is near where nothing is known.
pub(super) fn explained(asked: &str) -> Result<Markup, Failure> {
    let inner = match explain::lookup(asked) {
        _ if asked.is_empty() => everything(),
        Meaning::Code(explanation) => of_code(explanation),
        Meaning::Topic(topic) => of_topic(topic),
        Meaning::Texts(texts) => of_texts(&texts),
        Meaning::Similar(found) => of_similar(&found),
        other => return Err(unknown(asked, &other)),
    };
    Ok(html! { article.block.explained aria-label="Explanation" { (inner) } })
}

/// A link to the explanation of a finding.
fn link(code: &str) -> Markup {
    html! { a href={ "/explain/" (code) } { code { (code) } } }
}

fn everything() -> Markup {
    html! {
        h2 { "Findings" }
        dl { @for one in explain::all() { dt { (link(one.code().as_str())) } dd { (prose(one.code().summary())) } } }
        h2 { "Classes, codes of Twilio, log types of Auth0" }
        dl { @for topic in explain::topics() { dt { (link(topic.name())) } dd { (prose(topic.title())) } } }
    }
}

fn of_code(explanation: &Explanation) -> Markup {
    let code = explanation.code();
    let settings = explain::settings(code);
    html! {
        h2 { code { (code.as_str()) } }
        p.note {
            (code.severity().as_str())
            @if let Some(class) = code.class() { ", class " (link(class.as_str())) }
        }
        p.lead { (prose(code.summary())) }
        @for (heading, text) in [
            ("What it checks", explanation.checks()),
            ("Why it matters", explanation.why()),
            ("How it looks", explanation.looks()),
        ] {
            h3 { (heading) }
            p { (prose(text)) }
        }
        h3 { "How to fix it" }
        dl { @for (place, text) in explanation.fix() { dt { (place) } dd { (prose(text)) } } }
        p.note { "Source: " (with_links(explanation.source())) }
        @if !settings.is_empty() {
            h3 { "Setting by product" }
            (of_products(&settings))
        }
    }
}

/// One fold for each product: what to change there, and where that was read.
fn of_products(settings: &[ProductSetting]) -> Markup {
    html! {
        @for group in settings.chunk_by(|one, next| one.product() == next.product()) {
            details {
                summary { (group.first().map(ProductSetting::product).unwrap_or_default()) }
                ul { @for setting in group {
                    li { (prose(setting.text())) " " span.note { "Source: " (with_links(setting.source())) } }
                } }
            }
        }
    }
}

fn of_topic(topic: &Topic) -> Markup {
    html! {
        h2 { (topic.name()) }
        p.lead { (prose(topic.title())) }
        p { (prose(topic.text())) }
        (findings(topic.codes()))
        p.note { "Source: " (with_links(topic.source())) }
    }
}

fn of_texts(texts: &[&ErrorText]) -> Markup {
    let Some((first, others)) = texts.split_first() else { return html! {} };
    html! {
        h2 { (first.product()) ": \u{201c}" (first.text()) "\u{201d}" }
        p.lead { (prose(first.meaning())) }
        (findings(first.codes()))
        @if !others.is_empty() {
            h3 { "Also known in this text" }
            ul { @for text in others {
                li {
                    (text.product()) ": \u{201c}" (text.text()) "\u{201d} "
                    @for code in text.codes() { (link(code.as_str())) " " }
                }
            } }
        }
        p.note { "Source: " (with_links(first.source())) }
    }
}

fn of_similar(found: &Similar) -> Markup {
    html! {
        h2 { "Not a known error text" }
        p.lead { "By its words, it is likely about these findings." }
        (findings(found.codes()))
        @if !found.texts().is_empty() {
            h3 { "Similar to" }
            ul { @for (text, likeness) in found.texts() {
                li { (likeness) " %: " (text.product()) ": \u{201c}" (text.text()) "\u{201d}. " (prose(text.meaning())) }
            } }
        }
        p.note { "Check the captured response: it shows which of them it is." }
    }
}

fn findings(codes: &[Code]) -> Markup {
    html! {
        @if !codes.is_empty() {
            h3 { "Possible findings" }
            dl { @for code in codes { dt { (link(code.as_str())) } dd { (prose(code.summary())) } } }
        }
    }
}

/// Text of samlens itself, with what is between backticks as code.
fn prose(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 1 { code { (printable(part)) } } @else { (printable(part)) }
        }
    }
}

/// A source, with its addresses as links.
fn with_links(source: &str) -> Markup {
    html! {
        @for word in source.split_inclusive(char::is_whitespace) {
            @let address = word.trim_end().trim_end_matches([',', ';', ')', '.']);
            @if address.starts_with("https://") {
                a href=(address) rel="noreferrer" { (address) } (word.strip_prefix(address).unwrap_or_default())
            } @else { (word) }
        }
    }
}
