//! `wirephoto trace`: switched on and off, and what is kept shown in each form.

use super::{check_in, folder};
use domain::trace::{Direction, Exchange, Hidden, Shown};
use std::time::Duration;
use storage::Durability;

fn side(text: &str) -> Shown {
    Shown {
        bytes: text.as_bytes().to_vec(),
        total: text.len() as u64,
        rest_sha256: None,
        hidden: vec![(0..1, Hidden::Secret)],
    }
}

#[test]
fn a_trace_is_switched_on_for_a_time_and_off_again() {
    let folder = folder();
    check_in(
        &folder,
        "trace",
        0,
        &["simulated: off", "sms-simulated: off"],
    );
    let on = "trace simulated on --for 30m";
    check_in(&folder, on, 0, &["simulated: on until 20"]);
    check_in(&folder, "trace simulated", 0, &["on until"]);
    check_in(&folder, "trace --json", 0, &["\"on\": true", "\"lost\": 0"]);
    check_in(
        &folder,
        "trace simulated off",
        0,
        &["simulated: off since 20"],
    );
    for (line, said) in [
        ("trace nobody on", "no link is called \"nobody\""),
        ("trace nobody", "no link is called \"nobody\""),
        ("trace simulated on --for 3d", "at most 24 hours"),
        ("trace on", "which link?"),
        (
            "trace simulated --id 7",
            "no exchange of this link is called \"7\"",
        ),
    ] {
        check_in(&folder, line, 1, &[said]);
    }
}

#[tokio::test]
async fn exchanges_are_shown_for_people_for_programs_and_as_bytes() {
    let folder = folder();
    check_in(&folder, "trace simulated on", 0, &[]);
    let exchange = Exchange {
        direction: Direction::Out,
        kind: "SubmitReq".into(),
        began: "2026-05-04T07:27:29Z".parse().unwrap(),
        took: Duration::from_millis(12),
        outcome: "HTTP 200".into(),
        asked: side("*POST /mm7 HTTP/1.1\r\n\r\n"),
        answered: side("*\0\x01"),
    };
    let address = format!(
        "sqlite:{}/wirephoto-data/wirephoto.db",
        folder.path().display()
    );
    let store = storage::open(&address, Durability::Committed)
        .await
        .unwrap();
    let kept = store.keep_exchanges("simulated", vec![exchange], 3, 10);
    kept.await.unwrap();
    let people = [
        "3 exchanges were too many",
        "1  2026-05-04T07:27:29Z  out  SubmitReq  12 ms  HTTP 200",
        "--- we to the carrier, 23 bytes, 1 part hidden\n*POST /mm7 HTTP/1.1\n",
        "--- the carrier to us, 3 bytes",
        "2a 00 01",
    ];
    check_in(&folder, "trace simulated", 0, &people);
    check_in(&folder, "trace simulated --id 1", 0, &people[1..]);
    check_in(&folder, "trace simulated --list", 0, &["23 B", "3 B"]);
    let program = [
        "\"took_us\": 12000",
        "\"base64\": \"KgAB\"",
        "\"why\": \"secret\"",
    ];
    check_in(&folder, "trace simulated --id 1 --json", 0, &program);
    let raw = "trace simulated --id 1 --raw asked";
    check_in(&folder, raw, 0, &["*POST /mm7 HTTP/1.1\r\n\r\n"]);
    let out = folder.path().join("answer.bin");
    let line = format!(
        "trace simulated --id 1 --raw answered --out {}",
        out.display()
    );
    check_in(&folder, &line, 0, &[]);
    assert_eq!(std::fs::read(out).unwrap(), b"*\0\x01");
}
