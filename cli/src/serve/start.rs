//! The start: a socket, the certificate of `--tls`, and where the page is.

use super::super::{Failure, throw_away};
use super::ServeArgs;
use super::app::App;
use openssl::ssl::{AlpnError, Ssl, SslAcceptor, SslMethod};
use std::io::{self, IsTerminal, Write};
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;

/// Loopback, unless an address is given by name.
pub(super) fn address(arguments: &ServeArgs) -> SocketAddr {
    arguments.listen.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port)))
}

/// Listens there.
pub(super) async fn listener(arguments: &ServeArgs) -> Result<TcpListener, Failure> {
    let address = address(arguments);
    TcpListener::bind(address).await.map_err(|error| {
        let help = match error.kind() {
            io::ErrorKind::AddrInUse => "\nanother program uses this port: give another one with --port",
            _ => "",
        };
        Failure::usage(format_args!("cannot listen on {address}: {error}{help}"))
    })
}

/// An address that browsers reach: scheme, host, port.
pub(super) fn base_url(text: &str) -> Result<String, String> {
    let base = text.strip_suffix('/').unwrap_or(text);
    let host = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
    let is_host = |host: &str| {
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        !host.is_empty() && host.chars().all(legal)
    };
    match host.is_some_and(is_host) {
        true => Ok(base.to_owned()),
        false => Err("not a scheme, a host and a port, like https://sso.example.org".to_owned()),
    }
}

/// An address that a form can go to.
pub(super) fn web_address(text: &str) -> Result<String, String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    match is_web && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(text.to_owned()),
        false => Err("not a URL, like https://app.example.org/saml/acs".to_owned()),
    }
}

/// TLS with a certificate that lives as long as the command.
pub(super) fn acceptor() -> Result<SslAcceptor, Failure> {
    let cannot = |error: openssl::error::ErrorStack| Failure::usage(format_args!("--tls: {error}"));
    let (key, certificate) = throw_away::tls()?;
    let mut builder = SslAcceptor::mozilla_modern_v5(SslMethod::tls()).map_err(cannot)?;
    builder.set_private_key(&key).map_err(cannot)?;
    builder.set_certificate(&certificate).map_err(cannot)?;
    builder.set_alpn_select_callback(|_, offered| {
        openssl::ssl::select_next_proto(b"\x08http/1.1", offered).ok_or(AlpnError::NOACK)
    });
    Ok(builder.build())
}

/// What a connection begins with.
pub(super) fn session(acceptor: &SslAcceptor) -> Option<Ssl> {
    Ssl::new(acceptor.context()).ok()
}

/// Says where the page is, and opens it where a person is at the terminal.
pub(super) fn announce(app: &App, arguments: &ServeArgs) {
    let page = app.address();
    // With --once the report alone is on standard output.
    let mut out: Box<dyn Write> =
        if arguments.once { Box::new(io::stderr().lock()) } else { Box::new(io::stdout().lock()) };
    // If it is closed, no one can read it.
    let _ = writeln!(
        out,
        "samlens serve: {page}?token={}\nnothing leaves this machine; Ctrl-C ends it",
        app.token.reveal()
    );
    if app.has_live() {
        let _ = writeln!(out, "try a login: {page}live; metadata of its service provider: {page}metadata");
    }
    if arguments.listen.is_some_and(|address| !address.ip().is_loopback()) {
        let _ = writeln!(
            out,
            "warning: with --listen others on the network can connect; without --tls they can read what is sent"
        );
    }
    let _ = out.flush();
    if !arguments.no_open && io::stdout().is_terminal() {
        // Without a desktop there is none to open; the address is printed.
        let _ = open::that_detached(format!("{page}?ticket={}", app.ticket.reveal()));
    }
}

/// Ctrl-C, or the end that a service manager asks for.
pub(super) async fn end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
