//! `--once`: the report of the first message, for scripts.

use super::super::super::judged::Judged;
use super::super::super::output::{self, Color, ReportFormat};
use super::arrivals::{Arrival, ServiceOutcome};
use samlens::Limits;
use serde_json::json;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::Notify;

/// For the answer to reach the browser before the command ends.
const FAREWELL: Duration = Duration::from_millis(300);

/// Waits for the first message.
pub(super) struct Once {
    format: ReportFormat,
    is_verbose: bool,
    first: OnceLock<Arc<Arrival>>,
    arrived: Notify,
}

impl Once {
    pub(super) fn new(format: ReportFormat, is_verbose: bool) -> Once {
        Once { format, is_verbose, first: OnceLock::new(), arrived: Notify::new() }
    }

    /// The report, as it is printed.
    pub(super) fn printed(&self, judged: &Judged, outcome: &ServiceOutcome, limits: &Limits) -> String {
        let refused = match outcome {
            ServiceOutcome::Refused(code, why) => Some((*code, why)),
            _ => None,
        };
        let report = &judged.report;
        match self.format {
            ReportFormat::Human => {
                let refused = refused.map(|(code, why)| {
                    format!("\nrefused: {code}\nThe message passes every check, and a service refuses it: {why}.\n")
                });
                let options = output::options(Color::Auto);
                let text = match (&judged.message, self.is_verbose) {
                    (Some(message), true) => report.to_human_quoting(message, &options),
                    (None, true) => report.to_human(&options),
                    (_, false) => report.to_brief(&options),
                };
                text + &refused.unwrap_or_default()
            }
            ReportFormat::Json => {
                let code = exit_code(report.exit_code(), outcome);
                let mut json = output::of_command("serve", code, report.to_json());
                let sign_on = json!({
                    "signed_in": matches!(outcome, ServiceOutcome::SignedIn(_)),
                    "refused": refused.map(|(code, _)| code),
                });
                if let Some(fields) = json.as_object_mut() {
                    fields.insert("sign_on".to_owned(), sign_on);
                }
                samlens::inspect::json_text(&json) + "\n"
            }
            ReportFormat::Html => judged.to_html(limits),
        }
    }

    /// Takes the first message; others change nothing.
    pub(super) fn take(&self, arrival: &Arc<Arrival>) {
        if self.first.set(Arc::clone(arrival)).is_ok() {
            self.arrived.notify_one();
        }
    }

    /// Until it has arrived and is answered.
    pub(super) async fn wait(&self) {
        self.arrived.notified().await;
        tokio::time::sleep(FAREWELL).await;
    }

    /// What is printed, and the exit code.
    pub(super) fn done(&self) -> Option<(&str, u8)> {
        let arrival = self.first.get()?;
        Some((arrival.printed.as_deref().unwrap_or_default(), exit_code(arrival.exit_code, &arrival.outcome)))
    }
}

/// The exit code of `check`, or that of a rejection where a service refuses what `check` accepts.
fn exit_code(of_check: u8, outcome: &ServiceOutcome) -> u8 {
    match (outcome, of_check) {
        (ServiceOutcome::Refused(..), 0) => 1,
        (_, code) => code,
    }
}
