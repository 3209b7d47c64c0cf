//! Fetching metadata from real servers on 127.0.0.1: what is fetched, and each way in which it fails.
use samlens::fetch::{Fetcher, Reach};
use samlens::{Error, ErrorKind};
use samlens_forge::server::{Days, authority, http, https, ok, redirect, reply, server_certificate};
use std::io::Read;
use std::time::{Duration, Instant};

/// The servers of these tests are on the machine itself.
fn fetcher() -> Fetcher {
    Fetcher::new().reach(Reach::Any)
}

fn failure(url: &str) -> Error {
    failure_of(&fetcher(), url)
}

fn failure_of(fetcher: &Fetcher, url: &str) -> Error {
    let error = fetcher.text(url).expect_err(url);
    assert_eq!(error.kind(), ErrorKind::Unreachable, "{error}");
    assert!(!error.fix().is_empty(), "{error} has no fix");
    error
}

/// The message after `URL cannot be fetched: `.
fn why(url: &str) -> String {
    let message = failure(url).to_string();
    message.strip_prefix(&format!("{url} cannot be fetched: ")).unwrap_or(&message).to_owned()
}

#[test]
fn what_is_served_is_fetched() {
    let server = http(|path, stream| ok(stream, &format!("<a>{path}</a>")));
    assert_eq!(
        fetcher().text(&server.url("/samlp/metadata/x?y=1#z")).unwrap(),
        "<a>/samlp/metadata/x?y=1</a>"
    );
}

#[test]
fn nothing_is_kept_between_two_requests() {
    let server = http(|_, stream| reply(stream, "200 OK", "Cache-Control: max-age=86400\r\n", "<a/>"));
    let fetcher = fetcher();
    fetcher.text(&server.url("/")).unwrap();
    fetcher.text(&server.url("/")).unwrap();
    assert_eq!(server.asked(), 2);
}

#[test]
fn a_host_that_does_not_exist_is_not_found() {
    assert_eq!(why("http://no-such-host.invalid/m"), "the host no-such-host.invalid was not found (DNS)");
}

#[test]
fn a_port_where_nothing_listens_refuses() {
    let host = format!("127.0.0.1:{}", samlens_forge::server::closed_port());
    assert_eq!(why(&format!("http://{host}/m")), format!("{host} refused the connection"));
}

#[test]
fn a_server_that_says_nothing_times_out() {
    let host = format!("127.0.0.1:{}", samlens_forge::server::silent());
    let begun = Instant::now();
    let fetcher = fetcher().timeout(Duration::from_millis(500));
    let error = failure_of(&fetcher, &format!("http://{host}/m"));
    assert!(
        error.to_string().ends_with(&format!("{host} did not answer completely within 0.5 s")),
        "{error}"
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_tls_server_that_says_nothing_times_out() {
    let host = format!("127.0.0.1:{}", samlens_forge::server::silent());
    let fetcher = fetcher().timeout(Duration::from_millis(500));
    let error = failure_of(&fetcher, &format!("https://{host}/m"));
    assert!(
        error.to_string().ends_with(&format!("{host} did not answer completely within 0.5 s")),
        "{error}"
    );
}

#[test]
fn a_server_that_drips_times_out_as_a_whole() {
    let server = http(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        for _ in 0..200 {
            std::thread::sleep(Duration::from_millis(50));
            if stream.write_all(b"x").and_then(|()| stream.flush()).is_err() {
                return;
            }
        }
    });
    let begun = Instant::now();
    let fetcher = fetcher().timeout(Duration::from_secs(1));
    let error = failure_of(&fetcher, &server.url("/m"));
    assert!(error.to_string().ends_with("did not answer completely within 1 s"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn every_hop_of_a_slow_redirect_counts_towards_one_time() {
    let server = http(|path, stream| {
        std::thread::sleep(Duration::from_millis(400));
        redirect(stream, &format!("{path}x"));
    });
    let begun = Instant::now();
    let error = failure_of(&fetcher().timeout(Duration::from_secs(1)), &server.url("/m"));
    assert!(error.to_string().contains("did not answer completely within 1 s"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_certificate_of_a_given_authority_is_trusted() {
    let ca = authority("Test CA");
    let identity = server_certificate(&ca, "IP:127.0.0.1", Days(-1, 1));
    let server = https(&identity, |_, stream| ok(stream, "<a/>"));
    let fetcher = fetcher().certificate_authorities(&ca.certificate.to_pem().unwrap()).unwrap();
    assert_eq!(fetcher.text(&server.url("/m")).unwrap(), "<a/>");
}

/// Why a server with this certificate is not trusted by who trusts its authority.
fn distrust(name: &str, days: Days) -> String {
    let ca = authority("Test CA");
    let server = https(&server_certificate(&ca, name, days), |_, stream| ok(stream, "<a/>"));
    let fetcher = fetcher().certificate_authorities(&ca.certificate.to_pem().unwrap()).unwrap();
    let message = failure_of(&fetcher, &server.url("/m")).to_string();
    assert_eq!(server.asked(), 0, "the request went to a server that is not trusted");
    let start = format!("{} cannot be fetched: ", server.url("/m"));
    message.strip_prefix(&start).unwrap().replace(&format!("127.0.0.1:{}", server.port), "HOST")
}

#[test]
fn an_expired_tls_certificate_is_refused() {
    assert_eq!(distrust("IP:127.0.0.1", Days(-9, -2)), "the TLS certificate of HOST has expired");
}

#[test]
fn a_tls_certificate_of_the_future_is_refused() {
    assert_eq!(distrust("IP:127.0.0.1", Days(2, 9)), "the TLS certificate of HOST is not valid yet");
}

#[test]
fn a_tls_certificate_for_another_name_is_refused() {
    assert_eq!(
        distrust("idp.example.org", Days(-1, 1)),
        "the TLS certificate does not include the name HOST"
    );
}

#[test]
fn a_tls_certificate_of_an_unknown_issuer_is_refused() {
    let identity = server_certificate(&authority("Test CA"), "IP:127.0.0.1", Days(-1, 1));
    let server = https(&identity, |_, stream| ok(stream, "<a/>"));
    let expected =
        format!("the TLS certificate of 127.0.0.1:{} is from an issuer that is not trusted", server.port);
    assert_eq!(why(&server.url("/m")), expected);
    assert_eq!(server.asked(), 0);
}

#[test]
fn another_authority_of_the_same_name_is_not_trusted() {
    let identity = server_certificate(&authority("Test CA"), "IP:127.0.0.1", Days(-1, 1));
    let server = https(&identity, |_, stream| ok(stream, "<a/>"));
    let other = authority("Test CA").certificate.to_pem().unwrap();
    let fetcher = fetcher().certificate_authorities(&other).unwrap();
    assert!(failure_of(&fetcher, &server.url("/m")).to_string().contains("TLS"));
    assert_eq!(server.asked(), 0);
}

#[test]
fn a_file_without_authorities_is_an_error() {
    let error = fetcher().certificate_authorities(b"nothing").unwrap_err();
    assert_eq!(error.to_string(), "there is no certificate in it");
}

#[test]
fn a_server_without_tls_does_not_speak_it() {
    let server = http(|_, stream| ok(stream, "<a/>"));
    let host = format!("127.0.0.1:{}", server.port);
    assert_eq!(why(&format!("https://{host}/m")), format!("{host} does not speak TLS on that port"));
}

#[test]
fn each_http_status_is_named() {
    let server = http(|path, stream| {
        let status = match path {
            "/403" => "403 Forbidden",
            "/404" => "404 Not Found",
            "/503" => "503 Service Unavailable",
            _ => "204 No Content",
        };
        reply(stream, status, "", "");
    });
    let host = format!("127.0.0.1:{}", server.port);
    for (path, says, fix) in [
        ("/403", "HTTP 403 (Forbidden)", "give the public address"),
        ("/404", "HTTP 404 (Not Found)", "copy the address of the SAML 2.0 metadata"),
        ("/503", "HTTP 503 (Service Unavailable)", "try again later"),
        ("/204", "HTTP 204 (No Content)", "copy the address of the SAML 2.0 metadata"),
    ] {
        let error = failure(&server.url(path));
        assert!(error.to_string().ends_with(&format!("{host} answers {says}")), "{error}");
        assert!(error.fix()[0].starts_with(fix), "{:?}", error.fix());
    }
}

#[test]
fn redirects_are_followed_and_the_last_address_is_told() {
    let server = http(|path, stream| match path {
        "/a/b" => redirect(stream, "c?d=1"),
        "/a/c?d=1" => redirect(stream, "/e"),
        _ => ok(stream, "<a/>"),
    });
    let fetched = fetcher().open(&server.url("/a/b")).unwrap();
    assert_eq!(fetched.url(), server.url("/e"));
}

#[test]
fn a_redirect_loop_ends() {
    let server = http(|_, stream| redirect(stream, "/again"));
    let error = failure(&server.url("/m"));
    assert_eq!(error.to_string(), format!("{} redirects more than 5 times", server.url("/m")));
    assert_eq!(server.asked(), 6);
}

#[test]
fn a_redirect_from_https_to_http_is_not_followed() {
    let plain = http(|_, stream| ok(stream, "<a/>"));
    let to = plain.url("/m");
    let ca = authority("Test CA");
    let identity = server_certificate(&ca, "IP:127.0.0.1", Days(-1, 1));
    let secure = https(&identity, move |_, stream| redirect(stream, &to));
    let fetcher = fetcher().certificate_authorities(&ca.certificate.to_pem().unwrap()).unwrap();
    let error = failure_of(&fetcher, &secure.url("/m"));
    let url = secure.url("/m");
    assert_eq!(error.to_string(), format!("{url} redirects from https to http, which is not followed"));
    assert_eq!(plain.asked(), 0);
}

#[test]
fn a_redirect_from_this_machine_to_http_on_another_is_not_followed() {
    let server = http(|_, stream| redirect(stream, "http://idp.example.org/m"));
    let url = server.url("/m");
    let error = failure(&url);
    assert_eq!(
        error.to_string(),
        format!("{url} redirects to http on another machine, which is not followed")
    );
    assert!(!error.fix().is_empty());
}

#[test]
fn help_names_settings_of_the_library_and_no_option_of_a_command() {
    let server = http(|_, _| std::thread::sleep(std::time::Duration::from_secs(2)));
    let error = fetcher().timeout(std::time::Duration::from_millis(100)).text(&server.url("/m")).unwrap_err();
    assert_eq!(error.setting(), Some(samlens::LibrarySetting::FetchTimeout));
    assert!(error.fix()[0].contains("Fetcher::timeout") && !error.fix()[0].contains("--"), "{error:?}");
}

#[test]
fn a_redirect_to_another_scheme_is_not_followed() {
    let server = http(|_, stream| redirect(stream, "file:///etc/passwd"));
    let error = fetcher().text(&server.url("/m")).unwrap_err();
    assert!(
        error.to_string().ends_with("redirects to file:///etc/passwd: only https and http are fetched"),
        "{error}"
    );
}

#[test]
fn an_answer_of_500_megabytes_is_not_read_when_it_is_announced() {
    let server = http(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 524288000\r\n\r\n<a>");
        std::thread::sleep(Duration::from_secs(15));
    });
    let begun = Instant::now();
    assert_eq!(why(&server.url("/m")), "the answer is larger than 16777216 bytes");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_answer_of_500_megabytes_is_cut_when_it_is_not_announced() {
    use std::sync::atomic::{AtomicU64, Ordering};
    static SENT: AtomicU64 = AtomicU64::new(0);
    let server = http(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        let block = vec![b'x'; 1 << 20];
        for _ in 0..500 {
            if stream.write_all(&block).is_err() {
                return;
            }
            SENT.fetch_add(1, Ordering::SeqCst);
        }
    });
    assert_eq!(why(&server.url("/m")), "the answer is larger than 16777216 bytes");
    assert!(SENT.load(Ordering::SeqCst) < 100, "{SENT:?} MiB were sent");
}

#[test]
fn an_answer_of_exactly_the_largest_size_is_read() {
    let server = http(|_, stream| ok(stream, "1234567890"));
    assert_eq!(fetcher().max_bytes(10).text(&server.url("/")).unwrap(), "1234567890");
    let error = fetcher().max_bytes(9).text(&server.url("/")).unwrap_err();
    assert!(error.to_string().ends_with("the answer is larger than 9 bytes"), "{error}");
}

#[test]
fn a_connection_that_is_cut_is_no_answer() {
    let server = http(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<a>");
    });
    let host = format!("127.0.0.1:{}", server.port);
    assert_eq!(
        why(&server.url("/m")),
        format!("{host} closed the connection before the answer was complete")
    );
}

#[test]
fn an_answer_that_is_no_http_is_told() {
    let server = http(|_, stream| {
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n\r\n");
    });
    assert_eq!(why(&server.url("/m")), format!("127.0.0.1:{} does not speak HTTP", server.port));
}

#[test]
fn a_compressed_answer_that_no_one_asked_for_is_reported() {
    let server = http(|_, stream| reply(stream, "200 OK", "Content-Encoding: gzip\r\n", "xxxx"));
    assert_eq!(
        why(&server.url("/m")),
        "the answer is compressed (gzip), although samlens did not ask for that"
    );
}

#[test]
fn an_answer_that_is_no_text_is_told() {
    let server = http(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a\xff>");
    });
    let error = fetcher().text(&server.url("/m")).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{} answers with data that is not UTF-8 (byte 2)", server.url("/m"))
    );
}

#[test]
fn endless_headers_are_cut() {
    let server = http(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        for number in 0..100_000 {
            if stream.write_all(format!("X-{number}: {}\r\n", "y".repeat(100)).as_bytes()).is_err() {
                return;
            }
        }
    });
    let begun = Instant::now();
    failure(&server.url("/m"));
    assert!(begun.elapsed() < Duration::from_secs(8));
}

#[test]
fn a_password_in_an_address_is_refused_and_never_shown() {
    let error = fetcher().text("https://me:hunter2@idp.example/m").unwrap_err();
    assert_eq!(
        error.to_string(),
        "https://idp.example/m is not a valid address: a user name or password in it is not supported"
    );
}

#[test]
fn a_stream_of_exactly_the_largest_size_ends_without_an_error() {
    let server = http(|_, stream| ok(stream, "1234567890"));
    let mut fetched = fetcher().max_bytes(10).open(&server.url("/")).unwrap();
    let mut text = String::new();
    fetched.read_to_string(&mut text).unwrap();
    assert_eq!(text, "1234567890");
}

#[test]
fn nothing_but_public_addresses_is_asked_unless_a_reach_names_it() {
    let server = http(|_, stream| ok(stream, "<a/>"));
    for host in ["127.0.0.1", "localhost"] {
        let error = failure_of(&Fetcher::new(), &format!("http://{host}:{}/m", server.port));
        assert!(error.to_string().contains("must not be fetched: it resolves to"), "{error}");
        assert!(error.to_string().ends_with("which is not a public address"), "{error}");
    }
    assert_eq!(server.asked(), 0);
    let listed = |hosts: &[&str]| {
        Fetcher::new().reach(Reach::Hosts(hosts.iter().map(|host| (*host).to_owned()).collect()))
    };
    assert_eq!(listed(&["127.0.0.1"]).text(&server.url("/m")).unwrap(), "<a/>");
    let error = failure_of(&listed(&["idp.example"]), &server.url("/m"));
    assert!(error.to_string().ends_with("is not among the allowed hosts"), "{error}");
    assert_eq!(server.asked(), 1);
}

/// A host that is allowed must not lead to one that is not.
#[test]
fn redirects_stay_within_reach() {
    let inner = http(|_, stream| ok(stream, "<secret/>"));
    let target = inner.url("/m").replace("127.0.0.1", "localhost");
    let outer = http(move |_, stream| redirect(stream, &target));
    let fetcher = Fetcher::new().reach(Reach::Hosts(vec!["127.0.0.1".to_owned()]));
    let error = failure_of(&fetcher, &outer.url("/"));
    assert!(error.to_string().ends_with("is not among the allowed hosts"), "{error}");
    assert_eq!((outer.asked(), inner.asked()), (1, 0));
}
