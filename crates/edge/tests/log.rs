//! What the log says of a call, and what it never says. A program of its own, because the log is
//! the process's.

#![cfg(test)]

use edge::Settings;
use engine::Context;
use engine::clock::SystemClock;
use engine::routing::Links;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use storage::Durability;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Write::write(&mut *self.0.lock().unwrap(), bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn ask(target: &str, body: &str) -> String {
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
    let ctx = Context::new((store, blobs), client, Links::default(), clock, engine);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_stop, stopped) = watch::channel(false);
    let mut served = JoinSet::new();
    served.spawn(edge::serve(
        Arc::new(ctx),
        listener,
        Settings::default(),
        stopped,
    ));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let head = format!("POST {target} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}");
    stream
        .write_all(format!("{head}\r\n\r\n{body}").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn one_line_tells_of_a_call_and_holds_no_secret() {
    let paper = Paper::default();
    let writer = paper.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false);
    subscriber.with_writer(move || writer.clone()).init();
    let body = "<REQUEST><ACTION>send_mms</ACTION><API_KEY>SECRET1</API_KEY><TO>15550001234</TO>\
                <NAME>SECRET2</NAME></REQUEST>";
    let answer = ask("/API/wxml/1.3/?note=SECRET3", body).await;
    let answer = answer + &ask("/l/SECRET4?to=15550001234", body).await;
    assert!(answer.contains("<ERRORCODE>E104</ERRORCODE>"), "{answer}");
    let (_, id) = answer.split_once("x-request-id: ").unwrap();

    let log = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.contains("answered"))
        .collect();
    assert_eq!(lines.len(), 2, "{log}");
    for part in [
        "POST /API/wxml/1.3/: action sendMMS, answered 200 E104 in ",
        "method=\"POST\"",
        "path=\"/API/wxml/1.3/\"",
        "dialect=\"wxml\"",
        "action=\"sendMMS\"",
        "code=\"E104\"",
        &id[..36],
    ] {
        assert!(lines[0].contains(part), "{part} in {log}");
    }
    assert!(
        lines[1].contains("POST elsewhere: action none, answered 404 none in "),
        "{log}"
    );
    for secret in ["SECRET", "15550001234"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
