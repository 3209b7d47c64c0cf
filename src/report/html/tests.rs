//! Properties of the page, whatever the verdict and whatever a message says.

use super::*;
use crate::report::sample_tests::{every, rejected};
use crate::report::{DeploymentSummary, Identity, MessageSummary};
use crate::{Finding, Location, Validator};
use std::collections::BTreeSet;

/// Values that would be markup, scripts or resources if they were not escaped, or that would hide or reverse text.
const HOSTILE: &str = "<script src=http://evil.example/x>alert(1)</script>\"><img src=x onerror=alert(1)>' onload='x' </style></title>-->]]>&lt;b&gt;\u{202e}\u{2066}\u{200b}\u{0}\u{1b}[2J\u{9b}\r\n\t\u{feff}javascript:";

/// The same as XML: what a message can say, the characters that XML forbids left out.
fn hostile_xml() -> String {
    let legal: String = HOSTILE.chars().filter(|c| !matches!(c, '\0' | '\u{1b}' | '\r')).collect();
    legal.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('>', "&gt;")
}

/// A message with hostile values in attributes, texts, namespaces, names of claims, and times.
fn hostile_message() -> String {
    let x = hostile_xml();
    format!(
        "<p:Response xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol' xmlns:a='urn:oasis:names:tc:SAML:2.0:assertion' \
         xmlns:q=\"urn:{x}\" ID=\"{x}\" Version=\"{x}\" Destination=\"{x}\" IssueInstant=\"{x}\" InResponseTo=\"{x}\">\
         <a:Issuer>{x}</a:Issuer>{x}<q:ext q:attr=\"{x}\">{x}<q:in/>{x}</q:ext>\
         <d:Signature xmlns:d='http://www.w3.org/2000/09/xmldsig#'><d:KeyInfo><d:KeyName>{x}</d:KeyName></d:KeyInfo></d:Signature>\
         <p:Status><p:StatusCode Value=\"{x}\"/><p:StatusMessage>{x}</p:StatusMessage></p:Status>\
         <a:Assertion ID=\"_{x}\" Version='2.0' IssueInstant=\"{x}\"><a:Issuer>{x}</a:Issuer>\
         <a:Subject><a:NameID Format=\"{x}\">{x}</a:NameID><a:SubjectConfirmation Method=\"{x}\">\
         <a:SubjectConfirmationData Recipient=\"{x}\" NotOnOrAfter=\"{x}\"/></a:SubjectConfirmation></a:Subject>\
         <a:Conditions NotBefore=\"{x}\" NotOnOrAfter='2026-01-15T10:00:00Z'><a:AudienceRestriction><a:Audience>{x}</a:Audience></a:AudienceRestriction></a:Conditions>\
         <a:AuthnStatement AuthnInstant=\"{x}\" SessionIndex=\"{x}\" SessionNotOnOrAfter=\"{x}\"/>\
         <a:AttributeStatement><a:Attribute Name=\"{x}\"><a:AttributeValue>{x}{}</a:AttributeValue></a:Attribute></a:AttributeStatement>\
         </a:Assertion></p:Response>",
        x.repeat(3)
    )
}

#[test]
fn what_no_receiver_can_read_leads_where_nothing_else_failed() {
    let mut report = super::super::sample_tests::base(crate::inspect::Verdict::Inconclusive);
    let lead = |report: &crate::inspect::Report| {
        report.to_html_parts(None, &[], &Limits::default()).lead().to_owned()
    };
    assert!(lead(&report).contains(">Nothing failed, but not everything"), "{}", lead(&report));
    let finding = crate::Finding::new(crate::Code::Base64Twice, "the message is in base64 twice <b>");
    report.findings.push(finding.with_fix("encode it once"));
    let lead = lead(&report);
    let said = lead.find("is in base64 twice &lt;b&gt;").unwrap();
    assert!(
        lead.find("encode it once").unwrap() > said && lead.find("Nothing else failed").unwrap() > said,
        "{lead}"
    );
}

fn at() -> chrono::DateTime<chrono::Utc> {
    "2026-01-15T10:01:00Z".parse().unwrap()
}

fn page_of(xml: &str) -> String {
    let message = Captured::from_xml(xml);
    let report = Validator::builder().inspector().inspect_captured(&message).at(at());
    report.to_html(Some(&message), &Limits::default())
}

/// Every tag of a page: its name and what follows, up to `>`. Text has no `<`, because it is escaped.
fn tags(page: &str) -> Vec<(&str, &str)> {
    let body = page.split("</style>").nth(1).unwrap();
    body.split('<')
        .skip(1)
        .map(|tag| {
            let (inside, _) = tag.split_once('>').expect("a tag ends");
            let inside = inside.trim_matches('/');
            inside.split_once(' ').unwrap_or((inside, ""))
        })
        .collect()
}

/// Nothing in the page but markup of this crate: known tags, known attributes, links into the page itself.
fn check(page: &str) {
    const TAGS: [&str; 45] = [
        "a", "body", "br", "circle", "code", "dd", "details", "div", "dl", "dt", "footer", "h1", "h2", "h3",
        "head", "header", "html", "li", "line", "main", "mark", "nav", "ol", "p", "rect", "section", "span",
        "strong", "summary", "svg", "table", "tbody", "td", "text", "th", "thead", "tr", "ul", "bdi", "b",
        "i", "caption", "article", "aside", "time",
    ];
    const ATTRIBUTES: [&str; 20] = [
        "class",
        "id",
        "href",
        "aria-labelledby",
        "aria-label",
        "aria-hidden",
        "role",
        "tabindex",
        "scope",
        "colspan",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
    ];
    assert_eq!(page.matches("<style>").count(), 1);
    let mut ids = BTreeSet::new();
    let mut links = Vec::new();
    for (name, attributes) in tags(page) {
        assert!(TAGS.contains(&name), "<{name} {attributes}>");
        // Values of attributes are ours and contain neither quotes nor blanks that are not between attributes.
        for attribute in
            attributes.split("\" ").filter(|attribute| !attribute.is_empty() && *attribute != "open")
        {
            let attribute = attribute.trim_start_matches("open ");
            let (name, value) = attribute.split_once("=\"").unwrap_or_else(|| panic!("{attributes}"));
            assert!(ATTRIBUTES.contains(&name) || matches!(name, "r" | "rx"), "{name}");
            let value = value.trim_end_matches('"');
            let plain = |c: char| c.is_ascii_alphanumeric() || "#-.% ".contains(c);
            assert!(value.chars().all(plain), "{attribute}");
            match name {
                "href" => links.push(value.strip_prefix('#').expect("a link into the page")),
                "id" => assert!(ids.insert(value), "{value} twice"),
                _ => {}
            }
        }
    }
    for link in links {
        assert!(ids.contains(link), "#{link} leads nowhere");
    }
    let bad = page.chars().find(|c| *c != '\n' && *c != '\t' && crate::report::human::acts_or_hides(*c));
    assert_eq!(bad, None);
}

#[test]
fn every_report_is_a_page_without_scripts_and_resources() {
    for report in every() {
        let page = report.to_html(None, &Limits::default());
        assert!(page.contains(report.verdict().as_str()));
        check(&page);
    }
}

#[test]
fn a_message_cannot_put_markup_into_the_page() {
    let xml = hostile_message();
    let page = page_of(&xml);
    assert!(page.contains("id=\"message\"") && page.contains("\\u{202e}"), "the tree is there");
    assert!(page.contains("&lt;script src=http"));
    check(&page);
    // Not readable as XML: the raw text is shown.
    for broken in
        [xml.replace("</a:Assertion>", ""), format!("{HOSTILE}{xml}"), xml.replace("<a:Issuer>", HOSTILE)]
    {
        let page = page_of(&broken);
        assert!(page.contains("is not XML that can be read"));
        check(&page);
    }
}

#[test]
fn no_field_of_a_report_can_put_markup_into_the_page() {
    let mut report = rejected();
    let text = || Some(HOSTILE.to_owned());
    report.message = Some(MessageSummary {
        kind: HOSTILE.into(),
        id: text(),
        issuer: text(),
        destination: text(),
        in_response_to: text(),
        issue_instant: text(),
        idp_product: text(),
        sp_product: text(),
        ..MessageSummary::default()
    });
    report.claimed = Some(Identity {
        name_id: text(),
        name_id_format: text(),
        session_index: text(),
        not_on_or_after: None,
        attributes: vec![(HOSTILE.into(), vec![HOSTILE.into(), String::new()]), (HOSTILE.into(), Vec::new())],
    });
    report.findings.push(
        Finding::new(Code::IssuerMismatch, HOSTILE)
            .at(Some(Location::new(HOSTILE, 1, 1)))
            .with_actual(format!("same {HOSTILE}"))
            .with_expected("same but different")
            .with_fix(HOSTILE),
    );
    let certificate = report.trusted.first_mut().unwrap();
    (certificate.subject, certificate.issuer, certificate.serial) =
        (HOSTILE.into(), HOSTILE.into(), HOSTILE.into());
    (certificate.key, certificate.sha1) = (HOSTILE.into(), HOSTILE.into());
    let signature = report.signatures.first_mut().unwrap();
    signature.element = HOSTILE.into();
    (signature.id, signature.algorithm, signature.digest) = (text(), text(), text());
    report.capture.as_mut().unwrap().recognised = HOSTILE.into();
    report.extras.sources.entity_id = text();
    report.extras.profile = Some((HOSTILE.into(), HOSTILE.into()));
    let mut deployment = DeploymentSummary::new(HOSTILE);
    deployment.weaker = vec![(HOSTILE.into(), HOSTILE.into(), HOSTILE.into())];
    report.extras.deployment = Some(deployment);
    check(&report.to_html(None, &Limits::default()));
}

#[test]
fn the_policy_allows_the_style_sheet_of_the_page_and_nothing_else() {
    let page = page_of("<a/>");
    let (_, style) = page.split_once("<style>").unwrap();
    let (style, _) = style.split_once("</style>").unwrap();
    let digest = STANDARD.encode(openssl::sha::sha256(style.as_bytes()));
    let policy = format!(
        "content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{digest}'\""
    );
    assert!(page.contains(&policy), "{digest}");
    for loads in ["url(", "@import", "http:", "https:", "//"] {
        assert!(!style.contains(loads), "{loads}");
    }
    let (head, _) = page.split_once("<body>").unwrap();
    assert!(!head.contains("src=") && !head.contains("<link") && !head.contains("http:"));
}

#[test]
fn a_finding_is_marked_at_its_place_in_the_message() {
    let page = page_of(&hostile_message().replace(&hostile_xml(), "x"));
    let marked: Vec<&str> =
        page.split(" marked ").skip(1).map(|rest| rest.split("</div>").next().unwrap()).collect();
    assert!(!marked.is_empty());
    for line in marked {
        assert!(line.contains("id=\"at-") && line.contains("href=\"#finding-"), "{line}");
    }
    check(&page);
}

#[test]
fn claims_are_marked_until_a_login_is_accepted() {
    for report in every() {
        let page = report.to_html(None, &Limits::default());
        assert_eq!(
            page.contains("NOT VERIFIED"),
            report.claimed().is_some(),
            "{}",
            report.verdict().as_str()
        );
    }
}

/// Invariant: bounded.
#[test]
fn a_page_is_bounded_whatever_the_message_has() {
    let many = format!("<r>{}</r>", "<e a='1'>x</e>".repeat(60_000));
    let page = page_of(&many);
    assert!(page.contains("and 57001 more elements"), "elements are counted");
    assert!(page.len() < 1_000_000, "{}", page.len());
    let deep = format!("{}{}", "<e>".repeat(60), "</e>".repeat(60));
    check(&page_of(&deep));
}
