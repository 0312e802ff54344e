//! Names of the steps and of the queues they wait in.
//!
//! A step's name is at once its file, the kind of its jobs, a log field and a metric label. A
//! queue is the unit of concurrency: one for each link, one for each customer's endpoint. In the
//! queues that messages go through, each sender has a lane: senders take turns, and the messages of
//! one go in the order in which they were accepted.

use crate::context::Context;
use domain::id::{AccountId, MessageId};
use domain::inbound::InboundId;
use domain::message::Message;
use jiff::Timestamp;
use storage::inbox::Clearing;
use storage::job::NewJob;
use storage::report::Wake;

pub(crate) const PREPARE: &str = "prepare";
pub(crate) const RENDER: &str = "render";
pub(crate) const SUBMIT: &str = "submit";
pub(crate) const REPORT: &str = "report";
pub(crate) const SETTLE: &str = "settle";
pub(crate) const SILENCE: &str = "silence";
pub(crate) const NOTIFY: &str = "notify";
pub(crate) const EXPIRE: &str = "expire";
pub(crate) const DISCARD: &str = "discard";
pub(crate) const SWEEP: &str = "sweep";
pub(crate) const LAPSE: &str = "lapse";
pub(crate) const CLEAR: &str = "clear";
pub(crate) const RUN: &str = "run";
pub(crate) const HEED: &str = "heed";
pub(crate) const JOIN: &str = "join";

/// Queue of the timers.
const TIMERS: &str = "timers";

/// Prepares a message from that sender, at once.
pub(crate) fn prepare(from: &str, due: Timestamp) -> NewJob {
    NewJob {
        kind: PREPARE,
        queue: PREPARE.into(),
        lane: from.into(),
        subject: 0,
        due,
    }
}

/// Makes the usual renditions of a template.
pub(crate) fn render(due: Timestamp) -> NewJob {
    NewJob {
        kind: RENDER,
        queue: PREPARE.into(),
        lane: String::new(),
        subject: 0,
        due,
    }
}

/// Hands a message over by its link.
pub(crate) fn submit(message: &Message, due: Timestamp) -> NewJob {
    NewJob {
        kind: SUBMIT,
        queue: submit_queue(&message.link),
        lane: message.from.clone(),
        subject: message.id.0,
        due,
    }
}

/// The link of a queue, if messages wait for one there.
pub(crate) fn link_of(queue: &str) -> Option<&str> {
    let (kind, link) = queue.split_once('/')?;
    (kind == SUBMIT).then_some(link)
}

/// The queue in which messages wait for a link, as the store calls it.
#[must_use]
pub fn submit_queue(link: &str) -> String {
    format!("{SUBMIT}/{link}")
}

/// Makes messages of a campaign run.
pub(crate) fn run(due: Timestamp) -> NewJob {
    NewJob {
        kind: RUN,
        queue: RUN.into(),
        lane: String::new(),
        subject: 0,
        due,
    }
}

/// Ends a message when its validity is over, wherever it stands then.
pub(crate) fn expire(due: Timestamp) -> NewJob {
    timer(EXPIRE, MessageId(0), due)
}

/// Looks after a message when a wait is over.
pub(crate) fn timer(kind: &'static str, message: MessageId, due: Timestamp) -> NewJob {
    NewJob {
        kind,
        queue: TIMERS.into(),
        lane: String::new(),
        subject: message.0,
        due,
    }
}

/// Gives up the files of a deleted template.
pub(crate) fn discard(due: Timestamp) -> NewJob {
    timer(DISCARD, MessageId(0), due)
}

/// Removes files that nothing names any more; there is one such job for all of them.
pub(crate) fn sweep(due: Timestamp) -> NewJob {
    timer(SWEEP, MessageId(0), due)
}

/// Ends a question that a person did not answer.
pub(crate) fn lapse(due: Timestamp) -> NewJob {
    timer(LAPSE, MessageId(0), due)
}

/// Looks after a text from a phone that comes in parts.
pub(crate) fn join(due: Timestamp) -> NewJob {
    timer(JOIN, MessageId(0), due)
}

/// Removes the files of a message from a phone.
pub(crate) fn clear(due: Timestamp) -> NewJob {
    timer(CLEAR, MessageId(0), due)
}

/// Does what a person wished for.
pub(crate) fn heed(due: Timestamp) -> NewJob {
    NewJob {
        kind: HEED,
        queue: HEED.into(),
        lane: String::new(),
        subject: 0,
        due,
    }
}

/// The end of the files of a message from a phone.
pub(crate) fn clearing(ctx: &Context, id: InboundId, now: Timestamp) -> Clearing {
    Clearing {
        id,
        at: now,
        sweep: sweep(now + ctx.settings.keep_unused),
        cancels: vec![CLEAR],
        finishes: None,
    }
}

/// Kind and queue of the job that tells an event of an account.
pub(crate) fn notify(account: AccountId) -> (&'static str, String) {
    (NOTIFY, format!("{NOTIFY}/{account}"))
}

/// Kind and queue of the job that applies reports.
pub(crate) fn report() -> Wake {
    Wake {
        kind: REPORT,
        queue: REPORT.into(),
    }
}
