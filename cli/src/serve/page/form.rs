//! The form: what was captured, and what is expected of it.

use super::super::app::App;
use super::super::asked::{Asked, When};
use maud::{Markup, html};
use samlens::inspect::printable;

/// Text that is written back into the box; a longer one is a file anyway.
const MAX_ECHO: usize = 1 << 20;

/// The values of the fields, and what a capture tells of them.
struct Fields<'f> {
    values: Vec<(&'static str, String)>,
    told: &'f [(&'static str, String)],
}

impl Fields<'_> {
    fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// What an empty field says: the capture's value, marked as such, or a hint.
    fn hint(&self, name: &str, hint: &str) -> String {
        let told = self.told.iter().find(|(key, _)| *key == name);
        told.map_or_else(|| hint.to_owned(), |(_, value)| format!("from the capture: {}", printable(value)))
    }

    fn line(&self, name: &str, label: &str, hint: &str) -> Markup {
        html! {
            div.field {
                (caption(name, label))
                input id=(name) type="text" name=(name) value=(self.value(name)) placeholder=(self.hint(name, hint))
                    spellcheck="false" autocapitalize="off";
            }
        }
    }

    fn area(&self, name: &str, label: &str, hint: &str) -> Markup {
        html! {
            div.field {
                (caption(name, label))
                textarea id=(name) name=(name) rows="2" placeholder=(hint) spellcheck="false" autocapitalize="off" {
                    // The parser drops the first line break of a text area.
                    "\n" (self.value(name))
                }
            }
        }
    }

    /// A list of values; the empty one is called `none`.
    fn choice(&self, name: &str, label: &str, none: &str, values: &[&str]) -> Markup {
        html! {
            div.field {
                (caption(name, label))
                select id=(name) name=(name) {
                    @for value in values {
                        option value=(value) selected[*value == self.value(name)] {
                            @if value.is_empty() { (none) } @else { (value) }
                        }
                    }
                }
            }
        }
    }
}

/// What a field is called here, and by the command.
fn caption(name: &str, label: &str) -> Markup {
    html! { label for=(name) { (label) " " code { "--" (name.replace('_', "-")) } } }
}

pub(super) fn form(app: &App, asked: &Asked, told: &[(&'static str, String)]) -> Markup {
    let echo = |text: &str| if text.len() <= MAX_ECHO { text.to_owned() } else { String::new() };
    let fields = Fields { values: asked.shown(), told };
    html! {
        form #question method="post" action="/check" enctype="multipart/form-data" autocomplete="off" {
            div.capture {
                label for="input" { "Captured response, request or recording" }
                p.note #input-help { "Base64, form body, URL, XML, JSON, HAR, HTML, cURL or a log line." }
                textarea #input name="input" rows="14" spellcheck="false" autocapitalize="off" aria-describedby="input-help" {
                    "\n" (echo(&asked.input))
                }
                label for="files" { "Or files: captures, metadata, certificates; each is recognized by its content" }
                input #files type="file" name="files" multiple;
                details open[!asked.good.is_empty()] {
                    summary { "Compare with a login that works" }
                    label for="good" { "Capture of the login that works" }
                    textarea #good name="good" rows="4" spellcheck="false" autocapitalize="off" { "\n" (echo(&asked.good)) }
                }
                (redacted(&fields, asked))
                div.actions {
                    button type="submit" { "Check" }
                    button type="submit" formaction="/decode" { "Decode only" }
                    button type="submit" formaction="/compare" { "Compare" }
                    button type="submit" formaction="/redact" { "Download redacted copy" }
                }
            }
            fieldset.expected {
                legend { "Expected" }
                @if let Some(configured) = app.configured() {
                    p.note { "Where a field is empty: " (configured) "." }
                }
                (fields.area("idp", "Identity provider", "metadata, certificate, or a URL of either"))
                (fields.area("sp", "Service provider", "metadata of your service, or a URL of it"))
                (fields.line("sp_entity_id", "Entity ID of the service: the audience", "if there is no metadata"))
                (fields.line("acs", "ACS URL", "if there is no metadata"))
                (fields.line("request", "Request", "its ID, or the message"))
                (when(&fields, asked.when()))
                (further(&fields, asked))
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

/// How the redacted copy is made.
fn redacted(fields: &Fields<'_>, asked: &Asked) -> Markup {
    html! {
        details open[asked.is_redact_chosen()] {
            summary { "Redacted copy" }
            (fields.line("keep", "Attributes whose values are kept", "names, such as roles, team"))
            div.field {
                label.tick {
                    input type="checkbox" name="hosts" value="yes" checked[asked.hosts];
                    " Replace host names, entity IDs, signatures and certificates too " code { "--hosts" }
                }
                label.tick {
                    input type="checkbox" name="resign" value="yes" checked[asked.resign];
                    " Sign again with a throw-away key " code { "--resign" }
                }
            }
        }
    }
}

/// The time of judgement.
fn when(fields: &Fields<'_>, chosen: When) -> Markup {
    let choices = [("now", "now", When::Now), ("captured", "when captured", When::Captured)];
    html! {
        div.field role="group" aria-labelledby="when-label" {
            span #when-label { "Judge as of " code { "--at" } }
            div.row {
                @for (value, label, is) in choices {
                    label.tick { input type="radio" name="when" value=(value) checked[chosen == is]; " " (label) }
                }
                label.tick { input type="radio" name="when" value="given" checked[chosen == When::Given]; " this time" }
                input type="text" name="at" aria-label="The time, such as 2026-01-15T10:01:00Z"
                    placeholder="2026-01-15T10:01:00Z" value=(fields.value("at"));
            }
        }
    }
}

/// What few captures need.
fn further(fields: &Fields<'_>, asked: &Asked) -> Markup {
    let names = ["idp_entity_id", "slo", "profile", "pattern", "symptom", "clock_skew", "nth"];
    let is_used = asked.is_idp_initiated()
        || asked.redact
        || names.iter().any(|name| !matches!(fields.value(name), "" | "auto"));
    html! {
        details open[is_used] {
            summary { "More" }
            div.field {
                label.tick {
                    input type="checkbox" name="idp_initiated" value="yes" checked[asked.is_idp_initiated()];
                    " Started by the identity provider " code { "--idp-initiated" }
                }
            }
            (fields.line("idp_entity_id", "Entity ID of the identity provider", "if only its certificate is given"))
            (fields.line("slo", "Single logout URL of the service", "for logout messages"))
            (fields.choice("profile", "Profile", "auto", &["auto", "generic", "flex"]))
            (fields.choice("pattern", "Pattern of Flex", "not given", &["", "a", "b"]))
            (fields.choice("symptom", "Symptom", "none", &["", "loop", "invalid", "no-roles", "team"]))
            (fields.line("clock_skew", "Allowed clock skew, in seconds", "180"))
            (fields.line("nth", "Message of the capture, from 1", "the last response"))
            div.field {
                label.tick {
                    input type="checkbox" name="redact" value="yes" checked[asked.redact];
                    " Show no personal values " code { "--redact" }
                }
            }
        }
    }
}
