//! What happened, for logs and metrics. It has no value of a person.

use chrono::{DateTime, SecondsFormat, Utc};

/// Something that an operator may want to know. Each is also written to the log by `tracing`, with the target
/// `samlens::refresh`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A source was fetched, or confirmed to be unchanged.
    #[non_exhaustive]
    Refreshed {
        /// The address, without its query.
        source: String,
        /// How many identity providers it gives.
        providers: usize,
        /// Whether any of them differs from before.
        changed: bool,
    },
    /// A source could not be fetched, or what came cannot be used. What it gave last stays in use until `usable_until`.
    #[non_exhaustive]
    Failed {
        /// The address, without its query.
        source: String,
        /// The first failure since it was good.
        since: DateTime<Utc>,
        /// How many failures there were since.
        failures: u32,
        /// When the first of its identity providers is refused as outdated; none if never, or if it gave none yet.
        usable_until: Option<DateTime<Utc>>,
        /// Whether it has given anything yet.
        in_use: bool,
        /// Why, a lower-case sentence.
        reason: String,
    },
    /// A signing certificate expires soon: 30, 14, 7, 3, 1 and 0 days before, once each.
    #[non_exhaustive]
    CertificateExpires {
        /// Whose it is.
        entity_id: String,
        /// The SHA-256 fingerprint.
        fingerprint: String,
        /// Full days that are left; negative if it has expired.
        days: i64,
        /// Whether the identity provider has another signing certificate, which is good for longer.
        has_successor: bool,
    },
    /// An identity provider of a source is not used.
    #[non_exhaustive]
    Ignored {
        /// The address, without its query.
        source: String,
        /// Which one; empty if the metadata gives no entity ID.
        entity_id: String,
        /// Why, a lower-case sentence.
        reason: String,
    },
}

impl Event {
    pub(super) fn log(&self) {
        match self {
            Event::Refreshed { source, providers, changed: true } => {
                tracing::info!(source, providers, "metadata refreshed; it changed");
            }
            Event::Refreshed { source, providers, .. } => {
                tracing::debug!(source, providers, "metadata refreshed; it is the same");
            }
            Event::Failed { source, since, failures, usable_until, in_use, reason } => {
                let since = shown(since);
                let usable_until = usable_until.as_ref().map(shown);
                match in_use {
                    true => tracing::warn!(
                        source,
                        since,
                        failures,
                        usable_until,
                        reason,
                        "metadata cannot be refreshed; the last one stays in use"
                    ),
                    false => tracing::error!(
                        source,
                        since,
                        failures,
                        reason,
                        "metadata cannot be fetched; there is none yet"
                    ),
                }
            }
            Event::CertificateExpires { entity_id, fingerprint, days, has_successor: true } => {
                tracing::info!(
                    entity_id,
                    fingerprint,
                    days,
                    "a signing certificate expires; another one is valid for longer"
                );
            }
            Event::CertificateExpires { entity_id, fingerprint, days, .. } => {
                tracing::warn!(entity_id, fingerprint, days, "the signing certificate expires");
            }
            Event::Ignored { source, entity_id, reason } => {
                tracing::warn!(source, entity_id, reason, "an identity provider in the metadata is not used");
            }
        }
    }
}

fn shown(instant: &DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}
