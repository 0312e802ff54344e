//! `kill -9` under load: what was answered `Success` is neither lost nor doubled.
//!
//! The real program runs as a process of its own and is killed again and again at random moments,
//! with the same data folder each time. The customer (clients, media server, postback address) and
//! the carrier (the simulated MMSC) live in this process and survive. In the end three records that
//! the gateway had no hand in — the clients' ledger, the carrier's log, the postbacks — are held
//! against each other and against the store, read while no process has it open.
//!
//! A killed process leaves its pages to the kernel, so this proves nothing about a power cut; it
//! proves that no truth lived in memory only. Controls show that the test bites: the same run with
//! `store.durability = "relaxed"` must lose messages, with a link that is wrongly declared
//! `resend_safe` it must double them, customers who repeat without a key must be served twice, and
//! forged records must be named. Customers who repeat with a key must not.
//!
//! Everything that is up to chance comes from one seed, which is printed: `CRASH_SEED=7` replays
//! orders, carrier and moments (not what the scheduler makes of them), `CRASH_CYCLES=1000` runs
//! longer, `CRASH_KEEP=1` keeps the data folder.

#![cfg(test)]

mod carrier;
mod checker;
mod controls;
mod dice;
mod disk;
mod evidence;
mod gateway;
mod ledger;
mod load;
mod picture;
mod wire;
mod world;

use crate::checker::Kind;
use crate::world::{Plan, run};
use tokio::sync::Mutex;

/// Kills under load of the ordinary run.
const CYCLES: u64 = 30;

/// Kills within which the control must have lost something; one is nearly always enough.
const CONTROL_CYCLES: u64 = 12;

/// Kills of the control that repeats what was doubtful.
const CARELESS_CYCLES: u64 = 3;

/// Kills within which customers who repeat without a key must have been served twice; one in three
/// does it.
const KEYLESS_CYCLES: u64 = 40;

/// One run at a time: two would take the machine from each other.
static TURN: Mutex<()> = Mutex::const_new(());

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_survives_every_kill() {
    let _turn = TURN.lock().await;
    let cycles = dice::setting("CRASH_CYCLES").unwrap_or(CYCLES);
    let run = Box::pin(run(Plan::honest(cycles))).await;
    println!("{}", run.summary());
    assert!(run.findings.is_empty(), "{}", run.told());
    let enough = usize::try_from(cycles).unwrap() * 5;
    assert!(
        run.doubted() <= run.open_at_kills(),
        "{} hand-overs are in doubt, and only {} can have been open",
        run.doubted(),
        run.open_at_kills()
    );
    assert!(
        run.accepted() >= enough,
        "too little happened to prove anything"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_before_the_commit_are_found_to_lose_messages() {
    let _turn = TURN.lock().await;
    let run = Box::pin(run(Plan::relaxed(CONTROL_CYCLES))).await;
    println!("control: {}", run.summary());
    assert!(
        run.count(Kind::Lost) > 0,
        "the test would not notice a loss"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn repetitions_of_doubtful_messages_are_found_to_be_duplicates() {
    let _turn = TURN.lock().await;
    let run = Box::pin(run(Plan::careless(CARELESS_CYCLES))).await;
    println!("control: {}", run.summary());
    assert!(
        run.count(Kind::Duplicate) > 0,
        "the test would not notice a duplicate"
    );
    assert_eq!(run.count(Kind::Lost), 0, "{}", run.told());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn repetitions_without_a_key_are_found_to_be_accepted_twice() {
    let _turn = TURN.lock().await;
    let run = Box::pin(run(Plan::keyless(KEYLESS_CYCLES))).await;
    println!("control: {}", run.summary());
    assert!(
        run.count(Kind::Ghost) > 0,
        "the test would not notice that a key was not honoured"
    );
    assert_eq!(run.count(Kind::Lost), 0, "{}", run.told());
}
