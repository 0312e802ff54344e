//! What a call is answered, word by word, before a dialect spells it.
//!
//! Holds the order of fields, which clients should not rely on and do. Knows no layout.
//!
//! Source: docs/contract.md, reply rules and the samples of each action.

use crate::common::word::{Line, Word};
use domain::answer::{Answer, Echo, Outcome};
use domain::fault::Wording;

/// Said of every send that was accepted.
const QUEUED: &str = "MMS request accepted and queued for delivery";

/// The fields of an answer. A code is there only on failure.
pub(crate) fn lines(outcome: &Outcome, wording: Wording) -> Vec<Line> {
    let (fault, echo) = match outcome {
        Outcome::Done(answer) => return success(answer),
        Outcome::Refused { fault, echo } => (fault, echo),
    };
    let mut lines = vec![
        (Word::Status, "Failure".to_owned()),
        (Word::ErrorCode, fault.code().to_owned()),
    ];
    let text = (Word::ErrorInfo, fault.text(wording));
    match echo {
        Echo::Nothing | Echo::References { .. } => lines.push(text),
        Echo::To(to) => lines.extend([(Word::To, to.clone()), text]),
        Echo::ToLast(to) => lines.extend([text, (Word::To, to.clone())]),
    }
    lines
}

fn success(answer: &Answer) -> Vec<Line> {
    let status = (Word::Status, "Success".to_owned());
    let details = (Word::StatusDetails, QUEUED.to_owned());
    match answer {
        Answer::Saved { mms_id } => vec![status, (Word::MmsId, mms_id.to_string())],
        Answer::Sent {
            to,
            mms_id,
            tracking,
        } => vec![
            status,
            (Word::To, to.to_string()),
            (Word::MmsId, mms_id.to_string()),
            (Word::TrackingId, tracking.clone()),
            details,
        ],
        Answer::SentSaved {
            mms_id,
            tracking,
            to,
            from,
        } => vec![
            status,
            (Word::MmsId, mms_id.to_string()),
            (Word::TrackingId, tracking.clone()),
            (Word::To, to.to_string()),
            (Word::From, from.clone()),
            details,
        ],
        Answer::SentSms { tracking, to } => vec![
            status,
            (Word::TrackingId, tracking.clone()),
            (Word::To, to.to_string()),
        ],
        Answer::Deleted { mms_id } => vec![status, (Word::MmsId, mms_id.to_string())],
        _ => vec![status],
    }
}
