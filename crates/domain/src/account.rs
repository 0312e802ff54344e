//! A customer: who may send what, from which sender, and how it wants to be told.

use crate::action::Action;
use crate::id::AccountId;
use crate::network::Network;
use std::collections::BTreeSet;

/// Whether content is fitted to the handset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Class {
    /// Content is adapted to handset and operator; the default.
    #[default]
    Optimized,
    /// Content goes out as it was fetched.
    Standard,
}

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
    /// Whether it can send SMS; decides fallback and ForceSms.
    pub sms_route: bool,
    /// Products of the account that it may be used for; the first is its default.
    pub service_ids: Vec<String>,
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
            sms_route: false,
            service_ids: Vec::new(),
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

/// Which texts make a fallback possible, if the account overrides its dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FallbackRule {
    /// A subject or a fallback text must be there.
    TextOrSubject,
    /// A fallback text must be there.
    Text,
    /// Text, subject or the link alone will do.
    TextSubjectOrLink,
}

/// What subjects may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SubjectUnicode {
    /// Emoji, pictographs, joiners and variation selectors are removed.
    #[default]
    Strip,
    /// Everything beyond ASCII is removed.
    Ascii,
    /// Everything stays.
    Pass,
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
    /// 32 secret bytes that sign each postback; `None`: unsigned.
    pub secret: Option<[u8; 32]>,
}

/// What an account may override; `None` is the default of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Content is adapted or not.
    pub class: Class,
    /// Every number is served by the simulated carrier.
    pub test: bool,
    /// Actions it may call; `None` is all.
    pub actions: Option<BTreeSet<Action>>,
    /// Networks it may call from; empty is all.
    pub ip_allow: Vec<Network>,
    /// A key in a URL is refused.
    pub refuse_key_in_url: bool,
    /// A list of receivers is allowed; `None` leaves it to the dialect.
    pub multi_recipient: Option<bool>,
    /// A message needs a subject.
    pub require_subject: bool,
    /// A send needs an operator id.
    pub require_operator: bool,
    /// Upper-case dialects need a service id too, once the account has any.
    pub require_service_id_all: bool,
    /// CustomText for a slide that is not there is refused.
    pub strict_custom_text: bool,
    /// A file whose declared type differs from its bytes is refused.
    pub strict_content_type: bool,
    /// Queries of audio and video addresses are cut off; `None` leaves it to the dialect.
    pub strip_av_query: Option<bool>,
    /// The two characters `\n` stay as they are.
    pub keep_backslash_n: bool,
    /// BMP pictures and QuickTime film are taken.
    pub allow_bmp: bool,
    /// Which texts are needed; `None` leaves it to the dialect.
    pub fallback_rule: Option<FallbackRule>,
    /// What subjects may hold.
    pub subject_unicode: SubjectUnicode,
    /// Time zone of timestamps in XML postbacks, an IANA name; `None` is UTC.
    pub timezone: Option<String>,
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

    /// The default sender for receivers of that country.
    #[must_use]
    pub fn default_sender(&self, iso: &str) -> Option<&Sender> {
        self.senders
            .iter()
            .find(|sender| sender.active && sender.serves_country(iso))
    }
}
