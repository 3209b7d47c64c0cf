//! What the StatusMessage of a well-known product is about.

/// What a text is about and where to look; the first that is contained in the message, in lower case.
pub(super) fn about(message: &str) -> Option<(&'static str, &'static str)> {
    // Of a long message the beginning says what it is.
    let text: String = message.chars().take(512).collect::<String>().to_lowercase();
    let known = TEXTS.iter().find(|(words, _, _)| words.split('|').all(|word| text.contains(word)))?;
    Some((known.1, known.2))
}

/// Words that are all in the message, what it is about, and what to do.
#[rustfmt::skip]
const TEXTS: &[(&str, &str, &str)] = &[
    // Entra ID (MicrosoftDocs/entra-docs: docs/identity-platform/reference-error-codes.md)
    ("aadsts50105", "the user is not assigned to the application (AADSTS50105)", "Entra ID: assign the user or a group in Enterprise applications → the app → Users and groups"),
    ("aadsts50011", "the request's ACS URL is not a reply URL of the application (AADSTS50011)", "Entra ID: add the ACS URL in Basic SAML Configuration → Reply URL"),
    ("aadsts700016", "the request's Issuer is not an application of this tenant (AADSTS700016)", "Entra ID: set Basic SAML Configuration → Identifier (Entity ID) to the request's Issuer"),
    ("aadsts650056", "the request's Issuer or the application is misconfigured (AADSTS650056)", "Entra ID: compare Basic SAML Configuration → Identifier (Entity ID) with the request's Issuer"),
    ("aadsts75011", "the user signed in with another method than RequestedAuthnContext asks for (AADSTS75011)", "remove RequestedAuthnContext from the request, or send Comparison=\"minimum\""),
    ("aadsts76021", "the application wants signed requests, and the request is not signed (AADSTS76021)", "sign the request, or turn off Require verification certificates in SAML certificates"),
    ("aadsts76026", "the request has expired (AADSTS76026)", "start the login again, and synchronize the service's clock by NTP"),
    ("aadsts50008", "the SAML assertion is missing or misconfigured (AADSTS50008)", "compare the federation settings of the domain with the identity provider"),
    ("aadsts75005", "the request is not a valid SAML request (AADSTS75005)", "compare the request's structure and binding with the identity provider's metadata"),
    ("aadsts75003", "the request's binding or ACS is not supported (AADSTS75003)", "request the HTTP-POST binding for the response"),
    ("aadsts53003", "a Conditional Access policy blocks the user (AADSTS53003)", "Entra ID: read Sign-in logs → the sign-in → Conditional Access"),
    ("aadsts50126", "user name or password is wrong (AADSTS50126)", "let the user sign in again"),
    // The signature of the request
    ("signature|required", "the request must be signed, and is not", "sign the request with the certificate that the identity provider has for this service"),
    ("request|not signed", "the request must be signed, and is not", "sign the request with the certificate that the identity provider has for this service"),
    ("signature|authnrequest", "the signature of the request does not verify", "compare the service's signing certificate with the one registered at the identity provider"),
    ("signature|authentication request", "the signature of the request does not verify", "compare the service's signing certificate with the one registered at the identity provider"),
    ("invalid signature", "the signature of the request does not verify", "compare the service's signing certificate with the one registered at the identity provider"),
    ("invalid_signature", "the signature of the request does not verify", "compare the service's signing certificate with the one registered at the identity provider"),
    ("msis3015", "the signing certificate of the service is not valid for AD FS (MSIS3015)", "check the certificate on the trust's Signature tab: dates and revocation"),
    ("msis7093", "the message must be signed, and is not (MSIS7093)", "sign the request, or run `Set-AdfsRelyingPartyTrust -SignedSamlRequestsRequired $false`"),
    ("msis7070", "the NameID that was made does not meet the NameIDPolicy (MSIS7070)", "add a claim rule for Name ID with the format that the request asks for"),
    ("msis7012", "AD FS could not process the request (MSIS7012)", "read Event Viewer → AD FS → Admin on the AD FS server"),
    // Destination and addresses of the request
    ("destination validation", "the identity provider compared the Destination of the request with its own URL, and they differ", "set the request's Destination to the URL that the identity provider expects; behind a proxy, set its public URL (WSO2: destination URLs of the resident identity provider, proxy port)"),
    ("destination|request", "the Destination of the request is not a URL of the identity provider", "set the request's Destination to the identity provider's single sign-on URL"),
    ("assertion consumer", "the request's ACS URL is not registered at the identity provider", "register the request's AssertionConsumerServiceURL at the identity provider"),
    ("acs|url", "the request's ACS URL is not registered at the identity provider", "register the request's AssertionConsumerServiceURL at the identity provider"),
    // NameIDPolicy
    ("nameidpolicy", "NameID cannot be made as NameIDPolicy asks", "set the NameID format at the identity provider to the requested one, or request unspecified"),
    ("nameid format", "NameID cannot be made in the format asked for", "set the NameID format at the identity provider to the requested one, or request unspecified"),
    ("name identifier", "NameID cannot be made as NameIDPolicy asks", "set the NameID format at the identity provider to the requested one, or request unspecified"),
    ("required nameid", "NameID cannot be made in the format asked for (Shibboleth)", "release the attribute behind this NameID format to the service, or request another format"),
    // Passive and authentication context
    ("passive", "a login without interaction was asked for (IsPassive), and the user has no session", "start the login again without IsPassive=\"true\""),
    ("no_passive", "a login without interaction was asked for (IsPassive), and the user has no session", "start the login again without IsPassive=\"true\""),
    ("authentication_expired", "the user's login page had expired (Keycloak)", "start the login again from the service"),
    ("authncontext", "the requested authentication context cannot be met", "remove RequestedAuthnContext from the request, or ask with Comparison=\"minimum\""),
    ("authentication context", "the requested authentication context cannot be met", "remove RequestedAuthnContext from the request, or ask with Comparison=\"minimum\""),
    // Users
    ("not assigned", "the user is not assigned to this application", "assign the user or one of their groups to the application at the identity provider"),
    ("not authorized", "the user may not use this application", "assign the user or one of their groups to the application at the identity provider"),
    ("access denied", "the user was denied, by a rule or by their own choice", "look for the rule or policy that denied this user in the identity provider's log"),
    ("access_denied", "the user was denied, by a rule or by their own choice", "look for the rule or policy that denied this user in the identity provider's log"),
    ("cancel", "the user or the identity provider canceled the login", "start the login again"),
    ("locked", "the account is locked", "unlock the account at the identity provider"),
    ("user not found", "the identity provider does not know the user", "create the user at the identity provider, or correct what they sign in with"),
    // The service
    ("unknown|issuer", "the identity provider does not know the request's Issuer", "register the service with exactly the Issuer of the request"),
    ("issuer|not found", "the identity provider does not know the request's Issuer", "register the service with exactly the Issuer of the request"),
    ("no metadata", "the identity provider has no metadata of the service", "load the service's metadata at the identity provider"),
    ("expired", "the request or the session at the identity provider had expired", "start the login again, and synchronize the service's clock by NTP"),
    ("encrypt", "the assertion could not be encrypted for the service", "give the identity provider the service's encryption certificate, or turn encryption off"),
];

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn texts_of_products_are_known_by_their_words() {
        for (text, word) in [
            ("AADSTS50105: The signed in user is not assigned to a role", "not assigned"),
            ("Required NameID format not supported", "NameID"),
            ("Destination validation for authentication request failed", "Destination"),
            ("Invalid Signature in AuthnRequest", "signature of the request"),
            ("MSIS7093: the message is not signed", "must be signed"),
        ] {
            assert!(about(text).is_some_and(|(about, _)| about.contains(word)), "{text}: {:?}", about(text));
        }
        assert_eq!(about("something went wrong"), None);
    }
}
