//! A login from the first page to the last, with what may go wrong in it.

use super::reel::Program;
use crate::{Login, Shape};
use serde_json::{Value, json};

/// What the report on a scene must say.
#[derive(Clone, Debug)]
pub struct Expected {
    pub verdict: &'static str,
    pub root: Option<&'static str>,
    /// Codes that must be among the findings.
    pub found: Vec<&'static str>,
    /// Codes that must not.
    pub not: Vec<&'static str>,
}

/// One recorded login.
#[derive(Clone)]
pub struct Scene {
    pub name: &'static str,
    pub what: &'static str,
    pub expected: Expected,
    pub program: Program,
    pub shape: Shape,
    pub framework: Option<&'static str>,
    /// Where the login begins.
    pub start: &'static str,
    /// The origin and path of the ACS.
    pub acs: &'static str,
    pub idp: &'static str,
    /// Set with the request.
    pub request_cookie: Option<&'static str>,
    /// Whether it comes with the POST to the ACS.
    pub request_sent: bool,
    /// Set by the ACS.
    pub session: Vec<String>,
    /// Whether they come with the page after it.
    pub session_sent: bool,
    /// Cookies that every request to the service has.
    pub old: Vec<String>,
    /// Whether they come with the POST to the ACS too.
    pub old_posted: bool,
    pub acs_status: u16,
    pub acs_page: Option<&'static str>,
    pub acs_headers: Vec<(&'static str, &'static str)>,
    /// How often the service begins again.
    pub restarts: usize,
    /// What the landing page sets.
    pub landing_set: Vec<&'static str>,
    pub landing_page: &'static str,
    pub landing_status: u16,
    /// Where the ACS redirects to; the start, if empty.
    pub lands: &'static str,
    /// Seconds at the identity provider.
    pub wait: i64,
    /// The clock of the service and of the identity provider, in seconds ahead of the browser's.
    pub clocks: (i64, i64),
    pub relay: (Option<&'static str>, Option<&'static str>),
    /// Changes the Response.
    pub response: fn(Login) -> Login,
    /// Whether InResponseTo names the request.
    pub answers: bool,
    pub ends: Ends,
    pub noise: bool,
    pub headers: Vec<(&'static str, &'static str)>,
}

/// Where a recording begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Whole,
    /// After the request was sent.
    BeginsLate,
    /// With the Response.
    AtResponse,
    /// At a page of the identity provider.
    AtProvider,
    /// With an error page of the identity provider.
    ProviderError,
    /// The ACS redirects the POST by this status to an address with a slash, which is where it should have gone.
    Moved(u16),
    /// The Response is sent again after the login.
    Reloaded(u16),
    /// A script of the page deletes the session cookie with its answer.
    ScriptDeletes,
    /// A second tab begins a login in between.
    SecondTab,
    /// After the login, the person signs out.
    SignsOut(Answer),
}

/// What comes of a LogoutRequest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A LogoutResponse.
    Response,
    /// A page.
    Page,
    /// LogoutRequests of both sides in turn.
    Requests,
}

impl Scene {
    /// A login that completes.
    pub fn new(name: &'static str, what: &'static str) -> Scene {
        Scene {
            name,
            what,
            expected: Expected { verdict: "completed", root: None, found: Vec::new(), not: Vec::new() },
            program: Program::Chrome,
            shape: Shape::EntraId,
            framework: None,
            start: "https://portal.example.org/app",
            acs: "https://portal.example.org/saml/acs",
            idp: "https://login.example.net",
            request_cookie: None,
            request_sent: false,
            session: vec!["portal_session=s1; Path=/; Secure; HttpOnly; SameSite=Lax".to_owned()],
            session_sent: true,
            old: Vec::new(),
            old_posted: true,
            acs_status: 302,
            acs_page: None,
            acs_headers: Vec::new(),
            restarts: 0,
            landing_set: Vec::new(),
            landing_page: "<!doctype html><html><head><title>Portal</title></head><body><h1>Welcome</h1></body></html>",
            landing_status: 200,
            lands: "",
            wait: 6,
            clocks: (0, 0),
            relay: (Some("portal-1"), Some("portal-1")),
            response: |login| login,
            answers: true,
            ends: Ends::Whole,
            noise: true,
            headers: Vec::new(),
        }
    }

    /// A loop with this root.
    pub fn loops(mut self, root: &'static str) -> Scene {
        self.expected.verdict = "loop";
        self.expected.root = Some(root);
        self.restarts = 2;
        self
    }

    /// A failure with this root.
    pub fn fails(mut self, root: &'static str) -> Scene {
        self.expected.verdict = "failed";
        self.expected.root = Some(root);
        self
    }

    pub fn incomplete(mut self, root: Option<&'static str>) -> Scene {
        self.expected.verdict = "incomplete";
        self.expected.root = root;
        self
    }

    pub fn with(mut self, edit: impl FnOnce(&mut Scene)) -> Scene {
        edit(&mut self);
        self
    }

    pub fn finds(mut self, codes: &[&'static str]) -> Scene {
        self.expected.found.extend(codes);
        self
    }

    pub fn not(mut self, codes: &[&'static str]) -> Scene {
        self.expected.not.extend(codes);
        self
    }

    /// The session cookie, and whether the next page gets it.
    pub fn session(mut self, header: &str, sent: bool) -> Scene {
        self.session = vec![header.to_owned()];
        self.session_sent = sent;
        self
    }

    /// The cookie of the request, and whether the ACS gets it.
    pub fn request(mut self, header: &'static str, sent: bool) -> Scene {
        self.request_cookie = Some(header);
        self.request_sent = sent;
        self
    }

    /// Recorded by this program, of an identity provider and a framework.
    pub fn by(mut self, program: Program, shape: Shape, framework: Option<&'static str>) -> Scene {
        (self.program, self.shape, self.framework) = (program, shape, framework);
        self
    }

    /// Its line in the manifest.
    pub fn row(&self) -> Value {
        json!({
            "name": self.name, "what": self.what, "program": format!("{:?}", self.program),
            "identity_provider": self.shape.issuer(), "framework": self.framework,
            "verdict": self.expected.verdict, "root": self.expected.root,
            "found": self.expected.found, "not_found": self.expected.not,
        })
    }
}
