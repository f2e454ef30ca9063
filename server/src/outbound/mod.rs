//! Requests that we make on a stranger's word: webhooks and uploads by URL.
//!
//! A stranger must not make us speak to what only we can reach. The address is therefore found once, checked, and connected
//! to as it was checked; there is no proxy, no redirect and no second look at the name. Literal addresses, in whatever
//! notation, and names go through the same check.

pub mod address;
mod connection;
pub mod target;

#[cfg(test)]
mod tests;

use crate::config::OutboundConfig;
use address::{Network, is_public};
use connection::{Connection, encrypted};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, header};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use target::Target;
use tokio_rustls::TlsConnector;

/// Why a request was not made or not answered. The sentences are for the stranger: they say nothing of what we can reach.
#[derive(Debug, PartialEq, Eq)]
pub enum OutboundError {
    /// Not an address of the web, or one with a password or an unusual port.
    Invalid,
    /// The scheme is not allowed here.
    NotEncrypted,
    /// It leads to an address that is not public.
    Private,
    /// The name is unknown, nothing answers there, or what answers does not speak HTTP.
    Unreachable,
    /// Nothing came in time.
    TooSlow,
}

impl fmt::Display for OutboundError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OutboundError::Invalid => "Enter a valid URL.",
            OutboundError::NotEncrypted => "Enter a URL that begins with https.",
            OutboundError::Private => "This URL does not lead to a public address.",
            OutboundError::Unreachable => "This URL cannot be reached.",
            OutboundError::TooSlow => "This URL did not answer in time.",
        })
    }
}

/// Makes requests to public addresses and to networks that the operator vouches for.
pub struct Outbound {
    allowed: Vec<Network>,
    connect: Duration,
    tls: TlsConnector,
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

/// An answer whose body is still to be read; the connection ends when this is dropped.
#[derive(Debug)]
pub struct Exchange {
    /// The answer.
    pub response: Response<Incoming>,
    _connection: Connection,
}

impl Outbound {
    /// As configured.
    ///
    /// # Errors
    /// A network is none, or the file of further authorities cannot be read; one sentence.
    pub fn new(config: &OutboundConfig) -> Result<Outbound, String> {
        let allowed =
            config.allowed_networks.iter().map(|text| Network::parse(text)).collect::<Result<_, _>>()?;
        let tls = TlsConnector::from(Arc::new(encrypted(config.authorities_file.as_deref())?));
        Ok(Outbound { allowed, connect: Duration::from_secs(config.connect_seconds.max(1)), tls })
    }

    /// The addresses that a target has now, each of them permitted.
    ///
    /// # Errors
    /// One of them is not: a name that leads to the public and to us is not to be trusted at all. Or there is none.
    pub async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, OutboundError> {
        let found = match target.literal() {
            Some(address) => vec![SocketAddr::new(address, target.port())],
            None => {
                let lookup = tokio::net::lookup_host((target.host(), target.port()));
                let lookup = tokio::time::timeout(self.connect, lookup).await;
                let found = lookup.map_err(|_| OutboundError::TooSlow)?;
                found.map_err(|_| OutboundError::Unreachable)?.collect()
            }
        };
        if found.is_empty() {
            return Err(OutboundError::Unreachable);
        }
        if found.iter().all(|address| self.permits(address.ip())) {
            Ok(found)
        } else {
            Err(OutboundError::Private)
        }
    }

    /// Whether all addresses of a target are in networks that the operator vouches for.
    pub fn is_vouched_for(&self, addresses: &[SocketAddr]) -> bool {
        addresses.iter().all(|address| self.vouches(address.ip()))
    }

    fn vouches(&self, address: IpAddr) -> bool {
        self.allowed.iter().any(|network| network.contains(address.to_canonical()))
    }

    fn permits(&self, address: IpAddr) -> bool {
        is_public(address) || self.vouches(address)
    }

    /// Makes a request and waits for the head of the answer, whatever its status.
    ///
    /// # Errors
    /// As [`Outbound::addresses`], or nothing answers. The caller bounds the whole in time.
    pub async fn send(
        &self,
        target: &Target,
        method: Method,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Result<Exchange, OutboundError> {
        let addresses = self.addresses(target).await?;
        let tls = target.is_encrypted().then_some(&self.tls);
        let mut connection = Connection::open(&addresses, target, tls, self.connect).await?;
        let mut request = Request::builder()
            .method(method)
            .uri(target.path_and_query())
            .header(header::HOST, target.authority())
            .header(header::USER_AGENT, concat!("statera/", env!("CARGO_PKG_VERSION")));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(body)).map_err(|_| OutboundError::Invalid)?;
        let response = connection.send(request).await?;
        Ok(Exchange { response, _connection: connection })
    }
}
