//! A carrier that is asked to take a message back.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use carriers::cancel::{Cancellation, Cancelled};
use carriers::{Handover, Link};
use mmsc::{Answer, Behaviour};

use crate::network::{NUMBER, Network, every, link, quick, serve, submission};

fn wish(id: &str) -> Cancellation {
    Cancellation {
        transaction: "c-1".to_owned(),
        carrier_message_id: id.to_owned(),
        service_id: None,
        operator: None,
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
