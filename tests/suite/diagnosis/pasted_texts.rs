//! Known error texts as people paste them.

/// A paste, the known text in it (its beginning), and the finding that comes first.
pub(super) const PASTED: &[(&str, &str, &str)] = &[
    // after a date and a number
    (
        "2026-01-15 10:00:00 202 parser error : Document is empty",
        "parser error : Document is empty",
        "not-saml",
    ),
    // values filled in
    (
        "Invalid Audience. The audience https://sp.example.com/, did not match the expected audience https://sp.example.com",
        "Invalid Audience. The audience {}",
        "audience-mismatch",
    ),
    (
        "Invalid issuer in the Assertion/Response (expected https://idp.example.com/a, got https://idp.example.com/b)",
        "Invalid issuer in the Assertion/Response (expected",
        "issuer-mismatch",
    ),
    (
        "Current time is on or after NotOnOrAfter condition (2026-01-15 10:11:00 UTC >= 2026-01-15 10:06:00 UTC)",
        "Current time is on or after NotOnOrAfter condition",
        "assertion-expired",
    ),
    (
        "Current time is earlier than NotBefore condition (2026-01-15 10:00:00 UTC < 2026-01-15 10:06:00 UTC)",
        "Current time is earlier than NotBefore",
        "assertion-not-yet-valid",
    ),
    (
        "SAML assertion audience mismatch. Expected: urn:acme:sp Received: urn:acme:other",
        "SAML assertion audience mismatch. Expected",
        "audience-mismatch",
    ),
    (
        "Invalid thumbprint (configured: 1A2B3C. calculated: 4D5E6F).",
        "Invalid thumbprint (configured",
        "signature-untrusted-key",
    ),
    (
        "The response was received at http://app.example.com/acs instead of https://app.example.com/acs",
        "The response was received at",
        "destination-mismatch",
    ),
    (
        "assertion Conditions AudienceRestriction does not contain \"https://grafana.example.com/saml/metadata\"",
        "assertion Conditions AudienceRestriction",
        "audience-mismatch",
    ),
    (
        "`InResponseTo` does not match any of the possible request IDs (expected [id-1 id-2])",
        "`InResponseTo` does not match any",
        "in-response-to-mismatch",
    ),
    (
        "Assertion 'A-77' with NotOnOrAfter condition of '2026-01-15T10:06:00.000Z' is no longer valid",
        "Assertion '{}' with NotOnOrAfter",
        "assertion-expired",
    ),
    (
        "SAML response _1 is for destination http://a.example.com/acs but this realm uses https://a.example.com/acs",
        "SAML response {} is for destination",
        "destination-mismatch",
    ),
    (
        "The configured Service Provider [urn:acme:sp] is not a valid audience for the assertion. Audiences: [urn:acme:x, urn:acme:y]",
        "The configured Service Provider",
        "audience-mismatch",
    ),
    (
        "Unable to locate metadata for 'https://idp.example.com/entity'",
        "Unable to locate metadata for",
        "issuer-mismatch",
    ),
    (
        "Rejecting SAML assertion because [2026-01-15T10:11:00Z] is on/after [2026-01-15T10:06:00Z]",
        "Rejecting SAML assertion because [{}] is on/after",
        "assertion-expired",
    ),
    // frames of log lines
    (
        "2026-01-15T10:01:00.123Z ERROR 1 --- [nio-8080-exec-7] o.s.s.s.WebSSOProfileConsumerImpl : Authentication statement is too old to be used with value 2026-01-14T08:00:00.000Z",
        "Authentication statement is too old",
        "session-expired",
    ),
    (
        "[Thu Jan 15 10:01:00.123 2026] [auth_mellon:error] [pid 71:tid 72] [client 10.0.0.1:5123] No Assertion in response., referer: https://idp.example.com/",
        "No Assertion in response.",
        "assertion-missing",
    ),
    (
        "Jan 15 10:01:00 web1 simplesamlphp[123]: 3 STAT [4f2a9c1d22] SimpleSAML_Error_Error: NOSTATE\nState information lost, and no way to restart the request",
        "State information lost",
        "in-response-to-mismatch",
    ),
    (
        "I, [2026-01-15T10:01:00.1 #9]  INFO -- omniauth: (saml) Callback phase initiated.\nE, [2026-01-15T10:01:00.2 #9] ERROR -- omniauth: (saml) Authentication failure! invalid_ticket: OneLogin::RubySaml::ValidationError, Fingerprint mismatch",
        "Fingerprint mismatch",
        "signature-untrusted-key",
    ),
    (
        "level=error ts=2026-01-15T10:01:00Z logger=auth.saml msg=\"failed to process\" err=\"cannot validate signature on Response: fingerprint mismatch\"",
        "cannot validate signature on {}",
        "signature-untrusted-key",
    ),
    (
        "org.opensaml.common.SAMLException: Local entity is not the intended audience of the assertion in at least one AudienceRestriction\n\tat org.springframework.security.saml.websso.WebSSOProfileConsumerImpl.verifyAudience(WebSSOProfileConsumerImpl.java:506)",
        "Local entity is not the intended audience",
        "audience-mismatch",
    ),
    (
        "Error: SAML assertion expired: clocks skewed too much\n    at SAML.checkTimestampsValidityError (/app/node_modules/@node-saml/node-saml/lib/saml.js:1002:20)",
        "SAML assertion expired: clocks skewed",
        "assertion-expired",
    ),
    (
        "Traceback (most recent call last):\n  File \"/app/saml2/response.py\", line 523, in condition_ok\nException: AudienceRestrictions conditions not satisfied! (Local entity_id=https://sp.example.com/metadata)",
        "AudienceRestrictions conditions not satisfied",
        "audience-mismatch",
    ),
    (
        "2026-01-15 10:01:00 WARN OpenSAML.MessageDecoder.SAML2 [1]: [default] no metadata found\n2026-01-15 10:01:00 ERROR Shibboleth.SSO [1] [default]: Unable to establish security of incoming assertion.",
        "Unable to establish security of incoming assertion",
        "signature-untrusted-key",
    ),
    (
        "70004 authentication failed:  Invalid issuer in the Assertion/Response. Was 'acme.eu.auth0.com', but expected 'urn:acme.eu.auth0.com' (HTTP 401)",
        "Invalid issuer in the Assertion/Response. Was",
        "issuer-mismatch",
    ),
    (
        "fail: Microsoft.AspNetCore.Diagnostics[1]\n      Sustainsys.Saml2.Exceptions.UnexpectedInResponseToException: Unsolicited responses are not allowed for idp \"https://idp.example.com\".",
        "Unsolicited responses are not allowed",
        "unsolicited",
    ),
    (
        "time=\"2026-01-15T10:01:00Z\" level=error msg=\"Failed to authenticate: required audience https://dex.example.com/callback was not in Response audiences [https://dex.example.com]\"",
        "required audience {} was not in",
        "audience-mismatch",
    ),
    (
        "caused by: [saml] Issuer mismatch. Expected 'https://a.example.com', got 'https://b.example.com'.",
        "Issuer mismatch. Expected",
        "issuer-mismatch",
    ),
    // HTML and character references
    (
        "<div class=\"alert alert-danger\"><h4>Sorry</h4><p>Audience is invalid. Configured: urn:acme:sp</p></div>",
        "Audience is invalid. Configured",
        "audience-mismatch",
    ),
    (
        "<p>Missing &lt;saml:Issuer&gt; in message delivered to AssertionConsumerService.</p>",
        "Missing <saml:Issuer> in message",
        "issuer-missing",
    ),
    (
        "SubjectConfirmationData doesn&#39;t match a valid Recipient",
        "SubjectConfirmationData doesn't match",
        "recipient-mismatch",
    ),
    (
        "<li>The SAML Response does not contain the correct <b>Audience</b>.</li>",
        "The SAML Response does not contain the correct Audience",
        "audience-mismatch",
    ),
    (
        "&lt;b&gt;Error:&lt;/b&gt; The assertion of the Response is not encrypted and the SP require it",
        "The assertion of the Response is not encrypted",
        "encrypted-assertion",
    ),
    (
        "<html><head><title>Error</title></head><body>Invalid SAML Response. Not match the saml-schema-protocol-2.0.xsd<br/></body></html>",
        "Invalid SAML Response. Not match",
        "id-not-ncname",
    ),
    (
        "Destination in response doesn&amp;#39;t match the current URL. Destination is &quot;http://a.example.com/acs&quot;, current URL is &quot;https://a.example.com/acs&quot;.",
        "Destination in response doesn't match",
        "destination-mismatch",
    ),
    // other quotes
    (
        "The AuthnContext “urn:a” was not a requested context “urn:b”",
        "The AuthnContext \"{}\"",
        "request-not-met",
    ),
    ("Unknown issuer «https://idp.example.com»", "Unknown issuer", "issuer-mismatch"),
    (
        "Recipient ‹https://a.example.com/acs› does not match SP descriptor",
        "Recipient '{}' does not match SP",
        "recipient-mismatch",
    ),
    (
        "InResponseTo „_1“ — The Response has an InResponseTo attribute: „_1“ while no InResponseTo was expected",
        "The Response has an InResponseTo",
        "unsolicited",
    ),
    (
        "The response doesn’t have anything; Response doesn’t have any valid assertion which would pass subject validation",
        "Response doesn't have any valid assertion",
        "recipient-mismatch",
    ),
    (
        "IDX10214: Audience validation failed. Audiences: ‘[PII is hidden]’. Did not match: validationParameters.ValidAudience: ‘x’ or validationParameters.ValidAudiences: ‘null’.",
        "IDX10214: Audience validation failed",
        "audience-mismatch",
    ),
    // escapes
    (
        "{\"error\":\"access_denied\",\"error_description\":\"Invalid thumbprint (configured: AA. calculated: BB)\"}",
        "Invalid thumbprint (configured",
        "signature-untrusted-key",
    ),
    (
        r#"{"message":"The SPNameQualifier value mismatch the SP entityID value.\nSAML Response rejected"}"#,
        "The SPNameQualifier value mismatch",
        "name-id-qualifier",
    ),
    (
        r#"{"error":"assertion SubjectConfirmation Recipient is not https:\/\/a.example.com\/saml\/acs"}"#,
        "assertion SubjectConfirmation Recipient",
        "recipient-mismatch",
    ),
    (
        "https://app.example.com/login?error=No+Signature+found.+SAML+Response+rejected%21&x=%20",
        "No Signature found. SAML Response rejected",
        "unsigned",
    ),
    (
        "error_description=The%20assertion%20Audience%3A%20Assertion%20audience%20urn%3Aa%20does%20not%20match%20SP%20configuration%20urn%3Ab",
        "Assertion audience {} does not match",
        "audience-mismatch",
    ),
    (
        r"SAMLResponse is not a valid Base64 string\r\n",
        "SAMLResponse is not a valid Base64 string",
        "space-for-plus",
    ),
    // wrapped and quoted
    (
        "The Assertion of the\n   Response is not signed and\n   the SP requires it",
        "The Assertion of the Response is not signed and the SP requires it",
        "unsigned",
    ),
    (
        "> Signature validation failed.\n> SAML Response rejected",
        "Signature validation failed. SAML Response rejected",
        "signature-untrusted-key",
    ),
    (
        "The attributes have expired, based on the SessionNotOnOrAfter of the Attribute=\nStatement of this Response",
        "The attributes have expired",
        "session-expired",
    ),
    (
        "    Encrypted Assertions encountered but\t\tService Certificate   was not provided",
        "Encrypted Assertions encountered",
        "encrypted-assertion",
    ),
    // case and punctuation
    (
        "NO SIGNATURE FOUND. SAML RESPONSE REJECTED!!!",
        "No Signature found. SAML Response rejected",
        "unsigned",
    ),
    ("received duplicate assertion", "Received duplicate assertion.", "one-time-use"),
    ("blank response", "Blank response", "not-saml"),
    ("**Issuer Mismatched**", "Issuer Mismatched", "issuer-mismatch"),
    (
        "\"Neither the assertion nor the response was signed\"...",
        "Neither the assertion nor the response was signed",
        "unsigned",
    ),
    // cut
    (
        "The InResponseTo of the Response: _8f2, does not match the ID of the AuthNReq",
        "The InResponseTo of the Response",
        "in-response-to-mismatch",
    ),
    (
        "SAML Assertion did not contain a persistent Subject Identifier attribute or Subj...",
        "SAML Assertion did not contain a persistent",
        "name-id-missing",
    ),
    (
        "NameID element must be present as part of the Subject in the Response message, please ena",
        "NameID element must be present",
        "name-id-missing",
    ),
    (
        "The signature verified correctly with the key contained in the signature, but that…",
        "The signature verified correctly with the key",
        "signature-untrusted-key",
    ),
    (
        "be to the root element of the element containing the signature",
        "Incorrect reference on Xml signature",
        "signature-wrapping",
    ),
    // numbers of errors with other words after them
    (
        "AADSTS50011: The redirect URI 'https://a.example.com/acs' specified in the request does not match the redirect URIs configured for the application 'x'. Trace ID: 1",
        "AADSTS50011",
        "acs-not-allowed",
    ),
    (
        "Sorry, but we're having trouble signing you in. AADSTS700016: Application with identifier 'urn:acme' was not found in the directory 'Acme'.",
        "AADSTS700016",
        "status-not-success",
    ),
    (
        "Microsoft.IdentityServer.Protocols.Saml.NoAuthenticationContextException: MSIS7012: An error occurred while processing the request. Contact your administrator for details.",
        "MSIS7012",
        "status-not-success",
    ),
    ("error code SAML_ERR_007 (ADSelfService)", "SAML_ERR_007", "issuer-mismatch"),
    (
        "WPSAMLERR004: Unable to find a certificate matching the configured fingerprint.",
        "WPSAMLERR004",
        "signature-untrusted-key",
    ),
    (
        "StatusCode: urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy",
        "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy",
        "status-not-success",
    ),
    (
        "Caused by: org.xml.sax.SAXParseException; lineNumber: 1; columnNumber: 1; Content is not allowed in prolog.",
        "Content is not allowed in prolog",
        "not-saml",
    ),
    (
        "func=xmlSecOpenSSLEvpDigestVerify:file=digests.c:line=355:obj=sha256:subj=unknown:error=12:invalid data:data and digest do not match",
        "data and digest do not match",
        "digest-mismatch",
    ),
    ("Error -3 while decompressing data: incorrect header check", "incorrect header check", "wrong-binding"),
    ("error:02000079:rsa routines::oaep decoding error", "rsa routines", "decryption-failed"),
    (
        "java.security.SignatureException: Bad signature length: got 512 but was expecting 256",
        "Bad signature length",
        "signature-untrusted-key",
    ),
    ("saml: illegal base64 data at input byte 4", "illegal base64 data", "base64-spaces"),
    // reasons that a general text quotes
    (
        "[invalid_assertion] Invalid assertion [id1] for SAML response [id2]: No subject confirmation methods were met for assertion with ID 'id1'",
        "No subject confirmation methods were met",
        "recipient-mismatch",
    ),
    (
        "Could not authenticate you from SAML because \"An empty nameid value found\".",
        "An empty NameID value found",
        "name-id-empty",
    ),
    (
        "Could not process response from SAML identity provider.: java.lang.NullPointerException: Cannot invoke \"String.length()\" because \"this.text\" is null",
        "Could not process response from SAML identity provider.{}",
        "unsolicited",
    ),
    // names of exceptions
    (
        "saml2.s_utils.UnknownSystemEntity: https://idp.example.org/metadata",
        "UnknownSystemEntity",
        "issuer-mismatch",
    ),
    (
        "2026-01-15 10:00:00 ERROR [saml2.client] saml2.response.IncorrectlySigned",
        "IncorrectlySigned",
        "signature-untrusted-key",
    ),
    (
        "java.security.cert.CertificateExpiredException: NotAfter: Sat Jan 10 17:20:47 CET 2026\n\tat sun.security.x509.CertificateValidity.valid(CertificateValidity.java:277)",
        "CertificateExpiredException: NotAfter",
        "certificate-expired",
    ),
    (
        "Jan 15 10:00:00 simplesamlphp ERROR [b2cdbc1457] Caused by: sspmod_saml_Error: Responder",
        "sspmod_saml_Error",
        "status-not-success",
    ),
    // services in clouds and appliances
    (
        "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64} (Service: AWSSecurityTokenService; Status Code: 400; Error Code: InvalidIdentityToken)",
        "RoleSessionName in AuthnResponse must match",
        "attribute-form",
    ),
    (
        "<h2>Amazon Web Services Sign In</h2>\nYour request included an invalid SAML response. To logout, click <a href=\"/oauth?Action=logout\">here</a>",
        "Your request included an invalid SAML response",
        "attribute-missing",
    ),
    (
        "Error [SAML2] Subject is expired. Now: 2026-01-15T10:10:00Z, NotOnOrAfter: 2026-01-15T10:05:00Z",
        "Subject is expired. Now",
        "confirmation-expired",
    ),
    (
        "An error occurred. Please contact your TFE Administrator for further information. ERROR: Validation failed: Username has already been taken",
        "Validation failed: Username",
        "attribute-misnamed",
    ),
    (
        "com.tableausoftware.domain.exceptions.LoginFailedException: Failed to find the system user {UserIdentity[idProvider=, domain=[example.org], userName=[jdoe]} (errorCode=5)",
        "LoginFailedException: Failed to find the system user",
        "name-id-is-user-id",
    ),
    (
        "WARN  - SPSSODescriptor for entity ID 'https://sp.example.org' indicates AuthnRequests must be signed, but inbound message was not signed",
        "SPSSODescriptor for entity ID",
        "request-not-signed",
    ),
    ("Corresponding relay state was not found", "Corresponding relay state", "unsolicited"),
    (
        "13:56:21,236 WARN [org.keycloak.events] (default task-44) type=LOGIN_ERROR, realmId=test, clientId=null, userId=null, ipAddress=127.0.0.1, error=invalid_token",
        "type=LOGIN_ERROR,{}clientId=null",
        "not-saml",
    ),
    (
        "WARN [org.keycloak.events] (executor-thread-1) type=\"LOGIN_ERROR\", realmId=\"1f\", realmName=\"acme\", clientId=\"null\", userId=\"null\", ipAddress=\"10.0.0.1\", error=\"invalid_token\"",
        "type=\"LOGIN_ERROR\",{}clientId=\"null\"",
        "not-saml",
    ),
    ("https://acme.okta.com/error/400_SAML?stateToken=00abc", "/error/400_SAML", "acs-not-allowed"),
    (
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
        "unable to get local issuer certificate",
        "idp-unreachable",
    ),
];
