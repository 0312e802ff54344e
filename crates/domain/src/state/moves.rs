//! The rows of the table of moves.
//!
//! What is not here does not happen. A message without a report in time may still get one; that
//! is the only way out of `NoReport`.
//!
//! Source: docs/contract.md, message states.

use super::Cause::{
    AnswerLost, AnswerStaysLost, AudioBad, CannotSend, ContentBad, GoesAsSms, LinkFree,
    MediaChecked, MmsReport, MustDiscover, MustPrepare, OurFault, Prepared, Refused, RefusedForNow,
    Silence, SmsReport, Taken, ValidityOver, VideoBad,
};
use super::State::{
    Accepted, Ambiguous, Deferred, Delivered, Discovering, Expired, Failed, NoReport, Preparing,
    Ready, Rejected, SmsAmbiguous, SmsDelivered, SmsReady, SmsSubmitted, SmsSubmitting,
    SmsUndelivered, Submitted, Submitting, Undelivered,
};
use super::Told::{Nothing, SentOnce, SentOnceThen};
use super::{Cause, Move, State, Told};
use crate::event::{Event, How};
use crate::report::Fate;

/// Before the first attempt as MMS.
const EARLY: &[State] = &[Accepted, Discovering, Preparing, Ready];
/// No byte is out: the message can still be called back.
const IN_HAND: &[State] = &[Accepted, Discovering, Preparing, Ready, SmsReady];
/// The carrier has the MMS.
const TAKEN: &[State] = &[Submitted, Deferred];
/// The carrier has the MMS, and nothing was heard in time.
const TAKEN_OR_SILENT: &[State] = &[Submitted, Deferred, NoReport];
/// The same for the SMS. A report for one whose answer was lost proves that it was taken.
const SMS_TAKEN_OR_SILENT: &[State] = &[SmsSubmitted, NoReport];

const DELIVERED: Event = Event::MessageDelivered;
const EXPIRED: Event = Event::DeliveryFailed(How::Expired);
const REJECTED: Event = Event::DeliveryFailed(How::Rejected);
const UNSUPPORTED: Event = Event::DeliveryFailed(How::NotSupported);
const LOST: Event = Event::DeliveryFailed(How::Failed);
const SMS_DELIVERED: Event = Event::FallbackDelivered;
const SMS_EXPIRED: Event = Event::FallbackFailed(How::Expired);
const SMS_REJECTED: Event = Event::FallbackFailed(How::Rejected);
const SMS_UNSUPPORTED: Event = Event::FallbackFailed(How::NotSupported);
const SMS_LOST: Event = Event::FallbackFailed(How::Failed);

const fn quiet(from: &'static [State], cause: Cause, to: State) -> Move {
    Move {
        from,
        cause,
        to,
        told: Nothing,
    }
}

const fn tells(from: &'static [State], cause: Cause, to: State, event: Event) -> Move {
    Move {
        from,
        cause,
        to,
        told: Told::Event(event),
    }
}

/// The hand-over is known to have worked: told once, however it became known.
const fn sent(from: &'static [State], cause: Cause, to: State) -> Move {
    Move {
        from,
        cause,
        to,
        told: SentOnce,
    }
}

/// A report about a hand-over whose answer was lost.
const fn proves(from: &'static [State], cause: Cause, to: State, event: Event) -> Move {
    Move {
        from,
        cause,
        to,
        told: SentOnceThen(event),
    }
}

pub(super) static MOVES: &[Move] = &[
    // Before hand-over.
    quiet(&[Accepted], MustDiscover, Discovering),
    quiet(&[Accepted, Discovering], MustPrepare, Preparing),
    quiet(&[Accepted, Discovering, Preparing], Prepared, Ready),
    tells(&[Preparing], MediaChecked, Ready, Event::ContentReady),
    tells(&[Preparing], AudioBad, Failed, Event::AudioInvalid),
    tells(&[Preparing], VideoBad, Failed, Event::VideoInvalid),
    tells(&[Preparing], ContentBad, Failed, Event::ContentInvalid),
    tells(IN_HAND, CannotSend, Failed, Event::SendFailed),
    tells(IN_HAND, ValidityOver, Expired, Event::ExpiredUnsent),
    tells(IN_HAND, OurFault, Failed, Event::QueueError),
    quiet(EARLY, GoesAsSms, SmsReady),
    // Hand-over of the MMS.
    quiet(&[Ready], LinkFree, Submitting),
    quiet(&[Submitting], RefusedForNow, Ready),
    quiet(&[Submitting], GoesAsSms, SmsReady),
    tells(&[Submitting], Refused, Failed, Event::SendFailed),
    sent(&[Submitting], Taken, Submitted),
    quiet(&[Submitting], AnswerLost, Ambiguous),
    sent(&[Ambiguous], AnswerStaysLost, Ambiguous),
    sent(&[Ambiguous], Taken, Submitted),
    proves(
        &[Ambiguous],
        MmsReport(Fate::Delivered),
        Delivered,
        DELIVERED,
    ),
    proves(&[Ambiguous], MmsReport(Fate::Expired), Expired, EXPIRED),
    proves(&[Ambiguous], MmsReport(Fate::Rejected), Rejected, REJECTED),
    proves(
        &[Ambiguous],
        MmsReport(Fate::Unrecognised),
        Undelivered,
        UNSUPPORTED,
    ),
    proves(&[Ambiguous], MmsReport(Fate::Failed), Undelivered, LOST),
    // Reports about the MMS.
    quiet(&[Submitted], MmsReport(Fate::Held), Deferred),
    tells(
        TAKEN_OR_SILENT,
        MmsReport(Fate::Delivered),
        Delivered,
        DELIVERED,
    ),
    tells(TAKEN_OR_SILENT, MmsReport(Fate::Expired), Expired, EXPIRED),
    tells(
        TAKEN_OR_SILENT,
        MmsReport(Fate::Rejected),
        Rejected,
        REJECTED,
    ),
    tells(
        TAKEN_OR_SILENT,
        MmsReport(Fate::Unrecognised),
        Undelivered,
        UNSUPPORTED,
    ),
    tells(TAKEN_OR_SILENT, MmsReport(Fate::Failed), Undelivered, LOST),
    tells(TAKEN, Silence, NoReport, Event::NoReport),
    tells(&[Ambiguous], Silence, NoReport, Event::NoReport),
    tells(
        &[Delivered],
        MmsReport(Fate::Read),
        Delivered,
        Event::MessageRead,
    ),
    // Hand-over of the SMS.
    quiet(&[SmsReady], LinkFree, SmsSubmitting),
    quiet(&[SmsSubmitting], RefusedForNow, SmsReady),
    tells(&[SmsSubmitting], Refused, Failed, Event::SendFailed),
    sent(&[SmsSubmitting], Taken, SmsSubmitted),
    quiet(&[SmsSubmitting], AnswerLost, SmsAmbiguous),
    sent(&[SmsAmbiguous], AnswerStaysLost, SmsAmbiguous),
    sent(&[SmsAmbiguous], Taken, SmsSubmitted),
    proves(
        &[SmsAmbiguous],
        SmsReport(Fate::Delivered),
        SmsDelivered,
        SMS_DELIVERED,
    ),
    proves(
        &[SmsAmbiguous],
        SmsReport(Fate::Expired),
        SmsUndelivered,
        SMS_EXPIRED,
    ),
    proves(
        &[SmsAmbiguous],
        SmsReport(Fate::Rejected),
        SmsUndelivered,
        SMS_REJECTED,
    ),
    proves(
        &[SmsAmbiguous],
        SmsReport(Fate::Unrecognised),
        SmsUndelivered,
        SMS_UNSUPPORTED,
    ),
    proves(
        &[SmsAmbiguous],
        SmsReport(Fate::Failed),
        SmsUndelivered,
        SMS_LOST,
    ),
    // Reports about the SMS.
    tells(
        SMS_TAKEN_OR_SILENT,
        SmsReport(Fate::Delivered),
        SmsDelivered,
        SMS_DELIVERED,
    ),
    tells(
        SMS_TAKEN_OR_SILENT,
        SmsReport(Fate::Expired),
        SmsUndelivered,
        SMS_EXPIRED,
    ),
    tells(
        SMS_TAKEN_OR_SILENT,
        SmsReport(Fate::Rejected),
        SmsUndelivered,
        SMS_REJECTED,
    ),
    tells(
        SMS_TAKEN_OR_SILENT,
        SmsReport(Fate::Unrecognised),
        SmsUndelivered,
        SMS_UNSUPPORTED,
    ),
    tells(
        SMS_TAKEN_OR_SILENT,
        SmsReport(Fate::Failed),
        SmsUndelivered,
        SMS_LOST,
    ),
    tells(
        &[SmsSubmitted, SmsAmbiguous],
        Silence,
        NoReport,
        Event::NoReport,
    ),
];
