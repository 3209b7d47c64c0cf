//! Why metadata could not be fetched: one message and one remedy for each way.

use super::reach::OutOfReach;
use crate::encoding::escape::quoted as shown;
use crate::{Error, ErrorKind, LibrarySetting};
use std::io;
use std::time::Duration;
use ureq::http::StatusCode;

const COPY: &str = "copy the address of the SAML 2.0 metadata again from the identity provider";

/// One request: its address, its host, and the time that all requests together may take.
pub(super) struct FetchRequest {
    pub(super) url: String,
    pub(super) host: String,
    pub(super) timeout: Duration,
}

impl FetchRequest {
    /// The request itself failed.
    pub(super) fn failed(&self, error: &ureq::Error) -> Error {
        match error {
            ureq::Error::Timeout(_) => self.timed_out(),
            ureq::Error::HostNotFound => self.host_not_found(),
            ureq::Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<OutOfReach>()) => self
                .because(format!("{} must not be fetched: {error}", self.host))
                .with_fix("allow the host with Reach::Hosts, if the metadata is meant to come from there"),
            ureq::Error::Io(error) => self.io(error),
            ureq::Error::NativeTls(error) => self.tls(&error.to_string()),
            ureq::Error::Tls(why) => self.tls(why),
            ureq::Error::ConnectProxyFailed(why) => self
                .because(format!("the proxy did not connect to {}: {why}", self.host))
                .with_fix("check HTTPS_PROXY and NO_PROXY, or save the metadata to a file and give the file"),
            ureq::Error::InvalidProxyUrl => self
                .because("the proxy address in the environment is not a URL".to_owned())
                .with_fix("correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or unset it"),
            ureq::Error::LargeResponseHeader(..) => {
                self.because(format!("{} answers with headers that are too large", self.host)).with_fix(COPY)
            }
            ureq::Error::Protocol(_) => self
                .because(format!("{} does not speak HTTP", self.host))
                .with_fix("check scheme and port of the address"),
            other => self.because(format!("{} could not be reached: {other}", self.host)).with_fix(COPY),
        }
    }

    /// Reading the body failed.
    pub(super) fn read_failed(&self, error: &io::Error) -> Error {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
            Some(error) => self.failed(error),
            None => self.io(error),
        }
    }

    pub(super) fn timed_out(&self) -> Error {
        let seconds = self.timeout.as_secs_f32();
        self.because(format!("{} did not answer completely within {seconds} s", self.host))
            .with_setting(LibrarySetting::FetchTimeout)
            .with_fix("try again, or allow more time (Fetcher::timeout); also check whether a firewall drops the packets")
    }

    /// The host is none of those that may be asked.
    pub(super) fn not_listed(&self) -> Error {
        self.because(format!("{} is not among the allowed hosts", self.host))
            .with_fix("add the host to Reach::Hosts if metadata may come from there")
    }

    pub(super) fn too_large(&self, max: u64) -> Error {
        self.because(format!("the answer is larger than {max} bytes"))
            .with_fix("fetch only this entity from the federation (a metadata query), or download the aggregate and give the file")
    }

    pub(super) fn encoded(&self, encoding: &str) -> Error {
        self.because(format!(
            "the answer is compressed ({}), although samlens did not ask for that",
            shown(encoding)
        ))
        .with_fix(
            "configure the server to send the metadata uncompressed, or save it to a file and give the file",
        )
    }

    /// An answer that is not 200.
    pub(super) fn status(&self, status: StatusCode) -> Error {
        let reason = status.canonical_reason().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let error = self.because(format!("{} answers HTTP {}{reason}", self.host, status.as_u16()));
        match status.as_u16() {
            401 | 403 | 407 => error.with_fix("give the public address of the metadata; it needs no sign-in"),
            404 | 410 => error.with_fix(COPY),
            429 | 500..=599 => {
                error.with_fix("try again later; the identity provider has an error of its own")
            }
            _ => error.with_fix(COPY),
        }
    }

    fn host_not_found(&self) -> Error {
        self.because(format!("the host {} was not found (DNS)", self.host))
            .with_fix("check the spelling of the tenant's domain, and whether DNS works on this machine")
    }

    fn io(&self, error: &io::Error) -> Error {
        if let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
            return match inner {
                ureq::Error::Io(_) => self.because(format!("{} could not be reached: {inner}", self.host)),
                other => self.failed(other),
            };
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused => {
                self.because(format!("{} refused the connection", self.host)).with_fix(
                    "check host and port: no server listens there, or a firewall refuses the connection",
                )
            }
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => self.timed_out(),
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => self
                .because(format!("{} closed the connection before the answer was complete", self.host))
                .with_fix("try again; a proxy or firewall may have cut the connection"),
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => self
                .because(format!("there is no route to {}", self.host))
                .with_fix("check this machine's network, and HTTPS_PROXY if it needs a proxy"),
            // The resolver's errors have no kind of their own.
            _ if error.to_string().contains("lookup address") => self.host_not_found(),
            _ => self.because(format!("{} could not be reached: {error}", self.host)).with_fix(COPY),
        }
    }

    /// OpenSSL's own words for why a certificate is refused (X509_verify_cert_error_string) are stable.
    fn tls(&self, why: &str) -> Error {
        let host = &self.host;
        let says = |words: &[&str]| words.iter().any(|words| why.contains(words));
        if says(&["certificate has expired"]) {
            return self
                .because(format!("the TLS certificate of {host} has expired"))
                .with_fix("renew the server's certificate, or check this machine's clock");
        }
        if says(&["certificate is not yet valid"]) {
            return self
                .because(format!("the TLS certificate of {host} is not valid yet"))
                .with_fix("check this machine's clock");
        }
        if says(&["hostname mismatch", "Hostname mismatch", "IP address mismatch"]) {
            return self
                .because(format!("the TLS certificate does not include the name {host}"))
                .with_fix("check the domain in the address; a custom domain needs its own certificate");
        }
        if says(&["issuer certificate", "self-signed", "self signed", "unable to verify", "not trusted"]) {
            return self
                .because(format!("the TLS certificate of {host} is from an issuer that is not trusted"))
                .with_setting(LibrarySetting::FetchAuthorities)
                .with_fix("if it is your own or your proxy's, trust the issuer's certificate (Fetcher::certificate_authorities)");
        }
        if says(&["wrong version number", "packet length too long", "http request"]) {
            return self
                .because(format!("{host} does not speak TLS on that port"))
                .with_fix("check the port; https is usually 443");
        }
        self.because(format!("no TLS connection to {host}: {}", shown(why)))
            .with_fix("test the server with `openssl s_client -connect HOST:443`")
    }

    fn because(&self, why: String) -> Error {
        Error::new(ErrorKind::Unreachable, format!("{} cannot be fetched: {why}", self.url))
    }
}

/// An address as it is printed in a message: without user name and password.
pub(super) fn address(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
            let host = authority.rsplit('@').next().unwrap_or_default();
            shown(&format!("{scheme}://{host}{path}"))
        }
        None => shown(url),
    }
}
