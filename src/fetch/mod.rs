//! Metadata from a URL: feature `fetch`, which speaks to a network.
//!
//! Nothing here runs unless a [`Fetcher`] is asked to, and it connects to public addresses alone unless a [`Reach`] names
//! others; nothing is kept between two requests, and no environment is read unless
//! [`Fetcher::proxies_from_environment`] asks for it. Time, size and redirects are bounded. A certificate is always
//! verified; there is no way to turn that off.

mod address;
mod failure;
mod reach;
mod revision;

pub use reach::Reach;
pub use revision::Revision;

use crate::{Error, ErrorKind};
use address::Address;
use failure::FetchRequest;
use reach::PublicResolver;
use std::io::{self, Read};
use std::time::{Duration, Instant};
use ureq::http::{Response, StatusCode, header};
use ureq::tls::{Certificate as Root, RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Proxy};

/// Redirects that are followed; metadata that is served at all has one or two.
const MAX_REDIRECTS: usize = 5;

/// Certification authorities read from one file.
const MAX_AUTHORITIES: usize = 1_024;

/// Fetches metadata over HTTPS or HTTP.
///
/// ```no_run
/// use samlens::IdentityProvider;
/// use samlens::fetch::Fetcher;
///
/// # fn main() -> Result<(), samlens::Error> {
/// let metadata = Fetcher::new().text("https://acme.auth0.com/samlp/metadata/AbC123")?;
/// let provider = IdentityProvider::from_metadata(&metadata)?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Fetcher {
    timeout: Duration,
    max_bytes: u64,
    authorities: Vec<Vec<u8>>,
    proxies_from_environment: bool,
    reach: Reach,
}

impl Default for Fetcher {
    fn default() -> Fetcher {
        Fetcher::new()
    }
}

impl Fetcher {
    /// A fetcher with 10 seconds for a whole fetch, 16 MiB, the system's certification authorities, no proxy, and
    /// public addresses only.
    pub fn new() -> Fetcher {
        Fetcher {
            timeout: Duration::from_secs(10),
            max_bytes: 16 << 20,
            authorities: Vec::new(),
            proxies_from_environment: false,
            reach: Reach::Public,
        }
    }

    /// Sets how long everything may take together: name resolution, redirects and the last byte of the body.
    pub fn timeout(mut self, timeout: Duration) -> Fetcher {
        self.timeout = timeout;
        self
    }

    /// Sets how large the answer may be.
    pub fn max_bytes(mut self, max_bytes: u64) -> Fetcher {
        self.max_bytes = max_bytes;
        self
    }

    /// Trusts these certification authorities (PEM, one or several) instead of the system's.
    ///
    /// # Errors
    ///
    /// When there is none in it, one of them cannot be read, or there are more than 1,024.
    pub fn certificate_authorities(mut self, pem: &[u8]) -> Result<Fetcher, Error> {
        let unreadable = |_| Error::new(ErrorKind::Certificate, "a certificate in it cannot be read");
        let read = openssl::x509::X509::stack_from_pem(pem).map_err(unreadable)?;
        if read.is_empty() {
            return Err(Error::new(ErrorKind::Certificate, "there is no certificate in it"));
        }
        if read.len() > MAX_AUTHORITIES {
            let message = format!("there are more than {MAX_AUTHORITIES} certificates in it");
            return Err(Error::new(ErrorKind::Certificate, message));
        }
        let ders = read.iter().map(|one| one.to_der().map_err(unreadable));
        self.authorities = ders.collect::<Result<_, Error>>()?;
        Ok(self)
    }

    /// Sets which addresses may be connected to ([`Reach::Public`] unless it is called).
    pub fn reach(mut self, reach: Reach) -> Fetcher {
        self.reach = reach;
        self
    }

    /// Uses the proxies that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY name; not with [`Reach::Public`], because a
    /// proxy connects to an address that was not checked here.
    pub fn proxies_from_environment(mut self) -> Fetcher {
        self.proxies_from_environment = true;
        self
    }

    /// Fetches a document as a whole.
    ///
    /// # Errors
    ///
    /// When it cannot be fetched, or is no UTF-8 text; the message says which of the many ways, and
    /// [`Error::fix`] what to do.
    pub fn text(&self, url: &str) -> Result<String, Error> {
        self.open(url)?.text_from(url)
    }

    /// Begins to fetch a document; its bytes are read from what is returned, as they come.
    ///
    /// # Errors
    ///
    /// When the address is none, the server cannot be reached or trusted, or does not answer with HTTP status 200.
    pub fn open(&self, url: &str) -> Result<Fetched, Error> {
        match self.open_unless(url, &Revision::default())? {
            Some(fetched) => Ok(fetched),
            // No condition was sent, so no answer fits one.
            None => Err(Error::new(
                ErrorKind::Unreachable,
                format!("{url} answers HTTP 304 without being asked for it"),
            )),
        }
    }

    /// As [`Fetcher::open`], unless the document still is the one of this revision: none then (HTTP status 304).
    ///
    /// # Errors
    ///
    /// As [`Fetcher::open`].
    pub fn open_unless(&self, url: &str, known: &Revision) -> Result<Option<Fetched>, Error> {
        let mut address = Address::parse(url).map_err(|why| {
            Error::new(
                ErrorKind::Unreachable,
                format!("{} is not a valid address: {why}", failure::address(url)),
            )
            .with_fix("give a URL that begins with https://")
        })?;
        #[expect(
            clippy::disallowed_methods,
            reason = "a time-out over all redirects; no verdict depends on it"
        )]
        let begun = Instant::now();
        for _ in 0..=MAX_REDIRECTS {
            let exchange =
                FetchRequest { url: address.to_string(), host: address.host(), timeout: self.timeout };
            if !self.reach.allows_host(&exchange.host) {
                return Err(exchange.not_listed());
            }
            let left = self.timeout.saturating_sub(begun.elapsed());
            if left.is_zero() {
                return Err(exchange.timed_out());
            }
            let mut request = self.agent(left).get(&exchange.url);
            for (name, value) in known.conditions() {
                request = request.header(name, value);
            }
            let response = request.call().map_err(|error| exchange.failed(&error))?;
            if response.status() == StatusCode::NOT_MODIFIED && !known.is_empty() {
                return Ok(None);
            }
            if !response.status().is_redirection() {
                return self.answered(response, exchange).map(Some);
            }
            address = redirected(&address, &response, &exchange)?;
        }
        let message = format!("{} redirects more than {MAX_REDIRECTS} times", failure::address(url));
        Err(Error::new(ErrorKind::Unreachable, message).with_fix(
            "open the address in a browser and give the final address; a redirect loop must be fixed on the server",
        ))
    }

    fn agent(&self, timeout: Duration) -> Agent {
        let roots = if self.authorities.is_empty() {
            RootCerts::PlatformVerifier
        } else {
            RootCerts::from(
                self.authorities.iter().map(|der| Root::from_der(der).to_owned()).collect::<Vec<_>>(),
            )
        };
        let is_public = self.reach == Reach::Public;
        let proxy = if self.proxies_from_environment && !is_public { Proxy::try_from_env() } else { None };
        let tls = TlsConfig::builder().provider(TlsProvider::NativeTls).root_certs(roots).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(proxy)
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            // Redirects are followed here, one by one, so that each can be judged.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(64 << 10)
            .user_agent(concat!("samlens/", env!("CARGO_PKG_VERSION")))
            .accept("application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1")
            .build();
        match is_public {
            true => Agent::with_parts(config, DefaultConnector::default(), PublicResolver::default()),
            false => Agent::with_parts(config, DefaultConnector::default(), DefaultResolver::default()),
        }
    }

    fn answered(&self, response: Response<Body>, exchange: FetchRequest) -> Result<Fetched, Error> {
        if response.status() != StatusCode::OK {
            return Err(exchange.status(response.status()));
        }
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        if let Some(encoding) =
            header(header::CONTENT_ENCODING).filter(|one| !one.eq_ignore_ascii_case("identity"))
        {
            return Err(exchange.encoded(encoding));
        }
        let announced = header(header::CONTENT_LENGTH).and_then(|value| value.parse::<u64>().ok());
        if announced.is_some_and(|length| length > self.max_bytes) {
            return Err(exchange.too_large(self.max_bytes));
        }
        let revision = Revision::of(&header);
        let (_, body) = response.into_parts();
        let reader = body.into_with_config().limit(u64::MAX).reader();
        Ok(Fetched {
            reader: Box::new(reader),
            left: self.max_bytes,
            max_bytes: self.max_bytes,
            exchange,
            revision,
        })
    }
}

/// Where a redirect leads, if it may be followed.
fn redirected(from: &Address, response: &Response<Body>, exchange: &FetchRequest) -> Result<Address, Error> {
    let refused = |why: String| Err(Error::new(ErrorKind::Unreachable, format!("{} {why}", exchange.url)));
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let Some(location) = location else {
        return refused(format!("answers HTTP {} without a Location header", response.status().as_u16()));
    };
    let to = match from.join(location) {
        Ok(to) => to,
        Err(why) => return refused(format!("redirects to {}: {why}", failure::address(location))),
    };
    if from.is_https() && !to.is_https() {
        // Keys that came over an open line could be anyone's.
        return Err(Error::new(
            ErrorKind::Unreachable,
            format!("{} redirects from https to http, which is not followed", exchange.url),
        )
        .with_fix("give the https address of the metadata; over http anyone on the way can change it"));
    }
    if !from.is_exposed() && to.is_exposed() {
        // The address that was judged is of this machine; what comes from the other one could be anyone's.
        return Err(Error::new(
            ErrorKind::Unreachable,
            format!("{} redirects to http on another machine, which is not followed", exchange.url),
        )
        .with_fix("give the https address of the metadata; over http anyone on the way can change it"));
    }
    Ok(to)
}

/// Whether others on the way can replace what is fetched from an address: http to another machine.
///
/// ```
/// use samlens::fetch::is_exposed;
///
/// assert!(is_exposed("http://idp.example.org/metadata"));
/// assert!(!is_exposed("https://idp.example.org/metadata") && !is_exposed("http://localhost:8080/metadata"));
/// ```
pub fn is_exposed(url: &str) -> bool {
    match Address::parse(url) {
        Ok(address) => address.is_exposed(),
        Err(_) => !url.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://")),
    }
}

/// An answer whose bytes are still coming.
///
/// Reading fails if it is too large or too slow; the [`Error`] inside that failure says which.
pub struct Fetched {
    reader: Box<dyn Read + Send>,
    left: u64,
    max_bytes: u64,
    exchange: FetchRequest,
    revision: Revision,
}

impl Fetched {
    /// How the server recognizes this revision of the document.
    pub fn revision(&self) -> &Revision {
        &self.revision
    }

    /// The whole document as text.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::text`].
    pub fn text(self) -> Result<String, Error> {
        let url = self.exchange.url.clone();
        self.text_from(&url)
    }

    fn text_from(mut self, url: &str) -> Result<String, Error> {
        let mut bytes = Vec::new();
        if let Err(error) = self.read_to_end(&mut bytes) {
            return Err(error.downcast::<Error>().unwrap_or_else(Error::unreachable));
        }
        String::from_utf8(bytes).map_err(|error| {
            let place = error.utf8_error().valid_up_to();
            Error::new(
                ErrorKind::Metadata,
                format!("{url} answers with data that is not UTF-8 (byte {place})"),
            )
            .with_fix("give the address of the metadata; this address returns another kind of file")
        })
    }

    /// The address that answered, after redirects.
    pub fn url(&self) -> &str {
        &self.exchange.url
    }
}

impl Read for Fetched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            // The end may be exactly here.
            return match self.reader.read(&mut [0; 1])? {
                0 => Ok(0),
                _ => Err(io::Error::other(self.exchange.too_large(self.max_bytes))),
            };
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = match buffer.get_mut(..most) {
            Some(part) => self
                .reader
                .read(part)
                .map_err(|error| io::Error::new(error.kind(), self.exchange.read_failed(&error)))?,
            None => 0,
        };
        self.left = self.left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}

impl std::fmt::Debug for Fetched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetched").field("url", &self.exchange.url).finish_non_exhaustive()
    }
}
