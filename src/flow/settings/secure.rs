//! Secure, and https behind a proxy.

use super::{FrameworkSetting, setting};

/// Secure where the page is https.
pub(super) const SETTINGS: &[FrameworkSetting] = &[
    setting(
        "express",
        "Express: session({ cookie: { secure: true } }) with https only; behind a proxy, app.set('trust proxy', 1)",
        "https://expressjs.com/en/resources/middleware/session.html",
    ),
    setting(
        "django",
        "Django: SESSION_COOKIE_SECURE = True with https only, and SECURE_PROXY_SSL_HEADER behind a proxy",
        "https://docs.djangoproject.com/en/stable/ref/settings/#sessions",
    ),
    setting(
        "rails",
        "Rails: config.force_ssl = true (behind a proxy also config.assume_ssl = true)",
        "https://guides.rubyonrails.org/configuring.html#config-session-store",
    ),
    setting(
        "spring",
        "Spring: server.servlet.session.cookie.secure=true with https only, and server.forward-headers-strategy=framework behind a proxy",
        "https://docs.spring.io/spring-boot/appendix/application-properties/index.html",
    ),
    setting(
        "aspnet",
        "ASP.NET: Cookie.SecurePolicy = CookieSecurePolicy.Always with https only, and UseForwardedHeaders behind a proxy",
        "https://learn.microsoft.com/aspnet/core/host-and-deploy/proxy-load-balancer",
    ),
    setting(
        "php",
        "PHP: session.cookie_secure = 1 with https only",
        "https://www.php.net/manual/en/session.configuration.php",
    ),
    setting(
        "simplesamlphp",
        "SimpleSAMLphp: 'session.cookie.secure' => true, and 'baseurlpath' with https:// (config.php)",
        "https://github.com/simplesamlphp/simplesamlphp/blob/master/config/config.php.dist",
    ),
    setting(
        "laravel",
        "Laravel: SESSION_SECURE_COOKIE=true with https only, and trusted proxies (bootstrap/app.php, trustProxies)",
        "https://laravel.com/docs/session",
    ),
    setting(
        "authjs",
        "Auth.js: AUTH_URL with https://, so that useSecureCookies fits the address",
        "https://authjs.dev/reference/core#cookies",
    ),
    setting(
        "keycloak",
        "Keycloak: --hostname https://… and --proxy-headers xforwarded",
        "https://www.keycloak.org/server/reverseproxy",
    ),
    setting(
        "grafana",
        "Grafana: root_url with https:// ([server]), and cookie_secure to match ([security])",
        "https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/",
    ),
    setting(
        "gitlab",
        "GitLab: external_url with https:// (gitlab.rb)",
        "https://docs.gitlab.com/omnibus/settings/configuration/",
    ),
    setting(
        "moodle",
        "Moodle: $CFG->wwwroot with https://, $CFG->sslproxy = true behind a proxy, Secure cookies only turned on",
        "https://docs.moodle.org/en/HTTP_security",
    ),
    setting(
        "wordpress",
        "WordPress: both addresses in Settings, General with https://, and FORCE_SSL_ADMIN in wp-config.php",
        "https://developer.wordpress.org/advanced-administration/wordpress/wp-config/",
    ),
    setting(
        "shibboleth",
        "Shibboleth SP: handlerSSL=\"true\" and cookieProps=\"https\" in <Sessions>, with https only",
        "https://shibboleth.atlassian.net/wiki/spaces/SP3/pages/2065334342/Sessions",
    ),
    setting(
        "mellon",
        "mod_auth_mellon: MellonSecureCookie On, with https only",
        "https://github.com/latchset/mod_auth_mellon/blob/main/README.md",
    ),
];
