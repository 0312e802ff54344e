//! Applies what a carrier has reported of a message.
//!
//! Reports may be early, late, repeated or contradict each other: they are applied oldest first,
//! each only if the table of moves makes something of it, and all are kept. One that makes
//! nothing is marked as seen and changes nothing. What they make of the message together is one
//! transaction, and the job ends in it.
//!
//! Source: docs/contract.md, message states and carrier's words to events.

use super::{Step, anew, subject};
use crate::context::Context;
use crate::{Error, jobs, moves};
use async_trait::async_trait;
use domain::account::Account;
use domain::message::Message;
use domain::reason::Reason;
use domain::report::{Fate, Report};
use domain::state::Cause;
use jiff::Timestamp;
use storage::change::{Applied, Change};
use storage::job::Job;
use storage::report::OpenReport;

pub(crate) struct Apply;

#[async_trait]
impl Step for Apply {
    fn name(&self) -> &'static str {
        jobs::REPORT
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let Some((account, mut message)) = subject(ctx, job).await? else {
            return Ok(());
        };
        let mut changes = Vec::new();
        for report in ctx.store.open_reports(message.id).await? {
            let change = change(ctx, &account, &message, &report);
            message.state = change.to;
            message.told_sent |= change.tells_sent;
            changes.push(change);
        }
        let Some(last) = changes.last_mut() else {
            ctx.store.finish(job.lease).await?;
            return Ok(());
        };
        last.finishes = Some(job.lease);
        match ctx.store.changes(changes).await? {
            Applied::Done => ctx.hint(),
            Applied::Stale => anew(ctx, job).await?,
            Applied::LeaseLost => {}
        }
        Ok(())
    }
}

/// What a report makes of a message: at the least, that it has been seen.
fn change(ctx: &Context, account: &Account, message: &Message, open: &OpenReport) -> Change {
    let report = &open.report;
    let with = moves::Particulars {
        reason: reason(report),
        handset: report.handset.clone(),
        carrier_message_id: Some(report.carrier_message_id.clone()),
        happened: Some(happened(report, message)),
        finishes: None,
        note: format!("the carrier reports {}", report.word),
    };
    let at = report.received;
    let cause = match message.state.goes_as_sms() {
        true => Cause::SmsReport(report.fate),
        false => Cause::MmsReport(report.fate),
    };
    let change = match open.partial {
        true => None,
        false => moves::change(ctx, (account, message), cause, at, with),
    };
    let change = change.unwrap_or_else(|| {
        let what = match open.partial {
            true => "of a part; others are still out",
            false => "which changes nothing",
        };
        let note = format!("the carrier reports {}, {what}", report.word);
        moves::stay(message, at, note)
    });
    Change {
        reports: vec![open.id],
        ..change
    }
}

/// When it happened: by the carrier's clock, as far as that can be true.
fn happened(report: &Report, message: &Message) -> Timestamp {
    let at = report.at.unwrap_or(report.received);
    at.min(report.received).max(message.accepted)
}

/// The carrier's own explanation of a failure, cut as the contract says.
fn reason(report: &Report) -> Option<Reason> {
    match report.fate {
        Fate::Delivered | Fate::Held | Fate::Read => None,
        Fate::Expired | Fate::Rejected | Fate::Unrecognised | Fate::Failed => {
            Reason::carrier("", report.text.as_deref().unwrap_or_default())
        }
    }
}
