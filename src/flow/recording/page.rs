//! What the story needs of a page: its title, its first words, and what its forms are for.

use crate::capture::exchange::without_entities;

/// Bytes of a page that are looked at.
const MAX_BYTES: usize = 256 << 10;
/// Characters kept of a title or a first line.
const MAX_CHARACTERS: usize = 160;

/// A page, in short.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageSummary {
    pub(crate) title: Option<String>,
    /// The first text of its body.
    pub(crate) first_line: Option<String>,
    pub(crate) has_password: bool,
    /// It asks for a second factor.
    pub(crate) has_code: bool,
    /// A form of it posts a SAMLResponse.
    pub(crate) posts_response: bool,
    /// A form of it posts a SAMLRequest.
    pub(crate) posts_request: bool,
    /// It leads on by itself (meta refresh).
    pub(crate) refreshes: bool,
}

impl PageSummary {
    /// Looks at the text of an answer.
    pub(super) fn of(text: &str, mime: &str) -> Option<PageSummary> {
        let text = start(text, MAX_BYTES);
        let trimmed = text.trim_start();
        if !(mime.contains("html") || trimmed.starts_with('<')) {
            // An error in plain text or JSON; code and images say nothing.
            let is_text = mime.contains("text/plain") || mime.contains("json");
            let line = trimmed.lines().next().map(|line| shortened(line.trim()));
            let page =
                PageSummary { first_line: line.filter(|line| !line.is_empty()), ..PageSummary::default() };
            return (is_text && page.first_line.is_some()).then_some(page);
        }
        let lower = text.to_ascii_lowercase();
        let has = |needle: &str| lower.contains(needle);
        let names = |name: &str| has(&format!("name=\"{name}\"")) || has(&format!("name='{name}'"));
        Some(PageSummary {
            title: between(text, &lower, "<title", "</title"),
            first_line: first_line(text, &lower),
            has_password: has("type=\"password\"") || has("type='password'") || has("type=password"),
            has_code: has("one-time-code") || names("otp") || names("totp") || names("passcode"),
            posts_response: names("samlresponse"),
            posts_request: names("samlrequest"),
            refreshes: has("http-equiv=\"refresh\"") || has("http-equiv='refresh'"),
        })
    }

    /// Title or else first words.
    pub(crate) fn label(&self) -> Option<&str> {
        self.title.as_deref().or(self.first_line.as_deref())
    }

    /// Whether its title or first words speak of an error.
    pub(crate) fn is_error(&self) -> bool {
        const WORDS: [&str; 18] = [
            "error",
            "denied",
            "forbidden",
            "unauthorized",
            "not authorized",
            "invalid",
            "failed",
            "failure",
            "expired",
            "went wrong",
            "sorry",
            "oops",
            "problem",
            "not found",
            "unable to",
            "can't sign",
            "cannot sign",
            "csrf",
        ];
        let is_bad = |text: &Option<String>| {
            text.as_ref().is_some_and(|text| {
                let text = text.to_lowercase();
                WORDS.iter().any(|word| text.contains(word))
            })
        };
        is_bad(&self.title) || (self.title.is_none() && is_bad(&self.first_line))
    }
}

/// The first bytes of a text, whole characters.
fn start(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    text.get(..end).unwrap_or_default()
}

/// The text of the first element of a name.
fn between(text: &str, lower: &str, open: &str, close: &str) -> Option<String> {
    let at = lower.find(open)?;
    let begin = at.saturating_add(lower.get(at..)?.find('>')?).saturating_add(1);
    let end = begin.saturating_add(lower.get(begin..)?.find(close)?);
    let inner = plain(text.get(begin..end)?);
    (!inner.is_empty()).then_some(inner)
}

/// The heading of a page, or the first text of its body.
fn first_line(text: &str, lower: &str) -> Option<String> {
    for (open, close) in [("<h1", "</h1"), ("<h2", "</h2")] {
        if let Some(found) = between(text, lower, open, close) {
            return Some(found);
        }
    }
    let body = lower.find("<body").unwrap_or(0);
    let mut rest = text.get(body..)?;
    // Every turn consumes a tag or a text.
    while let Some((_, after)) = rest.split_once('>') {
        let (words, tag) = after.split_once('<').unwrap_or((after, ""));
        let words = plain(words);
        if words.chars().any(char::is_alphabetic) {
            return Some(words);
        }
        let name = start(tag, 6).to_ascii_lowercase();
        let skipped = ["script", "style"].into_iter().find(|skipped| name.starts_with(skipped));
        rest = match skipped.and_then(|skipped| tag.split_once(&format!("</{skipped}"))) {
            Some((_, after)) => after,
            None => tag,
        };
    }
    None
}

/// Text without tags, entities and runs of blanks.
fn plain(markup: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for character in start(markup, 2_000).chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if in_tag => {}
            c => out.push(c),
        }
    }
    let words: Vec<String> = without_entities(&out).split_whitespace().map(str::to_owned).collect();
    shortened(&words.join(" "))
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(MAX_CHARACTERS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_in_short() {
        let page = PageSummary::of(
            "<!doctype html><head><title>Sign in &amp; go</title></head><body><script>var a = '<b>';</script><p>Hi</p><input type=\"password\" name=p></body>",
            "text/html",
        );
        let page = page.unwrap();
        assert_eq!(page.title.as_deref(), Some("Sign in & go"));
        assert_eq!(page.first_line.as_deref(), Some("Hi"));
        assert!(page.has_password && !page.is_error());
        assert!(PageSummary::of("<h1>Access denied</h1>", "").unwrap().is_error());
        assert!(PageSummary::of("GIF89a", "image/gif").is_none());
    }
}
