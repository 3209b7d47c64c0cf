//! A report in parts: the same markup as a page of its own, or inside the page of a program that shows reports.

use super::{Html, STYLE, begin};

/// A report as HTML in parts, for a page that shows it among other things.
///
/// Everything in it is escaped: values of a message are text, never markup. The parts need the rules of
/// [`HtmlReport::style_sheet`], and contain no script, no inline style and no event handler.
///
/// ```
/// use samlens::inspect::{Captured, HtmlReport};
/// use samlens::{Limits, Validator};
///
/// let message = Captured::from_xml("<a>&lt;script></a>");
/// let report = Validator::builder().inspector().inspect_captured(&message)
///     .at(samlens::chrono::DateTime::UNIX_EPOCH);
/// let parts: HtmlReport = report.to_html_parts(Some(&message), &[], &Limits::default());
/// assert_eq!(parts.title(), "unreadable: not-a-response");
/// let names: Vec<&str> = parts.sections().iter().map(|section| section.id()).collect();
/// assert!(names.contains(&"message"), "{names:?}");
/// ```
#[derive(Clone, Debug)]
pub struct HtmlReport {
    pub(in crate::report) title: String,
    pub(in crate::report) header: String,
    pub(in crate::report) lead: String,
    pub(in crate::report) sections: Vec<HtmlSection>,
    /// The last line of a page.
    pub(in crate::report) footer: &'static str,
}

/// One section of an [`HtmlReport`].
#[derive(Clone, Debug)]
pub struct HtmlSection {
    id: &'static str,
    title: &'static str,
    html: String,
}

impl HtmlReport {
    /// Verdict and root code, as plain text: `rejected: audience-mismatch`.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The `header` element: verdict, root code, class and what was read.
    pub fn header(&self) -> &str {
        &self.header
    }

    /// The elements that come first: the fault with its proof and fix, the login, or what is missing.
    pub fn lead(&self) -> &str {
        &self.lead
    }

    /// The further sections, in their order; only those with content.
    pub fn sections(&self) -> &[HtmlSection] {
        &self.sections
    }

    /// The rules of CSS that all parts need. A Content-Security-Policy can allow them by their digest.
    pub fn style_sheet() -> &'static str {
        &STYLE
    }

    /// Adds what a part writes, unless it writes nothing.
    pub(in crate::report) fn add(
        &mut self,
        id: &'static str,
        title: &'static str,
        write: impl FnOnce(&mut Html),
    ) {
        let mut html = Html::default();
        write(&mut html);
        let html = html.into_string();
        if !html.is_empty() {
            self.sections.push(HtmlSection { id, title, html });
        }
    }

    /// A page of its own.
    pub(in crate::report) fn into_page(self, with_navigation: bool) -> String {
        let mut page = Html::default();
        begin(&mut page, &self.title);
        let mut out = page.into_string() + &self.header;
        if with_navigation {
            out.push_str("<nav aria-label=\"Sections\"><ul>");
            for section in &self.sections {
                out.push_str(&format!("<li><a href=\"#{}\">{}</a></li>", section.id, section.title));
            }
            out.push_str("</ul></nav>\n");
        }
        out.push_str("<main>\n");
        out.push_str(&self.lead);
        for section in &self.sections {
            out.push_str(&section.html);
        }
        out.push_str("</main>\n<footer><p>Made by samlens. ");
        out.push_str(self.footer);
        out.push_str("</p></footer>\n</body>\n</html>\n");
        out
    }
}

impl HtmlSection {
    /// The `id` of its element: `checks`, `time`, `message` and so on.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// What a link to it says.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// The `section` element.
    pub fn html(&self) -> &str {
        &self.html
    }
}
