//! The customers: so many connections, each with one call at a time, until so many calls are made.
//!
//! A closed loop: whoever answers late gets fewer calls, so the times of answers are those under as much load as the
//! connections make, not under a fixed rate. Guarantee: ends after its number of calls or its time, whichever is first.

use crate::clock::now;
use crate::connection::{Connection, Letter};
use crate::error::Error;
use bytes::Bytes;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// What an accepted call is answered, in every dialect.
const SUCCESS: &str = "Success";

/// How much is called.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    /// Connections, at least one.
    pub(crate) connections: usize,
    /// Calls in all.
    pub(crate) messages: u64,
    /// When no further calls are made, even if some are left.
    pub(crate) limit: Duration,
}

/// Who is called, and with what.
#[derive(Clone)]
pub(crate) struct Target {
    /// The server.
    pub(crate) address: SocketAddr,
    /// Path of the API.
    pub(crate) path: &'static str,
    /// The document of a call, by its number.
    pub(crate) document: Arc<dyn Fn(u64) -> Bytes + Send + Sync>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Answers {
    /// How long each accepted call took; sorted.
    pub(crate) took: Vec<Duration>,
    /// From the first call to the last answer.
    pub(crate) elapsed: Duration,
}

/// What all connections share.
struct Shared {
    target: Target,
    next: AtomicU64,
    end: u64,
    until: Instant,
}

impl Load {
    /// Makes calls numbered from `first` on.
    ///
    /// # Errors
    ///
    /// A call was not answered, or not with success: then there is something to repair, not to measure.
    pub(crate) async fn run(&self, target: Target, first: u64) -> Result<Answers, Error> {
        let began = now();
        let shared = Arc::new(Shared {
            target,
            next: AtomicU64::new(first),
            end: first + self.messages,
            until: began + self.limit,
        });
        let mut customers = JoinSet::new();
        for _ in 0..self.connections.max(1) {
            customers.spawn(customer(Arc::clone(&shared)));
        }
        let mut took = Vec::new();
        while let Some(customer) = customers.join_next().await {
            took.extend(customer.map_err(Error::doing("go on calling"))??);
        }
        let elapsed = began.elapsed();
        took.sort_unstable();
        match took.is_empty() {
            true => Err(Error::said("no call was made; give it more time")),
            false => Ok(Answers { took, elapsed }),
        }
    }
}

/// Makes one call on a connection of its own and returns its answer, which tells of success.
pub(crate) async fn post(
    address: SocketAddr,
    path: &str,
    document: Bytes,
) -> Result<String, Error> {
    call(&mut Connection::to(address), path, document).await
}

async fn customer(shared: Arc<Shared>) -> Result<Vec<Duration>, Error> {
    let Target {
        address,
        path,
        document,
    } = &shared.target;
    let mut connection = Connection::to(*address);
    let mut took = Vec::new();
    loop {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        let asked = now();
        if number >= shared.end || asked >= shared.until {
            return Ok(took);
        }
        call(&mut connection, path, document(number)).await?;
        took.push(asked.elapsed());
    }
}

async fn call(connection: &mut Connection, path: &str, body: Bytes) -> Result<String, Error> {
    let letter = Letter {
        path: path.to_owned(),
        content_type: "text/xml; charset=UTF-8",
        body,
    };
    let (status, body) = connection.post(letter).await?;
    let body = String::from_utf8_lossy(&body).into_owned();
    match status == 200 && body.contains(SUCCESS) {
        true => Ok(body),
        false => Err(Error::said(format!(
            "a call was refused: HTTP {status} {body}"
        ))),
    }
}
