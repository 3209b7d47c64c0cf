//! The certificates of a report.

use super::markup::Html;
use crate::report::Report;
use crate::report::certificate::{certificates, counted};
use chrono::TimeDelta;

pub(super) fn section(html: &mut Html, report: &Report) {
    let certificates = certificates(report);
    if certificates.is_empty() {
        return;
    }
    html.markup("<section id=\"certificates\" aria-labelledby=\"h-certificates\"><h2 id=\"h-certificates\">Certificates</h2>\n");
    for (label, certificate) in certificates {
        html.markup("<div class=\"card\"><h3>").text(&certificate.subject).markup(" <span class=\"tag ");
        html.markup(if label == "trusted" { "good" } else { "warn" }).markup("\">").markup(label);
        html.markup("</span></h3><dl>");
        let left = certificate.not_after.signed_duration_since(report.at());
        let days = left.num_days();
        let validity = if left < TimeDelta::zero() {
            format!("expired {} before the time of the check", counted(days.saturating_neg()))
        } else if certificate.not_before > report.at() {
            "not yet valid".to_owned()
        } else {
            format!("{} left", counted(days))
        };
        let day = "%Y-%m-%d";
        let rows = [
            ("Issuer", certificate.issuer.clone()),
            ("Serial", certificate.serial.clone()),
            ("Key", certificate.key.clone()),
            (
                "Valid",
                format!(
                    "{} to {}, {validity}",
                    certificate.not_before.format(day),
                    certificate.not_after.format(day)
                ),
            ),
            ("SHA-1", certificate.sha1.clone()),
            ("SHA-256", certificate.sha256.clone()),
        ];
        for (name, text) in rows {
            html.markup("<dt>").text(name).markup("</dt><dd>").value(&text).markup("</dd>");
        }
        html.markup("</dl></div>\n");
    }
    html.markup("</section>\n");
}
