//! Uniqueness of identifiers (invariant: unique-ids).

use super::{Document, Element, tree::Span};

impl Document<'_> {
    /// Two elements that carry the same value in an attribute named ID, Id, id or xml:id, in any namespace.
    ///
    /// What a verifier looks up by ID may then be another element than the one that is read (SAML 2.0 core, 1.3.4;
    /// XML Signature best practices, section 3.2).
    pub fn duplicate_id(&self) -> Option<(Element<'_>, Element<'_>)> {
        let element = |index| Element { document: self, index };
        let value = |&(_, span): &(u32, Span)| self.slice(span);
        if self.ids.len() <= 16 {
            return self.ids.iter().enumerate().find_map(|(position, first)| {
                let rest = self.ids.iter().skip(position + 1);
                let second = rest.into_iter().find(|second| value(second) == value(first))?;
                Some((element(first.0), element(second.0)))
            });
        }
        let mut sorted: Vec<&(u32, Span)> = self.ids.iter().collect();
        sorted.sort_by(|a, b| value(a).cmp(value(b)).then(a.0.cmp(&b.0)));
        sorted.windows(2).find_map(|pair| match pair {
            [first, second] if value(first) == value(second) => Some((element(first.0), element(second.0))),
            _ => None,
        })
    }

    /// An identifier that is in the other document too: the elements here and there.
    ///
    /// A plaintext takes its place in the message that it was encrypted in, so their identifiers share one space.
    pub fn shared_id<'o>(&self, other: &'o Document<'o>) -> Option<(Element<'_>, Element<'o>)> {
        let mut sorted: Vec<(&str, u32)> =
            other.ids.iter().map(|&(index, span)| (other.slice(span), index)).collect();
        sorted.sort_unstable();
        self.ids.iter().find_map(|&(index, span)| {
            let value = self.slice(span);
            let first = sorted.partition_point(|&(known, _)| known < value);
            let &(_, there) = sorted.get(first).filter(|&&(known, _)| known == value)?;
            Some((Element { document: self, index }, Element { document: other, index: there }))
        })
    }

    /// Values that are not NCNames, as xs:ID requires (a random UUID may begin with a digit).
    pub fn ids_not_ncname(&self) -> impl Iterator<Item = (Element<'_>, &str)> {
        self.ids
            .iter()
            .map(|&(index, span)| (Element { document: self, index }, self.slice(span)))
            .filter(|(_, value)| !super::character::is_ncname(value))
    }
}
