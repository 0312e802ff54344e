//! The stage: a gateway as the program wires it, a strict simulated carrier, the customer's
//! servers and a clock that stands still.
//!
//! Everything listens on loopback on free ports; the store is a real one in a folder of its own
//! and commits to the disk. All waits are for conditions, never for a time.

use crate::call::{Answer, Call};
use crate::order::Order;
use carriers::LinkSettings;
use domain::account::{Account, Postbacks, Scope, Sender, SenderKind};
use domain::id::AccountId;
use domain::state::State;
use engine::clock::Clock;
use mmsc::{Mmsc, Submission};
use server::config::Config;
use server::wiring;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use storage::Store;
use storage::account::Key;
use storage::event::Telling;
use storage::life::Life;
use tempfile::TempDir;
use testkit::{ManualClock, MediaServer, Received, Receiver};

/// The key of the account.
pub(crate) const KEY: &str = "0123456789abcdef0123456789abcdef";

/// The link to the carrier for MMS.
pub(crate) const LINK: &str = "sim";

/// The link to the carrier for SMS.
pub(crate) const SMS_LINK: &str = "texts";

/// How long a condition may take to be met.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The time at which every test begins, as postbacks write it.
pub(crate) const BEGIN: &str = "2026-05-04T07:27:29+00:00";

/// What a test may change before the gateway starts.
pub(crate) struct Setup {
    pub(crate) account: Account,
    pub(crate) config: Config,
    pub(crate) link: LinkSettings,
    pub(crate) sms_link: LinkSettings,
    /// Further links to the same carrier.
    pub(crate) more_links: Vec<LinkSettings>,
    pub(crate) carrier: mmsc::Settings,
    /// Takes the place of the carrier's address in the link, as a tap or a wall between.
    pub(crate) carrier_url: Option<String>,
}

impl Setup {
    /// A live account with a carrier that is not marked as simulated.
    pub(crate) fn live(&mut self) {
        self.account.policy.test = false;
        self.link.simulated = false;
        self.sms_link.simulated = false;
    }

    /// Texts go over SMPP, to the simulated carrier unless there is a url.
    pub(crate) fn smpp(&mut self, keys: &str) {
        self.sms_link = link(SMS_LINK, &format!("{SMPP_LINK_KEYS}{keys}"));
    }

    /// A key of the protocol of the link.
    pub(crate) fn link_key(&mut self, name: &str, value: impl Into<toml::Value>) {
        self.link
            .protocol_keys
            .insert(name.to_owned(), value.into());
    }
}

/// The stage.
pub(crate) struct Gateway {
    running: Option<wiring::Gateway>,
    config: Config,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) carrier: mmsc::Running,
    pub(crate) receiver: Receiver,
    pub(crate) media: MediaServer,
    pub(crate) account: AccountId,
    folder: TempDir,
}

impl Gateway {
    /// With a test account that may send from the short code 60856.
    pub(crate) async fn start() -> Self {
        Self::with(|_| ()).await
    }

    /// With what a test changes.
    pub(crate) async fn with(change: impl FnOnce(&mut Setup)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let receiver = Receiver::start().await.unwrap();
        let media = MediaServer::start().await.unwrap();
        let mut setup = Setup {
            account: account("customer", &receiver),
            config: config(&folder),
            link: link(LINK, LINK_KEYS),
            sms_link: link(SMS_LINK, SMS_LINK_KEYS),
            more_links: Vec::new(),
            carrier: mmsc::Settings {
                time_scale: 0.01,
                ..mmsc::Settings::default()
            },
            carrier_url: None,
        };
        change(&mut setup);
        let carrier = Mmsc::start(setup.carrier).await.unwrap();
        let url = setup.carrier_url.unwrap_or_else(|| carrier.url());
        setup.link.protocol_keys.insert("url".into(), url.into());
        for link in &mut setup.more_links {
            link.protocol_keys
                .insert("url".into(), carrier.url().into());
        }
        let url = match setup.sms_link.protocol.as_str() {
            "smpp" => carrier.smpp_url(),
            _ => carrier.sms_url(),
        };
        let keys = &mut setup.sms_link.protocol_keys;
        keys.entry("url").or_insert_with(|| url.into());
        setup.config.link = vec![setup.link, setup.sms_link];
        setup.config.link.extend(setup.more_links);
        let mut gateway = Self {
            running: None,
            config: setup.config,
            clock: Arc::default(),
            carrier,
            receiver,
            media,
            account: AccountId(0),
            folder,
        };
        gateway.resume().await;
        gateway.account = gateway.customer(&setup.account, KEY).await;
        gateway
    }

    /// Stores a customer with a key.
    pub(crate) async fn customer(&self, account: &Account, key: &str) -> AccountId {
        let now = self.clock.now();
        let id = self.store().create_account(account, now).await.unwrap();
        self.add_key(id, key).await;
        id
    }

    /// Stores a key of that account.
    pub(crate) async fn add_key(&self, account: AccountId, key: &str) {
        let key = Key {
            digest: engine::digest(key),
            account,
            label: "test".into(),
            last4: key[key.len() - 4..].into(),
            created: self.clock.now(),
            ends: None,
            scope: Scope::default(),
        };
        self.store().add_key(&key).await.unwrap();
    }

    /// Sets the numbers that the next content and the next message get.
    pub(crate) fn number_from(&self, content: i64, message: i64) {
        for (name, next) in [("content", content), ("message", message)] {
            let set = format!("UPDATE sequences SET next = {next} WHERE name = '{name}'");
            self.database(&set);
        }
    }

    /// Does something to the database behind the gateway's back.
    pub(crate) fn database(&self, sql: &str) {
        self.opened_database().execute(sql, ()).unwrap();
    }

    /// The database, opened behind the gateway's back.
    pub(crate) fn opened_database(&self) -> rusqlite::Connection {
        let address = &self.config.store.address;
        let path = address.strip_prefix("sqlite:").expect("a store in a file");
        rusqlite::Connection::open(path).unwrap()
    }

    /// Changes the account of the test.
    pub(crate) async fn change_account(&self, change: impl FnOnce(&mut Account)) {
        let account = self.store().account(self.account).await.unwrap();
        let mut account = account.expect("the account of the test");
        change(&mut account);
        self.store().update_account(&account).await.unwrap();
    }

    // The process.

    /// Starts it, on the same store as before.
    pub(crate) async fn resume(&mut self) {
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as _;
        let ctx = wiring::context(&self.config, clock).await.unwrap();
        let running = wiring::Gateway::start(&self.config, ctx).await.unwrap();
        self.carrier.set_callback(running.callback_url(LINK));
        self.carrier
            .set_sms_callback(running.callback_url(SMS_LINK));
        self.running = Some(running);
    }

    /// Ends it in order.
    pub(crate) async fn stop(&mut self) {
        let running = self.running.take().expect("a running gateway");
        let ctx = Arc::downgrade(running.context());
        running.stop().await.unwrap();
        until("the store is closed", async || {
            ctx.upgrade().is_none().then_some(())
        })
        .await;
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) async fn crash(&mut self) {
        let running = self.running.take().expect("a running gateway");
        let ctx = Arc::downgrade(running.context());
        drop(running);
        until("the store is closed", async || {
            ctx.upgrade().is_none().then_some(())
        })
        .await;
    }

    /// Changes what the next start reads.
    pub(crate) fn change_config(&mut self, change: impl FnOnce(&mut Config)) {
        change(&mut self.config);
    }

    fn running(&self) -> &wiring::Gateway {
        self.running.as_ref().expect("a running gateway")
    }

    /// All that its parts work with.
    pub(crate) fn context(&self) -> Arc<engine::Context> {
        Arc::clone(self.running().context())
    }

    pub(crate) fn store(&self) -> &Arc<dyn Store> {
        &self.running().context().store
    }

    pub(crate) fn blobs(&self) -> &Arc<dyn blobs::Blobs> {
        &self.running().context().blobs
    }

    /// The address of the API.
    pub(crate) fn addr(&self) -> SocketAddr {
        self.running().addr()
    }

    /// Where the carrier for MMS tells what became of messages.
    pub(crate) fn callback(&self) -> String {
        self.running().callback_url(LINK)
    }

    /// The address of the admin API, if it is on.
    pub(crate) fn admin_addr(&self) -> Option<SocketAddr> {
        self.running().admin_addr()
    }

    /// Moves the clock.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Waits until no job is left, due or not.
    pub(crate) async fn until_idle(&self) {
        until("no job is left", async || {
            let depths = self.store().depths(self.clock.now()).await.unwrap();
            depths.is_empty().then_some(())
        })
        .await;
    }

    // The customer.

    /// Makes a call.
    pub(crate) async fn call(&self, call: Call) -> Answer {
        call.send(self.addr()).await
    }

    /// Posts XML as the body.
    pub(crate) async fn post_xml(&self, body: impl Into<Vec<u8>>) -> Answer {
        self.call(Call::post(body).header("Content-Type", "text/xml"))
            .await
    }

    /// Orders.
    pub(crate) async fn order(&self, order: &Order) -> Answer {
        self.post_xml(order.xml()).await
    }

    /// Orders what is refused, in an upper-case dialect and in KEBAB.
    pub(crate) async fn refuses(&self, order: &Order, code: &str, upper: &str, kebab: &str) {
        let answer = self.order(order).await;
        assert_eq!(answer.fault(), (code, upper), "{}", answer.body);
        let answer = self.call(Call::post(order.kebab()).at("/ep/v1")).await;
        let fault = (answer.field("error-code"), answer.field("error-info"));
        assert_eq!(fault, (code, kebab), "{}", answer.body);
    }

    /// Asks by GET.
    pub(crate) async fn get(&self, query: &str) -> Answer {
        self.call(Call::get(query)).await
    }

    /// Sends a text to that number and returns the tracking-id.
    pub(crate) async fn send_to(&self, number: &str) -> String {
        let answer = self.order(&Order::send(number)).await;
        answer.tracking().to_owned()
    }

    // What became of it.

    /// The life of a message.
    pub(crate) async fn life(&self, tracking: &str) -> Life {
        let id = self.store().tracked(tracking).await.unwrap();
        let life = self.store().life(id.expect("a message of that name")).await;
        life.unwrap().expect("a message with a life")
    }

    /// Waits until the life of a message meets a condition.
    pub(crate) async fn until(&self, tracking: &str, met: impl Fn(&Life) -> bool) -> Life {
        let mut last = None;
        let found = until_or_not(async || {
            let life = self.life(tracking).await;
            let is_met = met(&life);
            last = Some(life);
            is_met.then_some(())
        });
        let found = found.await;
        let life = last.expect("a life that was looked at");
        assert!(found.is_some(), "the life did not come to that: {life:#?}");
        life
    }

    /// Waits until the message has its final state and all of it is told.
    pub(crate) async fn until_final(&self, tracking: &str) -> Life {
        self.until(tracking, |life| {
            life.message.state.is_final() && is_told(life)
        })
        .await
    }

    /// Waits until the message stands there and all that happened is told.
    pub(crate) async fn until_state(&self, tracking: &str, state: State) -> Life {
        self.until(tracking, |life| {
            life.message.state == state && is_told(life)
        })
        .await
    }

    /// Waits until so many attempts to hand the message over have ended and the next one has its
    /// time; returns in how many seconds that is.
    pub(crate) async fn until_refused(&self, tracking: &str, times: usize) -> f64 {
        let is_back = |life: &Life| matches!(life.message.state, State::Ready | State::SmsReady);
        let has_ended = |life: &Life| life.attempts.iter().filter(|it| it.ended.is_some()).count();
        self.until(tracking, |life| is_back(life) && has_ended(life) == times)
            .await;
        self.until_due_within(100.0).await
    }

    /// Waits until the next job is due within so many seconds, and says in how many. A job that is
    /// in progress is due when its claim lapses, in five minutes.
    pub(crate) async fn until_due_within(&self, seconds: f64) -> f64 {
        let what = format!("a job due within {seconds} s");
        let due = async || self.next_due().await.filter(|due| *due <= seconds);
        until(&what, due).await
    }

    /// When the next job is due, in seconds from now.
    pub(crate) async fn next_due(&self) -> Option<f64> {
        let due = self.store().next_due(jiff::Timestamp::MIN).await.unwrap()?;
        Some(due.duration_since(self.clock.now()).as_secs_f64())
    }

    /// Waits until an event of the message was tried so many times.
    pub(crate) async fn until_tried(&self, tracking: &str, seq: usize, times: usize) -> Life {
        let tries = |life: &Life| life.events.get(seq - 1).map_or(0, |(_, tries)| tries.len());
        self.until(tracking, |life| tries(life) == times).await
    }

    /// Waits until the customer was posted so many times. The last of them may still be in
    /// progress; a test that moves the clock waits with `until_tried`, so that no claim lapses.
    pub(crate) async fn until_posted(&self, times: usize) -> Vec<Received> {
        let posted = self
            .receiver
            .wait_for(|all| all.len() >= times, PATIENCE)
            .await;
        posted.unwrap_or_else(|error| panic!("{times} postbacks: {error}"))
    }

    /// Bodies of all postbacks so far.
    pub(crate) fn postbacks(&self) -> Vec<String> {
        self.receiver.all().iter().map(Received::text).collect()
    }

    /// Codes of all postbacks so far.
    pub(crate) fn codes(&self) -> Vec<String> {
        let code = |body: &String| crate::call::element(body, "CODE").to_owned();
        self.postbacks().iter().map(code).collect()
    }

    /// All files that are kept beside the store.
    pub(crate) fn media_files(&self) -> Vec<PathBuf> {
        files(&self.folder.path().join("blobs"))
    }

    /// What reached the carrier, in order.
    pub(crate) fn submissions(&self) -> Vec<Submission> {
        self.carrier.log().all()
    }

    /// Waits until so many requests have reached the carrier.
    pub(crate) async fn until_submitted(&self, times: usize) -> Vec<Submission> {
        let log = self.carrier.log();
        let reached = log.wait_for(|all| all.len() >= times, PATIENCE).await;
        reached.unwrap_or_else(|error| panic!("{times} submissions: {error}"))
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

/// Whether nothing is left to be told.
fn is_told(life: &Life) -> bool {
    life.events
        .iter()
        .all(|(event, _)| event.telling != Telling::Pending)
}

/// Waits until something is there.
pub(crate) async fn until<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = until_or_not(look).await;
    found.unwrap_or_else(|| panic!("not within {PATIENCE:?}: {what}"))
}

/// Looks again and again, so often that nobody notices, and gives up in the end.
async fn until_or_not<T>(mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let mut soon = tokio::time::interval(Duration::from_millis(5));
    let found = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            soon.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, found).await.ok()
}

/// A test account with one sender, told at `receiver`.
pub(crate) fn account(name: &str, receiver: &Receiver) -> Account {
    let mut account = Account {
        id: AccountId(0),
        name: name.into(),
        access: domain::account::Access::Open,
        senders: vec![Sender::new("60856", SenderKind::ShortCode, "US")],
        policy: domain::account::Policy::default(),
        postbacks: Postbacks {
            url: Some(receiver.url()),
            ..Postbacks::default()
        },
    };
    account.policy.test = true;
    // The clock stands still, so all calls of a test are made within one second.
    account.policy.rates.throughput = Some(100_000);
    account
}

fn config(folder: &TempDir) -> Config {
    let place = |name: &str| folder.path().join(name).display().to_string();
    let mut config = Config::default();
    config.server.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.admin.listen = config.server.listen;
    config.store.address = format!("sqlite:{}", place("store.db"));
    config.blobs.address = format!("file:{}", place("blobs"));
    config.fetch.allow_private = vec!["127.0.0.0/8".parse().unwrap()];
    config.fetch.private_any_port = true;
    // Tests fail to authenticate more often than people.
    config.api.bad_key_limit = 10_000;
    config
}

/// A further link of the carrier for MMS, for test accounts.
pub(crate) fn mms_link(name: &str) -> LinkSettings {
    link(name, LINK_KEYS)
}

fn link(name: &str, keys: &str) -> LinkSettings {
    let mut link: LinkSettings = toml::from_str(keys).unwrap();
    name.clone_into(&mut link.name);
    link
}

const LINK_KEYS: &str = "
name = \"\"
protocol = \"mm7\"
simulated = true
vaspid = \"wirephoto\"
vasid = \"pictures\"
";

const SMPP_LINK_KEYS: &str = "
name = \"\"
protocol = \"smpp\"
simulated = true
user = \"wirephoto\"
password = \"pictures\"
";

const SMS_LINK_KEYS: &str = "
name = \"\"
protocol = \"sms-http\"
simulated = true
";
