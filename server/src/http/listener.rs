//! The accept loop. Not `axum::serve`, which waits forever for the rest of a half-sent request head.

use super::Site;
use super::body::Lingering;
use crate::config::HttpConfig;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tower_service::Service as _;

/// Serves connections until `stop` says so, then lets requests in flight finish within the drain time.
pub async fn serve(listener: TcpListener, site: Site, config: HttpConfig, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(config.connections.max(1)));
    let graceful = GracefulShutdown::new();
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(config.head_seconds.max(1)));
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
        // Answers are small and whole; waiting to fill a packet only delays them.
        let _ = stream.set_nodelay(true);
        let site = site.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut site = site.clone();
            async move { site.call(request.map(Lingering::new)).await }
        });
        let connection = graceful.watch(protocol.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended");
            }
            drop(place);
        });
    }
    drop(listener);
    let drain = Duration::from_secs(config.drain_seconds);
    if tokio::time::timeout(drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still in flight when the drain time ended");
    }
}
