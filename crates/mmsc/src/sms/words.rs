//! What is said about texts: answers, reports, messages from handsets.
//!
//! Speaks JSON with the command statuses and states of SMPP 3.4.
//!
//! Source: SMPP 3.4 §5.1.3 (command_status), appendix B (delivery receipts).

use serde_json::{Value, json};

use crate::submission::Submission;
use crate::text::Subject;

/// Content-Type of everything that is said.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// ESME_RSYSERR.
pub(crate) const SYSTEM_ERROR: u16 = 8;
/// ESME_RINVDSTADR.
const INVALID_RECEIVER: u16 = 11;
/// ESME_RTHROTTLED.
pub(super) const THROTTLED: u16 = 88;

/// The command status that says what an MM7 status says; smaller codes are one already.
pub(crate) const fn command_status(status: u16) -> u16 {
    match status {
        0..=999 => status,
        4006 | 3000..=3999 => THROTTLED,
        4000 => SYSTEM_ERROR,
        _ => INVALID_RECEIVER,
    }
}

/// Texts of the command statuses.
pub(super) const fn text(code: u16) -> &'static str {
    match code {
        0 => "No error",
        SYSTEM_ERROR => "System error",
        INVALID_RECEIVER => "Invalid destination address",
        THROTTLED => "Throttling error",
        _ => "Submission failed",
    }
}

/// The state of SMPP that says what a word of MM7 says; states are taken as they are.
pub(crate) fn state(word: &str) -> &str {
    match word {
        "Retrieved" => "DELIVRD",
        "Expired" => "EXPIRED",
        "Rejected" => "REJECTD",
        "Deferred" | "Forwarded" | "Indeterminate" => "ENROUTE",
        word if word.bytes().all(|byte| byte.is_ascii_uppercase()) => word,
        _ => "UNDELIV",
    }
}

pub(super) fn accepted(submission: &Submission) -> String {
    json!({
        "status": "accepted",
        "id": submission.transaction,
        "message_id": submission.message_id,
    })
    .to_string()
}

pub(crate) fn refused(submission: &Submission, code: u16, text: &str) -> String {
    json!({
        "status": "refused",
        "id": submission.transaction,
        "code": code,
        "text": text,
    })
    .to_string()
}

pub(super) fn busy(submission: &Submission, code: u16) -> String {
    json!({
        "status": "busy",
        "id": submission.transaction,
        "code": code,
        "text": text(code),
    })
    .to_string()
}

/// What became of a text.
pub(crate) fn report(id: &str, subject: &Subject<'_>, state: &str) -> String {
    let error = if matches!(state, "DELIVRD" | "ENROUTE" | "ACCEPTD") {
        "000"
    } else {
        "001"
    };
    json!({
        "kind": "report",
        "id": id,
        "message_id": subject.submission.message_id,
        "to": subject.submission.recipient(),
        "state": state,
        "error": error,
        "at": format!("{:.0}", subject.at),
    })
    .to_string()
}

/// What became of a part of a text, as SMSCs write it. Source: SMPP 3.4, appendix B.
pub(crate) fn receipt(id: &str, at: jiff::Timestamp, state: &str) -> String {
    let fine = matches!(state, "DELIVRD" | "ENROUTE" | "ACCEPTD");
    let (delivered, error) = match (state, fine) {
        ("DELIVRD", _) => ("001", "000"),
        (_, true) => ("000", "000"),
        (_, false) => ("000", "001"),
    };
    let date = at.strftime("%y%m%d%H%M");
    format!(
        "id:{id} sub:001 dlvrd:{delivered} submit date:{date} done date:{date} stat:{state} \
         err:{error} text:"
    )
}

/// A text from a handset to the sender of a submission.
pub(crate) fn inbound(id: &str, subject: &Subject<'_>, text: &str) -> String {
    json!({
        "kind": "message",
        "id": id,
        "from": subject.submission.recipient(),
        "to": subject.submission.sender,
        "text": text,
        "at": format!("{:.0}", subject.at),
    })
    .to_string()
}

/// Whether an answer says that what we told under this id is kept; if not, what is wrong.
pub(crate) fn confirms(http: u16, body: &[u8], id: &str) -> Result<(), (Option<u16>, String)> {
    let complain = |what: String| Err((None, what));
    if http != 200 {
        return complain(format!("HTTP {http}"));
    }
    let Ok(answer) = serde_json::from_slice::<Value>(body) else {
        return complain("the answer is not JSON".to_owned());
    };
    match (answer["status"].as_str(), answer["id"].as_str()) {
        (Some("kept"), Some(named)) if named == id => Ok(()),
        (Some("kept"), named) => complain(format!("the answer is to {named:?}")),
        (status, _) => complain(format!("the status is {status:?}")),
    }
}
