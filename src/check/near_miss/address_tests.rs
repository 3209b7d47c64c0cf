use super::*;
use crate::profile::CONVENTIONS;

fn differences(actual: &str, expected: &str) -> Vec<AddressDifference> {
    super::differences(actual, expected, &CONVENTIONS)
}

fn words(actual: &str, expected: &str) -> String {
    difference_clause(actual, expected, &CONVENTIONS)
}

#[test]
fn one_difference_is_named() {
    let acs = "https://sp.example.com/acs";
    assert_eq!(words(acs, acs), "");
    assert_eq!(words("http://sp.example.com/acs", acs), ": the scheme differs");
    assert_eq!(words("hhttps://sp.example.com/acs", acs), ": the scheme is misspelled");
    assert_eq!(words("https://sp.example.com/acs/", acs), ": a slash was added at the end");
    assert_eq!(words(acs, "https://sp.example.com/acs/"), ": the trailing slash is missing");
    assert_eq!(words("https://SP.example.com/acs", acs), ": upper and lower case differ");
    assert_eq!(words("HTTPS://sp.example.com/acs", acs), ": upper and lower case differ");
    assert_eq!(words("https://sp.example.com:8443/acs", acs), ": the port differs");
    assert_eq!(words("https://sp.example.org/acs", acs), ": the host differs");
    assert_eq!(words("https://sp.example.com/sso", acs), ": the path differs");
    assert_eq!(words("https://sp.example.com/acs?x=1", acs), ": the query differs");
    assert_eq!(words(" https://sp.example.com/acs\n", acs), ": it contains white space");
    assert_eq!(words(acs, "https://sp.example.com/acs "), ": the expected value contains white space");
    assert_eq!(words("https://sp.example.com%2Facs", acs), ": it is percent-encoded");
    assert_eq!(words(acs, "https://sp.example.com%2Facs"), ": the expected value is percent-encoded");
    assert_eq!(words("https://sp.example.com/acs/metadata", acs), ": `/metadata` was added at the end");
    assert_eq!(words("sp.example.com/acs", acs), ": the scheme is missing");
    assert_eq!(words(acs, "sp.example.com/acs"), ": the response has a scheme in front");
    // What is no address has no parts to name.
    assert_eq!(words("urn:other", acs), "");
    assert_eq!(words(acs, "urn:other"), "");
    assert_eq!(words("", acs), ": it is empty");
}

#[test]
fn www_and_the_port_that_a_scheme_has_anyway_are_named() {
    let acs = "https://sp.example.com/acs";
    for (one, added, missing) in [
        (
            "https://www.sp.example.com/acs",
            ": `www.` was added in front of the host",
            ": `www.` is missing in front of the host",
        ),
        (
            "https://sp.example.com:443/acs",
            ": the default port `:443` was added",
            ": the default port `:443` is missing",
        ),
    ] {
        assert_eq!(words(one, acs), added);
        assert_eq!(words(acs, one), missing);
    }
    // A port that is not the default one, or not missing on the other side, differs.
    for (one, other) in [
        ("https://sp.example.com:80/acs", acs),
        ("https://sp.example.com:443/acs", "https://sp.example.com:8443/acs"),
    ] {
        assert_eq!(words(one, other), ": the port differs");
        assert_eq!(words(other, one), ": the port differs");
    }
    assert_eq!(
        words("http://www.sp.example.com/acs/", acs),
        ": a slash was added at the end, `www.` was added in front of the host and the scheme differs"
    );
}

#[test]
fn what_one_path_has_more_at_its_end_is_named() {
    let saml = "https://sp.example.com/saml";
    for (one, end) in [
        ("https://sp.example.com/saml2", "2"),
        ("https://sp.example.com/saml/acs", "/acs"),
        ("https://sp.example.com/saml.xml", ".xml"),
    ] {
        assert_eq!(words(one, saml), format!(": `{end}` was added at the end of the path"));
        assert_eq!(words(saml, one), format!(": `{end}` is missing at the end of the path"));
    }
    assert_eq!(words(saml, "https://sp.example.com"), ": `/saml` was added at the end of the path");
    assert_eq!(words("https://sp.example.com/samlidp", saml), ": the path differs");
    // What is more than 40 bytes long is no slip at the end.
    let (short, long) = (format!("/{}", "a".repeat(39)), format!("/{}", "a".repeat(40)));
    let added = format!(": `{short}` was added at the end of the path");
    assert_eq!(words(&format!("{saml}{short}"), saml), added);
    assert_eq!(words(&format!("{saml}{long}"), saml), ": the path differs");
    assert_eq!(words(saml, &format!("{saml}{long}")), ": the path differs");
    assert_eq!(
        words("https://sp.example.com/saml/acs?x=1", saml),
        ": `/acs` was added at the end of the path and the query differs"
    );
}

#[test]
fn of_addresses_that_differ_as_much_the_one_with_the_fewest_letters_is_nearest() {
    // Both differ in their path alone.
    let (near, far) = ("https://sp.example.com/acs1", "https://sp.example.com/something/else");
    for candidates in [[near, far], [far, near]] {
        assert_eq!(nearest("https://sp.example.com/acs", candidates.into_iter(), &CONVENTIONS), Some(near));
    }
}

#[test]
fn entity_ids_of_auth0() {
    assert_eq!(words("acme.us.auth0.com", "urn:acme.us.auth0.com"), ": `urn:` is missing in front");
    assert_eq!(words("urn:acme.us.auth0.com", "acme.us.auth0.com"), ": the response has `urn:` in front");
    assert!(
        words("urn:auth0:acme:conn", "urn:acme.us.auth0.com")
            .starts_with(": `urn:auth0:` is the form of Auth0")
    );
    assert_eq!(differences("https://YOUR_TENANT.auth0.com", "urn:a"), [AddressDifference::Placeholder]);
}

#[test]
fn an_ampersand_that_is_escaped_on_one_side_is_named() {
    let (plain, escaped) = ("https://sp.example.com/acs?a=1&b=2", "https://sp.example.com/acs?a=1&amp;b=2");
    assert_eq!(words(escaped, plain), ": `&` was escaped as `&amp;` once more than needed");
    assert_eq!(words(plain, escaped), ": the expected value has `&amp;`, as XML writes it, instead of `&`");
    // More than the ampersand differs.
    let other = "https://sp.example.com/sso?a=1&b=2";
    assert_eq!(words(escaped, other), ": the path and query differ");
    assert_eq!(words(other, escaped), ": the path and query differ");
}

#[test]
fn parts_that_differ_share_one_verb() {
    let acs = "https://sp.example.com/acs?x=1";
    assert_eq!(words("https://idp.example.com/acs?x=2", acs), ": the host and query differ");
    assert_eq!(words("https://idp.example.com/sso", acs), ": the host, path and query differ");
    // No slip at the end of the one makes it the other.
    assert_eq!(
        words("https://idp.example.com/sso/", "https://sp.example.com/acs"),
        ": the host and path differ"
    );
}

#[test]
fn two_differences_are_both_named() {
    assert_eq!(
        words("http://sp.example.com/acs/", "https://sp.example.com/acs"),
        ": a slash was added at the end and the scheme differs"
    );
}

#[test]
fn endpoints_of_twilio() {
    let enhanced = "urn:flex:JQ0123456789abcdef0123456789abcdef";
    let legacy = "https://iam.twilio.com/v1/Accounts/AC0123456789abcdef0123456789abcdef/saml2/metadata";
    assert_eq!(
        words(legacy, enhanced),
        ": it is the legacy Flex SSO entity ID, not the enhanced Flex SSO entity ID"
    );
    assert_eq!(
        words("urn:flex:JQ1123456789abcdef0123456789abcdef", enhanced),
        ": the SID differs: another account, realm or connection"
    );
    assert_eq!(
        differences("urn:flex:jq0123456789abcdef0123456789abcdef", enhanced),
        [AddressDifference::Case]
    );
    assert_eq!(
        differences(legacy.strip_suffix("/metadata").unwrap_or_default(), legacy),
        [AddressDifference::MetadataMissing]
    );
}

#[test]
fn nothing_in_common_says_nothing() {
    assert_eq!(words("urn:foo", "urn:bar"), "");
}
