//! Settings of a deployment that are weaker than the default of its profile.

use super::{Config, ProfileName};
use crate::{Handling, Pattern, Profile};

/// One setting that accepts what the default refuses.
///
/// Its `Display` is `policy.sha1 = accept (default warn)`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WeakerSetting {
    /// Its key in samlens.toml, for example `policy.sha1`.
    pub key: &'static str,
    /// What it is set to.
    pub value: String,
    /// What it is by default.
    pub default: String,
}

impl std::fmt::Display for WeakerSetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} = {} (default {})", self.key, self.value, self.default)
    }
}

impl Config {
    /// The settings that are weaker than the default, in the order of the file's tables. A verdict that was reached with
    /// them has to name them.
    ///
    /// ```
    /// use samlens::config::Config;
    /// let config = Config::parse("clock_skew = 86400\n[policy]\nmin_rsa_bits = 1024").unwrap();
    /// let weaker: Vec<String> = config.weaker_settings().iter().map(ToString::to_string).collect();
    /// assert_eq!(weaker, ["clock_skew = 86400 (default 180)", "policy.min_rsa_bits = 1024 (default 2048)"]);
    /// ```
    pub fn weaker_settings(&self) -> Vec<WeakerSetting> {
        let mut found = Vec::new();
        let mut push =
            |key, value: String, default: String| found.push(WeakerSetting { key, value, default });
        let usual = Config::default().clock_skew;
        if self.clock_skew > usual {
            push("clock_skew", self.clock_skew.to_string(), usual.to_string());
        }
        let profile = self.chosen_profile().0;
        let usual = Config { profile: ProfileName::Auto, ..self.clone() }.chosen_profile().0;
        if profile == ProfileName::Generic && usual == ProfileName::Flex {
            push("profile", "generic".to_owned(), "flex".to_owned());
        }
        let default = match profile {
            ProfileName::Flex => Profile::flex(self.pattern(self.identity_providers.first())),
            _ => Profile::generic(),
        };
        let default = default.policy();
        let policy = super::build::policy(default.clone(), &self.policy, &self.session);
        for (key, value, default) in [
            ("policy.sha1", policy.sha1, default.sha1),
            ("policy.certificate_dates", policy.certificate_dates, default.certificate_dates),
            ("policy.response_not_signed", policy.response_not_signed, default.response_not_signed),
            ("policy.encrypted_assertion", policy.encrypted_assertion, default.encrypted_assertion),
        ] {
            if value.severity() < default.severity() {
                push(key, word(value).to_owned(), word(default).to_owned());
            }
        }
        if policy.min_rsa_bits < default.min_rsa_bits {
            push("policy.min_rsa_bits", policy.min_rsa_bits.to_string(), default.min_rsa_bits.to_string());
        }
        for (key, value, default) in [
            ("policy.allow_rsa_1_5", policy.allow_rsa_1_5, default.allow_rsa_1_5),
            ("policy.allow_3des", policy.allow_3des, default.allow_3des),
            (
                "policy.allow_cbc_outside_signature",
                policy.allow_cbc_outside_signature,
                default.allow_cbc_outside_signature,
            ),
        ] {
            if value && !default {
                push(key, value.to_string(), default.to_string());
            }
        }
        if policy.assertion_lifetime > default.assertion_lifetime {
            let hours = |lifetime: chrono::TimeDelta| lifetime.num_hours().to_string();
            let (value, default) = (hours(policy.assertion_lifetime), hours(default.assertion_lifetime));
            push("policy.assertion_lifetime_hours", value, default);
        }
        let is_optional = |name: &str| {
            let mut mapped = self.identity_providers.iter().filter_map(|one| one.attributes.get(name));
            mapped.any(|attribute| !attribute.is_required())
        };
        // The lint refuses a mapping under which Flex's other attributes are not required.
        let wants_team = self.identity_providers.iter().any(|one| self.pattern(Some(one)) == Pattern::A);
        if profile == ProfileName::Flex && wants_team && is_optional("team") {
            push("identity_provider.attributes.team.required", "false".to_owned(), "true".to_owned());
        }
        found
    }
}

fn word(handling: Handling) -> &'static str {
    match handling {
        Handling::Accept => "accept",
        Handling::Warn => "warn",
        Handling::Refuse => "refuse",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weaker(text: &str) -> Vec<String> {
        Config::parse(text).unwrap().weaker_settings().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_as_strict_as_the_default_is_not_named() {
        assert_eq!(weaker(""), Vec::<String>::new());
        assert_eq!(weaker("profile = \"generic\"\nclock_skew = 60"), Vec::<String>::new());
        let strict = "[policy]\nsha1 = \"refuse\"\nmin_rsa_bits = 3072\nallow_3des = false\nassertion_lifetime_hours = 1";
        assert_eq!(weaker(strict), Vec::<String>::new());
        assert_eq!(weaker(super::super::TEMPLATE), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_asked_of_a_login_is_named() {
        let team = "profile = \"flex\"\n[[identity_provider]]\nname = \"a\"\n[identity_provider.attributes]\nteam = { from = \"team\", required = false }";
        assert_eq!(weaker(team), ["identity_provider.attributes.team.required = false (default true)"]);
        assert_eq!(
            weaker(&team.replace("name = \"a\"", "name = \"a\"\npattern = \"b\"")),
            Vec::<String>::new()
        );
        assert_eq!(weaker(&team.replace(", required = false", "")), Vec::<String>::new());
        let generic = "profile = \"generic\"\n[service_provider]\nentity_id = \"urn:flex:JQ0123456789abcdef0123456789abcdef\"";
        assert_eq!(weaker(generic), ["profile = generic (default flex)"]);
    }

    #[test]
    fn every_weakness_is_named() {
        let weak = "profile = \"flex\"\nclock_skew = 181\n[policy]\nsha1 = \"accept\"\ncertificate_dates = \"warn\"\nresponse_not_signed = \"accept\"\nencrypted_assertion = \"warn\"\nmin_rsa_bits = 1024\nallow_rsa_1_5 = true\nallow_3des = true\nallow_cbc_outside_signature = true\nassertion_lifetime_hours = 25";
        assert_eq!(
            weaker(weak),
            [
                "clock_skew = 181 (default 180)",
                "policy.sha1 = accept (default warn)",
                "policy.certificate_dates = warn (default refuse)",
                "policy.response_not_signed = accept (default warn)",
                "policy.encrypted_assertion = warn (default refuse)",
                "policy.min_rsa_bits = 1024 (default 2048)",
                "policy.allow_rsa_1_5 = true (default false)",
                "policy.allow_3des = true (default false)",
                "policy.allow_cbc_outside_signature = true (default false)",
                "policy.assertion_lifetime_hours = 25 (default 24)",
            ]
        );
        assert_eq!(
            weaker("profile = \"generic\"\n[policy]\nsha1 = \"warn\""),
            ["policy.sha1 = warn (default refuse)"]
        );
    }
}
