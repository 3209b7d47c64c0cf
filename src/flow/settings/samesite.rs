//! SameSite of cookies that have to survive the way over the identity provider.

use super::{FrameworkSetting, setting};

/// The cookie goes with a cross-site POST.
pub(super) const NONE: &[FrameworkSetting] = &[
    setting(
        "express",
        "Express: session({ cookie: { sameSite: 'none', secure: true } }), and app.set('trust proxy', 1) behind a proxy",
        "https://expressjs.com/en/resources/middleware/session.html",
    ),
    setting(
        "django",
        "Django: SESSION_COOKIE_SAMESITE = \"None\" and SESSION_COOKIE_SECURE = True; with djangosaml2, its SamlSessionMiddleware and SAML_SESSION_COOKIE_SAMESITE = \"None\", which is its default",
        "https://djangosaml2.readthedocs.io/contents/setup.html",
    ),
    setting(
        "rails",
        "Rails: config.session_store :cookie_store, same_site: :none, secure: true (config/initializers/session_store.rb)",
        "https://guides.rubyonrails.org/configuring.html#config-session-store",
    ),
    setting(
        "spring",
        "Spring: server.servlet.session.cookie.same-site=none and server.servlet.session.cookie.secure=true",
        "https://docs.spring.io/spring-boot/appendix/application-properties/index.html",
    ),
    setting(
        "aspnet",
        "ASP.NET: on the cookie's options, Cookie.SameSite = SameSiteMode.None and Cookie.SecurePolicy = CookieSecurePolicy.Always; in web.config, <sessionState cookieSameSite=\"None\"/> and <httpCookies requireSSL=\"true\"/>",
        "https://learn.microsoft.com/aspnet/core/security/samesite",
    ),
    setting(
        "php",
        "PHP: session.cookie_samesite = None and session.cookie_secure = 1 (php.ini, or session_set_cookie_params before session_start)",
        "https://www.php.net/manual/en/session.configuration.php",
    ),
    setting(
        "simplesamlphp",
        "SimpleSAMLphp: in config.php 'session.cookie.samesite' => 'None' and 'session.cookie.secure' => true",
        "https://github.com/simplesamlphp/simplesamlphp/blob/master/config/config.php.dist",
    ),
    setting(
        "laravel",
        "Laravel: SESSION_SAME_SITE=none and SESSION_SECURE_COOKIE=true (config/session.php)",
        "https://laravel.com/docs/session",
    ),
    setting(
        "authjs",
        "Auth.js: in cookies, set options: { sameSite: \"none\", secure: true } of the cookie",
        "https://authjs.dev/reference/core#cookies",
    ),
    setting(
        "keycloak",
        "Keycloak: serve it over https and tell it so (--proxy-headers xforwarded and --hostname https://…); it then sets SameSite=None by itself",
        "https://www.keycloak.org/server/reverseproxy",
    ),
    setting(
        "grafana",
        "Grafana: in [security], cookie_samesite = none and cookie_secure = true",
        "https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/",
    ),
    setting(
        "gitlab",
        "GitLab: external_url must begin with https:// (gitlab.rb); it then sets its cookies with SameSite=None; Secure",
        "https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/middleware/same_site_cookies.rb",
    ),
    setting(
        "moodle",
        "Moodle: serve it over https, turn on Secure cookies only (Security, HTTP security), and let the web server write SameSite=None into MoodleSession; from 4.5.12, 5.0.8, 5.1.5 and 5.2.1 on, Moodle itself writes Lax",
        "https://github.com/microsoft/o365-moodle/pull/3246",
    ),
    setting(
        "wordpress",
        "WordPress: serve it over https; a plugin that keeps state in its own cookie must set SameSite=None; Secure on it",
        "https://developer.wordpress.org/advanced-administration/wordpress/wp-config/",
    ),
    setting(
        "shibboleth",
        "Shibboleth SP: in <Sessions>, handlerSSL=\"true\" and cookieProps=\"; path=/; secure; HttpOnly; SameSite=None\"",
        "https://shibboleth.atlassian.net/wiki/spaces/SP3/pages/2065334342/Sessions",
    ),
    setting(
        "mellon",
        "mod_auth_mellon: MellonCookieSameSite None and MellonSecureCookie On",
        "https://github.com/latchset/mod_auth_mellon/blob/main/README.md",
    ),
];

/// The cookie goes with the redirect after a cross-site POST.
pub(super) const LAX: &[FrameworkSetting] = &[
    setting(
        "express",
        "Express: session({ cookie: { sameSite: 'lax' } })",
        "https://expressjs.com/en/resources/middleware/session.html",
    ),
    setting(
        "django",
        "Django: SESSION_COOKIE_SAMESITE = \"Lax\"",
        "https://docs.djangoproject.com/en/stable/ref/settings/#sessions",
    ),
    setting(
        "rails",
        "Rails: config.session_store :cookie_store, same_site: :lax (config/initializers/session_store.rb)",
        "https://guides.rubyonrails.org/configuring.html#config-session-store",
    ),
    setting(
        "spring",
        "Spring: server.servlet.session.cookie.same-site=lax",
        "https://docs.spring.io/spring-boot/appendix/application-properties/index.html",
    ),
    setting(
        "aspnet",
        "ASP.NET: on the cookie's options, Cookie.SameSite = SameSiteMode.Lax, and no stricter CookiePolicyOptions.MinimumSameSitePolicy; in web.config, cookieSameSite=\"Lax\"",
        "https://learn.microsoft.com/aspnet/core/security/samesite",
    ),
    setting(
        "php",
        "PHP: session.cookie_samesite = Lax (php.ini)",
        "https://www.php.net/manual/en/session.configuration.php",
    ),
    setting(
        "simplesamlphp",
        "SimpleSAMLphp: in config.php 'session.cookie.samesite' => 'Lax'",
        "https://github.com/simplesamlphp/simplesamlphp/blob/master/config/config.php.dist",
    ),
    setting(
        "laravel",
        "Laravel: SESSION_SAME_SITE=lax (config/session.php)",
        "https://laravel.com/docs/session",
    ),
    setting(
        "authjs",
        "Auth.js: in cookies, set options: { sameSite: \"lax\" } of the session token",
        "https://authjs.dev/reference/core#cookies",
    ),
    setting(
        "keycloak",
        "Keycloak: remove a proxy rule that adds SameSite=Strict to its cookies",
        "https://www.keycloak.org/server/reverseproxy",
    ),
    setting(
        "grafana",
        "Grafana: in [security], cookie_samesite = lax",
        "https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/",
    ),
    setting(
        "gitlab",
        "GitLab: remove a proxy rule that adds SameSite=Strict to _gitlab_session",
        "https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/middleware/same_site_cookies.rb",
    ),
    setting(
        "moodle",
        "Moodle: remove a web server rule or php.ini setting that adds SameSite=Strict to MoodleSession",
        "https://docs.moodle.org/en/HTTP_security",
    ),
    setting(
        "wordpress",
        "WordPress: remove a plugin or web server rule that adds SameSite=Strict to its cookies",
        "https://developer.wordpress.org/advanced-administration/wordpress/wp-config/",
    ),
    setting(
        "shibboleth",
        "Shibboleth SP: in <Sessions>, cookieProps=\"; path=/; secure; HttpOnly; SameSite=Lax\" or no SameSite there",
        "https://shibboleth.atlassian.net/wiki/spaces/SP3/pages/2065334342/Sessions",
    ),
    setting(
        "mellon",
        "mod_auth_mellon: MellonCookieSameSite Lax",
        "https://github.com/latchset/mod_auth_mellon/blob/main/README.md",
    ),
];
