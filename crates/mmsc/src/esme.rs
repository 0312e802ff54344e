//! The ESMEs that are bound to the SMSC, and what is told to them.
//!
//! Guarantee: an answer is given to what it answers, and to nobody when its session is over.

pub(crate) mod pdu;

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::oneshot;

use pdu::{Frame, Told};

/// The ESMEs that are bound.
#[derive(Debug, Default)]
pub(crate) struct Esmes(Mutex<Vec<Arc<Esme>>>);

/// One session.
#[derive(Debug)]
pub(crate) struct Esme {
    /// Gone once the session is over, whoever still wants to answer on it.
    writer: tokio::sync::Mutex<Option<OwnedWriteHalf>>,
    sequence: AtomicU32,
    waiting: Mutex<HashMap<u32, oneshot::Sender<u32>>>,
}

impl Esmes {
    /// From now on it can be told things.
    pub(crate) fn add(&self, esme: &Arc<Esme>) {
        lock(&self.0).push(Arc::clone(esme));
    }

    /// Nothing is told to it any more.
    pub(crate) fn remove(&self, esme: &Arc<Esme>) {
        lock(&self.0).retain(|known| !Arc::ptr_eq(known, esme));
        lock(&esme.waiting).clear();
        // Somebody who is writing at this moment ends by itself.
        if let Ok(mut writer) = esme.writer.try_lock() {
            *writer = None;
        }
    }

    /// Tells one thing to an ESME that is bound; the status of its answer.
    pub(crate) async fn tell(&self, told: &Told, patience: Duration) -> Result<u32, String> {
        let esme = lock(&self.0).last().cloned();
        let esme = esme.ok_or("no ESME is bound")?;
        let sequence = esme.sequence.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        lock(&esme.waiting).insert(sequence, answer);
        let frame = Frame {
            id: pdu::DELIVER_SM,
            status: 0,
            sequence,
            body: told.body(),
        };
        let said = esme.say(&frame).await;
        said.map_err(|error| format!("the connection broke: {error}"))?;
        match tokio::time::timeout(patience, answered).await {
            Ok(Ok(status)) => Ok(status),
            Ok(Err(_)) => Err("the session ended before the answer".to_owned()),
            Err(_) => Err("no answer in time".to_owned()),
        }
    }
}

impl Esme {
    /// A session that begins.
    pub(crate) fn new(writer: OwnedWriteHalf) -> Self {
        Self {
            writer: tokio::sync::Mutex::new(Some(writer)),
            sequence: AtomicU32::new(1),
            waiting: Mutex::default(),
        }
    }

    /// It has answered something that it was told.
    pub(crate) fn answered(&self, frame: &Frame) {
        if let Some(waiting) = lock(&self.waiting).remove(&frame.sequence) {
            let _ = waiting.send(frame.status);
        }
    }

    /// Writes a PDU.
    pub(crate) async fn say(&self, frame: &Frame) -> io::Result<()> {
        self.write(&frame.octets()).await
    }

    /// Writes octets.
    pub(crate) async fn write(&self, octets: &[u8]) -> io::Result<()> {
        match &mut *self.writer.lock().await {
            Some(writer) => writer.write_all(octets).await,
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Says nothing more.
    pub(crate) async fn hang_up(&self) {
        *self.writer.lock().await = None;
    }

    /// Answers a request.
    pub(crate) async fn answer(&self, to: &Frame, status: u32, body: Vec<u8>) -> io::Result<()> {
        let frame = Frame {
            id: to.id | pdu::ANSWER,
            status,
            sequence: to.sequence,
            body,
        };
        self.say(&frame).await
    }
}

/// A panic while holding any of these can leave nothing half made.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
