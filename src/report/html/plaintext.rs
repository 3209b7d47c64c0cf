//! What was decrypted, each part as a tree of its own.

use super::finding::Ordered;
use super::marked::MarkedElements;
use super::markup::Html;
use super::timeline::{self, Row};
use super::tree;
use crate::report::{Report, decrypted};
use crate::xml::Document;
use crate::{DecryptionKey, Limits};

/// The section, and the instants of what is in it; both empty where nothing is encrypted.
pub(super) fn section(
    report: &Report,
    findings: &Ordered<'_>,
    document: &Document<'_>,
    keys: &[DecryptionKey],
    limits: &Limits,
) -> (Html, Vec<Row>) {
    let mut html = Html::default();
    let mut rows = Vec::new();
    if keys.is_empty() {
        return (html, rows);
    }
    let mut any = false;
    decrypted::each(document.root(), keys, limits, |part| {
        if !any {
            html.markup("<section id=\"decrypted\" aria-labelledby=\"h-decrypted\"><h2 id=\"h-decrypted\">Decrypted</h2>\n");
        }
        any = true;
        html.markup("<h3>").text(part.holder.local_name()).markup("</h3>\n");
        if let Some(described) = &part.described {
            html.markup("<p class=\"note\">").text(described).markup("</p>\n");
        }
        match &part.plaintext {
            Ok(plaintext) => {
                let document = plaintext.document();
                rows.extend(timeline::of_message(document));
                let places = MarkedElements::of_plaintext(report, findings, document);
                tree::tree(&mut html, report, findings, document, &places);
            }
            Err(why) => {
                html.markup("<p class=\"warn\">Not decrypted: ").text(why).markup("</p>\n");
            }
        }
    });
    if any {
        html.markup("</section>\n");
    }
    (html, rows)
}
