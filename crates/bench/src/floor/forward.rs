//! Forwards one request for each call, so many at the same time.
//!
//! The request is a real MM7 SubmitReq (3GPP TS 23.140) as far as the carrier looks, padded to the size that the
//! gateway's own requests have. It asks for no report. It is the same each time.

use crate::carrier::PATH;
use crate::connection::{Connection, Letter};
use bytes::Bytes;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const CONTENT_TYPE: &str =
    r#"multipart/related; type="text/xml"; start="<soap-start>"; boundary="outer""#;

const HEAD: &str = concat!(
    "--outer\r\nContent-Type: text/xml; charset=utf-8\r\nContent-ID: <soap-start>\r\n\r\n",
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>"#,
    r#"<TransactionID xmlns="http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-6-MM7-1-4" "#,
    r#"soap:mustUnderstand="1">floor</TransactionID></soap:Header><soap:Body>"#,
    r#"<SubmitReq xmlns="http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-6-MM7-1-4">"#,
    "<MM7Version>6.8.0</MM7Version><SenderIdentification><VASPID>floor</VASPID><VASID>floor</VASID>",
    "<SenderAddress><ShortCode>60856</ShortCode></SenderAddress></SenderIdentification>",
    "<Recipients><To><Number>12025550100</Number></To></Recipients>",
    r#"<DeliveryReport>false</DeliveryReport><Content href="cid:content"/></SubmitReq></soap:Body></soap:Envelope>"#,
    "\r\n--outer\r\nContent-Type: application/octet-stream\r\nContent-ID: <content>\r\n\r\n",
);

const TAIL: &str = "\r\n--outer--\r\n";

/// Sends what it is told to.
#[derive(Debug)]
pub(super) struct Forwarder {
    /// One permit for each request that waits to be forwarded.
    waiting: Arc<Semaphore>,
    /// The connections; dropping the set ends them.
    _connections: JoinSet<()>,
}

impl Forwarder {
    /// Opens `window` connections when they are needed; each sends one request of `size` bytes at a time.
    pub(super) fn start(sink: SocketAddr, size: usize, window: usize) -> Self {
        let waiting = Arc::new(Semaphore::new(0));
        let mut connections = JoinSet::new();
        let letter = Letter {
            path: PATH.to_owned(),
            content_type: CONTENT_TYPE,
            body: request(size),
        };
        for _ in 0..window.max(1) {
            connections.spawn(forward(Arc::clone(&waiting), sink, letter.clone()));
        }
        Self {
            waiting,
            _connections: connections,
        }
    }

    /// Forwards one request, soon.
    pub(super) fn forward(&self) {
        self.waiting.add_permits(1);
    }
}

/// The request, padded to `size` bytes where it is shorter.
fn request(size: usize) -> Bytes {
    let padding = size.saturating_sub(HEAD.len() + TAIL.len());
    Bytes::from(format!("{HEAD}{}{TAIL}", "x".repeat(padding)))
}

async fn forward(waiting: Arc<Semaphore>, sink: SocketAddr, letter: Letter) {
    let mut connection = Connection::to(sink);
    while let Ok(permit) = waiting.acquire().await {
        permit.forget();
        if let Err(error) = connection.post(letter.clone()).await {
            eprintln!("floor: {}", error.chain());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_the_size_that_was_asked_for() {
        assert_eq!(request(60_000).len(), 60_000);
        assert_eq!(request(0).len(), HEAD.len() + TAIL.len());
    }
}
