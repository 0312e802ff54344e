//! A gateway without links on a port of its own, and a client that sends exactly what it is told.

use edge::Settings;
use engine::Context;
use engine::clock::SystemClock;
use engine::routing::Links;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use storage::Durability;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A path of the API.
pub(crate) const PATH: &str = "/API/wxml/1.3/index.php";

/// A call whose key nobody has.
pub(crate) const WRONG_KEY: &str =
    "<REQUEST><ACTION>sendMMS</ACTION><API_KEY>nobody</API_KEY></REQUEST>";

/// Longer than all waits that tests set, shorter than the defaults.
const SOON: Duration = Duration::from_secs(5);

/// A listener that serves until this is dropped.
pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) served: JoinSet<Result<(), edge::Error>>,
    _folder: TempDir,
}

impl Gateway {
    pub(crate) async fn start(settings: Settings) -> Self {
        Self::with_links(settings, Links::default()).await
    }

    pub(crate) async fn with_links(settings: Settings, links: Links) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name).display().to_string();
        let store = format!("sqlite:{}", place("x.db"));
        let store = storage::open(&store, Durability::Relaxed).await.unwrap();
        let blobs = blobs::open(&format!("file:{}", place("blobs")))
            .await
            .unwrap();
        let client = net::Client::new(&net::Settings::default()).unwrap();
        let clock = Arc::new(SystemClock);
        let engine = engine::Settings::default();
        let ctx = Arc::new(Context::new((store, blobs), client, links, clock, engine));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = watch::Sender::new(false);
        let mut served = JoinSet::new();
        served.spawn(edge::serve(ctx, listener, settings, stop.subscribe()));
        Self {
            address,
            stop,
            served,
            _folder: folder,
        }
    }

    pub(crate) async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }

    /// Sends one request on a connection of its own.
    pub(crate) async fn ask(&self, request: impl AsRef<[u8]>) -> Answer {
        let mut client = self.connect().await;
        client.send(request).await;
        client.answer().await
    }
}

/// A POST with these header lines, each ended by CR LF.
pub(crate) fn post(path: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
}

/// A request without headers and body.
pub(crate) fn bare(method: &str, target: &str) -> String {
    format!("{method} {target} HTTP/1.1\r\nHost: x\r\n\r\n")
}

/// One connection.
pub(crate) struct Client(pub(crate) TcpStream);

impl Client {
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Reads one answer.
    pub(crate) async fn answer(&mut self) -> Answer {
        let head = self.head().await;
        let mut answer = Answer::parse(&head);
        let length = answer
            .headers
            .get("content-length")
            .map_or(0, |value| value.parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.unwrap();
        answer.body = String::from_utf8(body).unwrap();
        answer
    }

    /// Reads up to the empty line.
    pub(crate) async fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match self.0.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&head)),
            }
        }
        String::from_utf8(head).unwrap()
    }

    /// Whether the other side ends without another byte, and soon.
    pub(crate) async fn is_closed(&mut self) -> bool {
        let next = tokio::time::timeout(SOON, self.0.read_u8()).await;
        next.is_ok_and(|byte| byte.is_err())
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Answer {
    fn parse(head: &str) -> Self {
        let mut lines = head.lines();
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let pairs = lines.filter_map(|line| line.split_once(": "));
        let headers = pairs
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        Self {
            status,
            headers,
            body: String::new(),
        }
    }

    /// The value of a header, empty without one.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The code in the body, empty without one.
    pub(crate) fn code(&self) -> &str {
        let (_, rest) = self.body.split_once("<ERRORCODE>").unwrap_or_default();
        rest.split_once('<').unwrap_or_default().0
    }
}
