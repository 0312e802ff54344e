//! What single operators want of a link over MM7, on real sockets.

mod cancel;
mod digest;
mod tls;

use carriers::{Handover, Mms};
use mmsc::Checks;

use crate::network::{NUMBER, Network, every, quick, submission};

/// The answer of an MMSC that has taken a message.
const TAKEN: &str = "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
    <SubmitRsp><Status><StatusCode>1000</StatusCode></Status><MessageID>m-1</MessageID></SubmitRsp>\
    </e:Body></e:Envelope>";

#[track_caller]
fn taken(outcome: &Handover) {
    assert!(matches!(outcome, Handover::Receipt { .. }), "{outcome:?}");
}

/// What a strict network has seen of a message under these keys.
async fn seen(keys: &str, message: Mms, check: impl Fn(&mmsc::Submission)) {
    let checks = Checks {
        require_presentation: false,
        ..Checks::default()
    };
    let peer = mmsc::Settings { checks, ..quick() };
    every(peer, keys, async |network: Network| {
        let announced = network.link.wire_bytes(&message.clone().into());
        taken(&network.link.submit(&message.clone().into()).await);
        let seen = network.mmsc.log().get(1).expect("a submission");
        assert_eq!(announced, seen.wire_bytes as u64, "{keys}");
        check(&seen);
    })
    .await;
}

fn group() -> Mms {
    Mms {
        display_only: vec!["12025550198".to_owned(), "12025550199".to_owned()],
        ..submission("t-1", NUMBER)
    }
}

#[tokio::test]
async fn a_presentation_is_sent_unless_the_link_says_not() {
    let types = |seen: &mmsc::Submission| -> Vec<String> {
        let types = seen.parts.iter().map(|part| part.content_type.clone());
        types.collect()
    };
    let usual = submission("t-1", NUMBER);
    seen("", usual.clone(), |seen| {
        assert_eq!(types(seen), ["application/smil", "image/gif", "text/plain"]);
    })
    .await;
    seen("smil = false", usual, |seen| {
        assert_eq!(types(seen), ["image/gif", "text/plain"]);
    })
    .await;
}

#[tokio::test]
async fn as_many_of_a_group_are_shown_as_the_carrier_takes() {
    let shown = |seen: &mmsc::Submission| -> Vec<(String, bool)> {
        let all = seen.recipients.iter();
        all.map(|it| (it.digits.clone(), it.display_only)).collect()
    };
    let all = [
        (NUMBER, false),
        ("12025550198", true),
        ("12025550199", true),
    ];
    for (keys, count) in [
        ("", 3),
        ("max_recipients = 2", 2),
        ("max_recipients = 1", 1),
    ] {
        let expected = all.iter().take(count);
        let expected = expected.map(|(to, only)| ((*to).to_owned(), *only));
        let expected: Vec<_> = expected.collect();
        seen(keys, group(), |seen| assert_eq!(shown(seen), expected)).await;
    }
}

#[tokio::test]
async fn a_content_class_is_named() {
    seen(
        "content_class = \"image-rich\"",
        submission("t-1", NUMBER),
        |seen| {
            let class = seen.elements.get("ContentClass").map(String::as_str);
            assert_eq!(class, Some("image-rich"));
        },
    )
    .await;
}

#[tokio::test]
async fn the_carrier_is_told_which_operator_it_is_for() {
    let keys = "carrier_id_header = \"X-Mblox-Carrier-Id\"\n\
                carrier_ids = { \"AT&T\" = \"31002\", \"T-Mobile\" = \"31004\" }";
    for (operator, expected) in [
        (Some("AT&T"), Some("31002")),
        (Some("T-Mobile"), Some("31004")),
        (Some("Verizon"), None),
        (None, None),
    ] {
        let message = Mms {
            operator: operator.map(str::to_owned),
            ..submission("t-1", NUMBER)
        };
        seen(keys, message, |seen| {
            let found = seen.headers.get("x-mblox-carrier-id");
            assert_eq!(found.map(String::as_str), expected, "{operator:?}");
        })
        .await;
    }
}
