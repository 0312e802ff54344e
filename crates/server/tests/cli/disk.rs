//! Disks that are full or broken, for real: what customers hear, and what is kept.
//!
//! A broken disk is a limit on the size of files: the write that goes beyond it fails as on a disk
//! that does not do its work. A full disk is a small one of its own, in memory, which needs a
//! kernel that lets this user have one; where it does not, that test says so and proves nothing.

use super::{Started, cell, folder, said, serve, start};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Orders that make the store grow until it cannot; far fewer do.
const ENOUGH: usize = 1_000;

struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// The running program and the key of its account.
struct Api<'a> {
    address: String,
    key: &'a str,
}

/// The same order in each wording.
const DIALECTS: [&str; 3] = ["/API/wxml/1.3/", "/ep/v1/", "/ep/v2/"];

impl Api<'_> {
    /// Saves content of about 5 KB.
    fn save(&self, path: &str) -> Option<Answer> {
        let (key, text) = (self.key, "x".repeat(4_900));
        let xml = format!(
            "<REQUEST><ACTION>saveMMS</ACTION><API_KEY>{key}</API_KEY><NAME>news</NAME>\
             <SUBJECT>news</SUBJECT><FALLBACKSMSTEXT>Look:</FALLBACKSMSTEXT>\
             <SLIDE><TEXT>{text}</TEXT></SLIDE></REQUEST>"
        );
        let body = match path {
            "/ep/v1/" => xml.to_lowercase().replace(&key.to_lowercase(), key),
            "/ep/v2/" => format!(
                "{{\"action\":\"saveMMS\",\"name\":\"news\",\"fallback-sms-text\":\"Look:\",\
                 \"slide\":[{{\"message-text\":\"{text}\"}}]}}"
            ),
            _ => xml,
        };
        self.post(path, &body)
    }

    /// How much content is there.
    fn saved(&self) -> usize {
        let key = self.key;
        let list = format!("<REQUEST><ACTION>getMmsIds</ACTION><API_KEY>{key}</API_KEY></REQUEST>");
        let answer = self.post("/API/wxml/1.3/", &list).expect("a list");
        let ids = answer.body.split("MMSIDS>").nth(1).expect("ids");
        ids.split(',').count()
    }

    /// Posts; `None`: there was no answer.
    fn post(&self, path: &str, body: &str) -> Option<Answer> {
        let address = self.address.strip_prefix("http://").unwrap();
        let address = address.split('/').next().unwrap();
        let mut connection = TcpStream::connect(address).ok()?;
        let (key, length) = (self.key, body.len());
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nx-api-key: {key}\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        connection.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some(Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_lowercase(),
            body: body.to_owned(),
        })
    }

    /// Saves until that does not go any more; returns how often it went, and whether the last call
    /// was answered.
    ///
    /// The refusal says in its wording that it is a fault of ours, and when to come again.
    fn fill(&self, path: &str, status: u16) -> (usize, bool) {
        for times in 0..ENOUGH {
            let Some(answer) = self.save(path) else {
                return (times, false);
            };
            if answer.status == 200 {
                assert!(answer.body.contains("Success"), "{}", answer.body);
                continue;
            }
            assert_eq!(answer.status, status, "{}", answer.body);
            assert!(answer.head.contains("\r\nretry-after: "), "{}", answer.head);
            let text = match path {
                "/ep/v1/" => "<error-info>Internal Error</error-info>",
                "/ep/v2/" => "\"error-info\":\"Internal Error\"",
                _ => "<ERRORINFO>Internal error.</ERRORINFO>",
            };
            for words in ["Failure", "E503", text] {
                assert!(answer.body.contains(words), "{path}: {}", answer.body);
            }
            return (times, true);
        }
        panic!("{ENOUGH} orders were taken");
    }
}

fn api<'a>(started: &Started, key: &'a str) -> Api<'a> {
    Api {
        address: cell(&started.1, "api"),
        key,
    }
}

/// Makes an account; returns its key.
fn account(folder: &TempDir) -> String {
    cell(&said(folder, "account create a --sender 60856"), "API key")
}

/// The same program, started by a shell, with the same environment.
fn by_shell(folder: &TempDir, command: &str, shell: &[&str]) -> Command {
    let usual = serve(folder);
    let mut started = Command::new(shell[0]);
    started.args(&shell[1..]).args(["sh", "-c", command, "sh"]);
    started.arg(usual.get_program());
    started.current_dir(folder.path());
    for (name, value) in usual.get_envs() {
        started.env(name, value.unwrap_or_default());
    }
    started
}

/// Waits for the program to end by itself.
fn end(started: &mut Started) -> ExitStatus {
    let looks = (0..3_000).find_map(|_| {
        std::thread::sleep(Duration::from_millis(10));
        started.0.try_wait().unwrap()
    });
    looks.expect("an end within half a minute")
}

/// A life on a disk that fails: whether the customer whose call met it was answered.
fn broken_life(path: &str) -> bool {
    let folder = folder();
    let key = account(&folder);
    let limited = "ulimit -f 4096; trap '' XFSZ; exec \"$1\" serve";
    let mut started = start(&mut by_shell(&folder, limited, &["env"]));
    let (kept, answered) = api(&started, &key).fill(path, 503);
    assert!(!end(&mut started).success());
    let started = start(&mut serve(&folder));
    let mended = api(&started, &key);
    assert_eq!(mended.saved(), kept);
    assert_eq!(mended.save(path).map(|it| it.status), Some(200));
    answered
}

#[test]
fn a_disk_that_fails_ends_the_program_and_what_was_answered_is_there() {
    for path in DIALECTS {
        // Sometimes the gateway meets it before a customer does.
        assert!((0..10).any(|_| broken_life(path)), "{path}: no answer");
    }
}

/// A shell with mounts of its own, whose processes end with it.
const APART: [&str; 7] = [
    "unshare",
    "--user",
    "--map-root-user",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
];

#[test]
fn a_full_disk_refuses_until_there_is_room_and_then_goes_on() {
    let folder = folder();
    let key = account(&folder);
    let (data, kept) = (
        folder.path().join("wirephoto-data"),
        folder.path().join("kept"),
    );
    std::fs::rename(&data, kept).unwrap();
    std::fs::create_dir(&data).unwrap();
    let mount = "mount -t tmpfs -o size=4m tmpfs wirephoto-data";
    let tried = by_shell(&folder, mount, &APART).output();
    if !tried.is_ok_and(|output| output.status.success()) {
        eprintln!("this kernel gives us no disk of our own: nothing was tried");
        return;
    }
    let small = format!(
        "{mount} && cp -r kept/. wirephoto-data && cd wirephoto-data \
         && head -c 2500000 /dev/zero >ballast && cd .. \
         && {{ \"$1\" serve & read line; rm wirephoto-data/ballast; echo room; wait; }}"
    );
    let mut command = by_shell(&folder, &small, &APART);
    let mut started = start(command.stdin(Stdio::piped()));
    let disk = api(&started, &key);
    let filled = DIALECTS.map(|path| disk.fill(path, 507));
    assert!(filled.iter().all(|(_, answered)| *answered));
    let kept: usize = filled.iter().map(|(times, _)| times).sum();
    assert_ne!(kept, 0);
    assert_eq!(disk.saved(), kept);
    started.0.stdin.take().unwrap().write_all(b"\n").unwrap();
    let mut said = [0; 5];
    let output = started.0.stdout.as_mut().unwrap();
    output.read_exact(&mut said).unwrap();
    assert_eq!(&said, b"room\n");
    for path in DIALECTS {
        assert_eq!(disk.save(path).map(|it| it.status), Some(200), "{path}");
    }
    assert_eq!(disk.saved(), kept + DIALECTS.len());
}
