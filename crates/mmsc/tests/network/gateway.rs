//! A gateway as the MMSC sees it: it submits, and it answers reports.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::post;
use mmsc::{Mmsc, Running, Settings};
use tokio::net::TcpListener;
use tokio::sync::watch;

pub(crate) const LIMIT: Duration = Duration::from_secs(20);

const SUBMIT: &str = include_str!("../../golden/submit.mime");

/// What the gateway answers to a report.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reply {
    Good,
    Http(u16),
    Status(u16),
    WrongTransaction,
    Empty,
}

/// Reports that came, and the answers to the next ones; `Good` when they are used up.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) url: String,
    replies: Mutex<Vec<Reply>>,
    reports: watch::Sender<Vec<String>>,
}

impl Gateway {
    #[expect(
        clippy::disallowed_methods,
        reason = "a peer in a test; it ends with the test"
    )]
    pub(crate) async fn start(replies: &[Reply]) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/reports", listener.local_addr().unwrap());
        let replies = Mutex::new(replies.iter().rev().copied().collect());
        let gateway = Arc::new(Self {
            url,
            replies,
            reports: watch::Sender::new(Vec::new()),
        });
        let app = Router::new()
            .route("/reports", post(receive))
            .with_state(Arc::clone(&gateway));
        tokio::spawn(async move { axum::serve(listener, app).await });
        gateway
    }

    /// The first so many reports, once they are there.
    pub(crate) async fn reports(&self, count: usize) -> Vec<String> {
        let mut reports = self.reports.subscribe();
        let seen = reports.wait_for(|r| r.len() >= count);
        tokio::time::timeout(LIMIT, seen)
            .await
            .expect("the reports did not come")
            .unwrap()
            .clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.reports.borrow().len()
    }
}

async fn receive(State(gateway): State<Arc<Gateway>>, body: String) -> impl IntoResponse {
    let reply = gateway.replies.lock().unwrap().pop().unwrap_or(Reply::Good);
    let transaction = between(&body, "mustUnderstand=\"1\">", "<").to_owned();
    let name = ["DeliveryReport", "ReadReply", "Deliver"]
        .into_iter()
        .find(|n| body.contains(&format!("<mm7:{n}Req")))
        .unwrap();
    gateway.reports.send_modify(|reports| reports.push(body));
    let answer = |transaction: &str, status: u16| {
        format!(
            r#"<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><TransactionID xmlns="m">{transaction}</TransactionID></e:Header><e:Body><{name}Rsp xmlns="m"><Status><StatusCode>{status}</StatusCode></Status></{name}Rsp></e:Body></e:Envelope>"#
        )
    };
    let (http, text) = match reply {
        Reply::Good => (200, answer(&transaction, 1000)),
        Reply::Http(http) => (http, answer(&transaction, 1000)),
        Reply::Status(status) => (200, answer(&transaction, status)),
        Reply::WrongTransaction => (200, answer("other", 1000)),
        Reply::Empty => (200, String::new()),
    };
    (http::StatusCode::from_u16(http).unwrap(), text)
}

/// An MMSC a hundred times as fast as life that reports to this gateway.
pub(crate) async fn mmsc(gateway: &Gateway) -> Running {
    Mmsc::start(Settings {
        time_scale: 0.01,
        callback: Some(gateway.url.clone()),
        ..Settings::default()
    })
    .await
    .unwrap()
}

/// A good request to this number.
pub(crate) fn request(transaction: &str, number: &str) -> String {
    SUBMIT
        .replace("t-1", transaction)
        .replace("12025550100", number)
        .replace('\n', "\r\n")
}

/// Submits on a connection of its own: HTTP status and text, or why not.
pub(crate) async fn submit(
    mmsc: &Running,
    body: impl Into<reqwest::Body>,
) -> Result<(u16, String), reqwest::Error> {
    let response = post_request(mmsc, body).send().await?;
    Ok((response.status().as_u16(), response.text().await?))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a peer in a test; it may reach loopback"
)]
fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Fetches a page.
pub(crate) async fn get(url: impl reqwest::IntoUrl) -> Result<reqwest::Response, reqwest::Error> {
    client().get(url).send().await
}

pub(crate) fn post_request(
    mmsc: &Running,
    body: impl Into<reqwest::Body>,
) -> reqwest::RequestBuilder {
    client()
        .post(mmsc.url())
        .header(
            "content-type",
            r#"multipart/related; type="text/xml"; start="<soap-start>"; boundary="outer""#,
        )
        .header("soapaction", "\"\"")
        .body(body)
}

/// Posts JSON.
pub(crate) fn post_json(url: impl reqwest::IntoUrl, body: String) -> reqwest::RequestBuilder {
    client()
        .post(url)
        .header("content-type", "application/json")
        .body(body)
}

/// Submits to this number and returns the MM7 status.
pub(crate) async fn status(mmsc: &Running, transaction: &str, number: &str) -> u16 {
    let (_, text) = submit(mmsc, request(transaction, number)).await.unwrap();
    between(&text, "<mm7:StatusCode>", "<").parse().unwrap()
}

/// What stands between two texts; empty when they are not there.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before)
        .and_then(|(_, rest)| rest.split_once(after))
        .map_or("", |(inside, _)| inside)
}
