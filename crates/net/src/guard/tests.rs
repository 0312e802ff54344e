//! The address vectors: every way known to us to write an address that must not be reached.

use super::*;

/// What the guard says: nothing, or the kind of refusal (for addresses the range).
fn verdict(guard: &Guard, text: &str) -> String {
    match guard.check_url(text) {
        Ok(_) => "allowed".to_owned(),
        Err(Refusal::NotAUrl) => "not a URL".to_owned(),
        Err(Refusal::Scheme(_)) => "scheme".to_owned(),
        Err(Refusal::UserInfo) => "user".to_owned(),
        Err(Refusal::NoHost) => "no host".to_owned(),
        Err(Refusal::Port(_)) => "port".to_owned(),
        Err(Refusal::Address { range, .. }) => range.to_owned(),
    }
}

/// Judges each host of a list in `http://<host>/`.
#[track_caller]
fn hosts(expected: &str, hosts: &[&str]) {
    for host in hosts {
        let url = format!("http://{host}/picture.jpg");
        assert_eq!(verdict(&Guard::default(), &url), expected, "{url}");
    }
}

#[track_caller]
fn check(url: &str, expected: &str) {
    assert_eq!(verdict(&Guard::default(), url), expected, "{url:?}");
}

#[test]
fn loopback_is_refused_in_every_spelling() {
    hosts(
        "loopback",
        &[
            "127.0.0.1",
            "127.0.0.1.",
            "127.1",
            "127.0.1",
            "127.255.255.254",
            "127.127.127.127",
            "2130706433",
            "0x7f000001",
            "0x7F.1",
            "0x7f.0x0.0x0.0x1",
            "017700000001",
            "0177.0.0.1",
            "0177.0.0.01",
            "127.0.0.0x1",
            "127.000.000.001",
            "127.0.0.1:80",
            "127.0.0.1:443",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::0001]",
            "[0::1]",
            "127\u{3002}0\u{3002}0\u{3002}1",
            "127\u{ff0e}0\u{ff0e}0\u{ff0e}1",
            "\u{ff11}\u{ff12}\u{ff17}.0.0.1",
            "\u{2460}\u{2461}\u{2466}.0.0.1",
            "%31%32%37.0.0.1",
            "127%2e0%2e0%2e1",
            "0x7f.1",
            "2130706434",
            "127.65530",
        ],
    );
}

#[test]
fn this_network_is_refused() {
    hosts(
        "this network",
        &[
            "0.0.0.0",
            "0",
            "0x0",
            "00",
            "0.0",
            "0.0.0.0.",
            "0.255.255.255",
            "0.1.2.3",
            "0x00000000",
        ],
    );
}

#[test]
fn private_networks_are_refused() {
    hosts(
        "private",
        &[
            "10.0.0.0",
            "10.0.0.1",
            "10.255.255.255",
            "167772161",
            "0xa.1",
            "012.0.0.1",
            "10.1",
            "172.16.0.1",
            "172.31.255.255",
            "0xac100001",
            "2886729729",
            "192.168.0.1",
            "192.168.255.255",
            "3232235521",
            "0xc0.0xa8.1",
            "0300.0250.0.1",
            "192.168.257",
        ],
    );
}

#[test]
fn link_local_and_its_metadata_services_are_refused() {
    hosts(
        "link-local",
        &[
            "169.254.169.254",
            "169.254.0.1",
            "169.254.170.2",
            "2852039166",
            "0xa9fea9fe",
            "0251.0376.0251.0376",
            "169.254.43518",
            "0xa9.254.0251.254",
            "169.254.169.254.",
            "[fe80::1]",
            "[fe80::a9fe:a9fe]",
            "[febf:ffff::1]",
        ],
    );
    hosts(
        "unique local",
        &["[fd00:ec2::254]", "[fc00::1]", "[fdff:ffff::1]"],
    );
    hosts("site-local", &["[fec0::1]", "[feff::1]"]);
}

#[test]
fn the_other_special_networks_are_refused() {
    hosts(
        "carrier-grade NAT",
        &["100.64.0.1", "100.100.100.200", "100.127.255.255"],
    );
    hosts(
        "protocol assignments",
        &["192.0.0.1", "192.0.0.170", "[2001:1::1]", "[2001:20::1]"],
    );
    hosts(
        "documentation",
        &["192.0.2.1", "198.51.100.7", "203.0.113.9"],
    );
    hosts("documentation", &["[2001:db8::1]", "[3fff::1]"]);
    hosts("6to4 relay", &["192.88.99.1"]);
    hosts(
        "benchmark",
        &["198.18.0.1", "198.19.255.255", "[2001:2::1]"],
    );
    hosts(
        "multicast",
        &[
            "224.0.0.1",
            "239.255.255.250",
            "0xe0000001",
            "[ff02::1]",
            "[ff0e::1]",
        ],
    );
    hosts("reserved", &["240.0.0.1", "255.255.255.254", "250.1.2.3"]);
    hosts(
        "broadcast",
        &[
            "255.255.255.255",
            "4294967295",
            "0xffffffff",
            "037777777777",
        ],
    );
    hosts("discard", &["[100::1]"]);
    hosts("unspecified", &["[::]", "[0::0]"]);
    hosts(
        "not global unicast",
        &["[4000::1]", "[5f00::1]", "[200::1]"],
    );
}

#[test]
fn ipv4_inside_ipv6_is_refused_whatever_is_inside() {
    hosts(
        "IPv4-mapped",
        &[
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::ffff:a9fe:a9fe]",
            "[::ffff:8.8.8.8]",
            "[0:0:0:0:0:ffff:10.0.0.1]",
            "[::FFFF:192.168.0.1]",
        ],
    );
    hosts(
        "IPv4-compatible",
        &["[::127.0.0.1]", "[::7f00:1]", "[::8.8.8.8]", "[::2]"],
    );
    hosts("IPv4-translated", &["[::ffff:0:127.0.0.1]"]);
    hosts(
        "NAT64",
        &[
            "[64:ff9b::127.0.0.1]",
            "[64:ff9b::a9fe:a9fe]",
            "[64:ff9b:1::7f00:1]",
        ],
    );
    hosts(
        "6to4",
        &[
            "[2002:7f00:1::]",
            "[2002:a9fe:a9fe::1]",
            "[2002:808:808::1]",
        ],
    );
    hosts(
        "Teredo",
        &[
            "[2001::1]",
            "[2001:0:7f00:1::]",
            "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
        ],
    );
}

#[test]
fn a_text_that_others_might_read_differently_is_refused() {
    check("http:\\\\127.0.0.1\\", "not a URL");
    check("http://example.com\\@127.0.0.1/", "not a URL");
    check("http://127.0.0.1\\.example.com/", "not a URL");
    check("http://exa\tmple.com/", "not a URL");
    check("http://example.com/\r\nHost: internal", "not a URL");
    check("http://example.com/a b", "not a URL");
    check(" http://example.com/", "not a URL");
    check("http://example.com/\u{0}", "not a URL");
    check("/picture.jpg", "not a URL");
    check("//example.com/picture.jpg", "not a URL");
    check("picture.jpg", "not a URL");
    check("", "not a URL");
    check("http://[::1%25lo]/", "not a URL");
    check("http://[fe80::1%eth0]/", "not a URL");
    check("http://[example.com]/", "not a URL");
    check("http://[127.0.0.1]/", "not a URL");
    check("http://256.1.1.1/", "not a URL");
    check("http://1.2.3.4.5/", "not a URL");
    check("http://example.com:99999/", "not a URL");
    check("http://", "no host");
    check("http://./", "no host");
}

#[test]
fn only_http_and_https_without_user_information_pass() {
    check("file:///etc/passwd", "scheme");
    check("ftp://example.com/a.jpg", "scheme");
    check("gopher://127.0.0.1:11211/", "scheme");
    check("data:image/png;base64,AAAA", "scheme");
    check("javascript:alert(1)", "scheme");
    check("ws://example.com/", "scheme");
    check("http://user@example.com/", "user");
    check("http://user:secret@example.com/", "user");
    check("http://:secret@example.com/", "user");
    check("http://example.com@127.0.0.1/", "user");
    check("http://127.0.0.1@example.com/", "user");
    check("https://example.com/a.jpg?token=1#x", "allowed");
    check("HTTP://EXAMPLE.com", "allowed");
    check("http:example.com/a.jpg", "allowed");
}

#[test]
fn only_open_ports_pass() {
    check("http://example.com:80/", "allowed");
    check("http://example.com:443/", "allowed");
    check("https://example.com:80/", "allowed");
    check("http://example.com:0/", "port");
    check("http://example.com:22/", "port");
    check("http://example.com:8080/", "port");
    check("http://example.com:6379/", "port");
    let wider = Guard {
        extra_ports: vec![8080],
        ..Guard::default()
    };
    assert_eq!(verdict(&wider, "http://example.com:8080/"), "allowed");
    assert_eq!(verdict(&wider, "http://127.0.0.1:8080/"), "loopback");
}

#[test]
fn public_addresses_pass() {
    hosts(
        "allowed",
        &[
            "8.8.8.8",
            "93.184.216.34",
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "126.0.0.1",
            "128.0.0.1",
            "[2606:2800:220:1::1]",
            "[2001:4860:4860::8888]",
            "[2a00:1450::1]",
            "example.com",
            "localhost",
            "127.0.0.1.nip.io",
            "localtest.me",
        ],
    );
}

#[test]
fn an_allowed_private_network_opens_nothing_else() {
    let guard = Guard {
        allow_private: vec!["127.0.0.0/8".parse().unwrap()],
        ..Guard::default()
    };
    assert_eq!(verdict(&guard, "http://127.0.0.1/"), "allowed");
    assert_eq!(verdict(&guard, "http://2130706433/"), "allowed");
    assert_eq!(verdict(&guard, "http://127.0.0.1:9000/"), "port");
    assert_eq!(verdict(&guard, "http://[::ffff:127.0.0.1]/"), "IPv4-mapped");
    assert_eq!(verdict(&guard, "http://[::1]/"), "loopback");
    assert_eq!(verdict(&guard, "http://10.0.0.1/"), "private");
}

#[test]
fn any_port_is_open_only_towards_the_allowed_private_networks() {
    let guard = Guard {
        allow_private: vec!["127.0.0.0/8".parse().unwrap()],
        private_any_port: true,
        ..Guard::default()
    };
    assert_eq!(verdict(&guard, "http://127.0.0.1:9000/"), "allowed");
    assert_eq!(verdict(&guard, "http://8.8.8.8:9000/"), "port");
    assert_eq!(verdict(&guard, "http://10.0.0.1:9000/"), "port");
    let named = guard.check_url("http://peer.example:9000/").unwrap();
    assert_eq!(named.reach, Reach::PrivateOnly);
    assert!(
        guard
            .check_address("8.8.8.8".parse().unwrap(), named.reach)
            .is_err()
    );
    assert!(
        guard
            .check_address("127.0.0.9".parse().unwrap(), named.reach)
            .is_ok()
    );
    let nothing_allowed = Guard {
        private_any_port: true,
        ..Guard::default()
    };
    assert_eq!(
        verdict(&nothing_allowed, "http://peer.example:9000/"),
        "port"
    );
}

#[test]
fn a_refusal_says_why_without_path_and_query() {
    let refusal = Guard::default()
        .check_url("http://10.0.0.7/secret?key=1")
        .unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "the address 10.0.0.7 is not public (private)"
    );
}
