//! How often each thing happened, for a monitoring system that reads the text format of Prometheus.

use crate::App;
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Answers by code since the start: `signed-in`, or why not; and `metadata-not-read`. The codes are those of the program, so there
/// are not many.
#[derive(Default)]
pub(crate) struct Counts(Mutex<BTreeMap<&'static str, u64>>);

impl Counts {
    pub(crate) fn add(&self, code: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(code).or_default();
        *count = count.saturating_add(1);
    }

    fn text(&self) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::from("# TYPE samlens_example_events_total counter\n");
        for (code, count) in counts.iter() {
            let _ = writeln!(out, "samlens_example_events_total{{code=\"{code}\"}} {count}");
        }
        out
    }
}

/// `GET /metrics`, for a listener of its own: how often logins fail is nothing for strangers.
pub fn router(app: Arc<App>) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(app)
}

async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    let known = app.sign_on().validator().identity_providers().len();
    let text = format!(
        "{}# TYPE samlens_example_identity_providers gauge\nsamlens_example_identity_providers {known}\n",
        app.counts.text()
    );
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
