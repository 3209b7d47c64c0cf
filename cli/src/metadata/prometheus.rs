//! Metadata as metrics, in the text format of Prometheus (exposition format 0.0.4).

use super::Inventory;
use samlens::Certificate;
use samlens::inspect::printable_line;
use std::fmt::Write;

/// The end of each certificate and of each metadata, and whether each source could be read.
pub(super) fn text(inventory: &Inventory) -> String {
    let mut certificates = String::new();
    let mut metadata = String::new();
    let mut unread = String::new();
    for one in &inventory.providers {
        let owner = Owner { source: one.source(), entity_id: one.entity.entity_id(), role: "idp" };
        for (usage, all) in [
            ("signing", one.entity.signing_certificates()),
            ("encryption", one.entity.encryption_certificates()),
        ] {
            all.iter().for_each(|one| owner.certificate(&mut certificates, usage, one));
        }
        if let Some(until) = one.entity.valid_until() {
            owner.valid_until(&mut metadata, until.timestamp());
        }
    }
    for one in &inventory.services {
        let owner = Owner { source: one.source(), entity_id: one.entity.entity_id(), role: "sp" };
        for (usage, all) in [
            ("signing", one.entity.signing_certificates()),
            ("encryption", one.entity.encryption_certificates()),
        ] {
            all.iter().for_each(|one| owner.certificate(&mut certificates, usage, one));
        }
        if let Some(until) = one.entity.valid_until() {
            owner.valid_until(&mut metadata, until.timestamp());
        }
    }
    for one in &inventory.certificates {
        let owner = Owner { source: one.source(), entity_id: "", role: "" };
        owner.certificate(&mut certificates, "", &one.entity);
    }
    for one in &inventory.unreachable {
        // Writing to a String cannot fail.
        let _ = writeln!(unread, "saml_metadata_unreadable{{source=\"{}\"}} 1", escaped(one.source()));
    }
    let mut out = String::new();
    for (name, help, lines) in [
        (
            "saml_certificate_not_after_seconds",
            "End of validity of a certificate, in seconds since 1970.",
            certificates,
        ),
        ("saml_metadata_valid_until_seconds", "validUntil of metadata, in seconds since 1970.", metadata),
        ("saml_metadata_unreadable", "Sources that could not be fetched or read.", unread),
    ] {
        if !lines.is_empty() {
            out.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n{lines}"));
        }
    }
    out
}

/// Whose certificate it is.
struct Owner<'o> {
    source: &'o str,
    entity_id: &'o str,
    role: &'static str,
}

impl Owner<'_> {
    fn certificate(&self, out: &mut String, usage: &str, one: &Certificate) {
        let _ = writeln!(
            out,
            "saml_certificate_not_after_seconds{{{},use=\"{usage}\",subject=\"{}\",sha256=\"{}\"}} {}",
            self.labels(),
            escaped(one.subject()),
            one.sha256_fingerprint(),
            one.not_after().timestamp()
        );
    }

    fn valid_until(&self, out: &mut String, seconds: i64) {
        let _ = writeln!(out, "saml_metadata_valid_until_seconds{{{}}} {seconds}", self.labels());
    }

    fn labels(&self) -> String {
        format!(
            "source=\"{}\",entity_id=\"{}\",role=\"{}\"",
            escaped(self.source),
            escaped(self.entity_id),
            self.role
        )
    }
}

/// A label's value: backslash, quote and line feed are escaped, other control characters are replaced, and an invisible
/// character is written as its code point.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            other if other.is_control() => out.push('\u{FFFD}'),
            other => match printable_line(other.encode_utf8(&mut [0; 4])) {
                shown if shown.starts_with('\\') => out.push_str(&format!("\\{shown}")),
                shown => out.push_str(&shown),
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_label_shows_what_is_invisible() {
        assert_eq!(escaped("a\\b\"c\nd"), "a\\\\b\\\"c\\nd");
        assert_eq!(escaped("J\u{fc}rgen\u{202e}\u{34f}\u{9b}"), "J\u{fc}rgen\\\\u{202e}\\\\u{34f}\u{FFFD}");
    }
}
