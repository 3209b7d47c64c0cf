//! Whatever is asked of `explain`: an answer within its bounds, and a known text is known in every line of a log.

use samlens::inspect::explain::{Meaning, lookup};
use std::sync::OnceLock;

/// The known texts without words for values in them.
fn known() -> &'static [&'static str] {
    static KNOWN: OnceLock<Vec<&'static str>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let table = include_str!("../../src/diagnosis/messages/error_texts.tsv");
        let texts = table.lines().skip(1).filter_map(|line| line.split('\t').next());
        texts.filter(|text| !text.contains(['{', '<', '…']) && text.len() >= 30).collect()
    })
}

/// Panics where an answer has too much, or nothing, or a known text is not found.
pub fn explain(text: &str) {
    let meaning = lookup(text);
    match &meaning {
        Meaning::Texts(texts) => {
            assert!((1..=6).contains(&texts.len()));
            assert!(texts.iter().all(|one| !one.codes().is_empty() && !one.meaning().is_empty()));
        }
        Meaning::Similar(similar) => {
            assert!((1..=4).contains(&similar.codes().len()) && similar.texts().len() <= 3);
            assert!(similar.texts().iter().all(|(_, percent)| *percent <= 100));
        }
        Meaning::Unknown(near) => assert!(near.len() <= 5),
        _ => {}
    }
    // White space around it changes nothing.
    assert_eq!(lookup(&format!("\n {text}\t")), meaning, "{text:?}");
    // A known text, after what a log has in front: no words, and no escapes, since `%50` is a letter.
    let known = known();
    let chosen = text.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    if let Some(wanted) = known.get(chosen % known.len())
        && text.len() < 200
        && !text.contains(|c: char| c.is_alphabetic() || c == '%' || c == '&')
    {
        let line = format!("{text} {wanted}");
        let found = match lookup(&line) {
            Meaning::Texts(texts) => {
                texts.iter().any(|one| one.text() == *wanted || wanted.contains(one.text()))
            }
            Meaning::Similar(similar) => similar.texts().iter().any(|(one, _)| one.text() == *wanted),
            _ => false,
        };
        assert!(found, "not found: {line:?}");
    }
}
