//! Changes to a signed message that know the places of elements, attributes, values and base64.
//!
//! The same choices give the same text on every machine: what a run found is found again by its number.

/// Where choices come from: bytes first (a fuzzer's input), then numbers that follow from them.
pub struct Choices {
    bytes: Vec<u8>,
    next: usize,
    state: u64,
}

impl Choices {
    /// Choices that follow from these bytes alone.
    pub fn new(bytes: &[u8]) -> Choices {
        let state = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Choices { bytes: bytes.to_vec(), next: 0, state: state | 1 }
    }

    /// Choices that follow from a number.
    pub fn numbered(number: u64) -> Choices {
        let mut choices = Choices::new(&number.to_le_bytes());
        choices.next = choices.bytes.len();
        choices
    }

    /// A number below `limit`, 0 where there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        if limit <= 1 {
            return 0;
        }
        if limit <= 256
            && let Some(&byte) = self.bytes.get(self.next)
        {
            self.next += 1;
            return usize::from(byte) % limit;
        }
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 16) as usize % limit
    }

    fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// A stretch of the text, in bytes.
type Span = (usize, usize);

/// Places in a text that need not be well-formed.
struct Map {
    /// Whole elements.
    elements: Vec<Span>,
    /// Start tags, from `<` to after `>`.
    tags: Vec<Span>,
    /// Texts between tags.
    texts: Vec<Span>,
    /// Attributes, with the space before.
    attributes: Vec<Span>,
}

impl Map {
    fn of(text: &str) -> Map {
        let mut map = Map { elements: vec![], tags: vec![], texts: vec![], attributes: vec![] };
        let mut open: Vec<usize> = Vec::new();
        let mut at = 0;
        while let Some(start) = text[at..].find('<').map(|found| at + found) {
            if start > at {
                map.texts.push((at, start));
            }
            let Some(end) = text[start..].find('>').map(|found| start + found + 1) else { break };
            let tag = &text[start..end];
            if tag.starts_with("</") {
                if let Some(begin) = open.pop() {
                    map.elements.push((begin, end));
                }
            } else if !tag.starts_with("<!") && !tag.starts_with("<?") {
                map.tags.push((start, end));
                map.attributes(text, start, end);
                if tag.ends_with("/>") {
                    map.elements.push((start, end));
                } else {
                    open.push(start);
                }
            }
            at = end;
        }
        map
    }

    fn attributes(&mut self, text: &str, start: usize, end: usize) {
        let mut at = start;
        while let Some(equals) = text[at..end].find("=\"").map(|found| at + found) {
            let Some(close) = text[equals + 2..end].find('"').map(|found| equals + 2 + found + 1) else {
                return;
            };
            let begin = text[start..equals].rfind(' ').map_or(start + 1, |found| start + found);
            self.attributes.push((begin, close));
            at = close;
        }
    }
}

const NAMES: [&str; 12] = [
    "attacker@evil.example",
    "admin",
    "_evil",
    "#_evil",
    "",
    " ",
    "\u{feff}",
    "Ω",
    "&amp;",
    "&#x40;",
    "<!-- -->",
    "]]&gt;",
];
const PIECES: [&str; 20] = [
    "<!-- x -->",
    "<?x y?>",
    "<![CDATA[x]]>",
    "<![CDATA[]]>",
    " ",
    "\n",
    "\r\n",
    "\t",
    "&#13;",
    "&#32;",
    "&lt;",
    "x",
    "<x/>",
    "<saml:Assertion/>",
    "<ds:Signature/>",
    "<x xmlns=\"urn:x\" ID=\"_r1\"/>",
    "\u{a0}",
    "=",
    "<!--",
    "]]>",
];
const DECLARATIONS: [&str; 14] = [
    " xmlns:x=\"urn:x\"",
    " xmlns=\"urn:x\"",
    " xmlns=\"\"",
    " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"",
    " xmlns:ds=\"urn:x\"",
    " xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
    " xmlns:saml=\"urn:x\"",
    " xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
    " xmlns:x=\"1\"",
    " ID=\"_evil\"",
    " Id=\"_a1\"",
    " xml:id=\"_a1\"",
    " xml:space=\"preserve\"",
    " xml:lang=\"en\"",
];

/// Applies a few changes.
pub fn mutate(text: &str, choices: &mut Choices) -> String {
    let mut text = text.to_owned();
    for _ in 0..=choices.below(3) {
        text = change(&text, choices);
    }
    text
}

fn change(text: &str, choices: &mut Choices) -> String {
    let map = Map::of(text);
    let pick = |choices: &mut Choices, spans: &[Span]| {
        if spans.is_empty() { (0, 0) } else { spans[choices.below(spans.len())] }
    };
    match choices.below(22) {
        // values
        0 => splice(text, pick(choices, &map.texts), choices.of(&NAMES)),
        1 => {
            let (start, end) = pick(choices, &map.texts);
            insert(text, boundary(text, start + choices.below(end - start + 1)), choices.of(&PIECES))
        }
        2 => insert(text, boundary(text, choices.below(text.len() + 1)), choices.of(&PIECES)),
        3 => {
            let (start, end) = pick(choices, &map.texts);
            reference(text, boundary(text, start + choices.below(end - start)), choices.below(3))
        }
        // elements
        4 => splice(text, pick(choices, &map.elements), ""),
        5 => {
            let span = pick(choices, &map.elements);
            let copy = text[span.0..span.1].to_owned();
            insert(text, span.1, &copy)
        }
        6 => {
            let span = pick(choices, &map.elements);
            let copy = text[span.0..span.1].to_owned();
            let to = pick(choices, &map.tags);
            insert(text, if choices.below(2) == 0 { to.0 } else { to.1 }, &copy)
        }
        7 => {
            let span = pick(choices, &map.elements);
            let copy = text[span.0..span.1].to_owned();
            let without = splice(text, span, "");
            let map = Map::of(&without);
            let to = pick(choices, &map.tags);
            insert(&without, if choices.below(2) == 0 { to.0 } else { to.1 }, &copy)
        }
        8 => {
            let span = pick(choices, &map.elements);
            let wrapper = choices.of(&["samlp:Extensions", "saml:Advice", "ds:Object", "x"]);
            let inner = text[span.0..span.1].to_owned();
            splice(text, span, &format!("<{wrapper}>{inner}</{wrapper}>"))
        }
        // a forged copy next to the original
        9 => {
            let assertions: Vec<Span> =
                map.elements.iter().copied().filter(|span| is(text, *span, "Assertion")).collect();
            let span = pick(choices, &assertions);
            let forged = text[span.0..span.1].replace("mara.oduya@example.org", "attacker@evil.example");
            let forged = if choices.below(2) == 0 { forged.replace(" ID=\"", " ID=\"_evil") } else { forged };
            insert(text, if choices.below(2) == 0 { span.0 } else { span.1 }, &forged)
        }
        10 => {
            let signatures: Vec<Span> =
                map.elements.iter().copied().filter(|span| is(text, *span, "Signature")).collect();
            let span = pick(choices, &signatures);
            let copy = text[span.0..span.1].to_owned();
            let without = splice(text, span, "");
            let map = Map::of(&without);
            let to = pick(choices, &map.tags);
            insert(&without, to.1, &copy)
        }
        // tags and attributes
        11 => {
            let (_, end) = pick(choices, &map.tags);
            let before = end.saturating_sub(if text[..end].ends_with("/>") { 2 } else { 1 });
            insert(text, before, choices.of(&DECLARATIONS))
        }
        12 => splice(text, pick(choices, &map.attributes), ""),
        13 => {
            let (start, end) = pick(choices, &map.attributes);
            let copy = text[start..end].to_owned();
            let without = splice(text, (start, end), "");
            let map = Map::of(&without);
            let (from, _) = pick(choices, &map.attributes);
            insert(&without, from, &copy)
        }
        14 => {
            let (start, end) = pick(choices, &map.attributes);
            let quoted = text[start..end].replace('"', "'");
            splice(text, (start, end), &quoted)
        }
        15 => {
            let (start, end) = pick(choices, &map.attributes);
            insert(text, boundary(text, start + choices.below(end - start)), choices.of(&NAMES))
        }
        16 => {
            let (start, end) = pick(choices, &map.tags);
            let name = text[start..end].find([' ', '>', '/']).map_or(end, |found| start + found);
            insert(text, name, choices.of(&["\n", "  ", "x", ":x", "\t"]))
        }
        17 => {
            let (start, end) = pick(choices, &map.tags);
            match text[start..end].strip_suffix("/>") {
                Some(open) => {
                    let name = open[1..].split([' ', '\n']).next().unwrap_or_default();
                    splice(text, (start, end), &format!("{open}></{name}>"))
                }
                None => insert(text, end, ""),
            }
        }
        // whole text
        18 => format!(
            "{}{text}",
            choices.of(&["\u{feff}", "<?xml version=\"1.0\"?>", "<!-- -->", "\n", "<!DOCTYPE r>"])
        ),
        19 => format!("{text}{}", choices.of(&["\n", "<!-- -->", "<?x?>", "x", "<x/>"])),
        20 => text.replace("mara.oduya@example.org", choices.of(&NAMES)),
        // one character
        _ => {
            let at = boundary(text, choices.below(text.len()));
            let next = boundary(text, (at + 1).min(text.len()));
            splice(
                text,
                (at, next.max(at)),
                choices.of(&["", "A", "a", "0", "/", "+", "=", " ", "<", ">", "\"", "&"]),
            )
        }
    }
}

fn is(text: &str, span: Span, local: &str) -> bool {
    let name = text[span.0..span.1].trim_start_matches('<').split([' ', '>', '/']).next().unwrap_or_default();
    name.rsplit(':').next() == Some(local)
}

/// The next place at or after `at` where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

fn insert(text: &str, at: usize, piece: &str) -> String {
    splice(text, (at, at), piece)
}

fn splice(text: &str, (start, end): Span, piece: &str) -> String {
    format!("{}{piece}{}", &text[..start], &text[end..])
}

/// Writes one character as a reference, or a CDATA section.
fn reference(text: &str, at: usize, how: usize) -> String {
    let Some(character) = text[at..].chars().next() else { return text.to_owned() };
    let written = match how {
        0 => format!("&#{};", u32::from(character)),
        1 => format!("&#x{:X};", u32::from(character)),
        _ => format!("<![CDATA[{character}]]>"),
    };
    splice(text, (at, at + character.len_utf8()), &written)
}
