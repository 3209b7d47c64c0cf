//! The service that `--forward-to` names: it keeps what is posted to it.

use samlens_peers_browser::browser::Outcome;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

const PAGE: &str = "<!doctype html><title>service</title><link rel=icon href=data:,><p>taken";

pub struct Sink {
    /// Its ACS URL.
    pub address: String,
    bodies: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    pub fn start() -> Outcome<Sink> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&bodies);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                // A browser opens connections in advance, which would keep the others waiting.
                std::thread::spawn(move || {
                    if let Some(body) = take(stream) {
                        kept.lock().unwrap_or_else(PoisonError::into_inner).push(body);
                    }
                });
            }
        });
        Ok(Sink { address: format!("http://{address}/service/acs"), bodies })
    }

    /// The form that was posted last.
    pub fn last(&self) -> Option<String> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner).last().cloned()
    }
}

/// One request, answered: the body of a POST.
fn take(stream: TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? <= 2 {
            break;
        }
        let value =
            line.to_ascii_lowercase().strip_prefix("content-length:").map(|value| value.trim().parse());
        length = value.and_then(Result::ok).unwrap_or(length);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n", PAGE.len());
    write!(reader.get_mut(), "{head}Connection: close\r\n\r\n{PAGE}").ok()?;
    String::from_utf8(body).ok().filter(|_| first.starts_with("POST /service/acs "))
}
