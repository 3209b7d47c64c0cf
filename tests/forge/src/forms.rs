//! Valid messages in every accepted form of a signature, numbered: the same number is the same message.

use super::element::Canonical;
use super::keys::{self, Key};
use super::login::{Login, Part};
use super::shape::SHAPES;
use super::signing::{C14N_11, C14N_11_COMMENTS, EXC_C14N, EXC_COMMENTS, INC_C14N, INC_COMMENTS, Signing};

/// A valid message, and which elements of it are signed.
pub struct Sample {
    pub xml: String,
    pub issuer: &'static str,
    pub signed: &'static [&'static str],
    pub key: &'static Key,
    /// What it is, for a failure.
    pub what: String,
}

/// Second transforms, each with its canonical form.
const CONTENTS: &[(Option<&str>, bool)] = &[
    (Some(EXC_C14N), false),
    (Some(EXC_COMMENTS), false),
    (None, true),
    (Some(INC_C14N), true),
    (Some(INC_COMMENTS), true),
    (Some(C14N_11), true),
    (Some(C14N_11_COMMENTS), true),
];

/// Numbers that look random (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut next = self.0;
        next = (next ^ (next >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        next = (next ^ (next >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((next ^ (next >> 31)) >> 33).unwrap() % limit
    }
}

fn form(inclusive: bool, list: &[&str]) -> Canonical {
    match inclusive {
        true => Canonical::Inclusive,
        false => Canonical::Exclusive(list.iter().map(|&prefix| prefix.to_owned()).collect()),
    }
}

/// The message of this number.
pub fn sample(number: u64) -> Sample {
    let mut numbers = Numbers(number);
    let shape = SHAPES[numbers.below(SHAPES.len())];
    let key = keys::key(["idp-rsa2048", "idp-p256"][numbers.below(2)]);
    let lists: [&[&str]; 3] = [&[], &["xs"], &["#default", "saml"]];
    let mut what = format!("{number}: {shape:?}");
    let mut signing = |what: &mut String, is_root: bool| {
        let (transform, inclusive) = CONTENTS[numbers.below(CONTENTS.len())];
        let (method, method_inclusive) = CONTENTS[numbers.below(CONTENTS.len())];
        let method = method.unwrap_or(INC_C14N);
        let list = lists[numbers.below(lists.len())];
        let empty = is_root && numbers.below(3) == 0;
        what.push_str(&format!(" | {transform:?} {list:?} {method} {empty}"));
        let signing = Signing::new(key)
            .content(transform, form(inclusive, list))
            .prefix_list(if inclusive { &[] } else { list })
            .signed_info_named(form(method_inclusive, &[]), method);
        if empty { signing.uri("") } else { signing }
    };
    let (of_assertion, of_response) = (signing(&mut what, false), signing(&mut what, true));
    let mut login = Login::new(shape);
    if numbers.below(3) == 0 {
        login = login.indent(["  ", "\t", ""][numbers.below(3)]);
    }
    if numbers.below(3) == 0 {
        login = login.edit(Part::Response, |response| response.set("xml:lang", "fi"));
    }
    if numbers.below(2) == 0 {
        login = login.attribute("note", &["Ærø & <x> \"y\" ]]> 'z'", "two\nlines\ttab", ""]);
    }
    let signed: &[&str] = match numbers.below(3) {
        0 => &["Response"],
        1 => &["Assertion"],
        _ => &["Assertion", "Response"],
    };
    if signed.contains(&"Assertion") {
        login = login.sign_assertion(of_assertion);
    }
    if signed.contains(&"Response") {
        login = login.sign_response(of_response);
    }
    what.push_str(&format!(" | {signed:?}"));
    Sample { xml: login.message().xml, issuer: shape.issuer(), signed, key, what }
}
