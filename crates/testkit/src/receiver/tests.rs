//! Requests written by hand, and what the receiver makes of them.

use super::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const LIMIT: Duration = Duration::from_secs(5);

/// Posts a body; returns the head of the answer.
async fn post(receiver: &Receiver, body: &str) -> String {
    let mut stream = send(receiver, body).await;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn send(receiver: &Receiver, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(receiver.address).await.unwrap();
    let request = format!(
        "POST /postback HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Event-Seq: 1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn answers_follow_the_script_and_then_the_rule() {
    let receiver = Receiver::start().await.unwrap();
    receiver.answer_next([Reply::status(500), Reply::status(503).retry_after(7)]);
    receiver.answer_always(Reply::status(204));
    assert!(post(&receiver, "one").await.starts_with("HTTP/1.1 500"));
    let second = post(&receiver, "two").await;
    assert!(second.starts_with("HTTP/1.1 503") && second.contains("retry-after: 7"));
    assert!(post(&receiver, "three").await.starts_with("HTTP/1.1 204"));
    let all = receiver.all();
    let told: Vec<_> = all.iter().map(|one| (one.text(), one.answered)).collect();
    let expected = [("one", 500), ("two", 503), ("three", 204)];
    assert_eq!(
        told,
        expected.map(|(text, status)| (text.to_owned(), Some(status)))
    );
    assert_eq!(all[0].header("x-event-seq"), "1");
}

#[tokio::test]
async fn a_hanging_receiver_keeps_the_request() {
    let receiver = Receiver::start().await.unwrap();
    receiver.answer_next([Reply::hang()]);
    let _open = send(&receiver, "one").await;
    let all = receiver
        .wait_for(|all| all.len() == 1, LIMIT)
        .await
        .unwrap();
    assert_eq!(all[0].answered, None);
}

#[tokio::test]
async fn waiting_ends_with_a_count_when_nothing_comes() {
    let receiver = Receiver::start().await.unwrap();
    let waited = receiver.wait_for(|all| !all.is_empty(), Duration::from_millis(5));
    assert!(matches!(
        waited.await,
        Err(Error::TimedOut { count: 0, .. })
    ));
}
