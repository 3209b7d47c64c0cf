//! Clients that are slow, over real connections. Time is the test's: it goes on while all tasks wait.

use crate::support::service;
use samlens_example_axum::serve::serve;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

const FORM: &str = "POST /acs HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n";

async fn sent(port: u16, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// What the service sends until it closes the connection, and how long that took.
async fn ended(mut stream: TcpStream) -> (String, Duration) {
    let begun = Instant::now();
    let mut bytes = Vec::new();
    let closed = timeout(Duration::from_secs(60), stream.read_to_end(&mut bytes)).await;
    assert!(closed.is_ok(), "the connection is open after a minute: {}", String::from_utf8_lossy(&bytes));
    (String::from_utf8(bytes).unwrap(), begun.elapsed())
}

#[tokio::test(start_paused = true)]
async fn who_sends_slowly_is_not_waited_for_and_keeps_no_one_waiting() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, service(), async { drop(stopped.await) }));

    let mut slow = Vec::new();
    for _ in 0..200 {
        slow.push(sent(port, "GET / HTTP/1.1\r\nho").await);
        slow.push(sent(port, &format!("{FORM}content-length: 1000\r\n\r\nSAMLResponse=AAA")).await);
        slow.push(sent(port, &format!("{FORM}transfer-encoding: chunked\r\n\r\n5\r\nSAMLR\r\n")).await);
        slow.push(sent(port, "").await);
    }
    let (text, _) =
        ended(sent(port, "GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await).await;
    assert!(text.starts_with("HTTP/1.1 200 ") && text.ends_with("ok"), "{text}");
    for (at, stream) in slow.into_iter().enumerate() {
        let (text, time) = ended(stream).await;
        assert!(time < Duration::from_secs(25), "{at}: {time:?}");
        if at % 4 == 1 || at % 4 == 2 {
            assert!(text.starts_with("HTTP/1.1 408 ") && text.contains("too-slow"), "{text}");
        }
    }

    // The end does not wait for who is slow either.
    let _open = sent(port, &format!("{FORM}content-length: 1000\r\n\r\n")).await;
    stop.send(()).unwrap();
    timeout(Duration::from_secs(20), server).await.expect("it ends").unwrap();
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}
