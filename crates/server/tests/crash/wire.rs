//! The customer's HTTP client, as small as can be (RFC 9112, one connection kept open).
//!
//! Guarantee: an answer is only returned when every byte of it was read. Anything less is an
//! error, and then the customer knows nothing.

use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// Path of the API.
const PATH: &str = "/API/wxml/1.3/index.php";

/// An open connection.
pub(crate) struct Connection(BufReader<TcpStream>);

/// A request, ready to be written.
pub(crate) struct Request(String);

impl Request {
    /// XML as the body.
    pub(crate) fn post(xml: &str) -> Self {
        let length = xml.len();
        Self(format!(
            "POST {PATH} HTTP/1.1\r\nHost: gateway\r\nContent-Type: text/xml\r\n\
             Content-Length: {length}\r\n\r\n{xml}"
        ))
    }

    /// Parameters in the query.
    pub(crate) fn get(parameters: &[(&str, &str)]) -> Self {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(parameters).finish();
        Self(format!(
            "GET {PATH}?{query} HTTP/1.1\r\nHost: gateway\r\n\r\n"
        ))
    }
}

impl Request {
    /// The same with a key against repetition.
    pub(crate) fn keyed(self, key: &str) -> Self {
        let header = format!("\r\nIdempotency-Key: {key}\r\nHost:");
        Self(self.0.replacen("\r\nHost:", &header, 1))
    }
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request and reads the whole answer; returns its body.
    pub(crate) async fn exchange(&mut self, request: &Request) -> io::Result<String> {
        self.0.get_mut().write_all(request.0.as_bytes()).await?;
        let mut length = None;
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).await? == 0 || !line.ends_with("\r\n") {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok();
            }
        }
        let length: usize = length.ok_or(io::ErrorKind::InvalidData)?;
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await?;
        String::from_utf8(body).map_err(io::Error::other)
    }
}

/// The text of the first element of that name; the gateway writes no attributes.
pub(crate) fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text)
}
