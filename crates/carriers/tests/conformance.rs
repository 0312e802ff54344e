//! What every link must do: its network accepts, refuses, throttles, breaks, and reports late and
//! twice.

#![cfg(test)]

mod manners;
mod network;
mod texts;
mod traces;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::post;
use carriers::{Because, Handover, Mms};
use domain::notice::SentAs;
use domain::report::Fate;
use mmsc::{Answer, Behaviour, Checks, Settings, What, When};
use tokio::sync::Mutex;

use network::{NUMBER, Network, every, link, quick, serve, submission};

/// Code and text that came with a refusal for now.
#[track_caller]
fn not_now(outcome: Handover) -> String {
    match outcome {
        Handover::NotNow { words, .. } => words.code.unwrap_or_default(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn never(outcome: Handover) -> (String, Because) {
    match outcome {
        Handover::Never { words, because } => (words.code.unwrap_or_default(), because),
        other => panic!("{other:?}"),
    }
}

/// A message handed over under these settings is taken, and nothing is wrong with the request.
async fn check_taken(keys: &str, peer: Settings, message: Mms) {
    every(peer, keys, async |network: Network| {
        let announced = network.link.wire_bytes(&message.clone().into());
        let outcome = network.link.submit(&message.clone().into()).await;
        let log = network.mmsc.log();
        let seen = log.get(1).expect("a submission");
        assert!(seen.violations.is_empty(), "{keys}: {:?}", seen.violations);
        let Handover::Receipt {
            carrier_message_id,
            words,
            ..
        } = outcome
        else {
            panic!("{keys}: {outcome:?}");
        };
        assert_eq!(Some(carrier_message_id), seen.message_id);
        assert_eq!(words.code.as_deref(), Some("1000"));
        assert_eq!(announced, seen.wire_bytes as u64);
        assert_eq!(seen.transaction, message.transaction);
        assert_eq!(seen.recipient(), message.to);
        assert_eq!(seen.subject, message.subject);
        assert!(seen.wants_delivery_report);
        let bodies = std::iter::once(&message.presentation).chain(&message.parts);
        for (part, sent) in seen.parts.iter().zip(bodies) {
            assert_eq!(
                (&part.id, part.body.as_ref()),
                (&sent.name, Some(&sent.bytes))
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_strict_network_takes_what_is_sent() {
    let usual = || submission("t-1", NUMBER);
    check_taken("", quick(), usual()).await;
    check_taken("encoding = \"binary\"", quick(), usual()).await;
    check_taken("number_format = \"digits\"", quick(), usual()).await;
    check_taken("version = \"5.3.0\"\nprefix = \"mm7\"", quick(), usual()).await;
    check_taken(
        "soap_action = \"namespace\"\nread_reports = true",
        quick(),
        usual(),
    )
    .await;
}

#[tokio::test]
async fn a_group_and_a_long_code_are_taken() {
    let group = Mms {
        display_only: vec!["12025550198".to_owned(), "12025550199".to_owned()],
        from: "12025550150".to_owned(),
        from_short_code: false,
        ..submission("t-1", NUMBER)
    };
    check_taken("", quick(), group).await;
}

#[tokio::test]
async fn letters_as_the_sender_are_taken() {
    for keys in ["", "short_code_format = \"number\""] {
        let masked = Mms {
            from_mask: Some("Acme_News-1".to_owned()),
            ..submission("t-1", NUMBER)
        };
        check_taken(keys, quick(), masked).await;
    }
}

#[tokio::test]
async fn a_subject_beyond_ascii_is_taken() {
    let subject = Mms {
        subject: Some("Grüße 👋".to_owned()),
        ..submission("t-1", NUMBER)
    };
    check_taken("", quick(), subject).await;
}

#[tokio::test]
async fn a_text_beyond_ascii_is_taken() {
    let mut text = submission("t-1", NUMBER);
    text.parts[1].bytes = "Grüße 👋".into();
    check_taken("", quick(), text).await;
}

#[tokio::test]
async fn agreed_credentials_are_shown() {
    let peer = Settings {
        basic_auth: Some(("wire".to_owned(), "photo".to_owned())),
        vaspid: Some("wire".to_owned()),
        vasid: Some("news".to_owned()),
        ..quick()
    };
    let message = Mms {
        service_id: Some("news".to_owned()),
        ..submission("t-1", NUMBER)
    };
    check_taken("user = \"wire\"\npassword = \"photo\"", peer, message).await;
}

#[tokio::test]
async fn a_message_waits_while_the_credentials_are_wrong() {
    let peer = Settings {
        basic_auth: Some(("wire".to_owned(), "photo".to_owned())),
        ..quick()
    };
    every(peer, "", async |network: Network| {
        let outcome = network.link.submit(&submission("t-1", NUMBER).into()).await;
        assert_eq!(not_now(outcome), "4001");
    })
    .await;
}

#[tokio::test]
async fn a_refused_message_is_given_up() {
    every(quick(), "", async |network: Network| {
        let outcome = network
            .link
            .submit(&submission("t-1", "12025550103").into())
            .await;
        assert_eq!(never(outcome), ("2004".to_owned(), Because::Other));
        network
            .mmsc
            .behave(NUMBER, Behaviour::answering(Answer::Fault(3002)));
        let outcome = network.link.submit(&submission("t-2", NUMBER).into()).await;
        assert_eq!(never(outcome), ("3002".to_owned(), Because::Other));
    })
    .await;
}

#[tokio::test]
async fn a_message_above_the_ceiling_is_told_from_others() {
    let checks = Checks {
        max_content_bytes: 100,
        ..Checks::default()
    };
    every(
        Settings { checks, ..quick() },
        "",
        async |network: Network| {
            let outcome = network.link.submit(&submission("t-1", NUMBER).into()).await;
            assert_eq!(never(outcome), ("2560".to_owned(), Because::Size));
        },
    )
    .await;
}

#[tokio::test]
async fn a_busy_network_takes_the_same_message_later() {
    every(quick(), "", async |network: Network| {
        let message = submission("t-1", "12025550111");
        for _ in 0..3 {
            assert_eq!(
                not_now(network.link.submit(&message.clone().into()).await),
                "4006"
            );
        }
        let outcome = network.link.submit(&message.clone().into()).await;
        assert!(matches!(outcome, Handover::Receipt { .. }), "{outcome:?}");
        assert_eq!(network.mmsc.log().with_transaction("t-1").len(), 4);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_says_it_failed_is_tried_again() {
    every(quick(), "", async |network: Network| {
        network
            .mmsc
            .behave(NUMBER, Behaviour::answering(Answer::ServerError));
        let outcome = network.link.submit(&submission("t-1", NUMBER).into()).await;
        assert_eq!(not_now(outcome), "3000");
    })
    .await;
}

/// An outcome that nobody knows; the network has seen the message once.
async fn check_doubt(keys: &str, behaviour: Behaviour) {
    every(quick(), keys, async |network: Network| {
        network.mmsc.behave(NUMBER, behaviour.clone());
        let outcome = network.link.submit(&submission("t-1", NUMBER).into()).await;
        assert!(
            matches!(outcome, Handover::Unknown { .. }),
            "{behaviour:?}: {outcome:?}"
        );
        assert_eq!(network.mmsc.log().count(), 1, "{behaviour:?}");
    })
    .await;
}

#[tokio::test]
async fn a_lost_or_senseless_answer_leaves_it_open() {
    check_doubt("", Behaviour::answering(Answer::Lost)).await;
    check_doubt("", Behaviour::answering(Answer::HangUp)).await;
    check_doubt("", Behaviour::answering(Answer::Truncated)).await;
    check_doubt("", Behaviour::answering(Answer::Garbage)).await;
}

#[tokio::test]
async fn an_answer_after_the_time_is_over_leaves_it_open() {
    // Scaled, 20 s.
    let slow = Behaviour::delivered().slow(Duration::from_secs(2000));
    check_doubt("timeout = \"300ms\"", slow).await;
}

#[tokio::test]
async fn nothing_is_sent_while_the_network_is_down() {
    every(quick(), "", async |network: Network| {
        network.mmsc.set_down(true).await;
        let outcome = network.link.submit(&submission("t-1", NUMBER).into()).await;
        assert!(matches!(outcome, Handover::NotSent { .. }), "{outcome:?}");
        network.mmsc.set_down(false).await;
        let outcome = network.link.submit(&submission("t-1", NUMBER).into()).await;
        assert!(matches!(outcome, Handover::Receipt { .. }), "{outcome:?}");
        assert_eq!(network.mmsc.log().count(), 1);
    })
    .await;
}

#[tokio::test]
async fn one_connection_serves_many_messages() {
    let seen = Arc::new(Mutex::new(Vec::<SocketAddr>::new()));
    let ports = Arc::clone(&seen);
    let busy = move |ConnectInfo(from): ConnectInfo<SocketAddr>, _: axum::body::Bytes| {
        let ports = Arc::clone(&ports);
        async move {
            ports.lock().await.push(from);
            axum::http::StatusCode::SERVICE_UNAVAILABLE
        }
    };
    let address = serve(Router::new().route("/mm7", post(busy))).await;
    for protocol in carriers::REGISTRY {
        seen.lock().await.clear();
        if protocol.name() == "smpp" {
            // It has one session anyway; the tests of `smpp` show that answers find their requests.
            continue;
        }
        let link = link(protocol.name(), &format!("http://{address}/mm7"), "");
        let message = match link.takes(SentAs::Mms) {
            true => submission("t-1", NUMBER).into(),
            false => network::text("t-1", NUMBER).into(),
        };
        for _ in 0..3 {
            let outcome = link.submit(&message).await;
            assert_eq!(not_now(outcome), "HTTP 503");
        }
        let ports = seen.lock().await.clone();
        assert_eq!(ports, [ports[0]; 3]);
    }
}

#[tokio::test]
async fn a_report_names_the_message_the_time_and_the_handset() {
    every(quick(), "", async |network: Network| {
        let outcome = network.link.submit(&submission("t-1", NUMBER).into()).await;
        let Handover::Receipt {
            carrier_message_id, ..
        } = outcome
        else {
            panic!("{outcome:?}");
        };
        let report = network.report().await;
        assert_eq!(report.link, "north");
        assert_eq!(report.carrier_message_id, carrier_message_id);
        assert_eq!(
            (report.fate, report.word.as_str()),
            (Fate::Delivered, "Retrieved")
        );
        let handset = Some("http://uaprof.example/phone-1.xml");
        assert_eq!(report.handset.as_deref(), handset);
        assert!(report.at.is_some());
        assert!(network.told(1).await.is_reported("Retrieved"));
    })
    .await;
}

#[tokio::test]
async fn reports_come_late_and_twice_and_each_is_confirmed() {
    every(quick(), "", async |network: Network| {
        network
            .link
            .submit(&submission("t-1", "12025550107").into())
            .await;
        let retrieved = (Fate::Delivered, "Retrieved".to_owned());
        assert_eq!(network.fate().await, retrieved);
        assert_eq!(network.fate().await, (Fate::Held, "Deferred".to_owned()));
        assert_eq!(network.fate().await, retrieved);
        let told = network.told(3).await;
        assert!(
            told.reports.iter().all(|it| it.confirmed),
            "{:?}",
            told.reports
        );
    })
    .await;
}

#[tokio::test]
async fn a_report_may_come_before_the_answer() {
    every(quick(), "", async |network: Network| {
        let outcome = network
            .link
            .submit(&submission("t-1", "12025550106").into())
            .await;
        assert!(matches!(outcome, Handover::Receipt { .. }), "{outcome:?}");
        assert_eq!(network.fate().await.0, Fate::Delivered);
    })
    .await;
}

#[tokio::test]
async fn every_word_of_the_network_is_understood() {
    every(quick(), "", async |network: Network| {
        let told = [
            ("Expired", Fate::Expired),
            ("Rejected", Fate::Rejected),
            ("Unrecognised", Fate::Unrecognised),
            ("Unreachable", Fate::Failed),
            ("Indeterminate", Fate::Held),
        ];
        let still = Behaviour::answering(Answer::Accept);
        let talkative = told
            .iter()
            .fold(still, |it, (word, _)| it.then(Duration::ZERO, *word));
        network.mmsc.behave(NUMBER, talkative);
        network.link.submit(&submission("t-1", NUMBER).into()).await;
        for (word, fate) in told {
            assert_eq!(network.fate().await, (fate, word.to_owned()));
        }
    })
    .await;
}

#[tokio::test]
async fn reading_is_reported_to_links_that_ask_for_it() {
    every(quick(), "read_reports = true", async |network: Network| {
        network
            .link
            .submit(&submission("t-1", "12025550113").into())
            .await;
        assert_eq!(network.fate().await.0, Fate::Delivered);
        assert_eq!(network.fate().await, (Fate::Read, "Read".to_owned()));
        let told = network.told(2).await;
        assert!(
            told.reports.iter().all(|it| it.confirmed),
            "{:?}",
            told.reports
        );
    })
    .await;
}

#[tokio::test]
async fn a_report_that_cannot_be_stored_comes_again() {
    let patient = Settings {
        report_pauses: vec![Duration::from_secs(1)],
        ..quick()
    };
    every(patient, "", async |network: Network| {
        network.full.store(1, std::sync::atomic::Ordering::SeqCst);
        network.link.submit(&submission("t-1", NUMBER).into()).await;
        assert_eq!(network.fate().await.0, Fate::Delivered);
        let told = network.told(2).await;
        let statuses: Vec<_> = told
            .reports
            .iter()
            .map(|it| (it.status, it.confirmed))
            .collect();
        assert_eq!(statuses, [(Some(4006), false), (Some(1000), true)]);
    })
    .await;
}

#[tokio::test]
async fn only_the_agreed_caller_is_heard() {
    let keys = "inbound_user = \"them\"\ninbound_password = \"secret\"";
    every(quick(), keys, async |network: Network| {
        network
            .mmsc
            .behave(NUMBER, Behaviour::answering(Answer::Accept));
        network.link.submit(&submission("t-1", NUMBER).into()).await;
        let retrieved = What::Delivery("Retrieved".into());
        network.mmsc.tell(1, retrieved.clone()).await;
        let address = network.ear;
        network
            .mmsc
            .set_callback(format!("http://them:secret@{address}/north"));
        network.mmsc.tell(1, retrieved).await;
        assert_eq!(network.fate().await.0, Fate::Delivered);
        let told = network.told(2).await;
        let answers: Vec<_> = told
            .reports
            .iter()
            .map(|it| (it.http, it.confirmed))
            .collect();
        assert_eq!(answers, [(Some(401), false), (Some(200), true)]);
    })
    .await;
}

#[tokio::test]
async fn a_message_from_a_handset_is_confirmed() {
    every(quick(), "", async |network: Network| {
        let reply = What::Reply {
            text: "STOP".into(),
            picture: true,
        };
        let replying = Behaviour::answering(Answer::Accept);
        let replying = replying.and(When::After(Duration::ZERO), reply);
        network.mmsc.behave(NUMBER, replying);
        network.link.submit(&submission("t-1", NUMBER).into()).await;
        let told = network.told(1).await;
        let told = &told.reports[0];
        assert_eq!((told.http, told.confirmed), (Some(200), true));
    })
    .await;
}

#[tokio::test]
async fn a_name_that_cannot_be_in_an_address_is_refused() {
    for protocol in carriers::REGISTRY {
        let keys = match protocol.name() {
            "smpp" => "url = \"smpp://smsc.example\"\nuser = \"a\"\npassword = \"b\"",
            _ => "url = \"http://mmsc.example\"",
        };
        let settings = |name: &str, more: &str| {
            let protocol = protocol.name();
            let text = format!("name = \"{name}\"\nprotocol = \"{protocol}\"\n{keys}\n{more}");
            let client = net::Client::new(&net::Settings::default()).unwrap();
            carriers::open(toml::from_str(&text).unwrap(), client)
                .err()
                .map(|it| it.to_string())
        };
        assert_eq!(settings("north-1_b", ""), None);
        assert!(settings("north/1", "").is_some_and(|it| it.contains("name:")));
        assert!(settings("", "").is_some_and(|it| it.contains("name:")));
        assert!(settings("a", "window = 0").is_some_and(|it| it.contains("window:")));
    }
}

#[test]
fn a_protocol_that_is_not_spoken_is_named() {
    let settings = toml::from_str("name = \"north\"\nprotocol = \"fax\"").unwrap();
    let client = net::Client::new(&net::Settings::default()).unwrap();
    let error = carriers::open(settings, client).err().unwrap().to_string();
    assert!(
        error.contains("\"fax\"") && error.contains("mm7"),
        "{error}"
    );
}
