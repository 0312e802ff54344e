//! Networks in CIDR notation, for lists of addresses.
//!
//! Speaks RFC 4632 and RFC 4291. IPv4 addresses written as IPv6 (`::ffff:192.0.2.1`) are IPv4.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A network, or a single address: `10.0.0.0/8`, `2001:db8::/32`, `192.0.2.7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// A text is no network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotANetwork(String);

impl fmt::Display for NotANetwork {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{:?} is not an address or a network such as 10.0.0.0/8",
            self.0
        )
    }
}

impl std::error::Error for NotANetwork {}

impl Network {
    /// Whether the address lies in the network.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                shifted(u32::from(network).into(), 32, self.bits)
                    == shifted(u32::from(address).into(), 32, self.bits)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                shifted(network.into(), 128, self.bits) == shifted(address.into(), 128, self.bits)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// The network part of an address, as a number.
fn shifted(address: u128, width: u8, bits: u8) -> u128 {
    let host = u32::from(width.saturating_sub(bits));
    address.checked_shr(host).unwrap_or(0)
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let wrong = || NotANetwork(text.to_owned());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let address = address.to_canonical();
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.trim().parse().map_err(|_| wrong())?,
            None => most,
        };
        if bits > most {
            return Err(wrong());
        }
        Ok(Self { address, bits })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.address, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(network: &str, address: &str, expected: bool) {
        let network: Network = network.parse().unwrap();
        assert_eq!(
            network.contains(address.parse().unwrap()),
            expected,
            "{network} {address}"
        );
    }

    #[test]
    fn a_network_holds_what_shares_its_first_bits() {
        check("192.0.2.7", "192.0.2.7", true);
        check("192.0.2.7", "192.0.2.8", false);
        check("192.0.2.0/24", "192.0.2.200", true);
        check("192.0.2.0/24", "192.0.3.1", false);
        check("0.0.0.0/0", "203.0.113.9", true);
        check("2001:db8::/32", "2001:db8::1", true);
        check("2001:db8::/32", "2001:db9::1", false);
        check("::/0", "203.0.113.9", false);
        check("192.0.2.0/24", "::ffff:192.0.2.7", true);
    }

    #[track_caller]
    fn refused(text: &str) {
        assert_eq!(text.parse::<Network>(), Err(NotANetwork(text.to_owned())));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        refused("");
        refused("localhost");
        refused("192.0.2.0/33");
        refused("192.0.2.0/-1");
        refused("192.0.2/24");
    }
}
