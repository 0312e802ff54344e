//! Texts: how a request is read, and what is said about it.
//!
//! Speaks JSON, a form of our own that says in words what a link to an SMSC says in SMPP: codes
//! are the command statuses of SMPP 3.4, states those of its delivery receipts. Knows nothing of
//! HTTP connections, log and scripts.

mod alphabet;
mod check;
mod words;

use http::StatusCode;

use crate::behaviour::Answer;
use crate::submission::Submission;

pub(crate) use alphabet::measure;
pub(crate) use check::check;
pub(crate) use words::{
    JSON, SYSTEM_ERROR, command_status, confirms, inbound, receipt, refused, report, state,
};

/// Bytes of a request that are read at all; the longest text takes less than a tenth.
pub(crate) const LARGEST: usize = 64 << 10;

/// What goes out in answer to a valid text.
pub(crate) enum Reply {
    /// This, with a status of the protocol if one is in it.
    Whole(StatusCode, Option<u16>, String),
    /// The first half of this.
    Half(String),
    /// Nothing.
    HangUp,
}

/// The answer to a valid text.
pub(crate) fn answer(submission: &Submission, answer: &Answer) -> Reply {
    let refused = |code: u16| match code {
        words::THROTTLED | SYSTEM_ERROR => {
            let body = words::busy(submission, code);
            Reply::Whole(StatusCode::SERVICE_UNAVAILABLE, Some(code), body)
        }
        code => {
            let body = refused(submission, code, words::text(code));
            Reply::Whole(StatusCode::OK, Some(code), body)
        }
    };
    match answer {
        Answer::Accept => Reply::Whole(StatusCode::OK, Some(0), words::accepted(submission)),
        Answer::Refuse(status) | Answer::Fault(status) => refused(words::command_status(*status)),
        Answer::Busy(_) => refused(words::THROTTLED),
        Answer::ServerError => refused(SYSTEM_ERROR),
        Answer::Lost | Answer::HangUp => Reply::HangUp,
        Answer::Truncated => Reply::Half(words::accepted(submission)),
        Answer::Garbage => {
            let body = "<html><body>Proxy: your request was received.</body></html>".to_owned();
            Reply::Whole(StatusCode::OK, None, body)
        }
    }
}
