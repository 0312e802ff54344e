//! A carrier that is asked to take a message back.

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use carriers::cancel::{Cancellation, Cancelled};
use carriers::{Handover, Link};
use mm7::{Envelope, ExtendedCancelReq, Identity, Message, ReplaceReq};
use mmsc::{Answer, Behaviour};
use std::time::Duration;

use crate::network::{NUMBER, Network, every, link, quick, serve, submission};

fn wish(id: &str) -> Cancellation {
    Cancellation {
        transaction: "c-1".to_owned(),
        carrier_message_id: id.to_owned(),
        service_id: None,
        operator: None,
        at: jiff::Timestamp::UNIX_EPOCH,
    }
}

async fn cancel(link: &dyn Link, id: &str) -> Cancelled {
    let asks = link.cancels().expect("a link that takes messages back");
    asks.cancel(&wish(id)).await
}

/// Outcome in one word, and the carrier's code.
fn outcome(cancelled: &Cancelled) -> (&'static str, &str) {
    match cancelled {
        Cancelled::Done(words) => ("done", words.code.as_deref().unwrap_or_default()),
        Cancelled::Refused(words) => ("refused", words.code.as_deref().unwrap_or_default()),
        Cancelled::NotSent { .. } => ("not sent", ""),
        Cancelled::Unknown { .. } => ("unknown", ""),
    }
}

#[tokio::test]
async fn a_strict_network_takes_a_message_back_once() {
    every(quick(), "cancel = true", async |network: Network| {
        let silent = Behaviour::answering(Answer::Accept);
        network.mmsc.behave(NUMBER, silent);
        let taken = network.link.submit(&submission("t-1", NUMBER).into()).await;
        let Handover::Receipt {
            carrier_message_id: id,
            ..
        } = taken
        else {
            panic!("{taken:?}");
        };
        for expected in [("done", "1000"), ("refused", "2005")] {
            let answer = cancel(network.link.as_ref(), &id).await;
            assert_eq!(outcome(&answer), expected, "{answer:?}");
        }
        network.mmsc.set_down(true).await;
        let answer = cancel(network.link.as_ref(), &id).await;
        assert_eq!(outcome(&answer), ("not sent", ""), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn what_the_codec_writes_to_change_messages_is_understood_by_a_strict_network() {
    every(quick(), "", async |network: Network| {
        network
            .mmsc
            .behave(NUMBER, Behaviour::answering(Answer::Accept));
        let message = submission("t-1", NUMBER);
        let _ = network.link.submit(&message.clone().into()).await;
        let id = network.mmsc.log().get(1).unwrap().message_id.unwrap();
        let identity = Identity {
            vasp_id: Some("wire".to_owned()),
            vas_id: Some("photo".to_owned()),
            sender: None,
        };
        let parts = std::iter::once(&message.presentation).chain(&message.parts);
        let part = |it: &carriers::Part| {
            let bytes = match it.name.as_str() {
                "slide1.txt" => "Another".into(),
                _ => it.bytes.clone(),
            };
            let content_type = mm7::ContentType::parse(&it.content_type).unwrap();
            mm7::Part::named(content_type, &it.name, bytes)
        };
        let content = mm7::Content {
            parts: parts.map(part).collect(),
            start: Some(message.presentation.name.clone()),
        };
        let replace = Message::ReplaceReq(Box::new(ReplaceReq {
            identity: identity.clone(),
            message_id: id,
            time_stamp: Some(message.at),
            read_reply: Some(false),
            distribution: Some(true),
            content_class: Some("image-basic".to_owned()),
            allow_adaptations: Some(true),
            content: Some(content),
            ..ReplaceReq::default()
        }));
        let all = Message::ExtendedCancelReq(Box::new(ExtendedCancelReq {
            identity,
            cancel_id: "spring".to_owned(),
        }));
        assert_eq!(
            said(&network, replace).await,
            ("ReplaceRsp".to_owned(), 1000)
        );
        let seen = network.mmsc.log().get(1).unwrap();
        let texts: Vec<_> = seen.fetched().iter().filter_map(mmsc::Part::text).collect();
        assert_eq!(texts.last(), Some(&"Another"));
        let none = ("extendedCancelRsp".to_owned(), 2005);
        assert_eq!(said(&network, all).await, none, "nothing bears that name");
    })
    .await;
}

/// The network's answer to a message of the codec: its name and status.
async fn said(network: &Network, message: Message) -> (String, u16) {
    let profile = mm7::Profile::default();
    let request = mm7::encode(&Envelope::request("c-1", &profile, message), &profile);
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("content-type", &request.content_type),
        ("soapaction", &request.soap_action),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    let post = net::Post {
        url: &network.mmsc.url(),
        trust: net::Trust::Configured,
        headers,
        body: request.body,
        total: Duration::from_secs(10),
        max_answer: 64 * 1024,
        only_status: false,
    };
    let client = net::Client::new(&net::Settings::default()).unwrap();
    let answer = client.post(post).await.unwrap();
    let envelope = mm7::decode("text/xml", &answer.body).unwrap();
    let status = match &envelope.message {
        Message::ReplaceRsp(it) | Message::ExtendedCancelRsp(it) => it.status.code.0,
        other => panic!("{other:?}"),
    };
    (envelope.message.name().to_owned(), status)
}

#[test]
fn a_link_asks_nothing_back_unless_its_carrier_understands_that() {
    for protocol in carriers::REGISTRY {
        let name = protocol.name();
        let url = match name {
            "smpp" => "smpp://nowhere.example",
            _ => "http://nowhere.example/",
        };
        assert!(link(name, url, "").cancels().is_none(), "{name}");
    }
}

/// What a link makes of an answer.
async fn check(status: u16, transaction: &str, body: &str, expected: (&str, &str)) {
    let header = match transaction {
        "" => String::new(),
        id => format!("<e:Header><TransactionID>{id}</TransactionID></e:Header>"),
    };
    let text = match body.starts_with('<') {
        true => format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\">{header}\
             <e:Body>{body}</e:Body></e:Envelope>"
        ),
        false => body.to_owned(),
    };
    let status = StatusCode::from_u16(status).unwrap();
    let answer = move || async move { (status, [("content-type", "text/xml")], text) };
    let address = serve(Router::new().route("/", post(answer))).await;
    let link = link("mm7", &format!("http://{address}/"), "cancel = true");
    let found = cancel(link.as_ref(), "m-1").await;
    assert_eq!(outcome(&found), expected, "{body}: {found:?}");
}

#[tokio::test]
async fn only_an_answer_to_the_very_request_counts() {
    let rsp = |code: &str| {
        format!("<CancelRsp><Status><StatusCode>{code}</StatusCode></Status></CancelRsp>")
    };
    let fault = "<e:Fault><faultcode>e:Client</faultcode><faultstring>no</faultstring><detail>\
                 <RSErrorRsp><Status><StatusCode>4003</StatusCode></Status></RSErrorRsp></detail>\
                 </e:Fault>";
    let submit = "<SubmitRsp><Status><StatusCode>1000</StatusCode></Status></SubmitRsp>";
    for (status, transaction, body, expected) in [
        (200, "c-1", rsp("1000"), ("done", "1000")),
        (200, "", rsp("1000"), ("done", "1000")),
        (200, "c-2", rsp("1000"), ("unknown", "")),
        (200, "c-1", rsp("3001"), ("refused", "3001")),
        (200, "c-1", fault.to_owned(), ("refused", "4003")),
        (500, "c-1", fault.to_owned(), ("refused", "4003")),
        (200, "c-1", submit.to_owned(), ("unknown", "")),
        (200, "c-1", "thanks".to_owned(), ("unknown", "")),
        (
            404,
            "c-1",
            "nothing here".to_owned(),
            ("refused", "HTTP 404"),
        ),
        (502, "c-1", "bad gateway".to_owned(), ("unknown", "")),
    ] {
        check(status, transaction, &body, expected).await;
    }
}
