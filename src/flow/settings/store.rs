//! Where sessions are kept, how long, and how large.

use super::{FrameworkSetting, setting};

/// The store of sessions.
pub(super) const STORE: &[FrameworkSetting] = &[
    setting(
        "express",
        "Express: call req.session.save() before res.redirect(), keep saveUninitialized and the store (not MemoryStore) common to all instances",
        "https://expressjs.com/en/resources/middleware/session.html",
    ),
    setting(
        "django",
        "Django: SESSION_ENGINE in the database or a shared cache, and login(request, user) in the ACS view",
        "https://docs.djangoproject.com/en/stable/ref/settings/#sessions",
    ),
    setting(
        "rails",
        "Rails: one secret_key_base for all instances, or a shared session store; reset_session only before the login is stored",
        "https://guides.rubyonrails.org/configuring.html#config-session-store",
    ),
    setting(
        "spring",
        "Spring: share sessions (Spring Session with Redis or JDBC) or make the load balancer sticky; check that the SecurityContext is saved",
        "https://docs.spring.io/spring-session/reference/",
    ),
    setting(
        "aspnet",
        "ASP.NET: share the Data Protection keys of all instances (PersistKeysTo…, SetApplicationName), and call SignInAsync in the ACS",
        "https://learn.microsoft.com/aspnet/core/security/data-protection/configuration/overview",
    ),
    setting(
        "php",
        "PHP: session.save_handler shared by all servers (redis, memcached), and session_write_close() before the redirect",
        "https://www.php.net/manual/en/session.configuration.php",
    ),
    setting(
        "simplesamlphp",
        "SimpleSAMLphp: 'store.type' => 'redis', 'memcache' or 'sql' (config.php), and another session name than the application's",
        "https://github.com/simplesamlphp/simplesamlphp/blob/master/config/config.php.dist",
    ),
    setting(
        "laravel",
        "Laravel: SESSION_DRIVER=redis or database, one APP_KEY, and the ACS route in the web middleware group (without CSRF check)",
        "https://laravel.com/docs/session",
    ),
    setting(
        "authjs",
        "Auth.js: one AUTH_SECRET for all instances, and the same cookie names and useSecureCookies everywhere",
        "https://authjs.dev/reference/core#cookies",
    ),
    setting(
        "keycloak",
        "Keycloak: sticky sessions at the load balancer, or all nodes in one cache cluster",
        "https://www.keycloak.org/server/reverseproxy",
    ),
    setting(
        "grafana",
        "Grafana: one database and one secret_key for all instances",
        "https://grafana.com/docs/grafana/latest/setup-grafana/set-up-for-high-availability/",
    ),
    setting(
        "gitlab",
        "GitLab: one Redis for all nodes, and the same gitlab-secrets.json",
        "https://docs.gitlab.com/omnibus/settings/configuration/",
    ),
    setting(
        "moodle",
        "Moodle: sessions in the database or Redis ($CFG->session_handler_class), common to all nodes",
        "https://docs.moodle.org/en/Session_handling",
    ),
    setting(
        "wordpress",
        "WordPress: the same keys and salts on all nodes, and no page cache for the ACS or for pages of signed-in people",
        "https://developer.wordpress.org/advanced-administration/wordpress/wp-config/",
    ),
    setting(
        "shibboleth",
        "Shibboleth SP: one <StorageService> for all nodes, or sticky sessions",
        "https://shibboleth.atlassian.net/wiki/spaces/SP3/pages/2065334342/Sessions",
    ),
    setting(
        "mellon",
        "mod_auth_mellon: sticky sessions (its sessions are in the memory of one server), and MellonCacheSize large enough",
        "https://github.com/latchset/mod_auth_mellon/blob/main/README.md",
    ),
];

/// How long a cookie lives.
pub(super) const LIFETIME: &[FrameworkSetting] = &[
    setting(
        "express",
        "Express: session({ cookie: { maxAge: … } }) in milliseconds, or none",
        "https://expressjs.com/en/resources/middleware/session.html",
    ),
    setting(
        "django",
        "Django: SESSION_COOKIE_AGE in seconds",
        "https://docs.djangoproject.com/en/stable/ref/settings/#sessions",
    ),
    setting(
        "rails",
        "Rails: expire_after: of session_store",
        "https://guides.rubyonrails.org/configuring.html#config-session-store",
    ),
    setting(
        "spring",
        "Spring: server.servlet.session.timeout and server.servlet.session.cookie.max-age",
        "https://docs.spring.io/spring-boot/appendix/application-properties/index.html",
    ),
    setting(
        "aspnet",
        "ASP.NET: ExpireTimeSpan of the cookie, and RemoteAuthenticationTimeout of the request",
        "https://learn.microsoft.com/aspnet/core/security/authentication/cookie",
    ),
    setting(
        "php",
        "PHP: session.cookie_lifetime = 0 and session.gc_maxlifetime in seconds",
        "https://www.php.net/manual/en/session.configuration.php",
    ),
    setting(
        "simplesamlphp",
        "SimpleSAMLphp: 'session.cookie.lifetime' => 0 and 'session.duration' (config.php)",
        "https://github.com/simplesamlphp/simplesamlphp/blob/master/config/config.php.dist",
    ),
    setting("laravel", "Laravel: SESSION_LIFETIME in minutes", "https://laravel.com/docs/session"),
    setting(
        "authjs",
        "Auth.js: session.maxAge, and maxAge of the cookie's options",
        "https://authjs.dev/reference/core#cookies",
    ),
    setting(
        "keycloak",
        "Keycloak: in Realm settings, tab Sessions, Login timeout and Login action timeout",
        "https://www.keycloak.org/docs/latest/server_admin/index.html#_timeouts",
    ),
    setting(
        "grafana",
        "Grafana: login_maximum_inactive_lifetime_duration in [auth]",
        "https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/",
    ),
    setting(
        "moodle",
        "Moodle: Timeout (sessiontimeout) under Server, Session handling",
        "https://docs.moodle.org/en/Session_handling",
    ),
    setting(
        "shibboleth",
        "Shibboleth SP: lifetime and timeout of <Sessions>",
        "https://shibboleth.atlassian.net/wiki/spaces/SP3/pages/2065334342/Sessions",
    ),
    setting(
        "mellon",
        "mod_auth_mellon: MellonSessionLength in seconds",
        "https://github.com/latchset/mod_auth_mellon/blob/main/README.md",
    ),
];

/// How large a cookie is.
pub(super) const SIZE: &[FrameworkSetting] = &[
    setting(
        "express",
        "Express: express-session with a store instead of cookie-session",
        "https://expressjs.com/en/resources/middleware/session.html",
    ),
    setting(
        "django",
        "Django: SESSION_ENGINE in the database or cache, not signed_cookies",
        "https://docs.djangoproject.com/en/stable/ref/settings/#sessions",
    ),
    setting(
        "rails",
        "Rails: a session store on the server (active_record_store, cache_store) instead of cookie_store",
        "https://guides.rubyonrails.org/configuring.html#config-session-store",
    ),
    setting(
        "aspnet",
        "ASP.NET: CookieAuthenticationOptions.SessionStore (ITicketStore), or fewer claims",
        "https://learn.microsoft.com/aspnet/core/security/authentication/cookie",
    ),
    setting(
        "laravel",
        "Laravel: SESSION_DRIVER=redis or database instead of cookie",
        "https://laravel.com/docs/session",
    ),
    setting(
        "authjs",
        "Auth.js: session.strategy \"database\", or fewer fields in the jwt callback",
        "https://authjs.dev/concepts/session-strategies",
    ),
];
