//! Who calls: the other end of the connection, or whom a trusted proxy speaks for.
//!
//! `X-Forwarded-For` is written by anybody who likes to. It is read from the right, as far as
//! trusted proxies wrote it, and the first address that is not a trusted proxy counts.

use crate::settings::Settings;
use http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of the caller.
pub(crate) fn address(settings: &Settings, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let peer = peer.to_canonical();
    if !settings.trusts(peer) {
        return peer;
    }
    let lines: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    let mut caller = peer;
    for written in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Some(address) = parse(written.trim()) else {
            break;
        };
        caller = address;
        if !settings.trusts(caller) {
            break;
        }
    }
    caller
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn parse(written: &str) -> Option<IpAddr> {
    let bare = written.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<IpAddr>().ok();
    let address = address.or_else(|| written.parse::<SocketAddr>().ok().map(|with| with.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], expected: &str) {
        let trusted_proxies = vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        let settings = Settings {
            trusted_proxies,
            ..Settings::default()
        };
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let found = address(&settings, peer.parse().unwrap(), &headers);
        assert_eq!(
            found,
            expected.parse::<IpAddr>().unwrap(),
            "{peer} {forwarded:?}"
        );
    }

    #[test]
    fn only_what_trusted_proxies_wrote_is_believed() {
        check("192.0.2.1", &["198.51.100.1"], "192.0.2.1");
        check("::ffff:192.0.2.1", &[], "192.0.2.1");
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &["198.51.100.1"], "198.51.100.1");
        check("10.0.0.1", &["203.0.113.5, 198.51.100.1"], "198.51.100.1");
        check("10.0.0.1", &["198.51.100.1, 10.9.9.9"], "198.51.100.1");
        check("10.0.0.1", &["198.51.100.1", "10.9.9.9"], "198.51.100.1");
        check("10.0.0.1", &["198.51.100.1, unknown"], "10.0.0.1");
        check("10.0.0.1", &["10.1.1.1, 10.2.2.2"], "10.1.1.1");
        check("::1", &["[2001:db8::1]:4711"], "2001:db8::1");
        check("::1", &["198.51.100.1:4711"], "198.51.100.1");
    }
}
