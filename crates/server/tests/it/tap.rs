//! A wire-tap between the gateway and its carrier: what goes through is kept, byte by byte.
//!
//! Knows nothing of HTTP beyond where a request ends. Guarantee: bytes are passed on unchanged.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A running tap; it ends when this is dropped.
pub(crate) struct Tap {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<u8>>>,
    _work: JoinSet<()>,
}

impl Tap {
    /// Listens on a free port and passes on to `to`.
    pub(crate) async fn start(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::<Mutex<Vec<u8>>>::default();
        let mut work = JoinSet::new();
        let tape = Arc::clone(&heard);
        work.spawn(async move {
            let mut lines = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect(to).await.unwrap();
                lines.spawn(pass(near, far, Arc::clone(&tape)));
            }
        });
        Self {
            address,
            heard,
            _work: work,
        }
    }

    /// The address to talk to.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Head and body of the first request.
    pub(crate) fn request(&self) -> (String, Vec<u8>) {
        let heard = self.heard.lock().unwrap();
        let end = heard.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.expect("a complete head");
        let head = String::from_utf8(heard[..end].to_vec()).unwrap();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.trim().parse::<usize>().unwrap())
        });
        let body = &heard[end + 4..][..length.expect("a Content-Length")];
        (head, body.to_vec())
    }
}

async fn pass(near: TcpStream, far: TcpStream, tape: Arc<Mutex<Vec<u8>>>) {
    let (mut from_near, mut to_near) = near.into_split();
    let (mut from_far, mut to_far) = far.into_split();
    let there = async {
        let mut bytes = vec![0; 16 * 1024];
        while let Ok(count @ 1..) = from_near.read(&mut bytes).await {
            tape.lock().unwrap().extend(&bytes[..count]);
            if to_far.write_all(&bytes[..count]).await.is_err() {
                break;
            }
        }
    };
    let back = tokio::io::copy(&mut from_far, &mut to_near);
    let _ = tokio::join!(there, back);
}
