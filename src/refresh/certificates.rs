//! Which certificates expire soon, each reported once a step.

use super::Event;
use crate::trust::IdentityProvider;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// Days before the end of a certificate at which an event reports it.
const WARNED_AT: [i64; 6] = [0, 1, 3, 7, 14, 30];

/// How often certificates are looked over.
const CERTIFICATES_EVERY: TimeDelta = TimeDelta::hours(1);

/// Which certificates were reported, and how many days before their end.
#[derive(Debug, Default)]
pub(super) struct CertificateDates {
    reported: HashMap<(String, String), i64>,
    next: Option<DateTime<Utc>>,
}

impl CertificateDates {
    pub(super) fn look_over(&mut self, providers: &[IdentityProvider], now: DateTime<Utc>) -> Vec<Event> {
        if self.next.is_some_and(|next| now < next) {
            return Vec::new();
        }
        self.next = now.checked_add_signed(CERTIFICATES_EVERY);
        let mut events = Vec::new();
        let mut reported = HashMap::new();
        for provider in providers {
            let last = provider.signing_certificates().iter().map(|one| one.not_after()).max();
            for certificate in provider.signing_certificates() {
                let days =
                    certificate.not_after().signed_duration_since(now).num_seconds().div_euclid(86_400);
                let Some(step) = WARNED_AT.into_iter().find(|step| days <= *step) else { continue };
                let name = (provider.entity_id().to_owned(), certificate.sha256_fingerprint());
                if self.reported.get(&name).is_none_or(|before| step < *before) {
                    events.push(Event::CertificateExpires {
                        entity_id: name.0.clone(),
                        fingerprint: name.1.clone(),
                        days,
                        has_successor: last.is_some_and(|last| last > certificate.not_after()),
                    });
                }
                reported.insert(name, step);
            }
        }
        self.reported = reported;
        events
    }
}
