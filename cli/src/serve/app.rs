//! What every request needs: by what captures are judged, who is admitted, how much is done at once.

use super::super::trust::{Trust, TrustArgs};
use super::super::{Failure, clock, limits};
use super::ServeArgs;
use super::live::{Live, Starting};
use samlens::Limits;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many captures are read and judged at once; others wait for a moment, then are told to come again.
pub(super) const MAX_AT_ONCE: usize = 4;

/// What a body has in addition to the capture: the expectations, and the parts of a form.
const FORM_BYTES: usize = 12 << 20;

/// What is shared by all requests.
pub(super) struct App {
    /// The options of the command: what a capture is judged by where the page says nothing else.
    pub(super) trust: TrustArgs,
    pub(super) limits: Limits,
    /// A request with it is admitted.
    pub(super) token: Secret,
    /// Admits one browser once.
    pub(super) ticket: Ticket,
    /// What the header `Host` may say.
    pub(super) hosts: Vec<String>,
    /// `http` or `https`.
    pub(super) scheme: &'static str,
    /// The port, which is part of the cookie's name: cookies do not tell ports apart.
    pub(super) port: u16,
    /// Where browsers reach it: scheme, host, port.
    pub(super) base: String,
    pub(super) slots: Arc<Semaphore>,
    /// The service provider for logins, if an identity provider is named.
    live: Option<Starting>,
}

/// A random text that is compared in constant time and never printed by `Debug`.
pub(super) struct Secret(String);

impl Secret {
    /// 32 hexadecimal digits of the system's randomness.
    pub(super) fn new() -> Result<Secret, Failure> {
        let mut bytes = [0; 16];
        openssl::rand::rand_bytes(&mut bytes)
            .map_err(|error| Failure::usage(format_args!("the system gives no random bytes: {error}")))?;
        Ok(Secret(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    pub(super) fn is(&self, given: &str) -> bool {
        given.len() == self.0.len() && openssl::memcmp::eq(given.as_bytes(), self.0.as_bytes())
    }

    /// For the address that is printed at the terminal, and for the cookie.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

/// A secret that is taken once. The browser is started with it: other users of the machine see the arguments of
/// processes, and must not be admitted by what they see.
pub(super) struct Ticket {
    secret: Secret,
    taken: std::sync::atomic::AtomicBool,
}

impl Ticket {
    fn new() -> Result<Ticket, Failure> {
        Ok(Ticket { secret: Secret::new()?, taken: std::sync::atomic::AtomicBool::new(false) })
    }

    /// Whether this is the ticket, and it is used for the first time.
    pub(super) fn take(&self, given: &str) -> bool {
        self.secret.is(given) && !self.taken.swap(true, std::sync::atomic::Ordering::SeqCst)
    }

    pub(super) fn reveal(&self) -> &str {
        self.secret.reveal()
    }
}

impl App {
    /// Reads what the options name once, so that an error is said at the start.
    pub(super) fn new(arguments: &ServeArgs, at: SocketAddr) -> Result<App, Failure> {
        let limits = limits::with_size(arguments.max_size);
        let mut trust = arguments.trust.clone();
        // Metadata is fetched once for the start; the page fetches it for each check, and the live login for each login.
        let mut fetched = trust.fetched(&limits)?;
        let keys = {
            let first = Trust::new(&fetched, &limits, clock::now())?;
            first.of_message(None)?;
            first.decryption_keys()?
        };
        fetched.use_keys(keys.clone());
        trust.use_keys(keys);
        let port = at.port();
        let loopback = ["127.0.0.1", "localhost", "[::1]"].into_iter().map(str::to_owned);
        let named = arguments.listen.map(|address| match address {
            SocketAddr::V4(address) => address.ip().to_string(),
            SocketAddr::V6(address) => format!("[{}]", address.ip()),
        });
        let with_port = |host: String| format!("{host}:{port}");
        let scheme = if arguments.tls { "https" } else { "http" };
        let base = arguments.base_url.clone().unwrap_or_else(|| format!("{scheme}://127.0.0.1:{port}"));
        let of_base = arguments.base_url.iter().filter_map(|base| base.split_once("://"));
        let of_base = of_base.map(|(_, host)| host.to_owned());
        let hosts = loopback.chain(named).map(with_port).chain(arguments.host.iter().cloned());
        let live = Live::start(arguments, fetched, &base, &limits)?;
        Ok(App {
            trust,
            limits,
            token: Secret::new()?,
            ticket: Ticket::new()?,
            hosts: hosts.chain(of_base).collect(),
            scheme,
            port,
            base,
            slots: Arc::new(Semaphore::new(MAX_AT_ONCE)),
            live,
        })
    }

    /// The largest body: a capture in the encoding of a form, or two, and the expectations.
    pub(super) fn max_body(&self) -> usize {
        self.limits.max_capture_bytes.saturating_mul(2).saturating_add(FORM_BYTES)
    }

    /// The address of the page, without the token.
    pub(super) fn address(&self) -> String {
        format!("{}/", self.base)
    }

    /// The live login, if an identity provider is named. In the first moments after the start this waits for its key.
    pub(super) fn live(&self) -> Option<&Live> {
        self.live.as_ref().and_then(Starting::get)
    }

    /// Whether an identity provider is named; never waits.
    pub(super) fn has_live(&self) -> bool {
        self.live.is_some()
    }

    /// What a capture is judged by where the form says nothing.
    pub(super) fn configured(&self) -> Option<String> {
        self.trust.in_words()
    }

    /// The cookie that a browser is admitted by.
    pub(super) fn cookie(&self) -> String {
        format!("samlens-{}", self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_admits_once_and_another_text_never() {
        let ticket = Ticket::new().unwrap();
        assert!(!ticket.take("") && !ticket.take(&"0".repeat(32)));
        let text = ticket.reveal().to_owned();
        assert!(ticket.take(&text) && !ticket.take(&text));
    }
}
