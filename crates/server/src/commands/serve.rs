//! `wirephoto serve`: the gateway.

use super::Signals;
use crate::config::{Config, Durability, Layers};
use crate::error::Error;
use crate::wiring::{self, Gateway};
use crate::{logging, screen, table};
use engine::clock::SystemClock;
use std::path::Path;
use std::sync::Arc;

/// Run the gateway.
///
/// Prints what it promises and where it listens, then the line "ready"; the log goes to standard
/// error. SIGTERM or Ctrl-C: no more calls are taken, those in progress are finished, for at most
/// server.drain (20 s), and a message that is just being handed to a carrier for at most 75 s, because
/// its answer would be lost otherwise; a second signal ends it at once. What is in the queue is durable and goes on
/// with the next start.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {}

const EXAMPLES: &str = "\
Examples:
  wirephoto serve
  wirephoto serve --config /etc/wirephoto.toml
  WIREPHOTO_SERVER_LISTEN=0.0.0.0:8080 WIREPHOTO_LOG_FORMAT=json wirephoto serve";

/// Serves until a signal comes.
pub(crate) async fn run(Args {}: Args, file: Option<&Path>) -> Result<(), Error> {
    let layers = Layers::find(file)?;
    let config = layers.config()?;
    logging::start(&config.log);
    for name in layers.strange_variables() {
        tracing::warn!(name, "the variable {name} sets nothing; is it misspelt?");
    }
    let peers = wiring::checked_peers(&config, &layers)?;
    for hint in wiring::hints(&config) {
        tracing::warn!("{hint}");
    }
    if config.store.durability == Durability::Relaxed {
        tracing::warn!("store.durability is relaxed: a crash LOSES messages that were answered");
    }
    let mut signals = Signals::listen()?;
    let ctx = wiring::context_with(&config, Arc::new(SystemClock), peers).await?;
    let mut gateway = Gateway::start(&config, ctx).await?;
    screen::text(&greeting(&config, &gateway));
    tokio::select! {
        ended = gateway.ended() => return Err(by_itself(ended)),
        () = signals.next() => {}
    }
    tracing::info!("stopping: calls in progress are finished, new ones are not taken");
    tokio::select! {
        stopped = gateway.stop() => stopped?,
        () = signals.next() => return Err(Error::said("ended by a second signal")),
    }
    screen::line(format_args!("stopped"));
    Ok(())
}

/// Why it ended although nobody asked it to.
fn by_itself(ended: Result<(), Error>) -> Error {
    ended
        .err()
        .unwrap_or_else(|| Error::said("the gateway ended by itself"))
}

/// What is promised and where it listens.
fn greeting(config: &Config, gateway: &Gateway) -> String {
    let row = |name: &str, value: String| vec![name.to_owned(), value];
    let outside = |url: String| match &config.server.public_url {
        // A path of the public URL is what a proxy in front adds.
        Some(public) => {
            let path = url.splitn(4, '/').nth(3).unwrap_or_default();
            format!("{}/{path}", public.as_str().trim_end_matches('/'))
        }
        None => url,
    };
    let mut rows = vec![
        row("durable", wiring::promise(config).to_owned()),
        row("store", config.store.address.clone()),
        row("media", config.blobs.address.clone()),
        row("api", outside(gateway.api_url())),
        row("listening", format!("http://{}", gateway.addr())),
    ];
    if let Some(address) = gateway.admin_addr() {
        rows.push(row(
            "admin",
            format!("http://{address}{}", admin::http::PREFIX),
        ));
    }
    for link in &config.link {
        let kind = if link.simulated {
            "simulated carrier"
        } else {
            "carrier"
        };
        let callback = outside(gateway.callback_url(&link.name));
        rows.push(row(
            "link",
            format!("{} ({kind}), reports to {callback}", link.name),
        ));
    }
    let version = env!("CARGO_PKG_VERSION");
    format!("wirephoto {version}\n{}ready\n", table::table(2, &rows))
}
