//! Error texts of other software, and the findings behind them.
//!
//! Legacy Twilio Flex answers with the texts of OneLogin's Java toolkit, Auth0 as a service provider with those of
//! passport-wsfed-saml2; both are met in tickets without a message beside them.

use crate::Code;

/// An error text of another product. `…` in it stands for a part that differs every time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorText {
    product: &'static str,
    text: &'static str,
    codes: &'static [Code],
}

impl ErrorText {
    /// Who says it, for example `OneLogin toolkits`.
    pub fn product(&self) -> &'static str {
        self.product
    }

    /// What it says; `…` stands for a part that differs.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The findings behind it, the likeliest first.
    pub fn codes(&self) -> &'static [Code] {
        self.codes
    }
}

/// Shortest piece of an error text that is looked for inside the known ones.
const SHORTEST: usize = 10;
/// Longest pasted text that is searched, in bytes.
const MAX_TEXT: usize = 16 << 10;

/// The known error texts in a pasted one, best first: whole ones, or else those that hold the pasted piece.
pub(super) fn find(pasted: &str) -> Vec<&'static ErrorText> {
    let end = (0..=MAX_TEXT.min(pasted.len())).rev().find(|&end| pasted.is_char_boundary(end)).unwrap_or(0);
    let pasted = normalised(pasted.get(..end).unwrap_or_default());
    let mut found: Vec<(usize, &ErrorText)> = Vec::new();
    for known in KNOWN {
        if let Some(length) = matched(&pasted, known.text) {
            found.push((length, known));
        }
    }
    if found.is_empty() && pasted.len() >= SHORTEST {
        found.extend(
            KNOWN.iter().filter(|known| normalised(known.text).contains(&pasted)).map(|known| (0, known)),
        );
    }
    found.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    // What is only a piece of a longer match ("assertion has expired" in a longer text) says nothing more.
    let best = found.first().map_or(0, |(length, _)| *length);
    found.into_iter().filter(|(length, _)| length.saturating_mul(2) >= best).map(|(_, known)| known).collect()
}

/// How many bytes of fixed text match, where all pieces of the pattern stand in the pasted text in order.
fn matched(pasted: &str, pattern: &str) -> Option<usize> {
    let pattern = normalised(pattern);
    let mut rest = pasted;
    let mut length: usize = 0;
    for piece in pattern.split('…').map(str::trim).filter(|piece| !piece.is_empty()) {
        let at = rest.find(piece)?;
        rest = rest.get(at.saturating_add(piece.len())..)?;
        length = length.saturating_add(piece.len());
    }
    Some(length)
}

/// Lower case, one blank for any white space, straight quotes, no full stop or quote at either end.
fn normalised(text: &str) -> String {
    let lower = text.to_lowercase().replace(['‘', '’', '“', '”', '"'], "'");
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join(" ").trim_matches(['.', '\'', ' ']).to_owned()
}

const ONELOGIN: &str = "OneLogin toolkits (legacy Twilio Flex)";
const PASSPORT: &str = "passport-wsfed-saml2 (Auth0 as service provider)";
const AUTH0: &str = "Auth0";
const TWILIO: &str = "Twilio";
const BROWSER: &str = "browser";
const ENTRA: &str = "Entra ID";
const GOOGLE: &str = "Google";

const fn text(product: &'static str, text: &'static str, codes: &'static [Code]) -> ErrorText {
    ErrorText { product, text, codes }
}

const SIGNATURE: &[Code] = &[
    Code::SignatureUntrustedKey,
    Code::DigestMismatch,
    Code::SignatureValueMismatch,
    Code::CertificateExpired,
];
const WRAPPED: &[Code] = &[Code::SignatureWrapping, Code::SignatureProfile, Code::IdDuplicate];

#[rustfmt::skip]
const KNOWN: &[ErrorText] = &[
    text(ONELOGIN, "SAML Response could not be processed", &[Code::XmlMalformed, Code::Truncated, Code::SpaceForPlus]),
    text(ONELOGIN, "SAML Response is not loaded", &[Code::NotSaml, Code::XmlMalformed]),
    text(ONELOGIN, "Unsupported SAML Version on Response", &[Code::VersionUnsupported]),
    text(ONELOGIN, "Unsupported SAML Version on Assertion", &[Code::VersionUnsupported]),
    text(ONELOGIN, "Unsupported SAML Version", &[Code::VersionUnsupported]),
    text(ONELOGIN, "Missing ID attribute on SAML Response", &[Code::StructureInvalid]),
    text(ONELOGIN, "SAML Response must contain 1 Assertion", &[Code::AssertionsSeveral, Code::AssertionMissing]),
    text(ONELOGIN, "Invalid SAML Response. Not match the saml-schema-protocol-2.0.xsd", &[Code::IdNotNcname, Code::StructureInvalid, Code::TimeMalformed]),
    text(ONELOGIN, "The InResponseTo of the Response: …, does not match the ID of the AuthNRequest sent by the SP: …", &[Code::InResponseToMismatch]),
    text(ONELOGIN, "The Response has an InResponseTo attribute: … while no InResponseTo was expected", &[Code::Unsolicited, Code::InResponseToMismatch]),
    text(ONELOGIN, "The assertion of the Response is not encrypted and the SP requires it", &[Code::EncryptedAssertion]),
    text(ONELOGIN, "The NameID of the Response is not encrypted and the SP requires it", &[Code::EncryptedAssertion]),
    text(ONELOGIN, "There is an EncryptedAttribute in the Response and this SP not support them", &[Code::EncryptedAssertion]),
    text(ONELOGIN, "The Assertion must include a Conditions element", &[Code::ConditionsMissing]),
    text(ONELOGIN, "The Assertion must include an AuthnStatement element", &[Code::AuthnStatementMissing]),
    text(ONELOGIN, "Invalid issuer in the Assertion/Response. Was '…', but expected '…'", &[Code::IssuerMismatch]),
    text(ONELOGIN, "Invalid issuer in the Assertion/Response", &[Code::IssuerMismatch]),
    text(ONELOGIN, "Issuer of the Assertion not found or multiple", &[Code::IssuerMissing]),
    text(ONELOGIN, "Issuer of the Response is multiple", &[Code::IssuerDiffers, Code::StructureInvalid]),
    text(ONELOGIN, "The attributes have expired, based on the SessionNotOnOrAfter of the AttributeStatement of this Response", &[Code::SessionExpired]),
    text(ONELOGIN, "The Assertion of the Response is not signed and the SP requires it", &[Code::Unsigned, Code::ResponseNotSigned]),
    text(ONELOGIN, "The Message of the Response is not signed and the SP requires it", &[Code::ResponseNotSigned, Code::Unsigned]),
    text(ONELOGIN, "No Signature found. SAML Response rejected", &[Code::Unsigned]),
    text(ONELOGIN, "Signature validation failed. SAML Response rejected", SIGNATURE),
    text(ONELOGIN, "An empty NameID value found", &[Code::NameIdEmpty]),
    text(ONELOGIN, "No name id found in Document", &[Code::NameIdMissing]),
    text(ONELOGIN, "Found an Attribute element with duplicated Name", &[Code::AttributeDuplicated]),
    text(ONELOGIN, "Duplicated ID", &[Code::IdDuplicate]),
    text(ONELOGIN, "Duplicated Reference URI", WRAPPED),
    text(ONELOGIN, "Unexpected number of Reference nodes", WRAPPED),
    text(ONELOGIN, "Found an unexpected Signature Element. SAML Response rejected", WRAPPED),
    text(ONELOGIN, "Could not validate timestamp: expired. Check system clock", &[Code::AssertionExpired]),
    text(ONELOGIN, "Could not validate timestamp: not yet valid. Check system clock", &[Code::AssertionNotYetValid]),
    text(ONELOGIN, "Timing issues (please check your clock settings)", &[Code::AssertionExpired, Code::AssertionNotYetValid]),
    text(ONELOGIN, "is not a valid audience for this Response", &[Code::AudienceMismatch]),
    text(ONELOGIN, "The response has an empty Destination value", &[Code::DestinationMismatch, Code::DestinationMissing]),
    text(ONELOGIN, "The response was received at … instead of …", &[Code::DestinationMismatch]),
    text(ONELOGIN, "The SPNameQualifier value mismatch the SP entityID value", &[Code::AudienceMismatch]),
    text(ONELOGIN, "A valid SubjectConfirmation was not found on this Response", &[Code::RecipientMismatch, Code::ConfirmationExpired, Code::InResponseToMismatch, Code::ConfirmationMissing]),
    text(ONELOGIN, "SubjectConfirmationData doesn't contain a Recipient", &[Code::RecipientMissing]),
    text(ONELOGIN, "SubjectConfirmationData doesn't match a valid Recipient", &[Code::RecipientMismatch]),
    text(ONELOGIN, "SubjectConfirmationData has an invalid InResponseTo value", &[Code::InResponseToMismatch]),
    text(ONELOGIN, "SubjectConfirmationData doesn't contain a NotOnOrAfter attribute", &[Code::ConfirmationMissing]),
    text(ONELOGIN, "SubjectConfirmationData is no longer valid", &[Code::ConfirmationExpired]),
    text(ONELOGIN, "SubjectConfirmationData is not yet valid", &[Code::ConfirmationNotBefore, Code::AssertionNotYetValid]),
    text(ONELOGIN, "The status code of the Response was not Success, was …", &[Code::StatusNotSuccess]),
    text(ONELOGIN, "Missing Status on response", &[Code::StructureInvalid, Code::StatusNotSuccess]),
    text(ONELOGIN, "There is no AttributeStatement on the Response", &[Code::AttributeMissing, Code::ActionNotRun]),
    text(PASSPORT, "SAMLResponse should be a valid xml", &[Code::XmlMalformed, Code::SpaceForPlus, Code::Base64Twice, Code::PercentEncodedTwice]),
    text(PASSPORT, "XML is not a valid saml response", &[Code::NotAResponse, Code::NotSaml]),
    text(PASSPORT, "SAMLResponse should be unique", &[Code::StructureInvalid, Code::SignatureWrapping]),
    text(PASSPORT, "Destination endpoint … did not match …", &[Code::DestinationMismatch]),
    text(PASSPORT, "saml response does not contain an Assertion element", &[Code::StatusNotSuccess, Code::AssertionMissing]),
    text(PASSPORT, "A SAMLResponse can contain only one Assertion element", &[Code::AssertionsSeveral]),
    text(PASSPORT, "Assertion is encrypted. Please set options.decryptionKey with your decryption private key", &[Code::EncryptedAssertion]),
    text(PASSPORT, "neither the response nor the assertion are signed", &[Code::Unsigned]),
    text(PASSPORT, "Signature is missing (xpath: …)", &[Code::Unsigned, Code::ResponseNotSigned]),
    text(PASSPORT, "Signature was found more than one time (xpath: …)", WRAPPED),
    text(PASSPORT, "Invalid thumbprint (configured: … calculated: …)", &[Code::SignatureUntrustedKey]),
    text(PASSPORT, "Invalid thumbprint", &[Code::SignatureUntrustedKey]),
    text(PASSPORT, "Signature check errors: …", SIGNATURE),
    text(PASSPORT, "The signing certificate is not currently valid", &[Code::CertificateExpired, Code::CertificateNotYetValid]),
    text(PASSPORT, "assertion has expired", &[Code::AssertionExpired, Code::ConfirmationExpired]),
    text(PASSPORT, "Audience is invalid. Configured: …", &[Code::AudienceMismatch]),
    text(PASSPORT, "Recipient is invalid. Configured: …", &[Code::RecipientMismatch]),
    text(PASSPORT, "NameQualifier attribute in the NameID element does not match …", &[Code::IssuerMismatch]),
    text(PASSPORT, "SPNameQualifier attribute in the NameID element does not match …", &[Code::AudienceMismatch]),
    text(PASSPORT, "SAML Assertion version not supported", &[Code::VersionUnsupported]),
    text(AUTH0, "IdP-Initiated Default App Not Configured", &[Code::Unsolicited]),
    text(AUTH0, "Missing RelayState", &[Code::Unsolicited]),
    text(AUTH0, "Audience is Invalid", &[Code::AudienceMismatch]),
    text(AUTH0, "callback URL mismatch", &[Code::DestinationMismatch, Code::AcsKind]),
    text(TWILIO, "Invalid SAML Response", &[Code::ResponseNotSigned, Code::SignatureUntrustedKey, Code::EncryptedAssertion, Code::AudienceMismatch, Code::IssuerMismatch]),
    text(TWILIO, "no valid certificate for identity realm …", &[Code::SignatureUntrustedKey, Code::CertificateExpired]),
    text(TWILIO, "400 Error invalid attribute format", &[Code::RoleUnknown, Code::AttributeMisnamed]),
    text(TWILIO, "Invalid SSO Settings", &[Code::AcsKind, Code::SidMalformed]),
    text(TWILIO, "Missing User Attributes", &[Code::AttributeMissing, Code::AttributeMisnamed, Code::AttributeEmpty]),
    text(TWILIO, "Bad SSO Settings", &[Code::SidMalformed, Code::AcsKind]),
    text(TWILIO, "Bad Saml Response", &[Code::AttributeMissing, Code::AttributeMisnamed]),
    text(TWILIO, "Invalid User Grants", &[Code::RoleUnknown, Code::RoleCoreMissing]),
    text(TWILIO, "Access Denied", &[Code::AudienceMismatch, Code::RoleUnknown]),
    text(TWILIO, "Session not found", &[Code::InResponseToMismatch, Code::Unsolicited]),
    text(BROWSER, "flex.twilio.com refused to connect", &[Code::AcsKind, Code::DestinationMismatch]),
    text(BROWSER, "This XML file does not appear to have any style information associated with it", &[Code::IdpUnreachable]),
    text(ENTRA, "AADSTS75011", &[Code::StatusNotSuccess]),
    text(ENTRA, "AADSTS50011", &[Code::DestinationMismatch, Code::AcsKind]),
    text(ENTRA, "AADSTS50105", &[Code::StatusNotSuccess]),
    text(GOOGLE, "app_not_configured_for_user", &[Code::StatusNotSuccess, Code::AudienceMismatch]),
    text(GOOGLE, "app_not_configured", &[Code::AudienceMismatch]),
    text(GOOGLE, "app_not_enabled_for_user", &[Code::StatusNotSuccess]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_text_finds_itself_first() {
        for known in KNOWN {
            let pasted = known.text.replace('…', "urn:example:value");
            let found = find(&pasted);
            assert_eq!(found.first().map(|text| text.codes), Some(known.codes), "{pasted}");
        }
    }

    #[test]
    fn a_text_is_found_inside_a_log_line_whatever_its_values() {
        let line = "70004 authentication failed:  Invalid issuer in the Assertion/Response. Was 'acme.eu.auth0.com', \
                    but expected 'urn:acme.eu.auth0.com' (HTTP 401)";
        assert_eq!(find(line)[0].codes, [Code::IssuerMismatch]);
    }

    #[test]
    fn a_piece_of_a_text_is_enough() {
        assert_eq!(find("not signed and the SP requires it").len(), 2);
        assert!(find("valid").is_empty());
        assert!(find("").is_empty());
    }
}
