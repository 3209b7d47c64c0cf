//! HTTP with limits for slow clients, in the clear or over TLS.

use super::start;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use openssl::ssl::SslAcceptor;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_openssl::SslStream;

/// How many connections are open at once; others wait.
const MAX_CONNECTIONS: usize = 256;

/// To read the head of a request, and to wait for the next one on a connection.
const HEAD: Duration = Duration::from_secs(10);

/// For the handshake of TLS.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Serves until `end`.
pub(super) async fn serve(
    listener: TcpListener,
    acceptor: Option<SslAcceptor>,
    router: Router,
    end: impl Future<Output = ()>,
) {
    let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let acceptor = acceptor.map(Arc::new);
    let mut end = pin!(end);
    loop {
        let next = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            next = next => next,
            () = &mut end => return,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors, or the client has gone: others must not starve for it.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (router, acceptor) = (router.clone(), acceptor.clone());
        tokio::spawn(async move {
            match acceptor {
                None => connection(TokioIo::new(stream), router).await,
                Some(acceptor) => {
                    let secured = tokio::time::timeout(HANDSHAKE, secured(&acceptor, stream)).await;
                    if let Ok(Some(stream)) = secured {
                        connection(TokioIo::new(stream), router).await;
                    }
                }
            }
            drop(slot);
        });
    }
}

async fn secured(acceptor: &SslAcceptor, stream: TcpStream) -> Option<SslStream<TcpStream>> {
    let mut stream = SslStream::new(start::session(acceptor)?, stream).ok()?;
    Pin::new(&mut stream).accept().await.ok()?;
    Some(stream)
}

async fn connection<S>(stream: TokioIo<S>, router: Router)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(64 << 10);
    // A client that breaks off is no event.
    let _ = http.serve_connection(stream, TowerToHyperService::new(router)).await;
}
