//! The service under test: examples/axum, started by environment variables.

use crate::browser::Outcome;
use crate::peer::{Peer, get};
use crate::steps::Binding;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often the service reads the metadata of its identity providers again.
const REFRESH: Duration = Duration::from_secs(1);

/// How the service is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As shipped.
    Strict,
    /// Every peer may begin logins.
    Unsolicited,
    /// In what the service knows of the peer, only the addresses for HTTP-POST are left.
    PostOnly,
    /// In what the service knows of the peer, the login address is another peer's.
    Misled,
}

/// Where the service is, and what it is started with.
#[derive(Clone, Debug)]
pub struct Setup {
    pub base: String,
    pub program: PathBuf,
    pub folder: PathBuf,
}

impl Setup {
    /// The file with what the service knows of a peer.
    pub fn metadata_of(&self, peer: &Peer) -> PathBuf {
        self.folder.join(format!("{}.xml", peer.name))
    }
}

pub struct Service {
    setup: Setup,
    process: Child,
}

impl Service {
    pub const ACS: &str = "/acs";
    pub const LOGOUT: &str = "/slo";
    pub const PROTECTED: &str = "/protected";
    pub const LOGOUT_BUTTON: &str = "#logout";

    /// Starts it with these metadata documents, one for each identity provider.
    pub async fn start(setup: &Setup, metadata: &[PathBuf], may_begin: &[String]) -> Outcome<Service> {
        let log = File::options().create(true).append(true).open(setup.folder.join("service.log"));
        let log = log.map_err(|error| error.to_string())?;
        let file = |name: &str| setup.folder.join("service").join(name);
        let address = setup.base.replace("http://localhost", "127.0.0.1");
        let process = Command::new(&setup.program)
            .env("BASE_URL", &setup.base)
            .env("LISTEN", &address)
            .env("IDP_METADATA", joined(metadata))
            .env("SIGNING_KEY", file("signing.key"))
            .env("SIGNING_CERTIFICATE", file("signing.crt"))
            .env("DECRYPTION_KEY", file("encryption.key"))
            .env("DECRYPTION_CERTIFICATE", file("encryption.crt"))
            .env("METADATA_REFRESH", REFRESH.as_secs().to_string())
            .env("ALLOW_UNSOLICITED_FROM", may_begin.join(" "))
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(|error| error.to_string())?)
            .stderr(log)
            .spawn()
            .map_err(|error| format!("{}: {error}", setup.program.display()))?;
        let mut service = Service { setup: setup.clone(), process };
        let begin = Instant::now();
        while service.metadata().is_err() {
            let ended = service.process.try_wait().map_err(|error| error.to_string())?;
            if ended.is_some() || begin.elapsed() > Duration::from_secs(20) {
                let log = std::fs::read_to_string(setup.folder.join("service.log")).unwrap_or_default();
                let end: Vec<&str> = log.lines().rev().take(5).collect();
                return Err(format!("the service does not start: {}", end.join(" / ")));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(service)
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.setup.base)
    }

    /// The path of an address of the service.
    pub fn path_of(&self, url: &str) -> String {
        let path = url.strip_prefix(&self.setup.base).unwrap_or(url);
        path.split('?').next().unwrap_or_default().to_owned()
    }

    pub fn metadata(&self) -> Outcome<String> {
        get(&self.url("/metadata"))
    }

    /// Where a login at this peer begins.
    pub fn login_url(&self, peer: &Peer, binding: Binding, path: &str) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let binding = match binding {
            Binding::Redirect => "redirect",
            Binding::Post => "post",
        };
        let (provider, path) = (encoded(peer.entity_id()), encoded(path));
        self.url(&format!("/login?provider={provider}&binding={binding}&return_to={path}"))
    }

    /// The peer's address with a request, as the service sends it to a browser.
    pub fn login_address(&self, peer: &Peer) -> Outcome<String> {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().max_redirects(0).max_redirects_will_error(false).build().into();
        let url = self.login_url(peer, Binding::Redirect, "/protected");
        let response = agent.get(&url).call().map_err(|error| format!("{url}: {error}"))?;
        let location = response.headers().get("location").and_then(|value| value.to_str().ok());
        location
            .map(str::to_owned)
            .ok_or_else(|| format!("{url} answers with {} and no Location", response.status()))
    }

    /// Gives the service the peer's metadata of now, while it runs.
    pub async fn refresh_metadata(&self, peer: &Peer) -> Outcome<()> {
        let path = self.setup.metadata_of(peer);
        std::fs::write(path, peer.metadata()?).map_err(|error| error.to_string())?;
        // The service reads its files again every second.
        tokio::time::sleep(REFRESH * 2).await;
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn joined(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
}
