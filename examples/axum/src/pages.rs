//! The pages that a person sees.

use crate::user::SamlUser;
use crate::{App, Problem};
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;

/// Links on the first page; who has more identity providers asks for an e-mail domain instead.
const MAX_LINKS: usize = 50;

#[derive(Deserialize)]
pub(crate) struct Home {
    return_to: Option<String>,
}

/// `GET /`: who is signed in, or a link for each identity provider. With one identity provider, who comes from a page
/// goes on to it at once.
pub(crate) async fn home(
    State(app): State<Arc<App>>,
    user: Result<SamlUser, Problem>,
    Query(query): Query<Home>,
) -> Response {
    let user = match user {
        Ok(user) => Some(user),
        Err(Problem::NotSignedIn { .. }) => None,
        Err(problem) => return problem.into_response(),
    };
    if let Some(user) = user {
        let content = format!(
            "<h1>Hello</h1><p>You are <b>{}</b>.</p><p><a href=\"/protected\">Protected page</a></p>{}",
            escaped(&user.name_id),
            logout_form(&user)
        );
        return page("Signed in", &content).into_response();
    }
    let sign_on = app.sign_on();
    let providers = sign_on.validator().identity_providers();
    let return_to = query_value(query.return_to.as_deref().unwrap_or("/protected"));
    let link = |entity_id: &str| format!("/login?provider={}&return_to={return_to}", query_value(entity_id));
    if let ([only], Some(_)) = (providers, &query.return_to) {
        return Redirect::to(&link(only.entity_id())).into_response();
    }
    let links: String = providers
        .iter()
        .take(MAX_LINKS)
        .map(|one| {
            let name = one.name().unwrap_or(one.entity_id());
            format!("<li><a href=\"{}\">{}</a></li>", escaped(&link(one.entity_id())), escaped(name))
        })
        .collect();
    page("Sign in", &format!("<h1>Sign in</h1><ul>{links}</ul>")).into_response()
}

/// `GET /protected`: for people who are signed in, because it has the argument `user`.
pub(crate) async fn protected(user: SamlUser) -> Html<String> {
    let attributes: String = user
        .attributes
        .iter()
        .map(|(name, values)| {
            format!("<tr><td>{}</td><td>{}</td></tr>", escaped(name), escaped(&values.join(", ")))
        })
        .collect();
    let content = format!(
        "<h1>Protected page</h1><p>NameID: <b id=\"name-id\">{}</b></p>\
         <p>Identity provider: <span id=\"provider\">{}</span></p><table>{attributes}</table>{}",
        escaped(&user.name_id),
        escaped(&user.provider),
        logout_form(&user)
    );
    page("Protected page", &content)
}

fn logout_form(user: &SamlUser) -> String {
    format!(
        "<form method=\"post\" action=\"/logout\"><input type=\"hidden\" name=\"csrf\" value=\"{}\">\
         <button id=\"logout\">Log out</button></form>",
        escaped(&user.csrf)
    )
}

/// `GET /style.css`: a file of its own, because the Content-Security-Policy allows no style inside of a page.
pub(crate) async fn style() -> impl IntoResponse {
    let css = "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}\
               td{padding:.2rem 1rem .2rem 0;vertical-align:top}button{font:inherit}\n";
    ([(CONTENT_TYPE, "text/css"), (CACHE_CONTROL, "max-age=3600")], css)
}

pub(crate) fn page(title: &str, content: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{}</title>\
         <link rel=\"stylesheet\" href=\"/style.css\">{content}</html>\n",
        escaped(title)
    ))
}

/// A text in HTML, also inside of an attribute's quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A text as the value of a query parameter.
pub(crate) fn query_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
