//! Where an element is, for a person: path, line and column.

use super::Element;
use crate::Location;
use std::fmt::Write;

/// Line and column, both from 1, columns in characters, of a byte offset.
pub(super) fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let lines = before.iter().filter(|&&byte| byte == b'\n').count();
    // Continuation bytes of UTF-8 are not characters of their own.
    let columns = before.iter().skip(line_start).filter(|&&byte| byte & 0xC0 != 0x80).count();
    (u32::try_from(lines + 1).unwrap_or(u32::MAX), u32::try_from(columns + 1).unwrap_or(u32::MAX))
}

impl Element<'_> {
    /// Path, line and column of this element; no line in a document that was inside another one. Costs a pass over the text
    /// before it: for findings only.
    pub fn location(&self) -> Location {
        let (line, column) = match self.document().is_part {
            true => (0, 0),
            false => line_and_column(self.document().text(), self.offset()),
        };
        Location::new(self.path(), line, column)
    }

    /// Path of qualified names from the root; a position where siblings share the name.
    pub fn path(&self) -> String {
        let mut chain = vec![*self];
        while let Some(parent) = chain.last().and_then(Element::parent) {
            chain.push(parent);
        }
        let mut path = String::new();
        for element in chain.iter().rev() {
            let _ = write!(path, "/{}", element.qualified_name());
            if let Some(parent) = element.parent() {
                let alike =
                    || parent.children().filter(|child| child.qualified_name() == element.qualified_name());
                if alike().nth(1).is_some() {
                    let position = alike().take_while(|child| child != element).count() + 1;
                    let _ = write!(path, "[{position}]");
                }
            }
        }
        path
    }
}
