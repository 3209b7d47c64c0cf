//! The permanent codes of findings: their names, classes and usual severities.

use crate::{Class, Severity};
use std::fmt;

/// Declares the catalogue once; the enum, the names and the table cannot drift apart.
macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal $class:ident $severity:ident;)*) => {
        /// The permanent code of a finding, or the reason why a check was not run.
        ///
        /// Codes are never renamed or reused; new ones are added.
        ///
        /// ```
        /// use samlens::Code;
        /// assert_eq!(Code::AudienceMismatch.as_str(), "audience-mismatch");
        /// assert_eq!(Code::from_name("audience-mismatch"), Some(Code::AudienceMismatch));
        /// assert_eq!(Code::AudienceMismatch.summary(), "The assertion is meant for another audience.");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The name that reports and scripts use, in kebab case.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The code with this name.
            pub fn from_name(name: &str) -> Option<Code> {
                match name { $($name => Some(Code::$variant),)* _ => None }
            }

            /// What it says, in a sentence.
            pub fn summary(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc,)*).trim_ascii(),)* }
            }

            /// The class under which log readers file it.
            pub fn class(self) -> Option<Class> {
                match self { $(Code::$variant => class::$class,)* }
            }

            /// The severity it has where no policy says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }
        }
    };
}

/// Short names for the table below.
mod class {
    use crate::Class;
    pub(super) const V: Option<Class> = Some(Class::SamlValidationFailed);
    pub(super) const A: Option<Class> = Some(Class::AttributeMappingError);
    pub(super) const I: Option<Class> = Some(Class::IdpUnreachable);
    pub(super) const N: Option<Class> = None;
}

codes! {
    // capture
    /// The base64 text contains spaces in place of `+`; they were read as `+`.
    SpaceForPlus "space-for-plus" N Warning;
    /// The value was percent-encoded twice.
    PercentEncodedTwice "percent-encoded-twice" N Warning;
    /// The value was base64-encoded twice.
    Base64Twice "base64-twice" N Warning;
    /// The value was written with HTML entities.
    HtmlEntities "html-entities" N Info;
    /// The value uses the URL-safe base64 alphabet.
    Base64url "base64url" N Info;
    /// The text contains typographic quotes in place of straight ones.
    SmartQuotes "smart-quotes" N Warning;
    /// Invisible characters were pasted too.
    ZeroWidth "zero-width" N Warning;
    /// The text begins with a byte-order mark.
    ByteOrderMark "byte-order-mark" N Info;
    /// The text was saved as UTF-16.
    Utf16Text "utf16-text" N Info;
    /// The value was escaped as a JSON string.
    JsonEscaped "json-escaped" N Info;
    /// The capture ends before the message does.
    Truncated "truncated" V Error;
    /// The input contains no SAML message; the finding says what it is.
    NotSaml "not-saml" V Error;
    /// The message is SAML, but not a Response; the finding says what it is.
    NotAResponse "not-a-response" V Error;
    /// The message is compressed in a POST, or not compressed in a Redirect.
    WrongBinding "wrong-binding" N Warning;
    /// Values were masked or redacted, so nothing can be verified.
    MaskedValues "masked-values" V Error;
    /// The capture is probably old: its times agree with each other and ended long before the check.
    CaptureStale "capture-stale" V Warning;
    /// The base64 text contains spaces that belong to no `+`, such as line breaks that became spaces.
    Base64Spaces "base64-spaces" N Warning;
    /// The message is larger than some services accept.
    MessageLarge "message-large" N Info;
    // document and structure
    /// The message is not well-formed XML 1.0 with namespaces.
    XmlMalformed "xml-malformed" V Error;
    /// The message has a document type declaration.
    DoctypeForbidden "doctype-forbidden" V Error;
    /// The message is not XML 1.0 in UTF-8.
    EncodingUnsupported "encoding-unsupported" V Error;
    /// The message contains a processing instruction.
    ProcessingInstruction "processing-instruction" V Error;
    /// The message exceeds a limit, which the finding names.
    LimitExceeded "limit-exceeded" V Error;
    /// An ID is not an NCName: it begins with a digit or contains an illegal character.
    IdNotNcname "id-not-ncname" V Warning;
    /// Two elements have the same ID.
    IdDuplicate "id-duplicate" V Error;
    /// The element that is read may not be the element that was signed.
    SignatureWrapping "signature-wrapping" V Error;
    /// An assertion is not a direct child of the Response.
    AssertionMisplaced "assertion-misplaced" V Error;
    /// The Response contains more than one assertion.
    AssertionsSeveral "assertions-several" V Error;
    /// The Response contains no assertion.
    AssertionMissing "assertion-missing" V Error;
    /// An element is missing, repeated, or in a place where it is not allowed.
    StructureInvalid "structure-invalid" V Error;
    /// A value contains a comment.
    CommentInValue "comment-in-value" V Warning;
    /// Version is not 2.0.
    VersionUnsupported "version-unsupported" V Error;
    /// The assertion's Advice contains further assertions, which were not read.
    AdviceIgnored "advice-ignored" N Info;
    // status
    /// The identity provider answered with an error.
    StatusNotSuccess "status-not-success" V Error;
    // signature and keys
    /// Nothing in the message is signed.
    Unsigned "unsigned" V Error;
    /// The service's metadata wants signed assertions, and the assertion itself is not signed.
    AssertionNotSigned "assertion-not-signed" N Warning;
    /// Only the assertion is signed, but the service requires a signed Response.
    ResponseNotSigned "response-not-signed" V Warning;
    /// The signature verifies with the embedded certificate, which is not trusted.
    SignatureUntrustedKey "signature-untrusted-key" V Error;
    /// SignedInfo does not verify with any available key.
    SignatureValueMismatch "signature-value-mismatch" V Error;
    /// The signature is genuine, but the content was changed after signing.
    DigestMismatch "digest-mismatch" V Error;
    /// White space between elements was added, changed or removed after signing.
    DigestCauseReindented "digest-cause-reindented" N Info;
    /// Line ends were changed after signing.
    DigestCauseLineEndings "digest-cause-line-endings" N Info;
    /// White space in or around values was changed after signing.
    DigestCauseWhitespaceInValues "digest-cause-whitespace-in-values" N Info;
    /// Characters were escaped once more, or once less, after signing.
    DigestCauseEntitiesEscapedTwice "digest-cause-entities-escaped-twice" N Info;
    /// Quotes or apostrophes were exchanged after signing.
    DigestCauseAttributeRequoted "digest-cause-attribute-requoted" N Info;
    /// Namespace declarations, prefixes or types were moved, renamed or lost after signing.
    DigestCauseNamespaceMoved "digest-cause-namespace-moved" N Info;
    /// Comments were added or removed after signing.
    DigestCauseCommentsStripped "digest-cause-comments-stripped" N Info;
    /// Characters were replaced by similar ones, or read in another encoding, after signing.
    DigestCauseUnicodeNormalised "digest-cause-unicode-normalised" N Info;
    /// A value was changed after signing.
    DigestCauseValueChanged "digest-cause-value-changed" N Info;
    /// The signer used another canonical form, digest or signature algorithm than the signature declares.
    DigestCauseOtherCanonicalisation "digest-cause-other-canonicalisation" N Info;
    /// The signature belongs to another element or document.
    DigestCauseSignatureOfAnotherDocument "digest-cause-signature-of-another-document" N Info;
    /// The signature is outside the strict SAML profile of XML signatures.
    SignatureProfile "signature-profile" V Error;
    /// An algorithm is not supported.
    AlgorithmRefused "algorithm-refused" V Error;
    /// An algorithm is weak (SHA-1).
    AlgorithmWeak "algorithm-weak" V Warning;
    /// The RSA key has fewer than 2048 bits.
    KeyTooSmall "key-too-small" V Error;
    /// The trusted certificate had expired.
    CertificateExpired "certificate-expired" V Error;
    /// The trusted certificate was not valid yet.
    CertificateNotYetValid "certificate-not-yet-valid" V Error;
    /// The trusted certificate expires within 30 days.
    CertificateExpiresSoon "certificate-expires-soon" N Warning;
    /// The signature is valid, but another certificate is embedded in it.
    CertificateEmbeddedDiffers "certificate-embedded-differs" N Info;
    /// No trusted certificate was given: integrity is checked, origin is not.
    NoTrustedCertificate "no-trusted-certificate" N Info;
    /// The assertion is encrypted.
    EncryptedAssertion "encrypted-assertion" V Error;
    /// Encrypted content could not be decrypted, or must not be.
    DecryptionFailed "decryption-failed" V Error;
    /// The query does not follow the Redirect binding.
    QueryMalformed "query-malformed" V Error;
    /// The signature is valid, but has a form that mainstream services refuse.
    SignatureFormUnusual "signature-form-unusual" N Info;
    // addressing
    /// The issuer is not the configured identity provider.
    IssuerMismatch "issuer-mismatch" V Error;
    /// The assertion names no issuer.
    IssuerMissing "issuer-missing" V Error;
    /// Response and assertion name different issuers.
    IssuerDiffers "issuer-differs" V Error;
    /// No identity provider entity ID was given to compare the issuer with.
    IssuerNotGiven "issuer-not-given" N Info;
    /// The assertion is meant for another audience.
    AudienceMismatch "audience-mismatch" V Error;
    /// The assertion has no audience restriction.
    AudienceMissing "audience-missing" V Error;
    /// The audience is not a URI, and some services cannot read it.
    AudienceForm "audience-form" N Info;
    /// No service provider entity ID was given to compare the audience with.
    AudienceNotGiven "audience-not-given" N Info;
    /// The Response was sent to another URL than the assertion consumer service.
    DestinationMismatch "destination-mismatch" V Error;
    /// A signed Response names no Destination.
    DestinationMissing "destination-missing" V Error;
    /// The subject confirmation names another recipient.
    RecipientMismatch "recipient-mismatch" V Error;
    /// The subject confirmation names no recipient.
    RecipientMissing "recipient-missing" V Error;
    /// No assertion consumer service URL was given to compare with.
    AcsNotGiven "acs-not-given" N Info;
    /// The Response answers another request.
    InResponseToMismatch "in-response-to-mismatch" V Error;
    /// The Response does not answer the request that was sent, or answers one although none was sent.
    Unsolicited "unsolicited" V Error;
    /// No request ID was given to compare InResponseTo with.
    RequestNotGiven "request-not-given" N Info;
    /// The request asks for an answer at a URL that is not an ACS URL of the service.
    AcsNotAllowed "acs-not-allowed" V Error;
    /// The request names the ACS URL by an index into the service's metadata.
    AcsByIndex "acs-by-index" N Info;
    /// The identity provider's metadata wants signed requests, and this one is not signed.
    RequestNotSigned "request-not-signed" N Warning;
    /// What the request asks for, and the audience that will result.
    RequestAsks "request-asks" N Info;
    /// No single logout URL was given to compare with.
    SloNotGiven "slo-not-given" N Info;
    /// The Response differs from what its request asked for.
    RequestNotMet "request-not-met" V Warning;
    /// How long after its request the Response was issued.
    RequestPaired "request-paired" N Info;
    /// A Twilio SID is malformed or a placeholder was left in.
    SidMalformed "sid-malformed" N Warning;
    /// The address is the wrong one of Twilio's SAML endpoints.
    AcsKind "acs-kind" N Warning;
    // time
    /// The assertion was no longer valid.
    AssertionExpired "assertion-expired" V Error;
    /// The assertion was not valid yet.
    AssertionNotYetValid "assertion-not-yet-valid" V Error;
    /// The subject confirmation was no longer valid.
    ConfirmationExpired "confirmation-expired" V Error;
    /// The assertion has no usable bearer confirmation.
    ConfirmationMissing "confirmation-missing" V Error;
    /// A bearer confirmation has a NotBefore, which the Web Browser SSO profile forbids.
    ConfirmationNotBefore "confirmation-not-before" V Error;
    /// The assertion has no Conditions.
    ConditionsMissing "conditions-missing" V Error;
    /// The assertion has an unknown condition, so its validity is indeterminate.
    ConditionUnknown "condition-unknown" V Error;
    /// A validity period ends before it begins, or at the same time.
    PeriodReversed "period-reversed" V Error;
    /// A time is not an xs:dateTime in UTC.
    TimeMalformed "time-malformed" V Error;
    /// The validity period has no end, or is longer than a day.
    LifetimeOdd "lifetime-odd" N Warning;
    /// SessionNotOnOrAfter ends the session earlier than a shift.
    SessionShort "session-short" N Warning;
    /// SessionNotOnOrAfter lets the session last longer than a shift.
    SessionLong "session-long" N Warning;
    /// SessionNotOnOrAfter had passed.
    SessionExpired "session-expired" V Error;
    /// The assertion has no AuthnStatement.
    AuthnStatementMissing "authn-statement-missing" V Error;
    /// The logout request was no longer valid.
    LogoutExpired "logout-expired" V Error;
    /// The assertion may be used once only.
    OneTimeUse "one-time-use" N Info;
    // subject and attributes
    /// The subject has no NameID.
    NameIdMissing "name-id-missing" V Error;
    /// NameID is empty or blank.
    NameIdEmpty "name-id-empty" V Error;
    /// The NameID has a format that the service does not list, or that changes at each login.
    NameIdFormat "name-id-format" N Warning;
    /// White space surrounds NameID.
    NameIdWhiteSpace "name-id-white-space" N Warning;
    /// NameID is an internal user ID; Flex creates a second, billed worker for it.
    NameIdIsUserId "name-id-is-user-id" N Warning;
    /// A required attribute is missing.
    AttributeMissing "attribute-missing" A Error;
    /// A required attribute is present under another name.
    AttributeMisnamed "attribute-misnamed" A Error;
    /// A required attribute has no value.
    AttributeEmpty "attribute-empty" A Error;
    /// The type or the format of an attribute is one that some services cannot read.
    AttributeForm "attribute-form" N Warning;
    /// The groups were replaced by a link, because there are too many.
    AttributeOverage "attribute-overage" N Warning;
    /// Two attributes have the same name.
    AttributeDuplicated "attribute-duplicated" A Warning;
    /// A role is not one that Flex knows.
    RoleUnknown "role-unknown" N Warning;
    /// No core role (agent, supervisor, admin) is among the roles.
    RoleCoreMissing "role-core-missing" A Error;
    /// The e-mail attribute is not an e-mail address.
    EmailInvalid "email-invalid" A Warning;
    /// A team is sent, but pattern B has none.
    TeamUnexpected "team-unexpected" N Info;
    /// Only Auth0's standard claims are present: the Post-Login Action did not run.
    ActionNotRun "action-not-run" N Info;
    /// The response shows no second factor.
    MfaNotShown "mfa-not-shown" N Info;
    /// The user signed in long before the response was made; some services refuse that.
    AuthnTooOld "authn-too-old" N Warning;
    // identity provider
    /// The identity provider's metadata could not be fetched or read.
    IdpUnreachable "idp-unreachable" I Error;
    /// Several certificates are in one X509Certificate of the metadata.
    CertificatesSeveral "certificates-several" N Warning;
    /// A certificate in the metadata contains characters that some services store and then cannot read.
    CertificateForm "certificate-form" N Warning;
    /// The metadata that the keys come from is past its validUntil.
    MetadataOutdated "metadata-outdated" I Error;
    /// The signing certificate in the metadata was rotated.
    MetadataCertificateRotated "metadata-certificate-rotated" N Warning;
    /// A signing certificate in the metadata expires soon.
    MetadataCertificateExpiresSoon "metadata-certificate-expires-soon" N Warning;
    // not run
    /// Not run, because an earlier check failed.
    Blocked "blocked" N Info;
    /// Not run, because the profile does not need it.
    NotInProfile "not-in-profile" N Info;
    // the whole login
    /// A cookie was not sent because of its SameSite attribute, or dropped because SameSite=None needs Secure.
    CookieSamesite "cookie-samesite" N Error;
    /// A Secure cookie was set or needed over http.
    CookieSecure "cookie-secure" N Error;
    /// A cookie is for another host than the one that needs it.
    CookieDomain "cookie-domain" N Error;
    /// The Path of a cookie does not cover the page that needs it.
    CookiePath "cookie-path" N Error;
    /// A cookie is larger than the browser accepts, or all cookies together are larger than the server accepts.
    CookieSize "cookie-size" N Error;
    /// A cookie lacks what the prefix of its name requires.
    CookiePrefix "cookie-prefix" N Error;
    /// A cookie had expired before it was needed.
    CookieExpired "cookie-expired" N Error;
    /// A cookie was set and allowed, but the browser did not send it back.
    CookieMissing "cookie-missing" N Error;
    /// The service accepted the Response but set no session cookie.
    SessionNotCreated "session-not-created" N Error;
    /// A later answer deleted or replaced the session cookie.
    SessionOverwritten "session-overwritten" N Error;
    /// A redirect turned the POST of the Response into a GET, and the Response was lost.
    AcsMethodChanged "acs-method-changed" N Error;
    /// The Response was sent to another host or scheme than the login began at.
    AcsHostDiffers "acs-host-differs" N Error;
    /// The service answered the Response with an error.
    AcsError "acs-error" N Error;
    /// The service refused the Response, and the Response fails the checks too.
    ResponseRefused "response-refused" N Error;
    /// The same Response or assertion was sent to the service twice.
    ResponseReused "response-reused" N Error;
    /// The Response answers a request that is not in this recording, or that another tab sent.
    RequestUnanswered "request-unanswered" N Error;
    /// RelayState is missing, changed, too long, or leads to another host.
    RelayStateLost "relay-state-lost" N Warning;
    /// The identity provider answered with an error.
    IdpError "idp-error" N Error;
    /// The browser did not return from the identity provider.
    NeverReturned "never-returned" N Error;
    /// The clocks of service and identity provider disagree by more than the allowed skew.
    ClockDiffers "clock-differs" N Warning;
    /// The recording contains no cookies, so cookie faults cannot be seen.
    CookiesStripped "cookies-stripped" N Info;
    /// Logout messages lead to further logout messages without end.
    LogoutLoop "logout-loop" N Error;
    /// A LogoutRequest was not answered.
    LogoutNotAnswered "logout-not-answered" N Warning;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
