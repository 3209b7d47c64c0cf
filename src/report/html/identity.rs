//! The part about the person: who signs in, and the worker that Flex would make.

use super::super::{Identity, Report};
use super::Html;

/// Attribute values written; JSON has all of them.
const MAX_VALUES: usize = 500;

/// Who signs in, or who is only claimed to.
pub(super) fn identity(html: &mut Html, identity: &Identity, verified: bool) {
    html.markup("<section id=\"identity\" aria-labelledby=\"h-identity\"><h2 id=\"h-identity\">");
    html.markup(match verified {
        true => "Identity</h2>\n",
        false => "Claims <span class=\"tag warn\">NOT VERIFIED</span></h2>\n<p class=\"note\">The message says this. It was not accepted, so do not use these values.</p>\n",
    });
    html.markup(
        "<table><thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Value</th></tr></thead><tbody>\n",
    );
    let subject = [
        ("NameID", &identity.name_id),
        ("NameID Format", &identity.name_id_format),
        ("SessionIndex", &identity.session_index),
    ];
    for (label, text) in subject {
        if let Some(text) = text {
            html.markup("<tr><th scope=\"row\">").text(label).markup("</th><td>").value(text);
            html.markup("</td></tr>\n");
        }
    }
    let mut left = MAX_VALUES;
    for (name, values) in &identity.attributes {
        if left == 0 {
            html.markup(
                "<tr><td colspan=\"2\">and more; <code>--format json</code> has all of them</td></tr>\n",
            );
            break;
        }
        html.markup("<tr><th scope=\"row\">").value(name).markup("</th><td>");
        if values.is_empty() {
            html.markup("<span class=\"dim\">(no value)</span>");
        }
        for (index, value) in values.iter().take(left).enumerate() {
            html.markup(if index > 0 { "<br>" } else { "" }).value(value);
        }
        html.markup("</td></tr>\n");
        left = left.saturating_sub(values.len().max(1));
    }
    html.markup("</tbody></table></section>\n");
}

/// The worker that Flex would make of the login.
pub(super) fn worker(html: &mut Html, report: &Report) {
    let Some(worker) = report.worker() else { return };
    html.markup("<section id=\"worker\" aria-labelledby=\"h-worker\"><h2 id=\"h-worker\">Worker in Flex, as it would be created or updated</h2>\n<dl>");
    let attributes = serde_json::Value::Object(worker.attributes().clone()).to_string();
    let rows = [
        ("identity", Some(worker.identity().to_owned())),
        ("friendly name", worker.friendly_name().map(str::to_owned)),
        ("contact_uri", Some(worker.contact_uri().to_owned())),
        ("roles", Some(worker.roles().join(", "))),
        ("attributes", Some(attributes)),
    ];
    for (label, text) in rows {
        if let Some(text) = text {
            html.markup("<dt>").text(label).markup("</dt><dd>").value(&text).markup("</dd>");
        }
    }
    for warning in worker.warnings() {
        html.markup("<dt class=\"warn\">")
            .text(warning.kind().as_str())
            .markup("</dt><dd>")
            .text(warning.message());
        html.markup("<br>").text(warning.fix()).markup("</dd>");
    }
    html.markup("</dl></section>\n");
}
