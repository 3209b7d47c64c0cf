//! The framework of a service, by the names of its cookies and by its headers, and what cookies are for.

use super::cause::Concern;
use super::recording::Exchange;
use super::settings::{self, FrameworkSetting};

/// A framework or product that keeps sessions in cookies.
#[derive(Debug)]
pub(crate) struct Framework {
    /// Under which its settings are found.
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    /// Beginnings of the names of its cookies, and in `…x` form their ends.
    cookies: &'static [&'static str],
    /// Headers of its answers, with what their values begin with.
    headers: &'static [(&'static str, &'static str)],
    /// Each answer writes the session cookie anew, with another value for the same session.
    pub(crate) rotates: bool,
}

/// In the order in which they are tried: products before the frameworks that they are built on.
static FRAMEWORKS: &[Framework] = &[
    Framework {
        key: "gitlab",
        name: "GitLab",
        cookies: &["_gitlab_session"],
        headers: &[("x-gitlab-meta", "")],
        rotates: false,
    },
    Framework {
        key: "grafana",
        name: "Grafana",
        cookies: &["grafana_session"],
        headers: &[],
        rotates: false,
    },
    Framework {
        key: "keycloak",
        name: "Keycloak",
        cookies: &["AUTH_SESSION_ID", "KEYCLOAK_", "KC_RESTART", "KC_AUTH_SESSION"],
        headers: &[],
        rotates: false,
    },
    Framework {
        key: "moodle",
        name: "Moodle",
        cookies: &["MoodleSession", "MOODLEID"],
        headers: &[],
        rotates: false,
    },
    Framework {
        key: "wordpress",
        name: "WordPress",
        cookies: &["wordpress_", "wp-settings"],
        headers: &[("x-redirect-by", "WordPress")],
        rotates: false,
    },
    Framework {
        key: "shibboleth",
        name: "Shibboleth SP",
        cookies: &["_shibsession_", "_shibstate_", "_opensaml_req_"],
        headers: &[],
        rotates: false,
    },
    Framework { key: "mellon", name: "mod_auth_mellon", cookies: &["mellon-"], headers: &[], rotates: false },
    Framework {
        key: "simplesamlphp",
        name: "SimpleSAMLphp",
        cookies: &["SimpleSAML"],
        headers: &[],
        rotates: false,
    },
    Framework {
        key: "laravel",
        name: "Laravel",
        cookies: &["laravel_session", "laravel-session"],
        headers: &[],
        rotates: true,
    },
    Framework {
        key: "authjs",
        name: "Auth.js",
        cookies: &[
            "authjs.",
            "__Secure-authjs.",
            "__Host-authjs.",
            "next-auth.",
            "__Secure-next-auth.",
            "__Host-next-auth.",
        ],
        headers: &[("x-powered-by", "Next.js")],
        rotates: true,
    },
    Framework {
        key: "django",
        name: "Django",
        cookies: &["sessionid", "csrftoken", "saml_session"],
        headers: &[("server", "WSGIServer")],
        rotates: false,
    },
    Framework {
        key: "aspnet",
        name: "ASP.NET",
        cookies: &[".AspNetCore.", ".AspNet.", "ASP.NET_SessionId", ".ASPXAUTH", "FedAuth", "Saml2."],
        headers: &[("x-aspnet-version", ""), ("x-aspnetmvc-version", ""), ("x-powered-by", "ASP.NET")],
        rotates: true,
    },
    Framework {
        key: "spring",
        name: "Spring",
        cookies: &["JSESSIONID", "SESSION"],
        headers: &[("x-application-context", "")],
        rotates: false,
    },
    Framework {
        key: "express",
        name: "Express",
        cookies: &["connect.sid"],
        headers: &[("x-powered-by", "Express")],
        rotates: false,
    },
    Framework {
        key: "php",
        name: "PHP",
        cookies: &["PHPSESSID"],
        headers: &[("x-powered-by", "PHP")],
        rotates: false,
    },
    // The name of a Rails session is that of the application, so it comes last.
    Framework {
        key: "rails",
        name: "Rails",
        cookies: &["_*_session"],
        headers: &[("x-runtime", "")],
        rotates: true,
    },
];

impl Framework {
    /// The framework of a service by what its answers set and say.
    pub(crate) fn of<'e>(
        exchanges: impl Iterator<Item = &'e Exchange> + Clone,
    ) -> Option<&'static Framework> {
        let by_cookie = FRAMEWORKS.iter().find(|framework| {
            exchanges.clone().any(|one| {
                let set = one.set.iter().map(|cookie| cookie.name.as_str());
                let sent = one.sent.iter().map(|(name, _)| name.as_str());
                set.chain(sent).any(|name| framework.names(name))
            })
        });
        by_cookie.or_else(|| {
            FRAMEWORKS.iter().find(|framework| {
                exchanges.clone().any(|one| {
                    framework
                        .headers
                        .iter()
                        .any(|(name, start)| one.answer(name).is_some_and(|value| value.starts_with(start)))
                })
            })
        })
    }

    fn names(&self, cookie: &str) -> bool {
        self.cookies.iter().any(|pattern| match pattern.split_once('*') {
            Some((start, end)) => {
                cookie.len() > pattern.len() && cookie.starts_with(start) && cookie.ends_with(end)
            }
            // `SESSION` is a whole name; the others are beginnings.
            None if *pattern == "SESSION" => cookie == "SESSION",
            None => cookie.starts_with(pattern),
        })
    }

    /// The setting of this framework for a concern.
    pub(crate) fn setting(&self, concern: Concern) -> Option<&'static FrameworkSetting> {
        settings::of(self.key, concern)
    }
}

/// Whether a cookie is that of a load balancer, a firewall or a statistics program, which no login depends on.
pub(crate) fn is_infrastructure(name: &str) -> bool {
    const STARTS: [&str; 33] = [
        "_ga",
        "_gid",
        "_gcl",
        "_fbp",
        "_hj",
        "_pk_",
        "_utm",
        "__utm",
        "amplitude",
        "ajs_",
        "mp_",
        "optimizely",
        "AWSALB",
        "AWSELB",
        "ARRAffinity",
        "ApplicationGateway",
        "BIGip",
        "TS01",
        "f5_",
        "NSC_",
        "ROUTEID",
        "SERVERID",
        "route",
        "incap_ses",
        "visid_incap",
        "nlbi_",
        "__cf",
        "_cf",
        "cf_",
        "ak_bm",
        "bm_",
        "_abck",
        "_dd_s",
    ];
    const NAMES: [&str; 11] = [
        "lang",
        "language",
        "locale",
        "theme",
        "tz",
        "timezone",
        "XSRF-TOKEN",
        "cookieconsent",
        "cookie_consent",
        "OptanonConsent",
        "_dc_gtm",
    ];
    STARTS.iter().any(|start| name.get(..start.len()).is_some_and(|given| given.eq_ignore_ascii_case(start)))
        || NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether the name of a cookie is that of a session, a login or a request.
pub(crate) fn is_session_name(name: &str) -> bool {
    const WORDS: [&str; 15] = [
        "sess",
        "sid",
        "auth",
        "token",
        "login",
        "user",
        "saml",
        "sso",
        "state",
        "remember",
        "jwt",
        "identity",
        "mellon",
        "wordpress_",
        "account",
    ];
    let lower = name.to_ascii_lowercase();
    !is_infrastructure(name)
        && (FRAMEWORKS.iter().any(|framework| framework.names(name))
            || WORDS.iter().any(|word| lower.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(cookie: &str) -> Option<&'static str> {
        FRAMEWORKS.iter().find(|framework| framework.names(cookie)).map(|framework| framework.name)
    }

    #[test]
    fn frameworks_are_known_by_their_cookies() {
        for (cookie, name) in [
            ("connect.sid", "Express"),
            ("sessionid", "Django"),
            ("_shop_session", "Rails"),
            ("_gitlab_session", "GitLab"),
            ("JSESSIONID", "Spring"),
            (".AspNetCore.Cookies", "ASP.NET"),
            ("PHPSESSID", "PHP"),
            ("SimpleSAMLAuthToken", "SimpleSAMLphp"),
            ("laravel_session", "Laravel"),
            ("__Secure-next-auth.session-token", "Auth.js"),
            ("KEYCLOAK_IDENTITY", "Keycloak"),
            ("grafana_session", "Grafana"),
            ("MoodleSession", "Moodle"),
            ("wordpress_logged_in_1", "WordPress"),
            ("_shibsession_6465", "Shibboleth SP"),
            ("mellon-cookie", "mod_auth_mellon"),
        ] {
            assert_eq!(named(cookie), Some(name), "{cookie}");
        }
        assert_eq!(named("portal"), None);
    }

    #[test]
    fn every_framework_has_settings() {
        for framework in FRAMEWORKS {
            for concern in [Concern::SameSiteNone, Concern::SameSiteLax, Concern::Secure, Concern::Store] {
                assert!(framework.setting(concern).is_some(), "{} {concern:?}", framework.name);
            }
        }
    }

    #[test]
    fn cookies_of_load_balancers_are_no_sessions() {
        assert!(
            is_infrastructure("AWSALBCORS") && is_infrastructure("_ga_X") && is_infrastructure("__cf_bm")
        );
        assert!(is_session_name("portal_session") && !is_session_name("AWSALB") && !is_session_name("color"));
    }
}
