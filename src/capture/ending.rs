//! Where a document that breaks off breaks off. Not a parser: it only follows tags, to tell a cut from a fault.

/// How a document ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ending<'x> {
    /// The root element is closed.
    Whole,
    /// The text ends while elements are open.
    Cut {
        /// Name of the last element that was closed.
        last: Option<&'x str>,
        /// Name of the innermost element that is still open.
        open: Option<&'x str>,
    },
    /// Tags do not match or nest too deep: the strict reader says what is wrong.
    Unclear,
}

/// Says how a document ends.
pub(super) fn ending(xml: &str, max_depth: usize) -> Ending<'_> {
    follow(xml, max_depth).0
}

/// The length of the document at the start of a text, to the end tag of its root. None if the root is not closed.
pub(super) fn whole_length(text: &str, max_depth: usize) -> Option<usize> {
    match follow(text, max_depth) {
        (Ending::Whole, after) => Some(text.len() - after.len()),
        _ => None,
    }
}

/// Follows the tags of a document to its end, in one pass, and returns the text after it.
fn follow(xml: &str, max_depth: usize) -> (Ending<'_>, &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut last = None;
    let mut rest = xml;
    // Every turn consumes at least the `<` it found.
    while let Some((_, markup)) = rest.split_once('<') {
        let skipped = if let Some(comment) = markup.strip_prefix("!--") {
            comment.split_once("-->").map(|(_, after)| after)
        } else if let Some(data) = markup.strip_prefix("![CDATA[") {
            data.split_once("]]>").map(|(_, after)| after)
        } else if let Some(instruction) = markup.strip_prefix('?') {
            instruction.split_once("?>").map(|(_, after)| after)
        } else if markup.starts_with('!') {
            return (Ending::Unclear, "");
        } else {
            match tag(markup) {
                XmlTag::Start(name, after) => {
                    open.push(name);
                    if open.len() > max_depth {
                        return (Ending::Unclear, "");
                    }
                    Some(after)
                }
                XmlTag::Empty(name, after) => {
                    last = Some(name);
                    if open.is_empty() {
                        return (Ending::Whole, after);
                    }
                    Some(after)
                }
                XmlTag::End(name, after) => {
                    if open.pop() != Some(name) {
                        return (Ending::Unclear, "");
                    }
                    last = Some(name);
                    if open.is_empty() {
                        return (Ending::Whole, after);
                    }
                    Some(after)
                }
                XmlTag::Cut => None,
                XmlTag::Fault => return (Ending::Unclear, ""),
            }
        };
        match skipped {
            Some(after) => rest = after,
            None => break,
        }
    }
    (Ending::Cut { last, open: open.last().copied() }, "")
}

enum XmlTag<'x> {
    Start(&'x str, &'x str),
    Empty(&'x str, &'x str),
    End(&'x str, &'x str),
    Cut,
    Fault,
}

/// Reads one tag, after its `<`.
fn tag(markup: &str) -> XmlTag<'_> {
    let (is_end, body) = match markup.strip_prefix('/') {
        Some(body) => (true, body),
        None => (false, markup),
    };
    let mut quote = None;
    for (at, byte) in body.bytes().enumerate() {
        match (quote, byte) {
            (_, b'<') => return XmlTag::Fault,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            (None, b'>') => {
                let (Some(inside), Some(after)) = (body.get(..at), body.get(at + 1..)) else {
                    return XmlTag::Fault;
                };
                let name = inside.split([' ', '\t', '\r', '\n', '/']).next().unwrap_or_default();
                return match (name.is_empty(), is_end, inside.ends_with('/')) {
                    (true, _, _) => XmlTag::Fault,
                    (_, true, _) => XmlTag::End(name, after),
                    (_, _, true) => XmlTag::Empty(name, after),
                    _ => XmlTag::Start(name, after),
                };
            }
            _ => {}
        }
    }
    XmlTag::Cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_root_is_whole() {
        assert_eq!(ending("<?xml version='1.0'?><!-- <a> --><a b='>'><c/><d>x</d></a>\n", 64), Ending::Whole);
        assert_eq!(ending("<a/>", 64), Ending::Whole);
    }

    #[test]
    fn a_cut_names_the_last_whole_element_and_the_open_one() {
        assert_eq!(ending("<a><b>x</b><c><d/><e f='", 64), Ending::Cut { last: Some("d"), open: Some("c") });
        assert_eq!(ending("<a", 64), Ending::Cut { last: None, open: None });
        assert_eq!(ending("<a><!-- x", 64), Ending::Cut { last: None, open: Some("a") });
    }

    #[test]
    fn faults_are_not_cuts() {
        assert_eq!(ending("<a><b></a>", 64), Ending::Unclear);
        assert_eq!(ending("<a b='x><c></c></a>", 64), Ending::Unclear);
        assert_eq!(ending("<a><a><a>", 2), Ending::Unclear);
    }
}
