//! `/login`: sends a request as the form says, and shows it.

use super::super::super::Failure;
use super::super::app::App;
use super::super::page;
use super::requests::{Kind, SentRequest, kept};
use super::{Live, inactive, problem, random};
use crate::clock;
use axum::extract::{Multipart, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, PreEscaped, html};
use openssl::base64::encode_block;
use samlens::inspect::{Capture, printable};
use samlens::sign_on::{Binding, ContextComparison, LoginOptions, OutgoingMessage};
use std::sync::Arc;

/// Fields of the form.
const MAX_FIELDS: usize = 32;

/// The longest value of a field.
const MAX_VALUE: usize = 1_024;

/// Sends the one form of the page; it has a button too.
const SUBMIT: &str = "document.forms[0].submit()";

/// NameID formats that identity providers know (SAML 2.0 core, 8.3).
const FORMATS: [&str; 4] = [
    "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
];

/// Authentication contexts that identity providers know (SAML 2.0 authentication context, and the two of products).
const CONTEXTS: [&str; 6] = [
    "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:Kerberos",
    "https://refeds.org/profile/mfa",
    "http://schemas.microsoft.com/claims/multipleauthn",
];

/// What the form says.
#[derive(Default)]
struct Wish {
    provider: String,
    binding: String,
    is_signed: bool,
    force_authn: bool,
    is_passive: bool,
    name_id_format: String,
    authn_context: String,
    comparison: String,
    wants_encrypted: bool,
    /// Shows the request before it is sent.
    pauses: bool,
}

impl Wish {
    async fn read(mut form: Multipart) -> Result<Wish, Failure> {
        let unread = |_| Failure::usage("the form cannot be read");
        let mut wish = Wish::default();
        for _ in 0..MAX_FIELDS {
            let Some(field) = form.next_field().await.map_err(unread)? else { return Ok(wish) };
            let name = field.name().unwrap_or_default().to_owned();
            let text = field.text().await.map_err(unread)?;
            if text.len() > MAX_VALUE {
                return Err(Failure::usage("a value of the form is too long"));
            }
            let text = text.trim().to_owned();
            match name.as_str() {
                "provider" => wish.provider = text,
                "binding" => wish.binding = text,
                "signed" => wish.is_signed = !text.is_empty(),
                "force_authn" => wish.force_authn = !text.is_empty(),
                "passive" => wish.is_passive = !text.is_empty(),
                "name_id_format" => wish.name_id_format = text,
                "authn_context" => wish.authn_context = text,
                "comparison" => wish.comparison = text,
                "encrypted" => wish.wants_encrypted = !text.is_empty(),
                "pause" => wish.pauses = !text.is_empty(),
                _ => {}
            }
        }
        Err(Failure::usage("the form has too many fields"))
    }

    fn options(&self) -> Result<LoginOptions, Failure> {
        let mut options = LoginOptions::new().force_authn(self.force_authn).passive(self.is_passive);
        if !self.provider.is_empty() {
            options = options.provider(&self.provider);
        }
        options = match self.binding.as_str() {
            "" => options,
            "redirect" => options.binding(Binding::Redirect),
            "post" => options.binding(Binding::Post),
            _ => return Err(Failure::usage("the binding is not one of redirect, post")),
        };
        if !self.name_id_format.is_empty() {
            options = options.name_id_format(&self.name_id_format);
        }
        if !self.authn_context.is_empty() {
            let comparison = match self.comparison.as_str() {
                "" | "exact" => ContextComparison::Exact,
                "minimum" => ContextComparison::Minimum,
                "maximum" => ContextComparison::Maximum,
                "better" => ContextComparison::Better,
                _ => {
                    return Err(Failure::usage(
                        "the comparison is not one of exact, minimum, maximum, better",
                    ));
                }
            };
            options = options.authn_context(comparison, [&self.authn_context]);
        }
        Ok(options)
    }

    /// The same in words, for the history.
    fn in_words(&self) -> Vec<String> {
        let all = [
            (self.is_signed, "signed".to_owned()),
            (self.force_authn, "ForceAuthn".to_owned()),
            (self.is_passive, "IsPassive".to_owned()),
            (!self.name_id_format.is_empty(), format!("NameID {}", self.name_id_format)),
            (!self.authn_context.is_empty(), format!("AuthnContext {}", self.authn_context)),
            (self.wants_encrypted, "assertion must be encrypted".to_owned()),
        ];
        all.into_iter().filter(|(is_asked, _)| *is_asked).map(|(_, words)| words).collect()
    }
}

/// `GET /login`: the form.
pub(super) async fn page(State(app): State<Arc<App>>) -> Response {
    let Some(live) = app.live() else { return inactive() };
    let body = form(live);
    Html(page::simple("Try a login", &body).into_string()).into_response()
}

/// `POST /login`: the request, on its way.
pub(super) async fn start(State(app): State<Arc<App>>, sent: Multipart) -> Response {
    if !app.has_live() {
        return inactive();
    }
    let wish = match Wish::read(sent).await {
        Ok(wish) => wish,
        Err(failure) => return problem(&failure),
    };
    let done = super::super::api::in_turn(&app, move |app| {
        app.live().map(|live| begin(live, &wish).map(|message| leaving(&message, wish.pauses)))
    });
    match done.await {
        Some(Some(Ok(page))) => page,
        Some(Some(Err(failure))) => problem(&failure),
        Some(None) => inactive(),
        None => page::busy(),
    }
}

/// Writes the request and remembers it.
fn begin(live: &Live, wish: &Wish) -> Result<OutgoingMessage, Failure> {
    let options = wish.options()?;
    let now = clock::now();
    live.refresh()?;
    let sign_on = live.sign_on(wish.is_signed)?;
    let open = live.requests.open(&sign_on, now);
    let started = sign_on.start(&options, &open, now, random()?).map_err(Failure::usage)?;
    let capture = capture_of(started.message());
    live.requests.add(SentRequest {
        id: started.request().id().to_owned(),
        kind: Kind::Login,
        at: now,
        xml: xml_of(live, &capture),
        capture,
        asked: wish.in_words(),
        wants_encrypted: wish.wants_encrypted,
        cookie: started.cookies().find_map(kept).unwrap_or_default(),
    });
    Ok(started.message().clone())
}

/// A message in a form that `check` reads.
fn capture_of(message: &OutgoingMessage) -> String {
    match message.binding() {
        Binding::Post => {
            form_urlencoded::Serializer::new(String::new()).extend_pairs(message.fields()).finish()
        }
        _ => message.address().to_owned(),
    }
}

pub(super) fn xml_of(live: &Live, capture: &str) -> String {
    let read = Capture::read(capture.as_bytes(), &live.limits);
    read.ok().and_then(|read| read.chosen(None).map(|one| one.xml().to_owned())).unwrap_or_default()
}

/// The page from which the browser leaves: by itself, unless the message is to be looked at first.
///
/// It is no redirect, because the policy of the page that has the form allows no other address, and Chromium applies it to each
/// redirect. For the same reason this page's policy names no single host: a login page may be at another one than the address
/// that takes the request. There is one form on it, and nothing of a message that arrived.
pub(super) fn leaving(message: &OutgoingMessage, pauses: bool) -> Response {
    if message.binding() != Binding::Post {
        return leaving_by_address(message.address(), pauses);
    }
    let body = html! {
        form method="post" action=(message.address()) {
            @for (name, value) in message.fields() { input type="hidden" name=(name) value=(value); }
            button type="submit" autofocus { "Continue to " (place(message.address())) }
        }
        (on_the_way())
        @if !pauses { script { (PreEscaped(SUBMIT)) } }
    };
    left(&body)
}

/// The same for a message in an address.
pub(super) fn leaving_by_address(address: &str, pauses: bool) -> Response {
    let body = html! {
        p { a href=(address) { "Continue to " (place(address)) } }
        (on_the_way())
    };
    let mut response = left(&body);
    if let (false, Ok(refresh)) = (pauses, HeaderValue::from_str(&format!("0; url={address}"))) {
        response.headers_mut().insert(HeaderName::from_static("refresh"), refresh);
    }
    response
}

fn left(body: &Markup) -> Response {
    let script = encode_block(&openssl::sha::sha256(SUBMIT.as_bytes()));
    let policy = page::policy_with("https: http:", &format!("'sha256-{script}'"));
    // With `no-referrer` a browser would say `Origin: null` to the identity provider.
    let referrer = HeaderValue::from_static("strict-origin");
    let page = Html(page::leaving("Continue", body).into_string());
    ([(CONTENT_SECURITY_POLICY, policy), (REFERRER_POLICY, referrer)], page).into_response()
}

fn on_the_way() -> Markup {
    html! { p { "What comes back appears under " a href="/live" { "Try a login" } "." } }
}

/// An address without what is in its query.
fn place(address: &str) -> String {
    printable(address.split(['?', '#']).next().unwrap_or_default())
}

/// The form of a login.
pub(super) fn form(live: &Live) -> Markup {
    let providers = live.providers();
    let tick = |name: &str, label: &str, is_ticked: bool| {
        html! {
            label.tick { input type="checkbox" name=(name) value="yes" checked[is_ticked]; " " (label) }
        }
    };
    let list = |name: &str, label: &str, hint: &str, values: &[&str]| {
        let id = format!("{name}-values");
        html! {
            div.field {
                label for=(name) { (label) }
                input id=(name) type="text" name=(name) list=(id) placeholder=(hint) spellcheck="false" autocapitalize="off";
                datalist id=(id) { @for value in values { option value=(value) {} } }
            }
        }
    };
    html! {
        form #login method="post" action="/login" enctype="multipart/form-data" autocomplete="off" {
            @match providers {
                [] => {}
                [only] => { p { "At " code { (printable(only)) } } }
                several => {
                    div.field {
                        label for="provider" { "Identity provider" }
                        select id="provider" name="provider" {
                            @for one in several { option value=(one) { (printable(one)) } }
                        }
                    }
                }
            }
            div.field {
                label for="binding" { "Binding of the request" }
                select id="binding" name="binding" {
                    option value="" { "as the metadata says: HTTP-Redirect first" }
                    option value="redirect" { "HTTP-Redirect" }
                    option value="post" { "HTTP-POST" }
                }
            }
            (list("name_id_format", "NameID format", "not asked for", &FORMATS))
            (list("authn_context", "Authentication context", "not asked for", &CONTEXTS))
            div.field {
                label for="comparison" { "Comparison of the context" }
                select id="comparison" name="comparison" {
                    @for value in ["exact", "minimum", "maximum", "better"] { option value=(value) { (value) } }
                }
            }
            div.field {
                (tick("signed", "Sign the request", true))
                (tick("force_authn", "Authenticate again (ForceAuthn)", false))
                (tick("passive", "Show no page to the person (IsPassive)", false))
                (tick("encrypted", "The assertion must be encrypted", false))
                (tick("pause", "Stop before the request is sent", false))
            }
            div.actions { button type="submit" { "Log in" } }
        }
    }
}
