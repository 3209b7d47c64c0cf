//! `--probe`, which the health check of the container image runs.

use super::client::Server;
use crate::run::{Ran, ran};
use samlens_forge::repository;
use std::io::{Read, Write};
use std::net::TcpListener;

fn probe(options: &[&str]) -> Ran {
    ran(&[&["serve", "--probe"], options].concat())
}

#[test]
fn a_server_that_answers_is_healthy() {
    let server = Server::start();
    let (_, port) = server.host.rsplit_once(':').unwrap();
    for options in [["--port", port], ["--listen", &server.host], ["--listen", &format!("0.0.0.0:{port}")]] {
        let ran = probe(&options);
        assert_eq!((ran.code, &*ran.out, &*ran.err), (0, "", ""), "{options:?}");
    }
    // It asked over http; with --tls there is no answer in TLS.
    assert_eq!(probe(&["--port", port, "--tls"]).code, 1);
}

#[test]
fn a_server_with_tls_is_healthy() {
    let server = Server::with(&["--tls"], &repository());
    let ran = probe(&["--listen", &server.host, "--tls"]);
    assert_eq!((ran.code, &*ran.err), (0, ""));
    assert_eq!(probe(&["--listen", &server.host]).code, 1);
}

#[test]
fn no_server_and_another_server_are_not_healthy() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = other.local_addr().unwrap().to_string();
    let answers = std::thread::spawn(move || {
        let (mut stream, _) = other.accept().unwrap();
        let (mut asked, mut octet) = (Vec::new(), [0]);
        while !asked.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut octet).unwrap();
            asked.extend(octet);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<html>").unwrap();
    });
    let ran = probe(&["--listen", &host]);
    answers.join().unwrap();
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("the answer is not that of samlens serve"), "{}", ran.err);
    // Now no one listens there.
    let ran = probe(&["--listen", &host]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains(&format!("no healthy samlens serve at {host}: ")), "{}", ran.err);
}
