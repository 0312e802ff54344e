//! Takes messages along to another link that wait for one by which nothing goes.
//!
//! Such messages are with no carrier: nobody has claimed them, and they are ready. Each move is one
//! change, noted in the message's history, and is not made when somebody claims the message
//! meanwhile.

use crate::context::Context;
use crate::{Error, jobs, moves};
use domain::account::Account;
use domain::id::{AccountId, MessageId};
use domain::message::Message;
use domain::state::State;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use storage::change::{Applied, Change, Detour};
use storage::job::Lease;

/// Messages looked at in one go.
const PAGE: usize = 200;

/// Whether messages of a link may have somewhere else to go.
pub(super) fn is_due(ctx: &Context, link: &str) -> bool {
    let simulated = |link: &str| ctx.links.named(link).map(|link| link.settings().simulated);
    let mut names = ctx.links.iter().map(|link| link.settings().name.as_str());
    ctx.is_out(link) && names.any(|other| simulated(other) == simulated(link) && ctx.is_open(other))
}

/// Looks at all that waits for a link, as long as nothing goes by it; returns how many messages
/// were taken along.
pub(super) async fn take_along(ctx: &Context, link: &str) -> Result<u64, Error> {
    let queue = jobs::submit_queue(link);
    let (mut behind, mut taken) = (None, 0);
    let mut accounts = HashMap::new();
    while is_due(ctx, link) {
        let page = ctx.store.waiting(&queue, behind.clone(), PAGE).await?;
        let mut changes = Vec::new();
        for (_, subject) in &page {
            changes.extend(detour_of(ctx, link, MessageId(*subject), &mut accounts).await?);
        }
        let changes = changes.into_iter().map(|change| ctx.store.change(change));
        for applied in futures_util::future::join_all(changes).await {
            taken += u64::from(applied? == Applied::Done);
        }
        behind = page.last().cloned();
        if page.len() < PAGE {
            break;
        }
    }
    if taken > 0 {
        tracing::info!(link, taken, "{taken} messages of {link} go by other links");
        ctx.hint();
    }
    Ok(taken)
}

/// The change that takes a message along, if it waits for this link and has another one.
async fn detour_of(
    ctx: &Context,
    link: &str,
    id: MessageId,
    accounts: &mut HashMap<AccountId, Account>,
) -> Result<Option<Change>, Error> {
    let Some(message) = ctx.store.message(id).await? else {
        return Ok(None);
    };
    if message.link != link {
        return Ok(None);
    }
    let account = match accounts.entry(message.account) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(unknown) => match ctx.store.account(message.account).await? {
            Some(account) => unknown.insert(account),
            None => return Ok(None),
        },
    };
    let why = match ctx.is_paused(link) {
        true => "is paused",
        false => "does not answer",
    };
    Ok(detour(ctx, (account, &message), why, None))
}

/// The change by which a message that is ready goes on to the next link of its list, if there is
/// one that is open. `lease` is the claim on its job, if it is claimed.
pub(crate) fn detour(
    ctx: &Context,
    (account, message): (&Account, &Message),
    why: &str,
    lease: Option<Lease>,
) -> Option<Change> {
    if !matches!(message.state, State::Ready | State::SmsReady) {
        return None;
    }
    let next = ctx.next_link(account, message)?.settings().name.clone();
    let now = ctx.clock.now();
    let note = format!("goes by {next} now: {} {why}", message.link);
    let moved = Message {
        link: next.clone(),
        ..message.clone()
    };
    Some(Change {
        detour: Some(Detour {
            job: jobs::submit(&moved, now),
            link: next,
            lease,
        }),
        ..moves::stay(message, now, note)
    })
}
