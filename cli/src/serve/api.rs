//! The JSON API: what the commands print with `--json`, for programs.

use super::super::Failure;
use super::app::App;
use super::asked::Asked;
use super::work::{self, Case};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use openssl::base64::encode_block;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest reason that a refusal has as text.
const MAX_REASON: usize = 4096;

const ANOTHER_TYPE: &str = "a field has another type than /api/openapi.json says";

/// A function of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ApiCommand {
    Check,
    Decode,
    Flow,
    Compare,
    Redact,
    Explain,
}

impl ApiCommand {
    const ALL: [ApiCommand; 6] = [
        ApiCommand::Check,
        ApiCommand::Decode,
        ApiCommand::Flow,
        ApiCommand::Compare,
        ApiCommand::Redact,
        ApiCommand::Explain,
    ];

    const fn name(self) -> &'static str {
        match self {
            ApiCommand::Check => "check",
            ApiCommand::Decode => "decode",
            ApiCommand::Flow => "flow",
            ApiCommand::Compare => "compare",
            ApiCommand::Redact => "redact",
            ApiCommand::Explain => "explain",
        }
    }

    /// The fields of a question to it; another one is a mistake.
    fn takes(self, field: &str) -> bool {
        let is_capture = matches!(field, "input" | "input_base64");
        let is_expected = matches!(
            field,
            "idp"
                | "idp_entity_id"
                | "sp"
                | "sp_entity_id"
                | "acs"
                | "slo"
                | "request"
                | "idp_initiated"
                | "profile"
                | "pattern"
                | "at"
                | "clock_skew"
        );
        match self {
            ApiCommand::Check => is_capture || is_expected || matches!(field, "nth" | "redact" | "symptom"),
            ApiCommand::Decode => is_capture || matches!(field, "nth" | "redact"),
            ApiCommand::Flow => is_capture || is_expected || field == "redact",
            ApiCommand::Compare => {
                is_capture || is_expected || matches!(field, "nth" | "nth_good" | "good" | "good_base64")
            }
            ApiCommand::Redact => is_capture || is_expected || matches!(field, "keep" | "hosts" | "resign"),
            ApiCommand::Explain => matches!(field, "text" | "product"),
        }
    }
}

pub(super) fn routes() -> Router<Arc<App>> {
    let command = |command: ApiCommand| {
        post(move |State(app): State<Arc<App>>, request: Request| answer(app, command, request))
    };
    Router::new()
        .route("/api/check", command(ApiCommand::Check))
        .route("/api/decode", command(ApiCommand::Decode))
        .route("/api/flow", command(ApiCommand::Flow))
        .route("/api/compare", command(ApiCommand::Compare))
        .route("/api/redact", command(ApiCommand::Redact))
        .route("/api/explain", command(ApiCommand::Explain))
        .route("/api/openapi.json", get(openapi))
        .route("/health", get(|| async { "ok\n" }))
}

async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], include_str!("openapi.json")).into_response()
}

async fn answer(app: Arc<App>, command: ApiCommand, request: Request) -> Response {
    let is_json = request.headers().get(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.to_str().unwrap_or_default();
        kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    });
    if !is_json {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, command, "the body is not application/json");
    }
    let Ok(body) = axum::body::to_bytes(request.into_body(), app.max_body()).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, command, "the body is too large");
    };
    let asked = match question(command, &body) {
        Ok(asked) => asked,
        Err(why) => return refused(StatusCode::BAD_REQUEST, command, &why),
    };
    drop(body);
    match in_turn(&app, move |app| of_command(app, command, &asked)).await {
        Some(Ok(json)) => json_response(StatusCode::OK, &json),
        Some(Err(failure)) => {
            json_response(StatusCode::BAD_REQUEST, &work::error_json(command.name(), &failure))
        }
        None => refused(StatusCode::SERVICE_UNAVAILABLE, command, "too much at once; try again"),
    }
}

/// Does the work when it has its turn; `None` where that takes too long.
pub(super) async fn in_turn<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> T + Send + 'static,
) -> Option<T> {
    let slot = tokio::time::timeout(PATIENCE, Arc::clone(&app.slots).acquire_owned()).await.ok()?.ok()?;
    let shared = Arc::clone(app);
    let done = move || {
        let done = work(&shared);
        // Work whose client has gone goes on to its end, and keeps its place until then.
        drop(slot);
        done
    };
    tokio::task::spawn_blocking(done).await.ok()
}

fn of_command(app: &App, command: ApiCommand, asked: &Asked) -> Result<Value, Failure> {
    let case = Case::new(app, asked)?;
    Ok(match command {
        ApiCommand::Check => case.check(&asked.capture()?, false)?.json,
        ApiCommand::Decode => case.decode(&asked.capture()?)?.json,
        ApiCommand::Flow => {
            let bytes = asked.capture()?;
            match case.flow(&bytes)? {
                Some(answer) => answer.json,
                None => case.no_recording(&bytes)?,
            }
        }
        ApiCommand::Compare => case.compare(&asked.good_capture()?, &asked.capture()?)?.json,
        ApiCommand::Redact => {
            let copy = case.redact(&asked.capture()?)?;
            let mut json = copy.json;
            if let Some(fields) = json.as_object_mut() {
                let output = copy.output.map(|octets| match String::from_utf8(octets) {
                    Ok(text) => ("output", json!(text)),
                    Err(octets) => ("output_base64", json!(encode_block(octets.as_bytes()))),
                });
                fields.extend(output.map(|(name, value)| (name.to_owned(), value)));
                fields.extend(copy.metadata.map(|metadata| ("metadata".to_owned(), json!(metadata))));
            }
            json
        }
        ApiCommand::Explain => case.explain()?,
    })
}

/// Reads a question; what is wrong with it is said without any value of it.
fn question(command: ApiCommand, body: &[u8]) -> Result<Asked, String> {
    let json: Value = serde_json::from_slice(body).map_err(|error| shape(&error))?;
    let Some(fields) = json.as_object() else { return Err("the body is not a JSON object".to_owned()) };
    if !fields.keys().all(|field| command.takes(field)) {
        return Err("a field has another name than /api/openapi.json says".to_owned());
    }
    // A field that is not given is left out.
    if fields.values().any(Value::is_null) {
        return Err(ANOTHER_TYPE.to_owned());
    }
    let asked: Asked = serde_json::from_value(json).map_err(|error| shape(&error))?;
    match asked.nth == Some(0) || asked.nth_good == Some(0) {
        true => Err("messages are counted from 1".to_owned()),
        false => Ok(asked),
    }
}

/// What is wrong with the JSON of a request. No value of it is repeated.
fn shape(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => ANOTHER_TYPE.to_owned(),
        _ => format!("the body is not JSON (line {}, column {})", error.line(), error.column()),
    }
}

/// Refusals under `/api` are JSON, from every place that refuses: the guard, the router, or the time limit.
pub(super) async fn refusals(request: Request, next: Next) -> Response {
    let path = request.uri().path().strip_prefix("/api").map(str::to_owned);
    let response = next.run(request).await;
    let status = response.status();
    let Some(path) = path.filter(|_| status.is_client_error() || status.is_server_error()) else {
        return response;
    };
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind == "application/json" {
        return response;
    }
    let is_text = kind.starts_with("text/plain");
    let (mut parts, body) = response.into_parts();
    let text = axum::body::to_bytes(body, MAX_REASON).await.unwrap_or_default();
    let why = match (status, std::str::from_utf8(&text)) {
        (_, Ok(text)) if is_text && !text.trim().is_empty() => text.trim(),
        (StatusCode::FORBIDDEN, _) => "the token is missing or wrong",
        (StatusCode::NOT_FOUND, _) => "no such path; /api/openapi.json lists them",
        (StatusCode::METHOD_NOT_ALLOWED, _) => "this path takes another method",
        _ => status.canonical_reason().unwrap_or("refused"),
    };
    let command = ApiCommand::ALL.into_iter().find(|command| path.strip_prefix('/') == Some(command.name()));
    let failure = Failure::usage(why);
    let json = work::error_json(command.map_or("serve", ApiCommand::name), &failure);
    let refusal = json_response(status, &json);
    // Such as `Allow`.
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.extend(refusal.headers().clone());
    Response::from_parts(parts, refusal.into_body())
}

fn refused(status: StatusCode, command: ApiCommand, why: &str) -> Response {
    json_response(status, &work::error_json(command.name(), &Failure::usage(why)))
}

fn json_response(status: StatusCode, json: &Value) -> Response {
    let text = samlens::inspect::json_text(json) + "\n";
    (status, [(CONTENT_TYPE, "application/json")], text).into_response()
}
