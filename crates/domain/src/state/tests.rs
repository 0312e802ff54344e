//! States: what may follow what.

use std::collections::HashSet;

use super::State::{
    Accepted, Ambiguous, Deferred, Delivered, Discovering, Expired, Failed, NoReport, Preparing,
    Ready, Rejected, SmsAmbiguous, SmsDelivered, SmsReady, SmsSubmitted, SmsSubmitting,
    SmsUndelivered, Submitted, Submitting, Undelivered,
};
use super::{Cause, State, Step, Told, moves};
use crate::event::{Event, How};
use crate::report::Fate;

/// `from` may become exactly the states of `allowed`.
#[track_caller]
fn check(from: State, allowed: &[State]) {
    for next in State::ALL {
        assert_eq!(
            from.may_become(next),
            allowed.contains(&next),
            "{from:?} to {next:?}"
        );
    }
}

#[track_caller]
fn check_step(from: State, cause: Cause, to: State, told: Told) {
    assert_eq!(
        from.on(cause),
        Some(Step { to, told }),
        "{from:?} on {cause:?}"
    );
}

#[test]
fn a_message_in_hand_can_still_go_anywhere() {
    check(
        Accepted,
        &[Discovering, Preparing, Ready, SmsReady, Expired, Failed],
    );
    check(Discovering, &[Preparing, Ready, SmsReady, Expired, Failed]);
    check(Preparing, &[Ready, SmsReady, Expired, Failed]);
    check(Ready, &[Submitting, SmsReady, Expired, Failed]);
    check(SmsReady, &[SmsSubmitting, Expired, Failed]);
}

#[test]
fn once_bytes_may_be_out_only_the_carrier_decides() {
    check(Submitting, &[Ready, Submitted, SmsReady, Failed, Ambiguous]);
    check(
        SmsSubmitting,
        &[SmsReady, SmsSubmitted, Failed, SmsAmbiguous],
    );
}

#[test]
fn an_ambiguous_message_is_never_sent_again() {
    let reported = [Delivered, Expired, Rejected, Undelivered];
    check(
        Ambiguous,
        &[&[Ambiguous, Submitted, NoReport], &reported[..]].concat(),
    );
    check(
        SmsAmbiguous,
        &[
            SmsAmbiguous,
            SmsSubmitted,
            SmsDelivered,
            SmsUndelivered,
            NoReport,
        ],
    );
}

#[test]
fn a_taken_message_waits_for_its_report() {
    check(
        Submitted,
        &[
            Deferred,
            Delivered,
            Expired,
            Rejected,
            Undelivered,
            NoReport,
        ],
    );
    check(
        Deferred,
        &[Delivered, Expired, Rejected, Undelivered, NoReport],
    );
    check(SmsSubmitted, &[SmsDelivered, SmsUndelivered, NoReport]);
}

#[test]
fn silence_gives_way_to_a_real_report_only() {
    let of_the_sms = [SmsDelivered, SmsUndelivered];
    check(
        NoReport,
        &[
            &[Delivered, Expired, Rejected, Undelivered],
            &of_the_sms[..],
        ]
        .concat(),
    );
}

#[test]
fn a_final_state_is_left_by_nothing() {
    check(Delivered, &[Delivered]);
    check(SmsDelivered, &[]);
    check(Expired, &[]);
    check(Rejected, &[]);
    check(Undelivered, &[]);
    check(SmsUndelivered, &[]);
    check(Failed, &[]);
}

#[test]
fn a_second_report_causes_nothing() {
    assert_eq!(Delivered.on(Cause::MmsReport(Fate::Delivered)), None);
    assert_eq!(Rejected.on(Cause::MmsReport(Fate::Delivered)), None);
    assert_eq!(Deferred.on(Cause::MmsReport(Fate::Held)), None);
    assert_eq!(SmsSubmitted.on(Cause::MmsReport(Fate::Delivered)), None);
}

#[test]
fn a_person_can_read_what_was_delivered() {
    let read = Told::Event(Event::MessageRead);
    check_step(Delivered, Cause::MmsReport(Fate::Read), Delivered, read);
}

#[test]
fn each_move_tells_its_event() {
    use Cause::{
        AnswerStaysLost, MediaChecked, MmsReport, OurFault, SmsReport, Taken, ValidityOver,
    };
    let event = Told::Event;
    check_step(Preparing, MediaChecked, Ready, event(Event::ContentReady));
    check_step(Preparing, Cause::Prepared, Ready, Told::Nothing);
    check_step(Ready, ValidityOver, Expired, event(Event::ExpiredUnsent));
    check_step(SmsReady, OurFault, Failed, event(Event::QueueError));
    check_step(Submitting, Taken, Submitted, Told::SentOnce);
    check_step(Ambiguous, AnswerStaysLost, Ambiguous, Told::SentOnce);
    let delivered = Told::SentOnceThen(Event::MessageDelivered);
    check_step(Ambiguous, MmsReport(Fate::Delivered), Delivered, delivered);
    let unsupported = event(Event::DeliveryFailed(How::NotSupported));
    check_step(
        Submitted,
        MmsReport(Fate::Unrecognised),
        Undelivered,
        unsupported,
    );
    let rejected = event(Event::FallbackFailed(How::Rejected));
    check_step(
        SmsSubmitted,
        SmsReport(Fate::Rejected),
        SmsUndelivered,
        rejected,
    );
}

#[test]
fn a_rank_never_falls() {
    for row in moves::MOVES {
        for from in row.from {
            assert!(from.rank() <= row.to.rank(), "{from:?} to {:?}", row.to);
        }
    }
}

#[test]
fn a_cause_has_one_effect_in_a_state() {
    let mut seen = HashSet::new();
    for row in moves::MOVES {
        for from in row.from {
            assert!(
                seen.insert((*from, row.cause)),
                "{from:?} on {:?} twice",
                row.cause
            );
        }
    }
}

#[test]
fn every_state_can_be_reached_and_every_other_one_left() {
    for state in State::ALL {
        let reached = State::ALL
            .iter()
            .any(|from| *from != state && from.may_become(state));
        assert!(reached || state == Accepted, "{state:?} cannot be reached");
        let left = State::ALL
            .iter()
            .any(|to| *to != state && state.may_become(*to));
        assert_eq!(left, !state.is_final(), "{state:?}");
    }
}

#[test]
fn names_read_back_and_ranks_rise() {
    for state in State::ALL {
        assert_eq!(State::parse(state.word()), Some(state));
    }
    assert!(State::ALL.iter().map(|state| state.rank()).is_sorted());
    assert_eq!(State::parse("sms_ready"), Some(SmsReady));
    assert_eq!(State::parse("SMS_READY"), None);
}
