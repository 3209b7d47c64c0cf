//! Texts are plain: none has a turn that readers stumble over.

use samlens::Code;
use samlens::inspect::explain;

/// Literary or old turns and British spelling, in lower case.
const BANNED: [&str; 32] = [
    "stands",
    "stood",
    "holds",
    "beside",
    "besides",
    "whoever",
    "nobody",
    "somebody",
    "everybody",
    "anybody",
    "all the same",
    "none where",
    "outweighs",
    "is told",
    "comes to",
    "of which",
    "said so",
    "mend",
    "hostile",
    "forger",
    "forgiven",
    "the one that is configured",
    "behaviour",
    "canonicalise",
    "canonicalised",
    "recognise",
    "recognised",
    "organisation",
    "colour",
    "licence",
    "mended",
    "outlasts",
];

/// The turns that a text has, as whole words. A quoted error text of another product is not ours.
fn turns(text: &str) -> Vec<&'static str> {
    let own: String = text.split('"').step_by(2).collect();
    let words =
        own.to_lowercase().split(|c: char| !c.is_alphanumeric() && c != '\'').collect::<Vec<_>>().join(" ");
    let words = format!(" {words} ");
    BANNED.into_iter().filter(|turn| words.contains(&format!(" {turn} "))).collect()
}

#[test]
fn a_turn_is_found_as_a_whole_word_outside_of_quotes() {
    assert_eq!(turns("A scheme stands in front."), ["stands"]);
    assert!(turns("It withholds standards; the page says \"nobody\".").is_empty());
}

#[test]
fn every_explanation_and_setting_is_plain() {
    let mut texts: Vec<String> = Vec::new();
    for code in Code::ALL {
        let explanation = explain::by_code(*code).unwrap();
        let own = [code.summary(), explanation.checks(), explanation.why(), explanation.looks()];
        let fixes = explanation.fix().iter().map(|(_, text)| *text);
        texts.extend(own.into_iter().chain(fixes).map(str::to_owned));
        texts.extend(explain::settings(*code).iter().map(|setting| setting.text().to_owned()));
    }
    texts.extend(explain::topics().flat_map(|topic| [topic.title(), topic.text()]).map(str::to_owned));
    assert!(texts.len() > 1_000, "{}", texts.len());
    let found: Vec<String> = texts
        .into_iter()
        .filter(|text| !turns(text).is_empty())
        .map(|text| format!("{:?}: {text}", turns(&text)))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
