//! A customer: who may send what, from which sender, and how it wants to be told.

mod policy;
mod scope;

pub use policy::{
    Billing, Class, ContentLimits, FallbackRule, LimitPeriod, Lookups, Policy, Prices, Rates,
    RequestLimit, STOP_WORDS, StopScope, Stops, SubjectUnicode, Times,
};
pub use scope::Scope;

use crate::event::FallbackCode;
use crate::generation::Generation;
use crate::id::AccountId;

/// What kind of number a sender is; decides the carrier's size limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SenderKind {
    /// 3 to 8 digits, the same for one country.
    #[default]
    ShortCode,
    /// An ordinary number (10DLC in the United States).
    LongCode,
    /// A number that is free to call.
    TollFree,
}

impl SenderKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::ShortCode, Self::LongCode, Self::TollFree];

    /// Stable word for the configuration.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ShortCode => "short_code",
            Self::LongCode => "long_code",
            Self::TollFree => "toll_free",
        }
    }

    /// Reads [`SenderKind::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What a sender does with subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SubjectRule {
    /// The subject goes out.
    #[default]
    Keep,
    /// The subject is dropped; it still serves as the text of a fallback SMS.
    Drop,
}

/// A number the account may send from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Digits, without `+`.
    pub address: String,
    /// Short code, long code or toll-free.
    pub kind: SenderKind,
    /// ISO 3166 code of its home country.
    pub country: String,
    /// Further countries it serves.
    pub serves: Vec<String>,
    /// Used by several accounts; may not be used by `sendMMS`.
    pub shared: bool,
    /// Switched off without being deleted.
    pub active: bool,
    /// Whether it can send MMS.
    pub mms_route: bool,
    /// Whether it can send SMS; decides fallback and ForceSms.
    pub sms_route: bool,
    /// Products of the account that it may be used for; the first is its default.
    pub service_ids: Vec<String>,
    /// First words of inbound messages that its customer is told of, as configured.
    pub keywords: Vec<String>,
    /// What becomes of subjects.
    pub subject: SubjectRule,
    /// Where events of its messages go instead of the account's address.
    pub postback_url: Option<String>,
}

impl Sender {
    /// A plain, dedicated sender of one country.
    #[must_use]
    pub fn new(address: &str, kind: SenderKind, country: &str) -> Self {
        Self {
            address: address.into(),
            kind,
            country: country.into(),
            serves: Vec::new(),
            shared: false,
            active: true,
            mms_route: true,
            sms_route: false,
            service_ids: Vec::new(),
            keywords: Vec::new(),
            subject: SubjectRule::Keep,
            postback_url: None,
        }
    }

    /// Whether a receiver of that country can be reached from here.
    #[must_use]
    pub fn serves_country(&self, iso: &str) -> bool {
        self.country == iso || self.serves.iter().any(|other| other == iso)
    }
}

/// Whether the account may use the API at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// It may.
    #[default]
    Open,
    /// It is not activated yet.
    NotActivated,
    /// It never had API access.
    NoApi,
    /// It, or its parent, is blocked.
    Blocked,
}

/// How a postback that failed is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Schedule {
    /// 1 + 5 tries, five minutes apart, exactly 200 counts.
    Classic,
    /// 11 tries over about 75 hours, any 2xx counts.
    #[default]
    Standard,
}

impl Schedule {
    /// Stable word for storage, configuration and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Standard => "standard",
        }
    }
}

/// How and where the account is told of events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Postbacks {
    /// Where events go; nothing set: events are kept and marked undeliverable.
    pub url: Option<String>,
    /// Where inbound messages go instead.
    pub mo_url: Option<String>,
    /// A dialect's name; `None` is the dialect in which the message came.
    pub dialect: Option<String>,
    /// Retry schedule.
    pub schedule: Schedule,
    /// XML travels in the form field `xml` instead of being the body.
    pub form: bool,
    /// Sequence number and event id are in the body too.
    pub extras: bool,
    /// Own events (no report, read) are told; `None` leaves it to the dialect.
    pub extended: Option<bool>,
    /// Codes of reports about fallback SMS; `None` leaves it to the dialect.
    pub fallback_code: Option<FallbackCode>,
    /// Generation of operator ids; `None` leaves it to the dialect.
    pub operator_ids: Option<Generation>,
    /// Requests that its endpoint may have open; `None`: 8.
    pub concurrency: Option<u32>,
    /// 32 secret bytes that sign each postback; `None`: unsigned.
    pub secret: Option<[u8; 32]>,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its name, unique on this server.
    pub name: String,
    /// Whether it is let in.
    pub access: Access,
    /// Its senders; the first that serves a country is the default for it.
    pub senders: Vec<Sender>,
    /// Its switches.
    pub policy: Policy,
    /// How it is told of events.
    pub postbacks: Postbacks,
}

impl Account {
    /// Whether the account has products of its own, so that a service id means something.
    #[must_use]
    pub fn has_services(&self) -> bool {
        self.senders
            .iter()
            .any(|sender| !sender.service_ids.is_empty())
    }

    /// The sender with that address, if it may be used.
    #[must_use]
    pub fn sender(&self, address: &str) -> Option<&Sender> {
        self.senders
            .iter()
            .find(|sender| sender.active && sender.address == address)
    }

    /// The senders for receivers of that country; the first that has the route that is needed is
    /// the default.
    pub fn senders_for(&self, iso: &str) -> impl Iterator<Item = &Sender> {
        self.senders
            .iter()
            .filter(move |sender| sender.active && sender.serves_country(iso))
    }
}
