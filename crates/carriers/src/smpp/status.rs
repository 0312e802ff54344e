//! The SMSC's answer to an outcome.
//!
//! Source: SMPP 3.4 §5.1.3 (command_status).

use crate::{Because, Handover, Words};
use smpp::rusmpp::{Command, CommandStatus, Pdu};
use std::time::Duration;

/// How long a link waits that is told to slow down. Source: SMPP 3.4 leaves it open; a second is
/// the span in which operators count.
pub(super) const THROTTLED: Duration = Duration::from_secs(1);

/// Statuses that speak of now and not of the message.
const NOT_NOW: [u32; 6] = [
    0x04, // ESME_RINVBNDSTS: the session is not bound for this
    0x08, // ESME_RSYSERR
    0x14, // ESME_RMSGQFUL
    0x45, // ESME_RSUBMITFAIL
    0x58, // ESME_RTHROTTLED
    0x64, // ESME_RX_T_APPN
];

/// How the hand-over of one part ended, by the answer to its submit_sm. `retry` are the statuses
/// that this operator means as transient.
pub(super) fn judge(answer: &Command, retry: &[u32]) -> Handover {
    let code = u32::from(answer.status);
    if code != 0 {
        let words = words(answer.status);
        return match NOT_NOW.contains(&code) || retry.contains(&code) {
            true => Handover::NotNow {
                words,
                pause: Some(THROTTLED),
            },
            false => Handover::Never {
                words,
                because: Because::Other,
            },
        };
    }
    let id = match answer.pdu() {
        Some(Pdu::SubmitSmResp(taken)) => taken.message_id().as_str().trim(),
        _ => "",
    };
    match id.is_empty() {
        true => Handover::Unknown {
            why: "the answer gives no message_id, so no receipt could be matched".to_owned(),
        },
        false => Handover::Receipt {
            carrier_message_id: id.to_owned(),
            more: Vec::new(),
            words: Words::default(),
        },
    }
}

/// Code and name of a status.
pub(super) fn words(status: CommandStatus) -> Words {
    let code = u32::from(status);
    let name = match status {
        CommandStatus::Other(_) => None,
        known => Some(name(&format!("{known:?}"))),
    };
    Words {
        code: Some(format!("0x{code:02X}")),
        text: name,
    }
}

/// `EsmeRthrottled` as the standard writes it: `ESME_RTHROTTLED`.
fn name(word: &str) -> String {
    let rest = word.strip_prefix("Esme").unwrap_or(word);
    format!("ESME_{}", rest.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use smpp::rusmpp::pdus::SubmitSmResp;

    #[track_caller]
    fn check(status: u32, retry: &[u32], expected: &str) {
        let answer = Command::new(CommandStatus::from(status), 1, SubmitSmResp::default());
        let outcome = format!("{:?}", judge(&answer, retry));
        assert!(outcome.starts_with(expected), "{status:#x}: {outcome}");
    }

    #[test]
    fn each_status_says_whether_it_may_come_again() {
        check(0, &[], "Unknown");
        check(0x58, &[], "NotNow");
        check(0x14, &[], "NotNow");
        check(0x08, &[], "NotNow");
        check(0x0b, &[], "Never");
        check(0x43, &[], "Never");
        check(0x400, &[], "Never");
        check(0x400, &[0x400], "NotNow");
    }

    #[test]
    fn a_status_is_shown_as_the_standard_writes_it() {
        let words = words(CommandStatus::EsmeRthrottled);
        assert_eq!(words.code.as_deref(), Some("0x58"));
        assert_eq!(words.text.as_deref(), Some("ESME_RTHROTTLED"));
        assert_eq!(super::words(CommandStatus::Other(0x400)).text, None);
    }
}
