//! For whom counters count.

use std::net::{IpAddr, Ipv6Addr};

/// The address that counters count for: the address itself, for IPv6 its /64, because whoever has
/// one address there has all of them.
pub(crate) fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let prefix = u128::from(address) >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from(prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_counted(address: &str, expected: &str) {
        let address: IpAddr = address.parse().unwrap();
        assert_eq!(counted(address), expected.parse::<IpAddr>().unwrap());
    }

    #[test]
    fn counters_count_addresses_and_networks_of_64_bits() {
        check_counted("192.0.2.7", "192.0.2.7");
        check_counted("::ffff:192.0.2.7", "192.0.2.7");
        check_counted("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
    }
}
