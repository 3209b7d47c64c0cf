//! Letters that are gone, where no proof can bring them back: too many of them to try each.

use crate::xml::Element;

/// What the text of a signed element shows of letters that were lost after signing, as the end of a message.
pub(super) fn letters(owner: Element<'_>) -> Option<&'static str> {
    let mut marked = false;
    for element in std::iter::once(owner).chain(owner.descendants()) {
        let Some(text) = element.text() else { continue };
        if text.contains(char::REPLACEMENT_CHARACTER) {
            return Some(
                "; values contain U+FFFD (the replacement character), so letters were probably lost when the text was read in the wrong encoding",
            );
        }
        marked |= has_mark_for_letter(text);
    }
    marked.then_some(
        "; values contain `?` between letters, so letters beyond ASCII were probably lost when the text was converted to another encoding",
    )
}

/// `M?ller`, but no query of a URL.
fn has_mark_for_letter(text: &str) -> bool {
    if text.contains(['/', '=', ':']) {
        return false;
    }
    let mut parts = text.split('?');
    let Some(mut before) = parts.next() else { return false };
    for after in parts {
        let ends = before.chars().next_back().is_some_and(char::is_alphabetic);
        if ends && after.chars().next().is_some_and(char::is_alphabetic) {
            return true;
        }
        before = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::xml::Document;

    #[test]
    fn what_shows_that_letters_were_lost() {
        let said = |text: &str| {
            let xml = format!("<a><b>{text}</b></a>");
            let document = Document::parse(&xml, &Limits::default()).unwrap();
            letters(document.root()).map(|tail| tail.contains("U+FFFD"))
        };
        assert_eq!(said("Zo\u{fffd} M\u{fffd}ller"), Some(true));
        assert_eq!(said("Zo? M?ller"), Some(false));
        for plain in ["Zoë Müller", "who?", "https://sp.example.com/acs?x=1", "a?=b"] {
            assert_eq!(said(plain), None, "{plain}");
        }
    }
}
