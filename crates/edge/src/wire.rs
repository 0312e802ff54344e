//! A socket that is not closed in the face of a peer who is still sending.
//!
//! Closing a socket with unread bytes makes the kernel reset the connection, and the peer loses
//! the answer that it has not read yet; that would be the fate of each 413. So the HTTP library
//! gets the socket on loan, and when it is done the rest is read and thrown away for a short time.
//!
//! Source: RFC 9112 §9.6, closing in stages.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::oneshot;

/// How long the rest is read. Ours: most bodies that are too long end within it.
const LINGER: Duration = Duration::from_secs(2);

/// The socket, on loan.
pub(crate) struct Wire {
    /// There until this is dropped.
    read: Option<OwnedReadHalf>,
    write: OwnedWriteHalf,
    home: Option<oneshot::Sender<OwnedReadHalf>>,
}

/// Where the socket comes back to.
pub(crate) struct Home(oneshot::Receiver<OwnedReadHalf>);

/// Lends a socket.
pub(crate) fn lend(stream: TcpStream) -> (Wire, Home) {
    let (read, write) = stream.into_split();
    let (home, back) = oneshot::channel();
    (
        Wire {
            read: Some(read),
            write,
            home: Some(home),
        },
        Home(back),
    )
}

impl Home {
    /// Reads and throws away what the peer still sends, until it ends or time is up.
    ///
    /// The peer has been told that nothing more comes from us.
    pub(crate) async fn linger(self) {
        let Ok(mut read) = self.0.await else { return };
        let rest = async {
            let mut waste = vec![0; 16 * 1024];
            while let Ok(1..) = read.read(&mut waste).await {}
        };
        // Late or not, the socket is closed now.
        let _ = tokio::time::timeout(LINGER, rest).await;
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        // Nobody may be waiting for it; then it is closed at once.
        if let (Some(home), Some(read)) = (self.home.take(), self.read.take()) {
            let _ = home.send(read);
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.read {
            Some(read) => Pin::new(read).poll_read(cx, buffer),
            None => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.write).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.write).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.write.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.write).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.write).poll_shutdown(cx)
    }
}
