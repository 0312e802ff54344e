//! Traces: what goes over the wire of links is kept for as long as the operator wants to see it.
//!
//! What was said is in the store, so it holds for every process and after a restart, within half a
//! second, and ends by itself. Guarantee: no hand-over and no answer to a carrier waits for a trace;
//! what is too much at once is left out and counted.

use crate::context::Context;
use crate::error::chain;
use carriers::Link;
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use storage::trace::Trace;
use tokio::sync::watch;

/// How often what links have shown is stored; they keep a hundred exchanges until then.
const EVERY: Duration = Duration::from_millis(500);

/// Exchanges that are stored in one go: messages have their turns between.
const AT_ONCE: usize = 4;

/// Opens and shuts the taps of links and stores what they show, until told to stop.
pub(crate) async fn keep_up(ctx: &Context, mut stop: watch::Receiver<bool>) {
    loop {
        let stopping = *stop.borrow();
        if let Err(error) = round(ctx).await {
            complain("traces", &error);
        }
        if stopping {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

fn complain(of: &str, error: &storage::Error) {
    let why = chain(error);
    tracing::warn!(error = %why, "{of}: what went over the wire could not be kept: {why}");
}

async fn round(ctx: &Context) -> Result<(), storage::Error> {
    let (now, said) = (ctx.clock.now(), ctx.store.traces().await?);
    let mut wanted = 0;
    for link in ctx.links.iter() {
        let name = &link.settings().name;
        let said = said.iter().find(|it| it.link == *name);
        let until = said.map_or(Timestamp::MIN, |it: &Trace| it.until);
        let bytes = if until > now {
            ctx.settings.trace.bytes
        } else {
            0
        };
        link.tap().open(bytes);
        wanted = wanted.max(bytes);
        // The next link may have better luck.
        if let Err(error) = store(ctx, link, until).await {
            complain(name, &error);
        }
    }
    ctx.callbacks.store(wanted, Ordering::Relaxed);
    Ok(())
}

/// Stores what a link has shown of before that instant.
async fn store(
    ctx: &Context,
    link: &Arc<dyn Link>,
    until: Timestamp,
) -> Result<(), storage::Error> {
    if !link.tap().has_any() {
        return Ok(());
    }
    let tap = Arc::clone(link.tap());
    // Looking for secrets takes a processor's time, which messages shall have first.
    let taken = tokio::task::spawn_blocking(move || tap.take()).await;
    let name = &link.settings().name;
    let (mut exchanges, mut lost) = taken.unwrap_or_else(|error| {
        tracing::error!(link = %name, %error, "exchanges of {name} could not be read");
        Default::default()
    });
    exchanges.retain(|it| it.began < until);
    let most = ctx.settings.trace.exchanges;
    while !exchanges.is_empty() || lost > 0 {
        let rest = exchanges.split_off(exchanges.len().min(AT_ONCE));
        let store = &ctx.store;
        store.keep_exchanges(name, exchanges, lost, most).await?;
        (exchanges, lost) = (rest, 0);
    }
    Ok(())
}
