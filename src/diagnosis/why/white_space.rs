//! Damage of white space: indentation, line ends, padding, wrapped base64.

use super::candidate::{Candidate, DamageStep, Search, TryCandidate};
use super::flat_element::{FlatElement, Piece, PieceKind, PiecePlace, is_blank};
use crate::Code;
use crate::encoding::invisible::is_invisible;
use crate::xml::Namespace;
use std::borrow::Cow;

const REINDENTED: Code = Code::DigestCauseReindented;
const VALUES: Code = Code::DigestCauseWhitespaceInValues;
const ENDS: Code = Code::DigestCauseLineEndings;

/// Indentation between elements: added, taken out, or exchanged for another.
pub(super) fn between_elements<'t>(base: &Candidate<'t>, each: TryCandidate<'_, 't>) -> Search<'t> {
    let (bare, removed) = base.flat.without_blanks(|_| true);
    let added = |places| blank_step(base, "white space between elements was added", places);
    if removed > 0 {
        let candidate = base.step(bare.clone(), added(removed));
        each(candidate.clone())?;
        // Formatters that put values on lines of their own.
        if let Some(trimmed) = candidate.rewrite(REINDENTED, "and around values", trim_value) {
            each(trimmed)?;
        }
        if let Some(collapsed) = candidate.rewrite(REINDENTED, "and inside values", collapse_value) {
            each(collapsed)?;
        }
        for (inside, damage) in [
            (false, "white space between elements was added, outside of signatures"),
            (true, "white space between the elements of a signature was added"),
        ] {
            let (flat, removed) = base.flat.without_blanks(|piece| is_dsig(piece) == inside);
            if removed > 0 {
                each(base.step(flat, blank_step(base, damage, removed)))?;
            }
        }
        for (from, to) in [("\t", "  "), ("\t", "    "), ("\t", "        "), ("    ", "\t"), ("  ", "\t")] {
            let exchanged = base.rewrite(
                REINDENTED,
                "tabs and spaces between elements were exchanged",
                |_, place, text| (place == PiecePlace::Between).then(|| text.replace(from, to)),
            );
            if let Some(candidate) = exchanged {
                each(candidate)?;
            }
        }
    }
    for unit in ["  ", "    ", "\t", "", " ", "   "] {
        for depth in [base.flat.depth, 0] {
            let flat = bare.indented(unit, depth);
            let damage =
                if removed > 0 { "the indentation was changed" } else { "the indentation was removed" };
            let step = blank_step(base, damage, removed);
            each(base.step(flat, step))?;
            if depth == 0 || unit.is_empty() {
                break;
            }
        }
    }
    // Santuario breaks lines inside a signature alone.
    let flat = bare.broken_in_signatures();
    each(base.step(flat, blank_step(base, "line breaks inside a signature were changed", removed)))
}

/// White space in and around values.
pub(super) fn in_values<'t>(base: &Candidate<'t>, each: TryCandidate<'_, 't>) -> Search<'t> {
    type RewritePiece = fn(&Piece<'_>, PiecePlace, &str) -> Option<String>;
    let rewrites: [(&'static str, RewritePiece); 5] = [
        ("values were padded with white space", trim_value),
        ("attributes were padded with white space", |_, place, text| {
            (place == PiecePlace::Attribute).then(|| text.trim().to_owned())
        }),
        ("white space inside values was doubled or broken", collapse_value),
        ("base64 was broken into lines", |piece, place, text| {
            (place == PiecePlace::Value && is_dsig(piece)).then(|| text.split_ascii_whitespace().collect())
        }),
        ("invisible characters were added to values", |_, place, text| {
            (place != PiecePlace::Between).then(|| text.replace(is_invisible, ""))
        }),
    ];
    for (damage, rewrite) in rewrites {
        if let Some(candidate) = base.rewrite(VALUES, damage, rewrite) {
            each(candidate)?;
        }
    }
    for (width, end) in [(76, "\n"), (64, "\n"), (76, "\r\n"), (64, "\r\n")] {
        let wrapped = base.rewrite(
            VALUES,
            "the lines of base64 were joined or broken in other places",
            |piece, place, text| {
                (place == PiecePlace::Value && is_dsig(piece) && text.len() > width)
                    .then(|| wrapped(text, width, end))
            },
        );
        if let Some(candidate) = wrapped {
            each(candidate)?;
        }
    }
    Search::Continue(())
}

/// Line ends: CR LF, CR, LF, and the character reference that keeps a CR.
pub(super) fn line_ends<'t>(base: &Candidate<'t>, each: TryCandidate<'_, 't>) -> Search<'t> {
    type RewriteText = fn(&str) -> String;
    let rewrites: [(&'static str, RewriteText, bool); 6] = [
        ("carriage returns (`&#13;`) were added before line feeds", |text| text.replace("\r\n", "\n"), false),
        ("carriage returns (`&#13;`) were added to texts", |text| text.replace('\r', ""), false),
        ("line feeds were turned into carriage returns", |text| text.replace('\r', "\n"), false),
        ("carriage returns (`&#13;`) before line feeds were lost", with_returns, false),
        ("carriage returns (`&#13;`) in base64 were lost", with_returns, true),
        ("line feeds next to carriage returns were lost", |text| text.replace("\r\n", "\r"), false),
    ];
    for (damage, rewrite, only_signatures) in rewrites {
        let candidate = base.rewrite(ENDS, damage, |piece, place, text| {
            (place != PiecePlace::Attribute && (!only_signatures || is_dsig(piece))).then(|| rewrite(text))
        });
        if let Some(candidate) = candidate {
            each(candidate)?;
        }
    }
    let values = base.rewrite(ENDS, "line ends inside values were turned into spaces", |_, place, text| {
        (place == PiecePlace::Value && !text.trim().is_empty()).then(|| text.trim_end().replace(' ', "\n"))
    });
    values.map_or(Search::Continue(()), each)
}

fn with_returns(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

fn trim_value(_: &Piece<'_>, place: PiecePlace, text: &str) -> Option<String> {
    (place == PiecePlace::Value).then(|| text.trim().to_owned())
}

fn collapse_value(_: &Piece<'_>, place: PiecePlace, text: &str) -> Option<String> {
    (place == PiecePlace::Value).then(|| text.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
}

fn is_dsig(piece: &Piece<'_>) -> bool {
    piece.element.namespace() == Namespace::DS
}

fn wrapped(text: &str, width: usize, end: &str) -> String {
    let bare: Vec<char> = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let lines: Vec<String> = bare.chunks(width).map(|line| line.iter().collect()).collect();
    lines.join(end)
}

fn blank_step<'t>(base: &Candidate<'t>, damage: &'static str, places: usize) -> DamageStep<'t> {
    let first = base.flat.places().find(|&(_, place)| place == PiecePlace::Between);
    let place = first.and_then(|(index, _)| base.flat.pieces.get(index)).map(|piece| piece.element);
    let place = place.or(base.flat.apex());
    DamageStep {
        code: REINDENTED,
        damage: Cow::Borrowed(damage),
        place,
        places: places.max(1),
        actual: None,
        expected: None,
    }
}

impl<'t> FlatElement<'t> {
    /// Without blank text between tags, where `takes` says so; and how many were taken.
    fn without_blanks(&self, takes: impl Fn(&Piece<'t>) -> bool) -> (FlatElement<'t>, usize) {
        let mut pieces = Vec::with_capacity(self.pieces.len());
        let mut removed: usize = 0;
        for (index, piece) in self.pieces.iter().enumerate() {
            if self.place(index) == Some(PiecePlace::Between) && takes(piece) {
                removed = removed.saturating_add(1);
            } else {
                pieces.push(piece.clone());
            }
        }
        (FlatElement { pieces, depth: self.depth }, removed)
    }

    /// With a line break and indentation before every tag that has siblings.
    fn indented(&self, unit: &str, depth: usize) -> FlatElement<'t> {
        let mut pieces: Vec<Piece<'t>> = Vec::with_capacity(self.pieces.len().saturating_mul(2));
        let mut level = depth;
        let mut after_child = false;
        for (index, piece) in self.pieces.iter().enumerate() {
            let line = |level: usize| Piece {
                element: piece.element,
                kind: PieceKind::Text(Cow::Owned(format!("\n{}", unit.repeat(level)))),
            };
            match piece.kind {
                PieceKind::Start(_) => {
                    if index > 0 {
                        pieces.push(line(level));
                    }
                    level = level.saturating_add(1);
                    after_child = false;
                }
                PieceKind::Omitted => {
                    pieces.push(line(level));
                    after_child = true;
                }
                PieceKind::End => {
                    level = level.saturating_sub(1);
                    if after_child {
                        pieces.push(line(level));
                    }
                    after_child = true;
                }
                _ => {}
            }
            pieces.push(piece.clone());
        }
        FlatElement { pieces, depth: self.depth }
    }

    /// With a line break between the elements of signatures, and none elsewhere.
    fn broken_in_signatures(&self) -> FlatElement<'t> {
        let mut pieces: Vec<Piece<'t>> = Vec::with_capacity(self.pieces.len().saturating_mul(2));
        let mut after_child = false;
        let broken = |element: Option<crate::xml::Element<'t>>| {
            element.is_some_and(|e| e.namespace() == Namespace::DS)
        };
        for piece in &self.pieces {
            let line = Piece { element: piece.element, kind: PieceKind::Text(Cow::Borrowed("\n")) };
            match piece.kind {
                PieceKind::Start(_) => {
                    let inside = piece.element.parent().filter(|_| Some(piece.element) != self.apex());
                    if broken(inside) {
                        pieces.push(line);
                    }
                    after_child = false;
                }
                PieceKind::End => {
                    if after_child && is_dsig(piece) {
                        pieces.push(line);
                    }
                    after_child = true;
                }
                _ => {}
            }
            pieces.push(piece.clone());
        }
        FlatElement { pieces, depth: self.depth }
    }
}

/// Whether the flat element has blanks between tags at all.
pub(super) fn has_blanks(flat: &FlatElement<'_>) -> bool {
    flat.pieces.iter().any(|piece| matches!(&piece.kind, PieceKind::Text(text) if is_blank(text)))
}
