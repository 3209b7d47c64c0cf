//! The sequence diagram: browser, service and identity provider as columns, one row a step. Inline SVG, no scripts.

use crate::flow::{Flow, FlowStep, StepKind};
use crate::report::html::Html;

/// Rows drawn; the table has all steps.
const MAX_ROWS: usize = 120;
/// Height of a row.
const ROW: usize = 34;
/// Where the columns are.
const BROWSER: usize = 60;
const SERVICE: usize = 420;
const PROVIDER: usize = 780;
const TOP: usize = 50;

/// Draws the steps.
pub(super) fn draw(html: &mut Html, flow: &Flow) {
    let steps: Vec<&FlowStep> = flow.steps().iter().take(MAX_ROWS).collect();
    let height = steps.len().saturating_mul(ROW).saturating_add(TOP).saturating_add(20);
    html.markup("<svg class=\"sequence\" role=\"img\" aria-label=\"Sequence of the login; the table below has the same steps\" viewBox=\"0 0 900 ");
    html.number(height).markup("\" width=\"900\" height=\"").number(height).markup("\">\n");
    for (x, name) in [(BROWSER, "Browser"), (SERVICE, "Service"), (PROVIDER, "Identity provider")] {
        html.markup("<text class=\"party\" x=\"")
            .number(x)
            .markup("\" y=\"20\">")
            .markup(name)
            .markup("</text>");
        html.markup("<line class=\"life\" x1=\"").number(x).markup("\" x2=\"").number(x);
        html.markup("\" y1=\"28\" y2=\"").number(height).markup("\"/>\n");
    }
    for (row, step) in steps.iter().enumerate() {
        let y = row.saturating_mul(ROW).saturating_add(TOP);
        arrow(html, step, y);
    }
    html.markup("</svg>\n");
    let left = flow.steps().len().saturating_sub(steps.len());
    if left > 0 {
        html.markup("<p class=\"note\">").number(left).markup(" further steps are in the table.</p>\n");
    }
}

/// The request as an arrow from the browser, with what it is above it; the answer's status at its end.
fn arrow(html: &mut Html, step: &FlowStep, y: usize) {
    let to = match step.kind {
        StepKind::AuthnRequest | StepKind::IdentityProvider => PROVIDER,
        _ => SERVICE,
    };
    let line = y.saturating_add(14);
    html.markup(if step.breaks { "<g class=\"breaks\">" } else { "<g>" });
    html.markup("<text class=\"what\" x=\"")
        .number(BROWSER.saturating_add(10))
        .markup("\" y=\"")
        .number(y.saturating_add(9));
    html.markup("\">").number(step.n).markup(". ").text(&label(step)).markup("</text>");
    html.markup("<line x1=\"").number(BROWSER).markup("\" x2=\"").number(to.saturating_sub(8));
    html.markup("\" y1=\"").number(line).markup("\" y2=\"").number(line).markup("\"/>");
    html.markup("<path d=\"M").number(to).markup(" ").number(line).markup("l-9 -4v8z\"/>");
    html.markup("<text class=\"status\" x=\"")
        .number(to.saturating_add(8))
        .markup("\" y=\"")
        .number(line.saturating_add(4));
    html.markup("\">").number(usize::from(step.status)).markup("</text></g>\n");
}

fn label(step: &FlowStep) -> String {
    let text = format!("{} {}", step.method, step.what);
    let mut short: String = text.chars().take(56).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
