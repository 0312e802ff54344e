//! The life of a message, for people to read.
//!
//! Puts together what the store knows of a message and what the simulated carrier wrote down about
//! it. Knows nothing of where either is from. No I/O.

use crate::table::{bytes, table};
use jiff::Timestamp;
use mmsc::{Outcome, Part, Submission};
use storage::event::{PostbackTry, StoredEvent};
use storage::life::{Attempt, Ending, Life};

/// Rows of a table.
type Rows = Vec<Vec<String>>;

/// One submission in one line, as it arrives at the simulated carrier.
pub(crate) fn submission_line(submission: &Submission) -> String {
    let outcome = match submission.outcome {
        Outcome::Accepted => "taken".to_owned(),
        Outcome::Failed => "not answered".to_owned(),
        Outcome::Refused => match submission.violations.first() {
            None => "refused".to_owned(),
            Some(first) => format!("refused, {first}"),
        },
    };
    let size = bytes(submission.content_bytes as u64);
    let what = match &submission.sms {
        Some(sms) => format!("SMS, {} parts of {}, {size}", sms.parts, sms.alphabet),
        None => format!("{} parts, {size}", submission.parts.len()),
    };
    format!(
        "{}  #{}  {} to {}  {what}  {outcome}",
        submission.arrived.strftime("%H:%M:%S"),
        submission.number,
        submission.sender.as_deref().unwrap_or("?"),
        submission.recipient(),
    )
}

/// A step: when, of what kind, and what happened.
pub(crate) type Step = (Timestamp, &'static str, String);

/// Every step of a message with its time since the first; `calls` are those that the store does
/// not know.
pub(crate) fn steps(life: &Life, calls: Vec<Step>) -> String {
    let (began, steps) = in_order(life, calls);
    let row = |(at, what, words): Step| vec![since(began, at), what.to_owned(), words];
    table(4, &steps.into_iter().map(row).collect::<Rows>())
}

/// Every step of a message that the store knows, with its time and its time since the first.
pub(crate) fn dated_steps(life: &Life) -> String {
    let (began, steps) = in_order(life, Vec::new());
    let row = |(at, what, words): Step| {
        let date = at.strftime("%Y-%m-%d %H:%M:%S%.3f UTC").to_string();
        vec![date, since(began, at), what.to_owned(), words]
    };
    table(0, &steps.into_iter().map(row).collect::<Rows>())
}

/// All steps in the order of time, and when the first was.
fn in_order(life: &Life, calls: Vec<Step>) -> (Timestamp, Vec<Step>) {
    let mut steps = calls;
    steps.extend(life.reports.iter().map(|it| {
        let more = [&it.text, &it.handset].map(|it| it.as_ref().map(|it| format!(", {it}")));
        let more: String = more.into_iter().flatten().collect();
        (it.received, "report", format!("{}{more}", it.word))
    }));
    steps.extend(moves(life));
    steps.extend(
        life.attempts
            .iter()
            .map(|it| (it.began, "hand-over", attempt(it))),
    );
    for (event, tries) in &life.events {
        let told = format!("{} (event {})", event.fact.event.code(), event.seq);
        steps.push((event.fact.at, "event", told));
        steps.extend(
            tries
                .iter()
                .map(|it| (it.at, "postback", postback(event, it))),
        );
    }
    steps.sort_by_key(|(at, _, _)| *at);
    let began = steps
        .first()
        .map_or(life.message.accepted, |(at, _, _)| *at);
    (began, steps)
}

/// The states in their order. A move bears the time of its cause, and a report may be older than
/// the answer that it had to wait for; it is shown where it took effect.
fn moves(life: &Life) -> Vec<Step> {
    let mut latest = life.message.accepted;
    let step = |it: &storage::life::Move| {
        latest = latest.max(it.at);
        let word = it.to.word();
        let plain = it.note.is_empty() || it.note == word;
        (
            latest,
            "state",
            if plain {
                word.to_owned()
            } else {
                format!("{word}: {}", it.note)
            },
        )
    };
    life.moves.iter().map(step).collect()
}

fn since(began: Timestamp, at: Timestamp) -> String {
    let count = at.duration_since(began).as_secs_f64();
    format!("{count:+7.3} s")
}

/// How an attempt ended.
pub(crate) const fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Open => "not answered yet",
        Ending::Accepted => "taken",
        Ending::NotNow => "not now",
        Ending::Never => "refused",
        Ending::NotSent => "not sent",
        Ending::Unknown => "answer lost",
    }
}

fn attempt(attempt: &Attempt) -> String {
    let ending = ending(attempt.ending);
    let link = attempt.link.as_ref();
    let link = link.map(|it| format!(" by {it}")).unwrap_or_default();
    let words = [&attempt.code, &attempt.text].map(|it| it.clone().unwrap_or_default());
    let took = attempt
        .ended
        .map(|ended| ended.duration_since(attempt.began).as_millis());
    let took = took.map(|ms| format!(" after {ms} ms")).unwrap_or_default();
    let words = words.join(" ");
    let size = bytes(attempt.size_bytes);
    format!(
        "attempt {}{link}: {size}, {ending}{took}: {}",
        attempt.number,
        words.trim()
    )
}

fn postback(event: &StoredEvent, tried: &PostbackTry) -> String {
    let code = event.fact.event.code();
    let ended = match (tried.status, &tried.error) {
        (Some(status), _) => format!("HTTP {status}"),
        (None, Some(error)) => error.clone(),
        (None, None) => "no answer".to_owned(),
    };
    format!(
        "{code} (event {}, try {}): {ended} after {} ms",
        event.seq, tried.number, tried.took_ms
    )
}

/// What became of each picture: at the source, at the carrier.
pub(crate) fn pictures(sources: &[(&str, u64)], submission: &Submission) -> String {
    let arrived: Vec<&Part> = submission
        .parts
        .iter()
        .filter(|part| part.content_type.starts_with("image/"))
        .collect();
    let row = |((name, size), part): (&(&str, u64), &&Part)| {
        vec![
            (*name).to_owned(),
            bytes(*size),
            "->".to_owned(),
            part.content_type.clone(),
            bytes(part.bytes as u64),
        ]
    };
    table(4, &sources.iter().zip(&arrived).map(row).collect::<Rows>())
}

/// What the carrier wrote down.
pub(crate) fn carrier_entry(submission: &Submission) -> String {
    let mut rows = header(submission);
    rows.extend(submission.parts.iter().map(|it| row("part", part(it))));
    for (index, slide) in submission.slides.iter().enumerate() {
        let objects = slide
            .objects
            .iter()
            .map(|it| format!("{} {}", it.element, it.src));
        let objects: Vec<_> = objects.collect();
        let shown = format!("{} s: {}", slide.duration.as_secs_f64(), objects.join(", "));
        rows.push(row(&format!("slide {}", index + 1), shown));
    }
    let status = submission
        .answered
        .as_ref()
        .and_then(|answered| answered.status);
    rows.push(row(
        "answer",
        status.map_or("none".to_owned(), |it| it.to_string()),
    ));
    let violations: Vec<_> = submission
        .violations
        .iter()
        .map(ToString::to_string)
        .collect();
    let none = violations.is_empty();
    rows.push(row(
        "violations",
        if none {
            "none".to_owned()
        } else {
            violations.join("; ")
        },
    ));
    table(4, &rows)
}

fn row(name: &str, value: String) -> Vec<String> {
    vec![name.to_owned(), value]
}

fn header(submission: &Submission) -> Rows {
    let message_id = submission.message_id.clone().unwrap_or_default();
    let head = format!(
        "MM7 {}, {} to {}, subject {:?}",
        submission.version,
        submission.sender.as_deref().unwrap_or_default(),
        submission.recipient(),
        submission.subject.as_deref().unwrap_or_default(),
    );
    let (content, wire) = (
        submission.content_bytes as u64,
        submission.wire_bytes as u64,
    );
    let size = format!("{} of content, {} on the wire", bytes(content), bytes(wire));
    vec![
        row("transaction", submission.transaction.clone()),
        row("message id", message_id),
        row("submission", head),
        row("size", size),
    ]
}

fn part(part: &Part) -> String {
    let charset = part
        .charset
        .as_deref()
        .map(|it| format!("; {it}"))
        .unwrap_or_default();
    let encoding = if part.encoding.is_empty() {
        "as it is"
    } else {
        &part.encoding
    };
    let (kind, size) = (&part.content_type, bytes(part.bytes as u64));
    format!("{}  {kind}{charset}, {encoding}, {size}", part.id)
}

/// The carrier's entry in one line.
pub(crate) fn carrier_line(submission: &Submission) -> String {
    let id = submission.message_id.as_deref().unwrap_or("none");
    if let Some(sms) = &submission.sms {
        let (parts, alphabet) = (sms.parts, &sms.alphabet);
        return format!(
            "    message id {id}, {parts} part of {alphabet}: {}\n",
            sms.text
        );
    }
    let slides: Vec<_> = submission
        .slides
        .iter()
        .map(|slide| format!("{} s", slide.duration.as_secs_f64()))
        .collect();
    format!(
        "    message id {}, {} parts, {}, slides of {}, violations: {}\n",
        id,
        submission.parts.len(),
        bytes(submission.content_bytes as u64),
        slides.join(" and "),
        match submission.violations.len() {
            0 => "none".to_owned(),
            count => count.to_string(),
        },
    )
}
