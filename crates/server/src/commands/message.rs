//! `wirephoto message`: the whole life of one message.

use crate::config::Layers;
use crate::desk;
use crate::error::Error;
use crate::life;
use crate::screen;
use crate::table::table;
use domain::id::MessageId;
use domain::number::mask;
use serde_json::{Value, json};
use std::path::Path;
use storage::life::{Attempt, Life};

/// Show the whole life of a message.
///
/// Its moves, every attempt to hand it over, every report of the carrier in the carrier's words, and
/// every try to tell the customer, each with its time. Works on the store of the configuration, also
/// while `serve` runs. Numbers are shown by their last four digits.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// Its tracking-id, or its number.
    id: String,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  wirephoto message MMS_1
  wirephoto message 1 --json";

/// Prints the life.
pub(crate) async fn run(args: Args, file: Option<&Path>) -> Result<(), Error> {
    let desk = desk::open(&Layers::find(file)?).await?;
    let failed = || Error::doing("read the message");
    let tracked = desk.store.tracked(&args.id).await.map_err(failed())?;
    let id = tracked.or_else(|| args.id.parse().ok().map(MessageId));
    let life = match id {
        Some(id) => desk.store.life(id).await.map_err(failed())?,
        None => None,
    };
    let life = life.ok_or_else(|| {
        Error::said(format!(
            "no message is called {:?}; give its tracking-id or its number",
            args.id
        ))
    })?;
    let account = desk.store.account(life.message.account).await;
    let account = account.map_err(failed())?.map(|it| it.name);
    let account = account.unwrap_or_default();
    match args.json {
        true => screen::line(format_args!("{:#}", object(&life, &account))),
        false => screen::text(&text(&life, &account)),
    }
    Ok(())
}

/// Two tables: what it is, and what happened.
fn text(life: &Life, account: &str) -> String {
    let message = &life.message;
    let row = |name: &str, value: String| vec![name.to_owned(), value];
    let mut rows = vec![
        row("message", message.id.to_string()),
        row("tracking-id", message.tracking.clone()),
        row("account", account.to_owned()),
        row("from", mask(&message.from)),
        row("to", message.to.masked()),
        row("link", message.link.clone()),
        row("state", message.state.word().to_owned()),
        row("valid until", message.validity.to_string()),
    ];
    let ids = life.attempts.iter().filter_map(|it| {
        let id = it.carrier_message_id.clone()?;
        Some(row("id of the carrier", id))
    });
    rows.extend(ids);
    format!("{}\n{}", table(0, &rows), life::dated_steps(life))
}

fn object(life: &Life, account: &str) -> Value {
    let message = &life.message;
    let moves = life
        .moves
        .iter()
        .map(|it| json!({ "at": it.at.to_string(), "state": it.to.word(), "note": it.note }));
    let reports = life.reports.iter().map(|it| {
        json!({
            "received": it.received.to_string(),
            "at": it.at.map(|at| at.to_string()),
            "link": it.link,
            "message_id": it.carrier_message_id,
            "fate": it.fate.word(),
            "word": it.word,
            "text": it.text,
            "handset": it.handset,
        })
    });
    let events = life.events.iter().map(|(event, tries)| {
        let tries = tries.iter().map(|it| {
            json!({
                "at": it.at.to_string(),
                "took_ms": it.took_ms,
                "status": it.status,
                "error": it.error,
            })
        });
        json!({
            "at": event.fact.at.to_string(),
            "code": event.fact.event.code(),
            "tries": tries.collect::<Value>(),
        })
    });
    json!({
        "id": message.id.0,
        "tracking": message.tracking,
        "account": account,
        "from": mask(&message.from),
        "to": message.to.masked(),
        "link": message.link,
        "state": message.state.word(),
        "accepted": message.accepted.to_string(),
        "validity": message.validity.to_string(),
        "moves": moves.collect::<Value>(),
        "attempts": life.attempts.iter().map(attempt).collect::<Value>(),
        "reports": reports.collect::<Value>(),
        "events": events.collect::<Value>(),
    })
}

fn attempt(attempt: &Attempt) -> Value {
    json!({
        "number": attempt.number,
        "link": attempt.link,
        "began": attempt.began.to_string(),
        "ended": attempt.ended.map(|it| it.to_string()),
        "bytes": attempt.size_bytes,
        "ending": life::ending(attempt.ending),
        "code": attempt.code,
        "text": attempt.text,
        "message_id": attempt.carrier_message_id,
    })
}
