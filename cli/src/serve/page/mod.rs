//! The page: one form, and the answer under it. It works without JavaScript; the script saves a reload.

mod answer;
mod explained;
mod form;

use super::super::Failure;
use super::api::in_turn;
use super::app::App;
use super::asked::Asked;
use super::work::{Case, ServedAnswer};
use axum::Router;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderValue};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use openssl::base64::encode_block;
use samlens::inspect::HtmlReport;
use std::sync::{Arc, LazyLock};

/// Captures judged of one form.
const MAX_CAPTURES: usize = 10;

/// The style sheet of the page, after that of reports.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    let (page, live) = (include_str!("page.css"), include_str!("../live/live.css"));
    format!("{}\n{page}\n{live}", HtmlReport::style_sheet()).replace('\r', "")
});
/// The script of the page.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    format!("{}\n{}", include_str!("page.js"), include_str!("../live/live.js")).replace('\r', "")
});

/// The policy of every page: its own style sheet and script by their digests, nothing else, and no other address.
pub(super) fn policy() -> HeaderValue {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| policy_with("'self'", ""));
    POLICY.clone()
}

/// The same for a page whose form goes elsewhere, with a further script.
pub(super) fn policy_with(form_action: &str, script: &str) -> HeaderValue {
    let digest = |text: &str| encode_block(&openssl::sha::sha256(text.as_bytes()));
    let (style, own) = (digest(&STYLE), digest(&SCRIPT));
    let policy = format!(
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action {form_action}; connect-src 'self'; style-src 'sha256-{style}'; script-src 'sha256-{own}' {script}"
    );
    HeaderValue::from_str(policy.trim_end()).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(home))
        .route("/check", post(check).get(home))
        .route("/decode", post(decode).get(home))
        .route("/compare", post(compare).get(home))
        .route("/redact", post(redact).get(home))
        .route("/explain", post(explain).get(home))
        .route("/explain/{code}", get(explained_code))
}

async fn home(State(app): State<Arc<App>>) -> Html<String> {
    Html(page(&app, &Asked::default(), &Shown::default()).into_string())
}

/// What is shown without the token.
pub(super) fn not_admitted() -> Html<String> {
    let body = html! {
        header { h1 { "samlens" } }
        main { p { "Open the address that the terminal shows: it contains a token, without which nothing is shown." } }
    };
    Html(document("not admitted", &body).into_string())
}

/// What is shown under the form, and what the capture tells of the form's fields.
struct Shown {
    answer: Markup,
    told: Vec<(&'static str, String)>,
}

impl Default for Shown {
    fn default() -> Shown {
        Shown::from(html! {})
    }
}

impl From<Markup> for Shown {
    fn from(answer: Markup) -> Shown {
        Shown { answer, told: Vec::new() }
    }
}

async fn check(state: State<Arc<App>>, headers: HeaderMap, form: Multipart) -> Response {
    answered(state, headers, form, |case, asked| {
        let (mut blocks, mut told) = (Vec::new(), Vec::new());
        for (name, bytes) in captures(asked)? {
            let flow = case.flow(&bytes)?;
            if let Some(flow) = &flow {
                blocks.push(answer::block("The whole login", &name, flow, blocks.len()));
            }
            let checked = case.check(&bytes, flow.is_some())?;
            blocks.push(answer::block("The message", &name, &checked, blocks.len()));
            told.extend(checked.told);
        }
        Ok(Shown { answer: html! { @for block in &blocks { (block) } }, told })
    })
    .await
}

async fn decode(state: State<Arc<App>>, headers: HeaderMap, form: Multipart) -> Response {
    answered(state, headers, form, |case, asked| {
        let mut blocks = Vec::new();
        for (name, bytes) in captures(asked)? {
            blocks.push(answer::unverified(&name, &case.decode(&bytes)?, blocks.len()));
        }
        Ok(Shown::from(html! { @for block in &blocks { (block) } }))
    })
    .await
}

async fn compare(state: State<Arc<App>>, headers: HeaderMap, form: Multipart) -> Response {
    answered(state, headers, form, |case, asked| {
        let mut all = captures(asked)?.into_iter().map(|(_, bytes)| bytes);
        let good = asked.good_capture()?;
        let has_sides = !good.is_empty() || !asked.capture()?.is_empty();
        let (good, bad) = match (good.is_empty(), has_sides) {
            (false, _) => (Some(good), all.next()),
            // What fails is in the large box.
            (true, true) => {
                let bad = all.next();
                (all.next(), bad)
            }
            (true, false) => (all.next(), all.next()),
        };
        match (good, bad) {
            (Some(good), Some(bad)) => {
                let mut answer: ServedAnswer = case.compare(&good, &bad)?;
                // Files have no order that a person sees.
                if !has_sides && is_reversed(&answer) {
                    answer = case.compare(&bad, &good)?;
                }
                Ok(Shown::from(answer::block("Good against bad", "", &answer, 0)))
            }
            _ => Err(Failure::usage(
                "compare needs two captures: the one that fails in the large box, one that works in the box for it",
            )),
        }
    })
    .await
}

/// Whether the one taken for the good login is refused, and the other is not.
fn is_reversed(answer: &ServedAnswer) -> bool {
    let is_refused = |side: &str| {
        let verdict = answer.json.get(side).and_then(|side| side.get("verdict")).and_then(|one| one.as_str());
        verdict.is_some_and(|verdict| !matches!(verdict, "accepted" | "inconclusive"))
    };
    is_refused("left") && !is_refused("right")
}

async fn explain(state: State<Arc<App>>, headers: HeaderMap, form: Multipart) -> Response {
    answered(state, headers, form, |_, asked| explained::explained(asked.text.trim()).map(Shown::from)).await
}

/// The target of the links from findings: a page without the form.
async fn explained_code(Path(code): Path<String>) -> Response {
    match explained::explained(code.trim()) {
        Ok(answer) => Html(simple("Explanation", &answer).into_string()).into_response(),
        Err(failure) => {
            let body = answer::problem(&failure.in_words());
            (StatusCode::NOT_FOUND, Html(simple("Explanation", &body).into_string())).into_response()
        }
    }
}

/// The redacted copy as a download.
async fn redact(State(app): State<Arc<App>>, headers: HeaderMap, form: Multipart) -> Response {
    let asked = match super::form::read(form).await {
        Ok(asked) => asked,
        Err(failure) => return problem(&app, &headers, &Asked::default(), &failure),
    };
    let done = in_turn(&app, move |app| {
        let copy = Case::new(app, &asked).and_then(|case| {
            let (name, bytes) = captures(&asked)?.into_iter().next().unwrap_or_default();
            Ok((name, case.redact(&bytes)?))
        });
        (asked, copy)
    });
    let Some((asked, copy)) = done.await else { return busy() };
    match copy {
        Ok((name, copy)) => match (copy.output, copy.metadata) {
            (Some(octets), Some(metadata)) => {
                let answer = answer::signed_again(&String::from_utf8_lossy(&octets), &metadata);
                shown(&app, &headers, StatusCode::OK, &asked, &Shown::from(answer))
            }
            (Some(_), None) if asked.resign => {
                let why = "nothing was signed again: no signature verified with a trusted key\ngive the identity provider under Expected, or do not sign again";
                problem(&app, &headers, &asked, &Failure::usage(why))
            }
            (Some(octets), None) => {
                let extension = name.rsplit_once('.').map_or("txt", |(_, extension)| extension);
                let extension: String =
                    extension.chars().filter(char::is_ascii_alphanumeric).take(5).collect();
                let disposition = format!("attachment; filename=\"redacted.{extension}\"");
                let disposition =
                    HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
                let kind = HeaderValue::from_static("application/octet-stream");
                ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], octets).into_response()
            }
            (None, _) => {
                let why = copy.json.get("error").and_then(|why| why.as_str()).unwrap_or_default();
                problem(&app, &headers, &asked, &Failure::usage(format_args!("nothing is written: {why}")))
            }
        },
        Err(failure) => problem(&app, &headers, &asked, &failure),
    }
}

/// Reads the form, does the work in its turn, and shows form and answer.
async fn answered(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    form: Multipart,
    work: impl FnOnce(&Case<'_>, &Asked) -> Result<Shown, Failure> + Send + 'static,
) -> Response {
    let asked = match super::form::read(form).await {
        Ok(asked) => asked,
        Err(failure) => return problem(&app, &headers, &Asked::default(), &failure),
    };
    let done = in_turn(&app, move |app| {
        let done = Case::new(app, &asked).and_then(|case| work(&case, &asked));
        (asked, done)
    });
    let Some((asked, done)) = done.await else { return busy() };
    match done {
        Ok(answer) => shown(&app, &headers, StatusCode::OK, &asked, &answer),
        Err(failure) => problem(&app, &headers, &asked, &failure),
    }
}

/// The pasted capture and the dropped ones, each with a name.
fn captures(asked: &Asked) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let pasted = asked.capture()?;
    let pasted = (!pasted.is_empty()).then(|| (String::new(), pasted));
    let all: Vec<_> = pasted.into_iter().chain(asked.captures().cloned()).take(MAX_CAPTURES).collect();
    if let Some((name, _)) = all.iter().find(|(name, _)| name.ends_with(".toml")) {
        return Err(Failure::usage(format_args!(
            "{name}: a configuration file names other files, so give it at the start: samlens serve --config {name}"
        )));
    }
    match all.is_empty() {
        true => Err(Failure::usage("nothing to read: paste a capture, or choose a file")),
        false => Ok(all),
    }
}

fn problem(app: &App, headers: &HeaderMap, asked: &Asked, failure: &Failure) -> Response {
    let answer = answer::problem(&failure.in_words());
    shown(app, headers, StatusCode::BAD_REQUEST, asked, &Shown::from(answer))
}

pub(super) fn busy() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, "too much at once; try again\n").into_response()
}

/// The answer alone for the script, else the whole page.
fn shown(app: &App, headers: &HeaderMap, status: StatusCode, asked: &Asked, answer: &Shown) -> Response {
    let page = match headers.contains_key("x-samlens-part") {
        true => answer.answer.clone(),
        false => page(app, asked, answer),
    };
    (status, Html(page.into_string())).into_response()
}

fn page(app: &App, asked: &Asked, shown: &Shown) -> Markup {
    let body = html! {
        header.top {
            h1 { "samlens" }
            p { "Why a SAML login is refused. Nothing leaves this machine." }
            @if app.has_live() {
                p data-live="/" { a href="/live" { "Try a login" } " and see every message that arrives. " span role="status" {} }
            }
        }
        main #main {
            (form::form(app, asked, &shown.told))
            section #answer aria-live="polite" aria-label="Answer" tabindex="-1" { (shown.answer) }
        }
        footer {
            p {
                "samlens " (env!("CARGO_PKG_VERSION")) ". A SAML response is a credential until it expires: "
                "redact it before you send it to anyone."
            }
        }
    };
    document("samlens", &body)
}

/// A page without the form: a title, and what is under it.
pub(super) fn simple(title: &str, body: &Markup) -> Markup {
    let body = html! {
        header.top { h1 { a href="/" { "samlens" } } p { (title) } }
        main #main { section #answer tabindex="-1" { (body) } }
    };
    document(title, &body)
}

/// A report as part of a page.
pub(super) fn answer_block(kind: &str, name: &str, answer: &ServedAnswer) -> Markup {
    answer::block(kind, name, answer, 0)
}

pub(super) fn problem_box(message: &str) -> Markup {
    answer::problem(message)
}

/// The same for a page that a form leaves: the other site learns the origin.
pub(super) fn leaving(title: &str, body: &Markup) -> Markup {
    let body = html! { header.top { h1 { "samlens" } } main #main { section #answer { (body) } } };
    document_with(title, "strict-origin", &body)
}

fn document(title: &str, body: &Markup) -> Markup {
    document_with(title, "no-referrer", body)
}

fn document_with(title: &str, referrer: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content=(referrer);
                title { (title) }
                // Both are of this program, and the policy has their digests.
                style { (PreEscaped(STYLE.as_str())) }
            }
            body {
                (body)
                script { (PreEscaped(SCRIPT.as_str())) }
            }
        }
    }
}
