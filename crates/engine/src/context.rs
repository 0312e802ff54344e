//! What the verbs work with: the families, the clock, the settings. Nothing else belongs here.

use crate::breaker::Breakers;
use crate::clock::Clock;
use crate::fetch_memory::FetchMemory;
use crate::in_flight::InFlight;
use crate::lookup;
use crate::routing::{Links, Switches};
use carriers::trace::Keep;
use dialects::ReplyTypes;
use domain::limits::{MB, SourceLimits};
use domain::operator::{Operator, Operators};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// The largest file that a slide may ask for; a process that fetches at all can fetch that.
const LARGEST_FILE: u64 = SourceLimits::OPTIMIZED.video_bytes;

/// Settings of the verbs; those of a family live with the family.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name of this process among those that share a store.
    pub node: String,
    /// Time for all files of one call together.
    pub call_budget: Duration,
    /// After a lost answer, how long until the customer is told that it is lost.
    pub ambiguous_wait: Duration,
    /// How long a carrier may keep silent about a message.
    pub no_report_after: Duration,
    /// How long delivery is tried when the request does not say.
    pub message_validity: Duration,
    /// How long after an event the tries to tell it are kept.
    pub event_retention: Duration,
    /// The same two waits for test accounts, short so that people see the end.
    pub test_ambiguous_wait: Duration,
    /// See `test_ambiguous_wait`.
    pub test_no_report_after: Duration,
    /// How many pictures are decoded at once.
    pub picture_workers: usize,
    /// Bytes of files that all calls together may hold in memory while fetching.
    pub fetch_memory_bytes: u64,
    /// How answers are typed; here for those that are kept.
    pub reply_types: Arc<ReplyTypes>,
    /// How long the answer to a request with a key is kept.
    pub idempotency_ttl: Duration,
    /// How long a file may be used again for the same address, if the customer lets us.
    pub cache_content_ttl: Duration,
    /// How long a file is kept that nothing names any more; longer than a call takes.
    pub keep_unused: Duration,
    /// What messages cost prepaid accounts that have no prices of their own.
    pub prices: Prices,
    /// The operator table.
    pub operators: Operators,
    /// How the operator of a number is found out.
    pub lookup: lookup::Settings,
    /// How much of the wire is kept for who wants to see it.
    pub trace: Traced,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            node: "main".into(),
            call_budget: Duration::from_secs(60),
            ambiguous_wait: Duration::from_secs(10 * 60),
            no_report_after: Duration::from_secs(72 * 3600),
            message_validity: Duration::from_secs(72 * 3600),
            event_retention: Duration::from_secs(30 * 24 * 3600),
            test_ambiguous_wait: Duration::from_secs(10),
            test_no_report_after: Duration::from_secs(60),
            picture_workers: 2,
            fetch_memory_bytes: 256 * MB,
            reply_types: Arc::default(),
            idempotency_ttl: Duration::from_secs(24 * 3600),
            cache_content_ttl: Duration::from_secs(24 * 3600),
            keep_unused: Duration::from_secs(3_600),
            prices: Prices::default(),
            operators: Operators::default(),
            lookup: lookup::Settings::default(),
            trace: Traced::default(),
        }
    }
}

/// Prices, in millionths of a credit.
#[derive(Debug, Clone, Copy)]
pub struct Prices {
    /// A message of slides.
    pub mms_micros: u64,
    /// Each part of a text.
    pub sms_part_micros: u64,
}

impl Default for Prices {
    fn default() -> Self {
        Self {
            mms_micros: 1_000_000,
            sms_part_micros: 1_000_000,
        }
    }
}

/// How much is kept of what goes over the wire of links while somebody wants to see it.
#[derive(Debug, Clone, Copy)]
pub struct Traced {
    /// Exchanges of each link, the last ones.
    pub exchanges: u32,
    /// Bytes of each request and of each answer, the first ones.
    pub bytes: usize,
    /// How long an exchange is kept.
    pub retention: Duration,
}

impl Default for Traced {
    fn default() -> Self {
        Self {
            exchanges: 200,
            bytes: 64 * 1024,
            retention: Duration::from_secs(24 * 3600),
        }
    }
}

/// The families, the clock and the settings; shared by all calls and steps.
pub struct Context {
    /// Durable state and the queue.
    pub store: Arc<dyn storage::Store>,
    /// Media bytes.
    pub blobs: Arc<dyn blobs::Blobs>,
    /// Outbound HTTP.
    pub client: net::Client,
    /// Links to carriers.
    pub links: Links,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Settings.
    pub settings: Settings,
    /// How many bytes of carriers' requests to us, and of the answers, are wanted for a trace.
    pub callbacks: Keep,
    /// Under which address the outside reaches us; see [`Context::announce`].
    public_url: OnceLock<String>,
    /// Tells the queue runner of this process that there may be work. Only a hint: work is found
    /// without it, a little later.
    pub(crate) hint: Notify,
    /// Links that do not answer.
    pub(crate) breakers: Breakers,
    /// Links that the operator has paused or drains.
    pub(crate) switches: Switches,
    /// A place of ours has stopped for good: the process must end, and start anew.
    pub(crate) stopped: AtomicBool,
    /// Bounds how many pictures are decoded at once.
    pub(crate) pictures: Arc<Semaphore>,
    /// Bounds the bytes of files that are being fetched.
    pub(crate) fetching: Arc<FetchMemory>,
    /// Calls that are running under a key.
    pub(crate) in_flight: Arc<InFlight>,
}

impl Context {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        (store, blobs): (Arc<dyn storage::Store>, Arc<dyn blobs::Blobs>),
        client: net::Client,
        links: Links,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Self {
        let pictures = Arc::new(Semaphore::new(settings.picture_workers.max(1)));
        let fetching = FetchMemory::new(settings.fetch_memory_bytes.max(LARGEST_FILE));
        Self {
            store,
            blobs,
            client,
            links,
            clock,
            settings,
            callbacks: Keep::default(),
            public_url: OnceLock::new(),
            hint: Notify::new(),
            breakers: Breakers::default(),
            switches: Switches::default(),
            stopped: AtomicBool::new(false),
            pictures,
            fetching,
            in_flight: Arc::default(),
        }
    }
}

impl Context {
    /// Says under which address the outside reaches us: scheme and host, without a path. The
    /// first time counts.
    pub fn announce(&self, url: &str) {
        let url = url.trim_end_matches('/').to_owned();
        self.public_url.get_or_init(|| url);
    }

    /// What was announced.
    pub(crate) fn public_url(&self) -> &str {
        self.public_url
            .get()
            .map_or("http://localhost", String::as_str)
    }

    /// The operator of that name, if it is in the table.
    pub(crate) fn operator(&self, name: Option<&str>) -> Option<&Operator> {
        self.settings.operators.by_name(name?).map(Arc::as_ref)
    }

    /// Tells the queue runner that there may be work.
    pub(crate) fn hint(&self) {
        self.hint.notify_one();
    }

    /// Ends the process, in order: a place of ours has stopped, and only a new one can help.
    /// Nothing may be due that the queue would fail at, so whoever meets it says so.
    pub(crate) fn give_up(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.hint();
    }
}
