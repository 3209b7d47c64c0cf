//! A comparison as one page of HTML without scripts.

use super::html::{Html, HtmlReport, configuration, title};
use crate::compare::{Comparison, Difference, Side, summary};

impl Comparison {
    /// Every difference as a page of HTML that needs nothing else: no script, no resource, no network.
    pub fn to_html(&self) -> String {
        self.to_html_parts().into_page(false)
    }

    /// The same comparison in parts, for a page that shows it among other things.
    pub fn to_html_parts(&self) -> HtmlReport {
        let mut html = Html::default();
        for side in [Side::Left, Side::Right] {
            let explains = |one: &&Difference| one.explains.is_some_and(|(of, _)| of == side);
            let group: Vec<&Difference> = self.differences().iter().filter(explains).collect();
            if let Some((_, code)) = group.first().and_then(|one| one.explains) {
                html.markup("<section class=\"fault\"><h2>Explains why ").markup(side.as_str());
                html.markup(" is refused: <code>").text(code.as_str()).markup("</code></h2>\n");
                table(&mut html, &group);
                html.markup("</section>\n");
            }
        }
        let of = |significant: bool| {
            let all = self.differences().iter();
            all.filter(|one| one.explains.is_none() && one.significant == significant).collect::<Vec<_>>()
        };
        for (title, group) in
            [("Relevant to a service", of(true)), ("Different in any two logins", of(false))]
        {
            if !group.is_empty() {
                html.markup("<section><h2>").markup(title).markup("</h2>\n");
                table(&mut html, &group);
                html.markup("</section>\n");
            }
        }
        if self.exit_code() == 0 {
            html.markup("<p>Nothing relevant to a service differs.</p>\n");
        }
        let root = self.root(Side::Right).or(self.root(Side::Left));
        HtmlReport {
            title: title("comparison", root.map(|code| code.as_str())),
            header: head(self).into_string(),
            lead: html.into_string(),
            sections: Vec::new(),
            footer: "This page contains addresses and names of attributes, and values of persons only by their shape.",
        }
    }
}

fn head(comparison: &Comparison) -> Html {
    let (title, style) = match comparison.exit_code() {
        0 => ("Nothing significant differs", "good"),
        1 => ("Significant differences", "bad"),
        _ => ("Unreadable", "bad"),
    };
    let mut head = Html::default();
    let html = &mut head;
    html.markup("<header class=\"verdict ").markup(style).markup("\">\n<h1>").markup(title);
    html.markup("</h1>\n<ul class=\"facts\">");
    for (name, side) in [("left: ", &comparison.left), ("right: ", &comparison.right)] {
        html.markup("<li>").markup(name).text(&summary(side)).markup("</li>");
    }
    html.markup("<li>exit <code>").number(usize::from(comparison.exit_code()));
    html.markup("</code></li>");
    if let Some(deployment) = &comparison.deployment {
        configuration(html, deployment);
    }
    html.markup("</ul>\n</header>\n");
    head
}

fn table(html: &mut Html, group: &[&Difference]) {
    html.markup("<div class=\"wide\" role=\"region\" aria-label=\"Differences\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">What</th><th scope=\"col\">Name</th><th scope=\"col\">Left</th><th scope=\"col\">Right</th><th scope=\"col\">Note</th></tr></thead><tbody>\n");
    for one in group {
        html.markup("<tr><th scope=\"row\">").markup(one.what.as_str()).markup("</th><td>").text(&one.name);
        html.markup("</td>");
        for value in [&one.left, &one.right] {
            html.markup("<td>").text(value.as_deref().unwrap_or("missing")).markup("</td>");
        }
        html.markup("<td>").text(one.note.as_deref().unwrap_or_default()).markup("</td></tr>\n");
    }
    html.markup("</tbody></table></div>\n");
}
