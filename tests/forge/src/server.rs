//! Web servers on 127.0.0.1 that answer as a test wants them to, over TLS with a throw-away authority where asked.

use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslAcceptor, SslMethod};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What is read from and written to.
pub trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// A server that runs until the test ends.
pub struct Server {
    pub port: u16,
    scheme: &'static str,
    asked: Arc<AtomicUsize>,
}

impl Server {
    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}://127.0.0.1:{}{path}", self.scheme, self.port)
    }

    /// How many requests came.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// Serves plain HTTP; `answer` is given the path.
pub fn http(answer: impl Fn(&str, &mut dyn Stream) + Send + Sync + 'static) -> Server {
    serve("http", None, answer)
}

/// Serves plain HTTP; `answer` is given the path and all lines of the head.
pub fn http_with_head(answer: impl Fn(&str, &str, &mut dyn Stream) + Send + Sync + 'static) -> Server {
    serve_heads("http", None, answer)
}

/// Serves HTTPS with this certificate.
pub fn https(identity: &Identity, answer: impl Fn(&str, &mut dyn Stream) + Send + Sync + 'static) -> Server {
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).unwrap();
    acceptor.set_private_key(&identity.key).unwrap();
    acceptor.set_certificate(&identity.certificate).unwrap();
    serve("https", Some(acceptor.build()), answer)
}

fn serve(
    scheme: &'static str,
    acceptor: Option<SslAcceptor>,
    answer: impl Fn(&str, &mut dyn Stream) + Send + Sync + 'static,
) -> Server {
    serve_heads(scheme, acceptor, move |path, _, stream| answer(path, stream))
}

fn serve_heads(
    scheme: &'static str,
    acceptor: Option<SslAcceptor>,
    answer: impl Fn(&str, &str, &mut dyn Stream) + Send + Sync + 'static,
) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, answer) = (asked.clone(), Arc::new(answer));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            let (count, answer, acceptor) = (count.clone(), answer.clone(), acceptor.clone());
            std::thread::spawn(move || {
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                match acceptor {
                    Some(acceptor) => {
                        if let Ok(mut stream) = acceptor.accept(stream) {
                            one(&mut stream, &count, &*answer);
                            let _ = stream.shutdown();
                        }
                    }
                    None => one(&mut { stream }, &count, &*answer),
                }
            });
        }
    });
    Server { port, scheme, asked }
}

/// Reads one request and answers it.
fn one(stream: &mut dyn Stream, count: &AtomicUsize, answer: &dyn Fn(&str, &str, &mut dyn Stream)) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 65_536 {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
        if head == [0x16] {
            // A TLS handshake, as a server without TLS takes it.
            return reply(stream, "400 Bad Request", "", "");
        }
    }
    count.fetch_add(1, Ordering::SeqCst);
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    answer(&path, &head, stream);
    let _ = stream.flush();
}

/// Answers 200 with this body.
pub fn ok(stream: &mut dyn Stream, body: &str) {
    reply(stream, "200 OK", "", body);
}

/// Answers with a status line, more headers (each ended by CRLF) and a body.
pub fn reply(stream: &mut dyn Stream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let text =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    let _ = stream.write_all(text.as_bytes());
}

/// Sends on to another address.
pub fn redirect(stream: &mut dyn Stream, location: &str) {
    reply(stream, "302 Found", &format!("Location: {location}\r\n"), "");
}

/// A port on which nothing listens.
pub fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A connection that is taken and never answered.
pub fn silent() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let kept: Vec<TcpStream> = listener.incoming().filter_map(Result::ok).collect();
        drop(kept);
    });
    port
}

/// A certificate with its key.
pub struct Identity {
    pub key: PKey<Private>,
    pub certificate: X509,
}

/// When a certificate is valid, relative to now, in days.
#[derive(Clone, Copy)]
pub struct Days(pub i64, pub i64);

fn at(days: i64) -> Asn1Time {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    Asn1Time::from_unix(now as i64 + days * 86_400).unwrap()
}

/// A certification authority of its own.
pub fn authority(name: &str) -> Identity {
    make(name, None, Days(-10, 10), "")
}

/// A server's certificate: for an IP address (`IP:…`) or a name, by an authority.
pub fn server_certificate(by: &Identity, name: &str, days: Days) -> Identity {
    make("server", Some(by), days, name)
}

fn make(common_name: &str, by: Option<&Identity>, days: Days, san: &str) -> Identity {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", common_name).unwrap();
    let name = name.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let mut serial = BigNum::new().unwrap();
    serial.rand(64, openssl::bn::MsbOption::MAYBE_ZERO, false).unwrap();
    builder.set_serial_number(&Asn1Integer::from_bn(&serial).unwrap()).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(by.map_or(&*name, |by| by.certificate.subject_name())).unwrap();
    builder.set_not_before(&at(days.0)).unwrap();
    builder.set_not_after(&at(days.1)).unwrap();
    builder.set_pubkey(&key).unwrap();
    if by.is_none() {
        builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
    } else {
        let mut extension = SubjectAlternativeName::new();
        match san.strip_prefix("IP:") {
            Some(address) => extension.ip(address),
            None => extension.dns(san),
        };
        let extension =
            extension.build(&builder.x509v3_context(by.map(|by| &*by.certificate), None)).unwrap();
        builder.append_extension(extension).unwrap();
    }
    builder.sign(by.map_or(&key, |by| &by.key), MessageDigest::sha256()).unwrap();
    Identity { key, certificate: builder.build() }
}
