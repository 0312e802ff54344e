//! How MM7 is read for a trace.

use crate::common::redact;
use crate::trace::Reader;

/// Requests of MM7. Source: 3GPP TS 23.140, schema of MM7.
const REQUESTS: [&str; 7] = [
    "SubmitReq",
    "CancelReq",
    "extendedCancelReq",
    "ReplaceReq",
    "DeliverReq",
    "DeliveryReportReq",
    "ReadReplyReq",
];

/// MM7 over HTTP.
pub(super) const READER: Reader = Reader {
    kind,
    sheet: redact::http,
};

/// The name of the first element that is one of a request; what is none is a request of HTTP.
fn kind(asked: &[u8]) -> String {
    let names = asked.split(|it| matches!(it, b'<' | b':' | b' ' | b'>' | b'/' | b'\r' | b'\n'));
    let known = |name: &[u8]| REQUESTS.into_iter().find(|it| it.as_bytes() == name);
    names.filter_map(known).next().unwrap_or("HTTP").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(asked: &str, expected: &str) {
        assert_eq!(kind(asked.as_bytes()), expected, "{asked}");
    }

    #[test]
    fn a_request_is_called_as_its_element_whatever_the_prefix() {
        check(
            "POST / HTTP/1.1\r\n\r\n<env:Body><mm7:SubmitReq xmlns:mm7=\"x\">",
            "SubmitReq",
        );
        check(
            "POST / HTTP/1.1\r\n\r\n<Body><DeliveryReportReq>",
            "DeliveryReportReq",
        );
        check("POST / HTTP/1.1\r\n\r\nhello", "HTTP");
        check("", "HTTP");
    }
}
