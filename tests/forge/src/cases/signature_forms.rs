//! Forms of a signature that are provably equal to the usual one, and the attacks that each of them must not open.

use super::{ACS, Case, FORMS, Form, around, forged, login, message, signing};
use crate::signing::{C14N_11, C14N_11_COMMENTS, EXC_C14N, EXC_COMMENTS, INC_C14N, INC_COMMENTS};
use crate::{Canonical, Element, Login, Node, Part, Signing};

const TRANSFORMS: &str = "XML Signature 1.1, sections 4.4.3.2 and 4.4.3.4";
const WHOLE: &str = "XML Signature 1.1, section 4.4.3.3";
const ADVICE: &str = "SAML 2.0 core, section 2.6.1";
const ENCODING: &str = "XML 1.0, section 4.3.3";
const BASE: &str = "Canonical XML 1.1, section 2.4";

pub fn cases() -> Vec<Case> {
    [
        accepted_forms(),
        accepted_signed_info(),
        comments(),
        whole_document(),
        xml_attributes(),
        advice(),
        encodings(),
        confirmations(),
    ]
    .concat()
}

fn exclusive() -> Canonical {
    Canonical::Exclusive(Vec::new())
}

/// Each second transform, its canonical form, and whether mainstream services refuse it.
const CONTENTS: &[(&str, Option<&str>, bool, bool)] = &[
    ("enveloped-only", None, true, false),
    ("transform-exclusive-comments", Some(EXC_COMMENTS), false, false),
    ("transform-inclusive", Some(INC_C14N), true, true),
    ("transform-inclusive-comments", Some(INC_COMMENTS), true, true),
    ("transform-c14n11", Some(C14N_11), true, true),
    ("transform-c14n11-comments", Some(C14N_11_COMMENTS), true, true),
];

fn accepted_forms() -> Vec<Case> {
    let mut cases = Vec::new();
    for &(id, uri, inclusive, unusual) in CONTENTS {
        for form in FORMS {
            let canonical = if inclusive { Canonical::Inclusive } else { exclusive() };
            let xml = form.sign(login(), signing().content(uri, canonical)).message().xml;
            let what = match uri {
                Some(uri) => format!("the second transform is {uri} ({} signed)", form.name()),
                None => format!("enveloped-signature alone, so inclusive C14N ({} signed)", form.name()),
            };
            let case = Case::accepted(&format!("{id}-{}", form.name()), &what, TRANSFORMS, xml);
            cases.push(if unusual { case.codes(&["signature-form-unusual"]) } else { case });
        }
    }
    let listed = signing()
        .content(Some(EXC_COMMENTS), Canonical::Exclusive(vec!["xs".to_owned()]))
        .prefix_list(&["xs"]);
    cases.push(Case::accepted(
        "transform-exclusive-comments-prefixes",
        "exclusive C14N with comments and a PrefixList, without a comment",
        TRANSFORMS,
        login().sign_response(listed).message().xml,
    ));
    for (id, uri) in [("uri-empty", Some(EXC_C14N)), ("uri-empty-enveloped-only", None)] {
        let canonical = if uri.is_some() { exclusive() } else { Canonical::Inclusive };
        let xml = login().sign_response(signing().content(uri, canonical).uri("")).message().xml;
        cases.push(Case::accepted(id, "an empty URI in the signature of the root", WHOLE, xml));
    }
    let both = login().sign_assertion(signing()).sign_response(signing().uri("")).message().xml;
    cases.push(Case::accepted(
        "uri-empty-both",
        "an empty URI in the signature of the root, and a signed assertion inside",
        WHOLE,
        both,
    ));
    cases
}

fn accepted_signed_info() -> Vec<Case> {
    let forms = [
        ("exclusive-comments", EXC_COMMENTS, false),
        ("inclusive-comments", INC_COMMENTS, true),
        ("c14n11", C14N_11, true),
        ("c14n11-comments", C14N_11_COMMENTS, true),
    ];
    let case = |(id, uri, inclusive): (&str, &'static str, bool)| {
        let canonical = if inclusive { Canonical::Inclusive } else { exclusive() };
        let xml = login().sign_both(signing().signed_info_named(canonical, uri)).message().xml;
        let what = format!("SignedInfo is canonicalized with {uri}");
        Case::accepted(&format!("signed-info-{id}"), &what, "XML Signature 1.1, section 4.4.1", xml)
    };
    forms.into_iter().map(case).collect()
}

/// Puts a comment into a text that was signed already; no form without comments sees it.
fn commented(login: Login, before: &'static str) -> String {
    login.message().map(|xml| xml.replacen(before, &format!("<!-- a -->{before}"), 1)).xml
}

fn comments() -> Vec<Case> {
    let keeping = || signing().content(Some(EXC_COMMENTS), exclusive());
    let refused = |id: &str, what: &str, xml: String| {
        Case::refused("reference", id, what, "CVE-2025-29774 and kin", "signature-profile", xml)
            .may_accept()
            .honest()
    };
    let info = signing().signed_info_named(exclusive(), EXC_COMMENTS);
    let inclusive = signing().content(Some(INC_COMMENTS), Canonical::Inclusive);
    vec![
        Case::accepted(
            "comment-outside-signed-element",
            "the assertion is signed with comments kept, and the comment is outside it",
            TRANSFORMS,
            commented(login().sign_assertion(keeping()), "<samlp:Status>"),
        ),
        refused(
            "comment-inside-signed-element",
            "comments are kept, and the signed element contains one",
            commented(login().sign_assertion(keeping()), "<saml:Subject>"),
        ),
        refused(
            "comment-inside-inclusive",
            "comments are kept in inclusive C14N, and the Response contains one",
            commented(login().sign_response(inclusive), "<samlp:Status>"),
        ),
        refused(
            "comment-inside-signed-info",
            "SignedInfo keeps comments and contains one",
            commented(login().sign_response(info), "<ds:SignatureMethod"),
        ),
        refused(
            "comment-beside-root",
            "an empty URI, comments are kept, and one is before the root",
            format!("<!-- a -->{}", login().sign_response(keeping().uri("")).message().xml),
        ),
        Case::accepted(
            "comment-beside-root-dropped",
            "an empty URI drops comments, also the one before the root",
            WHOLE,
            format!("<!-- a -->{}", login().sign_response(signing().uri("")).message().xml),
        ),
    ]
}

fn whole_document() -> Vec<Case> {
    let refused = |id: &str, what: &str, root: &str, xml: String| {
        Case::refused("reference", id, what, WHOLE, root, xml)
    };
    let empty = || login().sign_response(signing().uri(""));
    let profile = "signature-profile";
    vec![
        refused(
            "uri-empty-nested",
            "an empty URI in the signature of the assertion, with the assertion's digest",
            profile,
            login().sign_assertion(signing().uri("")).message().xml,
        )
        .honest(),
        refused(
            "uri-empty-nested-both",
            "an empty URI in the signature of the assertion; the Response is signed too",
            profile,
            login().sign_assertion(signing().uri("")).sign_response(signing()).message().xml,
        )
        .honest(),
        refused(
            "uri-empty-instruction",
            "an empty URI, and a processing instruction before the root",
            profile,
            format!("<?a b?>{}", empty().message().xml),
        )
        .may_accept()
        .honest(),
        refused(
            "uri-empty-wrapped",
            "the original, signed with an empty URI, inside the Extensions of a forged Response",
            "signature-wrapping",
            empty()
                .after(|response| {
                    let original = response.clone();
                    let mut evil = response.clone();
                    evil.take("Signature");
                    evil.set("ID", "_evil");
                    let assertion = evil.find("Assertion").unwrap().clone();
                    evil.take("Assertion");
                    evil.insert_before("Status", around("samlp:Extensions", original));
                    evil.push(forged(&assertion, "_evil2"));
                    *response = evil;
                })
                .message()
                .xml,
        ),
        refused(
            "uri-empty-signature-moved",
            "the signature of another Response, with an empty URI, in a forged one",
            "digest-mismatch",
            empty()
                .after(|response| {
                    response.set("ID", "_evil");
                    super::forge_identity(response);
                })
                .message()
                .xml,
        ),
    ]
}

/// C14N 1.1 writes xml:id and xml:base in another way than 1.0.
fn xml_attributes() -> Vec<Case> {
    let c14n11 = || signing().content(Some(C14N_11), Canonical::Inclusive);
    let refused = |id: &str, what: &str, login: Login| {
        let xml = login.message().xml;
        Case::refused("reference", id, what, BASE, "signature-profile", xml).may_accept().honest()
    };
    vec![
        refused(
            "c14n11-xml-base-above",
            "C14N 1.1 of an assertion below xml:base",
            login()
                .edit(Part::Response, |response| response.set("xml:base", "https://idp.example.org/"))
                .sign_assertion(c14n11()),
        ),
        refused(
            "c14n11-xml-base-at-apex",
            "C14N 1.1 of a Response with xml:base",
            login()
                .edit(Part::Response, |response| response.set("xml:base", "https://idp.example.org/"))
                .sign_response(c14n11()),
        ),
        refused(
            "c14n11-xml-id-above",
            "C14N 1.1 of an assertion below xml:id",
            login().edit(Part::Response, |response| response.set("xml:id", "_x1")).sign_assertion(c14n11()),
        ),
        refused(
            "signed-info-c14n11-xml-base",
            "C14N 1.1 of SignedInfo below xml:base",
            login()
                .edit(Part::Response, |response| response.set("xml:base", "https://idp.example.org/"))
                .sign_response(signing().signed_info_named(Canonical::Inclusive, C14N_11)),
        ),
        Case::accepted(
            "c14n11-xml-lang-above",
            "C14N 1.1 of an assertion below xml:lang, which it inherits as 1.0 does",
            BASE,
            login()
                .edit(Part::Response, |response| response.set("xml:lang", "fi"))
                .sign_assertion(c14n11())
                .message()
                .xml,
        )
        .codes(&["signature-form-unusual"]),
    ]
}

/// Another assertion of the identity provider, signed by itself.
fn other_assertion(id: &str) -> Element {
    let other = login().ids("_r2", id).sign_assertion(signing()).document();
    other.find("Assertion").unwrap().clone()
}

/// The login with this inside Advice of its assertion.
fn advised(inside: impl Fn() -> Vec<Node> + Send + Sync + 'static) -> Login {
    login().edit(Part::Assertion, move |assertion| {
        let mut advice = Element::new("saml:Advice");
        advice.children = inside();
        assertion.insert_after("Conditions", advice);
    })
}

fn advice() -> Vec<Case> {
    let refused = |id: &str, what: &str, root: &str, login: Login| {
        Case::refused("wrapping", id, what, ADVICE, root, login.message().xml)
    };
    let evil = |id: &'static str| {
        let mut evil = forged(&other_assertion(id), id);
        super::forge_identity(&mut evil);
        evil
    };
    let mut cases: Vec<Case> = FORMS
        .into_iter()
        .map(|form| {
            let login = advised(move || vec![other_assertion("_b1").into(), evil("_b2").into()]);
            let what = format!("two assertions in Advice, one of them signed ({} signed)", form.name());
            let id = format!("advice-{}", form.name());
            let xml = form.sign(login, signing()).message().xml;
            Case::accepted(&id, &what, ADVICE, xml).codes(&["advice-ignored"])
        })
        .collect();
    cases.extend([
        refused(
            "advice-same-id",
            "an assertion in Advice with the ID of the one that is read",
            "id-duplicate",
            advised(|| vec![other_assertion("_a1").into()]).sign_response(signing()),
        ),
        refused(
            "advice-same-id-elsewhere",
            "xml:id in Advice with the ID of the assertion that is read",
            "id-duplicate",
            advised(move || {
                let mut inside = evil("_b2");
                inside.set("xml:id", "_a1");
                vec![inside.into()]
            })
            .sign_response(signing()),
        ),
        refused(
            "advice-response",
            "a Response in Advice",
            "signature-wrapping",
            advised(|| vec![login().ids("_r2", "_b1").sign_response(signing()).document().into()])
                .sign_response(signing()),
        ),
        refused(
            "advice-in-response",
            "Advice in the Response, outside the signed assertion",
            "signature-wrapping",
            login().sign_assertion(signing()).after(|response| {
                response.push(around("saml:Advice", other_assertion("_b1")));
            }),
        ),
        refused(
            "advice-in-conditions",
            "Advice in Conditions of the signed assertion",
            "signature-wrapping",
            login()
                .edit(Part::Assertion, |assertion| {
                    assertion.find_mut("Conditions").push(around("saml:Advice", other_assertion("_b1")));
                })
                .sign_assertion(signing()),
        ),
        refused(
            "advice-after-signing",
            "Advice with a signed assertion put into a signed one",
            "signature-wrapping",
            login().sign_assertion(signing()).after(|response| {
                let advice = around("saml:Advice", other_assertion("_b1"));
                response.find_mut("Assertion").insert_after("Conditions", advice);
            }),
        ),
        refused(
            "advice-signs-nothing",
            "an unsigned assertion whose Advice contains a signed one with its own key",
            "signature-wrapping",
            advised(|| vec![other_assertion("_b1").into()]).after(super::forge_identity),
        ),
        refused(
            "advice-in-signature",
            "Advice with the original assertion in an Object of the signature",
            "signature-wrapping",
            login().sign_response(signing().on_signature(|signature| {
                signature.push(around("ds:Object", around("saml:Advice", other_assertion("_b1"))));
            })),
        ),
    ]);
    cases
}

const NAME: &str = "Märta Öberg";

/// A message with letters outside ASCII, and a declaration of this encoding.
fn declaring(encoding: &str) -> String {
    let xml = login().attribute("display", &[NAME]).sign_response(signing()).message().xml;
    format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{xml}")
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn encodings() -> Vec<Case> {
    let accepted = |id: &str, what: &str, bytes: Vec<u8>| {
        Case::accepted(id, what, ENCODING, bytes).with_attribute("display", &[NAME])
    };
    let refused = |id: &str, what: &str, bytes: Vec<u8>| {
        Case::refused("document", id, what, ENCODING, "encoding-unsupported", bytes)
            .expecting("unreadable", "encoding-unsupported")
            .honest()
    };
    let ascii = message().map(|xml| format!("<?xml version=\"1.0\" encoding=\"US-ASCII\"?>{xml}")).xml;
    let twice = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" encoding=\"UTF-8\"?>";
    let twice = declaring("UTF-8").replacen("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", twice, 1);
    vec![
        accepted("declared-latin1", "ISO-8859-1, declared", latin1(&declaring("ISO-8859-1"))),
        accepted("declared-latin1-lower", "iso-8859-1, declared", latin1(&declaring("iso-8859-1"))),
        Case::accepted("declared-ascii", "US-ASCII, declared", ENCODING, ascii),
        accepted("declared-utf-16-le", "UTF-16, little-endian, declared", utf16(&declaring("UTF-16"), false))
            .codes(&["utf16-text"]),
        accepted("declared-utf-16-be", "UTF-16, big-endian, declared", utf16(&declaring("UTF-16"), true))
            .codes(&["utf16-text"]),
        refused(
            "declared-latin1-lying",
            "ISO-8859-1 is declared, the bytes are UTF-8",
            declaring("ISO-8859-1").into(),
        ),
        refused(
            "declared-ascii-lying",
            "US-ASCII is declared, the bytes are UTF-8",
            declaring("US-ASCII").into(),
        ),
        refused(
            "declared-utf-16-lying",
            "UTF-16 is declared, the bytes are UTF-8",
            declaring("UTF-16").into(),
        ),
        refused(
            "declared-latin1-and-mark",
            "a byte-order mark of UTF-8, and ISO-8859-1 is declared",
            format!("\u{feff}{}", declaring("ISO-8859-1")).into(),
        ),
        Case::refused(
            "document",
            "encodings-declared-twice",
            "two encodings are declared",
            ENCODING,
            "xml-malformed",
            latin1(&twice),
        )
        .expecting("unreadable", "xml-malformed")
        .honest(),
    ]
}

fn confirmations() -> Vec<Case> {
    let source = "SAML 2.0 profiles, sections 4.1.4.2 and 4.1.4.3";
    let without = || {
        login().edit(Part::SubjectConfirmationData, |data| {
            data.unset("InResponseTo");
        })
    };
    let refused = |id: &str, what: &str, root: &str, login: Login| {
        Case::refused("content", id, what, source, root, login.message().xml)
    };
    let silent: fn(Form, Signing) -> Login = |form, signing| {
        form.sign(
            login().edit(Part::SubjectConfirmationData, |data| {
                data.unset("InResponseTo");
            }),
            signing,
        )
    };
    vec![
        Case::accepted(
            "confirmation-answers-by-response",
            "the confirmation has no InResponseTo, and the signed Response has the right one",
            source,
            silent(Form::Response, signing()).message().xml,
        ),
        refused(
            "confirmation-answers-unsigned",
            "the confirmation has no InResponseTo, and the Response that has the right one is not signed",
            "unsolicited",
            silent(Form::Assertion, signing()),
        ),
        refused(
            "confirmation-answers-other",
            "the confirmation has no InResponseTo, and the signed Response answers another request",
            "in-response-to-mismatch",
            without()
                .edit(Part::Response, |response| response.set("InResponseTo", "_other"))
                .sign_response(signing()),
        ),
        refused(
            "confirmation-answers-nothing",
            "neither the confirmation nor the signed Response has an InResponseTo",
            "unsolicited",
            login().in_response_to(None).destination(Some(ACS)).sign_response(signing()),
        ),
    ]
}
