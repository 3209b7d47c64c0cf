//! The ways in which two addresses differ, each with its words.

/// One way in which the address in the message differs from the one expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AddressDifference {
    Empty,
    Placeholder,
    ExpectedPlaceholder,
    WhiteSpace,
    ExpectedWhiteSpace,
    PercentEncoding,
    ExpectedPercentEncoding,
    UrnMissing,
    UrnAdded,
    /// Something that products put in front of an identifier.
    PrefixAdded(&'static str),
    PrefixMissing(&'static str),
    AmpersandEscaped,
    ExpectedAmpersandEscaped,
    DoubledScheme,
    Scheme,
    SchemeMissing,
    SchemeAdded,
    WwwMissing,
    WwwAdded,
    /// The port that the scheme has anyway: 443 for https, 80 for http.
    DefaultPortMissing(&'static str),
    DefaultPortAdded(&'static str),
    SlashMissing,
    SlashAdded,
    MetadataMissing,
    MetadataAdded,
    /// The end of a path, such as `/saml2` or `.xml`.
    EndMissing(String),
    EndAdded(String),
    Case,
    /// What is known of the products that both addresses belong to.
    OfProducts(String),
    Host,
    Port,
    Path,
    Query,
}

impl AddressDifference {
    /// The difference as a clause about the address in the message.
    pub(crate) fn in_words(&self) -> String {
        match self {
            AddressDifference::Empty => "it is empty",
            AddressDifference::Placeholder => "a placeholder was left in it",
            AddressDifference::ExpectedPlaceholder => "a placeholder was left in the expected value",
            AddressDifference::WhiteSpace => "it contains white space",
            AddressDifference::ExpectedWhiteSpace => "the expected value contains white space",
            AddressDifference::PercentEncoding => "it is percent-encoded",
            AddressDifference::ExpectedPercentEncoding => "the expected value is percent-encoded",
            AddressDifference::UrnMissing => "`urn:` is missing in front",
            AddressDifference::UrnAdded => "the response has `urn:` in front",
            AddressDifference::PrefixAdded(prefix) => return format!("`{prefix}` was added in front"),
            AddressDifference::PrefixMissing(prefix) => return format!("`{prefix}` is missing in front"),
            AddressDifference::AmpersandEscaped => "`&` was escaped as `&amp;` once more than needed",
            AddressDifference::ExpectedAmpersandEscaped => {
                "the expected value has `&amp;`, as XML writes it, instead of `&`"
            }
            AddressDifference::DoubledScheme => "the scheme is misspelled",
            AddressDifference::Scheme => "the scheme differs",
            AddressDifference::SchemeMissing => "the scheme is missing",
            AddressDifference::SchemeAdded => "the response has a scheme in front",
            AddressDifference::WwwMissing => "`www.` is missing in front of the host",
            AddressDifference::WwwAdded => "`www.` was added in front of the host",
            AddressDifference::DefaultPortMissing(port) => {
                return format!("the default port `:{port}` is missing");
            }
            AddressDifference::DefaultPortAdded(port) => {
                return format!("the default port `:{port}` was added");
            }
            AddressDifference::SlashMissing => "the trailing slash is missing",
            AddressDifference::SlashAdded => "a slash was added at the end",
            AddressDifference::MetadataMissing => "`/metadata` is missing at the end",
            AddressDifference::MetadataAdded => "`/metadata` was added at the end",
            AddressDifference::EndMissing(end) => {
                return format!("`{end}` is missing at the end of the path");
            }
            AddressDifference::EndAdded(end) => return format!("`{end}` was added at the end of the path"),
            AddressDifference::Case => "upper and lower case differ",
            AddressDifference::Host => "the host differs",
            AddressDifference::Port => "the port differs",
            AddressDifference::Path => "the path differs",
            AddressDifference::Query => "the query differs",
            AddressDifference::OfProducts(clause) => return clause.clone(),
        }
        .to_owned()
    }

    /// Whether it names the part of a URL that differs.
    pub(super) fn is_part(&self) -> bool {
        matches!(
            self,
            AddressDifference::Scheme
                | AddressDifference::Host
                | AddressDifference::Port
                | AddressDifference::Path
                | AddressDifference::Query
        )
    }
}
