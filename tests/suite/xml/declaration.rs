//! The XML declaration says version 1.0 and UTF-8, in that order, at the very start, or the document is refused.

use super::table::{assert_malformed, assert_read, assert_refused};
use samlens::Code;

const END: &str = "expected '?>' at the end of the XML declaration";
const VERSION: &str = "expected version in the XML declaration";
const PLACE: &str = "the XML declaration is not at the very start";

#[test]
fn legal_declarations() {
    for declaration in [
        "<?xml version=\"1.0\"?>",
        "<?xml version='1.0'?>",
        "<?xml version = '1.0' ?>",
        "<?xml\tversion='1.0'\r\n?>",
        "<?xml version='1.0' encoding='UTF-8'?>",
        "<?xml version='1.0' encoding=\"utf-8\"?>",
        "<?xml version='1.0' encoding='Utf-8' standalone='yes'?>",
        "<?xml version='1.0' standalone='no'?>",
        "\u{FEFF}<?xml version='1.0' encoding='UTF-8'?>",
        "\u{FEFF}",
    ] {
        assert_read(&[(&format!("{declaration}<a/>"), "a"), (&format!("{declaration}\n<a/>"), "a")]);
    }
}

#[test]
fn other_versions_and_encodings() {
    let version = "the XML version is not 1.0";
    let malformed = "the declared encoding is malformed, expected UTF-8";
    assert_refused(
        Code::EncodingUnsupported,
        &[
            ("<?xml version='1.1'?><a/>", version, 1, 6),
            ("<?xml version='1.00'?><a/>", version, 1, 6),
            ("<?xml version='2.0'?><a/>", version, 1, 6),
            ("<?xml version=' 1.0'?><a/>", version, 1, 6),
            ("<?xml version=''?><a/>", version, 1, 6),
            (
                "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
                "the declared encoding is ISO-8859-1, expected UTF-8",
                1,
                6,
            ),
            (
                "<?xml version='1.0' encoding='UTF-16'?><a/>",
                "the declared encoding is UTF-16, expected UTF-8",
                1,
                6,
            ),
            (
                "<?xml version='1.0' encoding='utf8'?><a/>",
                "the declared encoding is utf8, expected UTF-8",
                1,
                6,
            ),
            (
                "<?xml version='1.0' encoding='US-ASCII'?><a/>",
                "the declared encoding is US-ASCII, expected UTF-8",
                1,
                6,
            ),
            (
                "<?xml version='1.0' encoding='UTF-7'?><a/>",
                "the declared encoding is UTF-7, expected UTF-8",
                1,
                6,
            ),
            ("<?xml version='1.0' encoding=' UTF-8'?><a/>", malformed, 1, 6),
            ("<?xml version='1.0' encoding='é'?><a/>", malformed, 1, 6),
        ],
    );
}

#[test]
fn malformed_declarations() {
    assert_malformed(&[
        ("<?xml?><a/>", PLACE, 1, 3),
        ("<?xml ?><a/>", VERSION, 1, 6),
        ("<?xml encoding='UTF-8'?><a/>", VERSION, 1, 6),
        ("<?xml encoding='UTF-8' version='1.0'?><a/>", VERSION, 1, 6),
        ("<?xml Version='1.0'?><a/>", VERSION, 1, 6),
        ("<?xml version='1.0' standalone='yes' encoding='UTF-8'?><a/>", END, 1, 38),
        ("<?xml version='1.0' version='1.0'?><a/>", END, 1, 21),
        ("<?xml version='1.0'encoding='UTF-8'?><a/>", END, 1, 20),
        ("<?xml version='1.0' encoding='UTF-8'standalone='yes'?><a/>", END, 1, 37),
        ("<?xml version='1.0' x='y'?><a/>", END, 1, 21),
        ("<?xml version='1.0' ><a/>", END, 1, 21),
        ("<?xml version='1.0'", END, 1, 20),
        ("<?xml version='1.0' standalone='YES'?><a/>", "standalone is neither yes nor no", 1, 37),
        ("<?xml version='1.0' standalone=''?><a/>", "standalone is neither yes nor no", 1, 34),
        ("<?xml version 1.0?><a/>", "expected '=' in the XML declaration", 1, 15),
        ("<?xml version=1.0?><a/>", "expected a quote in the XML declaration", 1, 15),
        ("<?xml version='1.0?>", "the XML declaration has no end", 1, 16),
        ("<?xml version='1.0\"?>", "the XML declaration has no end", 1, 16),
        (" <?xml version='1.0'?><a/>", PLACE, 1, 4),
        ("\n<?xml version='1.0'?><a/>", PLACE, 2, 3),
        ("<!-- --><?xml version='1.0'?><a/>", PLACE, 1, 11),
        ("<a/><?xml version='1.0'?>", PLACE, 1, 7),
        ("<?xml version='1.0'?><?xml version='1.0'?><a/>", PLACE, 1, 24),
        ("\u{FEFF}\u{FEFF}<a/>", "expected the root element", 1, 2),
        (" \u{FEFF}<a/>", "expected the root element", 1, 2),
        ("<?xml\u{A0}version='1.0'?><a/>", PLACE, 1, 3),
    ]);
}
