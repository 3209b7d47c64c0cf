//! A service, a browser with its cookies, and an identity provider.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use samlens::chrono::{SecondsFormat, Utc};
use samlens::metadata::Endpoint;
use samlens::replay::{MemoryCache, ReplayStore};
use samlens::{IdentityProvider, ServiceProvider, Validator, ValidatorBuilder};
use samlens_example_axum::sessions::Sessions;
use samlens_example_axum::{App, Settings, router};
use samlens_forge::messages::certificate;
pub(crate) use samlens_forge::request::id_in;
use samlens_forge::{Login, Shape, Signing, keys};
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::ServiceExt;

pub(crate) const IDP: &str = "https://idp.example.org/metadata";
pub(crate) const OTHER: &str = "https://other.example.org/metadata";
pub(crate) const BASE: &str = "https://app.example.org";
const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

pub(crate) fn settings(more: &[(&str, &str)]) -> Settings {
    let own = [
        ("BASE_URL", BASE),
        ("IDP_METADATA", "-"),
        ("SEALING_KEY", "3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8="),
    ];
    Settings::read(|name| {
        let found = more.iter().chain(&own).find(|(one, _)| *one == name);
        found.map(|(_, value)| (*value).to_owned())
    })
    .unwrap()
}

fn validator() -> Validator {
    validator_of(&[IDP, OTHER])
}

/// The service with these identity providers.
pub(crate) fn validator_of(providers: &[&str]) -> Validator {
    let provider = |entity_id: &str, key: &str, host: &str| {
        IdentityProvider::builder(entity_id)
            .certificate(certificate(key))
            .single_sign_on(Endpoint::new(REDIRECT, format!("https://{host}/sso")))
            .single_logout(Endpoint::new(REDIRECT, format!("https://{host}/slo")))
            .build()
            .unwrap()
    };
    let service = ServiceProvider::new(format!("{BASE}/metadata")).with_acs(format!("{BASE}/acs"));
    let known = [
        provider(IDP, "idp-rsa2048", "idp.example.org"),
        provider(OTHER, "other-tenant", "other.example.org"),
    ];
    let builder = Validator::builder().service_provider(service.with_single_logout(format!("{BASE}/slo")));
    let named = known.into_iter().filter(|one| providers.contains(&one.entity_id()));
    named.fold(builder, ValidatorBuilder::identity_provider).build().unwrap()
}

pub(crate) fn service() -> Router {
    service_with(&[], Box::new(MemoryCache::new(1_000)))
}

pub(crate) fn service_with(more: &[(&str, &str)], replays: Box<dyn ReplayStore>) -> Router {
    router(app(more, replays))
}

pub(crate) fn app(more: &[(&str, &str)], replays: Box<dyn ReplayStore>) -> Arc<App> {
    Arc::new(App::new(settings(more), validator(), replays, Sessions::in_memory()).unwrap())
}

pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
    }

    /// The code on the page of a refusal.
    pub(crate) fn code(&self) -> &str {
        self.body
            .split_once("<code>")
            .and_then(|(_, rest)| rest.split_once("</code>"))
            .map_or("", |(code, _)| code)
    }

    /// The value of the hidden field of the button "Log out".
    pub(crate) fn csrf(&self) -> &str {
        let (_, rest) = self.body.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split_once('"').unwrap().0
    }
}

/// A browser that keeps cookies. `from_other_site` says which of them go along: SameSite=Lax stays at home.
#[derive(Default)]
pub(crate) struct Browser {
    jar: BTreeMap<String, (String, bool)>,
}

impl Browser {
    /// Another browser with the same cookies.
    pub(crate) fn copy(&self) -> Browser {
        Browser { jar: self.jar.clone() }
    }

    /// The values of its cookies.
    pub(crate) fn cookies(&self) -> Vec<String> {
        self.jar.values().map(|(value, _)| value.clone()).collect()
    }

    /// A cookie that did not come from the service.
    pub(crate) fn keep(&mut self, name: &str, value: &str) {
        self.jar.insert(name.to_owned(), (value.to_owned(), true));
    }

    pub(crate) async fn get(&mut self, service: &Router, path: &str) -> Page {
        self.ask(service, "GET", path, String::new(), true).await
    }

    /// A form of a page of this service.
    pub(crate) async fn post(&mut self, service: &Router, path: &str, form: &str) -> Page {
        self.ask(service, "POST", path, form.to_owned(), true).await
    }

    /// A form of another site, such as the page of the identity provider.
    pub(crate) async fn post_from_other_site(&mut self, service: &Router, path: &str, form: &str) -> Page {
        self.ask(service, "POST", path, form.to_owned(), false).await
    }

    async fn ask(
        &mut self,
        service: &Router,
        method: &str,
        path: &str,
        body: String,
        with_lax: bool,
    ) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        let sent: Vec<String> = self
            .jar
            .iter()
            .filter(|(_, (_, is_lax))| with_lax || !is_lax)
            .map(|(name, (value, _))| format!("{name}={value}"))
            .collect();
        if !sent.is_empty() {
            request = request.header(header::COOKIE, sent.join("; "));
        }
        if method == "POST" {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let page = answer(service, request.body(Body::from(body)).unwrap()).await;
        for cookie in page.cookies() {
            let (pair, attributes) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            match value.is_empty() || attributes.contains("Max-Age=0") {
                true => self.jar.remove(name),
                false => self
                    .jar
                    .insert(name.to_owned(), (value.to_owned(), !attributes.contains("SameSite=None"))),
            };
        }
        page
    }

    /// Begins a login and gives the ID of its request.
    pub(crate) async fn begin(&mut self, service: &Router, query: &str) -> String {
        let page = self.get(service, &format!("/login?provider={IDP}&{query}")).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        id_in(page.header("location"))
    }

    /// Signs in with what `response` makes of the request's ID.
    pub(crate) async fn sign_in(&mut self, service: &Router, response: impl Fn(&str) -> Login) -> Page {
        let id = self.begin(service, "return_to=/protected").await;
        self.post_from_other_site(service, "/acs", &form(&response(&id))).await
    }
}

pub(crate) async fn answer(service: &Router, request: Request<Body>) -> Page {
    let (parts, body) = service.clone().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Page { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

/// A valid response of the identity provider.
pub(crate) fn response(in_response_to: Option<&str>) -> Login {
    let issued = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    Login::new(Shape::Auth0)
        .issuer(IDP)
        .response_issuer(IDP)
        .audiences(&[&format!("{BASE}/metadata")])
        .acs(&format!("{BASE}/acs"))
        .issued(&issued, 300)
        .session_index(Some("_s1"))
        .in_response_to(in_response_to)
        .sign_response(Signing::new(keys::idp()))
}

pub(crate) fn form(login: &Login) -> String {
    form_of(&login.xml())
}

pub(crate) fn form_of(xml: &str) -> String {
    samlens_forge::Message::new(xml.to_owned(), String::new()).form_body(None)
}
