//! One HTTP/1.1 connection that is kept open, with one request at a time.
//!
//! As little as possible, because its processor time is taken from what is measured. Guarantee: a request is sent once,
//! unless the connection was found closed before.

use crate::error::Error;
use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// A connection to one server, opened when it is first needed.
#[derive(Debug)]
pub(crate) struct Connection {
    address: SocketAddr,
    sender: Option<SendRequest<Full<Bytes>>>,
    /// The task that moves the bytes.
    driver: JoinSet<()>,
}

/// What is posted.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// Path and query.
    pub(crate) path: String,
    /// Type of the body.
    pub(crate) content_type: &'static str,
    /// The body.
    pub(crate) body: Bytes,
}

impl Connection {
    /// A connection that is not open yet.
    pub(crate) fn to(address: SocketAddr) -> Self {
        Self {
            address,
            sender: None,
            driver: JoinSet::new(),
        }
    }

    /// Posts and reads the whole answer: status and body.
    pub(crate) async fn post(&mut self, letter: Letter) -> Result<(u16, Bytes), Error> {
        let posting = || Error::doing(format!("post to {}", self.address));
        let request = Request::post(letter.path)
            .header(header::HOST, self.address.to_string())
            .header(header::CONTENT_TYPE, letter.content_type)
            .header("SOAPAction", "\"\"")
            .body(Full::new(letter.body));
        let request = request.map_err(posting())?;
        let sender = self.sender().await?;
        let answer = sender.send_request(request).await;
        let answer = answer.map_err(Error::doing("get an answer to a post"))?;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await;
        let body = body.map_err(Error::doing("read the answer to a post"))?;
        Ok((status, body.to_bytes()))
    }

    async fn sender(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, Error> {
        let open = match &mut self.sender {
            Some(sender) => sender.ready().await.is_ok(),
            None => false,
        };
        if !open {
            self.sender = None;
        }
        match &mut self.sender {
            Some(sender) => Ok(sender),
            empty => Ok(empty.insert(open_to(self.address, &mut self.driver).await?)),
        }
    }
}

async fn open_to(
    address: SocketAddr,
    driver: &mut JoinSet<()>,
) -> Result<SendRequest<Full<Bytes>>, Error> {
    let opening = || Error::doing(format!("connect to {address}"));
    let stream = TcpStream::connect(address).await.map_err(opening())?;
    stream.set_nodelay(true).map_err(opening())?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(Error::doing("speak HTTP"))?;
    driver.spawn(async move {
        // What goes wrong is told to whoever waits for the answer.
        let _ = connection.await;
    });
    Ok(sender)
}
