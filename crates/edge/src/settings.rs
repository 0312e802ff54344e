//! Settings of the listeners. Who reads them from a file and under which names is the program's
//! matter.
//!
//! Source: docs/contract.md, limits, for all that customers meet; the rest is ours.

use crate::error::Error;
use domain::network::Network;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Addresses, limits and waits of the listeners.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the API listens, for the program to bind. `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// Where carriers call back, for the program to bind; `None`: on `listen` too. With an
    /// address of its own, callbacks are not served on `listen`. `None`.
    pub carrier_listen: Option<SocketAddr>,
    /// Longest body of a call, in bytes; a longer one is answered 413. 1 MiB.
    pub max_body_bytes: usize,
    /// Longest body of a carrier's callback, in bytes. 1 MiB.
    pub max_callback_body_bytes: usize,
    /// Longest request line, in bytes; a longer one is answered 414. 16 KiB.
    pub max_request_line_bytes: usize,
    /// All headers of a request together, in bytes; more is answered 431. 16 KiB.
    pub max_headers_bytes: usize,
    /// Time for a body to arrive; a later one is answered 408. 30 s.
    pub body_timeout: Duration,
    /// Slowest pace of a body, in bytes a second; a slower one is answered 408. 1 KiB.
    pub body_pace_bytes: usize,
    /// How long a body may lag behind that pace. Without it, one lost packet at the beginning
    /// would be a fault of the customer. 5 s.
    pub body_grace: Duration,
    /// Time for the headers of a request, counted from when the connection is taken or the last
    /// answer is out. A connection that is late is closed without an answer. 10 s.
    pub header_timeout: Duration,
    /// How long a connection is kept on which no request is in progress and no header is awaited
    /// (HTTP/2), or whose peer does not take its answer. 60 s.
    pub idle_timeout: Duration,
    /// Connections open at once; further ones wait until one ends. 10,000.
    pub max_connections: usize,
    /// Connections of one address open at once; a few more are answered 429, further ones are
    /// closed. Trusted proxies have no such limit. 256.
    pub max_connections_per_address: usize,
    /// Failed authentications that an address may have within a minute before its calls are
    /// answered 429. 10.
    pub bad_key_limit: usize,
    /// Peers whose `X-Forwarded-For` is believed. Empty: the header is never read.
    pub trusted_proxies: Vec<Network>,
    /// From where the status page can be seen; from elsewhere it does not exist. The machine
    /// itself.
    pub status_from: Vec<Network>,
    /// How long calls in progress may take when the listener stops. 20 s.
    pub drain: Duration,
    /// Lines of the status page that only the program knows, such as version and durability:
    /// name and value. Empty.
    pub facts: Vec<(String, String)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            carrier_listen: None,
            max_body_bytes: 1024 * 1024,
            max_callback_body_bytes: 1024 * 1024,
            max_request_line_bytes: 16 * 1024,
            max_headers_bytes: 16 * 1024,
            body_timeout: Duration::from_secs(30),
            body_pace_bytes: 1024,
            body_grace: Duration::from_secs(5),
            header_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
            max_connections: 10_000,
            max_connections_per_address: 256,
            bad_key_limit: 10,
            trusted_proxies: Vec::new(),
            status_from: ["127.0.0.0/8", "::1"]
                .map(|text| text.parse().expect("it is written as a network"))
                .to_vec(),
            drain: Duration::from_secs(20),
            facts: Vec::new(),
        }
    }
}

impl Settings {
    /// Finds values with which nothing could be served.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for the first of them.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let counts = [
            ("max_body", self.max_body_bytes),
            ("max_callback_body", self.max_callback_body_bytes),
            ("max_request_line", self.max_request_line_bytes),
            ("max_headers", self.max_headers_bytes),
            ("body_pace", self.body_pace_bytes),
            ("max_connections", self.max_connections),
            (
                "max_connections_per_address",
                self.max_connections_per_address,
            ),
            ("bad_key_limit", self.bad_key_limit),
        ];
        let times = [
            ("body_timeout", self.body_timeout),
            ("header_timeout", self.header_timeout),
            ("idle_timeout", self.idle_timeout),
        ];
        let zero_counts = counts
            .iter()
            .filter(|(_, value)| *value == 0)
            .map(|(name, _)| *name);
        let zero_times = times
            .iter()
            .filter(|(_, value)| value.is_zero())
            .map(|(name, _)| *name);
        match zero_counts.chain(zero_times).next() {
            None => Ok(()),
            Some(setting) => Err(Error::Setting {
                setting,
                value: "0".to_owned(),
                right: "more than 0",
            }),
        }
    }

    /// Whether the address is a proxy that speaks for others.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies
            .iter()
            .any(|network| network.contains(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_can_be_served() {
        assert!(Settings::default().check().is_ok());
    }

    #[test]
    fn a_limit_of_nothing_is_refused_by_name() {
        let settings = Settings {
            max_headers_bytes: 0,
            ..Settings::default()
        };
        let error = settings.check().unwrap_err();
        let expected = "setting max_headers cannot be 0; it must be more than 0";
        assert_eq!(error.to_string(), expected);
    }
}
