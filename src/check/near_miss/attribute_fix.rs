//! What to change so that an attribute arrives, per product.

use super::attribute_name::NameDifference;
use crate::Finding;

/// Where Auth0 keeps what the attribute should hold, as an Action reads it.
fn source_of(name: &str) -> &'static str {
    match name {
        "email" => "event.user.email",
        "full_name" => "event.user.name",
        "roles" => "event.user.app_metadata.flex.roles",
        "team" => "event.user.app_metadata.flex.team",
        "program" => "event.user.app_metadata.flex.program",
        _ => "event.user.…",
    }
}

fn action(name: &str) -> String {
    format!(
        "in Auth0, open Actions → Library → your Post-Login Action and add api.samlResponse.setAttribute('{name}', {}), then Deploy",
        source_of(name)
    )
}

pub(crate) fn for_missing(finding: Finding, name: &str) -> Finding {
    finding
        .with_fix(action(name))
        .with_fix("check that the Action is in the flow: Auth0 → Actions → Triggers → post-login")
        .with_fix(format!(
            "Okta: General → SAML Settings → Attribute Statements, Name `{name}`; Entra: Attributes & Claims, Name `{name}`, Namespace empty"
        ))
}

pub(crate) fn for_empty(finding: Finding, name: &str) -> Finding {
    finding
        .with_fix(format!(
            "in Auth0, open User Management → Users → the user and fill in what the Action reads: {}",
            source_of(name)
        ))
        .with_fix(
            "Okta and Entra: fill in the attribute in the user's profile that the claim takes its value from",
        )
}

pub(crate) fn for_misnamed(finding: Finding, name: &str, difference: NameDifference) -> Finding {
    match difference {
        NameDifference::Auth0Namespace => finding
            .with_fix("in Auth0, open Applications → your app → Addons → SAML2 Web App → Settings and set \"mapUnknownClaimsAsIs\": true")
            .with_fix(action(name)),
        NameDifference::ClaimUri | NameDifference::Oid | NameDifference::FriendlyName => finding
            .with_fix(action(name))
            .with_fix(format!("or in Auth0, map it under Addons → SAML2 Web App → Settings: \"mappings\": {{ \"…\": \"{name}\" }}"))
            .with_fix(format!("Entra: Attributes & Claims, set Name to `{name}` and clear Namespace; ADFS: Outgoing claim type `{name}`")),
        _ => finding
            .with_fix(format!("rename it to `{name}`, exactly: in Auth0, Actions → Library → your Post-Login Action → api.samlResponse.setAttribute('{name}', …), then Deploy"))
            .with_fix(format!("Okta: General → SAML Settings → Attribute Statements, Name `{name}`; Entra: Attributes & Claims, Name `{name}`; Google: App attribute `{name}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn each_attribute_has_its_source_in_auth0() {
        for (name, source) in [
            ("email", "event.user.email"),
            ("full_name", "event.user.name"),
            ("roles", "event.user.app_metadata.flex.roles"),
            ("team", "event.user.app_metadata.flex.team"),
            ("program", "event.user.app_metadata.flex.program"),
            ("other", "event.user.\u{2026}"),
        ] {
            assert_eq!(
                action(name),
                format!(
                    "in Auth0, open Actions → Library → your Post-Login Action and add api.samlResponse.setAttribute('{name}', {source}), then Deploy"
                )
            );
        }
    }

    #[test]
    fn a_misnamed_attribute_has_the_remedy_of_its_difference() {
        let first = |difference| {
            let finding = for_misnamed(Finding::new(Code::AttributeMisnamed, "x"), "roles", difference);
            (finding.fix()[0].to_string(), finding.fix().len())
        };
        use NameDifference::*;
        let (mapping, count) = first(Auth0Namespace);
        assert!(mapping.ends_with("\"mapUnknownClaimsAsIs\": true") && count == 2, "{mapping}");
        for claim in [ClaimUri, Oid, FriendlyName] {
            assert_eq!(first(claim), (action("roles"), 3));
        }
        for spelling in [Case, Separator, WhiteSpace, Number, TypeSuffix, Prefix, Synonym, Spelling] {
            let (rename, count) = first(spelling);
            assert!(rename.starts_with("rename it to `roles`, exactly") && count == 2, "{rename}");
        }
    }
}
