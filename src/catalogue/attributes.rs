//! Attributes and their values.

use super::Explanation;
use crate::Code;

const FLEX: &str = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration";

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::AttributeMissing,
        checks: "That every attribute that the profile requires is present.",
        why: "The service takes rights and identity from its attributes. Names are compared exactly, and many services have no table that maps them.",
        looks: "The login ends in an error after the identity provider accepted the password, or the person has no rights.",
        fix: &[(
            "identity provider",
            "Add the attribute to this application's attribute mapping, with exactly this Name.",
        )],
        source: "SAML 2.0 core, section 2.7.3; https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration",
    },
    Explanation {
        code: Code::AttributeMisnamed,
        checks: "Whether a missing attribute is present under a similar name: another case, other separators, a claim URI, a namespace, FriendlyName, an OID, singular or plural, or a typing error.",
        why: "Names are compared exactly, including case. http://schemas.xmlsoap.org/ws/2005/05/identity/claims/email is not email.",
        looks: "The assertion contains the value, but the service says that it is missing.",
        fix: &[(
            "identity provider",
            "Set the attribute's Name (not only FriendlyName) to exactly the name that the service expects.",
        )],
        source: "SAML 2.0 core, section 2.7.3.1; https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/azure-ad",
    },
    Explanation {
        code: Code::AttributeEmpty,
        checks: "That every required attribute has a value that is not blank.",
        why: "An empty value counts as missing. An optional attribute may be empty on purpose: some services keep the old value if the attribute is missing, and clear it if the attribute is empty.",
        looks: "<AttributeValue/> or xsi:nil=\"true\". The user's profile has no value there.",
        fix: &[(
            "identity provider",
            "Set the value in the user's profile or directory entry that the attribute is taken from.",
        )],
        source: FLEX,
    },
    Explanation {
        code: Code::AttributeForm,
        checks: "Whether attributes named by OID have NameFormat `uri`, and whether the prefix in xsi:type is declared.",
        why: "Some services look up an attribute by Name and NameFormat together. Others validate by schema and refuse a type whose prefix is unknown.",
        looks: "The attribute is in the response, but the service has no value for it. Or the service reports that a QName cannot be resolved.",
        fix: &[
            (
                "identity provider",
                "Set NameFormat to urn:oasis:names:tc:SAML:2.0:attrname-format:uri for names that are URIs.",
            ),
            ("signer", "Declare the prefix on the AttributeValue, or leave xsi:type out."),
        ],
        source: "SAML 2.0 core, section 2.7.3.1; SAML 2.0 profiles, section 8.2.2",
    },
    Explanation {
        code: Code::AttributeOverage,
        checks: "Whether groups.link is sent in place of the groups.",
        why: "Microsoft Entra ID puts at most 150 groups into a SAML assertion. For a user with more it sends a link to its own API, which most services cannot follow.",
        looks: "Users in more than 150 groups have no groups in the service. All other users have theirs.",
        fix: &[(
            "identity provider",
            "Send only the groups that are assigned to the application, or filter them.",
        )],
        source: "https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference (groups overage claim)",
    },
    Explanation {
        code: Code::AttributeDuplicated,
        checks: "Whether two Attribute elements have the same Name.",
        why: "Services read them differently. Some refuse the assertion, and others take the first, the last or both.",
        looks: "\"Found an Attribute element with duplicated Name\". Two mappings send the same attribute.",
        fix: &[(
            "identity provider",
            "Send one Attribute with several AttributeValue elements, from one mapping.",
        )],
        source: "SAML 2.0 core, section 2.7.3.1; java-saml, setting allowRepeatAttributeName",
    },
    Explanation {
        code: Code::RoleUnknown,
        checks: "Whether each value of roles is one that Flex documents: agent, supervisor, admin, and the wfo.* values of Flex Insights.",
        why: "Values are compared exactly and in lower case. An unknown one gives no rights, without an error. It is a warning, because an account may have its own roles.",
        looks: "administrator (the console's label; the value is admin), Supervisor, agents, superviser, the JSON text [\"agent\"], agent;supervisor, a group's GUID, or a space after the comma. Several AttributeValue elements and one comma-separated value are both right.",
        fix: &[(
            "identity provider",
            "Send agent, supervisor or admin in lower case, not a group's name or identifier.",
        )],
        source: "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration; https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/insights-user-roles",
    },
    Explanation {
        code: Code::RoleCoreMissing,
        checks: "That at least one value of roles is agent, supervisor or admin.",
        why: "These three decide what Flex shows. The wfo.* values add Insights to one of them and are not enough alone. Misspelled values, and values that are not in lower case, do not count.",
        looks: "The login is refused with 45050 or 70252, or the person signs in and sees nothing.",
        fix: &[(
            "identity provider",
            "Give the user a role of agent, supervisor or admin, and send it in roles.",
        )],
        source: "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration; https://www.twilio.com/docs/api/errors/45050",
    },
    Explanation {
        code: Code::EmailInvalid,
        checks: "Whether the e-mail attribute looks like an e-mail address.",
        why: "The service uses it as the person's address. Anything else is probably another claim, such as a user name.",
        looks: "No @, no dot in the domain, white space or two addresses.",
        fix: &[(
            "identity provider",
            "Take the attribute from the user's e-mail address, and correct the address in the profile.",
        )],
        source: FLEX,
    },
    Explanation {
        code: Code::TeamUnexpected,
        checks: "Whether an attribute is sent that the profile does not use: team under pattern B.",
        why: "If each organization has its own Flex (pattern B), there are no teams to tell apart. The attribute does no harm. It becomes a worker attribute.",
        looks: "The worker has attributes.team.",
        fix: &[("identity provider", "Remove team from what this application sends, or choose --pattern a.")],
        source: FLEX,
    },
    Explanation {
        code: Code::ActionNotRun,
        checks: "Whether required attributes are missing and every attribute is one that Auth0 sends by default.",
        why: "The plain names come from a Post-Login Action. If only claim URIs are present, the Action was not deployed, is not in the flow, or returned early for this application.",
        looks: "Only http://schemas.xmlsoap.org/… and http://schemas.auth0.com/… names. If an Action throws an error, there is no Response: look for actions_execution_failed in the log.",
        fix: &[(
            "identity provider",
            "Deploy the Action that sets the attributes, and add it to the login flow.",
        )],
        source: "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/auth0; https://auth0.com/docs/customize/actions",
    },
];
