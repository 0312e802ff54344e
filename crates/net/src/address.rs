//! Which addresses are public, and networks in CIDR notation.
//!
//! Speaks the IANA special-purpose address registries (RFC 6890 and its updates). Knows neither
//! URLs nor sockets. Guarantee: an address that is not plainly global unicast has a named range;
//! forms that carry an IPv4 address inside an IPv6 one are never public, whatever is inside.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A network: an address and the number of leading bits that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    base: IpAddr,
    bits: u8,
}

/// A text that is no network in CIDR notation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a network such as 10.0.0.0/8 or fd00::/8")]
pub struct BadNetwork(String);

impl Cidr {
    /// Whether `address` lies in this network.
    ///
    /// An IPv4 network never contains an IPv6 address, mapped ones included.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => within_v4(address, base, self.bits),
            (IpAddr::V6(base), IpAddr::V6(address)) => within_v6(address, base, self.bits),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl FromStr for Cidr {
    type Err = BadNetwork;

    /// Reads `address/bits`; a bare address is a network of one.
    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let bad = || BadNetwork(text.to_owned());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let base: IpAddr = address.trim().parse().map_err(|_| bad())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.trim().parse::<u8>().map_err(|_| bad())?,
            None => most,
        };
        if bits > most {
            return Err(bad());
        }
        Ok(Self { base, bits })
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.base, self.bits)
    }
}

/// The IPv4 ranges that are not reachable from everywhere, or lead back to us.
///
/// Source: IANA IPv4 Special-Purpose Address Registry; RFC 5771 for multicast.
const SPECIAL_V4: &[(Ipv4Addr, u8, &str)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, "this network"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "private"),
    (Ipv4Addr::new(100, 64, 0, 0), 10, "carrier-grade NAT"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "loopback"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "link-local"),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "private"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "protocol assignments"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "documentation"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "6to4 relay"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "private"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "benchmark"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "documentation"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "documentation"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "multicast"),
    (Ipv4Addr::BROADCAST, 32, "broadcast"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "reserved"),
];

/// The IPv6 ranges with a name of their own; whatever is outside 2000::/3 is refused besides.
///
/// Source: IANA IPv6 Special-Purpose Address Registry.
const SPECIAL_V6: &[(Ipv6Addr, u8, &str)] = &[
    (Ipv6Addr::UNSPECIFIED, 128, "unspecified"),
    (Ipv6Addr::LOCALHOST, 128, "loopback"),
    (
        Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0),
        96,
        "IPv4-mapped",
    ),
    (Ipv6Addr::UNSPECIFIED, 96, "IPv4-compatible"),
    (
        Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, 0, 0),
        96,
        "IPv4-translated",
    ),
    (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96, "NAT64"),
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, "NAT64"),
    (Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, 0, 0), 64, "discard"),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 32, "Teredo"),
    (Ipv6Addr::new(0x2001, 2, 0, 0, 0, 0, 0, 0), 48, "benchmark"),
    (
        Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0),
        23,
        "protocol assignments",
    ),
    (
        Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0),
        32,
        "documentation",
    ),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, "6to4"),
    (
        Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0),
        20,
        "documentation",
    ),
    (
        Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0),
        7,
        "unique local",
    ),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, "link-local"),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, "site-local"),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, "multicast"),
];

/// Base of the IPv6 addresses that are handed out to the public (RFC 4291 §2.4).
const GLOBAL_UNICAST: Ipv6Addr = Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0);

/// Says nothing for a public address, and the name of the range for any other.
///
/// ```
/// assert_eq!(net::public_range("93.184.216.34".parse().unwrap()), Ok(()));
/// assert_eq!(net::public_range("127.0.0.1".parse().unwrap()), Err("loopback"));
/// ```
///
/// # Errors
///
/// The name of the special range, for the operator's log.
pub fn public_range(address: IpAddr) -> Result<(), &'static str> {
    let special = match address {
        IpAddr::V4(address) => SPECIAL_V4
            .iter()
            .find(|(base, bits, _)| within_v4(address, *base, *bits))
            .map(|row| row.2),
        IpAddr::V6(address) => SPECIAL_V6
            .iter()
            .find(|(base, bits, _)| within_v6(address, *base, *bits))
            .map(|row| row.2)
            .or_else(|| (!within_v6(address, GLOBAL_UNICAST, 3)).then_some("not global unicast")),
    };
    special.map_or(Ok(()), Err)
}

fn within_v4(address: Ipv4Addr, base: Ipv4Addr, bits: u8) -> bool {
    let drop = 32 - u32::from(bits);
    address.to_bits().checked_shr(drop) == base.to_bits().checked_shr(drop)
}

fn within_v6(address: Ipv6Addr, base: Ipv6Addr, bits: u8) -> bool {
    let drop = 128 - u32::from(bits);
    address.to_bits().checked_shr(drop) == base.to_bits().checked_shr(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(network: &str, address: &str, expected: bool) {
        let network: Cidr = network.parse().unwrap();
        assert_eq!(
            network.contains(address.parse().unwrap()),
            expected,
            "{network} {address}"
        );
    }

    #[test]
    fn a_network_contains_its_addresses_and_no_others() {
        check("127.0.0.0/8", "127.255.255.255", true);
        check("127.0.0.0/8", "128.0.0.0", false);
        check("0.0.0.0/0", "203.0.113.9", true);
        check("10.1.2.3", "10.1.2.3", true);
        check("10.1.2.3", "10.1.2.4", false);
        check("fd00::/8", "fdff::1", true);
        check("fd00::/8", "fc00::1", false);
        check("::/0", "2001:db8::1", true);
        check("127.0.0.0/8", "::ffff:127.0.0.1", false);
        check("::1", "127.0.0.1", false);
    }

    #[test]
    fn a_text_that_is_no_network_is_refused() {
        for text in [
            "",
            "10.0.0.0/33",
            "::/129",
            "ten",
            "10.0.0/8",
            "10.0.0.0/",
            "10.0.0.0/-1",
        ] {
            assert_eq!(text.parse::<Cidr>(), Err(BadNetwork(text.to_owned())));
        }
    }
}
