//! `/events`: tells the page at once that a message arrived. An event has number, verdict and code, and no value of a
//! message.

use super::super::app::App;
use super::arrivals::Arrival;
use super::inactive;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Pages that listen at once.
const MAX_CLIENTS: usize = 64;

/// Events that wait for a page that does not read; one that has more is forgotten.
const MAX_WAITING: usize = 16;

/// How often a page hears that it is still connected.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The pages that listen.
#[derive(Default)]
pub(super) struct Events(Mutex<Vec<mpsc::Sender<String>>>);

impl Events {
    /// Tells all of them.
    pub(super) fn arrived(&self, arrival: &Arrival) {
        let data = serde_json::json!({ "number": arrival.number, "headline": arrival.headline() });
        let event = format!("data: {data}\n\n");
        self.with(|clients| clients.retain(|client| client.try_send(event.clone()).is_ok()));
    }

    /// `None` if too many listen.
    fn listen(&self) -> Option<mpsc::Receiver<String>> {
        self.with(|clients| {
            clients.retain(|client| !client.is_closed());
            (clients.len() < MAX_CLIENTS).then(|| {
                let (client, events) = mpsc::channel(MAX_WAITING);
                clients.push(client);
                events
            })
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Vec<mpsc::Sender<String>>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// `GET /events`.
pub(super) async fn stream(State(app): State<Arc<App>>) -> Response {
    let Some(live) = app.live() else { return inactive() };
    let Some(events) = live.events.listen() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many pages are open\n").into_response();
    };
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let body = Body::from_stream(Listening { events, heartbeat });
    ([(CONTENT_TYPE, "text/event-stream")], body).into_response()
}

/// What one page hears.
struct Listening {
    events: mpsc::Receiver<String>,
    heartbeat: Interval,
}

impl Stream for Listening {
    type Item = Result<String, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(event) = self.events.poll_recv(context) {
            return Poll::Ready(event.map(Ok));
        }
        // The first one comes at once, so that the page knows that it is connected.
        self.heartbeat.poll_tick(context).map(|_| Some(Ok(": connected\n\n".to_owned())))
    }
}
