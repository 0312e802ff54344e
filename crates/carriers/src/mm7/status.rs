//! What an answer of the MMSC means for the message.
//!
//! Speaks the status codes of 3GPP TS 23.140 §8.7.8, SOAP 1.1 faults and the status codes of HTTP
//! (RFC 9110). Knows nothing of how the answer came. Guarantee: only an answer that says so, to
//! the very request, counts as taken or refused; all others are [`Handover::Unknown`].
//!
//! The body counts before the HTTP status, since MMSCs answer faults with 200 as well as with 4xx
//! and 5xx. HTTP's own status counts where there is no MM7 in the body.

use std::fmt::Write as _;
use std::time::Duration;

use http::header::CONTENT_TYPE;
use mm7::{Class, Envelope, Header, Message, Status, StatusCode};
use net::PostAnswer;

use crate::common::exchange::pause;
use crate::{Because, Handover, Mms, Words};

/// What a status code asks for, where the classes of the standard's table do not say enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    /// It speaks of the link and not of the message: the operator repairs the settings, and the
    /// message waits for that as long as it is valid.
    Repair,
    /// The message will never be taken, for this reason.
    Never(Because),
    /// It will never be taken, and the text may say why.
    NeverAsTextSays,
}

/// Codes that ask for something special.
///
/// Source: 3GPP TS 23.140 §8.7.8 for those up to 2499 and from 4000 on (2004 is given for a
/// content whose size or type is not taken); the 25xx are what hubs in the United States publish.
const CODES: [(u16, Ask); 9] = [
    (2000, Ask::NeverAsTextSays),
    (2004, Ask::NeverAsTextSays),
    (2505, Ask::Repair), // version
    (2507, Ask::Repair), // namespace
    (2560, Ask::Never(Because::Size)),
    (2568, Ask::Repair), // user and password
    (3002, Ask::NeverAsTextSays),
    (4001, Ask::Repair), // VASPID, VASID, user and password
    (4002, Ask::Repair), // version
];

/// Words, in lower case, by which a refusal of the content tells its reason.
const REASONS: [(&str, Because); 11] = [
    ("too large", Because::Size),
    ("too big", Because::Size),
    ("size", Because::Size),
    ("content type", Because::Type),
    ("content-type", Because::Type),
    ("media type", Because::Type),
    ("mime type", Because::Type),
    ("unsupported type", Because::Type),
    ("unsupported media", Because::Type),
    ("unsupported content", Because::Type),
    ("unsupported format", Because::Type),
];

/// The most characters of the MMSC's text that are kept.
const MAX_TEXT: usize = 500;

/// Says how the hand-over of `submission` ended, by the answer to its request.
///
/// `retry_statuses` are the codes that this operator means as transient.
pub(super) fn judge(answer: &PostAnswer, submission: &Mms, retry_statuses: &[u16]) -> Handover {
    let pause = pause(&answer.headers, submission.at);
    match read(answer) {
        Ok(envelope) => by_body(envelope, submission, retry_statuses, pause),
        Err(error) => match by_http(answer, &error) {
            Ok((Outcome::Never(because), words)) => Handover::Never { words, because },
            // No HTTP status says that something was taken.
            Ok((Outcome::NotNow | Outcome::Taken, words)) => Handover::NotNow { words, pause },
            Err(why) => Handover::Unknown { why },
        },
    }
}

/// The MM7 of an answer.
pub(super) fn read(answer: &PostAnswer) -> Result<Envelope, mm7::Error> {
    let content_type = answer.headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    mm7::decode(content_type.unwrap_or_default(), &answer.body)
}

/// Whether an answer is to that transaction; why not, else.
pub(super) fn is_to(header: &Header, transaction: &str) -> Result<(), String> {
    let theirs = &header.transaction_id;
    // Some leave it out in faults; on one connection there is one request at a time.
    if theirs.is_empty() || *theirs == transaction.trim() {
        return Ok(());
    }
    Err(format!(
        "the answer is to transaction {theirs:?} and not to ours, {transaction:?}"
    ))
}

/// The MMSC speaks MM7.
fn by_body(
    Envelope { header, message }: Envelope,
    submission: &Mms,
    retry_statuses: &[u16],
    pause: Option<Duration>,
) -> Handover {
    if let Err(why) = is_to(&header, &submission.transaction) {
        return Handover::Unknown { why };
    }
    let (status, words, message_id) = match message {
        Message::SubmitRsp(answer) => {
            let words = words(&answer.status, "");
            (answer.status, words, answer.message_id)
        }
        Message::RsErrorRsp(error) | Message::VaspErrorRsp(error) => {
            let words = words(&error.status, &error.fault);
            (error.status, words, None)
        }
        other => {
            let why = format!("the answer is a {} and no SubmitRsp", other.name());
            return Handover::Unknown { why };
        }
    };
    match (by_code(status.code, &words, retry_statuses), message_id) {
        (Outcome::Taken, Some(carrier_message_id)) => Handover::Receipt {
            carrier_message_id,
            more: Vec::new(),
            words,
        },
        (Outcome::Taken, None) => Handover::Unknown {
            why: format!(
                "the answer says {} and gives no MessageID, so no report could be matched",
                status.code.0
            ),
        },
        (Outcome::NotNow, _) => Handover::NotNow { words, pause },
        (Outcome::Never(because), _) => Handover::Never { words, because },
    }
}

/// What a status code means for the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Taken,
    NotNow,
    Never(Because),
}

fn by_code(code: StatusCode, words: &Words, retry_statuses: &[u16]) -> Outcome {
    let ask = CODES.iter().find(|(known, _)| *known == code.0);
    match (code.class(), ask) {
        (Class::Success, _) => Outcome::Taken,
        _ if retry_statuses.contains(&code.0) => Outcome::NotNow,
        (_, Some((_, Ask::Repair))) => Outcome::NotNow,
        (_, Some((_, Ask::Never(because)))) => Outcome::Never(*because),
        (Class::Transient, _) => Outcome::NotNow,
        (Class::Permanent, Some((_, Ask::NeverAsTextSays))) => Outcome::Never(reason(words)),
        // A vendor's code says nothing to us, so its text may.
        (Class::Permanent, None) if code.name().is_none() => Outcome::Never(reason(words)),
        (Class::Permanent, None) => Outcome::Never(Because::Other),
    }
}

fn reason(words: &Words) -> Because {
    let text = words.text.as_deref().unwrap_or_default().to_lowercase();
    let row = REASONS.iter().find(|(word, _)| text.contains(word));
    row.map_or(Because::Other, |(_, because)| *because)
}

/// Code, and what stands beside it: text, details and the fault's own text, each once.
pub(super) fn words(status: &Status, fault: &str) -> Words {
    let mut text = String::new();
    let all = [
        status.text.as_deref(),
        status.details.as_deref(),
        Some(fault),
    ];
    for part in all.into_iter().flatten() {
        let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
        if part.is_empty() || text.contains(&part) {
            continue;
        }
        let gap = if text.is_empty() { "" } else { ": " };
        let _ = write!(text, "{gap}{part}");
    }
    let text: String = text.chars().take(MAX_TEXT).collect();
    Words {
        code: Some(status.code.0.to_string()),
        text: Some(text).filter(|text| !text.is_empty()),
    }
}

/// There is no MM7 in the answer: something before the MMSC answered, or the MMSC failed.
///
/// * 408, 425, 429 and 503 say that the request was not worked on and may come again.
/// * 400 and 422 say that this request will never do, 413 that it is too large.
/// * Other 4xx, and the redirects that keep the method, say that the address or the credentials are
///   wrong. The message cannot help that and waits until the operator has repaired the link.
/// * Anything else leaves it open whether the MMSC has the message (`Err`): a gateway's 502 and 504, a
///   server's 500, a 200 with a text that is not MM7 or that was cut off.
pub(super) fn by_http(answer: &PostAnswer, error: &mm7::Error) -> Result<(Outcome, Words), String> {
    let status = answer.status;
    let say = |outcome, text: &str| {
        let words = Words {
            code: Some(format!("HTTP {status}")),
            text: Some(text.to_owned()),
        };
        Ok((outcome, words))
    };
    let wait = |text| say(Outcome::NotNow, text);
    let never = |text, because| say(Outcome::Never(because), text);
    match status {
        301 | 307 | 308 => wait("the MMSC has moved; correct the link's url"),
        401 | 407 => wait("the MMSC wants other credentials; correct the link's user and password"),
        403 => {
            wait("the MMSC refuses us; correct the link's credentials, or have our address let in")
        }
        404 | 410 => wait("there is no MMSC at this address; correct the link's url"),
        408 | 425 | 429 | 503 => wait("the MMSC is busy"),
        400 | 422 => never("the MMSC cannot read the request", Because::Other),
        413 => never("the MMSC finds the request too large", Because::Size),
        402..500 => wait("there is no MM7 at this address; correct the link's settings"),
        _ => Err(format!(
            "HTTP {status} without a usable answer: {}",
            full(error, answer.cut)
        )),
    }
}

fn full(error: &mm7::Error, cut: bool) -> String {
    let cause = std::error::Error::source(error);
    let cause = cause.map(|cause| format!(": {cause}")).unwrap_or_default();
    let cut = if cut { ", and it was too long" } else { "" };
    format!("{error}{cause}{cut}")
}

#[cfg(test)]
mod tests;
