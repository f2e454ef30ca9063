//! One connection for one request, to an address that was checked.

use super::OutboundError;
use super::target::Target;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Addresses of a name that are tried at most.
const TRIES: usize = 3;

/// A connection that ends when it is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    driver: JoinHandle<()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Connection {
    /// Connects to the first address that answers.
    pub(super) async fn open(
        addresses: &[SocketAddr],
        target: &Target,
        tls: Option<&TlsConnector>,
        patience: Duration,
    ) -> Result<Connection, OutboundError> {
        let mut last = OutboundError::Unreachable;
        for address in addresses.iter().take(TRIES) {
            let stream = match timeout(patience, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => stream,
                Ok(Err(_)) => continue,
                Err(_) => {
                    last = OutboundError::TooSlow;
                    continue;
                }
            };
            let Some(tls) = tls else { return Connection::speak(stream).await };
            let name = ServerName::try_from(target.host().to_owned()).map_err(|_| OutboundError::Invalid)?;
            let stream =
                timeout(patience, tls.connect(name, stream)).await.map_err(|_| OutboundError::TooSlow)?;
            return Connection::speak(stream.map_err(|_| OutboundError::Unreachable)?).await;
        }
        Err(last)
    }

    async fn speak<S>(stream: S) -> Result<Connection, OutboundError>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let handshake = http1::handshake(TokioIo::new(stream)).await;
        let (sender, connection) = handshake.map_err(|_| OutboundError::Unreachable)?;
        // How the connection ends shows in the answer or its body.
        let driver = tokio::spawn(async move { drop(connection.await) });
        Ok(Connection { sender, driver })
    }

    /// Sends the request and waits for the head of the answer.
    pub(super) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, OutboundError> {
        self.sender.send_request(request).await.map_err(|_| OutboundError::Unreachable)
    }
}

/// TLS that trusts the authorities of the web and those of a file.
pub(super) fn encrypted(authorities: Option<&Path>) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(path) = authorities {
        let wrong =
            |error: &dyn std::fmt::Display| format!("outbound.authorities_file {}: {error}", path.display());
        for certificate in CertificateDer::pem_file_iter(path).map_err(|error| wrong(&error))? {
            let certificate = certificate.map_err(|error| wrong(&error))?;
            roots.add(certificate).map_err(|error| wrong(&error))?;
        }
    }
    let provider = Arc::new(ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let versions = versions.map_err(|error| format!("TLS: {error}"))?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}
