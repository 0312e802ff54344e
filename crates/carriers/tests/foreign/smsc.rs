//! The SMSC in its process: what it is told, and what it saw.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};

/// The longest that anything here takes when all is well, many times over.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Where the script and the list of its libraries are; the tests of the whole gateway start it too.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../carriers/tests/foreign");

/// The SMSC.
pub(crate) struct Smsc {
    orders: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    seen: Vec<Value>,
    _process: Child,
}

impl Smsc {
    /// One that takes whatever it gets, under these options of the script.
    pub(crate) async fn start(options: Value) -> Self {
        let mut process = tokio::process::Command::new("node")
            .arg(format!("{FOLDER}/smsc.js"))
            .arg(options.to_string())
            .env("NODE_PATH", libraries())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node is needed; ./test installs it");
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut smsc = Self {
            orders: process.stdin.take().unwrap(),
            lines: output.lines(),
            seen: Vec::new(),
            _process: process,
        };
        smsc.until("listening", 1).await;
        smsc
    }

    /// The address to bind at.
    pub(crate) fn port(&self) -> u64 {
        self.seen[0]["port"].as_u64().unwrap()
    }

    /// Tells it what to do; `smsc.js` says what there is.
    pub(crate) async fn order(&mut self, order: Value) {
        let line = format!("{order}\n");
        self.orders.write_all(line.as_bytes()).await.unwrap();
    }

    /// Sends a request on the latest session.
    pub(crate) async fn send(&mut self, command: &str, with: Value) {
        self.order(json!({ "send": command, "with": with })).await;
    }

    /// Waits until it has seen that so many times; the last of them.
    pub(crate) async fn until(&mut self, what: &str, times: usize) -> Value {
        loop {
            if let Some(last) = self.all(what).get(times - 1) {
                return (*last).clone();
            }
            let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
            let line = line.unwrap_or_else(|_| panic!("{times} {what} in {:#?}", self.seen));
            let line = line.unwrap().expect("a process that is there");
            self.seen.push(serde_json::from_str(&line).expect(&line));
        }
    }

    /// All of that kind that were read until now.
    pub(crate) fn all(&self, what: &str) -> Vec<&Value> {
        let seen = self.seen.iter();
        seen.filter(|it| it["saw"] == what).collect()
    }

    /// Waits until it has read all that was written before, and we what it wrote: it asks, and has
    /// our answer.
    pub(crate) async fn until_quiet(&mut self) {
        let before = self.all("enquire_link_resp").len();
        self.send("enquire_link", json!({})).await;
        self.until("enquire_link_resp", before + 1).await;
    }
}

/// The libraries, installed once for each state of their list.
fn libraries() -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("foreign_smsc");
    fs::create_dir_all(&place).unwrap();
    // Another test, maybe of another process, installs them meanwhile.
    let gate = File::create(place.join("gate")).unwrap();
    gate.lock().unwrap();
    let (list, done) = (format!("{FOLDER}/package-lock.json"), place.join("done"));
    let wanted = fs::read(&list).unwrap();
    if fs::read(&done).ok().as_ref() != Some(&wanted) {
        for file in ["package.json", "package-lock.json"] {
            fs::copy(format!("{FOLDER}/{file}"), place.join(file)).unwrap();
        }
        let npm = Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&place)
            .output()
            .expect("npm is needed; ./test installs it");
        let said = String::from_utf8_lossy(&npm.stderr);
        assert!(
            npm.status.success(),
            "npm ci, which needs its registry: {said}"
        );
        fs::write(&done, wanted).unwrap();
    }
    place.join("node_modules")
}
