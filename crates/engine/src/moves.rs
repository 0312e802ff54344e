//! From a cause to a change: what a move brings with it, whatever step makes it.
//!
//! The table of legal moves and what the customer is told of each is `domain::state`; here its
//! rows become one transaction: the new state, the events in their order, the timers that start
//! and end.

use crate::context::Context;
use crate::jobs;
use domain::account::Account;
use domain::event::Event;
use domain::message::{Body, Message};
use domain::notice::SentAs;
use domain::reason::Reason;
use domain::state::{Cause, State, Step, Told};
use jiff::Timestamp;
use std::time::Duration;
use storage::change::Change;
use storage::credit::Settlement;
use storage::event::NewEvent;
use storage::job::{Lease, NewJob};

/// What accompanies a cause.
#[derive(Debug, Clone, Default)]
pub(crate) struct Particulars {
    /// Why, in the words that the customer may read.
    pub(crate) reason: Option<Reason>,
    /// When the fact happened, where that is not the moment of the move.
    pub(crate) happened: Option<Timestamp>,
    /// What the report says of the phone.
    pub(crate) handset: Option<String>,
    /// The carrier's own id.
    pub(crate) carrier_message_id: Option<String>,
    /// Job that the change finishes.
    pub(crate) finishes: Option<Lease>,
    /// For the history.
    pub(crate) note: String,
}

/// The change that a cause makes, or `None` when the message stays as it is.
pub(crate) fn change(
    ctx: &Context,
    (account, message): (&Account, &Message),
    cause: Cause,
    at: Timestamp,
    with: Particulars,
) -> Option<Change> {
    let step = message.state.on(cause)?;
    let timers = timers(ctx, account, message, step.to, at);
    Some(take((account, message), step, timers, at, with))
}

/// The change that ends a message, or `None` when the cause does not end it. For those who have no
/// gateway around them.
pub(crate) fn end(
    of: (&Account, &Message),
    cause: Cause,
    at: Timestamp,
    with: Particulars,
) -> Option<Change> {
    let step = of.1.state.on(cause).filter(|step| step.to.is_final())?;
    Some(take(of, step, (Vec::new(), OVER.to_vec()), at, with))
}

/// Timers that begin, and kinds of jobs that end.
type Timers = (Vec<NewJob>, Vec<&'static str>);

/// Kinds of jobs that have nothing to do for a message that is over.
const OVER: [&str; 5] = [
    jobs::PREPARE,
    jobs::SUBMIT,
    jobs::SETTLE,
    jobs::SILENCE,
    jobs::EXPIRE,
];

fn take(
    (account, message): (&Account, &Message),
    step: Step,
    (jobs, cancels): Timers,
    at: Timestamp,
    with: Particulars,
) -> Change {
    let told: &[Event] = match step.told {
        Told::Nothing => &[],
        Told::Event(event) => &[event],
        Told::SentOnce if message.told_sent => &[],
        Told::SentOnce => &[Event::MessageSent],
        Told::SentOnceThen(event) if message.told_sent => &[event],
        Told::SentOnceThen(event) => &[Event::MessageSent, event],
    };
    let events: Vec<NewEvent> = told
        .iter()
        .filter(|event| hears(account, message, **event))
        .map(|&event| new_event(account, message, event, with.happened.unwrap_or(at), &with))
        .map(|fact| match step.told {
            // The reason belongs to what follows; the late N101 itself has none.
            Told::SentOnceThen(_) if fact.event.says_sent() => NewEvent {
                reason: None,
                ..fact
            },
            _ => fact,
        })
        .collect();
    Change {
        tells_sent: message.told_sent || told.contains(&Event::MessageSent),
        events,
        jobs,
        cancels,
        settles: settlement(message, told, step.to),
        finishes: with.finishes,
        ..Change::new(message.id, (message.state, step.to), at, with.note)
    }
}

/// What becomes of what a message has reserved: it is used up when the customer is told that it
/// was sent, and free again when it never will be.
///
/// Source: docs/contract.md, billing.
fn settlement(message: &Message, told: &[Event], to: State) -> Option<Settlement> {
    if told.contains(&Event::MessageSent) {
        return Some(Settlement::Take);
    }
    (to.is_final() && !message.told_sent).then_some(Settlement::GiveBack)
}

fn new_event(
    account: &Account,
    message: &Message,
    event: Event,
    at: Timestamp,
    with: &Particulars,
) -> NewEvent {
    let event = match message.body {
        Body::Mms(_) => event,
        Body::Sms(_) => event.of_sms_order(),
    };
    NewEvent {
        event,
        at,
        account: account.id,
        sent_as: Some(if message.state.goes_as_sms() {
            SentAs::Sms
        } else {
            SentAs::Mms
        }),
        reason: with.reason.as_ref().map(Reason::word),
        handset: with.handset.clone(),
        carrier_message_id: with.carrier_message_id.clone(),
        failed_file: None,
        detail: None,
        job: jobs::notify(account.id),
    }
}

/// A change that moves nothing and only writes things down.
pub(crate) fn stay(message: &Message, at: Timestamp, note: String) -> Change {
    Change::new(message.id, (message.state, message.state), at, note)
}

/// Timers that begin and end when a message enters a state.
fn timers(ctx: &Context, account: &Account, message: &Message, to: State, at: Timestamp) -> Timers {
    let test = account.policy.test;
    let settings = &ctx.settings;
    let (answer, report) = match test {
        true => (settings.test_ambiguous_wait, settings.test_no_report_after),
        false => {
            let own = account.policy.times;
            (
                own.ambiguous_wait.unwrap_or(settings.ambiguous_wait),
                own.no_report_after.unwrap_or(settings.no_report_after),
            )
        }
    };
    let link = ctx.links.named(&message.link);
    let report = link
        .and_then(|it| it.settings().report_wait)
        .unwrap_or(report);
    let job = |kind, wait: Duration| jobs::timer(kind, message.id, at + wait);
    match to {
        State::Ambiguous | State::SmsAmbiguous if message.state != to => {
            (vec![job(jobs::SETTLE, answer)], vec![jobs::EXPIRE])
        }
        // The wait for a report began with the hand-over, not now.
        State::Ambiguous | State::SmsAmbiguous => (
            vec![job(jobs::SILENCE, report.saturating_sub(answer))],
            Vec::new(),
        ),
        State::Submitted | State::SmsSubmitted => (
            vec![job(jobs::SILENCE, report)],
            vec![jobs::SETTLE, jobs::EXPIRE],
        ),
        to if to.is_final() => (Vec::new(), OVER.to_vec()),
        State::NoReport => (Vec::new(), vec![jobs::SETTLE]),
        _ => (Vec::new(), Vec::new()),
    }
}

/// Whether the customer is told: not of what nobody ordered, and of events of our own only who
/// wants them.
fn hears(account: &Account, message: &Message, event: Event) -> bool {
    !message.unasked && (!event.is_extended() || hears_own_events(account, message))
}

fn hears_own_events(account: &Account, message: &Message) -> bool {
    account.postbacks.extended.unwrap_or_else(|| {
        let name = account
            .postbacks
            .dialect
            .as_deref()
            .unwrap_or(&message.dialect);
        dialects::named(name).is_some_and(|dialect| dialect.manners().extended_events)
    })
}
