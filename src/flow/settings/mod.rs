//! What to set in which framework: one file a concern.
//!
//! The names of the settings were compared with the software itself on 2026-11-26: express-session 1.19.0 and Express
//! 4.22.3, Django 5.2.19, djangosaml2 1.12.0, @auth/core 0.41.3, SimpleSAMLphp 1.19.7 (`config.php`), mod_auth_mellon
//! 0.18.1, the Shibboleth SP 3.4.1 (schema and `shibboleth2.xml`), WordPress 6.1.9 and PHP 8.2 (`php -i`). Some of those of
//! Rails, Spring Boot, ASP.NET, Laravel, Grafana, GitLab and Moodle were compared with configurations in public
//! repositories, `--proxy-headers` and `--hostname` with Keycloak's guide; Moodle's SameSite is MDL-83526. The other
//! settings were not compared with a program.

mod addresses;
mod samesite;
mod secure;
mod store;

use super::cause::Concern;

/// The setting of one framework.
#[derive(Debug)]
pub(crate) struct FrameworkSetting {
    /// The key of the framework.
    pub(super) framework: &'static str,
    pub(crate) text: &'static str,
    /// The documentation that names it.
    pub(crate) source: &'static str,
}

const fn setting(framework: &'static str, text: &'static str, source: &'static str) -> FrameworkSetting {
    FrameworkSetting { framework, text, source }
}

/// The setting of a framework for a concern.
pub(super) fn of(framework: &str, concern: Concern) -> Option<&'static FrameworkSetting> {
    let list: &'static [FrameworkSetting] = match concern {
        Concern::SameSiteNone => samesite::NONE,
        Concern::SameSiteLax => samesite::LAX,
        Concern::Secure => secure::SETTINGS,
        Concern::Domain | Concern::PublicSuffix => addresses::DOMAIN,
        Concern::Path => addresses::PATH,
        Concern::Proxy => addresses::PROXY,
        Concern::Store => store::STORE,
        Concern::Lifetime => store::LIFETIME,
        Concern::Size => store::SIZE,
        Concern::Prefix => &[],
    };
    list.iter().find(|setting| setting.framework == framework)
}

/// What to do in general terms.
pub(super) fn general(concern: Concern) -> &'static str {
    match concern {
        Concern::SameSiteNone => {
            "service: set this cookie with SameSite=None; Secure, over https: the POST from the identity provider is a request from another site"
        }
        Concern::SameSiteLax => {
            "service: set the session cookie with SameSite=Lax (or None; Secure): Strict is not sent while the browser still comes from the identity provider"
        }
        Concern::Secure => {
            "service: serve every page of the login over https, and set the cookie with Secure there"
        }
        Concern::Domain => {
            "service: begin the login, receive the Response and show the application at one host, or set the cookie's Domain to the domain that they share"
        }
        Concern::PublicSuffix => {
            "service: leave out the cookie's Domain, so that the cookie is for its own host, or set a domain of your own"
        }
        Concern::Path => "service: set the cookie with Path=/",
        Concern::Lifetime => {
            "service: let the cookie live longer than a login takes (15 minutes for the request, a shift for the session)"
        }
        Concern::Size => {
            "service: keep the session on the server and an ID in the cookie; send fewer attributes and groups"
        }
        Concern::Prefix => {
            "service: a `__Host-` cookie needs Secure, Path=/ and no Domain; a `__Secure-` cookie needs Secure; both need https"
        }
        Concern::Store => {
            "service: store the login in the session before it redirects, keep sessions in a store that all instances share, and write the session cookie in that answer"
        }
        Concern::Proxy => {
            "service: set its public address, and let it trust X-Forwarded-Proto and X-Forwarded-Host of its proxy"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_source() {
        let lists = [
            samesite::NONE,
            samesite::LAX,
            secure::SETTINGS,
            addresses::DOMAIN,
            addresses::PATH,
            addresses::PROXY,
            store::STORE,
            store::LIFETIME,
            store::SIZE,
        ];
        for setting in lists.into_iter().flatten() {
            assert!(setting.source.starts_with("https://"), "{}: {}", setting.framework, setting.text);
            assert!(!setting.text.ends_with('.') && setting.text.len() > 10, "{}", setting.text);
        }
    }
}
