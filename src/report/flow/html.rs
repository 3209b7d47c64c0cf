//! A login as one page of HTML without scripts, with its steps as a sequence diagram.

use super::diagram;
use super::human::without_cause;
use crate::flow::{Flow, FlowFinding, FlowVerdict};
use crate::report::html::{Html, HtmlReport, configuration, title};
use crate::report::human::sentence;

impl Flow {
    /// The full report as a page of HTML that needs nothing else: no script, no resource, no network.
    pub fn to_html(&self) -> String {
        self.to_html_parts().into_page(false)
    }

    /// The same report in parts, for a page that shows it among other things.
    pub fn to_html_parts(&self) -> HtmlReport {
        let mut lead = Html::default();
        if let Some(root) = self.findings().iter().find(|one| one.finding().is_root()) {
            lead.markup(
                "<section class=\"fault\" aria-labelledby=\"h-cause\"><h2 id=\"h-cause\">Cause</h2>\n",
            );
            finding(&mut lead, root);
            lead.markup("</section>\n");
        } else {
            lead.markup("<section class=\"fault\"><p class=\"lead\">").markup(without_cause(self));
            lead.markup("</p></section>\n");
        }
        let mut parts = HtmlReport {
            title: title(self.verdict().as_str(), self.root().map(|code| code.as_str())),
            header: head(self).into_string(),
            lead: lead.into_string(),
            sections: Vec::new(),
            footer: "This page contains addresses and names of cookies, but no values of cookies.",
        };
        parts.add("diagram", "Sequence", |html| {
            html.markup(
                "<section id=\"diagram\" aria-labelledby=\"h-diagram\"><h2 id=\"h-diagram\">Sequence</h2>\n",
            );
            html.markup("<div class=\"wide\" role=\"region\" aria-labelledby=\"h-diagram\" tabindex=\"0\">");
            diagram::draw(html, self);
            html.markup("</div></section>\n");
        });
        parts.add("steps", "Steps", |html| steps(html, self));
        parts.add("further", "Further findings", |html| further(html, self));
        parts.add("unseen", "Not seen", |html| unseen(html, self));
        parts
    }
}

/// What was found in addition to the cause.
fn further(html: &mut Html, flow: &Flow) {
    let others: Vec<&FlowFinding> = flow.findings().iter().filter(|one| !one.finding().is_root()).collect();
    if others.is_empty() {
        return;
    }
    html.markup(
        "<section id=\"further\" aria-labelledby=\"h-further\"><h2 id=\"h-further\">Further findings</h2>\n",
    );
    for one in others {
        html.markup("<div class=\"card\"><h3>").text(one.finding().code().as_str()).markup("</h3>\n");
        finding(html, one);
        html.markup("</div>\n");
    }
    html.markup("</section>\n");
}

/// What this recording cannot show.
fn unseen(html: &mut Html, flow: &Flow) {
    if flow.unseen.is_empty() {
        return;
    }
    html.markup(
        "<section id=\"unseen\" aria-labelledby=\"h-unseen\"><h2 id=\"h-unseen\">Not seen</h2>\n<ul>",
    );
    for text in &flow.unseen {
        html.markup("<li>").text(text).markup("</li>");
    }
    html.markup("</ul></section>\n");
}

fn head(flow: &Flow) -> Html {
    let root = flow.root().map(|code| code.as_str());
    let mut head = Html::default();
    let html = &mut head;
    html.markup("<header class=\"verdict ").markup(match flow.verdict() {
        FlowVerdict::Completed => "good",
        FlowVerdict::Loop | FlowVerdict::Failed => "bad",
        FlowVerdict::Incomplete => "warn",
    });
    html.markup("\">\n<h1>").markup(match flow.verdict() {
        FlowVerdict::Completed => "Completed",
        FlowVerdict::Loop => "Loop",
        FlowVerdict::Failed => "Failed",
        FlowVerdict::Incomplete => "Incomplete",
    });
    if let Some(root) = root {
        html.markup(": ").text(root);
    }
    html.markup("</h1>\n<ul class=\"facts\"><li>exit <code>").number(usize::from(flow.exit_code()));
    html.markup("</code></li>");
    if flow.verdict() == FlowVerdict::Loop {
        let rounds = if flow.rounds() == 1 { " round</li>" } else { " rounds</li>" };
        html.markup("<li>").number(flow.rounds()).markup(rounds);
    }
    let facts = [
        ("recorded by ", Some(flow.creator.as_str()).filter(|creator| !creator.is_empty())),
        ("browser ", flow.browser),
        ("service ", flow.framework),
        ("identity provider ", flow.identity_provider.as_deref()),
    ];
    for (label, fact) in facts {
        if let Some(fact) = fact {
            html.markup("<li>").markup(label).text(fact).markup("</li>");
        }
    }
    for text in &flow.from_capture {
        html.markup("<li>from the capture: ").text(text).markup("</li>");
    }
    if let Some(deployment) = &flow.deployment {
        configuration(html, deployment);
    }
    html.markup("</ul>\n</header>\n");
    head
}

fn finding(html: &mut Html, one: &FlowFinding) {
    let finding = one.finding();
    html.markup("<p class=\"lead\">").prose(&sentence(finding)).markup("</p>\n<dl>");
    html.markup("<dt>Shown by</dt><dd><ul>");
    for (step, text) in one.shows() {
        html.markup("<li><a href=\"#step-").number(step).markup("\">step ").number(step).markup("</a>: ");
        html.prose(text).markup("</li>");
    }
    html.markup("</ul></dd>");
    for (label, value) in [("Found", finding.actual()), ("Expected", finding.expected())] {
        if let Some(value) = value {
            html.markup("<dt>").markup(label).markup("</dt><dd>").value(value).markup("</dd>");
        }
    }
    if !finding.fix().is_empty() {
        html.markup("<dt>Fix</dt><dd><ul>");
        for fix in finding.fix() {
            html.markup("<li>").prose(fix).markup("</li>");
        }
        html.markup("</ul></dd>");
    }
    if let Some(source) = one.source() {
        html.markup("<dt>Source</dt><dd>").text(source).markup("</dd>");
    }
    html.markup("<dt>Certainty</dt><dd>").text(finding.confidence().as_str()).markup("</dd></dl>\n");
}

/// Every step with its cookies.
fn steps(html: &mut Html, flow: &Flow) {
    html.markup("<section id=\"steps\" aria-labelledby=\"h-steps\"><h2 id=\"h-steps\">Steps</h2>\n<div class=\"wide\" role=\"region\" aria-labelledby=\"h-steps\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Time</th><th scope=\"col\">Request</th><th scope=\"col\">Status</th><th scope=\"col\">What</th><th scope=\"col\">Cookies sent</th><th scope=\"col\">Cookies set</th></tr></thead><tbody>\n");
    for step in flow.steps() {
        html.markup("<tr id=\"step-").number(step.n).markup(if step.breaks {
            "\" class=\"bad\">"
        } else {
            "\">"
        });
        html.markup("<th scope=\"row\">").number(step.n).markup("</th><td>");
        let time = step.at.map(|at| at.format("%H:%M:%S%.3f").to_string());
        html.text(time.as_deref().unwrap_or("unknown")).markup("</td><td><code>");
        html.text(&format!("{} {}://{}{}", step.method, step.scheme, step.host, step.path));
        html.markup("</code></td><td>").number(usize::from(step.status)).markup("</td><td>");
        html.text(&step.what).markup("</td>");
        for names in [&step.cookies_sent, &step.cookies_set] {
            html.markup("<td>").text(&names.join(", ")).markup("</td>");
        }
        html.markup("</tr>\n");
    }
    html.markup("</tbody></table></div></section>\n");
}
