//! Who signs in and how: NameID, the authentication statement, the second factor.

use super::Explanation;
use crate::Code;

const FLEX: &str = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration";

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::AuthnStatementMissing,
        checks: "That the assertion contains an AuthnStatement.",
        why: "It states that the person was authenticated, and when. An assertion with attributes alone describes a person but does not say that they signed in.",
        looks: "\"The Assertion must include an AuthnStatement element\".",
        fix: &[(
            "identity provider",
            "Use the sign-on flow, not an attribute query. In a hand-made template, add AuthnStatement.",
        )],
        source: "SAML 2.0 profiles, section 4.1.4.2",
    },
    Explanation {
        code: Code::NameIdMissing,
        checks: "That the Subject has a NameID that can be read.",
        why: "NameID is who signs in. Without it the service does not know the user. An EncryptedID can be read only with the service's key.",
        looks: "\"No name id found in Document\".",
        fix: &[("identity provider", "Choose a source for NameID that has a value for every user.")],
        source: "SAML 2.0 core, section 2.4.1",
    },
    Explanation {
        code: Code::NameIdEmpty,
        checks: "That NameID contains more than white space.",
        why: "With an empty identifier all users would be the same user.",
        looks: "\"An empty NameID value found\". The source of NameID, such as an e-mail address, has no value for this user.",
        fix: &[(
            "identity provider",
            "Give the user the value that NameID is taken from, or choose another source.",
        )],
        source: "SAML 2.0 core, section 2.2.3",
    },
    Explanation {
        code: Code::NameIdFormat,
        checks: "Whether the Format of NameID is one that the metadata of the service lists, and whether it is transient.",
        why: "A service that stores NameID as the key of an account needs a value that stays the same. A transient one changes at each login.",
        looks: "A new account after each login. Or the service refuses the NameID format.",
        fix: &[
            ("identity provider", "Set the NameID format of this application to one that the service lists."),
            (
                "service",
                "Ask for a persistent NameID with NameIDPolicy, or identify the user by an attribute.",
            ),
        ],
        source: "SAML 2.0 core, sections 3.4.1.1 and 8.3.8; SAML 2.0 metadata, section 2.4.2",
    },
    Explanation {
        code: Code::NameIdWhiteSpace,
        checks: "Whether white space surrounds NameID.",
        why: "It is part of the value. Common toolkits do not trim, so the service creates a second user whose name ends in a line break.",
        looks: "NameID begins on its own line in the XML, usually from a hand-made or pretty-printed template.",
        fix: &[("identity provider", "Write NameID on one line in the template, without spaces.")],
        source: "java-saml, settings trimNameIds (false by default)",
    },
    Explanation {
        code: Code::NameIdIsUserId,
        checks: "Whether NameID is an internal user ID such as auth0|… or google-oauth2|….",
        why: "Flex makes NameID the worker's identity. With an internal ID a second worker appears in addition to the one with the e-mail address, and it is billed. Every later change of NameID makes another one.",
        looks: "A worker named auth0|… in TaskRouter → Workers, without the history of the person.",
        fix: &[
            ("identity provider", "Use the e-mail address as NameID."),
            ("service", "Remove the worker that was made by mistake."),
        ],
        source: FLEX,
    },
    Explanation {
        code: Code::MfaNotShown,
        checks: "Whether AuthnContextClassRef names a context with a second factor.",
        why: "If a service relies on multi-factor authentication at the identity provider, this is the only place where it can see it.",
        looks: "AuthnContextClassRef is unspecified or PasswordProtectedTransport. This is not a failure. A second factor may have been used without being reported.",
        fix: &[(
            "identity provider",
            "Require a second factor for this application, and send the authentication context that names it.",
        )],
        source: "SAML 2.0 authentication context; https://refeds.org/profile/mfa",
    },
    Explanation {
        code: Code::AuthnTooOld,
        checks: "Whether the user signed in (AuthnInstant) more than two hours before the assertion was issued. With --max-authn-age, whether that is longer ago than the option allows.",
        why: "The identity provider reuses its session, so the user may have signed in days ago. Some services limit that age and refuse the response. Without --max-authn-age, samlens only reports it.",
        looks: "The service reports that the authentication statement is too old, for users who signed in hours or days ago. A private browser window works.",
        fix: &[
            (
                "service",
                "Raise the maximum authentication age to the session lifetime of the identity provider. Or send ForceAuthn=\"true\" in the AuthnRequest.",
            ),
            ("identity provider", "Shorten the session lifetime for this application."),
        ],
        source: "SAML 2.0 core, section 2.7.2 (AuthnInstant)",
    },
];
