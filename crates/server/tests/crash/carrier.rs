//! The carrier's manners: mostly quick and right, sometimes busy, slow, silent or forgetful.
//!
//! What happens to a message is decided by its order and the seed, so each attempt with one
//! message meets the same manners.

use crate::dice::Dice;
use crate::ledger::of_subject;
use mmsc::{Answer, Behaviour, Mmsc, Running, Settings, Submission, What, When};
use std::sync::Arc;
use std::time::Duration;

/// Pause between attempts of a report, and how many: longer than any restart takes.
const REPORT_PAUSES: [Duration; 100] = [Duration::from_millis(300); 100];

/// Starts the carrier.
pub(crate) async fn start(seed: u64) -> Running {
    let settings = Settings {
        behaviour: Arc::new(move |submission| manners(submission, seed)),
        report_pauses: REPORT_PAUSES.to_vec(),
        report_timeout: Duration::from_secs(2),
        ..Settings::default()
    };
    Mmsc::start(settings).await.unwrap()
}

fn manners(submission: &Submission, seed: u64) -> Behaviour {
    let order = submission.subject.as_deref().and_then(of_subject);
    let mut dice = Dice::new(seed ^ 0xCA_881E, order.unwrap_or(u64::MAX));
    let latency = match dice.below(20) {
        0 => dice.millis(200..500),
        _ => dice.millis(0..60),
    };
    let soon = dice.millis(0..300);
    let later = soon + dice.millis(20..800);
    let busy = u32::from(dice.below(3) == 0) + 1;
    let answering = |answer| Behaviour::answering(answer).slow(latency);
    let taken = || answering(Answer::Accept);
    match dice.below(100) {
        0..62 => taken().then(soon, "Retrieved"),
        62..70 => taken().and(When::BeforeAnswer, What::Delivery("Retrieved".into())),
        70..74 => taken().then(soon, "Retrieved").then(later, "Retrieved"),
        74..77 => taken().then(soon, "Retrieved").then(later, "Deferred"),
        77..81 => taken().then(soon, "Deferred").then(later, "Retrieved"),
        81..83 => taken().then(soon, "Expired"),
        83..85 => taken().then(soon, "Rejected"),
        85..90 => answering(Answer::Busy(busy)).then(soon, "Retrieved"),
        90..92 => answering(Answer::Refuse(2004)),
        92..94 => answering(Answer::Lost).then(soon, "Retrieved"),
        94 => answering(Answer::Truncated).then(soon, "Retrieved"),
        95 => answering(Answer::Garbage).then(soon, "Expired"),
        96 => answering(Answer::HangUp),
        97 => taken().then(later + Duration::from_millis(1_500), "Retrieved"),
        _ => taken(),
    }
}

/// Whether the gateway has confirmed every report that the manners have for these submissions.
pub(crate) fn has_told_all(submissions: &[Submission], seed: u64) -> bool {
    let taken = submissions.iter().filter(|one| one.is_accepted());
    taken
        .flat_map(|one| {
            let notices = manners(one, seed).notices;
            notices.into_iter().map(move |notice| (one, notice.what))
        })
        .all(|(one, what)| match what {
            What::Delivery(word) => one.is_reported(&word),
            What::Read(_) | What::Reply { .. } => true,
        })
}
