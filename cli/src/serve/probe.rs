//! `--probe`: whether a `serve` that runs already answers, for the health check of a container, which has no other program
//! that could ask.

use super::super::Failure;
use super::{ServeArgs, start};
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// For the connection, and for each step after it.
const LIMIT: Duration = Duration::from_secs(5);
/// More than head and body of the answer are.
const MAX_ANSWER: u64 = 4096;

/// Asks, and is silent if it answers: 0. Otherwise it says why: 1.
pub(super) fn run(arguments: &ServeArgs) -> Result<u8, Failure> {
    let address = reachable(start::address(arguments));
    let why = match ask(address, arguments.tls) {
        Ok(answer) if answer.starts_with(b"HTTP/1.1 200 ") && answer.ends_with(b"\r\n\r\nok\n") => {
            return Ok(0);
        }
        Ok(_) => "the answer is not that of samlens serve".to_owned(),
        Err(error) => error.to_string(),
    };
    writeln!(io::stderr().lock(), "samlens: no healthy samlens serve at {address}: {why}")?;
    Ok(1)
}

/// A server that listens on every address is asked on loopback.
fn reachable(listens: SocketAddr) -> SocketAddr {
    let ip = match listens.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listens.port())
}

fn ask(address: SocketAddr, tls: bool) -> io::Result<Vec<u8>> {
    let stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    if !tls {
        return exchange(stream, address);
    }
    // The certificate is made anew at each start, so there is nothing to verify it with. No secret is sent.
    let mut builder = SslConnector::builder(SslMethod::tls())?;
    builder.set_verify(SslVerifyMode::NONE);
    let asked = builder.build().configure()?.verify_hostname(false).use_server_name_indication(false);
    exchange(asked.connect("", stream).map_err(io::Error::other)?, address)
}

fn exchange(mut stream: impl Read + Write, host: SocketAddr) -> io::Result<Vec<u8>> {
    // In one piece: a server that answers early would reset the connection over the rest.
    let request = format!("GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    stream.flush()?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER).read_to_end(&mut answer)?;
    Ok(answer)
}
