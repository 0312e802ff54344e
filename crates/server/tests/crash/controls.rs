//! The checker must find what is forged: each rule has a control that breaks it.

use crate::checker::{Kind, check};
use crate::evidence::{Evidence, Fate, Hook, Offer, Stored};
use crate::ledger::{Answer, Order};
use domain::state::State;

/// Orders 0 delivered, 1 ambiguous and without a report, 2 unanswered and refused by the carrier
/// after it had been busy, 3 refused, 4 unanswered and never stored.
fn honest() -> Evidence {
    let accepted = |number: u64| Answer::Accepted(format!("MMS_{number}"));
    let answers = [
        accepted(0),
        accepted(1),
        Answer::None,
        Answer::Refused("E503".to_owned()),
        Answer::None,
    ];
    let delivered = [State::Submitting, State::Submitted, State::Delivered];
    let silent = [State::Submitting, State::Ambiguous, State::NoReport];
    let refused = [
        State::Submitting,
        State::Ready,
        State::Submitting,
        State::Failed,
    ];
    Evidence {
        orders: (0..).zip(answers).map(order).collect(),
        offers: vec![
            offer(0, Fate::Taken, &[("Retrieved", false), ("Retrieved", true)]),
            offer(1, Fate::Taken, &[("Retrieved", true)]),
            offer(2, Fate::Busy, &[]),
            offer(2, Fate::Refused, &[]),
        ],
        hooks: vec![
            hook(0, 1, "N101", false),
            hook(1, 1, "N101", true),
            hook(0, 1, "N101", true),
            hook(0, 2, "N102", true),
            hook(1, 2, "N104", true),
            hook(2, 1, "E101", true),
            hook(0, 2, "N102", true),
        ],
        stored: vec![
            stored(0, &delivered),
            stored(1, &silent),
            stored(2, &refused),
        ],
    }
}

fn order((number, answer): (u64, Answer)) -> Order {
    Order {
        number,
        to: "13105560000".to_owned(),
        text: format!("text {number}"),
        picture: number,
        answer,
    }
}

fn offer(number: u64, fate: Fate, reports: &[(&str, bool)]) -> Offer {
    let reports = reports.iter();
    Offer {
        order: Some(number),
        to: "13105560000".to_owned(),
        text: format!("text {number}"),
        picture: Some(number),
        transaction: format!("transaction {number}"),
        fate,
        answered: fate != Fate::Unanswered,
        reports: reports
            .map(|(word, confirmed)| ((*word).to_owned(), *confirmed))
            .collect(),
    }
}

fn hook(number: u64, seq: u32, code: &str, acknowledged: bool) -> Hook {
    Hook {
        order: Some(number),
        tracking: format!("MMS_{number}"),
        id: format!("event {number}.{seq}"),
        seq,
        code: code.to_owned(),
        acknowledged,
    }
}

fn stored(number: u64, path: &[State]) -> Stored {
    let path = [State::Accepted, State::Ready].iter().chain(path);
    Stored {
        order: Some(number),
        tracking: format!("MMS_{number}"),
        path: path.copied().collect(),
    }
}

/// Forges the honest evidence; exactly these kinds must be found.
#[track_caller]
fn finds(expected: &[Kind], forge: impl FnOnce(&mut Evidence)) {
    let mut evidence = honest();
    forge(&mut evidence);
    let findings = check(&evidence);
    let mut kinds: Vec<Kind> = findings.iter().map(|finding| finding.kind).collect();
    kinds.sort();
    kinds.dedup();
    assert_eq!(kinds, expected, "{findings:#?}");
}

#[test]
fn honest_evidence_passes() {
    finds(&[], |_| {});
}

#[test]
fn a_message_that_was_answered_and_is_gone_is_lost() {
    finds(&[Kind::Lost], |all| {
        all.offers.retain(|one| one.order != Some(1));
        all.hooks.retain(|one| one.order != Some(1));
        all.stored.retain(|one| one.order != Some(1));
    });
    // Its number was given to another one.
    finds(&[Kind::Lost, Kind::Ghost], |all| {
        all.stored[0].tracking = "MMS_9".to_owned()
    });
}

#[test]
fn a_message_that_never_ends_is_lost() {
    finds(&[Kind::Lost, Kind::Untrue], |all| {
        all.stored[0].path.pop();
    });
    finds(&[Kind::Lost], |all| {
        all.stored[1].path.pop();
    });
}

#[test]
fn what_nobody_ordered_is_a_ghost() {
    finds(&[Kind::Ghost], |all| {
        all.offers.push(offer(99, Fate::Taken, &[]))
    });
    finds(&[Kind::Ghost], |all| {
        let nameless = Offer {
            order: None,
            transaction: "nameless".to_owned(),
            ..offer(4, Fate::Taken, &[])
        };
        all.offers.push(nameless);
    });
}

#[test]
fn what_was_refused_or_is_not_stored_and_yet_sent_is_a_ghost() {
    finds(&[Kind::Ghost], |all| {
        all.offers.push(offer(3, Fate::Taken, &[]))
    });
    finds(&[Kind::Ghost], |all| {
        all.offers.push(offer(4, Fate::Taken, &[]))
    });
}

#[test]
fn another_content_is_a_ghost() {
    finds(&[Kind::Ghost], |all| all.offers[0].picture = Some(1));
    finds(&[Kind::Ghost], |all| {
        all.offers[0].text = "text 1".to_owned()
    });
    finds(&[Kind::Ghost], |all| {
        all.offers[0].to = "13105560001".to_owned()
    });
}

#[test]
fn a_message_that_is_stored_twice_is_a_ghost() {
    finds(&[Kind::Ghost], |all| all.stored.push(all.stored[0].clone()));
}

#[test]
fn a_message_that_is_offered_again_without_need_is_a_duplicate() {
    for fate in [Fate::Taken, Fate::Unanswered, Fate::Refused] {
        finds(&[Kind::Duplicate], |all| {
            all.offers[2].fate = fate;
        });
    }
    finds(&[Kind::Duplicate], |all| {
        all.offers.push(all.offers[0].clone())
    });
    finds(&[Kind::Duplicate], |all| {
        all.offers[3].transaction = "another".to_owned()
    });
}

#[test]
fn a_state_that_falls_is_a_regress() {
    finds(&[Kind::Regress], |all| {
        all.stored[0].path.insert(4, State::Accepted)
    });
    finds(&[Kind::Regress], |all| {
        all.stored[0].path.insert(4, State::Failed)
    });
}

#[test]
fn postbacks_out_of_order_are_a_regress() {
    finds(&[Kind::Regress], |all| all.hooks.swap(2, 3));
    finds(&[Kind::Regress], |all| {
        all.hooks.remove(4);
        all.hooks.insert(1, hook(1, 2, "N104", true));
    });
}

#[test]
fn an_end_that_is_told_twice_or_followed_by_another_is_a_regress() {
    finds(&[Kind::Regress], |all| {
        all.hooks.push(hook(0, 3, "N102", true))
    });
    finds(&[Kind::Regress], |all| {
        all.hooks.push(hook(0, 3, "N104", true))
    });
    finds(&[Kind::Regress], |all| {
        all.hooks[6].id = "another event".to_owned()
    });
}

#[test]
fn an_end_that_nobody_was_told_is_named() {
    finds(&[Kind::Untold], |all| {
        all.hooks.retain(|one| one.order != Some(2))
    });
    finds(&[Kind::Untold], |all| all.hooks[4].acknowledged = false);
}

#[test]
fn an_end_that_did_not_happen_is_named() {
    finds(&[Kind::Untrue], |all| all.offers[0].reports.clear());
    finds(&[Kind::Untrue], |all| {
        all.offers.truncate(3);
    });
    finds(&[Kind::Untold, Kind::Untrue], |all| {
        all.hooks[5].code = "N102".to_owned()
    });
}

#[test]
fn a_report_that_was_confirmed_and_forgotten_is_named() {
    finds(&[Kind::Untrue], |all| {
        all.stored[1].path = vec![State::Accepted, State::Submitted, State::NoReport];
    });
}
