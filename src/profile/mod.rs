//! What one application wants.
//!
//! A profile is data: a policy, an attribute policy and a name. The two here are [`Profile::flex`] and
//! [`Profile::generic`]; an embedder builds their own with [`Profile::builder`].

#[cfg(feature = "inspect")]
mod attribute_type;
mod conventions;
mod endpoint;
mod status_text;
pub(crate) mod twilio;
#[cfg(feature = "inspect")]
mod worker;

#[cfg(feature = "inspect")]
pub use worker::{Worker, WorkerWarning, WorkerWarningKind};

pub(crate) use conventions::CONVENTIONS;

use crate::check::near_miss::conventions::ProductConventions;
use crate::expectations::{AttributePolicy, AttributeRule, Handling, Policy};
use chrono::TimeDelta;

/// How organizations share Twilio Flex.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "config", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Pattern {
    /// Several programs share one Flex, and `team` tells them apart.
    #[default]
    A,
    /// Each organization has its own Flex, and there is no `team`.
    B,
}

/// What one application wants of a response beyond SAML itself.
///
/// ```
/// use samlens::{AttributePolicy, AttributeRule, Pattern, Profile};
///
/// let flex = Profile::flex(Pattern::A);
/// assert!(flex.attribute_policy().rule("team").is_some());
///
/// let own = Profile::builder("intranet")
///     .attribute_policy(AttributePolicy::none().with(AttributeRule::required("mail").email()))
///     .build();
/// assert_eq!(own.name(), "intranet");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    name: String,
    policy: Policy,
    attribute_policy: AttributePolicy,
    pattern: Option<Pattern>,
    /// Flex's name of an attribute and the assertion's, where they differ.
    renamed: Vec<(String, String)>,
}

impl Profile {
    /// The names that [`Profile::by_name`] knows.
    pub const NAMES: &'static [&'static str] = &["flex", "generic"];

    /// Twilio Flex as its documentation has it.
    ///
    /// `email`, `full_name` and `roles` are required; `team` is required under pattern A of everyone, admins too, and
    /// reported under pattern B; `program` is optional. SHA-1 is a warning, for it is what Auth0 signs with unless told
    /// otherwise and Twilio documents no refusal; an unsigned Response around a signed assertion is a warning, for
    /// Twilio's pages ask for `signResponse`. Where admins have no team, replace the rule:
    ///
    /// ```
    /// use samlens::{AttributeRule, Pattern, Profile};
    /// let flex = Profile::flex(Pattern::A);
    /// let team = AttributeRule::required("team").unless("roles", "admin");
    /// let policy = flex.attribute_policy().clone().with(team);
    /// let flex = flex.to_builder().attribute_policy(policy).build();
    /// ```
    pub fn flex(pattern: Pattern) -> Profile {
        Profile::builder("flex")
            .policy(Policy {
                sha1: Handling::Warn,
                response_not_signed: Handling::Warn,
                user_id_as_name_id: Handling::Warn,
                // Twilio: "Encrypted SAML assertions are not supported".
                encrypted_assertion: Handling::Refuse,
                // The deployment's guide: sessions of 8 to 12 hours.
                shortest_session: Some(TimeDelta::hours(8)),
                longest_session: Some(TimeDelta::hours(12)),
                ..Policy::default()
            })
            .attribute_policy(flex_attributes(pattern))
            .pattern(pattern)
            .build()
    }

    /// SAML 2.0 and nothing else: attributes are not checked.
    pub fn generic() -> Profile {
        Profile::builder("generic").build()
    }

    /// Whether an entity ID or address is one of Twilio Flex, so that [`Profile::flex`] suits what is sent there.
    ///
    /// ```
    /// assert!(samlens::Profile::is_of_flex("urn:flex:JQ0123456789abcdef0123456789abcdef"));
    /// assert!(!samlens::Profile::is_of_flex("https://sp.example.com/metadata"));
    /// ```
    pub fn is_of_flex(address: &str) -> bool {
        twilio::TwilioEndpoint::of(address).is_some()
    }

    /// The profile with this name; the pattern matters to `flex` alone.
    pub fn by_name(name: &str, pattern: Pattern) -> Option<Profile> {
        match name {
            "flex" => Some(Profile::flex(pattern)),
            "generic" => Some(Profile::generic()),
            _ => None,
        }
    }

    /// Begins your own profile: the strict policy, and no attributes.
    pub fn builder(name: impl Into<String>) -> ProfileBuilder {
        let (policy, attribute_policy) = (Policy::default(), AttributePolicy::none());
        let (pattern, renamed) = (None, Vec::new());
        let profile = Profile { name: name.into(), policy, attribute_policy, pattern, renamed };
        ProfileBuilder { profile, names: Vec::new() }
    }

    /// Begins a profile with everything as in this one.
    pub fn to_builder(&self) -> ProfileBuilder {
        ProfileBuilder { profile: self.clone(), names: Vec::new() }
    }

    /// Its name, as reports print it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is accepted beyond the strict profile of SAML.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// How Flex is shared; none under a profile that is not for Flex.
    pub fn pattern(&self) -> Option<Pattern> {
        self.pattern
    }

    /// Flex's name for an attribute of the assertion: the same, unless one was given with
    /// [`ProfileBuilder::attribute_name`].
    pub fn flex_name<'n>(&'n self, name: &'n str) -> &'n str {
        self.renamed.iter().find(|(_, saml)| saml == name).map_or(name, |(flex, _)| flex)
    }

    /// What is known of the products around it, for near misses.
    pub(crate) fn conventions(&self) -> &'static ProductConventions {
        &CONVENTIONS
    }

    /// The service that it is for, as the subject of a sentence.
    pub(crate) fn service_name(&self) -> &'static str {
        if self.pattern.is_some() { "Twilio Flex" } else { "this service" }
    }

    /// Which attributes it wants.
    pub fn attribute_policy(&self) -> &AttributePolicy {
        &self.attribute_policy
    }
}

impl Default for Profile {
    /// [`Profile::generic`], as for [`Validator::builder`](crate::Validator::builder).
    fn default() -> Profile {
        Profile::generic()
    }
}

/// Builds a [`Profile`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ProfileBuilder {
    profile: Profile,
    /// New names of attributes, by Flex's, which [`ProfileBuilder::build`] gives all at once.
    names: Vec<(String, String)>,
}

impl ProfileBuilder {
    /// Sets the name.
    pub fn name(mut self, name: impl Into<String>) -> ProfileBuilder {
        self.profile.name = name.into();
        self
    }

    /// Sets what is accepted beyond the strict profile of SAML.
    pub fn policy(mut self, policy: Policy) -> ProfileBuilder {
        self.profile.policy = policy;
        self
    }

    /// Sets which attributes are wanted.
    pub fn attribute_policy(mut self, attributes: AttributePolicy) -> ProfileBuilder {
        self.profile.attribute_policy = attributes;
        self
    }

    /// Says that it is for Flex, and how that is shared; the `Worker` is predicted by it.
    pub fn pattern(mut self, pattern: Pattern) -> ProfileBuilder {
        self.profile.pattern = Some(pattern);
        self
    }

    /// Says that Flex's attribute `flex` is called `saml` in the assertion; the rule for it is renamed.
    ///
    /// All names change at once when the profile is built, so names can be swapped, and their order does not matter. If two
    /// rules get one name, no [`Validator`](crate::Validator) can be built from the profile.
    pub fn attribute_name(mut self, flex: &str, saml: &str) -> ProfileBuilder {
        self.names.retain(|(known, _)| known != flex);
        self.names.push((flex.to_owned(), saml.to_owned()));
        self
    }

    /// The profile.
    pub fn build(self) -> Profile {
        let ProfileBuilder { mut profile, names } = self;
        if names.is_empty() {
            return profile;
        }
        // A profile that was renamed before has its rules under the assertion's names.
        let now = |flex: &String| {
            let before = profile.renamed.iter().find(|(known, _)| known == flex);
            before.map_or_else(|| flex.clone(), |(_, saml)| saml.clone())
        };
        let changes: Vec<(String, String)> =
            names.iter().map(|(flex, saml)| (now(flex), saml.clone())).collect();
        let policy = std::mem::take(&mut profile.attribute_policy);
        profile.attribute_policy = policy.renamed(&changes);
        profile.renamed.retain(|(known, _)| names.iter().all(|(flex, _)| flex != known));
        profile.renamed.extend(names.into_iter().filter(|(flex, saml)| flex != saml));
        profile
    }
}

/// The core roles of Flex, and those of Flex Insights, which are added to one of them.
const CORE_ROLES: [&str; 3] = ["agent", "supervisor", "admin"];
const INSIGHTS_ROLES: [&str; 7] = [
    "wfo.full_access",
    "wfo.team_leader",
    "wfo.data_analyst",
    "wfo.data_auditor",
    "wfo.quality_manager",
    "wfo.quality_process_manager",
    "wfo.dashboard_viewer",
];

/// <https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration> and the deployment's guide.
fn flex_attributes(pattern: Pattern) -> AttributePolicy {
    let roles =
        AttributeRule::required("roles").separated_by(',').needing_one_of(CORE_ROLES).one_of(INSIGHTS_ROLES);
    let team = match pattern {
        Pattern::A => AttributeRule::required("team"),
        Pattern::B => AttributeRule::unexpected("team"),
    };
    AttributePolicy::none()
        .with(AttributeRule::required("email").email().single_valued())
        .with(AttributeRule::required("full_name").single_valued())
        .with(roles)
        .with(team)
        .with(AttributeRule::optional("program"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Requirement;

    fn requirement(profile: &Profile, name: &str) -> Option<Requirement> {
        profile.attribute_policy().rule(name).map(|rule| rule.requirement().clone())
    }

    #[test]
    fn flex_wants_the_attributes_of_its_pattern() {
        for name in ["email", "full_name", "roles"] {
            for pattern in [Pattern::A, Pattern::B] {
                assert_eq!(requirement(&Profile::flex(pattern), name), Some(Requirement::Required), "{name}");
            }
        }
        assert_eq!(requirement(&Profile::flex(Pattern::A), "team"), Some(Requirement::Required));
        assert_eq!(requirement(&Profile::flex(Pattern::B), "team"), Some(Requirement::Unexpected));
        assert_eq!(requirement(&Profile::flex(Pattern::A), "program"), Some(Requirement::Optional));
        assert_eq!(Profile::default(), Profile::generic());
    }

    #[test]
    fn weaknesses_are_named() {
        let flex = Profile::flex(Pattern::A);
        assert_eq!(flex.policy().sha1, Handling::Warn);
        assert_eq!(flex.policy().response_not_signed, Handling::Warn);
        assert_eq!(flex.policy().certificate_dates, Handling::Refuse);
        assert_eq!(flex.policy().min_rsa_bits, 2048);
        assert_eq!(Profile::generic().policy(), &Policy::default());
        assert_eq!(Policy::default().sha1, Handling::Refuse);
        assert!(Profile::generic().attribute_policy().is_empty());
    }

    #[test]
    fn every_name_is_known_exactly() {
        for name in Profile::NAMES {
            assert_eq!(
                Profile::by_name(name, Pattern::B).map(|profile| profile.name),
                Some((*name).to_owned())
            );
        }
        assert_eq!(Profile::by_name("Flex", Pattern::A), None);
        assert_eq!(Profile::by_name("flex", Pattern::B), Some(Profile::flex(Pattern::B)));
    }
}
