//! Damage of namespaces: declarations lost or moved, prefixes renamed, types dropped.

use super::candidate::{Candidate, DamageStep, Search, TryCandidate};
use super::flat_element::{FlatElement, Piece, PieceKind};
use crate::Code;
use crate::xml::canonical::Method;
use crate::xml::{Element, Namespace};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

const MOVED: Code = Code::DigestCauseNamespaceMoved;
const SAMLP: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const XS: &str = "http://www.w3.org/2001/XMLSchema";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Declarations that Responses and assertions of known products have on their outer elements.
const OUTER: &[&[(&str, &str)]] = &[
    &[("samlp", SAMLP)],
    &[("saml2p", SAMLP)],
    &[("xs", XS)],
    &[("samlp", SAMLP), ("saml", SAML)],
    &[("samlp", SAMLP), ("xs", XS)],
    &[("saml2p", SAMLP), ("xs", XS)],
    &[("saml2p", SAMLP), ("saml2", SAML)],
    &[("xs", XS), ("xsi", XSI)],
    &[("samlp", SAMLP), ("xs", XS), ("xsi", XSI)],
    &[("samlp", SAMLP), ("saml", SAML), ("xs", XS), ("xsi", XSI)],
    &[("samlp", SAMLP), ("saml", SAML), ("ds", DSIG)],
    &[("samlp", SAMLP), ("saml", SAML), ("ds", DSIG), ("xs", XS), ("xsi", XSI)],
    &[("saml2p", SAMLP), ("ds", DSIG)],
    &[("p", SAMLP), ("a", SAML)],
    &[("xsd", XS)],
    &[("ds", DSIG)],
];

/// Prefixes of protocol, assertion and signature as products use them.
const PREFIXES: &[(&str, &str)] = &[
    ("samlp", "saml"),
    ("saml2p", "saml2"),
    ("samlp", ""),
    ("", "saml"),
    ("", ""),
    ("samlp", "saml2"),
    ("saml2p", "saml"),
    ("saml1p", "saml1"),
];
const SIGNATURE_PREFIXES: &[&str] = &["ds", "", "dsig"];

/// Declarations that got lost or moved; of use only where the canonical form shows ones that nothing uses.
pub(super) fn declarations<'t>(base: &Candidate<'t>, each: TryCandidate<'_, 't>) -> Search<'t> {
    if base.form.method == Method::Exclusive && base.form.prefixes.is_empty() {
        return Search::Continue(());
    }
    for set in OUTER {
        let missing: Vec<(&str, &str)> =
            set.iter().filter(|(prefix, _)| !declares(&base.flat, prefix)).copied().collect();
        let wanted =
            |prefix: &str| base.form.method == Method::Inclusive || base.form.prefixes.contains(&prefix);
        if missing.is_empty() || !missing.iter().any(|(prefix, _)| wanted(prefix)) {
            continue;
        }
        let names: Vec<String> = missing.iter().map(|(prefix, _)| format!("xmlns:{prefix}")).collect();
        let damage = format!(
            "{} around the signed element was lost, as when an assertion is cut out of its Response",
            names.join(" and ")
        );
        each(base.step(declaring(&base.flat, &missing), step(base, damage)))?;
    }
    let (lifted, moved) = lifted(&base.flat);
    if moved > 0 {
        let damage = "namespace declarations were moved from an outer element to inner ones".to_owned();
        each(base.step(lifted, step(base, damage)))?;
    }
    let mut own = base.flat.clone();
    let before = own.pieces.len();
    own.pieces.retain(|piece| !matches!(piece.kind, PieceKind::Declaration { inherited: true, .. }));
    if own.pieces.len() < before {
        let damage =
            "the element was signed alone and put into a message that declares more namespaces".to_owned();
        each(base.step(own, step(base, damage)))?;
    }
    Search::Continue(())
}

/// `xsi:type` that got lost.
pub(super) fn types<'t>(base: &Candidate<'t>, each: TryCandidate<'_, 't>) -> Search<'t> {
    for (name, prefix) in [("xs:string", "xs"), ("xs:anyType", "xs"), ("xsd:string", "xsd")] {
        let mut pieces = Vec::with_capacity(base.flat.pieces.len());
        let mut first = None;
        let mut places: usize = 0;
        for piece in &base.flat.pieces {
            let element = piece.element;
            let is_value =
                element.is(Namespace::SAML, "AttributeValue") && matches!(piece.kind, PieceKind::Start(_));
            pieces.push(piece.clone());
            if is_value && element.attribute_in(Namespace::XSI, "type").is_none() {
                let kind =
                    PieceKind::Attribute { name: Cow::Borrowed("xsi:type"), value: Cow::Borrowed(name) };
                pieces.push(Piece { element, kind });
                first = first.or(Some(element));
                places = places.saturating_add(1);
            }
        }
        let flat = FlatElement { pieces, depth: base.flat.depth };
        if places == 0 {
            continue;
        }
        let missing: Vec<(&str, &str)> =
            [(prefix, XS), ("xsi", XSI)].into_iter().filter(|(prefix, _)| !declares(&flat, prefix)).collect();
        let mut step = step(base, format!("xsi:type=\"{name}\" of attribute values was dropped"));
        (step.place, step.places) = (first, places);
        each(base.step(declaring(&flat, &missing), step.clone()))?;
        // With a PrefixList it matters on which element the prefix is declared.
        if !base.form.prefixes.is_empty() {
            let (prefixes, element) = (missing, base.flat.apex());
            for local in ["AttributeStatement", "AttributeValue"] {
                each(base.step(declaring_on(&flat, &prefixes, local, element), step.clone()))?;
            }
        }
    }
    Search::Continue(())
}

/// Prefixes that were renamed, as serialisers do that make up their own (`ns0`, `ns1`).
pub(super) fn prefixes<'t>(base: &Candidate<'t>, each: TryCandidate<'_, 't>) -> Search<'t> {
    for (protocol, assertion) in PREFIXES {
        for signature in SIGNATURE_PREFIXES {
            for schema in ["xs", "xsd"] {
                let names =
                    [(SAMLP, *protocol), (SAML, *assertion), (DSIG, *signature), (XS, schema), (XSI, "xsi")];
                if let Some(flat) = renamed(&base.flat, &names) {
                    each(base.step(flat, step(base, "namespace prefixes were renamed".to_owned())))?;
                }
            }
        }
    }
    Search::Continue(())
}

fn step<'t>(base: &Candidate<'t>, damage: String) -> DamageStep<'t> {
    DamageStep {
        code: MOVED,
        damage: Cow::Owned(damage),
        place: base.flat.apex(),
        places: 1,
        actual: None,
        expected: None,
    }
}

fn declares(flat: &FlatElement<'_>, wanted: &str) -> bool {
    let apex = flat.apex();
    flat.pieces
        .iter()
        .take_while(|piece| Some(piece.element) == apex)
        .any(|piece| matches!(&piece.kind, PieceKind::Declaration { prefix, .. } if prefix == wanted))
}

fn declaring<'t>(flat: &FlatElement<'t>, missing: &[(&'static str, &'static str)]) -> FlatElement<'t> {
    let mut flat = flat.clone();
    if let Some(apex) = flat.apex() {
        for (prefix, uri) in missing {
            flat.pieces.insert(1, Piece { element: apex, kind: declaration(prefix, uri) });
        }
    }
    flat
}

/// Declared on every element of a name instead of the apex.
fn declaring_on<'t>(
    flat: &FlatElement<'t>,
    missing: &[(&'static str, &'static str)],
    local: &str,
    apex: Option<Element<'t>>,
) -> FlatElement<'t> {
    let mut pieces = Vec::with_capacity(flat.pieces.len());
    for piece in &flat.pieces {
        pieces.push(piece.clone());
        let starts = matches!(piece.kind, PieceKind::Start(_)) && piece.element.local_name() == local;
        if starts && Some(piece.element) != apex {
            for (prefix, uri) in missing {
                pieces.push(Piece { element: piece.element, kind: declaration(prefix, uri) });
            }
        }
    }
    FlatElement { pieces, depth: flat.depth }
}

fn declaration(prefix: &'static str, uri: &'static str) -> PieceKind<'static> {
    PieceKind::Declaration { prefix: Cow::Borrowed(prefix), uri: Cow::Borrowed(uri), inherited: false }
}

/// Every declaration on the apex, where no two differ.
fn lifted<'t>(flat: &FlatElement<'t>) -> (FlatElement<'t>, usize) {
    let mut known: HashMap<&str, &str> = HashMap::new();
    let mut lifted = Vec::new();
    let mut moved: usize = 0;
    let apex = flat.apex();
    let mut pieces = Vec::with_capacity(flat.pieces.len());
    for piece in &flat.pieces {
        if let PieceKind::Declaration { prefix, uri, .. } = &piece.kind {
            match known.get(prefix.as_ref()) {
                Some(same) if same == uri => {
                    moved = moved.saturating_add(usize::from(Some(piece.element) != apex));
                    continue;
                }
                Some(_) => return (flat.clone(), 0),
                None if prefix.is_empty() && Some(piece.element) != apex => {}
                None => {
                    known.insert(prefix, uri);
                    let (prefix, uri) = (prefix.clone(), uri.clone());
                    lifted.push(PieceKind::Declaration { prefix, uri, inherited: false });
                    moved = moved.saturating_add(usize::from(Some(piece.element) != apex));
                    continue;
                }
            }
        }
        pieces.push(piece.clone());
    }
    if let Some(apex) = apex {
        let lifted = lifted.into_iter().rev().map(|kind| Piece { element: apex, kind });
        pieces.splice(1..1, lifted);
    }
    (FlatElement { pieces, depth: flat.depth }, moved)
}

/// With other prefixes for namespaces; none where nothing changes or a default namespace is in the way.
fn renamed<'t>(flat: &FlatElement<'t>, names: &[(&str, &'static str)]) -> Option<FlatElement<'t>> {
    let new_prefix = |uri: &str| names.iter().find(|(known, _)| *known == uri).map(|(_, prefix)| *prefix);
    // Which prefix stands for which namespace, where each prefix has one meaning in the whole element.
    let mut meanings: HashMap<&str, &str> = HashMap::new();
    for piece in &flat.pieces {
        if let PieceKind::Declaration { prefix, uri, .. } = &piece.kind {
            meanings.entry(prefix).or_insert(uri);
        }
    }
    let mut changed = false;
    // Two declarations of one prefix on one element are no document.
    let mut declared: HashSet<String> = HashSet::new();
    let mut pieces = Vec::with_capacity(flat.pieces.len());
    for piece in &flat.pieces {
        let kind = match &piece.kind {
            PieceKind::Start(name) => {
                let local = name.split_once(':').map_or(name.as_ref(), |(_, local)| local);
                match new_prefix(piece.element.namespace_uri()) {
                    Some(prefix) => {
                        let new =
                            if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") };
                        changed |= new != *name;
                        PieceKind::Start(Cow::Owned(new))
                    }
                    None => piece.kind.clone(),
                }
            }
            PieceKind::Declaration { prefix, uri, inherited } => {
                let new = new_prefix(uri).unwrap_or(prefix);
                PieceKind::Declaration {
                    prefix: Cow::Owned(new.to_owned()),
                    uri: uri.clone(),
                    inherited: *inherited,
                }
            }
            PieceKind::Attribute { name, value } => {
                let meaning = |prefix: &str| meanings.get(prefix).copied();
                let moved = |text: &str| {
                    let (prefix, local) = text.split_once(':')?;
                    let new = meaning(prefix).and_then(new_prefix).filter(|new| !new.is_empty())?;
                    (new != prefix).then(|| format!("{new}:{local}"))
                };
                let new_name = moved(name);
                // The value of xsi:type is a qualified name; other values only look like one.
                let new_value = name.ends_with(":type").then(|| moved(value)).flatten();
                changed |= new_name.is_some() || new_value.is_some();
                PieceKind::Attribute {
                    name: new_name.map_or_else(|| name.clone(), Cow::Owned),
                    value: new_value.map_or_else(|| value.clone(), Cow::Owned),
                }
            }
            other => other.clone(),
        };
        match &kind {
            PieceKind::Start(_) => declared.clear(),
            PieceKind::Declaration { prefix, .. } if !declared.insert(prefix.to_string()) => return None,
            _ => {}
        }
        pieces.push(Piece { element: piece.element, kind });
    }
    changed.then(|| with_defaults(FlatElement { pieces, depth: flat.depth }))
}

/// Declares default namespaces where elements without prefix need one.
fn with_defaults(flat: FlatElement<'_>) -> FlatElement<'_> {
    let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(flat.pieces.len());
    let mut scope: Vec<&str> = vec![""];
    for (index, piece) in flat.pieces.iter().enumerate() {
        match &piece.kind {
            PieceKind::Start(name) => {
                pieces.push(piece.clone());
                let outer = scope.last().copied().unwrap_or_default();
                let own = flat.pieces.iter().skip(index.saturating_add(1)).take_while(|next| {
                    next.element == piece.element
                        && matches!(next.kind, PieceKind::Declaration { .. } | PieceKind::Attribute { .. })
                });
                let declared = own.into_iter().find_map(|next| match &next.kind {
                    PieceKind::Declaration { prefix, uri, .. } if prefix.is_empty() => Some(uri.as_ref()),
                    _ => None,
                });
                let here = declared.unwrap_or(outer);
                let wanted = piece.element.namespace_uri();
                if !name.contains(':') && here != wanted && declared.is_none() {
                    let kind = PieceKind::Declaration {
                        prefix: Cow::Borrowed(""),
                        uri: Cow::Borrowed(wanted),
                        inherited: false,
                    };
                    pieces.push(Piece { element: piece.element, kind });
                    scope.push(wanted);
                } else {
                    scope.push(here);
                }
            }
            PieceKind::End => {
                scope.pop();
                pieces.push(piece.clone());
            }
            _ => pieces.push(piece.clone()),
        }
    }
    FlatElement { pieces, depth: flat.depth }
}
