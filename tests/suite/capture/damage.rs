//! Damage that a paste does is undone and reported, and never reaches into the XML.
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use samlens::inspect::{Binding, Capture, CaptureForm, Captured, Decoding, RepairKind};
use samlens::{Code, Limits, Severity};
use std::io::Write;

/// Its base64 has `+`, `/` and `=`.
const XML: &str = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r1\">\
    <a>\u{fb}\u{ff}\u{ff}~~~???>>></a></samlp:Response>";

fn encoded() -> String {
    STANDARD.encode(XML)
}

fn percent(text: &str) -> String {
    text.replace('%', "%25").replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

fn read(input: &[u8]) -> Captured {
    let capture = Capture::read(input, &Limits::default()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(capture.messages().len(), 1);
    capture.messages()[0].clone()
}

fn repaired(text: &str) -> Vec<(RepairKind, usize)> {
    let message = read(text.as_bytes());
    assert_eq!(message.xml(), XML, "{text}");
    message.repairs().iter().map(|repair| (repair.kind, repair.count)).collect()
}

fn codes(message: &Captured) -> Vec<Code> {
    message.findings().iter().map(|finding| finding.code()).collect()
}

fn wrapped(text: &str, width: usize, separator: &str) -> String {
    let lines: Vec<&str> =
        text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join(separator)
}

#[test]
fn spaces_for_plus_are_restored_counted_and_explained() {
    let pluses = encoded().matches('+').count();
    assert!(pluses > 0);
    let text =
        format!("SAMLResponse={}", encoded().replace('+', " ").replace('/', "%2F").replace('=', "%3D"));
    assert_eq!(repaired(&text), [(RepairKind::SpaceToPlus, pluses)]);
    let message = read(text.as_bytes());
    assert_eq!(codes(&message), [Code::SpaceForPlus]);
    assert_eq!(message.findings()[0].severity(), Severity::Warning);
    assert!(!message.findings()[0].fix().is_empty());
}

#[test]
fn the_line_a_person_reads_names_the_spaces() {
    let xml = "<a>???>>?>></a>";
    let value = STANDARD.encode(xml);
    assert_eq!(value, "PGE+Pz8/Pj4/Pj48L2E+");
    let message = read(format!("SAMLResponse={}", value.replace('+', " ").replace('/', "%2F")).as_bytes());
    assert_eq!(
        message.recognised(),
        "form body, percent-decoded, base64, XML (15 bytes); 2 spaces read as '+'"
    );
    assert_eq!(message.findings()[0].message(), "2 spaces where base64 needs '+'; read as '+'");
}

#[test]
fn a_plus_at_the_very_end_that_was_trimmed_away_is_restored() {
    for text in
        ["PGE+Pz8/Pj4/Pj48L2E", "SAMLResponse=PGE+Pz8/Pj4/Pj48L2E &RelayState=x", "\"PGE+Pz8/Pj4/Pj48L2E \""]
    {
        let message = read(text.as_bytes());
        assert_eq!(message.xml(), "<a>???>>?>></a>");
        assert!(
            message
                .repairs()
                .iter()
                .any(|repair| (repair.kind, repair.count) == (RepairKind::SpaceToPlus, 1))
        );
    }
}

#[test]
fn a_raw_plus_in_an_encoded_body_is_what_a_server_reads_as_space() {
    let text = format!("SAMLResponse={}", encoded().replace('/', "%2F").replace('=', "%3D"));
    assert_eq!(codes(&read(text.as_bytes())), [Code::SpaceForPlus]);
}

#[test]
fn line_wraps_go() {
    for (width, separator) in [(76, "\r\n"), (64, "\n"), (60, "\n    "), (20, "\r")] {
        let text = wrapped(&encoded(), width, separator);
        let breaks = encoded().len().div_ceil(width) - 1;
        assert_eq!(repaired(&text), [(RepairKind::LineBreaks, breaks)], "{text:?}");
        assert!(read(text.as_bytes()).findings().is_empty());
    }
}

#[test]
fn line_wraps_that_became_blanks_are_not_taken_for_plus() {
    let text = wrapped(&encoded(), 76, " ");
    let breaks = encoded().len().div_ceil(76) - 1;
    assert_eq!(repaired(&text), [(RepairKind::Spaces, breaks)]);
    assert_eq!(codes(&read(text.as_bytes())), [Code::Base64Spaces]);
}

#[test]
fn line_wraps_inside_a_form_body_go() {
    let text = format!(
        "SAMLResponse={}&RelayState=x",
        percent(&wrapped(&encoded(), 76, "\r\n")).replace("\r\n", "%0D%0A")
    );
    assert_eq!(repaired(&text), [(RepairKind::LineBreaks, encoded().len().div_ceil(76) - 1)]);
    let text = format!("SAMLResponse={}&RelayState=x", wrapped(&encoded(), 76, "\n"));
    assert_eq!(repaired(&text), [(RepairKind::LineBreaks, encoded().len().div_ceil(76) - 1)]);
}

#[test]
fn missing_and_surplus_padding_is_put_right() {
    let missing = STANDARD_NO_PAD.encode(XML);
    let lost = encoded().len() - missing.len();
    assert_eq!(repaired(&missing), [(RepairKind::Padding, lost)]);
    assert_eq!(repaired(&format!("{}==", encoded())), [(RepairKind::Padding, 2)]);
}

#[test]
fn the_url_safe_alphabet_is_read() {
    let text = URL_SAFE_NO_PAD.encode(XML);
    let count = text.matches(['-', '_']).count();
    assert!(count > 0);
    let message = read(text.as_bytes());
    assert_eq!(message.xml(), XML);
    assert_eq!(message.repairs()[0].kind, RepairKind::UrlSafeAlphabet);
    assert_eq!(message.repairs()[0].count, count);
    assert_eq!(codes(&message), [Code::Base64url]);
}

#[test]
fn base64_twice() {
    let message = read(STANDARD.encode(encoded()).as_bytes());
    assert_eq!(message.xml(), XML);
    assert_eq!(message.steps(), [Decoding::Base64, Decoding::Base64]);
    assert_eq!(message.repairs()[0].kind, RepairKind::DoubleBase64);
    assert_eq!(codes(&message), [Code::Base64Twice]);
}

#[test]
fn percent_encoding_twice() {
    for text in [
        percent(&percent(&encoded())),
        format!("RelayState=x&SAMLResponse={}", percent(&percent(&encoded()))),
    ] {
        let message = read(text.as_bytes());
        assert_eq!(message.xml(), XML);
        assert_eq!(message.steps(), [Decoding::PercentDecoding, Decoding::PercentDecoding, Decoding::Base64]);
        assert_eq!(codes(&message), [Code::PercentEncodedTwice]);
    }
}

#[test]
fn quotes_around_the_value_go() {
    assert_eq!(repaired(&format!("\"{}\"", encoded())), [(RepairKind::Quotes, 2)]);
    assert_eq!(repaired(&format!("  '{}'\n", encoded())), [(RepairKind::Quotes, 2)]);
    assert_eq!(repaired(&format!("\"{}", encoded())), [(RepairKind::Quotes, 1)]);
    assert_eq!(repaired(&format!("\"{XML}\"")), [(RepairKind::Quotes, 2)]);
}

#[test]
fn smart_quotes_around_the_value_go() {
    let text = format!("\u{201c}{}\u{201d}", encoded());
    assert_eq!(repaired(&text), [(RepairKind::SmartQuotes, 2)]);
    assert_eq!(codes(&read(text.as_bytes())), [Code::SmartQuotes]);
}

#[test]
fn zero_width_characters_go_from_a_value() {
    let mut text = encoded();
    text.insert(40, '\u{200b}');
    text.insert(10, '\u{ad}');
    text.insert(0, '\u{2060}');
    assert_eq!(repaired(&text), [(RepairKind::ZeroWidth, 3)]);
    assert_eq!(codes(&read(text.as_bytes())), [Code::ZeroWidth]);
}

#[test]
fn a_byte_order_mark_goes() {
    for text in [
        format!("\u{feff}{}", encoded()),
        format!("\u{feff}{XML}"),
        STANDARD.encode(format!("\u{feff}{XML}")),
    ] {
        assert_eq!(repaired(&text), [(RepairKind::ByteOrderMark, 1)]);
        assert_eq!(codes(&read(text.as_bytes())), [Code::ByteOrderMark]);
    }
}

#[test]
fn utf_16_in_either_order_with_and_without_a_mark() {
    for text in [XML.replace(['\u{fb}', '\u{ff}'], ""), format!("SAMLResponse={}", percent(&encoded()))] {
        let want = read(text.as_bytes()).xml().to_owned();
        for (mark, is_little) in [("\u{feff}", true), ("\u{feff}", false), ("", true), ("", false)] {
            let octets: Vec<u8> = format!("{mark}{text}")
                .encode_utf16()
                .flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() })
                .collect();
            let message = read(&octets);
            assert_eq!(message.xml(), want);
            assert_eq!(message.steps()[0], Decoding::Utf16);
            assert!(codes(&message).contains(&Code::Utf16Text));
            let kinds: Vec<_> = message.repairs().iter().map(|repair| repair.kind).collect();
            assert_eq!(kinds.contains(&RepairKind::ByteOrderMark), !mark.is_empty());
        }
    }
}

#[test]
fn utf_16_inside_base64() {
    let octets: Vec<u8> = format!("\u{feff}{XML}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let message = read(STANDARD.encode(octets).as_bytes());
    assert_eq!(message.xml(), XML);
    assert_eq!(message.steps(), [Decoding::Base64, Decoding::Utf16]);
}

#[test]
fn html_entities_in_the_value_are_decoded() {
    let count = encoded().matches(['+', '=']).count();
    let text =
        format!("SAMLResponse={}&amp;RelayState=x", encoded().replace('+', "&#43;").replace('=', "&#x3d;"));
    assert_eq!(repaired(&text), [(RepairKind::HtmlEntities, count)]);
    let message = read(text.as_bytes());
    assert_eq!(codes(&message), [Code::HtmlEntities]);
    assert_eq!(message.relay_state(), Some("x"));
}

#[test]
fn xml_written_with_entities_is_decoded_as_a_whole() {
    let text = "&lt;a b=&quot;x&amp;lt;y&quot;&gt;&lt;/a&gt;";
    let message = read(text.as_bytes());
    assert_eq!(message.xml(), "<a b=\"x&lt;y\"></a>");
    assert_eq!((message.form(), message.steps()), (CaptureForm::Xml, [Decoding::HtmlEntities].as_slice()));
}

#[test]
fn json_escapes_in_the_value_are_undone() {
    let text = wrapped(&encoded(), 76, "\\n").replace('/', "\\/").replace('+', "\\u002b");
    let message = read(text.as_bytes());
    assert_eq!(message.xml(), XML);
    assert_eq!(codes(&message), [Code::JsonEscaped]);
    let text = XML.replace('"', "\\\"").replace('/', "\\/");
    let message = read(text.as_bytes());
    assert_eq!(message.xml(), XML);
    assert_eq!(codes(&message), [Code::JsonEscaped]);
}

#[test]
fn text_after_the_value_goes() {
    assert_eq!(repaired(&format!("{};", encoded())), [(RepairKind::TrailingText, 1)]);
    assert_eq!(repaired(&format!("{}\", foo", encoded())), [(RepairKind::TrailingText, 6)]);
}

#[test]
fn line_numbers_go() {
    let lines = wrapped(&encoded(), 40, "\n");
    let numbered: Vec<String> =
        lines.lines().enumerate().map(|(at, line)| format!("{:>3}  {line}", at + 9)).collect();
    let kinds = repaired(&numbered.join("\n"));
    assert_eq!(kinds[0], (RepairKind::LineNumbers, numbered.len()));
}

#[test]
fn numbers_on_lines_of_their_own_go() {
    let lines = wrapped(&encoded(), 40, "\n");
    let count = lines.lines().count();
    let between: String =
        lines.lines().enumerate().map(|(at, line)| format!("{}\n{line}\n", at + 1)).collect();
    let before: String = (1..=count).map(|number| format!("{number}\n")).collect();
    for text in [between, format!("{before}{lines}")] {
        assert_eq!(repaired(&text)[0], (RepairKind::LineNumbers, count), "{text}");
    }
}

#[test]
fn the_box_around_the_lines_goes() {
    let lines = wrapped(&encoded(), 40, "\n");
    let framed: String = lines.lines().map(|line| format!("│ {line:<40} │\n")).collect();
    let rule = "─".repeat(42);
    let text = format!("┌{rule}┐\n{framed}└{rule}┘\n");
    assert_eq!(repaired(&text)[0], (RepairKind::LinePrefixes, lines.lines().count()));
}

#[test]
fn compressed_in_a_post_is_read_and_reported() {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(XML.as_bytes()).unwrap();
    let value = STANDARD.encode(encoder.finish().unwrap());
    let message = read(format!("SAMLResponse={}", percent(&value)).as_bytes());
    assert_eq!((message.xml(), message.binding()), (XML, Binding::Post));
    assert_eq!(codes(&message), [Code::WrongBinding]);
    assert_eq!(
        message.findings()[0].message(),
        "the value was posted, but it is compressed as in HTTP-Redirect: a service that reads HTTP-POST finds no XML in it"
    );
    // Who reads HTTP-POST cannot read it, so nothing is accepted; `validate` refuses it too.
    assert_eq!(message.findings()[0].severity(), Severity::Error);
}

#[test]
fn a_zlib_or_gzip_header_is_read_and_reported() {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(XML.as_bytes()).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(XML.as_bytes()).unwrap();
    for octets in [zlib.finish().unwrap(), gzip.finish().unwrap()] {
        let message = read(STANDARD.encode(octets).as_bytes());
        assert_eq!((message.xml(), codes(&message)), (XML, vec![Code::WrongBinding]));
    }
}

#[test]
fn plain_xml_in_a_post_is_read_and_reported() {
    for value in [
        XML.to_owned(),
        percent(XML).replace('<', "%3C").replace('>', "%3E").replace(' ', "+").replace('"', "%22"),
    ] {
        let message = read(format!("SAMLResponse={value}").as_bytes());
        assert_eq!((message.xml(), codes(&message)), (XML, vec![Code::WrongBinding]));
    }
}

#[test]
fn masks_inside_the_xml_are_a_warning() {
    let message = read(b"<Response><DigestValue>***</DigestValue></Response>");
    assert_eq!(codes(&message), [Code::MaskedValues]);
    assert_eq!(message.findings()[0].severity(), Severity::Warning);
}

#[test]
fn several_damages_at_once() {
    let pluses = encoded().matches('+').count();
    let text = format!("\u{feff}\u{201c}{}\u{201d}\r\n", encoded().replace('+', " ").trim_end_matches('='));
    let kinds = repaired(&text);
    assert!(kinds.contains(&(RepairKind::SpaceToPlus, pluses)), "{kinds:?}");
    assert!(kinds.contains(&(RepairKind::SmartQuotes, 2)), "{kinds:?}");
    assert!(kinds.contains(&(RepairKind::ByteOrderMark, 1)), "{kinds:?}");
}
