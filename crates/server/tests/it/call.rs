//! A customer's HTTP client: sends exactly the bytes it is told to, one request a connection.
//!
//! Speaks HTTP/1.1 by hand, because a proper library would put right what a test gets wrong on
//! purpose. Knows nothing of the gateway.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The API of the upper-case dialects.
pub(crate) const PATH: &str = "/API/wxml/1.3/index.php";

/// How long an answer may take; the gateway's own limits are shorter.
const PATIENCE: Duration = Duration::from_secs(60);

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    line: String,
    headers: String,
    body: Vec<u8>,
}

impl Call {
    /// A GET with this query.
    pub(crate) fn get(query: &str) -> Self {
        Self {
            line: format!("GET {PATH}?{query}"),
            headers: String::new(),
            body: Vec::new(),
        }
    }

    /// A POST with this body and no type.
    pub(crate) fn post(body: impl Into<Vec<u8>>) -> Self {
        Self::post_to(PATH, body)
    }

    /// The same under another path.
    pub(crate) fn post_to(path: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            line: format!("POST {path}"),
            headers: String::new(),
            body: body.into(),
        }
    }

    /// To another path than that of the upper-case dialects.
    pub(crate) fn at(mut self, path: &str) -> Self {
        self.line = self.line.replacen(PATH, path, 1);
        self
    }

    /// A request without a body, by that method, for that path and query.
    pub(crate) fn to(method: &str, target: &str) -> Self {
        Self {
            line: format!("{method} {target}"),
            headers: String::new(),
            body: Vec::new(),
        }
    }

    /// With this body.
    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// With a query behind the path.
    pub(crate) fn query(mut self, query: &str) -> Self {
        self.line = format!("{}?{query}", self.line);
        self
    }

    /// With this header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers += &format!("{name}: {value}\r\n");
        self
    }

    /// Sends it and reads the answer to its end.
    pub(crate) async fn send(self, to: SocketAddr) -> Answer {
        let Self {
            line,
            headers,
            body,
        } = self;
        let length = body.len();
        let head = format!(
            "{line} HTTP/1.1\r\nHost: mms.example\r\nConnection: close\r\n\
             Content-Length: {length}\r\n{headers}\r\n"
        );
        let (mut reader, mut writer) = TcpStream::connect(to).await.unwrap().into_split();
        let write = async {
            // A gateway that refuses a request need not read it to its end.
            let _ = writer.write_all(head.as_bytes()).await;
            let _ = writer.write_all(&body).await;
        };
        let mut bytes = Vec::new();
        let both = async { tokio::join!(write, reader.read_to_end(&mut bytes)) };
        let ((), read) = tokio::time::timeout(PATIENCE, both)
            .await
            .expect("an answer in time");
        match read {
            Ok(_) => {}
            // What came before the connection was cut counts.
            Err(error) => assert!(!bytes.is_empty(), "no answer: {error}"),
        }
        Answer::parse(&bytes)
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: BTreeMap<String, String>,
    /// The body as text; of files, as good as that goes.
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = bytes.split_at(end.expect("a complete head"));
        let (head, body) = (String::from_utf8_lossy(head), &body[4..]);
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let pairs = lines.filter_map(|line| line.split_once(": "));
        let headers: BTreeMap<_, _> = pairs
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let bytes = match headers.get("transfer-encoding").map(String::as_str) {
            Some("chunked") => joined(body),
            _ => body.to_vec(),
        };
        Self {
            status: status
                .and_then(|status| status.parse().ok())
                .expect("a status"),
            headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// A header; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The text of an element of the body; empty when it is not there.
    pub(crate) fn field(&self, name: &str) -> &str {
        element(&self.body, name)
    }

    /// Names and texts of the elements within the root, in their order; blocks are left out.
    pub(crate) fn fields(&self) -> Vec<(&str, &str)> {
        fields(&self.body)
    }

    /// Code and text of a failure; both empty for a success.
    pub(crate) fn fault(&self) -> (&str, &str) {
        (self.field("ERRORCODE"), self.field("ERRORINFO"))
    }

    /// The tracking-id of an accepted message.
    #[track_caller]
    pub(crate) fn tracking(&self) -> &str {
        assert_eq!(self.field("STATUS"), "Success", "{}", self.body);
        self.field("TRACKINGID")
    }
}

/// Names and texts of the elements that stand on a line of their own, in their order.
pub(crate) fn fields(document: &str) -> Vec<(&str, &str)> {
    let field = |line| {
        let (name, rest) = str::strip_prefix(str::trim(line), "<")?.split_once('>')?;
        let text = rest.strip_suffix('>')?.strip_suffix(name)?;
        Some((name, text.strip_suffix("</")?))
    };
    document.lines().filter_map(field).collect()
}

/// A body that came in chunks, up to its last one or to where it broke off.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(end) = chunks.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&chunks[..end]).expect("a length");
        let length = usize::from_str_radix(length, 16).expect("a length");
        chunks = &chunks[end + 2..];
        if length == 0 || chunks.len() < length + 2 {
            break;
        }
        bytes.extend(&chunks[..length]);
        chunks = &chunks[length + 2..];
    }
    bytes
}

/// The text of the first element of that name; empty when it is not there.
pub(crate) fn element<'a>(document: &'a str, name: &str) -> &'a str {
    let (_, rest) = document
        .split_once(&format!("<{name}>"))
        .unwrap_or_default();
    rest.split_once('<').unwrap_or_default().0
}
