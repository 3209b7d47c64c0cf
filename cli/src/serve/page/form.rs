//! The form: what was captured, and what is expected of it.

use super::super::app::App;
use super::super::asked::{Asked, When};
use maud::{Markup, html};

/// Text that is written back into the box; a longer one is a file anyway.
const MAX_ECHO: usize = 1 << 20;

pub(super) fn form(app: &App, asked: &Asked) -> Markup {
    let echo = |text: &str| if text.len() <= MAX_ECHO { text.to_owned() } else { String::new() };
    let shown = asked.shown();
    let value = |name: &str| shown.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
    let when = asked.when();
    html! {
        form #question method="post" action="/check" enctype="multipart/form-data" autocomplete="off" {
            div.capture {
                label for="input" { "Captured response, request or recording" }
                p.note #input-help { "Base64, form body, URL, XML, JSON, HAR, HTML, cURL or a log line; several files at once." }
                textarea #input name="input" rows="12" spellcheck="false" autocapitalize="off" aria-describedby="input-help" {
                    // The parser drops the first line break of a text area.
                    "\n" (echo(&asked.input))
                }
                label for="files" { "or files (metadata and certificates are recognized)" }
                input #files type="file" name="files" multiple;
                details open[!asked.good.is_empty()] {
                    summary { "Compare with a login that works" }
                    label for="good" { "Capture of the login that works" }
                    textarea #good name="good" rows="4" spellcheck="false" autocapitalize="off" { "\n" (echo(&asked.good)) }
                }
                div.actions {
                    button type="submit" { "Check" }
                    button type="submit" formaction="/decode" { "Decode only" }
                    button type="submit" formaction="/compare" { "Compare" }
                    button #redact type="submit" formaction="/redact" { "Download redacted copy" }
                }
            }
            fieldset.expected {
                legend { "Expected" }
                @if let Some(configured) = app.configured() {
                    p.note { "Where a field is empty: " (configured) "." }
                }
                (area("idp", "Identity provider", "--idp", "metadata, certificate, or a URL of either", value("idp")))
                (line("idp_entity_id", "Its entity ID, for a certificate", "--idp-entity-id", value("idp_entity_id")))
                (area("sp", "Service provider", "--sp", "metadata of your service, or a URL of it", value("sp")))
                (line("sp_entity_id", "Its entity ID: the audience", "--sp-entity-id", value("sp_entity_id")))
                (line("acs", "ACS URL", "--acs", value("acs")))
                (line("request", "Request: its ID, or the message", "--request", value("request")))
                div.field {
                    label.tick { input type="checkbox" name="idp_initiated" value="yes" checked[asked.is_idp_initiated()]; " Started by the identity provider " code { "--idp-initiated" } }
                }
                div.field role="group" aria-labelledby="when-label" {
                    span #when-label { "Judge as of " code { "--at" } }
                    @for (value, label, is) in [("now", "now", When::Now), ("captured", "when captured", When::Captured), ("given", "this time:", When::Given)] {
                        label.tick { input type="radio" name="when" value=(value) checked[when == is]; " " (label) }
                    }
                    input type="text" name="at" aria-label="The time, such as 2026-01-15T10:01:00Z" placeholder="2026-01-15T10:01:00Z" value=(value("at"));
                }
                (choice("profile", "Profile", "--profile", &["auto", "generic", "flex"], value("profile")))
                (choice("pattern", "Pattern of Flex", "--pattern", &["", "a", "b"], value("pattern")))
                (choice("symptom", "Symptom", "--symptom", &["", "loop", "invalid", "no-roles", "team"], value("symptom")))
                (line("clock_skew", "Allowed clock skew, in seconds", "--clock-skew", value("clock_skew")))
                (line("nth", "Message of the capture, from 1", "--nth", value("nth")))
                div.field {
                    label.tick { input type="checkbox" name="redact" value="yes" checked[asked.redact]; " Show no personal values " code { "--redact" } }
                }
            }
        }
        form #explain method="post" action="/explain" enctype="multipart/form-data" role="search" {
            label for="text" { "Explain a code or an error text" }
            div.row {
                input #text type="search" name="text" value=(asked.text) placeholder="audience-mismatch, 45050, Invalid thumbprint";
                button type="submit" { "Explain" }
            }
        }
    }
}

fn line(name: &str, label: &str, option: &str, value: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) " " code { (option) } }
            input id=(name) type="text" name=(name) value=(value) spellcheck="false" autocapitalize="off";
        }
    }
}

fn area(name: &str, label: &str, option: &str, hint: &str, value: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) " " code { (option) } }
            textarea id=(name) name=(name) rows="2" placeholder=(hint) spellcheck="false" autocapitalize="off" { "\n" (value) }
        }
    }
}

fn choice(name: &str, label: &str, option: &str, values: &[&str], chosen: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) " " code { (option) } }
            select id=(name) name=(name) {
                @for value in values {
                    option value=(value) selected[*value == chosen] { @if value.is_empty() { "none" } @else { (value) } }
                }
            }
        }
    }
}
