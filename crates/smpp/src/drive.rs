//! The two halves of a connection at work: what is read goes to who waits for it, what is to be
//! written is written in its order, and a silent peer is asked.

use crate::frame;
use crate::shared::{Ended, Incoming, Out, Shared};
use crate::tolerant;
use bytes::Bytes;
use rusmpp::{Command, CommandId, CommandStatus, Pdu};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

/// How often is looked whether the last answers have come before a goodbye is answered.
const GLANCE: Duration = Duration::from_millis(20);

/// Works until the session is over, and says why it is.
pub(crate) async fn drive<S>(
    stream: S,
    shared: Arc<Shared>,
    to_write: mpsc::UnboundedReceiver<Out>,
    requests: mpsc::Sender<Incoming>,
) -> Ended
where
    S: AsyncRead + AsyncWrite + Send + Unpin,
{
    let (mut reader, mut writer) = tokio::io::split(stream);
    shared.heard_now();
    let why = tokio::select! {
        why = read(&mut reader, &shared, &requests) => why,
        why = write(&mut writer, to_write) => why,
        why = watch(&shared) => why,
        why = shared.finished() => why,
    };
    // Answers to the peer that are written already should still reach it.
    let _ = tokio::time::timeout(Duration::from_secs(1), writer.shutdown()).await;
    shared.finish(why.clone());
    why
}

async fn read(
    reader: &mut (impl AsyncRead + Unpin),
    shared: &Shared,
    requests: &mpsc::Sender<Incoming>,
) -> Ended {
    loop {
        let bytes = match frame::read(reader).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ended::Closed,
            Err(error) => return Ended::Failed(error.to_string()),
        };
        shared.heard_now();
        match tolerant::decode(&bytes) {
            Ok(command) => {
                let incoming = match sort(command, bytes, shared) {
                    Some(incoming) => incoming,
                    None => continue,
                };
                if incoming.pdu == Pdu::Unbind {
                    // What was asked before may still be answered; so the goodbye waits for it.
                    let leaving = leave(shared, incoming.sequence);
                    tokio::select! {
                        why = leaving => return why,
                        why = Box::pin(read(reader, shared, requests)) => return why,
                    }
                }
                if requests.send(incoming).await.is_err() {
                    return Ended::Closed;
                }
            }
            Err(broken) if broken.is_answer => shared.spoilt(broken.sequence),
            Err(broken) => nack(shared, broken.sequence, CommandStatus::EsmeRinvcmdlen),
        }
    }
}

/// Hands an answer to who waits for it and does what needs nobody; the rest is for others.
fn sort(command: Command, bytes: Bytes, shared: &Shared) -> Option<Incoming> {
    let sequence = command.sequence_number;
    match command.id() {
        CommandId::EnquireLink => {
            let ok = CommandStatus::EsmeRok;
            shared.say(&Command::new(ok, sequence, Pdu::EnquireLinkResp));
            None
        }
        CommandId::DeliverSm | CommandId::Unbind => Some(Incoming {
            sequence,
            pdu: command.pdu()?.clone(),
            bytes,
        }),
        CommandId::AlertNotification | CommandId::Outbind => None,
        id if tolerant::is_answer(id.into()) => {
            shared.answered(command);
            None
        }
        _ => {
            nack(shared, sequence, CommandStatus::EsmeRinvcmdid);
            None
        }
    }
}

fn nack(shared: &Shared, sequence: u32, status: CommandStatus) {
    shared.say(&Command::new(status, sequence, Pdu::GenericNack));
}

/// Answers the peer's goodbye once nothing is unanswered, or after the time of an answer.
async fn leave(shared: &Shared, sequence: u32) -> Ended {
    shared.close_window();
    let until = shared.answer_by();
    while shared.unanswered() > 0 && Instant::now() < until {
        sleep(GLANCE).await;
    }
    let ok = CommandStatus::EsmeRok;
    shared.say(&Command::new(ok, sequence, Pdu::UnbindResp));
    // The writer writes it while this waits; the peer closes when it has it.
    sleep(Duration::from_millis(200)).await;
    Ended::Unbound
}

async fn write(
    writer: &mut (impl AsyncWrite + Unpin),
    mut to_write: mpsc::UnboundedReceiver<Out>,
) -> Ended {
    while let Some(out) = to_write.recv().await {
        let bytes = match out {
            Out::Request { bytes, ticket } if ticket.begin() => bytes,
            Out::Request { .. } => continue,
            Out::Say(bytes) => bytes,
        };
        if let Err(error) = writer.write_all(&bytes).await {
            return Ended::Failed(error.to_string());
        }
        if to_write.is_empty()
            && let Err(error) = writer.flush().await
        {
            return Ended::Failed(error.to_string());
        }
    }
    Ended::Closed
}

/// Asks a peer that has been silent whether it is there.
async fn watch(shared: &Shared) -> Ended {
    loop {
        let due = shared.heard_at() + shared.settings.enquire;
        if Instant::now() < due {
            sleep_until(due).await;
            continue;
        }
        // Whatever it says meanwhile shows that it is there.
        let asked = Instant::now();
        if shared
            .ask(Pdu::EnquireLink, shared.answer_by())
            .await
            .is_err()
            && shared.heard_at() < asked
        {
            return Ended::Silent;
        }
    }
}
