//! What delivery receipts of texts say, in our words, and the spelling of numbers.
//!
//! Source: SMPP 3.4, appendix B, for the states; docs/contract.md, carrier's words to events.

use domain::report::Fate;

/// What became of a text in that state.
pub(crate) fn fate(state: &str) -> Fate {
    match state {
        "DELIVRD" => Fate::Delivered,
        "EXPIRED" => Fate::Expired,
        "REJECTD" => Fate::Rejected,
        "ACCEPTD" | "ENROUTE" => Fate::Held,
        _ => Fate::Failed,
    }
}

/// State and error of a text that failed, as a receipt has them.
pub(crate) fn explanation(state: &str, error: Option<String>) -> Option<String> {
    match fate(state) {
        Fate::Delivered | Fate::Held | Fate::Read => None,
        Fate::Expired | Fate::Rejected | Fate::Unrecognised | Fate::Failed => {
            error.map(|error| format!("{state} err:{error}"))
        }
    }
}

/// A number as we write it, without `+`.
pub(crate) fn digits(number: &str) -> String {
    number.trim().trim_start_matches('+').to_owned()
}
