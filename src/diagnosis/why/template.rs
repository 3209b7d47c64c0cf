//! A canonical text with open places: values are tried in it without writing and reading the element each time.

use super::candidate::Candidate;
use super::flat_element::PieceKind;
use crate::Limits;
use crate::xml::Document;
use crate::xml::canonical::{Canonicalizer, canonical_value};

/// The canonical text of a candidate, cut at the values that may be replaced.
pub(super) struct Template {
    /// Text before each open place, and after the last.
    literals: Vec<String>,
    /// Which piece of the flat element belongs to each open place, and whether it is an attribute.
    places: Vec<(usize, bool)>,
    /// The canonical form of what is there.
    own: Vec<String>,
}

/// First of the private characters that mark open places while the text is made.
const FIRST_MARK: u32 = 0xF_1000;
const MAX_PLACES: usize = 4_000;

impl Template {
    /// Makes the template; `None` if the message itself contains private-use characters or cannot be read again.
    pub(super) fn of(base: &Candidate<'_>, pieces: &[usize], limits: &Limits) -> Option<Template> {
        let mut marked = base.flat.clone();
        let pieces = pieces.get(..pieces.len().min(MAX_PLACES))?;
        for (number, &index) in pieces.iter().enumerate() {
            let mark = char::from_u32(FIRST_MARK.checked_add(u32::try_from(number).ok()?)?)?;
            marked.put(index, mark.to_string());
        }
        let text = marked.write();
        let document = Document::parse(&text, limits).ok()?;
        let mut bytes = Vec::new();
        let form = &base.form;
        Canonicalizer::default().write(document.root(), form.method, &form.prefixes, None, &mut bytes);
        let canonical = String::from_utf8(bytes).ok()?;
        let mut template = Template { literals: Vec::new(), places: Vec::new(), own: Vec::new() };
        let mut literal = String::new();
        for character in canonical.chars() {
            let number =
                u32::from(character).checked_sub(FIRST_MARK).and_then(|number| usize::try_from(number).ok());
            match number.and_then(|number| pieces.get(number)) {
                Some(&index) => {
                    let attribute = matches!(base.flat.pieces.get(index)?.kind, PieceKind::Attribute { .. });
                    template.literals.push(std::mem::take(&mut literal));
                    template.places.push((index, attribute));
                    template.own.push(canonical_value(base.flat.characters(index)?, attribute));
                }
                None => literal.push(character),
            }
        }
        template.literals.push(literal);
        // A mark that is there twice, or not at all, was in the message before.
        let mut indices: Vec<usize> = template.places.iter().map(|(index, _)| *index).collect();
        indices.sort_unstable();
        indices.dedup();
        (indices.len() == pieces.len() && template.places.len() == pieces.len()).then_some(template)
    }

    /// The canonical text with other values in the places of some pieces.
    pub(super) fn with(&self, values: &[(usize, &str)], out: &mut Vec<u8>) {
        out.clear();
        for (number, literal) in self.literals.iter().enumerate() {
            out.extend_from_slice(literal.as_bytes());
            let Some((index, attribute)) = self.places.get(number) else { continue };
            match values.iter().find(|(piece, _)| piece == index) {
                Some((_, value)) => out.extend_from_slice(canonical_value(value, *attribute).as_bytes()),
                None => out.extend_from_slice(self.own.get(number).map_or(&[], |own| own.as_bytes())),
            }
        }
    }
}
