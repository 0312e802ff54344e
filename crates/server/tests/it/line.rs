//! A line between the gateway and its carrier that can be out in every way a line can be.
//!
//! Knows nothing of HTTP. Guarantee: a line that was up and is so no longer takes its connections with
//! it, so that nothing goes through on one that was kept.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What the line does with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// Passes everything on.
    Up,
    /// Closes it at once.
    Closed,
    /// Takes all bytes and never answers.
    HalfOpen,
    /// Cuts it off in the middle of the request (RST).
    Reset,
    /// Answers with something that is not HTTP.
    Nonsense,
}

/// The line.
pub(crate) struct Wall {
    address: SocketAddr,
    line: watch::Sender<Line>,
    connections: Arc<AtomicUsize>,
    _work: JoinSet<()>,
}

impl Wall {
    /// A line to `to`.
    pub(crate) async fn start(to: SocketAddr, line: Line) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let line = watch::Sender::new(line);
        let connections = Arc::<AtomicUsize>::default();
        let mut work = JoinSet::new();
        let (now, count) = (line.subscribe(), Arc::clone(&connections));
        work.spawn(async move {
            let mut calls = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                calls.spawn(carry(near, to, now.clone()));
            }
        });
        Self {
            address,
            line,
            connections,
            _work: work,
        }
    }

    /// Is so from now on.
    pub(crate) fn set(&self, line: Line) {
        self.line.send_replace(line);
    }

    /// The address to talk to.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

async fn carry(mut near: TcpStream, to: SocketAddr, mut now: watch::Receiver<Line>) {
    let line = *now.borrow_and_update();
    match line {
        Line::Up => {
            let mut far = TcpStream::connect(to).await.unwrap();
            tokio::select! {
                _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                _ = now.wait_for(|line| *line != Line::Up) => {}
            }
        }
        Line::Closed => {}
        Line::HalfOpen => {
            let mut bytes = vec![0; 16 * 1024];
            while let Ok(1..) = near.read(&mut bytes).await {}
        }
        Line::Reset => {
            let mut some = [0; 512];
            let _ = near.read(&mut some).await;
            near.set_zero_linger().unwrap();
        }
        Line::Nonsense => {
            let mut some = [0; 512];
            let _ = near.read(&mut some).await;
            let _ = near.write_all(b"220 ready\r\n").await;
        }
    }
}
