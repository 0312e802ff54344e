//! The states of a message and the one table of its legal moves.
//!
//! Every move has a cause and names the event that the customer is told. States have ranks and
//! no move lowers the rank, so that a late or repeated report can never undo what was told. Knows
//! nothing of queues, links and storage. Guarantee: [`State::on`] is a pure function, and a final
//! state is left by nothing.
//!
//! Source: docs/contract.md, message states.

use crate::event::Event;
use crate::report::Fate;

mod moves;

/// Where a message stands. Messages ordered as SMS use the `Sms` states from `SmsReady` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Durable and answered.
    Accepted,
    /// A discovery message is out.
    Discovering,
    /// Content is being checked or rendered.
    Preparing,
    /// In the queue of the carrier link.
    Ready,
    /// The intent to send is durable; bytes may be out.
    Submitting,
    /// The answer to the hand-over was lost.
    Ambiguous,
    /// Going as SMS, in the queue of the SMS link.
    SmsReady,
    /// The intent to send the SMS is durable; bytes may be out.
    SmsSubmitting,
    /// The answer to the hand-over of the SMS was lost.
    SmsAmbiguous,
    /// The carrier accepted the MMS.
    Submitted,
    /// The carrier accepted the SMS.
    SmsSubmitted,
    /// The carrier holds the MMS.
    Deferred,
    /// Silence; gives way only to a real report.
    NoReport,
    /// Final: delivered as MMS.
    Delivered,
    /// Final: the SMS was delivered.
    SmsDelivered,
    /// Final: its time was over, here or at the carrier.
    Expired,
    /// Final: the carrier reported a refusal.
    Rejected,
    /// Final: the carrier reported another failure.
    Undelivered,
    /// Final: the carrier reported that the SMS failed.
    SmsUndelivered,
    /// Final: never handed over, or refused at hand-over.
    Failed,
}

/// Why a message moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The handset must be discovered first.
    MustDiscover,
    /// Content must be checked or rendered first.
    MustPrepare,
    /// Nothing is left to do before hand-over.
    Prepared,
    /// The sound and film of a direct send passed their check, and nothing else is left to do.
    MediaChecked,
    /// A sound of a direct send failed its check.
    AudioBad,
    /// A film of a direct send failed its check.
    VideoBad,
    /// Other content of a direct send failed after acceptance.
    ContentBad,
    /// It goes as SMS: by order, by force, because it cannot go as MMS, or because the carrier
    /// refused its size or type at hand-over.
    GoesAsSms,
    /// It cannot be sent: no fallback allowed, opted out, no route, content cannot be built.
    CannotSend,
    /// The link is free for it.
    LinkFree,
    /// The carrier clearly refused for now: busy or throttled.
    RefusedForNow,
    /// The carrier refused for good.
    Refused,
    /// The carrier accepted it.
    Taken,
    /// The connection or the answer was lost.
    AnswerLost,
    /// The wait for a lost answer is over.
    AnswerStaysLost,
    /// The carrier's report about the MMS.
    MmsReport(Fate),
    /// The carrier's report about the SMS.
    SmsReport(Fate),
    /// The wait for a report is over.
    Silence,
    /// Its validity is over.
    ValidityOver,
    /// We failed.
    OurFault,
}

/// What the customer is told of a move.
///
/// For a message ordered as SMS each event stands for [`Event::of_sms_order`] of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nothing.
    Nothing,
    /// This event.
    Event(Event),
    /// That it was sent, unless that was told before.
    SentOnce,
    /// That it was sent, unless that was told before, and then this event.
    SentOnceThen(Event),
}

/// What a cause makes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The state it has from now on; may be the one it had.
    pub to: State,
    /// What the customer is told.
    pub told: Told,
}

/// Moves that have cause, target and event in common.
#[derive(Debug)]
struct Move {
    from: &'static [State],
    cause: Cause,
    to: State,
    told: Told,
}

impl State {
    /// Every state, by rising rank.
    pub const ALL: [Self; 20] = [
        Self::Accepted,
        Self::Discovering,
        Self::Preparing,
        Self::Ready,
        Self::Submitting,
        Self::Ambiguous,
        Self::SmsReady,
        Self::SmsSubmitting,
        Self::SmsAmbiguous,
        Self::Submitted,
        Self::SmsSubmitted,
        Self::Deferred,
        Self::NoReport,
        Self::Delivered,
        Self::SmsDelivered,
        Self::Expired,
        Self::Rejected,
        Self::Undelivered,
        Self::SmsUndelivered,
        Self::Failed,
    ];

    /// What `cause` makes of a message in this state; `None` when it makes nothing of it.
    ///
    /// `None` is no error: late and repeated reports end there and are kept in the history only.
    #[must_use]
    pub fn on(self, cause: Cause) -> Option<Step> {
        moves::MOVES
            .iter()
            .find(|step| step.cause == cause && step.from.contains(&self))
            .map(|step| Step {
                to: step.to,
                told: step.told,
            })
    }

    /// Whether some cause leads from here to `next`.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        moves::MOVES
            .iter()
            .any(|step| step.to == next && step.from.contains(&self))
    }

    /// True on the way by SMS, from the decision to the report.
    #[must_use]
    pub const fn goes_as_sms(self) -> bool {
        matches!(
            self,
            Self::SmsReady
                | Self::SmsSubmitting
                | Self::SmsAmbiguous
                | Self::SmsSubmitted
                | Self::SmsDelivered
                | Self::SmsUndelivered
        )
    }

    /// True when nothing can change what became of the message.
    #[must_use]
    pub fn is_final(self) -> bool {
        self.rank() == Self::FINAL_RANK
    }

    /// How far along it is, 10 to 90. No move lowers it.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Accepted => 10,
            Self::Discovering => 20,
            Self::Preparing => 30,
            Self::Ready | Self::Submitting => 40,
            Self::Ambiguous => 50,
            Self::SmsReady | Self::SmsSubmitting => 60,
            Self::SmsAmbiguous => 65,
            Self::Submitted | Self::SmsSubmitted => 70,
            Self::Deferred => 75,
            Self::NoReport => 80,
            Self::Delivered
            | Self::SmsDelivered
            | Self::Expired
            | Self::Rejected
            | Self::Undelivered
            | Self::SmsUndelivered
            | Self::Failed => Self::FINAL_RANK,
        }
    }

    /// Stable lower-case name for storage and logs: `sms_ready`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Discovering => "discovering",
            Self::Preparing => "preparing",
            Self::Ready => "ready",
            Self::Submitting => "submitting",
            Self::Ambiguous => "ambiguous",
            Self::SmsReady => "sms_ready",
            Self::SmsSubmitting => "sms_submitting",
            Self::SmsAmbiguous => "sms_ambiguous",
            Self::Submitted => "submitted",
            Self::SmsSubmitted => "sms_submitted",
            Self::Deferred => "deferred",
            Self::NoReport => "no_report",
            Self::Delivered => "delivered",
            Self::SmsDelivered => "sms_delivered",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::Undelivered => "undelivered",
            Self::SmsUndelivered => "sms_undelivered",
            Self::Failed => "failed",
        }
    }

    /// Reads [`State::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    const FINAL_RANK: u8 = 90;
}

#[cfg(test)]
mod tests;
