//! The message as indented XML: signed parts shaded, the assertion that is read outlined, findings marked in place.

use super::finding::{Ordered, weight};
use super::marked::MarkedElements;
use super::markup::Html;
use super::signature;
use crate::report::Report;
use crate::xml::{Document, Element, Namespace, Node, is_space};

/// Elements that are written; the rest is counted.
const MAX_ELEMENTS: usize = 3_000;
/// Attributes and declarations that are written of one element.
const MAX_ATTRIBUTES: usize = 64;
/// Levels that are indented; deeper elements are at the last level.
const MAX_LEVEL: usize = 16;
/// A longer text is closed until it is opened, in characters.
const LONG: usize = 160;
/// Colors of shades.
const SHADES: usize = 4;
/// Lines written of what is not XML.
const MAX_LINES: usize = 400;

/// What remains to be written, on a stack instead of by recursion.
enum Pending<'t> {
    Open(Element<'t>, usize),
    Text(&'t str, usize),
    Close(Element<'t>, usize),
    Markup(&'static str),
}

pub(super) fn section(
    html: &mut Html,
    report: &Report,
    findings: &Ordered<'_>,
    document: &Document<'_>,
    places: &MarkedElements,
) {
    head(html);
    tree(html, report, findings, document, places);
    html.markup("</section>\n");
}

/// The tree, under what its looks mean.
pub(super) fn tree(
    html: &mut Html,
    report: &Report,
    findings: &Ordered<'_>,
    document: &Document<'_>,
    places: &MarkedElements,
) {
    html.markup(
        "<p class=\"note\">Indented for reading; white space between elements and comments are left out. ",
    );
    html.markup(
        "A shaded part is what a signature covers, the outlined part is the assertion that is read.</p>\n",
    );
    html.markup("<div class=\"xml\" tabindex=\"0\" role=\"region\" aria-labelledby=\"");
    html.markup(if places.is_message { "h-message" } else { "h-decrypted" }).markup("\">");
    let mut written: usize = 0;
    let mut left_out: usize = 0;
    let mut folded = false;
    let mut stack = vec![Pending::Open(document.root(), 0)];
    while let Some(step) = stack.pop() {
        match step {
            Pending::Markup(markup) => {
                folded &= markup != END_FOLD;
                html.markup(markup);
            }
            Pending::Text(text, level) => {
                line(html, level);
                content(html, text);
                html.markup("</div>");
            }
            Pending::Close(element, level) => {
                line(html, level);
                end_tag(html, element);
                html.markup("</div>");
            }
            Pending::Open(element, level) => {
                if written >= MAX_ELEMENTS {
                    left_out = left_out.saturating_add(element.descendants().count());
                    continue;
                }
                written = written.saturating_add(1);
                let offset = element.offset();
                if let Some(&index) = places.signed.get(&offset) {
                    html.markup("<div class=\"signed s")
                        .number(index % SHADES)
                        .markup("\"><p class=\"cover\">");
                    cover(html, report, index);
                    html.markup("</p>");
                    stack.push(Pending::Markup("</div>"));
                }
                if places.read == Some(offset) {
                    html.markup("<div class=\"read\"><p class=\"cover\">");
                    html.markup(match element.is(Namespace::SAML, "Assertion") {
                        true => "the assertion that is read",
                        false => "the encrypted assertion; with a key, its content is shown below",
                    });
                    html.markup("</p>");
                    stack.push(Pending::Markup("</div>"));
                }
                let folds = element.is(Namespace::DS, "Signature")
                    && !folded
                    && !places.any_within(offset.saturating_add(1), end(element));
                if folds {
                    folded = true;
                    html.markup("<details class=\"fold l")
                        .number(level.min(MAX_LEVEL))
                        .markup("\"><summary>");
                    stack.push(Pending::Markup(END_FOLD));
                }
                open(html, findings, places, element, level, folds, &mut stack);
            }
        }
    }
    if left_out > 0 {
        html.markup("<p class=\"cover\">and ").number(left_out).markup(" more elements</p>");
    }
    html.markup("</div>\n");
}

/// Ends a part that is closed until it is opened.
const END_FOLD: &str = "</details>";

/// Offset of the last element inside an element, plus one.
fn end(element: Element<'_>) -> usize {
    element.descendants().last().map_or(0, |last| last.offset().saturating_add(1))
}

fn head(html: &mut Html) {
    html.markup("<section id=\"message\" aria-labelledby=\"h-message\"><h2 id=\"h-message\">Message</h2>\n");
}

/// Which signature covers a part, and what came of it.
fn cover(html: &mut Html, report: &Report, index: usize) {
    html.markup("covered by <a href=\"#signature-").number(index).markup("\">signature ");
    html.number(index.saturating_add(1)).markup("</a>: ");
    if let Some(summary) = report.signatures().get(index) {
        html.markup(signature::in_words(summary).1);
    }
}

/// The start tag of an element on a line, with what is marked at it; what is inside goes on the stack.
fn open<'t>(
    html: &mut Html,
    findings: &Ordered<'_>,
    places: &MarkedElements,
    element: Element<'t>,
    level: usize,
    in_summary: bool,
    stack: &mut Vec<Pending<'t>>,
) {
    let marked = places.findings.get(&element.offset());
    let class = if in_summary { "<span class=\"line" } else { "<div class=\"line" };
    html.markup(class).markup(" l").number(level.min(MAX_LEVEL));
    if let Some(numbers) = marked {
        // The heaviest finding gives the color.
        let classes: Vec<&str> =
            numbers.iter().filter_map(|n| findings.get(*n)).map(|(_, f)| weight(f).0).collect();
        let class = ["bad", "warn", "info"].into_iter().find(|class| classes.contains(class));
        html.markup(" marked ").markup(class.unwrap_or_default());
        if places.is_message {
            html.markup("\" id=\"at-").number(element.offset());
        }
    }
    html.markup("\">");
    let only_text = element.text();
    start_tag(html, element, only_text == Some(""));
    if let Some(text) = only_text.filter(|text| !text.is_empty()) {
        content(html, text);
        end_tag(html, element);
    }
    for &number in marked.into_iter().flatten() {
        if let Some((_, finding)) = findings.get(number) {
            html.markup(" <a class=\"flag ").markup(weight(finding).0);
            html.markup("\" href=\"#finding-").number(number).markup("\">");
            html.text(finding.code().as_str()).markup("</a>");
        }
    }
    html.markup(if in_summary { "</span></summary>" } else { "</div>" });
    if only_text.is_some() {
        return;
    }
    stack.push(Pending::Close(element, level));
    let inside = level.saturating_add(1);
    let from = stack.len();
    for node in element.child_nodes() {
        match node {
            Node::Element(child) => stack.push(Pending::Open(child, inside)),
            Node::Text(text) if text.bytes().all(is_space) => {}
            Node::Text(text) => stack.push(Pending::Text(text, inside)),
        }
    }
    if let Some(children) = stack.get_mut(from..) {
        children.reverse();
    }
}

fn line(html: &mut Html, level: usize) {
    html.markup("<div class=\"line l").number(level.min(MAX_LEVEL)).markup("\">");
}

fn start_tag(html: &mut Html, element: Element<'_>, empty: bool) {
    html.markup("<span class=\"t\">&lt;").text(element.qualified_name()).markup("</span>");
    let mut left = MAX_ATTRIBUTES;
    for declaration in element.declarations().take(MAX_ATTRIBUTES) {
        left = left.saturating_sub(1);
        html.markup(" <span class=\"dim\">xmlns");
        if !declaration.prefix.is_empty() {
            html.markup(":").text(declaration.prefix);
        }
        html.markup("=&quot;").text(&as_xml(declaration.uri)).markup("&quot;</span>");
    }
    for attribute in element.attributes().take(left) {
        html.markup(" <span class=\"n\">");
        if !attribute.prefix.is_empty() {
            html.text(attribute.prefix).markup(":");
        }
        html.text(attribute.local_name).markup("</span>=<span class=\"v\">&quot;");
        html.text(&as_xml(attribute.value)).markup("&quot;</span>");
    }
    if element.attributes().nth(left).is_some() {
        html.markup(" …");
    }
    html.markup("<span class=\"t\">").markup(if empty { "/&gt;" } else { "&gt;" }).markup("</span>");
}

fn end_tag(html: &mut Html, element: Element<'_>) {
    html.markup("<span class=\"t\">&lt;/").text(element.qualified_name()).markup("&gt;</span>");
}

/// Characters between tags; long ones, which are certificates and signature values, are closed until they are opened.
fn content(html: &mut Html, text: &str) {
    let count = text.chars().count();
    if count <= LONG {
        html.markup("<span class=\"x\">").lines(&as_xml(text)).markup("</span>");
        return;
    }
    let begin: String = text.chars().take(24).filter(|c| !c.is_whitespace()).collect();
    html.markup("<details class=\"long\"><summary>").text(&as_xml(&begin)).markup("… (").number(count);
    html.markup(" characters)</summary><span class=\"x\">").lines(&as_xml(text)).markup("</span></details>");
}

/// As it is written in XML.
fn as_xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What could not be read as XML, line by line, with the places of findings.
pub(super) fn unread(html: &mut Html, findings: &Ordered<'_>, text: &str) {
    head(html);
    html.markup("<p class=\"note\">This text is not XML that can be read, so it is shown as it is.</p>\n");
    html.markup("<div class=\"xml\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-message\">");
    let places: Vec<(usize, usize, usize)> = findings
        .iter()
        .enumerate()
        .filter_map(|(number, (_, finding))| {
            let location = finding.location().filter(|location| location.line > 0)?;
            let (line, column) =
                (usize::try_from(location.line).ok()?, usize::try_from(location.column).ok()?);
            Some((line, column, number))
        })
        .collect();
    for (index, line) in text.split('\n').take(MAX_LINES).enumerate() {
        let number = index.saturating_add(1);
        match places.iter().find(|(line, _, _)| *line == number) {
            None => {
                html.markup("<div class=\"line\">").text(line).markup("</div>");
            }
            Some(&(_, column, finding)) => {
                marked_line(html, line, column.saturating_sub(1));
                html.markup(" <a class=\"flag bad\" href=\"#finding-").number(finding).markup("\">");
                let code = findings.get(finding).map_or("", |(_, finding)| finding.code().as_str());
                html.text(code).markup("</a></div>");
            }
        }
    }
    let more = text.split('\n').count().saturating_sub(MAX_LINES);
    if more > 0 {
        html.markup("<p class=\"cover\">and ").number(more).markup(" more lines</p>");
    }
    html.markup("</div></section>\n");
}

/// A line with one character marked; of a long line the part around it.
fn marked_line(html: &mut Html, line: &str, column: usize) {
    const AROUND: usize = 1_000;
    let from = column.saturating_sub(AROUND);
    let before: String = line.chars().skip(from).take(column.saturating_sub(from)).collect();
    let mark: String = line.chars().skip(column).take(1).collect();
    let after: String = line.chars().skip(column.saturating_add(1)).take(AROUND).collect();
    html.markup("<div class=\"line marked bad\">").markup(if from > 0 { "…" } else { "" });
    html.text(&before).markup("<mark>").text(if mark.is_empty() { " " } else { &mark }).markup("</mark>");
    html.text(&after);
}
