//! An answer: headline, cause and fix on top, everything else in tabs that need no script.

use super::super::work::ServedAnswer;
use maud::{Markup, PreEscaped, html};
use samlens::inspect::{HtmlReport, json_text, printable};

/// Characters of a message shown as received; the download has all of it.
const MAX_SHOWN: usize = 400_000;

/// One answer. `number` tells the blocks of one page apart.
pub(super) fn block(kind: &str, name: &str, answer: &ServedAnswer, number: usize) -> Markup {
    html! {
        article.block aria-label=(title(kind, name)) {
            p.kind { (title(kind, name)) }
            @match &answer.parts {
                Some(parts) => {
                    (of_report(parts.header(), number))
                    (ticket(answer, number))
                    (told(answer))
                    (of_report(parts.lead(), number))
                    (more(answer))
                }
                None => { (ticket(answer, number)) pre.text { (answer.shown.as_deref().unwrap_or_default()) } }
            }
            (tabs(answer, number))
        }
    }
}

/// A part of the library's report: its markup is its own, and its values are escaped there.
///
/// In a second answer on the page its identifiers get a number, so that links lead to their own answer. No value of a
/// message can contain what is replaced, because quotation marks in it are escaped.
fn of_report(part: &str, number: usize) -> Markup {
    if number == 0 {
        return PreEscaped(part.to_owned());
    }
    let numbered =
        ["id=\"", "href=\"#", "aria-labelledby=\""].iter().fold(part.to_owned(), |part, attribute| {
            part.replace(&format!(" {attribute}"), &format!(" {attribute}a{number}-"))
        });
    PreEscaped(numbered)
}

/// What a message says, verified by nothing.
pub(super) fn unverified(name: &str, answer: &ServedAnswer, number: usize) -> Markup {
    html! {
        article.block aria-label=(title("Decoded", name)) {
            p.kind { (title("Decoded", name)) }
            div.verdict.warn { h2 { "NOT VERIFIED" } p { "This is what the message says. Nothing of it was checked." } }
            @if let Some(parts) = &answer.parts { (of_report(parts.lead(), number)) }
            (ticket(answer, number))
            @if let Some(shown) = &answer.shown { pre.text { (shown) } }
            (tabs(answer, number))
        }
    }
}

/// A copy that was signed again, and what its signatures are verified by: one download cannot have both.
pub(super) fn signed_again(copy: &str, metadata: &str) -> Markup {
    let text = |id: &str, label: &str, text: &str| {
        html! {
            label for=(id) { strong { (label) } }
            textarea id=(id) rows="10" readonly spellcheck="false" { "\n" (text) }
            button type="button" data-copy=(id) hidden { "Copy" }
        }
    };
    html! {
        article.block aria-label="Redacted copy" {
            div.verdict.good { h2 { "Redacted copy" } p { "Signed again with a throw-away key, which is gone now." } }
            p { (text("redacted-copy", "The copy", copy)) }
            p { (text("redacted-metadata", "Metadata of the identity provider that verifies it", metadata)) }
        }
    }
}

/// Where to read more about what is named first.
fn more(answer: &ServedAnswer) -> Markup {
    let code = answer.json.get("root").and_then(|code| code.as_str());
    html! {
        @if let Some(code) = code {
            // In a tab of its own: the form with the capture stays.
            p.more {
                "More: " a href={ "/explain/" (code) } target="_blank" { code { (code) } }
                ", with the setting for each product."
            }
        }
    }
}

/// What keeps a question from being answered.
pub(super) fn problem(message: &str) -> Markup {
    let mut lines = message.lines();
    let first = printable(lines.next().unwrap_or_default());
    html! {
        div.verdict.bad role="alert" {
            h2 { (first) }
            @for line in lines { p { (printable(line)) } }
        }
    }
}

fn title(kind: &str, name: &str) -> String {
    if name.is_empty() { kind.to_owned() } else { format!("{kind}: {name}") }
}

/// What the capture tells of the expectations.
fn told(answer: &ServedAnswer) -> Markup {
    html! {
        @if !answer.told.is_empty() {
            div.told {
                p { strong { "From the capture" } ": what the request in it says. It is used as an expectation only if you choose Use." }
                dl {
                    @for (field, value) in &answer.told {
                        dt { code { "--" (field.replace('_', "-")) } }
                        dd {
                            code { (printable(value)) } " "
                            button.small type="button" data-field=(field) data-value=(value) hidden { "Use" }
                        }
                    }
                }
            }
        }
    }
}

/// The report as text without personal values, to be copied into a ticket.
fn ticket(answer: &ServedAnswer, number: usize) -> Markup {
    let markdown = format!("```text\n{}\n```\n", printable(answer.text.trim_end()).replace("```", "'''"));
    html! {
        details.ticket {
            summary { "Copy for a ticket, without personal values" }
            textarea id={ "ticket-" (number) } rows="8" readonly aria-label="Markdown for a ticket" { "\n" (markdown) }
            button type="button" data-copy={ "ticket-" (number) } hidden { "Copy" }
        }
    }
}

/// The sections as tabs: radio buttons and their panels.
fn tabs(answer: &ServedAnswer, number: usize) -> Markup {
    let sections = answer.parts.iter().flat_map(HtmlReport::sections);
    let mut all: Vec<(&str, Markup)> =
        sections.map(|section| (section.title(), of_report(section.html(), number))).collect();
    if let Some(xml) = &answer.xml {
        all.push(("As received", received(xml)));
    }
    all.push(("JSON", html! { section aria-label="JSON" { pre.text { (json_text(&answer.json)) } } }));
    let group = format!("tabs-{number}");
    html! {
        div.tabs {
            @for (index, (title, panel)) in all.iter().enumerate() {
                @let id = format!("{group}-{index}");
                input.tab type="radio" name=(group) id=(id) checked[index == 0];
                label for=(id) { (title) }
                // What is wider than the window is moved by keys too.
                div.panel tabindex="0" { (panel) }
            }
        }
    }
}

fn received(xml: &str) -> Markup {
    let shown: String = xml.chars().take(MAX_SHOWN).collect();
    html! {
        section aria-label="Message as received" {
            pre.text { (printable(&shown)) }
            @if shown.len() < xml.len() { p.note { "The rest is not shown: " (xml.len()) " bytes in all." } }
        }
    }
}
