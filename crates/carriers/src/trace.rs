//! What goes over the wire of a link, for an operator who wants to see it.
//!
//! A link shows its exchanges to its [`Tap`]; whoever stores them takes them from there. Nothing
//! waits for anything: what is not taken in time makes room for what is newer, and is counted.
//! Guarantee: what is taken has no secret of the link in it and no telephone number in full; every
//! other byte is as it went over the wire.

pub use domain::trace::{Direction, Exchange, Hidden, Shown};

use crate::common::redact::Sheet;
use crate::common::secrets::Secrets;
use jiff::Timestamp;
use net::{Recording, Side};
use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use net::{End, Keep, Tape, Taped};

/// Exchanges that wait to be taken.
const WAITING: usize = 100;

/// An exchange as the link saw it; secrets and numbers are still in it.
#[derive(Debug)]
pub struct Seen {
    /// Who asked.
    pub direction: Direction,
    /// When.
    pub began: Timestamp,
    /// Until the answer was there, or was given up.
    pub took: Duration,
    /// How it ended.
    pub outcome: String,
    /// The bytes.
    pub recording: Recording,
    /// Telephone numbers that it is about, as far as they are known.
    pub numbers: Vec<String>,
}

impl Seen {
    /// A request of the carrier that came then.
    #[must_use]
    pub fn heard(began: Timestamp) -> Self {
        Self {
            direction: Direction::In,
            began,
            took: Duration::ZERO,
            outcome: String::new(),
            recording: Recording::default(),
            numbers: Vec::new(),
        }
    }
}

/// How a protocol is read.
#[derive(Clone, Copy)]
pub(crate) struct Reader {
    /// What a request asks, in the protocol's word.
    pub(crate) kind: fn(&[u8]) -> String,
    /// Hides what stands where the protocol has secrets and numbers.
    pub(crate) sheet: for<'a> fn(&'a [u8], &mut BTreeSet<Vec<u8>>) -> Sheet<'a>,
}

/// Where a link shows what goes over its wire.
pub struct Tap {
    keep: Keep,
    reader: Reader,
    secrets: Secrets,
    waiting: Mutex<(VecDeque<Seen>, u64)>,
}

impl std::fmt::Debug for Tap {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Tap")
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

impl Tap {
    /// A tap that is shut, of a link whose protocol has these keys.
    pub(crate) fn new(keys: &toml::Table, reader: Reader) -> Arc<Self> {
        Arc::new(Self {
            keep: Keep::default(),
            reader,
            secrets: Secrets::of(keys),
            waiting: Mutex::default(),
        })
    }

    /// A tap of a link that shows nothing, for tests.
    #[must_use]
    pub fn none() -> Arc<Self> {
        let reader = Reader {
            kind: |_| String::new(),
            sheet: |raw, _| Sheet::new(raw),
        };
        Self::new(&toml::Table::new(), reader)
    }

    /// Wants so many bytes of each side of each exchange from now on; 0 wants no exchange.
    pub fn open(&self, bytes: usize) {
        self.keep.store(bytes, Ordering::Relaxed);
    }

    /// Whether anything is wanted.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.keep.load(Ordering::Relaxed) > 0
    }

    /// How much is wanted, for who records.
    #[must_use]
    pub fn keep(&self) -> Keep {
        Arc::clone(&self.keep)
    }

    /// A whole message as it is kept.
    pub(crate) fn side(&self, bytes: &[u8]) -> Side {
        Side::of(bytes, self.keep.load(Ordering::Relaxed))
    }

    /// Shows an exchange. Never waits.
    pub fn show(&self, seen: Seen) {
        let mut waiting = self.lock();
        if waiting.0.len() == WAITING {
            waiting.0.pop_front();
            waiting.1 += 1;
        }
        waiting.0.push_back(seen);
    }

    /// Whether there is something to be taken.
    #[must_use]
    pub fn has_any(&self) -> bool {
        let waiting = self.lock();
        !waiting.0.is_empty() || waiting.1 > 0
    }

    /// Takes what was shown, oldest first, and how many exchanges there was no room for meanwhile.
    /// Takes out secrets and numbers, which is work for a processor.
    #[must_use]
    pub fn take(&self) -> (Vec<Exchange>, u64) {
        let (seen, lost) = std::mem::take(&mut *self.lock());
        (
            seen.into_iter().map(|seen| self.redact(seen)).collect(),
            lost,
        )
    }

    fn lock(&self) -> MutexGuard<'_, (VecDeque<Seen>, u64)> {
        // A panic while holding it leaves a queue that is whole.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn redact(&self, seen: Seen) -> Exchange {
        let Recording { asked, answered } = seen.recording;
        let known = seen.numbers.iter();
        let known = known.map(|it| it.trim_start_matches('+').as_bytes().to_vec());
        let mut numbers: BTreeSet<Vec<u8>> = known.filter(|it| it.len() >= 7).collect();
        let mut sheets = [&asked, &answered].map(|side| {
            let sheet = (self.reader.sheet)(&side.bytes, &mut numbers);
            (side, sheet)
        });
        for (_, sheet) in &mut sheets {
            sheet.hide_known(&self.secrets, &numbers);
        }
        let mut outcome = Sheet::new(seen.outcome.as_bytes());
        outcome.hide_known(&self.secrets, &numbers);
        let (outcome, _) = outcome.finish(usize::MAX);
        let kind = (self.reader.kind)(&asked.bytes);
        let [asked, answered] = sheets.map(|(side, sheet)| shown(side, sheet));
        Exchange {
            direction: seen.direction,
            kind,
            began: seen.began,
            took: seen.took,
            outcome: String::from_utf8_lossy(&outcome).into_owned(),
            asked,
            answered,
        }
    }
}

fn shown(side: &Side, sheet: Sheet<'_>) -> Shown {
    let (bytes, hidden) = sheet.finish(side.keep);
    Shown {
        bytes,
        total: side.total,
        rest_sha256: side.rest_sha256(),
        hidden,
    }
}
