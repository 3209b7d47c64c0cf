//! From a scene to its recording: every request and response of the login, in order.

use super::reel::{Program, Reel, Shot};
use super::scene::{Answer, Ends, Scene};
use crate::capture::{deflate_stored, percent_encode};
use crate::{AuthnRequest, Login, Part, Signing, keys};
use chrono::{DateTime, Duration, SecondsFormat, Utc};

impl Scene {
    fn origin(url: &str) -> String {
        let end = url.find("://").unwrap() + 3;
        url[..end + url[end..].find('/').unwrap_or(url.len() - end)].to_owned()
    }

    fn name_and_value(header: &str) -> String {
        header.split(';').next().unwrap().to_owned()
    }

    /// The recording as text.
    pub fn recording(&self) -> String {
        let mut reel = Reel::new(self.program);
        if self.noise {
            noise(&mut reel);
        }
        let mut request_kept = false;
        for round in 0..=self.restarts {
            let loops = self.expected.verdict == "loop" && self.restarts > 0;
            let is_last = round == self.restarts && !loops;
            let tab = 1;
            if self.ends != Ends::BeginsLate {
                self.begin(&mut reel, round, tab, request_kept);
            }
            request_kept = self.request_cookie.is_some();
            if self.ends == Ends::SecondTab {
                reel.wait(1_500);
                self.begin(&mut reel, 7, 2, request_kept);
            }
            if !self.provider(&mut reel, round) {
                break;
            }
            self.acs(&mut reel, round, is_last);
            if round == self.restarts && loops {
                // The browser gives up.
                let mut shot = self.shot("GET", &self.landing(), 429);
                shot.page = Some(
                    "<html><head><title>Too many redirects</title></head><body></body></html>".to_owned(),
                );
                shot.sent = self.sent_after();
                reel.shoot(shot);
            }
        }
        reel.text()
    }

    fn shot(&self, method: &'static str, url: &str, status: u16) -> Shot {
        let is_service = !url.starts_with(self.idp);
        Shot {
            method,
            url: url.to_owned(),
            status,
            mime: "text/html; charset=utf-8",
            dest: "document",
            site: "cross-site",
            clock: if is_service { self.clocks.0 } else { self.clocks.1 },
            sent: if is_service { self.old.clone() } else { Vec::new() },
            headers: if is_service {
                self.headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
            } else {
                Vec::new()
            },
            tab: 1,
            ..Shot::default()
        }
    }

    fn request_id(round: usize) -> String {
        format!("_a{round}c4e8f2b6d0917")
    }

    /// Start page, and the redirect with the request.
    fn begin(&self, reel: &mut Reel, round: usize, tab: usize, request_kept: bool) {
        let origin = Self::origin(self.start);
        if round == 0 || round == 7 {
            let mut shot = self.shot("GET", self.start, 302);
            (shot.site, shot.user, shot.tab) = ("none", true, tab);
            shot.location = Some(format!("{origin}/login"));
            reel.shoot(shot);
        }
        let request = self.authn_request(reel, round);
        let mut shot = self.shot("GET", &format!("{origin}/login"), 302);
        shot.tab = tab;
        if round == 0 || round == 7 {
            (shot.site, shot.user) = ("none", true);
        } else {
            shot.origin = Some(self.idp.to_owned());
            shot.sent.extend(self.sent_after());
        }
        if request_kept && self.request_is_kept() {
            shot.sent.extend(self.request_cookie.map(Self::name_and_value));
        }
        shot.set.extend(self.request_cookie.map(str::to_owned));
        shot.location = Some(request.redirect_url(self.relay.0));
        reel.shoot(shot);
        let mut shot = self.shot("GET", &request.redirect_url(self.relay.0), 200);
        shot.tab = tab;
        if round == 0 || round == 7 {
            shot.user = true;
        } else {
            shot.origin = Some(self.idp.to_owned());
        }
        if self.program != Program::ChromeSanitized {
            shot.set.push("idp_session=i1; Path=/; Secure; HttpOnly; SameSite=None".to_owned());
        }
        if self.ends == Ends::ProviderError {
            shot.status = 400;
            shot.page = Some("<html><head><title>Sign in</title></head><body><h1>Application with identifier was not found in the directory</h1></body></html>".to_owned());
        } else if round == 0 || round == 7 {
            shot.page = Some("<html><head><title>Sign in to your account</title></head><body><form method=\"post\"><input name=\"u\"><input type=\"password\" name=\"p\"></form></body></html>".to_owned());
        } else {
            shot.page = Some(POSTS.to_owned());
        }
        reel.shoot(shot);
    }

    fn authn_request(&self, reel: &Reel, round: usize) -> AuthnRequest {
        AuthnRequest {
            id: Self::request_id(round),
            issuer: "https://portal.example.org/saml/metadata".to_owned(),
            acs: self.acs.to_owned(),
            destination: format!("{}/sso", self.idp),
            issue_instant: at(reel.now() + Duration::seconds(self.clocks.0)),
        }
    }

    /// The pages of the identity provider; whether a Response comes of them.
    fn provider(&self, reel: &mut Reel, round: usize) -> bool {
        if self.ends == Ends::ProviderError {
            return false;
        }
        if round > 0 {
            return true;
        }
        reel.wait(self.wait * 1_000);
        if self.ends == Ends::AtProvider {
            let mut shot = self.shot("POST", &format!("{}/login", self.idp), 200);
            shot.page = Some("<html><head><title>Verify your identity</title></head><body><input name=\"otp\" autocomplete=\"one-time-code\"></body></html>".to_owned());
            (shot.site, shot.origin) = ("same-origin", Some(self.idp.to_owned()));
            shot.sent.push("idp_session=i1".to_owned());
            reel.shoot(shot);
            return false;
        }
        let mut shot = self.shot("POST", &format!("{}/login", self.idp), 200);
        (shot.site, shot.origin, shot.user) = ("same-origin", Some(self.idp.to_owned()), true);
        if self.program != Program::ChromeSanitized {
            shot.sent.push("idp_session=i1".to_owned());
        }
        shot.post = vec![("u", "mara".to_owned())];
        shot.page = Some(POSTS.to_owned());
        reel.shoot(shot);
        true
    }

    fn login(&self, reel: &Reel, round: usize) -> Login {
        let issued = at(reel.now() + Duration::seconds(self.clocks.1) - Duration::milliseconds(36));
        let request = Self::request_id(if self.answers { round } else { 5 });
        let login = Login::new(self.shape)
            .ids(&format!("_r{round}5b7d9f1a3c5e7"), &format!("_s{round}8c0e2a4b6d8f1"))
            .acs(self.acs)
            .audiences(&["https://portal.example.org/saml/metadata"])
            .in_response_to(Some(&request))
            .issued(&issued, 3600);
        let login = (self.response)(login);
        match login.status.len() {
            1 => login.sign_assertion(Signing::new(keys::idp())),
            _ => login.without(Part::Assertion).sign_response(Signing::new(keys::idp())),
        }
    }

    /// The Response at the ACS, and what follows.
    fn acs(&self, reel: &mut Reel, round: usize, is_last: bool) {
        let message = self.login(reel, round).message();
        let mut shot = self.shot("POST", self.acs, self.acs_status);
        shot.origin = Some(self.idp.to_owned());
        shot.post = vec![("SAMLResponse", message.base64())];
        shot.post.extend(self.relay.1.map(|relay| ("RelayState", relay.to_owned())));
        shot.xml = Some(message.xml.clone());
        if !self.old_posted {
            shot.sent.clear();
        }
        if self.request_sent {
            shot.sent.extend(self.request_cookie.map(Self::name_and_value));
        }
        if self.ends == Ends::AtResponse {
            shot.status = 0;
            reel.shoot(shot);
            return;
        }
        if let Ends::Moved(status) = self.ends {
            self.moved(reel, shot, status);
            return;
        }
        shot.headers.extend(self.acs_headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let again = shot.clone();
        if self.acs_status >= 400 {
            shot.page = self.acs_page.map(str::to_owned);
            reel.shoot(shot);
            return;
        }
        shot.set.clone_from(&self.session);
        if is_last {
            shot.location = Some(self.landing());
            reel.shoot(shot);
            self.land(reel);
            if let Ends::SignsOut(answer) = self.ends {
                self.sign_out(reel, answer);
            }
            if let Ends::Reloaded(status) = self.ends {
                reel.wait(20_000);
                let mut shot = again;
                (shot.status, shot.user) = (status, true);
                shot.sent.extend(self.session.iter().map(|header| Self::name_and_value(header)));
                if status >= 400 {
                    shot.page = Some(
                        "<html><head><title>Error: assertion was already used</title></head></html>"
                            .to_owned(),
                    );
                    reel.shoot(shot);
                } else {
                    shot.location = Some(self.landing());
                    reel.shoot(shot);
                    self.land(reel);
                }
            }
            return;
        }
        // A loop: the start page finds no session, and begins again.
        shot.location = Some(self.landing());
        reel.shoot(shot);
        if self.ends == Ends::ScriptDeletes {
            let mut script = self.shot("GET", &format!("{}/static/ping.js", Self::origin(self.start)), 200);
            (script.dest, script.site, script.mime) = ("script", "same-origin", "text/javascript");
            script.sent = self.sent_after();
            script.set = vec!["portal_session=; Path=/; Max-Age=0".to_owned()];
            reel.shoot(script);
        }
        let mut back = self.shot("GET", &self.landing(), 302);
        back.origin = Some(self.idp.to_owned());
        back.sent.extend(self.sent_after());
        if self.ends == Ends::ScriptDeletes {
            back.sent.clear();
        }
        if self.request_cookie.is_some() && self.request_is_kept() {
            back.sent.extend(self.request_cookie.map(Self::name_and_value));
        }
        back.set.extend(self.landing_set.iter().map(|set| (*set).to_owned()));
        if round < self.restarts {
            back.location = Some(format!("{}/login", Self::origin(self.start)));
            reel.shoot(back);
        }
    }

    /// The POST is redirected.
    fn moved(&self, reel: &mut Reel, mut shot: Shot, status: u16) {
        let target = format!("{}/", self.acs);
        shot.status = status;
        shot.location = Some(target.clone());
        let mut next = shot.clone();
        reel.shoot(shot);
        next.url = target;
        if status >= 307 {
            (next.status, next.location) = (302, Some(self.landing()));
            next.set.clone_from(&self.session);
            reel.shoot(next);
            self.land(reel);
        } else {
            (next.method, next.status, next.location, next.xml) = ("GET", 400, None, None);
            next.post.clear();
            next.page = Some("<html><head><title>Missing SAMLResponse</title></head></html>".to_owned());
            reel.shoot(next);
        }
    }

    /// Single logout by redirects.
    fn sign_out(&self, reel: &mut Reel, answer: Answer) {
        let origin = Self::origin(self.start);
        let (service, provider) = (format!("{origin}/saml/slo"), format!("{}/slo", self.idp));
        reel.wait(9_000);
        let mut shot = self.shot("GET", &format!("{origin}/logout"), 302);
        (shot.site, shot.user, shot.sent) = ("same-origin", true, self.sent_after());
        let mut next = logout_url(&provider, "LogoutRequest", "_l0", None);
        shot.location = Some(next.clone());
        reel.shoot(shot);
        let turns = if answer == Answer::Requests { 3 } else { 0 };
        for turn in 0..turns {
            for (side, id) in [(&service, format!("_p{turn}")), (&provider, format!("_l{}", turn + 1))] {
                let mut shot = self.shot("GET", &next, 302);
                next = logout_url(side, "LogoutRequest", &id, None);
                shot.location = Some(next.clone());
                reel.shoot(shot);
            }
        }
        let mut shot = self.shot("GET", &next, 200);
        match answer {
            Answer::Response => {
                let back = logout_url(&service, "LogoutResponse", "_m0", Some("_l0"));
                (shot.status, shot.location) = (302, Some(back.clone()));
                reel.shoot(shot);
                let mut shot = self.shot("GET", &back, 302);
                shot.location = Some(format!("{origin}/bye"));
                reel.shoot(shot);
                let mut shot = self.shot("GET", &format!("{origin}/bye"), 200);
                shot.page = Some("<html><head><title>Signed out</title></head></html>".to_owned());
                reel.shoot(shot);
            }
            _ => {
                shot.page = Some("<html><head><title>Something happened</title></head></html>".to_owned());
                reel.shoot(shot);
            }
        }
    }

    fn landing(&self) -> String {
        if self.lands.is_empty() { self.start.to_owned() } else { self.lands.to_owned() }
    }

    fn land(&self, reel: &mut Reel) {
        let mut shot = self.shot("GET", &self.landing(), self.landing_status);
        shot.origin = Some(self.idp.to_owned());
        shot.sent.extend(self.sent_after());
        shot.set.extend(self.landing_set.iter().map(|set| (*set).to_owned()));
        shot.page = Some(self.landing_page.to_owned());
        reel.shoot(shot);
    }

    /// A cookie that no browser keeps is in no later request.
    fn request_is_kept(&self) -> bool {
        self.request_cookie.is_some_and(|header| {
            !header.contains("Domain=elsewhere") && self.name != "request-cookie-expired"
        })
    }

    fn sent_after(&self) -> Vec<String> {
        let mut sent = self.old.clone();
        if self.session_sent {
            let kept = self.session.iter().filter(|header| !header.contains("Max-Age=0"));
            sent.extend(kept.map(|header| Self::name_and_value(header)));
        }
        sent
    }
}

/// The URL with a logout message of the side that does not receive it.
fn logout_url(to: &str, kind: &str, id: &str, answers: Option<&str>) -> String {
    let issuer = match to.contains("/saml/") {
        true => "https://login.example.net/metadata",
        false => "https://portal.example.org/saml/metadata",
    };
    let answers = answers.map(|id| format!(" InResponseTo=\"{id}\"")).unwrap_or_default();
    let inner = match kind {
        "LogoutRequest" => "<a:NameID>mara</a:NameID>",
        _ => "<p:Status><p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></p:Status>",
    };
    let xml = format!(
        "<p:{kind} xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{id}\" Version=\"2.0\" IssueInstant=\"2026-01-15T10:00:30Z\"{answers}><a:Issuer>{issuer}</a:Issuer>{inner}</p:{kind}>"
    );
    let parameter = if kind == "LogoutRequest" { "SAMLRequest" } else { "SAMLResponse" };
    let value = openssl::base64::encode_block(&deflate_stored(xml.as_bytes()));
    format!("{to}?{parameter}={}", percent_encode(&value))
}

/// A page that posts itself.
const POSTS: &str = "<html><head><title>Working...</title></head><body onload=\"document.forms[0].submit()\"><form method=\"post\"><input type=\"hidden\" name=\"SAMLResponse\" value=\"...\"></form></body></html>";

fn at(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// What other sites and parts of pages add.
fn noise(reel: &mut Reel) {
    for (url, mime, dest) in [
        ("https://cdn.example.com/app.js", "text/javascript", "script"),
        ("https://stats.example.com/collect?v=2", "image/gif", "image"),
    ] {
        reel.shoot(Shot {
            method: "GET",
            url: url.to_owned(),
            status: 200,
            mime,
            dest,
            site: "cross-site",
            ..Shot::default()
        });
    }
}
