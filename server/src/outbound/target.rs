//! A URL that a stranger gave, taken apart.

use super::OutboundError;
use std::net::IpAddr;
use url::{Host, Url};

/// Longest URL that is read.
const LONGEST: usize = 2_000;

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

impl Target {
    /// Reads a URL.
    ///
    /// The parser is that of the web's standard, so that every notation of an address (decimal, octal, hexadecimal, short)
    /// is known for what it is.
    ///
    /// # Errors
    /// It is none, its scheme is not `http` or `https`, it carries a name or password, or its port is one of the system's
    /// other services.
    pub fn parse(text: &str) -> Result<Target, OutboundError> {
        if text.len() > LONGEST {
            return Err(OutboundError::Invalid);
        }
        let url = Url::parse(text.trim()).map_err(|_| OutboundError::Invalid)?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_bare = url.username().is_empty() && url.password().is_none();
        let port = url.port_or_known_default().unwrap_or_default();
        // Below 1024 other protocols listen, some of which take a request for commands of theirs.
        let is_usual = matches!(port, 80 | 443 | 1024..);
        if is_web && is_bare && is_usual && url.host().is_some() {
            Ok(Target(url))
        } else {
            Err(OutboundError::Invalid)
        }
    }

    /// Whether it is `https`.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The address, when the host is one.
    #[must_use]
    pub fn literal(&self) -> Option<IpAddr> {
        match self.0.host()? {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(_) => None,
        }
    }

    /// The host, an address of version 6 without its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    /// Host and, unless it is the usual one, port.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Path and query.
    #[must_use]
    pub fn path_and_query(&self) -> String {
        let query = self.0.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", self.0.path())
    }

    /// The URL as it is understood.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
