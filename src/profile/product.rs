//! Which product made a message, by its issuer and its shape, so that a fix can name the right console.

use crate::xml::{Element, Namespace};

/// The product, where issuer or shape show it.
///
/// Issuer forms and ID shapes as the products' documentation and published responses show them.
pub(crate) fn recognise(root: Element<'_>) -> Option<&'static str> {
    let assertion = root.child(Namespace::SAML, "Assertion");
    let issuer = [Some(root), assertion]
        .into_iter()
        .flatten()
        .find_map(|element| element.child(Namespace::SAML, "Issuer")?.text());
    issuer.and_then(by_issuer).or_else(|| by_shape(root, assertion))
}

fn by_issuer(issuer: &str) -> Option<&'static str> {
    let host = issuer
        .split_once("://")
        .map_or(issuer, |(_, rest)| rest)
        .split(['/', '?'])
        .next()
        .unwrap_or_default();
    let path =
        issuer.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let within = |domain: &str| {
        host == domain || host.strip_suffix(domain).is_some_and(|before| before.ends_with(['.', ':']))
    };
    Some(match () {
        () if within("auth0.com") => "Auth0",
        () if within("okta.com") || within("oktapreview.com") || within("okta-emea.com") => "Okta",
        () if within("sts.windows.net") || within("login.microsoftonline.com") => "Entra ID",
        () if within("accounts.google.com") && path.starts_with("o/saml2") => "Google Workspace",
        () if path.starts_with("adfs/services/trust") => "ADFS",
        () if path.starts_with("realms/") || path.starts_with("auth/realms/") => "Keycloak",
        () if path.starts_with("idp/shibboleth") => "Shibboleth",
        () if path.contains("saml2/idp/metadata.php") || path.starts_with("simplesaml") => "SimpleSAMLphp",
        () if within("onelogin.com") => "OneLogin",
        () if within("pingone.com") || within("pingidentity.com") => "PingOne",
        () if within("salesforce.com") => "Salesforce",
        () if within("jumpcloud.com") => "JumpCloud",
        () if within("login.duosecurity.com") => "Duo",
        () => return None,
    })
}

fn by_shape(root: Element<'_>, assertion: Option<Element<'_>>) -> Option<&'static str> {
    let id = root.attribute("ID")?;
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let attributes = || {
        assertion
            .into_iter()
            .flat_map(|assertion| assertion.children_named(Namespace::SAML, "AttributeStatement"))
            .flat_map(|statement| statement.children_named(Namespace::SAML, "Attribute"))
            .filter_map(|attribute| attribute.attribute("Name"))
    };
    if attributes().any(|name| name.starts_with("http://schemas.auth0.com/")) {
        return Some("Auth0");
    }
    if attributes().any(|name| name.starts_with("http://schemas.microsoft.com/identity/claims/")) {
        return Some("Entra ID");
    }
    if id.strip_prefix("id").is_some_and(|rest| rest.len() > 15 && rest.bytes().all(|b| b.is_ascii_digit())) {
        return Some("Okta");
    }
    if id.strip_prefix("ID_").is_some_and(|rest| rest.len() == 36) {
        return Some("Keycloak");
    }
    // node-samlp: 20 hexadecimal digits, and a Signature without a prefix.
    let signed =
        [Some(root), assertion].into_iter().flatten().find_map(|e| e.child(Namespace::DS, "Signature"));
    let bare = signed.is_some_and(|signature| signature.qualified_name() == "Signature");
    let digits = id.strip_prefix('_').unwrap_or_default();
    if bare && digits.len() == 20 && hex(digits) {
        return Some("Auth0");
    }
    if digits.len() == 42 && hex(digits) {
        return Some("SimpleSAMLphp");
    }
    None
}
