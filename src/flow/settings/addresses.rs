//! Domain and Path of cookies, and the public address of a service.

use super::{FrameworkSetting, setting};

/// The host that a cookie is for.
pub(super) const DOMAIN: &[FrameworkSetting] = &[
    setting(
        "express",
        "Express: leave cookie.domain out, or set it to the domain that all hosts share",
        "https://expressjs.com/en/resources/middleware/session.html",
    ),
    setting(
        "django",
        "Django: SESSION_COOKIE_DOMAIN = None, or the domain that all hosts share",
        "https://docs.djangoproject.com/en/stable/ref/settings/#sessions",
    ),
    setting(
        "rails",
        "Rails: leave domain: of session_store out, or set it to the domain that all hosts share",
        "https://guides.rubyonrails.org/configuring.html#config-session-store",
    ),
    setting(
        "spring",
        "Spring: remove server.servlet.session.cookie.domain, or set it to the domain that all hosts share",
        "https://docs.spring.io/spring-boot/appendix/application-properties/index.html",
    ),
    setting(
        "aspnet",
        "ASP.NET: leave Cookie.Domain out, or set it to the domain that all hosts share",
        "https://learn.microsoft.com/aspnet/core/security/authentication/cookie",
    ),
    setting(
        "php",
        "PHP: session.cookie_domain empty, or the domain that all hosts share",
        "https://www.php.net/manual/en/session.configuration.php",
    ),
    setting(
        "simplesamlphp",
        "SimpleSAMLphp: 'session.cookie.domain' => '' or the domain that all hosts share (config.php)",
        "https://github.com/simplesamlphp/simplesamlphp/blob/master/config/config.php.dist",
    ),
    setting(
        "laravel",
        "Laravel: SESSION_DOMAIN empty, or the domain that all hosts share",
        "https://laravel.com/docs/session",
    ),
    setting(
        "authjs",
        "Auth.js: AUTH_URL with the host that people use; cookie options without domain, or with the shared one",
        "https://authjs.dev/reference/core#cookies",
    ),
    setting(
        "grafana",
        "Grafana: root_url and domain in [server] with the host that people use",
        "https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/",
    ),
    setting(
        "gitlab",
        "GitLab: external_url with the host that people use (gitlab.rb)",
        "https://docs.gitlab.com/omnibus/settings/configuration/",
    ),
    setting(
        "moodle",
        "Moodle: $CFG->wwwroot with the host that people use; Cookie domain (sessioncookiedomain) empty",
        "https://docs.moodle.org/en/Session_handling",
    ),
    setting(
        "wordpress",
        "WordPress: both addresses in Settings, General with the same host; no COOKIE_DOMAIN in wp-config.php",
        "https://developer.wordpress.org/advanced-administration/wordpress/wp-config/",
    ),
    setting(
        "shibboleth",
        "Shibboleth SP: no domain in cookieProps, and one host by a redirect (www to apex or back)",
        "https://shibboleth.atlassian.net/wiki/spaces/SP3/pages/2065334342/Sessions",
    ),
    setting(
        "mellon",
        "mod_auth_mellon: remove MellonCookieDomain, or set it to the domain that all hosts share",
        "https://github.com/latchset/mod_auth_mellon/blob/main/README.md",
    ),
];

/// The pages that a cookie is for.
pub(super) const PATH: &[FrameworkSetting] = &[
    setting(
        "express",
        "Express: session({ cookie: { path: '/' } })",
        "https://expressjs.com/en/resources/middleware/session.html",
    ),
    setting(
        "django",
        "Django: SESSION_COOKIE_PATH = \"/\"",
        "https://docs.djangoproject.com/en/stable/ref/settings/#sessions",
    ),
    setting(
        "rails",
        "Rails: leave path: of session_store out",
        "https://guides.rubyonrails.org/configuring.html#config-session-store",
    ),
    setting(
        "spring",
        "Spring: server.servlet.session.cookie.path=/",
        "https://docs.spring.io/spring-boot/appendix/application-properties/index.html",
    ),
    setting(
        "aspnet",
        "ASP.NET: Cookie.Path = \"/\"",
        "https://learn.microsoft.com/aspnet/core/security/authentication/cookie",
    ),
    setting("php", "PHP: session.cookie_path = /", "https://www.php.net/manual/en/session.configuration.php"),
    setting(
        "simplesamlphp",
        "SimpleSAMLphp: 'session.cookie.path' => '/' (config.php)",
        "https://github.com/simplesamlphp/simplesamlphp/blob/master/config/config.php.dist",
    ),
    setting("laravel", "Laravel: SESSION_PATH=/", "https://laravel.com/docs/session"),
    setting(
        "moodle",
        "Moodle: Cookie path (sessioncookiepath) must cover the whole site",
        "https://docs.moodle.org/en/Session_handling",
    ),
    setting(
        "wordpress",
        "WordPress: no COOKIEPATH or SITECOOKIEPATH in wp-config.php",
        "https://developer.wordpress.org/advanced-administration/wordpress/wp-config/",
    ),
    setting(
        "shibboleth",
        "Shibboleth SP: path=/ in cookieProps",
        "https://shibboleth.atlassian.net/wiki/spaces/SP3/pages/2065334342/Sessions",
    ),
    setting(
        "mellon",
        "mod_auth_mellon: MellonCookiePath /",
        "https://github.com/latchset/mod_auth_mellon/blob/main/README.md",
    ),
];

/// The public address.
pub(super) const PROXY: &[FrameworkSetting] = &[
    setting(
        "express",
        "Express: app.set('trust proxy', 1), and the public URL in the SAML strategy's callbackUrl",
        "https://expressjs.com/en/guide/behind-proxies.html",
    ),
    setting(
        "django",
        "Django: USE_X_FORWARDED_HOST and SECURE_PROXY_SSL_HEADER; APPEND_SLASH redirects lose a POST, so write the ACS URL with its slash",
        "https://docs.djangoproject.com/en/stable/ref/settings/",
    ),
    setting(
        "rails",
        "Rails: OmniAuth.config.full_host with the public address, config.assume_ssl behind a proxy",
        "https://github.com/omniauth/omniauth/wiki",
    ),
    setting(
        "spring",
        "Spring: server.forward-headers-strategy=framework, and the public address in the registration's acs location",
        "https://docs.spring.io/spring-boot/appendix/application-properties/index.html",
    ),
    setting(
        "aspnet",
        "ASP.NET: UseForwardedHeaders before authentication, and UseHttpsRedirection only where the ACS is already https",
        "https://learn.microsoft.com/aspnet/core/host-and-deploy/proxy-load-balancer",
    ),
    setting(
        "php",
        "PHP: build the ACS URL from the configured public address, not from $_SERVER",
        "https://www.php.net/manual/en/session.configuration.php",
    ),
    setting(
        "simplesamlphp",
        "SimpleSAMLphp: 'baseurlpath' => 'https://host/simplesaml/' (config.php)",
        "https://github.com/simplesamlphp/simplesamlphp/blob/master/config/config.php.dist",
    ),
    setting(
        "laravel",
        "Laravel: APP_URL with the public address, and trustProxies",
        "https://laravel.com/docs/requests",
    ),
    setting(
        "authjs",
        "Auth.js: AUTH_URL with the public address, AUTH_TRUST_HOST=true; Next.js: check trailingSlash",
        "https://authjs.dev/getting-started/deployment",
    ),
    setting(
        "keycloak",
        "Keycloak: --hostname with the public address, --proxy-headers xforwarded",
        "https://www.keycloak.org/server/reverseproxy",
    ),
    setting(
        "grafana",
        "Grafana: root_url in [server] with the public address, scheme included",
        "https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/",
    ),
    setting(
        "gitlab",
        "GitLab: external_url with the public address; assertion_consumer_service_url of the saml provider to match",
        "https://docs.gitlab.com/omnibus/settings/configuration/",
    ),
    setting(
        "moodle",
        "Moodle: $CFG->wwwroot with the public address",
        "https://docs.moodle.org/en/Configuration_file",
    ),
    setting(
        "wordpress",
        "WordPress: both addresses in Settings, General with the public address",
        "https://developer.wordpress.org/advanced-administration/wordpress/wp-config/",
    ),
    setting(
        "shibboleth",
        "Shibboleth SP: Apache ServerName https://host:443 and UseCanonicalName On; IIS: scheme, port and name of <Site>",
        "https://shibboleth.atlassian.net/wiki/spaces/SP3/pages/2065334342/Sessions",
    ),
    setting(
        "mellon",
        "mod_auth_mellon: Apache ServerName https://host:443, UseCanonicalName On, and MellonEndpointPath without a redirect",
        "https://github.com/latchset/mod_auth_mellon/blob/main/README.md",
    ),
];
