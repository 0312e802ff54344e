//! A customer's web server: files, and all the ways in which web servers give them badly.
//!
//! Speaks HTTP/1.1, written by hand because a proper library refuses to lie about lengths. One
//! request a connection. Knows nothing of media. Guarantee: what a [`Resource`] says is sent, byte
//! by byte.

mod wire;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

use crate::error::Error;

/// What the head of an answer says about the length of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// `Content-Length`, true.
    True,
    /// Nothing; the end of the connection is the end of the body.
    Absent,
    /// `Transfer-Encoding: chunked`.
    Chunked,
    /// `Content-Length` with this number, whatever the body has.
    Claimed(u64),
}

/// What is given under one path.
#[derive(Debug, Clone)]
pub struct Resource {
    content_type: Option<String>,
    body: Bytes,
    status: u16,
    length: Length,
    location: Option<String>,
    delay: Duration,
    endless: bool,
}

impl Resource {
    /// Bytes with a type, status 200, sent at once with their true length.
    #[must_use]
    pub fn of(content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            content_type: Some(content_type.to_owned()),
            body: body.into(),
            status: 200,
            length: Length::True,
            location: None,
            delay: Duration::ZERO,
            endless: false,
        }
    }

    /// An answer with this status and no body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self {
            content_type: None,
            status,
            ..Self::of("", Bytes::new())
        }
    }

    /// A redirect (302) to another address, absolute or a path.
    #[must_use]
    pub fn redirect(to: &str) -> Self {
        Self {
            location: Some(to.to_owned()),
            ..Self::status(302)
        }
    }

    /// A body of zeros that never ends, in chunks.
    #[must_use]
    pub fn endless(content_type: &str) -> Self {
        Self {
            endless: true,
            length: Length::Chunked,
            ..Self::of(content_type, Bytes::new())
        }
    }

    /// In chunks, without `Content-Length`.
    #[must_use]
    pub fn chunked(self) -> Self {
        self.with_length(Length::Chunked)
    }

    /// With this said about its length.
    #[must_use]
    pub fn with_length(mut self, length: Length) -> Self {
        self.length = length;
        self
    }

    /// Without a `Content-Type` header.
    #[must_use]
    pub fn untyped(mut self) -> Self {
        self.content_type = None;
        self
    }

    /// The head comes only after this pause.
    #[must_use]
    pub const fn delayed(mut self, by: Duration) -> Self {
        self.delay = by;
        self
    }
}

/// A running web server; it ends when this is dropped.
#[derive(Debug)]
pub struct MediaServer {
    address: SocketAddr,
    shelf: Arc<Shelf>,
    server: AbortHandle,
}

/// What is given, and how often it was asked for.
#[derive(Debug, Default)]
struct Shelf(Mutex<HashMap<String, (Resource, usize)>>);

impl Shelf {
    fn with<T>(&self, act: impl FnOnce(&mut HashMap<String, (Resource, usize)>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes note of a request and says what to give; 404 for what is not there.
    fn ask(&self, path: &str) -> Resource {
        let found = self.with(|resources| {
            let (resource, asked) = resources.get_mut(path)?;
            *asked += 1;
            Some(resource.clone())
        });
        found.unwrap_or_else(|| Resource::status(404))
    }
}

impl MediaServer {
    /// Listens on loopback, on a free port.
    ///
    /// # Errors
    ///
    /// [`Error::Listen`].
    pub async fn start() -> Result<Self, Error> {
        Self::start_on(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// Listens on an address.
    ///
    /// # Errors
    ///
    /// [`Error::Listen`].
    #[expect(
        clippy::disallowed_methods,
        reason = "the customer's side has no queue, and what it forgets is not ours"
    )]
    pub async fn start_on(address: SocketAddr) -> Result<Self, Error> {
        let failed = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let shelf = Arc::new(Shelf::default());
        let server = tokio::spawn(accept(listener, Arc::clone(&shelf))).abort_handle();
        Ok(Self {
            address,
            shelf,
            server,
        })
    }

    /// The address it listens on.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Gives a resource under a path from now on; returns its URL.
    pub fn put(&self, path: &str, resource: Resource) -> String {
        let entry = (resource, 0);
        self.shelf
            .with(|resources| resources.insert(path.to_owned(), entry));
        self.url(path)
    }

    /// The URL of a path, whether something is there or not.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How often a path was asked for since it was put.
    #[must_use]
    pub fn asked(&self, path: &str) -> usize {
        self.shelf
            .with(|resources| resources.get(path).map_or(0, |(_, asked)| *asked))
    }
}

impl Drop for MediaServer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Serves connections until it is aborted, and they with it.
async fn accept(listener: TcpListener, shelf: Arc<Shelf>) {
    let mut connections = JoinSet::new();
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let shelf = Arc::clone(&shelf);
            connections.spawn(async move {
                // A client that leaves early is what some tests are about.
                let _ = wire::serve(stream, |path| shelf.ask(path)).await;
            });
        }
        while connections.try_join_next().is_some() {}
    }
}

#[cfg(test)]
mod tests;
