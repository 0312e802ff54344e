//! One request and its answer, byte by byte (RFC 9112).

use std::fmt::Write as _;

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, Result};
use tokio::net::TcpStream;

use super::{Length, Resource};

/// Bytes of a request's head that are read at most.
const MAX_HEAD: usize = 64 * 1024;
/// Bytes of one chunk.
const CHUNK: usize = 16 * 1024;

/// Answers one request and closes the connection.
pub(super) async fn serve(
    mut stream: TcpStream,
    find: impl FnOnce(&str) -> Resource,
) -> Result<()> {
    let Some((method, path)) = request(&mut stream).await? else {
        return Ok(());
    };
    let resource = find(&path);
    if !resource.delay.is_zero() {
        tokio::time::sleep(resource.delay).await;
    }
    stream.write_all(head(&resource).as_bytes()).await?;
    if method != "HEAD" {
        body(&mut stream, &resource).await?;
    }
    stream.shutdown().await
}

/// Method and path (query included) of the request; `None` when there is none.
async fn request(stream: &mut TcpStream) -> Result<Option<(String, String)>> {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if head.len() > MAX_HEAD || stream.read_buf(&mut head).await? == 0 {
            return Ok(None);
        }
    }
    let text = String::from_utf8_lossy(&head);
    let mut words = text.split_ascii_whitespace().map(str::to_owned);
    Ok(words.next().zip(words.next()))
}

fn head(resource: &Resource) -> String {
    let mut head = format!(
        "HTTP/1.1 {} As told\r\nConnection: close\r\n",
        resource.status
    );
    let mut add = |name: &str, value: &dyn std::fmt::Display| {
        // Writing to a String does not fail.
        let _ = write!(head, "{name}: {value}\r\n");
    };
    if let Some(content_type) = &resource.content_type {
        add("Content-Type", content_type);
    }
    if let Some(location) = &resource.location {
        add("Location", location);
    }
    match resource.length {
        Length::True => add("Content-Length", &resource.body.len()),
        Length::Claimed(bytes) => add("Content-Length", &bytes),
        Length::Chunked => add("Transfer-Encoding", &"chunked"),
        Length::Absent => {}
    }
    head.push_str("\r\n");
    head
}

async fn body(stream: &mut TcpStream, resource: &Resource) -> Result<()> {
    let chunked = resource.length == Length::Chunked;
    if resource.endless {
        let zeros = Bytes::from(vec![0; CHUNK]);
        loop {
            piece(stream, &zeros, chunked).await?;
        }
    }
    for part in resource.body.chunks(CHUNK) {
        piece(stream, part, chunked).await?;
    }
    if chunked {
        stream.write_all(b"0\r\n\r\n").await?;
    }
    Ok(())
}

async fn piece(stream: &mut TcpStream, bytes: &[u8], chunked: bool) -> Result<()> {
    if !chunked {
        return stream.write_all(bytes).await;
    }
    let size = format!("{:x}\r\n", bytes.len());
    stream.write_all(size.as_bytes()).await?;
    stream.write_all(bytes).await?;
    stream.write_all(b"\r\n").await
}
