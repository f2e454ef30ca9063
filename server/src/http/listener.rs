//! The accept loop. Not `axum::serve`, which waits forever for the rest of a half-sent request head.
//!
//! What a slow client can hold is bounded on each side: seconds for the TLS handshake and for the head, a pace and a total for
//! bodies (see `body`), seconds for reading an answer, and a number of connections.

use super::Site;
use super::body::Lingering;
use crate::config::HttpConfig;
use crate::metrics::Metrics;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower_service::Service as _;

/// What a connection is served with.
#[derive(Clone)]
struct Serving {
    protocol: http1::Builder,
    site: Site,
    tls: Option<TlsAcceptor>,
    head: Duration,
    write: Duration,
}

/// Serves connections until `stop` says so, then lets requests in flight finish within the drain time.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    tls: Option<TlsAcceptor>,
    config: HttpConfig,
    metrics: Arc<Metrics>,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(config.connections.max(1)));
    let graceful = GracefulShutdown::new();
    let head = Duration::from_secs(config.head_seconds.max(1));
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(head);
    let write = Duration::from_secs(config.write_seconds.max(1));
    let serving = Serving { protocol, site, tls, head, write };
    loop {
        // A place is taken before a connection is: beyond the cap, clients wait in the backlog and cost us nothing.
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            accepted = accepted => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file handles or a connection that died in the backlog: neither is a reason to stop.
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (serving, watcher, metrics) = (serving.clone(), graceful.watcher(), Arc::clone(&metrics));
        tokio::spawn(async move {
            metrics.connections.inc();
            connection(serving, stream, watcher).await;
            metrics.connections.dec();
            drop(place);
        });
    }
    drop(listener);
    let drain = Duration::from_secs(config.drain_seconds);
    if tokio::time::timeout(drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still in flight when the drain time ended");
    }
}

async fn connection(serving: Serving, stream: TcpStream, watcher: Watcher) {
    // Answers are small and whole; waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(serving.write));
    let stream = Box::pin(stream);
    let Some(tls) = &serving.tls else { return http(&serving, stream, watcher).await };
    match tokio::time::timeout(serving.head, tls.accept(stream)).await {
        Ok(Ok(stream)) => http(&serving, stream, watcher).await,
        Ok(Err(error)) => tracing::debug!(%error, "no TLS"),
        Err(_) => tracing::debug!("the TLS handshake took too long"),
    }
}

async fn http(
    serving: &Serving,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    watcher: Watcher,
) {
    let site = serving.site.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut site = site.clone();
        async move { site.call(request.map(Lingering::new)).await }
    });
    let connection = serving.protocol.serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "connection ended");
    }
}
