//! The PDUs of a session, request and answer together, for a trace.
//!
//! They are read off the connection itself, so the session knows nothing of it and what is shown is
//! what went over the wire. Source: SMPP 3.4 §4 for where addresses and passwords stand, §5.1.2.1
//! for the ids of commands.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::Timestamp;
use net::{Recording, Side};
use smpp::rusmpp::CommandStatus;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::{SmppLink, status};
use crate::Ear;
use crate::common::redact::{self, Sheet};
use crate::trace::{Direction, Hidden, Reader, Seen, Tap};

/// SMPP.
pub(super) const READER: Reader = Reader { kind, sheet };

/// Octets of the header of a PDU.
const HEADER: usize = 16;

/// Bit of the command_id that marks answers.
const ANSWER: u32 = 0x8000_0000;

/// Requests that wait for their answers; a window is far smaller.
const OPEN: usize = 1024;

/// A field at the beginning of a PDU.
#[derive(Clone, Copy)]
enum Field {
    /// Text up to a NUL.
    Text,
    /// A password up to a NUL.
    Password,
    /// Type, plan, and digits up to a NUL.
    Address,
    /// So many octets.
    Octets(usize),
}
use Field::{Address, Octets, Password, Text};

/// The fields of a bind: also the addresses that it is for.
const BIND: &[Field] = &[Text, Password, Text, Octets(1), Address];

/// A request: command_id, name, and its fields up to the last that hides something.
const REQUESTS: [(u32, &str, &[Field]); 13] = [
    (0x01, "bind_receiver", BIND),
    (0x02, "bind_transmitter", BIND),
    (0x03, "query_sm", &[Text, Address]),
    (0x04, "submit_sm", &[Text, Address, Address]),
    (0x05, "deliver_sm", &[Text, Address, Address]),
    (0x06, "unbind", &[]),
    (0x07, "replace_sm", &[Text, Address]),
    (0x08, "cancel_sm", &[Text, Text, Address, Address]),
    (0x09, "bind_transceiver", BIND),
    (0x0b, "outbind", &[Text, Password]),
    (0x15, "enquire_link", &[]),
    (0x102, "alert_notification", &[Address, Address]),
    (0x103, "data_sm", &[Text, Address, Address]),
];

/// Requests that have no answer.
const UNANSWERED: [u32; 2] = [0x0b, 0x102];

fn word(pdu: &[u8], at: usize) -> u32 {
    let octets = pdu.get(at..at + 4).and_then(|it| it.try_into().ok());
    octets.map_or(0, u32::from_be_bytes)
}

fn request(pdu: &[u8]) -> Option<&'static (u32, &'static str, &'static [Field])> {
    let id = word(pdu, 4);
    REQUESTS.iter().find(|(known, ..)| *known == id)
}

fn kind(asked: &[u8]) -> String {
    match request(asked) {
        _ if is_http(asked) => "HTTP".to_owned(),
        Some((_, name, _)) => (*name).to_owned(),
        None => format!("0x{:08x}", word(asked, 4)),
    }
}

/// Whether it is no PDU: those begin with a length, of which the first octet is 0. Somebody may call
/// the link by HTTP, and is refused.
fn is_http(raw: &[u8]) -> bool {
    raw.first().is_some_and(|it| *it != 0)
}

fn sheet<'a>(raw: &'a [u8], numbers: &mut BTreeSet<Vec<u8>>) -> Sheet<'a> {
    if is_http(raw) {
        return redact::http(raw, numbers);
    }
    let mut sheet = Sheet::new(raw);
    let mut at = HEADER;
    for field in request(raw).map_or(&[][..], |(.., fields)| fields) {
        let from = match field {
            Address => at + 2,
            Octets(count) => at + count,
            Text | Password => at,
        };
        if let Octets(_) = field {
            at = from;
            continue;
        }
        let rest = raw.get(from..).unwrap_or_default();
        let end = from + rest.iter().position(|it| *it == 0).unwrap_or(rest.len());
        match field {
            Text | Octets(_) => {}
            Password => sheet.hide(from..end, Hidden::Secret),
            Address => sheet.hide_numbers(from..end, numbers),
        }
        at = end + 1;
    }
    // Parameters follow the text; where they begin is not worth knowing, since little else looks
    // like one.
    for found in (at..raw.len()).filter_map(|at| number_parameter(raw, at)) {
        sheet.hide_numbers(found, numbers);
    }
    sheet.hide_international(numbers);
    sheet
}

/// source_subaddress, dest_subaddress, callback_num. Source: SMPP 3.4 §5.3.2.
const NUMBER_PARAMETERS: [[u8; 2]; 3] = [[0x02, 0x02], [0x02, 0x03], [0x03, 0x81]];

/// The value of a parameter that is a number, if one stands there.
fn number_parameter(raw: &[u8], at: usize) -> Option<Range<usize>> {
    let [high, low, 0, length] = *raw.get(at..at + 4)? else {
        return None;
    };
    let value = at + 4..at + 4 + usize::from(length);
    let is_number = NUMBER_PARAMETERS.contains(&[high, low]) && length <= 23;
    (is_number && value.end <= raw.len()).then_some(value)
}

/// A connection whose PDUs are shown to the tap of its link.
pub(super) struct Watched<'a, S> {
    stream: S,
    written: Frames,
    read: Frames,
    pairs: Pairs<'a>,
}

impl<'a, S> Watched<'a, S> {
    /// Watches a connection from its first byte on.
    pub(super) fn new(stream: S, link: &'a SmppLink, ear: &'a dyn Ear) -> Self {
        Self {
            stream,
            written: Frames::default(),
            read: Frames::default(),
            pairs: Pairs {
                tap: &link.tap,
                patience: link.own.timeout,
                ear,
                open: BTreeMap::new(),
            },
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<'_, S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(cx, buffer);
        if polled.is_ready() {
            let (bytes, pairs) = (&buffer.filled()[before..], &mut this.pairs);
            let wanted = pairs.is_wanted();
            this.read
                .feed(bytes, wanted, |pdu| pairs.pair(&pdu, Direction::In));
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<'_, S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_write(cx, bytes);
        if let Poll::Ready(Ok(count)) = polled {
            let (bytes, pairs) = (&bytes[..count.min(bytes.len())], &mut this.pairs);
            let wanted = pairs.is_wanted();
            this.written
                .feed(bytes, wanted, |pdu| pairs.pair(&pdu, Direction::Out));
        }
        polled
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

/// Cuts what goes one way into PDUs; while nothing is wanted it only counts.
#[derive(Default)]
struct Frames {
    length: Vec<u8>,
    /// Octets of the PDU in progress that are to come, once its length is known.
    left: usize,
    pdu: Option<Vec<u8>>,
}

impl Frames {
    fn feed(&mut self, mut bytes: &[u8], wanted: bool, mut whole: impl FnMut(Vec<u8>)) {
        while !bytes.is_empty() {
            if self.left == 0 {
                let (length, rest) = bytes.split_at(bytes.len().min(4 - self.length.len()));
                self.length.extend_from_slice(length);
                bytes = rest;
                if self.length.len() < 4 {
                    return;
                }
                self.left = usize::try_from(word(&self.length, 0)).unwrap_or(usize::MAX);
                self.left = self.left.saturating_sub(4);
                let length = std::mem::take(&mut self.length);
                self.pdu = wanted.then_some(length);
            }
            let (part, rest) = bytes.split_at(bytes.len().min(self.left));
            bytes = rest;
            self.left -= part.len();
            if let Some(pdu) = &mut self.pdu {
                pdu.extend_from_slice(part);
            }
            if self.left == 0
                && let Some(pdu) = self.pdu.take()
            {
                whole(pdu);
            }
        }
    }
}

/// Brings requests and answers together.
struct Pairs<'a> {
    tap: &'a Tap,
    /// How long an answer may take.
    patience: Duration,
    ear: &'a dyn Ear,
    /// Requests without an answer, by who asked and sequence number.
    open: BTreeMap<(bool, u32), Open>,
}

struct Open {
    at: Timestamp,
    since: Instant,
    asked: Side,
}

impl Pairs<'_> {
    /// Whether anything is; else what waits is forgotten, since its answer will not be seen.
    fn is_wanted(&mut self) -> bool {
        let wanted = self.tap.is_open();
        if !wanted {
            self.open.clear();
        }
        wanted
    }

    fn pair(&mut self, pdu: &[u8], direction: Direction) {
        let (id, sequence) = (word(pdu, 4), word(pdu, 12));
        let ours = direction == Direction::Out;
        let side = self.tap.side(pdu);
        if id & ANSWER != 0 {
            // An answer of ours is to a request of theirs.
            if let Some(open) = self.open.remove(&(!ours, sequence)) {
                let words = status::words(CommandStatus::from(word(pdu, 8)));
                let said = [words.code, words.text];
                let outcome = said.into_iter().flatten().collect::<Vec<_>>().join(" ");
                self.show(!ours, open, (side, outcome));
            }
            return;
        }
        self.give_up();
        let open = Open {
            at: self.ear.now(),
            since: Instant::now(),
            asked: side,
        };
        if UNANSWERED.contains(&id) {
            self.show(ours, open, (Side::default(), String::new()));
        } else if self.open.len() < OPEN {
            self.open.insert((ours, sequence), open);
        }
    }

    /// Shows what waits for too long already.
    fn give_up(&mut self) {
        let patience = self.patience;
        let late = self
            .open
            .extract_if(.., |_, open| open.since.elapsed() > patience);
        for ((ours, _), open) in late.collect::<Vec<_>>() {
            self.show(ours, open, (Side::default(), "no answer in time".into()));
        }
    }

    fn show(&self, ours: bool, open: Open, (answered, outcome): (Side, String)) {
        self.tap.show(Seen {
            direction: if ours { Direction::Out } else { Direction::In },
            began: open.at,
            took: open.since.elapsed(),
            outcome,
            recording: Recording {
                asked: open.asked,
                answered,
            },
            numbers: Vec::new(),
        });
    }
}

impl Drop for Pairs<'_> {
    fn drop(&mut self) {
        let open = std::mem::take(&mut self.open);
        for ((ours, _), open) in open.into_iter().filter(|_| self.tap.is_open()) {
            let without = (
                Side::default(),
                "the session ended without an answer".into(),
            );
            self.show(ours, open, without);
        }
    }
}

#[cfg(test)]
mod tests;
