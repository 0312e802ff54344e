//! Test numbers whose last two digits choose what becomes of a message.
//!
//! The block 1 202 555 01xx is set aside for fiction, so nobody has these numbers. Accounts under
//! test use the simulated carrier for every number; live accounts are refused the block. Knows
//! nothing of the simulated carrier. Guarantee: every number of a test account has one outcome.
//!
//! Source: docs/contract.md, test accounts and magic numbers; the block: North American Numbering
//! Plan, numbers reserved for fictional use.

use std::time::Duration;

use crate::fault::Kind;
use crate::number::Recipient;

/// What becomes of a message to a test number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// 00 and every other number: sent, delivered.
    Delivered,
    /// 01: sent, delivered after [`LATE`].
    DeliveredLate,
    /// 02: sent, reported as expired.
    Expired,
    /// 03: refused at hand-over with MM7 status 2004.
    RefusedAtHandOver,
    /// 04: sent, reported as deferred, then delivered.
    DeferredFirst,
    /// 05: sent, never reported; silence is noticed after [`SILENCE`].
    NeverReported,
    /// 06: the report comes before the answer to the hand-over.
    ReportBeforeAnswer,
    /// 07: two reports, in the wrong order.
    ReportsOutOfOrder,
    /// 08: takes no MMS; the SMS is delivered.
    SmsOnly,
    /// 09: takes no MMS; the SMS fails.
    SmsOnlyFails,
    /// 10: refused by the API, has opted out.
    OptedOut,
    /// 11: the carrier is busy [`BUSY_TIMES`] times, then accepts.
    BusyFirst,
    /// 12: the answer to the hand-over is lost; told after [`LOST_ANSWER`].
    AnswerLost,
    /// 13: sent, delivered, read.
    ReadToo,
    /// 14: the carrier takes [`SLOW_CARRIER`] to answer.
    SlowCarrier,
    /// 15: delivered, then the person sends STOP; opted out until START or [`OPT_OUT`] later.
    RepliesStop,
    /// 16: delivered, then the person sends a picture.
    RepliesPicture,
    /// 17: sent, reported as rejected.
    Rejected,
    /// 18: a discovery message is never reported; the message is delivered.
    DiscoverySilent,
    /// 20: refused by the API, the lookup failed.
    LookupFailed,
    /// 21: refused by the API, no link for the operator.
    NotProvisioned,
    /// 22: refused by the API, operator unsupported.
    OperatorNotSupported,
    /// 23: refused by the API, billing.
    BillingProblem,
}

/// How late the report of [`Outcome::DeliveredLate`] comes.
pub const LATE: Duration = Duration::from_secs(30);
/// After how long the silence of [`Outcome::NeverReported`] is noticed.
pub const SILENCE: Duration = Duration::from_secs(60);
/// How often the carrier of [`Outcome::BusyFirst`] is busy.
pub const BUSY_TIMES: u32 = 3;
/// How long a lost answer of [`Outcome::AnswerLost`] is waited for.
pub const LOST_ANSWER: Duration = Duration::from_secs(10);
/// How long the carrier of [`Outcome::SlowCarrier`] takes to answer.
pub const SLOW_CARRIER: Duration = Duration::from_secs(20);
/// When the opt-out of [`Outcome::RepliesStop`] ends by itself.
pub const OPT_OUT: Duration = Duration::from_secs(3_600);

/// First nine digits of the block.
const BLOCK: &str = "120255501";

/// Whether a number lies in the block that live accounts are refused.
#[must_use]
pub fn is_fiction(number: &Recipient) -> bool {
    ending(number).is_some()
}

impl Outcome {
    /// What becomes of a message of a test account to this number.
    ///
    /// Numbers outside of the block, and endings without a meaning, behave as 00.
    #[must_use]
    pub fn of(number: &Recipient) -> Self {
        match ending(number).unwrap_or_default() {
            "01" => Self::DeliveredLate,
            "02" => Self::Expired,
            "03" => Self::RefusedAtHandOver,
            "04" => Self::DeferredFirst,
            "05" => Self::NeverReported,
            "06" => Self::ReportBeforeAnswer,
            "07" => Self::ReportsOutOfOrder,
            "08" => Self::SmsOnly,
            "09" => Self::SmsOnlyFails,
            "10" => Self::OptedOut,
            "11" => Self::BusyFirst,
            "12" => Self::AnswerLost,
            "13" => Self::ReadToo,
            "14" => Self::SlowCarrier,
            "15" => Self::RepliesStop,
            "16" => Self::RepliesPicture,
            "17" => Self::Rejected,
            "18" => Self::DiscoverySilent,
            "20" => Self::LookupFailed,
            "21" => Self::NotProvisioned,
            "22" => Self::OperatorNotSupported,
            "23" => Self::BillingProblem,
            _ => Self::Delivered,
        }
    }

    /// The fault with which the API refuses the call; `None` when the carrier decides.
    #[must_use]
    pub const fn refusal(self) -> Option<Kind> {
        match self {
            Self::OptedOut => Some(Kind::ReceiverBlacklisted),
            Self::LookupFailed => Some(Kind::CarrierLookupFailed),
            Self::NotProvisioned => Some(Kind::CarrierNotProvisioned),
            Self::OperatorNotSupported => Some(Kind::OperatorNotSupported),
            Self::BillingProblem => Some(Kind::BillingProblem),
            Self::Delivered
            | Self::DeliveredLate
            | Self::Expired
            | Self::RefusedAtHandOver
            | Self::DeferredFirst
            | Self::NeverReported
            | Self::ReportBeforeAnswer
            | Self::ReportsOutOfOrder
            | Self::SmsOnly
            | Self::SmsOnlyFails
            | Self::BusyFirst
            | Self::AnswerLost
            | Self::ReadToo
            | Self::SlowCarrier
            | Self::RepliesStop
            | Self::RepliesPicture
            | Self::Rejected
            | Self::DiscoverySilent => None,
        }
    }

    /// Whether the number takes no MMS, so that the message falls back at acceptance.
    #[must_use]
    pub const fn is_sms_only(self) -> bool {
        matches!(self, Self::SmsOnly | Self::SmsOnlyFails)
    }
}

/// The last two digits of a number of the block.
fn ending(number: &Recipient) -> Option<&str> {
    number.digits().strip_prefix(BLOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(digits: &str, fiction: bool, outcome: Outcome, refusal: Option<&str>) {
        let number = Recipient::parse(digits).unwrap();
        assert_eq!(is_fiction(&number), fiction);
        assert_eq!(Outcome::of(&number), outcome);
        assert_eq!(outcome.refusal().map(Kind::code), refusal);
    }

    #[test]
    fn the_last_two_digits_choose() {
        check("12025550100", true, Outcome::Delivered, None);
        check("12025550103", true, Outcome::RefusedAtHandOver, None);
        check("12025550109", true, Outcome::SmsOnlyFails, None);
        check("12025550118", true, Outcome::DiscoverySilent, None);
        check("12025550199", true, Outcome::Delivered, None);
    }

    #[test]
    fn some_are_refused_by_the_api_itself() {
        check("12025550110", true, Outcome::OptedOut, Some("E114"));
        check("12025550120", true, Outcome::LookupFailed, Some("E618"));
        check("12025550121", true, Outcome::NotProvisioned, Some("E619"));
        check(
            "12025550122",
            true,
            Outcome::OperatorNotSupported,
            Some("E628"),
        );
        check("12025550123", true, Outcome::BillingProblem, Some("E713"));
    }

    #[test]
    fn numbers_outside_of_the_block_are_ordinary() {
        check("12025550210", false, Outcome::Delivered, None);
        check("12035550110", false, Outcome::Delivered, None);
        check("447700900110", false, Outcome::Delivered, None);
    }
}
