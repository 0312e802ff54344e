//! The demonstration that ends: a few messages, their lives, and a verdict.

mod script;
mod verdict;

use super::stage::Stage;
use crate::client::{Answer, Call};
use crate::error::Error;
use crate::life::{self, Step};
use crate::screen;
use crate::table::bytes;
use engine::clock::{Clock as _, SystemClock};
use mmsc::Submission;
use script::{Act, acts};
use std::time::Duration;
use storage::event::Telling;
use storage::life::Life;
use testkit::Received;

/// How long a message may take from the answer to the last postback.
const PATIENCE: Duration = Duration::from_secs(60);

/// A message that was accepted, and all that became known of it.
struct Played {
    act: Act,
    /// What the customer did and saw that the store does not know.
    calls: Vec<Step>,
    life: Life,
    submission: Submission,
    postbacks: Vec<Received>,
}

/// Sends, waits, prints and judges.
pub(super) async fn play(stage: Stage) -> Result<(), Error> {
    let (api, carrier) = (stage.gateway.api_url(), stage.carrier.url());
    let (media, postbacks) = (stage.media.url("/"), stage.receiver.url());
    screen::line(format_args!("api      {api}\ncarrier  {carrier}"));
    screen::line(format_args!("media    {media}   postbacks {postbacks}\n"));
    let acts = acts(&stage.media);
    let count = acts.len();
    let mut played = Vec::new();
    for (index, act) in acts.into_iter().enumerate() {
        let one = perform(&stage, act).await?;
        let took = SystemClock
            .now()
            .duration_since(one.calls[0].0)
            .as_secs_f64();
        let state = one.life.message.state.word();
        screen::line(format_args!(
            "{}/{count}  {}  {state} after {took:.1} s",
            index + 1,
            one.life.message.tracking
        ));
        played.push(one);
    }
    for (index, one) in played.iter().enumerate() {
        screen::line(format_args!("\n{}", tell(index, one)));
    }
    verdict::judge(&stage, &played)?;
    stage.close().await?;
    screen::line(format_args!(
        "\nAll {count} messages were delivered and reported; the carrier found no violation."
    ));
    Ok(())
}

/// Sends one message and waits for its end.
async fn perform(stage: &Stage, mut act: Act) -> Result<Played, Error> {
    let mut calls = Vec::new();
    let mut postbacks = Vec::new();
    if let Some(save) = &act.save {
        let saved = call(stage, save, false, &mut calls).await?;
        let id = saved.get("MMSID").to_owned();
        let ready = wait(stage, &[("MMSID", &id), ("CODE", "N003")], &act.title).await?;
        calls.push((
            ready.at,
            "postback",
            "N003 (the template is ready)".to_owned(),
        ));
        postbacks.push(ready);
        act.send.fields.push(("MMSID", id));
    }
    let answer = call(stage, &act.send, act.by_get, &mut calls).await?;
    let tracking = answer.get("TRACKINGID").to_owned();
    for code in act.codes() {
        let fields = [("TRACKINGID", tracking.as_str()), ("CODE", code)];
        postbacks.push(wait(stage, &fields, &act.title).await?);
    }
    let life = settled(stage, &tracking).await?;
    let transaction = life.message.transaction.clone().unwrap_or_default();
    let log = stage.carrier.log().with_transaction(&transaction);
    let submission = log.into_iter().next_back();
    let lost = || Error::said(format!("{tracking}: the carrier's log does not know it"));
    let submission = submission.ok_or_else(lost)?;
    Ok(Played {
        act,
        calls,
        life,
        submission,
        postbacks,
    })
}

/// Calls the API and writes down when and what came of it.
async fn call(
    stage: &Stage,
    call: &Call,
    by_get: bool,
    calls: &mut Vec<Step>,
) -> Result<Answer, Error> {
    let asked = SystemClock.now();
    let answer = match by_get {
        true => stage.client.get(call).await?,
        false => stage.client.post(call).await?,
    };
    let answered = SystemClock.now();
    if !answer.is_success() {
        return Err(Error::said(format!(
            "a call was refused: {}",
            answer.body.trim()
        )));
    }
    let took = answered.duration_since(asked).as_millis();
    let said = ["STATUS", "MMSID", "TRACKINGID"]
        .map(|name| answer.get(name))
        .join(" ");
    let method = if by_get { "GET" } else { "POST" };
    calls.push((asked, "call", format!("{} by {method}", call.action)));
    calls.push((
        answered,
        "answer",
        format!("{} after {took} ms", said.trim_end()),
    ));
    Ok(answer)
}

fn holds(postback: &Received, name: &str, value: &str) -> bool {
    postback
        .text()
        .contains(&format!("<{name}>{value}</{name}>"))
}

/// Waits for the postback that has these fields.
async fn wait(stage: &Stage, fields: &[(&str, &str)], what: &str) -> Result<Received, Error> {
    let meets = |it: &Received| fields.iter().all(|(name, value)| holds(it, name, value));
    let failed = |it: &Received| {
        let (name, value) = fields[0];
        holds(it, name, value) && it.text().contains("<CODE>E")
    };
    let done = |all: &[Received]| all.iter().any(|it| meets(it) || failed(it));
    let waited = stage.receiver.wait_for(done, PATIENCE).await;
    let missing = || {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        format!("get the postback with {} ({what})", fields.join(" and "))
    };
    let all = waited.map_err(Error::doing(missing()))?;
    let first = all.into_iter().find(|it| meets(it) || failed(it));
    match first {
        Some(good) if meets(&good) => Ok(good),
        Some(bad) => Err(Error::said(format!("{what}: it failed: {}", bad.text()))),
        None => Err(Error::said(format!("{what}: the receiver lost a postback"))),
    }
}

/// The life of a message once its last postback is written down, which is a moment after it came.
async fn settled(stage: &Stage, tracking: &str) -> Result<Life, Error> {
    let store = &stage.context().store;
    let reading = || Error::doing("read the life of the message");
    let lost = || Error::said(format!("{tracking}: the store does not know it"));
    let id = store
        .tracked(tracking)
        .await
        .map_err(reading())?
        .ok_or_else(lost)?;
    let until = SystemClock.now() + PATIENCE;
    loop {
        let life = store.life(id).await.map_err(reading())?.ok_or_else(lost)?;
        let told = life
            .events
            .iter()
            .all(|(event, _)| event.telling == Telling::Delivered);
        if told && life.message.state.is_final() {
            return Ok(life);
        }
        if SystemClock.now() > until {
            let state = life.message.state.word();
            return Err(Error::said(format!(
                "{tracking}: stays {state}; its postbacks are not settled"
            )));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The life of a message; the first in full, the others without what looks the same.
fn tell(index: usize, played: &Played) -> String {
    let Played {
        act,
        life,
        submission,
        ..
    } = played;
    let mut text = format!("Message {}: {}\n", index + 1, act.title);
    text.push_str(&life::steps(life, played.calls.clone()));
    if !act.pictures.is_empty() {
        text.push_str("  pictures, fetched and at the carrier\n");
    }
    let sources: Vec<_> = act
        .pictures
        .iter()
        .map(|it| (it.path, it.bytes.len() as u64))
        .collect();
    text.push_str(&life::pictures(&sources, submission));
    if index == 0 {
        text.push_str("  the carrier's log\n");
        text.push_str(&life::carrier_entry(submission));
    } else {
        let wire = bytes(submission.wire_bytes as u64);
        text.push_str(&format!("  the carrier's log ({wire} on the wire)\n"));
        text.push_str(&life::carrier_line(submission));
    }
    text.push_str("  postbacks\n");
    for postback in &played.postbacks {
        let body = postback.text();
        let body = body.trim_start_matches(xml::DECLARATION).trim();
        text.push_str(&format!("    {body}\n"));
    }
    text.trim_end().to_owned()
}
