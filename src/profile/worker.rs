//! The worker that Twilio Flex would create or update just in time from one login.
//!
//! What is written here follows Twilio's pages on single sign-on (names, type suffixes, overwriting) and the deployment's
//! guide (contact, friendly name, roles, team). It is a prediction, for people to read: nothing is judged by it.

use super::attribute_type::{AttributeType, MAX_VALUES, separate};
use super::{CORE_ROLES, Pattern, Profile};
use crate::check::rules::name_id::is_user_id;
use crate::encoding::escape::quoted;
use crate::expectations::Requirement;
use serde_json::{Map, Value, json};
use std::fmt;

/// A worker as Flex would make it, with what a person should know before that happens.
///
/// It contains values of a person: `Debug` prints none of them.
///
/// ```
/// use samlens::{Pattern, Profile, inspect::Worker};
///
/// let attributes = [
///     ("email".to_owned(), vec!["anna@example.com".to_owned()]),
///     ("full_name".to_owned(), vec!["Anna Example".to_owned()]),
///     ("roles".to_owned(), vec!["agent,wfo.data_analyst".to_owned()]),
///     ("skill.int".to_owned(), vec!["7".to_owned()]),
/// ];
/// let worker = Worker::predict(&Profile::flex(Pattern::B), "anna@example.com", &attributes, None).unwrap();
/// assert_eq!(worker.contact_uri(), "client:anna_40example_2Ecom");
/// assert_eq!(worker.roles(), ["agent", "wfo.data_analyst"]);
/// assert_eq!(worker.attributes()["skill"], 7);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Worker {
    identity: String,
    friendly_name: Option<String>,
    contact_uri: String,
    roles: Vec<String>,
    attributes: Map<String, Value>,
    channels: Map<String, Value>,
    warnings: Vec<WorkerWarning>,
}

/// Something about a worker that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerWarning {
    kind: WorkerWarningKind,
    message: String,
    fix: String,
}

/// What sort of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WorkerWarningKind {
    /// NameID is an internal user ID: a second, billed worker.
    PhantomWorker,
    /// An attribute is left out, which clears nothing.
    StaleAttribute,
    /// No core role is among the roles.
    CoreRoleMissing,
    /// Pattern A, and no team.
    TeamMissing,
    /// Pattern B, and another organization's issuer.
    ForeignIssuer,
    /// A value does not fit the type that the attribute's name ends with.
    InvalidFormat,
    /// Several values where Flex documents one.
    SeveralValues,
}

impl WorkerWarningKind {
    /// The name as JSON has it, in kebab case.
    pub fn as_str(self) -> &'static str {
        match self {
            WorkerWarningKind::PhantomWorker => "phantom-worker",
            WorkerWarningKind::StaleAttribute => "stale-attribute",
            WorkerWarningKind::CoreRoleMissing => "core-role-missing",
            WorkerWarningKind::TeamMissing => "team-missing",
            WorkerWarningKind::ForeignIssuer => "foreign-issuer",
            WorkerWarningKind::InvalidFormat => "invalid-attribute-format",
            WorkerWarningKind::SeveralValues => "several-values",
        }
    }
}

impl WorkerWarning {
    /// What sort of thing it is.
    pub fn kind(&self) -> WorkerWarningKind {
        self.kind
    }

    /// What it is, a lower-case sentence without values of a person.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it, an imperative sentence.
    pub fn fix(&self) -> &str {
        &self.fix
    }
}

impl Worker {
    /// The worker that Flex would make of a login; none under a profile other than `flex`.
    ///
    /// `foreign_issuer` is the issuer if it is not the organization's own; it matters under pattern B.
    pub fn predict(
        profile: &Profile,
        name_id: &str,
        attributes: &[(String, Vec<String>)],
        foreign_issuer: Option<&str>,
    ) -> Option<Worker> {
        let pattern = profile.pattern()?;
        let mut worker = Worker {
            identity: name_id.to_owned(),
            friendly_name: None,
            contact_uri: format!("client:{}", escaped(name_id)),
            roles: Vec::new(),
            attributes: Map::new(),
            channels: Map::new(),
            warnings: Vec::new(),
        };
        if is_user_id(name_id) {
            worker.warn(
                WorkerWarningKind::PhantomWorker,
                "NameID is an internal user ID: Flex creates a second worker for it, and bills it from the first login",
                "set nameIdentifierProbes to the e-mail claim in Auth0 (Applications → your application → Addons → SAML2 Web App → Settings)",
            );
        }
        let merged = merged(profile, attributes);
        for (name, values) in &merged {
            worker.take(name, values);
        }
        worker.judge(profile, pattern, &merged);
        if let (Pattern::B, Some(issuer)) = (pattern, foreign_issuer) {
            worker.warn(
                WorkerWarningKind::ForeignIssuer,
                format!("the login is from {issuer}, not from the organization's own identity provider; under pattern B each organization has its own Flex"),
                "remove the other identity provider from this Flex, or use pattern A",
            );
        }
        Some(worker)
    }

    /// NameID: what Flex knows the worker by.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// The name that people see.
    pub fn friendly_name(&self) -> Option<&str> {
        self.friendly_name.as_deref()
    }

    /// Where calls and chats for the worker go.
    pub fn contact_uri(&self) -> &str {
        &self.contact_uri
    }

    /// Roles, core roles and others.
    pub fn roles(&self) -> &[String] {
        &self.roles
    }

    /// The worker's attributes, as TaskRouter would store them.
    pub fn attributes(&self) -> &Map<String, Value> {
        &self.attributes
    }

    /// What a person should know before that happens.
    pub fn warnings(&self) -> &[WorkerWarning] {
        &self.warnings
    }

    /// The worker as JSON; it contains values of a person.
    pub fn to_json(&self) -> Value {
        let warnings = self
            .warnings
            .iter()
            .map(|one| json!({ "kind": one.kind.as_str(), "message": one.message, "fix": one.fix }));
        json!({
            "identity": self.identity,
            "friendly_name": self.friendly_name,
            "contact_uri": self.contact_uri,
            "roles": self.roles,
            "attributes": self.attributes,
            "channels": self.channels,
            "warnings": warnings.collect::<Vec<_>>(),
        })
    }

    /// One attribute of the assertion, under the name that Flex knows it by.
    fn take(&mut self, name: &str, values: &[String]) {
        if let Some((channel, setting)) = channel(name) {
            let value = values.first().map(String::as_str).unwrap_or_default();
            let cast = if setting == "capacity" { AttributeType::Int } else { AttributeType::Boolean };
            match cast.one(value) {
                Some(value) => {
                    let entry = self.channels.entry(channel).or_insert_with(|| json!({}));
                    if let Some(object) = entry.as_object_mut() {
                        object.insert(setting.to_owned(), value);
                    }
                }
                None => self.misfit(name, cast),
            }
            return;
        }
        let (plain, cast) = AttributeType::of(name);
        match (plain, cast) {
            ("roles", None | Some(AttributeType::Strings)) => {
                self.roles = separate(values).map(str::to_owned).collect();
                self.attributes.insert("roles".to_owned(), json!(self.roles));
                return;
            }
            ("full_name", None | Some(AttributeType::String)) => self.friendly_name = values.first().cloned(),
            ("contact_uri", None | Some(AttributeType::String)) => {
                if let Some(given) = values.first().filter(|given| !given.is_empty()) {
                    self.contact_uri.clone_from(given);
                }
            }
            _ => {}
        }
        let cast = cast.unwrap_or(AttributeType::String);
        match cast.all(values) {
            Some(value) => {
                self.attributes.insert(plain.to_owned(), value);
            }
            None => self.misfit(name, cast),
        }
        if values.len() > 1 && !cast.is_array() {
            self.warn(
                WorkerWarningKind::SeveralValues,
                format!(
                    "{} has {} values, but Flex documents one; they are shown separated by commas",
                    quoted(name),
                    values.len()
                ),
                format!("name it {plain}.stringarray to keep them apart, or send one value"),
            );
        }
    }

    /// What can only be said once all attributes are there.
    fn judge(&mut self, profile: &Profile, pattern: Pattern, merged: &[(String, Vec<String>)]) {
        let filled = |name: &str| {
            let values = merged.iter().find(|(known, _)| known == name).map(|(_, values)| values);
            values.is_some_and(|values| values.iter().any(|value| !value.is_empty()))
        };
        if !self.roles.iter().any(|role| CORE_ROLES.contains(&role.as_str())) {
            self.warn(
                WorkerWarningKind::CoreRoleMissing,
                "the roles include none of admin, supervisor and agent: the worker cannot use Flex",
                "give the user a core role in app_metadata.flex.roles in Auth0, in addition to any wfo role",
            );
        }
        if pattern == Pattern::A && !filled("team") && self.wants_team(profile) {
            self.warn(
                WorkerWarningKind::TeamMissing,
                "pattern A, but `team` is missing: supervisors of every program see the worker, or none does",
                "set app_metadata.flex.team of the user in Auth0, and deploy the Action that sends it",
            );
        }
        const EXPECTED: [&str; 3] = ["email", "full_name", "roles"];
        let names: Vec<String> = profile
            .attribute_policy()
            .rules()
            .map(|rule| profile.flex_name(rule.name()).to_owned())
            .filter(|name| !EXPECTED.contains(&name.as_str()))
            .collect();
        for name in names {
            if !merged.iter().any(|(known, _)| AttributeType::of(known).0 == name) {
                self.warn(
                    WorkerWarningKind::StaleAttribute,
                    format!("`{name}` is missing; Flex keeps the previous value"),
                    format!("to clear it, send `{name}` with an empty value"),
                );
            }
        }
    }

    fn wants_team(&self, profile: &Profile) -> bool {
        let rule = profile.attribute_policy().rules().find(|rule| profile.flex_name(rule.name()) == "team");
        match rule.map(|rule| rule.requirement()) {
            Some(Requirement::Required) => true,
            Some(Requirement::RequiredUnless { value, .. }) => !self.roles.contains(value),
            _ => false,
        }
    }

    fn misfit(&mut self, name: &str, cast: AttributeType) {
        self.warn(
            WorkerWarningKind::InvalidFormat,
            format!("the value of {} is not a {}: Flex answers \"400 Error invalid attribute format\" and changes nothing", quoted(name), cast.in_words()),
            "correct the value at the identity provider, or remove the type from the attribute's name",
        );
    }

    fn warn(&mut self, kind: WorkerWarningKind, message: impl Into<String>, fix: impl Into<String>) {
        self.warnings.push(WorkerWarning { kind, message: message.into(), fix: fix.into() });
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker")
            .field("attributes", &self.attributes.len())
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

/// `channel.NAME.availability` and `channel.NAME.capacity` set up a channel and are no attributes.
fn channel(name: &str) -> Option<(&str, &str)> {
    let (channel, setting) = name.strip_prefix("channel.")?.rsplit_once('.')?;
    matches!(setting, "availability" | "capacity").then_some((channel, setting))
}

/// Attributes under Flex's names, those of one name together, in the order in which they first occur.
fn merged(profile: &Profile, attributes: &[(String, Vec<String>)]) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    let mut places: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for (name, values) in attributes {
        let name = profile.flex_name(name);
        let values = values.iter().take(MAX_VALUES).cloned();
        match places.get(name).and_then(|&place| all.get_mut(place)) {
            Some((_, known)) => known.extend(values),
            None => {
                places.insert(name, all.len());
                all.push((name.to_owned(), values.collect()));
            }
        }
    }
    all
}

/// Letters and digits as they are, every other byte as `_` and its two hexadecimal digits.
fn escaped(identity: &str) -> String {
    let mut out = String::with_capacity(identity.len());
    for byte in identity.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => out.push(char::from(byte)),
            _ => out.push_str(&format!("_{byte:02X}")),
        }
    }
    out
}
