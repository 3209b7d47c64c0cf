//! Times: conditions, confirmation, session.

use super::Explanation;
use crate::Code;

const FLEX: &str = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration";

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::AssertionExpired,
        checks: "That the time is before NotOnOrAfter of Conditions, with the clock skew allowed once: now - skew < NotOnOrAfter. The assertion must also be at most a day old, even if its NotOnOrAfter is later. Policy::assertion_lifetime changes this limit (assertion_lifetime_hours in samlens.toml).",
        why: "Assertions are bearer tokens. Their short life limits the damage of a stolen one.",
        looks: "\"Could not validate timestamp: expired. Check system clock\" or \"assertion has expired\". For an old capture this is usually not the fault: give --at. If a fresh login is refused, the clocks differ.",
        fix: &[
            (
                "samlens",
                "Give --at with the time of the login (a HAR's startedDateTime, the HTTP Date header).",
            ),
            ("service", "If the login was fresh, synchronize the clocks with NTP."),
            ("identity provider", "If the lifetime is too short, raise the assertion lifetime."),
        ],
        source: "SAML 2.0 core, section 2.5.1.2",
    },
    Explanation {
        code: Code::AssertionNotYetValid,
        checks: "That the time is not before NotBefore of Conditions, nor before IssueInstant: NotBefore <= now + skew.",
        why: "An assertion from the future shows that the two clocks differ. Its end is then not reliable either.",
        looks: "\"Could not validate timestamp: not yet valid. Check system clock\". If the identity provider sets NotBefore to the time of issue, a service whose clock is slow refuses every fresh login.",
        fix: &[
            ("service", "Synchronize the clock with NTP, and allow 180 s of clock skew."),
            ("samlens", "If --at was given, compare it with the time of the capture."),
        ],
        source: "SAML 2.0 core, section 2.5.1.2",
    },
    Explanation {
        code: Code::ConfirmationExpired,
        checks: "That the time is before NotOnOrAfter of the bearer confirmation: now - skew < NotOnOrAfter.",
        why: "The assertion must be delivered before this time. It limits how long a stolen assertion can be used.",
        looks: "\"SubjectConfirmationData: no longer valid\". It often equals NotOnOrAfter of Conditions, so both are reported.",
        fix: &[
            ("samlens", "For an old capture, give --at with the time of the login."),
            ("service", "If the login was fresh, synchronize the clocks with NTP."),
            ("identity provider", "If the lifetime is too short, raise the assertion lifetime."),
        ],
        source: "SAML 2.0 profiles, section 4.1.4.3",
    },
    Explanation {
        code: Code::ConfirmationMissing,
        checks: "That the subject has a SubjectConfirmation with Method urn:oasis:names:tc:SAML:2.0:cm:bearer and a NotOnOrAfter.",
        why: "The confirmation says how a sender shows that the assertion is theirs. A login in a browser uses the method bearer, with an end time: having the assertion is enough.",
        looks: "\"A valid SubjectConfirmation was not found on this Response\", or \"SubjectConfirmationData doesn't contain NotOnOrAfter\". The message may use holder-of-key or sender-vouches, which are for other profiles.",
        fix: &[(
            "identity provider",
            "Use the Web Browser SSO profile. In a hand-made template, add Method bearer, Recipient and NotOnOrAfter.",
        )],
        source: "SAML 2.0 profiles, sections 3.3 and 4.1.4.2",
    },
    Explanation {
        code: Code::ConfirmationNotBefore,
        checks: "That SubjectConfirmationData of a bearer confirmation has no NotBefore.",
        why: "The Web Browser SSO profile forbids it, because a bearer assertion is delivered at once. Conditions says when it becomes valid.",
        looks: "Most identity providers do not write it. Hand-made templates do.",
        fix: &[(
            "identity provider",
            "Remove NotBefore from SubjectConfirmationData and leave it in Conditions.",
        )],
        source: "SAML 2.0 profiles, section 4.1.4.2",
    },
    Explanation {
        code: Code::ConditionsMissing,
        checks: "That the assertion has a Conditions element.",
        why: "Conditions limit how long and for whom the assertion is valid. Without them an assertion from a log can be used forever, at any service.",
        looks: "\"The Assertion must include a Conditions element\". Usually a hand-made template leaves it out.",
        fix: &[(
            "identity provider",
            "Write Conditions with NotBefore, NotOnOrAfter and an AudienceRestriction.",
        )],
        source: "SAML 2.0 profiles, section 4.1.4.2; core, section 2.5",
    },
    Explanation {
        code: Code::ConditionUnknown,
        checks: "That Conditions contains only AudienceRestriction, OneTimeUse and ProxyRestriction.",
        why: "With an unknown condition the validity is indeterminate, and the standard forbids relying on the assertion. It may be a limit, such as a limit on delegation.",
        looks: "Conditions contains an element such as <saml:Condition xsi:type=\"…\">.",
        fix: &[(
            "identity provider",
            "Remove the condition for this application, or use a service that supports it.",
        )],
        source: "SAML 2.0 core, section 2.5.1.1",
    },
    Explanation {
        code: Code::PeriodReversed,
        checks: "That NotBefore is earlier than NotOnOrAfter.",
        why: "An empty or reversed period is never valid. The allowed clock skew moves both ends and could make such a period valid, so this is checked separately.",
        looks: "NotOnOrAfter equals NotBefore or is earlier: a lifetime of 0 seconds, or a faulty template.",
        fix: &[("identity provider", "Set the assertion lifetime to some minutes or up to an hour.")],
        source: "SAML 2.0 core, section 2.5.1.2",
    },
    Explanation {
        code: Code::TimeMalformed,
        checks: "That each time is an xs:dateTime in UTC that ends in Z, such as 2026-01-15T10:01:00Z, with or without a fraction of a second.",
        why: "SAML times are in UTC. Programs read a time with an offset, or without a zone, in different ways.",
        looks: "An offset (+02:00), no Z, a space in place of T, a Unix timestamp, a day that does not exist, or a leap second.",
        fix: &[("identity provider", "Format times in UTC with Z in the template.")],
        source: "SAML 2.0 core, section 1.3.3; XML Schema part 2, section 3.2.7",
    },
    Explanation {
        code: Code::LifetimeOdd,
        checks: "Whether the validity period has an end and is no longer than 24 hours.",
        why: "An assertion must be valid only as long as a browser needs to post it. A long lifetime helps anyone who finds it in a log. It does not lengthen the session: that is the service's own setting.",
        looks: "NotOnOrAfter is days after NotBefore, or missing. Often someone tried to lengthen sessions with it.",
        fix: &[("identity provider", "Set the assertion lifetime to an hour or less.")],
        source: "SAML 2.0 core, section 2.5.1.2",
    },
    Explanation {
        code: Code::SessionShort,
        checks: "Whether SessionNotOnOrAfter is earlier than the profile's shortest session (8 hours under flex).",
        why: "The service ends the session at SessionNotOnOrAfter. Twilio Flex renews its token every hour, so an hour or less breaks the renewal. Twilio advises to leave SessionNotOnOrAfter out. The lifetime of the assertion does not end sessions.",
        looks: "People are signed out after the same time every day.",
        fix: &[(
            "identity provider",
            "Remove SessionNotOnOrAfter, or set the session to the length of a shift (8 to 12 hours).",
        )],
        source: FLEX,
    },
    Explanation {
        code: Code::SessionLong,
        checks: "Whether SessionNotOnOrAfter is later than the profile's longest session (12 hours under flex).",
        why: "A session that is longer than the shift stays open on a shared computer. The lifetime of the assertion does not end sessions.",
        looks: "People are still signed in the next morning.",
        fix: &[
            ("identity provider", "Set the session to 8 to 12 hours."),
            ("samlens", "Or allow another length in samlens.toml: [session] longest_hours."),
        ],
        source: "SAML 2.0 core, section 2.7.2; profile flex: sessions of 8 to 12 hours",
    },
    Explanation {
        code: Code::SessionExpired,
        checks: "That SessionNotOnOrAfter of the AuthnStatement, if present, has not passed: now - skew < SessionNotOnOrAfter.",
        why: "The identity provider says when the session at the service must end. A session that has ended must not start.",
        looks: "\"The attributes have expired, based on the SessionNotOnOrAfter of the AttributeStatement of this Response\".",
        fix: &[
            ("samlens", "For an old capture, give --at with the time of the login."),
            ("identity provider", "Sign in there again, and check the session lifetime."),
        ],
        source: "SAML 2.0 core, section 2.7.2",
    },
    Explanation {
        code: Code::OneTimeUse,
        checks: "Whether Conditions contains OneTimeUse.",
        why: "Such an assertion must not be kept and used again. samlens keeps no state, so the service must remember the assertion's ID until it expires.",
        looks: "An empty <saml:OneTimeUse/> in Conditions.",
        fix: &[(
            "service",
            "Keep the IDs of accepted assertions until NotOnOrAfter plus the clock skew, and refuse repeated ones.",
        )],
        source: "SAML 2.0 core, section 2.5.1.5",
    },
];
