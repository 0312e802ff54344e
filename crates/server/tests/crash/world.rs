//! One whole run: cycles of start, load and kill, then peace, then judgement.

use crate::carrier;
use crate::checker::{self, Finding, Kind};
use crate::dice::{self, Dice};
use crate::disk::Disk;
use crate::evidence::{self, Evidence, Hook, Offer, Stored};
use crate::gateway::{Gateway, Place, start_and_kill, tail};
use crate::ledger::{Answer, Ledger};
use crate::load::{Office, Repeating, SENDER};
use domain::account::{
    Access, Account, Policy, Postbacks, Rates, Schedule, Scope, Sender, SenderKind,
};
use domain::id::AccountId;
use domain::state::State;
use engine::clock::{Clock as _, SystemClock};
use mmsc::Running;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;
use storage::Durability;
use storage::account::Key;
use tempfile::TempDir;
use testkit::{Receiver, Reply};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, timeout};

/// Key of the account.
const KEY: &str = "crash-test-key-0123456789abcdef";

/// Name of the link.
const LINK: &str = "carrier";

/// When the process is killed, counted from the start of the load, in milliseconds.
const KILL_MS: std::ops::Range<u64> = 50..1_500;

/// When it is killed in its start, in milliseconds.
const KILL_IN_START_MS: std::ops::Range<u64> = 0..100;

/// How long everything may take to come to its end when nothing is killed any more. Most of it
/// are the waits for lost answers and reports, and a second try of postbacks.
const PEACE: Duration = Duration::from_secs(120);

/// Exchanges open with the carrier at the same time.
const WINDOW: usize = 16;

/// How often it is looked whether everything has come to its end.
const LOOK: Duration = Duration::from_millis(250);

/// What is to be done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    cycles: u64,
    durability: Durability,
    resend_safe: bool,
    repeating: Repeating,
}

impl Plan {
    /// With the promise of the product.
    pub(crate) const fn honest(cycles: u64) -> Self {
        Self {
            cycles,
            durability: Durability::Committed,
            resend_safe: false,
            repeating: Repeating::Keyed,
        }
    }

    /// Answers before the commit; ends at the first loss.
    pub(crate) const fn relaxed(cycles: u64) -> Self {
        Self {
            durability: Durability::Relaxed,
            ..Self::honest(cycles)
        }
    }

    /// Repeats what was doubtful, with a carrier that does not recognise repetitions.
    pub(crate) const fn careless(cycles: u64) -> Self {
        Self {
            resend_safe: true,
            ..Self::honest(cycles)
        }
    }

    /// Asks again without a key when there was no answer; ends at the first double.
    pub(crate) const fn keyless(cycles: u64) -> Self {
        Self {
            repeating: Repeating::Keyless,
            ..Self::honest(cycles)
        }
    }
}

/// What came of it.
pub(crate) struct Run {
    /// All that is wrong.
    pub(crate) findings: Vec<Finding>,
    evidence: Evidence,
    kills: u64,
    kills_in_start: u64,
    slowest_start: Duration,
    seed: u64,
    log: String,
}

impl Run {
    /// How often something is wrong.
    pub(crate) fn count(&self, kind: Kind) -> usize {
        let same = self.findings.iter().filter(|finding| finding.kind == kind);
        same.count()
    }

    fn answers(&self, test: impl Fn(&Answer) -> bool) -> usize {
        let orders = self.evidence.orders.iter();
        orders.filter(|order| test(&order.answer)).count()
    }

    /// Orders that were answered `Success`.
    pub(crate) fn accepted(&self) -> usize {
        self.answers(|answer| matches!(answer, Answer::Accepted(_)))
    }

    /// Messages that became doubtful although the carrier had answered: the kill came between, or
    /// before the first byte was out.
    pub(crate) fn doubted(&self) -> usize {
        let answered = self.evidence.offers.iter().filter(|offer| offer.answered);
        let answered: HashSet<Option<u64>> = answered.map(|offer| offer.order).collect();
        let offered = self.evidence.offers.iter().map(|offer| offer.order);
        let offered: HashSet<Option<u64>> = offered.collect();
        let doubtful = self
            .evidence
            .stored
            .iter()
            .filter(|one| one.was_ambiguous());
        doubtful
            .filter(|one| answered.contains(&one.order) || !offered.contains(&one.order))
            .count()
    }

    /// Hand-overs that can have been open when the process was killed.
    pub(crate) fn open_at_kills(&self) -> usize {
        let kills = usize::try_from(self.kills + self.kills_in_start).unwrap();
        (kills + 1) * WINDOW
    }

    /// One line.
    pub(crate) fn summary(&self) -> String {
        let stored = |test: &dyn Fn(&Stored) -> bool| {
            let stored = self.evidence.stored.iter();
            stored.filter(|stored| test(stored)).count()
        };
        let at = |state| stored(&|stored| stored.state() == Some(state));
        let delivered = at(State::Delivered);
        let ended_otherwise = self.evidence.stored.len() - delivered - at(State::NoReport);
        let numbers = [
            ("accepted", self.accepted()),
            ("unanswered", self.answers(|answer| *answer == Answer::None)),
            (
                "refused",
                self.answers(|answer| matches!(answer, Answer::Refused(_))),
            ),
            ("stored", self.evidence.stored.len()),
            ("delivered", delivered),
            ("otherwise ended", ended_otherwise),
            ("no_report", at(State::NoReport)),
            ("ambiguous", stored(&Stored::was_ambiguous)),
            ("postbacks", self.evidence.hooks.len()),
            ("duplicates", self.count(Kind::Duplicate)),
            ("lost", self.count(Kind::Lost)),
            ("ghosts", self.count(Kind::Ghost)),
            ("other findings", self.other_findings()),
        ];
        let mut line = format!(
            "seed {}: {} cycles and {} kills in the start (slowest start {} ms)",
            self.seed,
            self.kills,
            self.kills_in_start,
            self.slowest_start.as_millis()
        );
        for (name, number) in numbers {
            // Writing to a string cannot fail.
            let _ = write!(line, ", {name} {number}");
        }
        line
    }

    fn other_findings(&self) -> usize {
        let told = [Kind::Duplicate, Kind::Lost, Kind::Ghost].map(|kind| self.count(kind));
        self.findings.len() - told.iter().sum::<usize>()
    }

    /// What is wrong, for people.
    pub(crate) fn told(&self) -> String {
        let shown: Vec<String> = self
            .findings
            .iter()
            .take(20)
            .map(Finding::to_string)
            .collect();
        format!(
            "{} findings with CRASH_SEED={}:\n{}\nits log ends:\n{}",
            self.findings.len(),
            self.seed,
            shown.join("\n"),
            self.log
        )
    }
}

/// What survives the gateway.
struct World {
    seed: u64,
    folder: TempDir,
    place: Place,
    disk: Disk,
    carrier: Running,
    receiver: Receiver,
    chance: Dice,
    slowest_start: Duration,
    kills_in_start: u64,
}

/// Does a plan.
pub(crate) async fn run(plan: Plan) -> Run {
    let seed = dice::seed();
    println!("CRASH_SEED={seed}");
    let mut world = World::make(plan, seed).await;
    let gateway = world.start().await;
    let office = Office::open(&gateway, (KEY, seed), plan.repeating).await;
    world.peace().await;
    gateway.kill(&world.place).await;
    let mut kills = 0;
    while kills < plan.cycles {
        world.cycle(&office).await;
        kills += 1;
        if world.has_shown(plan, &office.ledger) {
            break;
        }
    }
    let gateway = world.start().await;
    if plan.durability == Durability::Committed {
        office.settle(&gateway).await;
    }
    world.peace().await;
    gateway.kill(&world.place).await;
    world.judge(&office.ledger, kills).await
}

impl World {
    async fn make(plan: Plan, seed: u64) -> Self {
        let mut folder = tempfile::tempdir().unwrap();
        folder.disable_cleanup(dice::setting("CRASH_KEEP").is_some());
        let disk = Disk::at(&folder.path().join("data"));
        let place = Place {
            config: folder.path().join("wirephoto.toml"),
            log: folder.path().join("log"),
        };
        let carrier = carrier::start(seed).await;
        let receiver = Receiver::start().await.unwrap();
        let config = config(plan, &disk, &carrier.url());
        std::fs::write(&place.config, config).unwrap();
        create_account(&disk, &receiver).await;
        Self {
            seed,
            folder,
            place,
            disk,
            carrier,
            receiver,
            chance: Dice::new(seed, u64::MAX),
            slowest_start: Duration::ZERO,
            kills_in_start: 0,
        }
    }

    async fn start(&mut self) -> Gateway {
        let gateway = Gateway::start(&self.place).await;
        let callback = format!("http://{}/carrier/{LINK}", gateway.address());
        self.carrier.set_callback(callback);
        self.slowest_start = self.slowest_start.max(gateway.took);
        gateway
    }

    /// Start, perhaps after starts that were cut short; load; kill.
    async fn cycle(&mut self, office: &Arc<Office>) {
        while self.chance.below(3) == 0 {
            let moment = self.chance.millis(KILL_IN_START_MS);
            start_and_kill(&self.place, moment).await;
            self.kills_in_start += 1;
        }
        let gateway = self.start().await;
        self.annoy();
        let clients = office.work(&gateway);
        let moment = self.chance.millis(KILL_MS);
        // As there: the moment is what is tried out. No other wait here is without a condition.
        tokio::time::sleep(moment).await;
        gateway.kill(&self.place).await;
        all_gone(clients).await;
    }

    /// A few of the next postbacks are answered 500, late or never.
    fn annoy(&mut self) {
        let replies = (0..40).map(|_| match self.chance.below(40) {
            0 => Reply::status(500),
            1 => Reply::hang(),
            2..5 => Reply::status(200).delayed(Duration::from_millis(80)),
            5 => Reply::status(204),
            _ => Reply::status(200),
        });
        let replies: Vec<Reply> = replies.collect();
        self.receiver.answer_next(replies);
    }

    /// Waits until nothing is left to do, here and at the carrier.
    async fn peace(&self) {
        let ends = Instant::now() + PEACE;
        let seed = self.seed;
        let reports = self.carrier.log();
        let told = reports.wait_for(|all| carrier::has_told_all(all, seed), PEACE);
        told.await.expect("the gateway confirms every report");
        let mut look = interval(LOOK);
        let mut quiet = 0;
        // Twice in a row, because under `relaxed` the latest writes are not to be seen at once.
        while quiet < 2 {
            look.tick().await;
            match self.disk.unfinished() {
                None => quiet += 1,
                Some(_) if Instant::now() < ends => quiet = 0,
                Some(rest) => panic!(
                    "CRASH_SEED={seed}: not at peace within {PEACE:?}:\n{rest}\n{}",
                    tail(&self.place.log)
                ),
            }
        }
    }

    /// Whether a control has shown what it is to show.
    fn has_shown(&self, plan: Plan, ledger: &Ledger) -> bool {
        let lost = plan.durability == Durability::Relaxed && self.has_lost(ledger);
        lost || plan.repeating == Repeating::Keyless && self.disk.has_doubled()
    }

    /// Whether something that was answered is not in the store.
    fn has_lost(&self, ledger: &Ledger) -> bool {
        let there = self.disk.references();
        let orders = ledger.all();
        let mut accepted = orders
            .iter()
            .filter(|order| matches!(order.answer, Answer::Accepted(_)));
        accepted.any(|order| !there.contains(&order.number.to_string()))
    }

    async fn judge(self, ledger: &Ledger, kills: u64) -> Run {
        let store = storage::open(&self.disk.store(), Durability::Committed).await;
        let submissions = self.carrier.log().all();
        let hooks = self.receiver.all();
        let evidence = Evidence {
            orders: ledger.all(),
            offers: submissions.iter().map(Offer::of).collect(),
            hooks: hooks.iter().filter_map(Hook::of).collect(),
            stored: evidence::stored(&*store.unwrap()).await,
        };
        let mut findings = checker::check(&evidence);
        let damaged = |what| Finding {
            kind: Kind::Damaged,
            what,
        };
        findings.extend(self.disk.damage().into_iter().map(damaged));
        let broken = self.carrier.log().violations();
        findings.extend(broken.iter().map(|submission| Finding {
            kind: Kind::Ghost,
            what: format!("against the standard: {:?}", submission.violations),
        }));
        if dice::setting("CRASH_KEEP").is_some() {
            println!("kept {}", self.folder.path().display());
        }
        Run {
            findings,
            evidence,
            kills,
            kills_in_start: self.kills_in_start,
            slowest_start: self.slowest_start,
            seed: self.seed,
            log: tail(&self.place.log),
        }
    }
}

/// Waits for the clients, whose connections have just broken.
async fn all_gone(mut clients: JoinSet<()>) {
    let gone = async {
        while let Some(ended) = clients.join_next().await {
            ended.unwrap();
        }
    };
    let gone = timeout(Duration::from_secs(10), gone).await;
    gone.expect("a dead process has no open connections");
}

/// Waits are short, so that messages whose fate is unknown end within seconds.
fn config(plan: Plan, disk: &Disk, carrier: &str) -> String {
    let (store, blobs) = (disk.store(), disk.blobs());
    let resend_safe = plan.resend_safe;
    let durability = match plan.durability {
        Durability::Committed => "committed",
        Durability::Relaxed => "relaxed",
    };
    format!(
        r#"
[server]
listen = "127.0.0.1:0"
[store]
address = "{store}"
durability = "{durability}"
[blobs]
address = "{blobs}"
[fetch]
allow_private = ["127.0.0.0/8"]
private_any_port = true
[delivery]
ambiguous_wait = "2s"
no_report_after = "5s"
test_ambiguous_wait = "2s"
test_no_report_after = "5s"
[log]
level = "warn"
[[link]]
name = "{LINK}"
protocol = "mm7"
simulated = true
url = "{carrier}"
vaspid = "wirephoto"
vasid = "pictures"
window = {WINDOW}
resend_safe = {resend_safe}
timeout = "5s"
"#
    )
}

/// A test account that is told of everything.
async fn create_account(disk: &Disk, receiver: &Receiver) {
    let store = storage::open(&disk.store(), Durability::Committed).await;
    let (store, now) = (store.unwrap(), SystemClock.now());
    let account = Account {
        id: AccountId(0),
        name: "crash".to_owned(),
        access: Access::Open,
        senders: vec![Sender::new(SENDER, SenderKind::ShortCode, "US")],
        policy: Policy {
            test: true,
            rates: Rates {
                throughput: Some(100_000),
                ..Rates::default()
            },
            ..Policy::default()
        },
        postbacks: Postbacks {
            url: Some(receiver.url()),
            schedule: Schedule::Standard,
            extended: Some(true),
            secret: Some([7; 32]),
            ..Postbacks::default()
        },
    };
    let id = store.create_account(&account, now).await.unwrap();
    let key = Key {
        digest: engine::digest(KEY),
        account: id,
        label: "crash".to_owned(),
        last4: "cdef".to_owned(),
        created: now,
        ends: None,
        scope: Scope::default(),
    };
    store.add_key(&key).await.unwrap();
}
