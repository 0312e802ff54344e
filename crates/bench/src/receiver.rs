//! The customer's postback address: counts the messages whose final state was told.
//!
//! Reads only what it looks for: the codes N003 (a template is ready) and N102 (delivered), and codes of errors.
//! Guarantee: a message told twice counts once.
//!
//! Source: docs/contract.md, events.

use crate::error::Error;
use crate::http_server::HttpServer;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// A running postback address.
#[derive(Debug)]
pub(crate) struct Receiver {
    server: HttpServer,
    heard: watch::Sender<Heard>,
}

/// What was told so far.
#[derive(Debug, Clone, Default)]
struct Heard {
    /// A template is ready.
    ready: bool,
    /// Messages that were delivered.
    delivered: u64,
    /// The first postback that told of an error.
    failure: Option<String>,
}

/// What one postback says.
#[derive(Debug, PartialEq, Eq)]
enum Told<'a> {
    Ready,
    Delivered(&'a str),
    Failed,
    SomethingElse,
}

impl Receiver {
    /// Listens on a free port of loopback.
    pub(crate) async fn start() -> Result<Self, Error> {
        let heard = watch::Sender::new(Heard::default());
        let (ear, known) = (heard.clone(), Arc::new(Mutex::new(HashSet::new())));
        let server = HttpServer::start(move |request: Request<Bytes>| {
            hear(&ear, &known, &String::from_utf8_lossy(request.body()));
            std::future::ready(Response::new(Full::default()))
        });
        let server = server.await?;
        Ok(Self { server, heard })
    }

    /// Where postbacks go.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/postback", self.server.address())
    }

    /// How many messages were delivered so far.
    pub(crate) fn delivered(&self) -> u64 {
        self.heard.borrow().delivered
    }

    /// Waits until a template is ready.
    pub(crate) async fn ready(&self, limit: Duration) -> Result<(), Error> {
        let waited = self.wait(|heard| heard.ready, limit).await?;
        match waited {
            true => Ok(()),
            false => Err(Error::said("the template did not become ready")),
        }
    }

    /// Waits until so many messages were delivered since the start.
    pub(crate) async fn wait_for_delivered(
        &self,
        count: u64,
        limit: Duration,
    ) -> Result<(), Error> {
        match self.wait(|heard| heard.delivered >= count, limit).await? {
            true => Ok(()),
            false => {
                let missing = count - self.delivered();
                let words = format!("{missing} messages were not told as delivered in {limit:?}");
                Err(Error::said(words))
            }
        }
    }

    async fn wait(&self, met: impl Fn(&Heard) -> bool, limit: Duration) -> Result<bool, Error> {
        let mut heard = self.heard.subscribe();
        let done = heard.wait_for(|heard| heard.failure.is_some() || met(heard));
        let Ok(done) = tokio::time::timeout(limit, done).await else {
            return Ok(false);
        };
        let heard = done.map_err(Error::doing("wait for postbacks"))?;
        match &heard.failure {
            None => Ok(true),
            Some(body) => Err(Error::said(format!("a postback tells of an error: {body}"))),
        }
    }
}

fn hear(heard: &watch::Sender<Heard>, known: &Mutex<HashSet<String>>, body: &str) {
    match read(body) {
        Told::Ready => heard.send_modify(|heard| heard.ready = true),
        Told::Delivered(tracking) => {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.insert(tracking.to_owned()) {
                heard.send_modify(|heard| heard.delivered += 1);
            }
        }
        Told::Failed => heard.send_modify(|heard| {
            heard.failure.get_or_insert_with(|| body.to_owned());
        }),
        Told::SomethingElse => {}
    }
}

fn read(body: &str) -> Told<'_> {
    match between(body, "<CODE>", "</CODE>") {
        Some("N003") => Told::Ready,
        Some("N102") => between(body, "<TRACKINGID>", "</TRACKINGID>")
            .map_or(Told::SomethingElse, Told::Delivered),
        Some(code) if code.starts_with('E') => Told::Failed,
        Some(_) | None => Told::SomethingElse,
    }
}

/// What stands between two texts.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, behind) = text.split_once(before)?;
    Some(behind.split_once(after)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &Told<'_>) {
        assert_eq!(read(body), *expected, "{body}");
    }

    #[test]
    fn a_postback_is_told_by_its_code() {
        check("<P><CODE>N003</CODE><MMSID>7</MMSID></P>", &Told::Ready);
        check(
            "<P><CODE>N102</CODE><TRACKINGID>MMS_1</TRACKINGID></P>",
            &Told::Delivered("MMS_1"),
        );
        check(
            "<P><CODE>N101</CODE><TRACKINGID>MMS_1</TRACKINGID></P>",
            &Told::SomethingElse,
        );
        check("<P><CODE>E102</CODE></P>", &Told::Failed);
        check("", &Told::SomethingElse);
    }
}
