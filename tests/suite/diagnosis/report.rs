//! What the report module offers in addition to reports: the schema, explanations, outlines and indented XML.

use super::pretty;
use crate::corpus::files;
use samlens::inspect::explain::{self, Meaning};
use samlens::inspect::{HumanOptions, Outline, SCHEMA};
use samlens::internals::xml::{Document, Element, Node};
use samlens::{Class, Code, Limits, Pattern, Profile, Validator};
use samlens_forge::messages::now;
use samlens_forge::repository;
use std::path::PathBuf;

#[test]
fn the_schema_is_valid_json_schema_2020_12() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(jsonschema::meta::is_valid(&schema));
}

#[test]
fn text_and_blank_values_keep_their_white_space() {
    assert_eq!(pretty("<a><b> x </b><c> </c></a>"), "<a>\n  <b> x </b>\n  <c> </c>\n</a>\n");
}

#[test]
fn mixed_content_is_left_alone_however_deep() {
    assert_eq!(pretty("<a>x <b><c/> <d>y</d></b> z</a>"), "<a>x <b><c/> <d>y</d></b> z</a>\n");
}

#[test]
fn a_comment_before_a_value_does_not_move_it() {
    assert_eq!(pretty("<a><b><!-- c -->x</b></a>"), "<a>\n  <b><!-- c -->x</b>\n</a>\n");
    assert_eq!(pretty("<a><b/><!-- c -->x</a>"), "<a><b/><!-- c -->x</a>\n");
}

#[test]
fn what_is_indented_already_is_indented_anew() {
    assert_eq!(pretty("<a>\n\n      <b/>\r\n</a>\n\n"), "<a>\n  <b/>\n</a>\n");
}

#[test]
fn nothing_is_left_out() {
    let xml = "<?xml version='1.0'?><!DOCTYPE a><!-- 1 --><a x = 'y'><?p?><![CDATA[<]]>&amp;&#10;</a>";
    let expected =
        "<?xml version='1.0'?>\n<!DOCTYPE a>\n<!-- 1 -->\n<a x = 'y'><?p?><![CDATA[<]]>&amp;&#10;</a>\n";
    assert_eq!(pretty(xml), expected);
}

#[test]
fn what_cannot_be_read_as_xml_is_written_as_it_is() {
    assert_eq!(pretty("<a><b></c><d"), "<a>\n  <b></c><d\n");
    assert_eq!(pretty("no xml"), "no xml\n");
    assert_eq!(pretty(""), "\n");
}

#[test]
fn output_stays_in_proportion_to_deeply_nested_input() {
    let deep = "<a>".repeat(100_000);
    assert!(pretty(&deep).len() < deep.len() * 20);
}

#[test]
fn an_outline_reads_the_status_message_where_auth0_writes_it() {
    let xml = r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"><p:Status><p:StatusCode Value="urn:r"><p:StatusCode Value="urn:denied"/></p:StatusCode><p:StatusMessage Value="no roles"/></p:Status></p:Response>"#;
    let outline = Outline::of(xml, &Limits::default()).unwrap();
    let fields: Vec<_> = outline.fields().iter().map(|field| (field.name, field.value.as_str())).collect();
    let expected = [("StatusCode", "urn:r"), ("StatusCode", "urn:denied"), ("StatusMessage", "no roles")];
    assert_eq!(fields, expected);
}

#[test]
fn an_outline_shows_the_whole_value_around_a_comment() {
    let xml = r#"<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"><a:Subject><a:NameID>admin@corp<!-- -->.evil</a:NameID></a:Subject></a:Assertion>"#;
    assert_eq!(
        Outline::of(xml, &Limits::default()).unwrap().claimed().name_id.as_deref(),
        Some("admin@corp.evil")
    );
}

#[test]
fn every_code_is_explained() {
    for &code in Code::ALL {
        let explanation = explain::by_code(code).unwrap_or_else(|| panic!("{code} is not explained"));
        assert_eq!(explanation.code(), code);
    }
}

#[test]
fn every_explanation_is_whole() {
    for explanation in explain::all() {
        let code = explanation.code();
        for text in [explanation.checks(), explanation.why(), explanation.looks()] {
            assert!(text.len() > 15 && text.ends_with(['.', '"']), "{code}: {text}");
            assert!(!text.contains("  "), "{code}: {text}");
        }
        assert!(!explanation.fix().is_empty() && !explanation.source().is_empty(), "{code}");
    }
}

#[test]
fn every_class_says_which_codes_of_twilio_are_real() {
    for class in [Class::SamlValidationFailed, Class::AttributeMappingError, Class::IdpUnreachable] {
        let topic = explain::by_class(class).unwrap();
        assert!(topic.text().contains("not a Twilio code"), "{class}");
        assert!(topic.text().contains("702"), "{class}");
        assert_eq!(explain::lookup(class.as_str()), Meaning::Topic(topic));
    }
}

#[test]
fn a_pasted_error_text_is_found_with_its_values() {
    let pasted = "Error: Invalid thumbprint (configured: 1A2B. calculated: 3C4D).";
    let Meaning::Texts(texts) = explain::lookup(pasted) else { panic!("not found") };
    assert_eq!(texts[0].codes(), [Code::SignatureUntrustedKey]);
}

#[test]
fn any_text_may_be_looked_up() {
    let texts = ["", "-", "…", "'", "\u{1b}[2J", "é", "a_b-c d", &"x".repeat(100_000), &"é…".repeat(20_000)];
    for text in texts {
        let Meaning::Unknown(near) = explain::lookup(text) else { panic!("{:.20} is known", text) };
        assert!(near.len() <= 5);
    }
}

/// The elements and values of a document, without text between elements alone.
fn content(element: Element<'_>) -> Vec<String> {
    let mut out = Vec::new();
    for inner in element.descendants() {
        out.push(inner.qualified_name().to_owned());
        out.extend(
            inner.attributes().map(|attribute| format!("@{}={}", attribute.local_name, attribute.value)),
        );
        let texts = inner.child_nodes().filter_map(|node| match node {
            Node::Text(text) if !text.trim().is_empty() || inner.children().next().is_none() => Some(text),
            _ => None,
        });
        out.extend(texts.map(str::to_owned));
    }
    out
}

/// Every report on these captures keeps the schema, the page's width, and the terminal.
fn reports_are_sound(paths: &[PathBuf]) -> usize {
    let schema = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
    let expectations = Validator::builder().profile(Profile::flex(Pattern::A));
    for path in paths {
        let bytes = std::fs::read(path).unwrap();
        let report = expectations.clone().inspector().inspect(&bytes).at(now());
        let json = report.to_json();
        let broken: Vec<String> = schema.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(broken, Vec::<String>::new(), "{path:?}");
        for line in report.to_human(&HumanOptions::default()).lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{path:?}: {line}");
            assert!(!line.contains(char::is_control), "{path:?}: {line:?}");
        }
        let ascii = report.to_human(&HumanOptions { unicode: false, ..HumanOptions::default() });
        assert!(ascii.is_ascii(), "{path:?}");
    }
    paths.len()
}

#[test]
fn reports_on_the_fixtures_are_sound() {
    assert!(reports_are_sound(&files(&repository().join("fixtures"))) > 30);
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn reports_on_the_corpus_are_sound() {
    assert!(reports_are_sound(&files(&crate::corpus::folder())) > 400);
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn indenting_changes_no_value_of_the_corpus() {
    let limits = Limits::default();
    let mut compared = 0;
    for path in files(&crate::corpus::folder()) {
        let Ok(xml) = std::fs::read_to_string(&path) else { continue };
        let after = pretty(&xml);
        let Ok(before) = Document::parse(&xml, &limits) else { continue };
        let after = Document::parse(&after, &limits).unwrap_or_else(|error| panic!("{path:?}: {error:?}"));
        assert_eq!(content(before.root()), content(after.root()), "{path:?}");
        let outline = Outline::of(&xml, &limits).unwrap();
        let text = outline.to_human(&HumanOptions::default());
        assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{path:?}");
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
}
