//! The known error texts, read from `error_texts.tsv` when the first is asked for.

use crate::Code;
use std::sync::OnceLock;

/// An error text of another product. `{}` in it means a part that differs every time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorText {
    text: &'static str,
    product: &'static str,
    source: &'static str,
    codes: Vec<Code>,
    meaning: &'static str,
}

impl ErrorText {
    /// Who says it, for example `OneLogin toolkits`.
    pub fn product(&self) -> &'static str {
        self.product
    }

    /// What it says; `{}` means a part that differs.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The findings behind it, the likeliest first.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// What the product really checks, and what to do next.
    pub fn meaning(&self) -> &'static str {
        self.meaning
    }

    /// Where the text was seen: a repository and file, a package, or a page.
    pub fn source(&self) -> &'static str {
        self.source
    }
}

const TABLE: &str = include_str!("error_texts.tsv");

/// Every known text, by product.
pub(super) fn all() -> &'static [ErrorText] {
    static ALL: OnceLock<Vec<ErrorText>> = OnceLock::new();
    ALL.get_or_init(|| TABLE.lines().skip(1).filter_map(parsed).collect())
}

/// One line of the table. A malformed one is left out here and fails the test below.
fn parsed(line: &'static str) -> Option<ErrorText> {
    let mut columns = line.split('\t');
    let mut next = || columns.next().map(str::trim).filter(|column| !column.is_empty());
    let (text, product, source, codes, meaning) = (next()?, next()?, next()?, next()?, next()?);
    let codes = codes.split(',').map(Code::from_name).collect::<Option<Vec<Code>>>()?;
    columns.next().is_none().then_some(ErrorText { text, product, source, codes, meaning })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_line_of_the_table_is_complete() {
        assert_eq!(TABLE.lines().next(), Some("text\tproduct\tsource\tcodes\tmeaning"));
        for line in TABLE.lines().skip(1) {
            assert!(parsed(line).is_some(), "{line}");
        }
        assert!(all().len() > 1_000, "{}", all().len());
    }

    #[test]
    fn no_product_says_a_text_twice_and_every_meaning_ends() {
        let mut seen = HashSet::new();
        for known in all() {
            assert!(seen.insert((known.text.to_lowercase(), known.product)), "{}", known.text);
            assert!(known.meaning.ends_with('.'), "{}", known.meaning);
            assert!(known.meaning.len() <= 200, "{}", known.meaning);
            assert!(known.text.contains(char::is_alphanumeric), "{}", known.text);
        }
    }

    #[test]
    fn a_malformed_line_is_left_out() {
        for line in ["", "text", "a\tb\tc\tno-such-code\te", "a\tb\tc\tunsigned\t", "a\tb\tc\tunsigned\te\tf"]
        {
            assert_eq!(parsed(line), None, "{line}");
        }
    }
}
