//! Texts that documentation prints for the reader to replace.

/// Whether a text is or contains something that documentation prints for the reader to replace.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    upper.contains("YOUR_")
        || upper.contains("YOUR-")
        || upper.contains("XXXX")
        || upper.contains("EXAMPLE_")
        || text.contains(['<', '{', '…'])
        // `[YOUR_SID]`, and not an address of IPv6.
        || text.split_once('[').is_some_and(|(_, rest)| rest.starts_with(|first: char| first.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_of_every_sort() {
        for text in [
            "YOUR_TENANT",
            "your-tenant",
            "ACxxxx",
            "example_id",
            "a{{b}}",
            "<sid>",
            "{sid}",
            "JQ\u{2026}",
            "[SID]",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        assert!(!is_placeholder("https://[::1]:8443/acs") && !is_placeholder("https://[fe80::1]/acs"));
        assert!(is_placeholder("https://[HOST]/acs") && is_placeholder("https://{host}/acs"));
        for text in ["acme", "JQ00", "[::1]", "[sid]", "yours", "XXX"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
