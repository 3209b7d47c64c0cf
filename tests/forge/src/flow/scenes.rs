//! Logins with one mistake each.

use super::reel::Program;
use super::scene::{Answer, Ends, Scene};
use crate::Shape;

/// A cookie of more than 4,096 bytes.
fn large(name: &str, value: usize, attributes: &str) -> String {
    format!("{name}={}{attributes}", "x".repeat(value))
}

pub fn all() -> Vec<Scene> {
    let mut all = cookies();
    all.extend(answers());
    all.extend(messages());
    all
}

fn cookies() -> Vec<Scene> {
    vec![
        Scene::new(
            "session-strict",
            "the session cookie is SameSite=Strict and not sent on the redirect after the POST",
        )
        .loops("cookie-samesite")
        .by(Program::Chrome, Shape::EntraId, Some("Express"))
        .session("connect.sid=s%3A1; Path=/; Secure; HttpOnly; SameSite=Strict", false)
        .not(&["session-not-created", "session-overwritten"]),
        Scene::new("request-lax", "the cookie of the request is SameSite=Lax and not sent with the POST")
            .loops("cookie-samesite")
            .by(Program::Firefox, Shape::Okta, Some("Django"))
            .request("saml_session=q1; Path=/; Secure; HttpOnly; SameSite=Lax", false)
            .with(|scene| scene.session.clear()),
        Scene::new(
            "request-default-slow",
            "no SameSite, and in Chromium the login takes longer than two minutes",
        )
        .fails("cookie-samesite")
        .by(Program::Chrome, Shape::Okta, Some("Rails"))
        .request("_portal_session=q1; path=/; secure; HttpOnly", false)
        .with(|scene| {
            (scene.wait, scene.acs_status, scene.acs_page) =
                (180, 422, Some("<html><head><title>OmniAuth: invalid ticket</title></head></html>"))
        })
        .finds(&["acs-error"]),
        Scene::new(
            "none-without-secure",
            "the session cookie is SameSite=None without Secure, and Chromium drops it",
        )
        .loops("cookie-samesite")
        .by(Program::Chrome, Shape::Auth0, Some("PHP"))
        .session("PHPSESSID=s1; path=/; HttpOnly; SameSite=None", false),
        Scene::new(
            "request-from-before",
            "a session cookie from before the recording does not come with the POST",
        )
        .fails("cookie-samesite")
        .by(Program::Mitmproxy, Shape::Keycloak, Some("Spring"))
        .with(|scene| {
            (scene.old, scene.old_posted) = (vec!["JSESSIONID=old".to_owned()], false);
            scene.acs_status = 401;
            scene.acs_page = Some("<html><head><title>Unauthorized</title></head></html>");
        }),
        Scene::new("secure-over-http", "a Secure cookie is set over http")
            .loops("cookie-secure")
            .by(Program::Fiddler, Shape::Adfs, Some("ASP.NET"))
            .with(|scene| {
                (scene.start, scene.acs) =
                    ("http://portal.example.org/app", "http://portal.example.org/saml/acs");
            })
            .session(".AspNetCore.Cookies=s1; path=/; secure; httponly; samesite=lax", false),
        Scene::new("domain-of-another", "the session cookie is set for a domain that the host is not in")
            .loops("cookie-domain")
            .by(Program::Chrome, Shape::Google, Some("Laravel"))
            .session(
                "laravel_session=s1; path=/; domain=elsewhere.example; secure; httponly; samesite=lax",
                false,
            ),
        Scene::new(
            "www-and-apex",
            "the login begins at www, the ACS is at the apex, and the request cookie stays at www",
        )
        .loops("cookie-domain")
        .by(Program::Charles, Shape::EntraId, Some("WordPress"))
        .with(|scene| {
            (scene.start, scene.acs) = ("https://www.example.org/app", "https://example.org/saml/acs");
            scene.session.clear();
        })
        .request("wordpress_saml_state=q1; path=/; secure; HttpOnly; SameSite=None", false)
        .finds(&["acs-host-differs"]),
        Scene::new("public-suffix", "the session cookie is set for a public suffix")
            .loops("cookie-domain")
            .with(|scene| {
                (scene.start, scene.acs) =
                    ("https://portal.shop.co.uk/app", "https://portal.shop.co.uk/saml/acs");
            })
            .session("sid=s1; Path=/; Domain=co.uk; Secure; SameSite=Lax", false),
        Scene::new("path-of-the-acs", "the session cookie has no Path, so it is for /saml alone")
            .loops("cookie-path")
            .by(Program::Safari, Shape::Shibboleth, Some("mod_auth_mellon"))
            .session("mellon-cookie=s1; Secure; HttpOnly; SameSite=Lax", false),
        Scene::new("session-too-large", "the session cookie has more than 4,096 bytes")
            .loops("cookie-size")
            .by(Program::Chrome, Shape::EntraId, Some("Auth.js"))
            .session(
                &large("__Secure-authjs.session-token", 4_200, "; Path=/; Secure; HttpOnly; SameSite=Lax"),
                false,
            ),
        Scene::new("header-too-large", "the cookies together are larger than the proxy accepts")
            .fails("cookie-size")
            .by(Program::Firefox, Shape::EntraId, None)
            .with(|scene| {
                scene.old = (1..=4).map(|n| large(&format!("part{n}"), 2_500, "")).collect();
                scene.acs_status = 400;
                scene.acs_page =
                    Some("<html><head><title>400 Request Header Or Cookie Too Large</title></head></html>");
            })
            .finds(&["acs-error"]),
        Scene::new("host-prefix", "a __Host- cookie without Path=/")
            .loops("cookie-prefix")
            .by(Program::Chrome, Shape::Auth0, Some("Auth.js"))
            .session("__Host-authjs.session-token=s1; Secure; HttpOnly; SameSite=Lax", false),
        Scene::new("expired-when-set", "the session cookie has Max-Age=0")
            .loops("cookie-expired")
            .by(Program::Chrome, Shape::SimpleSamlPhp, Some("SimpleSAMLphp"))
            .session("SimpleSAMLAuthToken=s1; Path=/; Max-Age=0; Secure; SameSite=Lax", false),
        Scene::new(
            "request-cookie-expired",
            "the cookie of the request lives two minutes, and the login takes four",
        )
        .fails("cookie-expired")
        .by(Program::Firefox, Shape::Keycloak, Some("Django"))
        .request("saml_session=q1; Path=/; Max-Age=120; Secure; HttpOnly; SameSite=None", false)
        .with(|scene| {
            (scene.wait, scene.acs_status, scene.acs_page) =
                (240, 403, Some("<html><head><title>Forbidden</title></head></html>"))
        }),
        Scene::new(
            "request-cookie-gone",
            "the cookie of the request was deleted in the browser before the POST, and the ACS answers 403",
        )
        .fails("cookie-missing")
        .by(Program::Chrome, Shape::SimpleSamlPhp, None)
        .request("__Host-saml-1=q1; Path=/; Secure; HttpOnly; SameSite=None", false)
        .with(|scene| {
            scene.acs_status = 403;
            scene.acs_page = Some("<html><head><title>Not signed in</title></head></html>");
        })
        .finds(&["acs-error"]),
        Scene::new("session-cookie-gone", "the session cookie was deleted in the browser after the POST")
            .loops("cookie-missing")
            .by(Program::Firefox, Shape::Okta, Some("Express"))
            .session("connect.sid=s%3A1; Path=/; Secure; HttpOnly; SameSite=Lax", false)
            .not(&["session-not-created", "session-overwritten"]),
        Scene::new("without-cookies", "Chrome's sanitized export of a loop").loops("cookies-stripped").by(
            Program::ChromeSanitized,
            Shape::Okta,
            None,
        ),
    ]
}

fn answers() -> Vec<Scene> {
    vec![
        Scene::new("no-session", "the ACS accepts the Response and sets no cookie")
            .loops("session-not-created")
            .by(Program::Chrome, Shape::Okta, Some("Express"))
            .with(|scene| {
                scene.session.clear();
                scene.headers = vec![("x-powered-by", "Express")];
            }),
        Scene::new("session-not-kept", "the session cookie comes back, and the service asks for a login again")
            .loops("session-not-created")
            .by(Program::Mitmproxy, Shape::EntraId, Some("Laravel"))
            .session("laravel_session=s1; path=/; secure; httponly; samesite=lax", true),
        Scene::new("session-deleted", "the page after the ACS deletes the session cookie")
            .loops("session-overwritten")
            .by(Program::Chrome, Shape::Keycloak, Some("Spring"))
            .session("JSESSIONID=s1; Path=/; Secure; HttpOnly; SameSite=Lax", true)
            .with(|scene| scene.landing_set = vec!["JSESSIONID=; Path=/; Max-Age=0"]),
        Scene::new("session-deleted-by-script", "the answer to a script deletes the session cookie")
            .loops("session-overwritten")
            .by(Program::Firefox, Shape::Okta, None)
            .with(|scene| scene.ends = Ends::ScriptDeletes),
        Scene::new("moved-by-301", "the ACS redirects the POST to an address with a slash by 301")
            .fails("acs-method-changed")
            .by(Program::Chrome, Shape::EntraId, Some("Django"))
            .request("saml_session=q1; Path=/; Secure; HttpOnly; SameSite=None", true)
            .with(|scene| scene.ends = Ends::Moved(301)),
        Scene::new("alias", "the login begins at an internal name and sets no cookie there")
            .fails("acs-host-differs")
            .by(Program::Fiddler, Shape::Adfs, Some("ASP.NET"))
            .with(|scene| {
                scene.start = "https://intranet.example.org/app";
                scene.session.clear();
                scene.headers = vec![("x-aspnet-version", "4.0.30319")];
                scene.acs_status = 500;
                scene.acs_page = Some("<html><head><title>Runtime Error</title></head></html>");
            })
            .finds(&["acs-error"]),
        Scene::new("firewall", "a firewall refuses the POST")
            .fails("acs-error")
            .by(Program::Chrome, Shape::Okta, Some("Grafana"))
            .with(|scene| {
                scene.old = vec!["grafana_session=old".to_owned()];
                scene.acs_status = 403;
                scene.acs_page = Some("<html><head><title>Attention Required! | Cloudflare</title></head></html>");
                scene.acs_headers = vec![("server", "cloudflare"), ("cf-ray", "8f00")];
            })
            .not(&["response-refused"]),
        Scene::new("too-large-for-nginx", "the POST is larger than nginx accepts")
            .fails("acs-error")
            .by(Program::Charles, Shape::EntraId, Some("GitLab"))
            .with(|scene| {
                scene.old = vec!["_gitlab_session=old".to_owned()];
                scene.acs_status = 413;
                scene.acs_page = Some("<html><head><title>413 Request Entity Too Large</title></head></html>");
                scene.acs_headers = vec![("server", "nginx")];
            }),
        Scene::new("back-at-its-own-login", "the service shows its own login page after the Response")
            .fails("acs-error")
            .by(Program::Safari, Shape::Google, Some("Moodle"))
            .session("MoodleSession=s1; path=/; secure; HttpOnly", true)
            .with(|scene| scene.landing_page = "<html><head><title>Log in to the site</title></head><body><input type=\"password\" name=\"password\"></body></html>"),
    ]
}

fn messages() -> Vec<Scene> {
    vec![
        Scene::new(
            "wrong-audience",
            "the Response is for another audience, and the service asks for a login again",
        )
        .loops("audience-mismatch")
        .by(Program::Chrome, Shape::Okta, None)
        .with(|scene| {
            scene.session.clear();
            scene.response = |login| login.audiences(&["https://other.example.org/saml/metadata"]);
        })
        .finds(&["response-refused"]),
        Scene::new("expired-response", "the Response had expired when it was sent")
            .fails("assertion-expired")
            .by(Program::Firefox, Shape::Shibboleth, Some("Shibboleth SP"))
            .request("_shibstate_1=q1; path=/; secure; HttpOnly; SameSite=None", true)
            .with(|scene| {
                (scene.acs_status, scene.acs_page) =
                    (500, Some("<html><head><title>opensaml::SecurityPolicyException</title></head></html>"));
                scene.response =
                    |login| login.conditions(Some("2026-01-15T09:00:00Z"), Some("2026-01-15T09:05:00Z"));
            })
            .finds(&["response-refused", "acs-error"]),
        Scene::new(
            "reloaded",
            "the page is reloaded after the login, and the service refuses the same Response",
        )
        .fails("response-reused")
        .by(Program::Chrome, Shape::EntraId, None)
        .with(|scene| scene.ends = Ends::Reloaded(403)),
        Scene::new("another-request", "the Response answers a request that this recording does not have")
            .fails("request-unanswered")
            .by(Program::Chrome, Shape::Okta, None)
            .request("saml_request=q1; Path=/; Secure; SameSite=None", true)
            .with(|scene| {
                (scene.answers, scene.acs_status) = (false, 400);
                scene.acs_page = Some("<html><head><title>Invalid InResponseTo</title></head></html>");
            }),
        Scene::new("second-tab", "another tab began a login in between")
            .fails("request-unanswered")
            .by(Program::Firefox, Shape::EntraId, None)
            .request("saml_request=q1; Path=/; Secure; SameSite=None", true)
            .with(|scene| {
                (scene.ends, scene.acs_status) = (Ends::SecondTab, 400);
                scene.acs_page = Some("<html><head><title>Invalid InResponseTo</title></head></html>");
            }),
        Scene::new(
            "relay-state-missing",
            "RelayState does not come back, and the service has lost the login",
        )
        .fails("relay-state-lost")
        .by(Program::Mitmproxy, Shape::Adfs, None)
        .request("saml_request=q1; Path=/; Secure; SameSite=None", true)
        .with(|scene| {
            (scene.relay, scene.acs_status) = ((Some("portal-1"), None), 400);
            scene.acs_page = Some("<html><head><title>Invalid state</title></head></html>");
        }),
        Scene::new("refused-by-status", "the identity provider answers AuthnFailed")
            .fails("idp-error")
            .by(Program::Chrome, Shape::Keycloak, None)
            .with(|scene| {
                scene.response = |login| {
                    login.status(
                        &[
                            "urn:oasis:names:tc:SAML:2.0:status:Responder",
                            "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed",
                        ],
                        None,
                    )
                };
                scene.session.clear();
                (scene.acs_status, scene.acs_page) =
                    (401, Some("<html><head><title>Login failed</title></head></html>"));
            }),
        Scene::new("provider-error-page", "the identity provider does not know the service")
            .fails("idp-error")
            .by(Program::Firefox, Shape::EntraId, None)
            .with(|scene| scene.ends = Ends::ProviderError)
            .not(&["never-returned"]),
        Scene::new("left-at-second-factor", "the recording ends at the second factor")
            .incomplete(Some("never-returned"))
            .by(Program::Chrome, Shape::EntraId, None)
            .with(|scene| scene.ends = Ends::AtProvider)
            .not(&["idp-error"]),
        Scene::new("service-clock-behind", "the clock of the service is ten minutes behind")
            .fails("clock-differs")
            .by(Program::Chrome, Shape::Okta, None)
            .request("saml_request=q1; Path=/; Secure; SameSite=None", true)
            .with(|scene| {
                (scene.clocks, scene.acs_status) = ((-600, 0), 401);
                scene.acs_page = Some("<html><head><title>Not yet valid</title></head></html>");
            }),
        Scene::new("logout-round", "both sides answer a LogoutRequest with a LogoutRequest")
            .loops("logout-loop")
            .by(Program::Chrome, Shape::Keycloak, None)
            .with(|scene| (scene.ends, scene.restarts) = (Ends::SignsOut(Answer::Requests), 0)),
        Scene::new(
            "logout-unanswered",
            "the identity provider shows a page instead of answering the LogoutRequest",
        )
        .fails("logout-not-answered")
        .by(Program::Firefox, Shape::Okta, None)
        .with(|scene| scene.ends = Ends::SignsOut(Answer::Page)),
        Scene::new("late", "the recording begins after the request and ends with the Response")
            .incomplete(None)
            .by(Program::SamlTracer, Shape::SimpleSamlPhp, None)
            .with(|scene| (scene.ends, scene.noise) = (Ends::BeginsLate, false))
            .with(|scene| (scene.acs_status, scene.acs_page) = (0, None))
            .not(&["request-unanswered"]),
    ]
}
