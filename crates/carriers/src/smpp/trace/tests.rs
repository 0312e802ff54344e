//! Where PDUs have passwords and addresses, and how they are cut out of a stream.

use super::*;

/// A PDU of these fields, hidden bytes as `*`.
fn redacted(id: u32, fields: &[u8]) -> Vec<u8> {
    let mut numbers = BTreeSet::new();
    let raw = pdu(id, 7, fields);
    let sheet = sheet(&raw, &mut numbers);
    let (shown, _) = sheet.finish(usize::MAX);
    assert_eq!(shown[..HEADER], raw[..HEADER]);
    shown[HEADER..].to_vec()
}

fn pdu(id: u32, sequence: u32, fields: &[u8]) -> Vec<u8> {
    let length = u32::try_from(HEADER + fields.len()).unwrap();
    let header = [length, id, 0, sequence].map(u32::to_be_bytes);
    [&header.concat()[..], fields].concat()
}

#[track_caller]
fn check(id: u32, fields: &[u8], expected: &[u8]) {
    let shown = redacted(id, fields);
    assert_eq!(shown, expected, "{}", String::from_utf8_lossy(&shown));
}

#[test]
fn passwords_and_addresses_are_hidden_where_they_stand() {
    check(0x09, b"esme\0hush\0\0\x34", b"esme\0****\0\0\x34");
    check(
        0x04,
        b"\0\x03\x0060856\0\x01\x0112025550100\0\0Hi 1234567",
        b"\0\x03\x0060856\0\x01\x01*******0100\0\0Hi 1234567",
    );
    check(
        0x05,
        b"CMT\0\x01\x01+12025550100\0\0\x0060856\0\x04id:1",
        b"CMT\0\x01\x01+*******0100\0\0\x0060856\0\x04id:1",
    );
    check(
        0x08,
        b"\0id-1234567\0\x01\x0112025550100\0\x01\x0112025550101\0",
        b"\0id-1234567\0\x01\x01*******0100\0\x01\x01*******0101\0",
    );
    check(0x8000_0004, b"id-1234567\0", b"id-1234567\0");
    check(
        0x09,
        b"esme\0hush\0\0\x34\x01\x0112025550100\0",
        b"esme\0****\0\0\x34\x01\x01*******0100\0",
    );
    check(
        0x05,
        b"\0\x01\x0160856\0\0\0\0\0\0\0\0\0\0\0\0\0\x02Hi\x03\x81\0\x0e\x01\0\x0112025550100",
        b"\0\x01\x0160856\0\0\0\0\0\0\0\0\0\0\0\0\0\x02Hi\x03\x81\0\x0e\x01\0\x01*******0100",
    );
    // Broken off in the midst.
    check(0x09, b"esme\0hu", b"esme\0**");
    check(0x04, b"\0\x01", b"\0\x01");
}

#[test]
fn pdus_are_cut_out_of_the_stream_wherever_it_is_torn() {
    let stream = [pdu(0x15, 1, b""), pdu(0x04, 2, b"abc"), pdu(0x15, 3, b"")];
    let whole = stream.concat();
    for size in 1..whole.len() {
        let mut frames = Frames::default();
        let mut found = Vec::new();
        for part in whole.chunks(size) {
            frames.feed(part, true, |pdu| found.push(pdu));
        }
        assert_eq!(found, stream, "{size}");
    }
    // One that had begun before anything was wanted is left out.
    let (mut frames, mut found) = (Frames::default(), Vec::new());
    frames.feed(&whole[..20], false, |pdu| found.push(pdu));
    frames.feed(&whole[20..], true, |pdu| found.push(pdu));
    assert_eq!(found, stream[2..]);
}

#[test]
fn a_call_by_http_is_read_as_one() {
    let raw = b"POST /carrier/smsc HTTP/1.1\r\nAuthorization: Basic QWxh\r\n\r\nto=12025550100";
    let shown = b"POST /carrier/smsc HTTP/1.1\r\nAuthorization: Basic ****\r\n\r\nto=*******0100";
    let (found, _) = sheet(raw, &mut BTreeSet::new()).finish(usize::MAX);
    assert_eq!(found, shown);
    assert_eq!(kind(raw), "HTTP");
}
