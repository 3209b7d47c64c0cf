//! What near misses use of products. The verifier names no product: the profile floor fills this table.

use crate::assertion::Assertion;
use crate::check::Findings;
use crate::check::RuleInput;

/// Other words for one name or value: the word, and those that are used for it, folded.
pub(crate) type Synonyms = (&'static str, &'static [&'static str]);

/// What products are known to do with addresses, names and values. It explains, and decides nothing.
pub(crate) struct ProductConventions {
    /// How two addresses differ that are of products it knows, as a clause about the first.
    pub(crate) address_difference: fn(&str, &str) -> Option<String>,
    /// What products put in front of an identifier.
    pub(crate) identifier_prefixes: &'static [&'static str],
    /// What a product puts in front of a claim's name, and the clause that says so.
    pub(crate) claim_namespaces: &'static [&'static str],
    pub(crate) claim_namespace_clause: &'static str,
    /// What a product reads off the end of an attribute's name.
    pub(crate) type_suffixes: &'static [&'static str],
    /// What products put in front of an attribute's name, folded.
    pub(crate) name_prefix: &'static str,
    /// Other names for the same attribute.
    pub(crate) name_synonyms: &'static [Synonyms],
    /// Other words for the same value.
    pub(crate) value_synonyms: &'static [Synonyms],
    /// Reports what is odd about addresses of a known product.
    pub(crate) note_addresses: fn(&RuleInput<'_, '_>, &mut Findings),
    /// What the StatusMessage of a known product is about, and what to do.
    pub(crate) status_text: fn(&str) -> Option<(&'static str, &'static str)>,
    /// Reports what the claims of an assertion show, if a wanted attribute is missing.
    pub(crate) note_claims: fn(&Assertion<'_>, &mut Findings),
}

impl std::fmt::Debug for ProductConventions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProductConventions").finish_non_exhaustive()
    }
}
