//! A scripted HTTP peer on a real loopback socket.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use net::{Client, Guard, Looking, Lookup, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the peer does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Writes these bytes and keeps the connection.
    Say(String),
    /// Writes these bytes and closes the connection.
    SayAndClose(String),
    /// Writes these bytes, then nothing more, and holds the connection.
    SayAndHang(String),
    /// Writes these bytes, then the same kilobyte for ever.
    Endless(String),
    /// Closes the connection without a word.
    Close,
}

/// A listening peer.
pub(crate) struct Peer {
    /// Base URL without the last slash.
    pub(crate) url: String,
    pub(crate) port: u16,
    pub(crate) connections: Arc<AtomicUsize>,
    /// Every request in full, head and body.
    pub(crate) requests: Arc<Mutex<Vec<String>>>,
}

impl Peer {
    /// Starts a peer that answers by path.
    #[expect(
        clippy::disallowed_methods,
        reason = "the peer is another program, on a task of its own"
    )]
    pub(crate) async fn start(script: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (counted, kept, script) = (
            Arc::clone(&connections),
            Arc::clone(&requests),
            Arc::new(script),
        );
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&kept)));
            }
        });
        Self {
            url: format!("http://127.0.0.1:{port}"),
            port,
            connections,
            requests,
        }
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve<F: Fn(&str) -> Act>(
    mut stream: TcpStream,
    script: Arc<F>,
    kept: Arc<Mutex<Vec<String>>>,
) {
    while let Some(request) = read_request(&mut stream).await {
        let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
        kept.lock().unwrap().push(request);
        match script(&path) {
            Act::Say(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Act::SayAndClose(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                return;
            }
            Act::SayAndHang(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                std::future::pending::<()>().await;
            }
            Act::Endless(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                while stream.write_all(&[b'x'; 1024]).await.is_ok() {}
                return;
            }
            Act::Close => return,
        }
    }
}

/// Reads a head and as many bytes of body as it announces.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut seen = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&seen).into_owned();
        if let Some(head_end) = text.find("\r\n\r\n") {
            let length = text
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
                })
                .unwrap_or(0);
            if seen.len() >= head_end + 4 + length {
                return Some(text);
            }
        }
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => seen.extend_from_slice(&piece[..count]),
        }
    }
}

/// An answer with an exact length.
pub(crate) fn ok(body: &str) -> Act {
    Act::Say(format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ))
}

/// A redirect.
pub(crate) fn to(location: &str) -> Act {
    Act::Say(format!(
        "HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    ))
}

/// Names of the tests: their addresses are written in them.
pub(crate) struct Names;

impl Lookup for Names {
    fn lookup(&self, host: &str) -> Looking {
        let found = match host {
            "peer.example" => Ok(vec!["127.0.0.1".parse().unwrap()]),
            "mixed.example" => Ok(vec![
                "127.0.0.1".parse().unwrap(),
                "10.0.0.1".parse().unwrap(),
            ]),
            "metadata.example" => Ok(vec!["169.254.169.254".parse().unwrap()]),
            "nothing.example" => Ok(Vec::new()),
            _ => Err(std::io::Error::other("no such host")),
        };
        Box::pin(async move { found })
    }
}

/// A client that may reach 127.0.0.0/8 on any port, and is in a hurry.
pub(crate) fn client() -> Client {
    client_with(&(Arc::new(Names) as Arc<dyn Lookup>))
}

/// As `client`, with another name server.
pub(crate) fn client_with(names: &Arc<dyn Lookup>) -> Client {
    let guard = Guard {
        allow_private: vec!["127.0.0.0/8".parse().unwrap()],
        private_any_port: true,
        ..Guard::default()
    };
    guarded_by(guard, names)
}

/// A client with the rules of production.
pub(crate) fn strict_client() -> Client {
    guarded_by(Guard::default(), &(Arc::new(Names) as Arc<dyn Lookup>))
}

fn guarded_by(guard: Guard, names: &Arc<dyn Lookup>) -> Client {
    let connect = std::time::Duration::from_millis(300);
    Client::with_lookup(
        &Settings {
            guard,
            connect,
            ..Settings::default()
        },
        names,
    )
    .unwrap()
}
