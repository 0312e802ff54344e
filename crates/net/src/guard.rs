//! Which URLs and addresses may be reached.
//!
//! Speaks RFC 3986 as the WHATWG URL standard reads it: decimal, hexadecimal, octal and shortened
//! IPv4 addresses are one address here. Knows nothing of sockets; [`crate::Client`] asks it for
//! each address it is about to use. Guarantee: what is not allowed by a rule below is refused.
//! Source: docs/contract.md, fetching.

use std::net::IpAddr;

use url::{Host, Url};

use crate::address::{Cidr, public_range};

/// The rules for addresses that customers choose.
///
/// The default allows public addresses on ports 80 and 443, and nothing else.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// Networks that may be reached although they are not public. Empty in production.
    pub allow_private: Vec<Cidr>,
    /// Ports besides 80 and 443.
    pub extra_ports: Vec<u16>,
    /// Whether the networks of `allow_private` may be reached on any port. For tests and trials,
    /// where peers listen on ports that the system gave them.
    pub private_any_port: bool,
}

/// A URL that passed the rules which need no look-up.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The address in its normal form.
    pub url: Url,
    /// Which addresses its host name may have.
    pub reach: Reach,
}

/// Which addresses a host name may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses and the allowed private networks.
    Open,
    /// Only the allowed private networks: the port is not open to the public.
    PrivateOnly,
}

/// Why an address was refused, in words for the operator; never holds path or query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text is no absolute URL, or holds blanks, control characters or backslashes.
    #[error("the text is not an absolute URL")]
    NotAUrl,
    /// Another scheme than http and https.
    #[error("the scheme `{0}` is not http or https")]
    Scheme(String),
    /// The URL carries a user name or a password.
    #[error("the URL carries user information")]
    UserInfo,
    /// The URL has no host.
    #[error("the URL has no host")]
    NoHost,
    /// A port that is not open.
    #[error("port {0} is not allowed")]
    Port(u16),
    /// An address that is not public.
    #[error("the address {address} is not public ({range})")]
    Address {
        /// The address in question, as written in the URL or as the name server said.
        address: IpAddr,
        /// The range it lies in.
        range: &'static str,
    },
}

impl Guard {
    /// Judges a URL: scheme, user information, host, port, and a literal address.
    ///
    /// A host *name* is not judged here; its addresses are, by [`Guard::check_address`], when it
    /// has been looked up.
    ///
    /// # Errors
    ///
    /// The first rule that the URL breaks.
    pub fn check_url(&self, text: &str) -> Result<Checked, Refusal> {
        let url = parse(text)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::UserInfo);
        }
        let reach = self.reach(&url)?;
        if let Some(address) = literal(&url)? {
            self.check_address(address, reach)
                .map_err(|refusal| match reach {
                    Reach::Open => refusal,
                    Reach::PrivateOnly => Refusal::Port(port(&url)),
                })?;
        }
        Ok(Checked { url, reach })
    }

    /// Judges one address that a connection would go to.
    ///
    /// # Errors
    ///
    /// [`Refusal::Address`] with the range of the address.
    pub fn check_address(&self, address: IpAddr, reach: Reach) -> Result<(), Refusal> {
        if self
            .allow_private
            .iter()
            .any(|network| network.contains(address))
        {
            return Ok(());
        }
        let range = match (public_range(address), reach) {
            (Ok(()), Reach::Open) => return Ok(()),
            (Ok(()), Reach::PrivateOnly) => "public, on a port for private networks only",
            (Err(range), Reach::Open | Reach::PrivateOnly) => range,
        };
        Err(Refusal::Address { address, range })
    }

    fn reach(&self, url: &Url) -> Result<Reach, Refusal> {
        let port = port(url);
        if port == 80 || port == 443 || self.extra_ports.contains(&port) {
            Ok(Reach::Open)
        } else if self.private_any_port && !self.allow_private.is_empty() {
            Ok(Reach::PrivateOnly)
        } else {
            Err(Refusal::Port(port))
        }
    }
}

/// Reads an absolute http or https URL, without judging where it leads.
///
/// The URL standard drops tabs and line ends and turns backslashes round; other readers of the
/// same text do not, so such a text is refused rather than interpreted.
pub(crate) fn parse(text: &str) -> Result<Url, Refusal> {
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    if text.contains(odd) {
        return Err(Refusal::NotAUrl);
    }
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::EmptyHost => Refusal::NoHost,
        _ => Refusal::NotAUrl,
    })?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(Refusal::Scheme(other.to_owned())),
    }
}

/// The literal address of a URL, if its host is one.
///
/// A name that reads as an address once its trailing dots are off counts as that address.
fn literal(url: &Url) -> Result<Option<IpAddr>, Refusal> {
    match url.host() {
        Some(Host::Ipv4(address)) => Ok(Some(IpAddr::V4(address))),
        Some(Host::Ipv6(address)) => Ok(Some(IpAddr::V6(address))),
        Some(Host::Domain(name)) => {
            let bare = name.trim_end_matches('.');
            if bare.is_empty() {
                Err(Refusal::NoHost)
            } else {
                Ok(bare.parse().ok())
            }
        }
        None => Err(Refusal::NoHost),
    }
}

fn port(url: &Url) -> u16 {
    url.port_or_known_default().unwrap_or(0)
}

#[cfg(test)]
mod tests;
