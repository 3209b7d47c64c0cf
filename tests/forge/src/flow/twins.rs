//! Logins that look like the faulty ones and complete, or that lack the fault by one detail.

use super::reel::Program;
use super::scene::{Answer, Ends, Scene};
use crate::Shape;

pub fn all() -> Vec<Scene> {
    vec![
        Scene::new("completed", "a login that completes")
            .not(&[
                "cookie-samesite", "cookies-stripped", "session-not-created", "clock-differs", "relay-state-lost", "acs-error",
                "response-refused", "idp-error", "never-returned",
            ]),
        Scene::new("request-lax-harmless", "the request cookie does not come with the POST, and the service does not need it")
            .by(Program::Firefox, Shape::Okta, Some("Rails"))
            .request("_portal_session=q1; path=/; secure; HttpOnly; SameSite=Lax", false)
            .not(&["cookie-samesite"]),
        Scene::new("request-default-quick", "no SameSite in Chromium, and the login takes less than two minutes")
            .by(Program::Chrome, Shape::EntraId, Some("PHP"))
            .request("PHPSESSID=q1; path=/; secure; HttpOnly", true)
            .not(&["cookie-samesite"]),
        Scene::new("request-default-firefox", "no SameSite, a slow login; Firefox still sends the cookie")
            .by(Program::Firefox, Shape::EntraId, Some("PHP"))
            .request("PHPSESSID=q1; path=/; secure; HttpOnly", true)
            .with(|scene| scene.wait = 600)
            .not(&["cookie-samesite"]),
        Scene::new("localhost-secure", "a Secure cookie on http://localhost, which Chrome keeps")
            .by(Program::Chrome, Shape::Keycloak, Some("Express"))
            .with(|scene| {
                (scene.start, scene.acs) = ("http://localhost:3000/app", "http://localhost:3000/saml/acs");
            })
            .session("connect.sid=s1; Path=/; Secure; HttpOnly; SameSite=Lax", true)
            .not(&["cookie-secure", "cookie-samesite"]),
        Scene::new("login-host-of-its-own", "the ACS is at a login host, and the application elsewhere, as Flex does it")
            .by(Program::Chrome, Shape::Auth0, None)
            .with(|scene| {
                scene.acs = "https://login.flex.us1.twilio.com/login/callback";
                (scene.start, scene.lands) = ("https://flex.twilio.com/acme-1234", "https://flex.twilio.com/acme-1234");
                scene.session = vec!["flex-login=s1; Path=/; Secure; SameSite=None".to_owned()];
                scene.session_sent = false;
            })
            .not(&["acs-host-differs", "cookie-domain"]),
        Scene::new("shared-domain", "login at www, ACS at the apex, and the cookies are for both")
            .by(Program::Charles, Shape::Google, Some("WordPress"))
            .with(|scene| {
                (scene.start, scene.acs) = ("https://www.example.org/app", "https://example.org/saml/acs");
                scene.session = vec!["wordpress_logged_in_1=s1; path=/; domain=.example.org; secure; HttpOnly".to_owned()];
            })
            .not(&["acs-host-differs", "cookie-domain"]),
        Scene::new("largest-cookie", "a cookie of 4,096 bytes, with attributes beyond that")
            .by(Program::Chrome, Shape::EntraId, Some("Auth.js"))
            .session(&format!("__Secure-authjs.session-token={}; Path=/; Secure; HttpOnly; SameSite=Lax", "x".repeat(4_067)), true)
            .not(&["cookie-size"]),
        Scene::new("path-of-all", "the cookies have Path=/, or one that covers the page that needs them")
            .by(Program::Safari, Shape::Shibboleth, Some("mod_auth_mellon"))
            .with(|scene| (scene.start, scene.acs) = ("https://portal.example.org/saml/app", "https://portal.example.org/saml/acs"))
            .session("mellon-cookie=s1; Path=/saml; Secure; HttpOnly; SameSite=Lax", true)
            .not(&["cookie-path"]),
        Scene::new("path-of-the-acs-failed", "the request cookie is for the folder of the ACS, and the service fails for another reason")
            .fails("acs-error")
            .by(Program::Chrome, Shape::Okta, None)
            .request("saml_request=q1; Path=/saml; Secure; HttpOnly; SameSite=None", true)
            .with(|scene| {
                scene.start = "https://portal.example.org/saml/app";
                (scene.acs_status, scene.acs_page) = (500, Some("<html><head><title>Error</title></head></html>"));
            })
            .not(&["cookie-path", "cookie-missing"]),
        Scene::new("host-prefix-kept", "__Host- and __Secure- cookies that keep the rules of their names")
            .by(Program::Chrome, Shape::Auth0, Some("Auth.js"))
            .request("__Secure-authjs.state=q1; Path=/; Domain=example.org; Secure; HttpOnly; SameSite=None", true)
            .session("__Host-authjs.session-token=s1; Path=/; Secure; HttpOnly; SameSite=Lax", true)
            .not(&["cookie-prefix", "cookie-domain"]),
        Scene::new("host-prefix-failed", "a __Host- cookie that keeps the rules, and the service fails for another reason")
            .fails("acs-error")
            .by(Program::Chrome, Shape::Okta, None)
            .request("__Host-saml=q1; Path=/; Secure; HttpOnly; SameSite=None", true)
            .with(|scene| (scene.acs_status, scene.acs_page) = (500, Some("<html><head><title>Error</title></head></html>")))
            .not(&["cookie-prefix", "cookie-missing"]),
        Scene::new("lives-long-enough", "cookies with Max-Age and Expires that live longer than the login takes")
            .by(Program::Firefox, Shape::Keycloak, Some("Django"))
            .request("saml_session=q1; Path=/; Max-Age=900; Secure; HttpOnly; SameSite=None", true)
            .session("sessionid=s1; Path=/; Expires=Thu, 15 Jan 2026 12:00:00 GMT; Secure; HttpOnly; SameSite=Lax", true)
            .with(|scene| scene.wait = 600)
            .not(&["cookie-expired"]),
        Scene::new("lives-long-enough-failed", "the request cookie has not expired, and the service fails for another reason")
            .fails("acs-error")
            .by(Program::Firefox, Shape::Keycloak, Some("Django"))
            .request("saml_session=q1; Path=/; Max-Age=900; Secure; HttpOnly; SameSite=None", true)
            .with(|scene| {
                (scene.wait, scene.acs_status, scene.acs_page) =
                    (600, 500, Some("<html><head><title>Error</title></head></html>"));
            })
            .not(&["cookie-expired", "cookie-missing"]),
        Scene::new("request-cookie-not-needed", "the request cookie is gone, and the service signs in without it")
            .by(Program::Chrome, Shape::SimpleSamlPhp, None)
            .request("__Host-saml-1=q1; Path=/; Secure; HttpOnly; SameSite=None", false)
            .not(&["cookie-missing"]),
        Scene::new("firewall-without-cookie", "the request cookie is gone, but a firewall answered and not the service")
            .fails("acs-error")
            .by(Program::Chrome, Shape::Okta, None)
            .request("__Host-saml-1=q1; Path=/; Secure; HttpOnly; SameSite=None", false)
            .with(|scene| {
                scene.acs_status = 403;
                scene.acs_page = Some("<html><head><title>Attention Required! | Cloudflare</title></head></html>");
                scene.acs_headers = vec![("server", "cloudflare"), ("cf-ray", "8f00")];
            })
            .not(&["cookie-missing"]),
        Scene::new("moved-by-308", "the ACS redirects the POST by 308, so the Response arrives")
            .by(Program::Chrome, Shape::EntraId, Some("Django"))
            .session("sessionid=s1; Path=/; Secure; HttpOnly; SameSite=Lax", true)
            .with(|scene| scene.ends = Ends::Moved(308))
            .not(&["acs-method-changed", "response-reused"]),
        Scene::new("reloaded-harmlessly", "the Response is sent again, and the service accepts it again")
            .by(Program::Firefox, Shape::Okta, None)
            .with(|scene| scene.ends = Ends::Reloaded(302))
            .finds(&["response-reused"]),
        Scene::new("relay-state-changed", "the login completes, but RelayState came back changed")
            .by(Program::Fiddler, Shape::Adfs, None)
            .with(|scene| scene.relay = (Some("https://portal.example.org/deep/page"), Some("https://portal.example.org/")))
            .finds(&["relay-state-lost"]),
        Scene::new("relay-state-long", "RelayState has more than 80 bytes and comes back whole")
            .by(Program::Safari, Shape::Shibboleth, None)
            .with(|scene| {
                let long = "https://portal.example.org/a/very/long/path/to/a/page?with=a&query=that&goes=on&and=on&and=on";
                scene.relay = (Some(long), Some(long));
            })
            .finds(&["relay-state-lost"]),
        Scene::new("clocks-within-skew", "the clock of the service is two minutes behind, which the skew allows")
            .by(Program::Chrome, Shape::Okta, None)
            .with(|scene| scene.clocks = (-120, 0))
            .not(&["clock-differs"]),
        Scene::new("slow-person", "ten minutes at the identity provider are no difference of clocks")
            .by(Program::Firefox, Shape::EntraId, None)
            .with(|scene| scene.wait = 600)
            .not(&["clock-differs"]),
        Scene::new("logout-answered", "login and logout complete")
            .by(Program::Chrome, Shape::EntraId, None)
            .with(|scene| scene.ends = Ends::SignsOut(Answer::Response))
            .not(&["logout-loop", "logout-not-answered"]),
        Scene::new("sanitized-completed", "Chrome's sanitized export of a login that completes")
            .by(Program::ChromeSanitized, Shape::Okta, None)
            .finds(&["cookies-stripped"]),
        Scene::new("traced", "a login that completes, exported by SAML-tracer")
            .by(Program::SamlTracer, Shape::SimpleSamlPhp, Some("SimpleSAMLphp"))
            .session("SimpleSAML=s1; path=/; secure; HttpOnly; SameSite=None", true)
            .not(&["cookies-stripped"]),
        Scene::new("proxied", "a login that completes, exported by mitmproxy with base64 bodies")
            .by(Program::Mitmproxy, Shape::Keycloak, Some("Grafana"))
            .session("grafana_session=s1; Path=/; Secure; HttpOnly; SameSite=Lax", true),
        Scene::new("late-completed", "the recording begins after the request, and the login completes")
            .by(Program::Chrome, Shape::EntraId, None)
            .with(|scene| scene.ends = Ends::BeginsLate)
            .not(&["request-unanswered"]),
    ]
}
