use crate::support::{BASE, Browser, answer, service, settings};
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use samlens_example_axum::Settings;

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    for path in ["/", "/protected", "/metadata", "/health", "/style.css", "/acs", "/nothing", "/slo"] {
        let page = Browser::default().get(&service(), path).await;
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("strict-transport-security"), "max-age=31536000", "{path}");
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        let caching = page.header("cache-control");
        assert_eq!(caching == "no-store", path != "/style.css", "{path}: {caching}");
    }
}

#[tokio::test]
async fn metadata_names_the_addresses_of_the_service() {
    let page = Browser::default().get(&service(), "/metadata").await;
    assert_eq!(page.header("content-type"), "application/samlmetadata+xml");
    for text in [format!("entityID=\"{BASE}/metadata\""), format!("{BASE}/acs"), format!("{BASE}/slo")] {
        assert!(page.body.contains(&text), "{text}");
    }
}

#[tokio::test]
async fn the_first_page_has_a_link_for_each_identity_provider() {
    let page = Browser::default().get(&service(), "/?return_to=/protected").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.body.matches("href=\"/login?provider=").count(), 2, "{}", page.body);
}

#[tokio::test]
async fn a_text_of_the_address_is_no_html() {
    let page =
        Browser::default().get(&service(), "/?return_to=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!page.body.contains("<script"), "{}", page.body);
}

#[tokio::test]
async fn forms_that_are_none_are_refused() {
    let (service, mut browser) = (service(), Browser::default());
    browser.begin(&service, "").await;
    let forms = [
        ("", StatusCode::BAD_REQUEST, "no-message"),
        ("SAMLRequest=AAAA", StatusCode::BAD_REQUEST, "no-message"),
        ("SAMLResponse=", StatusCode::FORBIDDEN, "not-saml"),
        ("SAMLResponse=%3Cxml", StatusCode::FORBIDDEN, "not-saml"),
        ("SAMLResponse=AAAA&SAMLResponse=AAAA", StatusCode::UNPROCESSABLE_ENTITY, ""),
        ("SAMLResponse=%FF%FE", StatusCode::FORBIDDEN, "not-saml"),
    ];
    for (form, status, code) in forms {
        let page = browser.post_from_other_site(&service, "/acs", form).await;
        assert_eq!((page.status, page.code()), (status, code), "{form}: {}", page.body);
    }
    let json =
        Request::post("/acs").header("content-type", "application/json").body(Body::from("{}")).unwrap();
    assert_eq!(answer(&service, json).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn ten_megabytes_are_refused() {
    let (service, mut browser) = (service(), Browser::default());
    browser.begin(&service, "").await;
    for path in ["/acs", "/slo", "/logout"] {
        let form = format!("SAMLResponse={}", "A".repeat(10 << 20));
        let page = browser.post_from_other_site(&service, path, &form).await;
        let expected = if path == "/logout" { StatusCode::SEE_OTHER } else { StatusCode::PAYLOAD_TOO_LARGE };
        assert_eq!(page.status, expected, "{path}");
    }
}

/// A body that never ends; time is the test's.
#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let body = Body::new(Stuck);
    let request =
        Request::post("/acs").header("content-type", "application/x-www-form-urlencoded").body(body).unwrap();
    let page = answer(&service(), request).await;
    assert_eq!((page.status, page.code()), (StatusCode::REQUEST_TIMEOUT, "too-slow"));
}

struct Stuck;

impl axum::body::HttpBody for Stuck {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        std::task::Poll::Pending
    }
}

#[test]
fn settings_that_are_not_safe_are_refused() {
    let refused = |pairs: &[(&str, &str)]| {
        let found =
            |name: &str| pairs.iter().find(|(one, _)| *one == name).map(|(_, value)| (*value).to_owned());
        Settings::read(found).unwrap_err().to_string()
    };
    let idp = ("IDP_METADATA", "idp.xml");
    assert!(refused(&[]).starts_with("IDP_METADATA is missing"));
    assert!(
        refused(&[idp, ("BASE_URL", "http://app.example.org")])
            .starts_with("BASE_URL must begin with https://")
    );
    assert!(refused(&[idp, ("BASE_URL", "http://localhost.evil.example")]).starts_with("BASE_URL must"));
    assert!(refused(&[idp, ("BASE_URL", BASE)]).starts_with("SEALING_KEY is missing"));
    assert!(refused(&[idp, ("SIGNING_KEY", "/nothing")]).starts_with("SIGNING_KEY: /nothing"));
    let settings = settings(&[("IDP_METADATA", "a.xml  https://idp.example.org/b")]);
    assert_eq!(settings.idp_metadata, ["a.xml", "https://idp.example.org/b"]);
}
