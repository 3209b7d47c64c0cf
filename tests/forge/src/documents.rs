//! Documents by the thousand, the same ones in every run.
use std::fmt::Write;

/// A xorshift generator: tests must not depend on chance.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end
    }

    pub fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.below(from.len())]
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

const PREFIXES: [&str; 5] = ["", "a", "b", "p", "é"];
const URIS: [&str; 6] =
    ["urn:1", "urn:2", "urn:10", "urn:%C3", "urn:x&amp;y", "http://www.w3.org/2001/XMLSchema"];
const LOCALS: [&str; 5] = ["x", "y", "X", "x-1", "ü"];
const TEXTS: [&str; 12] =
    ["t", " ", "\n", "\r\n", "\r", "&amp;", "&lt;", "&gt;", ">", "&#13;", "\"'", "é\u{1F600}"];
const VALUES: [&str; 12] =
    ["v", " ", "\n", "\r\n", "\t", "&amp;", "&lt;", "&#9;", "&#xA;", "&#13;", "&quot;", ">é'"];

/// A well-formed tree with declarations, re-declarations and undeclarations in every order, and no comments.
pub fn tree(random: &mut Random) -> String {
    let mut out = String::new();
    let mut budget = 3 + random.below(25);
    element(random, &mut out, &mut vec![("", false)], 0, &mut budget);
    out
}

/// `scope` has the prefixes that are bound, and whether the default namespace is.
fn element(
    random: &mut Random,
    out: &mut String,
    scope: &mut Vec<(&'static str, bool)>,
    depth: usize,
    budget: &mut usize,
) {
    let mark = scope.len();
    let mut tag = String::new();
    let mut declared: Vec<&str> = Vec::new();
    for _ in 0..random.below(4) {
        let prefix = random.pick(&PREFIXES);
        if declared.contains(&prefix) {
            continue;
        }
        declared.push(prefix);
        let uri = if prefix.is_empty() && random.one_in(2) { "" } else { random.pick(&URIS) };
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        let _ = write!(tag, " {name}={}", quoted(random, uri));
        scope.push((prefix, !uri.is_empty()));
    }
    let mut attributes: Vec<String> = Vec::new();
    for _ in 0..random.below(5) {
        let local = random.pick(&LOCALS);
        let name = match random.below(4) {
            0 => format!("xml:{local}"),
            1 => local.to_owned(),
            _ => match random.pick(&scope.iter().map(|(prefix, _)| *prefix).collect::<Vec<_>>()) {
                "" => local.to_owned(),
                // Two prefixes may be bound to one namespace: the prefix makes the local name another one.
                prefix => format!("{prefix}:{local}{}", prefix.len() * 7 + prefix.as_bytes()[0] as usize),
            },
        };
        if !attributes.contains(&name) {
            let value: String = (0..random.below(3)).map(|_| random.pick(&VALUES)).collect();
            let at = if random.one_in(3) { 0 } else { tag.len() };
            let space = random.pick(&[" ", "  ", "\n", "\t "]);
            tag.insert_str(
                at,
                &format!("{space}{name}{}{}", random.pick(&["=", "=", " = "]), quoted(random, &value)),
            );
            attributes.push(name);
        }
    }
    let prefix = scope[random.below(scope.len())].0;
    let local = random.pick(&LOCALS);
    let name = if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") };
    let _ = write!(out, "<{name}{tag}");
    if random.one_in(4) {
        out.push_str(random.pick(&["/>", " />"]));
    } else {
        out.push_str(random.pick(&[">", ">", " >"]));
        while *budget > 0 && !random.one_in(4) {
            *budget -= 1;
            match random.below(3) {
                0 => out.push_str(random.pick(&TEXTS)),
                1 if random.one_in(3) => out.push_str("<![CDATA[<&>\r]]>"),
                _ if depth < 12 => element(random, out, scope, depth + 1, budget),
                _ => {}
            }
        }
        let _ = write!(out, "</{name}{}>", random.pick(&["", "", " "]));
    }
    scope.truncate(mark);
}

fn quoted(random: &mut Random, value: &str) -> String {
    match value.contains('\'') || random.one_in(2) {
        true => format!("\"{value}\""),
        false => format!("'{value}'"),
    }
}

/// Pieces that documents are damaged with.
const PIECES: [&str; 64] = [
    "<",
    ">",
    "&",
    "\"",
    "'",
    "/",
    "=",
    ":",
    "!",
    "?",
    "-",
    "--",
    "]]>",
    "]]",
    "<!--",
    "-->",
    "<!-- c -->",
    "<![CDATA[",
    "<![CDATA[]]>",
    "<?p?>",
    "<?xml version='1.0'?>",
    "?>",
    "<a>",
    "</a>",
    "<a/>",
    "<p:a/>",
    "<b",
    "/>",
    " ",
    "\n",
    "\r",
    "\t",
    "\u{A0}",
    "\u{85}",
    "\0",
    "\u{1}",
    "\u{7F}",
    "\u{FFFE}",
    "\u{FFFD}",
    "\u{FEFF}",
    "\u{1F600}",
    "\u{301}",
    "é",
    "x",
    "1",
    ".",
    "&amp;",
    "&lt;",
    "&#13;",
    "&#0;",
    "&#xD800;",
    "&#65;",
    "&x;",
    " xmlns=''",
    " xmlns='urn:x'",
    " xmlns:p='urn:x'",
    " xmlns:p=''",
    " xmlns:q='urn:x'",
    " xmlns:xml='urn:x'",
    " p:x='1'",
    " q:x='1'",
    " x='1'",
    " xml:id='1'",
    "<!DOCTYPE a>",
];

/// The document with one to three pieces inserted, removed, doubled, moved or replaced.
pub fn damaged(random: &mut Random, text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..1 + random.below(3) {
        let (from, to) = (place(random, &text), place(random, &text));
        let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 40));
        let to = (to..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap();
        match random.below(6) {
            0 | 1 => text.insert_str(from, random.pick(&PIECES)),
            2 => text.replace_range(from..to, random.pick(&PIECES)),
            3 => text.replace_range(from..to, ""),
            4 => {
                let piece = text[from..to].to_owned();
                text.insert_str(from, &piece);
            }
            _ => {
                let piece = text[from..to].to_owned();
                text.replace_range(from..to, "");
                let at = place(random, &text);
                text.insert_str(at, &piece);
            }
        }
    }
    text
}

/// A place in the text, more often where markup is.
fn place(random: &mut Random, text: &str) -> usize {
    let at = random.below(text.len() + 1);
    let at = (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap();
    if random.one_in(2) {
        return at;
    }
    text[at..].find(['<', '>', '"', '=', '&']).map_or(at, |offset| at + offset + random.below(2))
}
