//! The session against a peer that is moved by hand, over a stream in memory.

use super::*;
use crate::frame;
use rusmpp::pdus::DeliverSmResp;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

const SETTINGS: Settings = Settings {
    window: 2,
    response: Duration::from_secs(10),
    enquire: Duration::from_secs(30),
};

/// The peer, by hand.
struct Peer(DuplexStream);

impl Peer {
    /// The header of the next PDU: command_id, sequence number.
    async fn next(&mut self) -> Option<(u32, u32)> {
        let mut length = [0; 4];
        self.0.read_exact(&mut length).await.ok()?;
        let mut rest = vec![0; u32::from_be_bytes(length) as usize - 4];
        self.0.read_exact(&mut rest).await.ok()?;
        let field = |at: usize| u32::from_be_bytes(rest[at..at + 4].try_into().unwrap());
        Some((field(0), field(8)))
    }

    async fn say(&mut self, status: CommandStatus, sequence: u32, pdu: impl Into<Pdu>) {
        let bytes = frame::write(&Command::new(status, sequence, pdu));
        self.0.write_all(&bytes).await.unwrap();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the work of the session under test"
)]
fn stage() -> (
    Session,
    mpsc::Receiver<Incoming>,
    tokio::task::JoinHandle<Ended>,
    Peer,
) {
    let (ours, theirs) = tokio::io::duplex(4_096);
    let (session, incoming, work) = open(ours, SETTINGS);
    (session, incoming, tokio::spawn(work), Peer(theirs))
}

const ENQUIRE: u32 = 0x15;
const UNBIND: u32 = 6;
const UNBIND_RESP: u32 = 0x8000_0006;
const NACK: u32 = 0x8000_0000;

#[tokio::test]
async fn answers_find_their_requests_in_any_order() {
    let (session, _incoming, _work, mut peer) = stage();
    let answers = async {
        let (_, first) = peer.next().await.unwrap();
        let (_, second) = peer.next().await.unwrap();
        peer.say(CommandStatus::EsmeRthrottled, second, Pdu::EnquireLinkResp)
            .await;
        peer.say(CommandStatus::EsmeRsyserr, first, Pdu::GenericNack)
            .await;
    };
    let (one, two, ()) = tokio::join!(
        session.request(Pdu::EnquireLink),
        session.request(Pdu::EnquireLink),
        answers
    );
    // Which of the two was first is theirs to say; each has one of the two answers.
    let mut statuses = [one.unwrap().status, two.unwrap().status];
    statuses.sort();
    assert_eq!(
        statuses,
        [CommandStatus::EsmeRsyserr, CommandStatus::EsmeRthrottled]
    );
    assert_eq!(session.unanswered(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_full_window_lets_nothing_out() {
    let (session, _incoming, _work, mut peer) = stage();
    let asks = || session.request(Pdu::EnquireLink);
    let peer = async {
        peer.next().await.unwrap();
        peer.next().await.unwrap();
        tokio::time::timeout(Duration::from_secs(30), peer.next()).await
    };
    let (one, two, three, fourth) = tokio::join!(asks(), asks(), asks(), peer);
    let lost = |it: Result<Command, Lost>| it.unwrap_err();
    let mut all = [lost(one), lost(two), lost(three)].map(|it| matches!(it, Lost::NotSent(_)));
    all.sort_unstable();
    assert_eq!(all, [false, false, true]);
    // The third came to nothing, and the peer never saw it; what it sees later is an enquiry.
    assert!(fourth.is_err() || fourth.is_ok_and(|it| it.is_some_and(|(id, _)| id == ENQUIRE)));
}

#[tokio::test(start_paused = true)]
async fn requests_that_belong_together_end_together() {
    let (session, _incoming, _work, mut peer) = stage();
    let begun = Instant::now();
    let until = begun + Duration::from_secs(12);
    let answers = async {
        let (_, first) = peer.next().await.unwrap();
        tokio::time::sleep(Duration::from_secs(9)).await;
        peer.say(CommandStatus::EsmeRok, first, Pdu::EnquireLinkResp)
            .await;
        // The second is never answered.
        peer.next().await
    };
    let asks = async {
        let first = session.request_by(Pdu::EnquireLink, until).await;
        let second = session.request_by(Pdu::EnquireLink, until).await;
        (first, second, begun.elapsed().as_secs())
    };
    let ((first, second, seconds), seen) = tokio::join!(asks, answers);
    assert!(first.is_ok() && seen.is_some());
    assert!(matches!(second, Err(Lost::Unknown(_))), "{second:?}");
    assert_eq!(seconds, 12);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_falls_silent_is_found_out() {
    let (session, _incoming, work, mut peer) = stage();
    let begun = Instant::now();
    assert_eq!(peer.next().await.unwrap().0, ENQUIRE);
    assert_eq!(begun.elapsed().as_secs(), 30);
    assert_eq!(work.await.unwrap(), Ended::Silent);
    assert_eq!(begun.elapsed().as_secs(), 40);
    let lost = session.request(Pdu::EnquireLink).await;
    assert!(matches!(lost, Err(Lost::NotSent(_))), "{lost:?}");
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_answers_enquiries_is_left_alone() {
    let (session, _incoming, _work, mut peer) = stage();
    for _ in 0..3 {
        let (id, sequence) = peer.next().await.unwrap();
        assert_eq!(id, ENQUIRE);
        peer.say(CommandStatus::EsmeRok, sequence, Pdu::EnquireLinkResp)
            .await;
    }
    assert!(session.is_open());
}

#[tokio::test]
async fn what_was_asked_when_the_connection_breaks_is_in_doubt() {
    let (session, _incoming, work, mut peer) = stage();
    let (lost, ()) = tokio::join!(session.request(Pdu::EnquireLink), async {
        peer.next().await.unwrap();
        drop(peer);
    });
    assert!(matches!(lost, Err(Lost::Unknown(_))), "{lost:?}");
    assert_eq!(work.await.unwrap(), Ended::Closed);
}

#[tokio::test]
async fn a_peer_that_unbinds_may_answer_what_was_asked_before() {
    let (session, _incoming, work, mut peer) = stage();
    let goodbye = async {
        let (_, asked) = peer.next().await.unwrap();
        peer.say(CommandStatus::EsmeRok, 900, Pdu::Unbind).await;
        peer.say(CommandStatus::EsmeRok, asked, Pdu::EnquireLinkResp)
            .await;
        assert_eq!(peer.next().await, Some((UNBIND_RESP, 900)));
    };
    let (answered, ()) = tokio::join!(session.request(Pdu::EnquireLink), goodbye);
    assert!(answered.is_ok(), "{answered:?}");
    assert_eq!(work.await.unwrap(), Ended::Unbound);
}

#[tokio::test]
async fn our_goodbye_ends_the_session() {
    let (session, _incoming, work, mut peer) = stage();
    let ((), ()) = tokio::join!(session.unbind(), async {
        let (id, sequence) = peer.next().await.unwrap();
        assert_eq!(id, UNBIND);
        peer.say(CommandStatus::EsmeRok, sequence, Pdu::UnbindResp)
            .await;
    });
    assert_eq!(work.await.unwrap(), Ended::Unbound);
}

#[tokio::test]
async fn requests_of_the_peer_are_handed_on_and_what_is_unknown_is_refused() {
    let (session, mut incoming, _work, mut peer) = stage();
    let deliver = rusmpp::pdus::DeliverSm::default();
    peer.say(CommandStatus::EsmeRok, 5, deliver).await;
    let request = incoming.recv().await.unwrap();
    assert_eq!(request.sequence, 5);
    session.answer(5, CommandStatus::EsmeRok, DeliverSmResp::default());
    assert_eq!(peer.next().await, Some((0x8000_0005, 5)));
    peer.say(CommandStatus::EsmeRok, 6, rusmpp::pdus::QuerySm::default())
        .await;
    assert_eq!(peer.next().await, Some((NACK, 6)));
    peer.say(CommandStatus::EsmeRok, 7, Pdu::EnquireLink).await;
    assert_eq!(peer.next().await, Some((0x8000_0015, 7)));
}
