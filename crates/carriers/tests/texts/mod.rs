//! What every link that takes SMS must do: its network accepts, refuses, throttles, breaks, and
//! reports late and twice.

use std::time::Duration;

use carriers::{Handover, Sms};
use domain::notice::SentAs;
use domain::report::Fate;
use mmsc::{Answer, Behaviour, Settings};

use crate::network::{NUMBER, Network, each, every, quick, submission, text};

async fn texts(settings: Settings, keys: &str, case: impl AsyncFn(Network)) {
    each(SentAs::Sms, settings, keys, case).await;
}

/// A text handed over is taken, and nothing is wrong with the request.
async fn check_taken(sms: Sms, alphabet: &str, parts: usize) {
    texts(quick(), "", async |network: Network| {
        let announced = network.link.wire_bytes(&sms.clone().into());
        let outcome = network.link.submit(&sms.clone().into()).await;
        let seen = network.mmsc.log().get(1).expect("a submission");
        assert!(seen.violations.is_empty(), "{:?}", seen.violations);
        let Handover::Receipt {
            carrier_message_id, ..
        } = outcome
        else {
            panic!("{outcome:?}");
        };
        assert_eq!(Some(carrier_message_id), seen.message_id);
        assert_eq!(announced, seen.wire_bytes as u64);
        // SMPP has no place for it.
        if network.link.settings().protocol != "smpp" {
            assert_eq!(seen.transaction, sms.transaction);
        }
        assert_eq!(seen.recipient(), sms.to);
        assert!(seen.wants_delivery_report);
        let arrived = seen.sms.expect("a text");
        assert_eq!(
            (arrived.text, arrived.mask),
            (sms.text.clone(), sms.from_mask.clone())
        );
        assert_eq!(
            (arrived.alphabet.as_str(), arrived.parts),
            (alphabet, parts)
        );
    })
    .await;
}

#[tokio::test]
async fn a_strict_network_takes_texts_of_any_alphabet_and_length() {
    let usual = |said: String| Sms {
        text: said,
        ..text("t-1", NUMBER)
    };
    check_taken(text("t-1", NUMBER), "gsm7", 1).await;
    check_taken(usual("{€}\n".repeat(30)), "gsm7", 2).await;
    check_taken(usual("Grüße 👋".into()), "ucs2", 1).await;
    check_taken(usual("👋".repeat(80)), "ucs2", 3).await;
    let mask = Sms {
        from_mask: Some("Shop".into()),
        ..text("t-1", NUMBER)
    };
    check_taken(mask, "gsm7", 1).await;
}

#[tokio::test]
async fn agreed_credentials_are_shown_and_wrong_ones_let_texts_wait() {
    let peer = Settings {
        basic_auth: Some(("wire".to_owned(), "photo".to_owned())),
        ..quick()
    };
    let keys = "user = \"wire\"\npassword = \"photo\"";
    texts(peer.clone(), keys, async |network: Network| {
        let outcome = network.link.submit(&text("t-1", NUMBER).into()).await;
        assert!(matches!(outcome, Handover::Receipt { .. }), "{outcome:?}");
    })
    .await;
    texts(peer, "", async |network: Network| {
        let outcome = network.link.submit(&text("t-1", NUMBER).into()).await;
        // A link that binds first is refused before there is anything to hand over.
        let waits = matches!(outcome, Handover::NotNow { .. } | Handover::NotSent { .. });
        assert!(waits, "{outcome:?}");
    })
    .await;
}

/// What comes of a text whose answer is this.
async fn check_outcome(answer: Answer, expected: &str) {
    texts(quick(), "timeout = \"2s\"", async |network: Network| {
        network
            .mmsc
            .behave(NUMBER, Behaviour::answering(answer.clone()));
        let outcome = network.link.submit(&text("t-1", NUMBER).into()).await;
        let outcome = format!("{outcome:?}");
        assert!(outcome.starts_with(expected), "{answer:?}: {outcome}");
    })
    .await;
}

#[tokio::test]
async fn each_answer_has_its_outcome() {
    check_outcome(Answer::Accept, "Receipt").await;
    check_outcome(Answer::Refuse(11), "Never").await;
    check_outcome(Answer::Busy(3), "NotNow").await;
    check_outcome(Answer::ServerError, "NotNow").await;
    check_outcome(Answer::Lost, "Unknown").await;
    check_outcome(Answer::HangUp, "Unknown").await;
    check_outcome(Answer::Truncated, "Unknown").await;
    check_outcome(Answer::Garbage, "Unknown").await;
}

#[tokio::test]
async fn a_network_that_is_away_or_too_slow_is_told_apart() {
    texts(quick(), "timeout = \"200ms\"", async |network: Network| {
        let slow = Behaviour::delivered().slow(Duration::from_secs(100));
        network.mmsc.behave(NUMBER, slow);
        let outcome = network.link.submit(&text("t-1", NUMBER).into()).await;
        assert!(matches!(outcome, Handover::Unknown { .. }), "{outcome:?}");
        network.mmsc.set_down(true).await;
        // A link with a session may not have heard yet that it is over.
        let mut outcome = network.link.submit(&text("t-2", NUMBER).into()).await;
        if matches!(outcome, Handover::Unknown { .. }) {
            outcome = network.link.submit(&text("t-3", NUMBER).into()).await;
        }
        assert!(matches!(outcome, Handover::NotSent { .. }), "{outcome:?}");
    })
    .await;
}

/// The network reports these fates of a text to that number.
async fn check_reported(to: &str, fates: &[(Fate, &str)]) {
    texts(quick(), "", async |network: Network| {
        network.link.submit(&text("t-1", to).into()).await;
        for (fate, word) in fates {
            assert_eq!(network.fate().await, (*fate, (*word).to_owned()), "{to}");
        }
    })
    .await;
}

#[tokio::test]
async fn reports_are_understood_early_late_and_twice() {
    let delivered = (Fate::Delivered, "DELIVRD");
    check_reported("12025550100", &[delivered]).await;
    check_reported("12025550102", &[(Fate::Expired, "EXPIRED")]).await;
    check_reported("12025550104", &[(Fate::Held, "ENROUTE"), delivered]).await;
    check_reported("12025550106", &[delivered]).await;
    check_reported(
        "12025550107",
        &[delivered, (Fate::Held, "ENROUTE"), delivered],
    )
    .await;
    check_reported("12025550109", &[(Fate::Failed, "UNDELIV")]).await;
    check_reported("12025550117", &[(Fate::Rejected, "REJECTD")]).await;
}

#[tokio::test]
async fn a_report_that_could_not_be_stored_comes_again() {
    let patient = Settings {
        time_scale: 0.01,
        ..Settings::default()
    };
    texts(patient, "", async |network: Network| {
        network.full.store(1, std::sync::atomic::Ordering::SeqCst);
        network.link.submit(&text("t-1", NUMBER).into()).await;
        assert_eq!(network.report().await.fate, Fate::Delivered);
        let told = network.told(2).await;
        assert!(!told.reports[0].confirmed);
        assert!(told.is_reported("DELIVRD"));
    })
    .await;
}

#[tokio::test]
async fn what_a_link_does_not_take_is_never_sent() {
    texts(quick(), "", async |network: Network| {
        let outcome = network.link.submit(&submission("t-1", NUMBER).into()).await;
        assert!(matches!(outcome, Handover::NotSent { .. }), "{outcome:?}");
        assert_eq!(network.mmsc.log().count(), 0);
    })
    .await;
    every(quick(), "", async |network: Network| {
        let outcome = network.link.submit(&text("t-1", NUMBER).into()).await;
        assert!(matches!(outcome, Handover::NotSent { .. }), "{outcome:?}");
        assert_eq!(network.mmsc.log().count(), 0);
    })
    .await;
}
