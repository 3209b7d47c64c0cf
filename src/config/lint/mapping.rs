//! Attribute mappings: gaps, doubles and names that are only nearly right.

use super::Lint;
use crate::Pattern;
use crate::config::IdentityProviderConfig;
use crate::nearest::nearest;

/// What Flex knows by name: <https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration>.
const KNOWN: [&str; 16] = [
    "email",
    "full_name",
    "roles",
    "team",
    "program",
    "image_url",
    "contact_uri",
    "department",
    "location",
    "manager",
    "phone",
    "team_id",
    "team_name",
    "team_name_in_hierarchy",
    "team_member",
    "team_owner",
];

const NEEDED: [&str; 3] = ["email", "full_name", "roles"];

impl Lint<'_> {
    pub(super) fn mappings(&mut self) {
        if !self.is_flex() {
            return;
        }
        let config = self.config;
        for (index, one) in config.identity_providers.iter().enumerate() {
            if !one.attributes.is_empty() {
                self.mapping(
                    &format!("identity_provider.{index}.attributes"),
                    one,
                    config.pattern(Some(one)),
                );
            }
        }
    }

    fn mapping(&mut self, path: &str, one: &IdentityProviderConfig, pattern: Pattern) {
        let required = |name: &str| one.attributes.get(name).map(|attribute| attribute.is_required());
        for name in NEEDED {
            match required(name) {
                None => self.error(
                    path,
                    format!("the mapping has no {name}, which Flex requires (error 45050)"),
                    format!("add {name} = \"{name}\""),
                ),
                Some(false) => self.error(
                    &format!("{path}.{name}"),
                    format!("{name} is not required here, but Flex requires it (error 45050)"),
                    "remove required = false",
                ),
                Some(true) => {}
            }
        }
        match (pattern, required("team")) {
            (Pattern::A, None) => self.error(
                path,
                "pattern a, and the mapping has no team",
                "add team = \"team\", or set pattern = \"b\"",
            ),
            (Pattern::A, Some(false)) => self.warning(
                &format!("{path}.team"),
                "pattern a, and team is not required",
                "remove required = false; without a team, supervisors see the wrong people",
            ),
            (Pattern::B, Some(_)) => self.warning(
                &format!("{path}.team"),
                "pattern b, and the mapping has a team",
                "remove team, or set pattern = \"a\"",
            ),
            _ => {}
        }
        for (flex, attribute) in &one.attributes {
            let path = format!("{path}.{flex}");
            let saml = attribute.from();
            let is_cast = flex.contains('.');
            if !KNOWN.contains(&flex.as_str())
                && !is_cast
                && let Some(near) = near(flex).filter(|near| required(near).is_none())
            {
                self.warning(
                    &path,
                    format!("Flex has no attribute {flex}; the nearest is {near}"),
                    format!("write {near}; names are case-sensitive"),
                );
            }
            if saml.contains("://") {
                self.error(&path, format!("{flex} comes from a claim URI, which Flex does not map"), format!("send it as plain {flex} (Auth0: api.samlResponse.setAttribute in a Post-Login Action; Entra: no namespace)"));
            } else if saml != flex {
                self.warning(&path, format!("{flex} comes from {saml}, but Flex has no documented mapping: it uses the names in the assertion"), format!("send it as {flex}"));
            }
        }
    }
}

/// `fullName`, `full-name` and `FULL_NAME` are `full_name`; what is further off is compared letter by letter.
fn near(name: &str) -> Option<&'static str> {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|one| one.to_ascii_lowercase()).collect()
    };
    let same = KNOWN.into_iter().find(|known| plain(known) == plain(name));
    same.or_else(|| nearest(name, KNOWN))
}
