//! The program as a process of its own.
//!
//! Guarantee: no process outlives its handle, not even when a test panics.

use std::fs::OpenOptions;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::{Instant, timeout};

/// How long a start may take at most, whatever was left behind. Generous: no benchmark.
const START: Duration = Duration::from_secs(10);

/// Where a gateway has its files.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Its configuration.
    pub(crate) config: PathBuf,
    /// Where its standard error goes, of all its lives.
    pub(crate) log: PathBuf,
}

/// A process that has said that it is ready.
pub(crate) struct Gateway {
    child: Child,
    address: SocketAddr,
    /// Kept open: the process may still have something to say.
    _said: Lines<BufReader<ChildStdout>>,
    /// How long it took to be ready.
    pub(crate) took: Duration,
}

impl Gateway {
    /// Starts one and waits until it says that it is ready.
    pub(crate) async fn start(place: &Place) -> Self {
        let began = Instant::now();
        let mut child = spawn(place);
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = timeout(START, ready(&mut said)).await;
        let Ok(Some(address)) = ready else {
            panic!(
                "not ready within {START:?}; its log ends:\n{}",
                tail(&place.log)
            );
        };
        Self {
            child,
            address,
            _said: said,
            took: began.elapsed(),
        }
    }

    /// Where the API is.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// `kill -9`. It must not have ended before by itself.
    pub(crate) async fn kill(self, place: &Place) {
        kill(self.child, place).await;
    }
}

/// Starts a process and kills it after a while, wherever in its start it is.
pub(crate) async fn start_and_kill(place: &Place, after: Duration) {
    let child = spawn(place);
    // The moment of the kill is what is tried out, so there is no condition to wait for.
    tokio::time::sleep(after).await;
    kill(child, place).await;
}

async fn kill(mut child: Child, place: &Place) {
    if let Some(status) = child.try_wait().unwrap() {
        panic!("it ended by itself ({status}):\n{}", tail(&place.log));
    }
    child.kill().await.unwrap();
}

fn spawn(place: &Place) -> Child {
    let log = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&place.log);
    Command::new(env!("CARGO_BIN_EXE_wirephoto"))
        .args(["serve", "--config"])
        .arg(&place.config)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log.unwrap())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Reads up to the line "ready"; returns the address that it listens on.
async fn ready(said: &mut Lines<BufReader<ChildStdout>>) -> Option<SocketAddr> {
    let mut address = None;
    while let Some(line) = said.next_line().await.ok()? {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("listening"), Some(url)) => address = url.strip_prefix("http://")?.parse().ok(),
            (Some("ready"), None) => return address,
            (_, _) => {}
        }
    }
    None
}

/// The last lines of a file.
pub(crate) fn tail(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}
