//! What an MMSC tells over MM7: acknowledged when it is durable, asked for again when it cannot be
//! kept, and refused in the peer's own words.

use crate::call::{Answer, Call};
use crate::gateway::{Gateway, LINK, until};
use crate::order::Order;
use domain::state::State;

/// The number about whose messages the simulated carrier says nothing.
const SILENT: &str = "12025550105";

/// A namespace and version that the link is not configured with.
const THEIRS: &str = "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-5-MM7-1-2";
const VERSION: &str = "5.5.0";

fn request(name: &str, fields: &str) -> String {
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Header>\
         <TransactionID xmlns=\"{THEIRS}\" e:mustUnderstand=\"1\">theirs-7</TransactionID>\
         </e:Header><e:Body><{name} xmlns=\"{THEIRS}\"><MM7Version>{VERSION}</MM7Version>{fields}\
         </{name}></e:Body></e:Envelope>"
    )
}

fn report(message: &str, word: &str) -> String {
    let fields = format!(
        "<MessageID>{message}</MessageID><Recipient><Number>+{SILENT}</Number></Recipient>\
         <Sender><ShortCode>60856</ShortCode></Sender><Date>2026-05-04T07:27:29Z</Date>\
         <MMStatus>{word}</MMStatus>"
    );
    request("DeliveryReportReq", &fields)
}

fn reading(message: &str) -> String {
    let fields = format!(
        "<MessageID>{message}</MessageID><Recipient><Number>+{SILENT}</Number></Recipient>\
         <Sender><ShortCode>60856</ShortCode></Sender><TimeStamp>2026-05-04T07:27:29Z</TimeStamp>\
         <MMStatus>Read</MMStatus>"
    );
    request("ReadReplyReq", &fields)
}

fn phone() -> String {
    let fields = "<Sender><Number>+12025550116</Number></Sender><Recipients><To><ShortCode>60856\
         </ShortCode></To></Recipients><Subject>Hello</Subject>";
    request("DeliverReq", fields)
}

fn telling(body: String) -> Call {
    let call = Call::post_to(&format!("/carrier/{LINK}"), body);
    let call = call.header("Content-Type", "text/xml; charset=\"utf-8\"");
    call.header("SOAPAction", "\"\"")
}

async fn tell(gateway: &Gateway, body: String) -> Answer {
    gateway.call(telling(body)).await
}

/// The answer is of that HTTP status, and holds these words and the peer's own.
#[track_caller]
fn check(answer: &Answer, http: u16, name: &str, code: u16) {
    assert_eq!(answer.status, http, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "text/xml; charset=utf-8");
    for words in [
        format!("<{name} xmlns=\"{THEIRS}\"><MM7Version>{VERSION}</MM7Version>"),
        format!("<StatusCode>{code}</StatusCode>"),
        ">theirs-7</TransactionID>".to_owned(),
    ] {
        assert!(answer.body.contains(&words), "{words}: {}", answer.body);
    }
}

/// Sends a message about which the carrier stays silent; returns the carrier's id of it.
async fn sent(gateway: &Gateway) -> String {
    gateway.send_to(SILENT).await;
    gateway.until_state("MMS_1", State::Submitted).await;
    let id = gateway.submissions()[0].message_id.clone();
    id.expect("a message id")
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_crash() {
    let mut gateway = Gateway::with(|setup| {
        setup.link_key("read_reports", true);
        setup.account.postbacks.extended = Some(true);
    })
    .await;
    let id = sent(&gateway).await;
    check(
        &tell(&gateway, report(&id, "Deferred")).await,
        200,
        "DeliveryReportRsp",
        1000,
    );
    check(
        &tell(&gateway, report(&id, "Retrieved")).await,
        200,
        "DeliveryReportRsp",
        1000,
    );
    check(
        &tell(&gateway, reading(&id)).await,
        200,
        "ReadReplyRsp",
        1000,
    );
    check(&tell(&gateway, phone()).await, 200, "DeliverRsp", 1000);
    gateway.crash().await;
    gateway.resume().await;
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Delivered);
    let words: Vec<_> = life.reports.iter().map(|it| it.word.as_str()).collect();
    assert_eq!(words, ["Deferred", "Retrieved", "Read"]);
    // One that was under way in the crash may come twice.
    until("all postbacks", async || {
        let codes = gateway.codes();
        let told = |code: &&str| codes.iter().any(|it| it == code);
        ["N101", "N102", "N106", "N401"]
            .iter()
            .all(told)
            .then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_kept_is_asked_for_again() {
    let gateway = Gateway::with(|setup| setup.link_key("read_reports", true)).await;
    let id = sent(&gateway).await;
    for (table, name, body) in [
        ("reports", "DeliveryReportRsp", report(&id, "Retrieved")),
        ("reports", "ReadReplyRsp", reading(&id)),
        ("inbound", "DeliverRsp", phone()),
    ] {
        gateway.database(&format!("ALTER TABLE {table} RENAME TO elsewhere"));
        check(&tell(&gateway, body.clone()).await, 500, name, 4006);
        gateway.database(&format!("ALTER TABLE elsewhere RENAME TO {table}"));
        check(&tell(&gateway, body).await, 200, name, 1000);
    }
    let life = gateway.until("MMS_1", |life| life.reports.len() == 2).await;
    let words: Vec<_> = life.reports.iter().map(|it| it.word.as_str()).collect();
    assert_eq!(words, ["Retrieved", "Read"], "each is kept once");
}

#[tokio::test]
async fn a_refusal_is_a_fault_in_the_words_of_the_peer() {
    let gateway = Gateway::start().await;
    let nameless = report("7", "Retrieved").replace("MessageID", "Other");
    for (body, code, side) in [
        (nameless, 2007, "soap:Client"),
        (request("QueryStatusReq", ""), 4003, "soap:Server"),
        (request("SubmitReq", ""), 4003, "soap:Server"),
    ] {
        let answer = tell(&gateway, body).await;
        check(&answer, 400, "VASPErrorRsp", code);
        let fault = format!("<soap:Fault><faultcode>{side}</faultcode><faultstring>");
        assert!(answer.body.contains(&fault), "{}", answer.body);
        assert!(
            answer.body.contains("<detail><VASPErrorRsp"),
            "{}",
            answer.body
        );
    }
    for body in ["", "not XML", "<!DOCTYPE a><a/>"] {
        let answer = tell(&gateway, body.to_owned()).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.body.contains("<StatusCode>2007<"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_hub_is_told_which_operator_a_message_is_for() {
    let gateway = Gateway::with(|setup| {
        setup.link_key("carrier_id_header", "X-Hub-Id");
        let ids = toml::Table::from_iter([("Verizon".to_owned(), "9".into())]);
        setup.link_key("carrier_ids", ids);
    })
    .await;
    let orders = [
        (
            Order::send("12025550100").with("OPERATORID", "0001890"),
            Some("9"),
        ),
        // It has an id of its own, and the hub none for it.
        (Order::send("12025550100").with("OPERATORID", "31002"), None),
        (Order::send("12025550100"), None),
    ];
    for (nth, (order, expected)) in (1..).zip(orders) {
        gateway.order(&order).await.tracking();
        let all = gateway.until_submitted(nth).await;
        let last = all.last().unwrap();
        assert_eq!(last.violations, []);
        let header = last.headers.get("x-hub-id").map(String::as_str);
        assert_eq!(header, expected, "{}", order.xml());
    }
}

#[tokio::test]
async fn a_hub_says_the_operator_of_a_phone_and_of_a_report() {
    let gateway = Gateway::with(|setup| {
        setup.link_key("carrier_id_header", "X-Hub-Id");
        let ids = toml::Table::from_iter([("AT&T".to_owned(), "7".into())]);
        setup.link_key("carrier_ids", ids);
    })
    .await;
    let id = sent(&gateway).await;
    let report = telling(report(&id, "Retrieved")).header("X-Hub-Id", "7");
    check(&gateway.call(report).await, 200, "DeliveryReportRsp", 1000);
    let life = gateway.until_final("MMS_1").await;
    let text = life.reports[0].text.as_deref();
    assert_eq!(text, Some("carrier 7, AT&T"));
    let phone = telling(phone()).header("X-Hub-Id", "7");
    check(&gateway.call(phone).await, 200, "DeliverRsp", 1000);
    let operators: Vec<Option<String>> = {
        let database = gateway.opened_database();
        let mut select = database.prepare("SELECT operator FROM inbound").unwrap();
        let rows = select.query_map((), |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert_eq!(operators, [Some("AT&T".to_owned())]);
}
