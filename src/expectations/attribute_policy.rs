//! Which attributes one application wants, as data.

use std::collections::HashSet;

/// The attributes that an application wants of an assertion.
///
/// ```
/// use samlens::{AttributePolicy, AttributeRule};
/// let policy = AttributePolicy::none()
///     .with(AttributeRule::required("email").email())
///     .with(AttributeRule::required("groups").separated_by(',').one_of(["staff", "admin"]))
///     .with(AttributeRule::required("branch").unless("groups", "admin"));
/// assert_eq!(policy.rules().count(), 3);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributePolicy {
    rules: Vec<AttributeRule>,
}

impl AttributePolicy {
    /// A policy that wants nothing: attributes are not checked.
    pub fn none() -> AttributePolicy {
        AttributePolicy::default()
    }

    /// Adds a rule; it replaces one for the same name.
    pub fn with(mut self, rule: AttributeRule) -> AttributePolicy {
        self.rules.retain(|known| known.name != rule.name);
        self.rules.push(rule);
        self
    }

    /// Takes the rule for this name away.
    pub fn without(mut self, name: &str) -> AttributePolicy {
        self.rules.retain(|rule| rule.name != name);
        self
    }

    /// The same with every rule under its new name, of pairs of an old and a new one: all at once, so that names can be
    /// swapped. Where that gives two rules one name, both stay ([`AttributePolicy::name_of_two_rules`]).
    pub(crate) fn renamed(mut self, names: &[(String, String)]) -> AttributePolicy {
        let new = |name: &str| names.iter().find(|(old, _)| old == name).map(|(_, new)| new.clone());
        for rule in &mut self.rules {
            if let Some(name) = new(&rule.name) {
                rule.name = name;
            }
            if let Requirement::RequiredUnless { attribute, .. } = &mut rule.requirement
                && let Some(name) = new(attribute)
            {
                *attribute = name;
            }
        }
        self
    }

    /// The name that two rules have.
    pub(crate) fn name_of_two_rules(&self) -> Option<&str> {
        let mut seen = HashSet::new();
        self.rules.iter().map(AttributeRule::name).find(|name| !seen.insert(*name))
    }

    /// Its rules, in the order in which they were added.
    pub fn rules(&self) -> impl Iterator<Item = &AttributeRule> {
        self.rules.iter()
    }

    /// The rule for the attribute with this name.
    pub fn rule(&self, name: &str) -> Option<&AttributeRule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// Whether it wants nothing.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

/// Whether an attribute is required.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Requirement {
    /// It must be there, with a value.
    Required,
    /// It must be there unless another attribute has this value.
    RequiredUnless {
        /// Name of the other attribute.
        attribute: String,
        /// The value that waives this one.
        value: String,
    },
    /// It may be there.
    Optional,
    /// It should not be there; it is reported, and refuses nothing.
    Unexpected,
}

/// What one attribute must look like.
///
/// Names and values are compared exactly: case and spaces count (invariant: exact-values).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeRule {
    name: String,
    requirement: Requirement,
    aliases: Vec<String>,
    separator: Option<char>,
    single_valued: bool,
    email: bool,
    known: Vec<String>,
    core: Vec<String>,
}

impl AttributeRule {
    fn new(name: impl Into<String>, requirement: Requirement) -> AttributeRule {
        AttributeRule {
            name: name.into(),
            requirement,
            aliases: Vec::new(),
            separator: None,
            single_valued: false,
            email: false,
            known: Vec::new(),
            core: Vec::new(),
        }
    }

    /// A required attribute.
    pub fn required(name: impl Into<String>) -> AttributeRule {
        AttributeRule::new(name, Requirement::Required)
    }

    /// An optional attribute.
    pub fn optional(name: impl Into<String>) -> AttributeRule {
        AttributeRule::new(name, Requirement::Optional)
    }

    /// An attribute that is not expected.
    pub fn unexpected(name: impl Into<String>) -> AttributeRule {
        AttributeRule::new(name, Requirement::Unexpected)
    }

    /// The same rule for an attribute with another name.
    pub fn named(mut self, name: impl Into<String>) -> AttributeRule {
        self.name = name.into();
        self
    }

    /// Sets whether the attribute is required.
    pub fn with_requirement(mut self, requirement: Requirement) -> AttributeRule {
        self.requirement = requirement;
        self
    }

    /// Waives the requirement where another attribute has this value.
    pub fn unless(mut self, attribute: impl Into<String>, value: impl Into<String>) -> AttributeRule {
        self.requirement = Requirement::RequiredUnless { attribute: attribute.into(), value: value.into() };
        self
    }

    /// Another name that the application takes as this attribute, exactly.
    pub fn alias(mut self, name: impl Into<String>) -> AttributeRule {
        self.aliases.push(name.into());
        self
    }

    /// One value may contain several, separated by this.
    pub fn separated_by(mut self, separator: char) -> AttributeRule {
        self.separator = Some(separator);
        self
    }

    /// More than one value is reported.
    pub fn single_valued(mut self) -> AttributeRule {
        self.single_valued = true;
        self
    }

    /// Its value should be an e-mail address.
    pub fn email(mut self) -> AttributeRule {
        self.email = true;
        self
    }

    /// The values that the application knows. Others are reported, but the login is not refused.
    pub fn one_of<V: Into<String>>(mut self, values: impl IntoIterator<Item = V>) -> AttributeRule {
        self.known.extend(values.into_iter().map(Into::into));
        self
    }

    /// At least one of these values is required; they also count as known values.
    ///
    /// A value that looks like the application's own addition satisfies it as well; a misspelt known one does not.
    pub fn needing_one_of<V: Into<String>>(mut self, values: impl IntoIterator<Item = V>) -> AttributeRule {
        self.core.extend(values.into_iter().map(Into::into));
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is required.
    pub fn requirement(&self) -> &Requirement {
        &self.requirement
    }

    /// Whether an attribute with this name is the one meant: the name itself or an alias, exactly.
    pub fn matches(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias == name)
    }

    /// The single values in one value: the value itself, or the parts between the separators.
    pub fn split<'v>(&self, value: &'v str) -> impl Iterator<Item = &'v str> + use<'v> {
        let separator = self.separator;
        value.split(move |character| Some(character) == separator)
    }

    /// The separator between several values in one.
    pub fn separator(&self) -> Option<char> {
        self.separator
    }

    /// Whether more than one value is reported.
    pub fn is_single_valued(&self) -> bool {
        self.single_valued
    }

    /// Whether its value should be an e-mail address.
    pub fn is_email(&self) -> bool {
        self.email
    }

    /// Every value that the application knows, the needed ones first; empty where any value will do.
    pub fn known_values(&self) -> impl Iterator<Item = &str> + Clone {
        self.core.iter().chain(&self.known).map(String::as_str)
    }

    /// At least one of these values is required.
    pub fn needed_values(&self) -> impl Iterator<Item = &str> {
        self.core.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_replaces_one_of_its_name_and_can_be_taken_away() {
        let policy = AttributePolicy::none()
            .with(AttributeRule::required("email"))
            .with(AttributeRule::required("team"))
            .with(AttributeRule::optional("email"));
        let names: Vec<&str> = policy.rules().map(AttributeRule::name).collect();
        assert_eq!(names, ["team", "email"]);
        assert_eq!(policy.rule("email").map(AttributeRule::requirement), Some(&Requirement::Optional));
        let without = policy.clone().without("email");
        assert!(without.rule("email").is_none() && without.rule("team").is_some() && !without.is_empty());
        assert_eq!(policy.without("phone").rules().count(), 2);
        assert!(AttributePolicy::none().is_empty() && without.without("team").is_empty());
    }

    #[test]
    fn a_rule_says_what_it_was_made_with() {
        let plain = AttributeRule::unexpected("a");
        assert_eq!((plain.separator(), plain.is_single_valued(), plain.is_email()), (None, false, false));
        assert_eq!(plain.split("x,y").collect::<Vec<_>>(), ["x,y"]);
        let rule = plain.clone().separated_by(',').single_valued().email().alias("b").named("c");
        assert_eq!((rule.separator(), rule.is_single_valued(), rule.is_email()), (Some(','), true, true));
        assert_eq!(rule.split("x,y,").collect::<Vec<_>>(), ["x", "y", ""]);
        assert!(rule.matches("b") && rule.matches("c") && !rule.matches("a") && !rule.matches("B"));
        let rule = plain.one_of(["x"]).needing_one_of(["y", "z"]);
        assert_eq!(rule.known_values().collect::<Vec<_>>(), ["y", "z", "x"]);
        assert_eq!(rule.needed_values().collect::<Vec<_>>(), ["y", "z"]);
    }
}
