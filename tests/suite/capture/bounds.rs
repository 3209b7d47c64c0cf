//! Budgets are kept, work grows linearly, and no input makes reading panic.
use crate::linear::fastest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samlens::inspect::Capture;
use samlens::{Code, Limits};
use samlens_forge::documents::Random;
use std::io::Write;
use std::time::Duration;

#[track_caller]
fn exceeds(input: &[u8], limits: &Limits, name: &str) {
    let error = Capture::read(input, limits).unwrap_err();
    assert_eq!(error.finding().code(), Code::LimitExceeded, "{error}");
    assert!(error.finding().message().ends_with(&format!("the limit {name} allows")), "{error}");
}

#[test]
fn size_of_the_capture() {
    let mut limits = Limits::default();
    limits.max_capture_bytes = 4;
    assert!(Capture::read(b"<a/>", &limits).is_ok());
    exceeds(b"<aa/>", &limits, "max_capture_bytes");
}

#[test]
fn size_of_the_message() {
    let mut limits = Limits::default();
    limits.max_xml_bytes = 1000;
    let fits = format!("<a>{}</a>", "x".repeat(993));
    let over = format!("<a>{}</a>", "x".repeat(994));
    for (xml, is_over) in [(fits, false), (over, true)] {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(xml.as_bytes()).unwrap();
        let compressed = STANDARD.encode(encoder.finish().unwrap());
        for text in [xml.clone(), STANDARD.encode(&xml), compressed] {
            if is_over {
                exceeds(text.as_bytes(), &limits, "max_xml_bytes");
            } else {
                assert!(Capture::read(text.as_bytes(), &limits).is_ok());
            }
        }
    }
}

#[test]
fn layers_of_encoding() {
    let mut text = "<samlp:Response/>".to_owned();
    for _ in 0..8 {
        text = STANDARD.encode(text);
    }
    assert_eq!(Capture::read(text.as_bytes(), &Limits::default()).unwrap().messages()[0].steps().len(), 8);
    exceeds(STANDARD.encode(&text).as_bytes(), &Limits::default(), "max_capture_layers");
    exceeds(
        format!("SAMLResponse={}", STANDARD.encode(&text)).as_bytes(),
        &Limits::default(),
        "max_capture_layers",
    );
}

#[test]
fn size_of_all_messages_together() {
    let xml = format!("<a>{}</a>", "x".repeat(100_000));
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(xml.as_bytes()).unwrap();
    let value = STANDARD.encode(encoder.finish().unwrap());
    let pairs: Vec<String> = (0..50).map(|_| format!("{{\"SAMLResponse\":\"{value}\"}}")).collect();
    let mut limits = Limits::default();
    limits.max_capture_bytes = 1_000_000;
    exceeds(format!("[{}]", pairs.join(",")).as_bytes(), &limits, "max_capture_bytes");
}

/// Patterns that could make a scan start over and over.
const PATTERNS: &[&str] = &[
    "<",
    "<a ",
    "<!--",
    "<a b='",
    "<![CDATA[",
    "</a",
    "<input name=SAMLResponse value=x>",
    "<script>",
    "<title>",
    "&",
    "&#",
    "&amp;",
    "%",
    "%25",
    "\\",
    "\\u002b",
    "SAMLResponse",
    "SAMLResponse=",
    "?SAMLResponse= ",
    "SAMLResponse: ",
    "?RelayState=/",
    "RelayState=",
    "RelayState=\"",
    "SAMLart=",
    "SAMLResponse \n",
    "{",
    "[",
    "\"",
    "[{\"a\":",
    "curl ",
    "curl '",
    "^\"",
    "$'",
    "+ ",
    " ",
    "\n",
    "=",
    "A",
    "A ",
    "A\n",
    "...",
    "-----BEGIN ",
    "eyJ.",
    "\u{200b}",
    "\u{201c}",
    "&lt;Response&gt;",
    "&lt;Response <",
    "<Response ",
    "<Response a=\\\"",
    "<?xml ",
    "SAMLResponse=<a><!-- ",
    "\\u003cResponse ",
    "%3CResponse",
    "SAMLResponse=x&SigAlg=y&Signature=",
    "SAMLResponse => ",
    "SAMLResponse=>[",
    "PHNhbWxwOlJlc3BvbnNl",
    "PHNhbWxwOlJlc3BvbnNlPHNhbWxwOlJlc3BvbnNlPHNhbWxwOlJlc3BvbnNlUUFB\n",
    "a=3D",
    "> A",
    ">\n",
    "1 saml: <Response\n",
    "1 A\n",
    "?",
    "http://",
    "wresult=<",
    "<form><textarea>",
    "\u{feff}",
    "'A'",
    "<br",
    "<br /",
    "<br>",
    "1 A1\n",
    "\"\"",
    "<Data>",
    "<request base64=\"true\"><![CDATA[",
    "| ",
];

/// Four times the bytes may take eight times as long; quadratic work takes sixteen times.
#[test]
fn work_grows_linearly() {
    let text = |pattern: &str, size: usize| pattern.repeat(size / pattern.len());
    let time = |text: String| fastest(1, || drop(Capture::read(text.as_bytes(), &Limits::default())));
    for pattern in PATTERNS {
        let slow = || {
            let small = time(text(pattern, 1 << 16)).max(Duration::from_millis(2));
            let large = time(text(pattern, 1 << 18));
            large > 8 * small
        };
        assert!(!(0..3).all(|_| slow()), "{pattern:?} repeated");
    }
}

#[test]
fn nothing_before_a_pattern_makes_it_slow() {
    const PREFIXES: &[&str] = &[
        "",
        "<html>",
        "<a>",
        "{\"SAMLResponse\":\"",
        "curl ",
        "SAMLResponse=",
        "https://x/?SAMLResponse=",
        "PHNhbWxw",
    ];
    for prefix in PREFIXES {
        for pattern in PATTERNS {
            let text = format!("{prefix}{}", pattern.repeat((1 << 16) / pattern.len()));
            let took = fastest(1, || drop(Capture::read(text.as_bytes(), &Limits::default())));
            assert!(took < Duration::from_secs(5), "{prefix:?} and {pattern:?} repeated: {took:?}");
        }
    }
}

#[test]
fn five_megabytes_of_the_worst_patterns() {
    for (prefix, pattern) in [
        ("", "?SAMLResponse= "),
        ("", "?RelayState=/"),
        ("", "RelayState=\""),
        ("<html>", "<input name=SAMLResponse value="),
        ("<html>", "<!--"),
        ("SAMLResponse=", "A "),
        ("curl ", "-d SAMLResponse=x "),
        ("https://x/?SAMLResponse=", "&SAMLResponse="),
    ] {
        let text = format!("{prefix}{}", pattern.repeat((5 << 20) / pattern.len()));
        let took = fastest(1, || drop(Capture::read(text.as_bytes(), &Limits::default())));
        assert!(took < Duration::from_secs(60), "{prefix:?} and {pattern:?} repeated: {took:?}");
    }
}

#[test]
fn damaged_captures_never_panic() {
    let value = STANDARD.encode("<samlp:Response ID='a'><x>\u{e9}\u{1f600}</x></samlp:Response>");
    let samples = [
        value.clone(),
        format!("SAMLResponse={value}&RelayState=%41+b"),
        format!("https://sp/acs?SAMLResponse={value}&RelayState=x#y"),
        format!(
            "{{\"log\":{{\"entries\":[{{\"request\":{{\"url\":\"https://x\",\"postData\":{{\"text\":\"SAMLResponse={value}\"}}}}}}]}}}}"
        ),
        format!(
            "{{\"requests\":[{{\"method\":\"POST\",\"url\":\"x\",\"post\":[[\"SAMLResponse\",\"{value}\"]]}}]}}"
        ),
        format!("<html><form action='https://a'><input name=SAMLResponse value='{value}&#43;'></form>"),
        format!("curl ^\"https://x^\" ^\n --data-raw ^\"SAMLResponse={value}^%^2B^\""),
        format!("curl 'https://x' -d $'SAMLResponse={value}\\u0041\\x41\\101'"),
        format!("SAMLResponse: “{value}”\nRelayState: x"),
        "<?xml version=\"1.0\"?><a b='c'><!-- x --><![CDATA[y]]></a>".to_owned(),
    ];
    const SPICE: &[&str] =
        &["\u{200b}", "…", "\\u", "\\", "%", "&#x", "^", "\"", "'", "<", "\0", "é", "=", " ", "😀"];
    let mut random = Random::new(0x9e37_79b9_7f4a_7c15);
    for sample in &samples {
        for _ in 0..2_000 {
            let mut octets = sample.clone().into_bytes();
            for _ in 0..=random.below(4) {
                let at = random.below(octets.len());
                match random.below(4) {
                    0 => octets[at] = random.below(256) as u8,
                    1 => octets.truncate(at + 1),
                    2 => drop(octets.remove(at)),
                    _ => drop(octets.splice(at..at, SPICE[random.below(SPICE.len())].bytes())),
                }
                if octets.is_empty() {
                    octets.push(b'x');
                }
            }
            let _ = Capture::read(&octets, &Limits::default());
        }
    }
}
