//! What is known of products, for near misses: Auth0 as the sender, Twilio Flex as the receiver, and prefixes of others.

use super::twilio::TwilioEndpoint;
use crate::assertion::Assertion;
use crate::check::Findings;
use crate::check::near_miss::conventions::{ProductConventions, Synonyms};
use crate::xml::Namespace;
use crate::{Code, Confidence, Finding};

/// The table that every evaluation is given.
pub(crate) static CONVENTIONS: ProductConventions = ProductConventions {
    address_difference,
    // Entra ID (`spn:`, `api://`), AWS.
    identifier_prefixes: &["spn:", "api://", "urn:amazon:"],
    claim_namespaces: &AUTH0_NAMESPACES,
    claim_namespace_clause: "Auth0 added its namespace, as it does for every unmapped claim",
    // Twilio Flex reads the type of an attribute off its name.
    type_suffixes: &[".string", ".int", ".boolean", ".stringarray", ".intarray", ".booleanarray"],
    name_prefix: "flex",
    name_synonyms: &NAME_SYNONYMS,
    value_synonyms: &ROLE_SYNONYMS,
    note_addresses: super::endpoint::add_notes,
    status_text: super::status_text::about,
    note_claims: note_action_not_run,
};

/// Prefix that Auth0 gives to claims without a mapping (`mapUnknownClaimsAsIs` false); its pages also print `schema`.
const AUTH0_NAMESPACES: [&str; 2] = ["http://schemas.auth0.com/", "http://schema.auth0.com/"];

/// Other names for the same thing, folded: no case, no separators.
const NAME_SYNONYMS: [Synonyms; 4] = [
    ("email", &["emailaddress", "mail", "useremail", "primaryemail"]),
    ("fullname", &["displayname", "name", "commonname", "cn", "username"]),
    ("roles", &["groups", "group", "memberof", "userroles", "userrole", "flexroles", "flexrole"]),
    ("team", &["teamname", "teamid", "flexteam"]),
];

/// Other words for the roles of Twilio Flex; several guides say `administrator`, which is the console's label.
const ROLE_SYNONYMS: [Synonyms; 3] = [
    ("admin", &["administrator", "administrators", "admins", "flexadmin", "owner"]),
    ("supervisor", &["supervisors", "manager", "flexsupervisor", "teamlead", "teamleader"]),
    ("agent", &["agents", "flexagent", "worker", "operator"]),
];

/// The most attributes that are looked at (invariant: bounded).
const MAX_SEARCHED: usize = 256;

/// How two addresses of Auth0 or Twilio differ.
fn address_difference(actual: &str, expected: &str) -> Option<String> {
    if actual.starts_with("urn:auth0:") && !expected.starts_with("urn:auth0:") {
        return Some("`urn:auth0:` is the form of Auth0 as a service provider; as an identity provider it is `urn:TENANT.auth0.com`".to_owned());
    }
    let (here, there) = (TwilioEndpoint::of(actual.trim())?, TwilioEndpoint::of(expected.trim())?);
    if here == there {
        let (one, other) = (here.sid_in(actual)?, there.sid_in(expected)?);
        return (!one.eq_ignore_ascii_case(other))
            .then(|| "the SID differs: another account, realm or connection".to_owned());
    }
    let only_metadata = matches!(
        (here, there),
        (TwilioEndpoint::LegacyAcs, TwilioEndpoint::LegacyEntity)
            | (TwilioEndpoint::LegacyEntity, TwilioEndpoint::LegacyAcs)
    );
    (!only_metadata).then(|| format!("it is {}, not {}", here.in_words(), there.in_words()))
}

/// Only the attributes that Auth0 sends by default: the Action that adds the others did not run.
fn note_action_not_run(assertion: &Assertion<'_>, findings: &mut Findings) {
    let mut names = assertion.attributes().take(MAX_SEARCHED).map(|attribute| attribute.name()).peekable();
    if names.peek().is_none() || !names.all(is_standard_claim) {
        return;
    }
    let element = assertion.element().child(Namespace::SAML, "AttributeStatement");
    findings.warning(|| {
        Finding::new(Code::ActionNotRun, "only Auth0's standard claims are present: the Post-Login Action did not run")
            .with_confidence(Confidence::Likely)
            .at(element.map(|element| element.location()))
            .with_fix("deploy the Action that sets the attributes, add it to the login flow, and look for its failure in the log")
    });
}

fn is_standard_claim(name: &str) -> bool {
    const OF_AUTH0: [&str; 15] = [
        "email_verified",
        "clientID",
        "global_client_id",
        "created_at",
        "updated_at",
        "picture",
        "nickname",
        "locale",
        "user_id",
        "last_ip",
        "last_login",
        "logins_count",
        "persistent",
        "name",
        "email",
    ];
    let rest = AUTH0_NAMESPACES.iter().find_map(|namespace| name.strip_prefix(namespace));
    match rest {
        Some(rest) => OF_AUTH0.contains(&rest) || rest.starts_with("identities/"),
        None => name.starts_with("http://schemas.xmlsoap.org/"),
    }
}
