//! Campaigns and the people who are in them.
//!
//! Knows nothing of sends. Guarantee: a person who said STOP is told apart from one whom the
//! customer took out.
//!
//! Source: docs/contract.md, subscribe, unsubscribe, createMMSCampaign, campaign check.

use crate::id::{AccountId, MmsId, RunId};
use crate::merge::Data;
use crate::number::Recipient;
use jiff::Timestamp;

/// Number of a campaign, server-wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CampaignId(pub i64);

/// Number of a membership: one person in one campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubscriberId(pub i64);

/// A campaign of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its number.
    pub id: CampaignId,
    /// Whose it is.
    pub account: AccountId,
    /// The customer's own reference, unique in the account; its number as text by default.
    pub reference: String,
    /// Title.
    pub name: String,
    /// Brand.
    pub brand: String,
    /// Sender that it sends from, digits.
    pub sender: String,
    /// SMS to those who join, if wanted.
    pub welcome: Option<String>,
    /// SMS to those who leave, if wanted.
    pub farewell: Option<String>,
    /// The question that a double opt-in asks.
    pub question: Option<String>,
    /// When it was made.
    pub created: Timestamp,
}

/// Whether a person is in a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Membership {
    /// Asked and not yet agreed.
    Pending,
    /// In it.
    Subscribed,
    /// Taken out by the customer: API, console or import.
    Unsubscribed,
    /// Said STOP.
    OptedOut,
}

impl Membership {
    /// Every state.
    pub const ALL: [Self; 4] = [
        Self::Pending,
        Self::Subscribed,
        Self::Unsubscribed,
        Self::OptedOut,
    ];

    /// Stable lower-case name for storage and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Subscribed => "subscribed",
            Self::Unsubscribed => "unsubscribed",
            Self::OptedOut => "opted_out",
        }
    }

    /// Reads [`Membership::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// Who changed a membership; the `SOURCE` of its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The operator of the gateway or the customer, by hand.
    Manager,
    /// An API call.
    Api,
    /// The person, by phone.
    Mo,
    /// The person, on a web page.
    Web,
    /// A list of people who are out.
    Imported,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 5] = [
        Self::Manager,
        Self::Api,
        Self::Mo,
        Self::Web,
        Self::Imported,
    ];

    /// The word on the wire, and in storage.
    ///
    /// Source: docs/contract.md, payload samples, SOURCE.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Manager => "MANAGER",
            Self::Api => "API",
            Self::Mo => "MO",
            Self::Web => "WEB",
            Self::Imported => "IMPORTED AS UNSUBSCRIBED",
        }
    }

    /// Reads [`Source::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.word() == word)
    }
}

/// One person in one campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// Its number.
    pub id: SubscriberId,
    /// Which campaign.
    pub campaign: CampaignId,
    /// Canonical digits.
    pub mobile: Recipient,
    /// Whether it is in.
    pub membership: Membership,
    /// The customer's own reference, not unique.
    pub reference: Option<String>,
    /// Name of its operator in the operator table, if known.
    pub operator: Option<String>,
    /// Time zone: an IANA name or a North American abbreviation.
    pub time_zone: Option<String>,
    /// Merge data, used by campaign sends.
    pub data: Data,
    /// Where a pending one goes back to when the person does not answer; `None` for all others.
    pub lapses_to: Option<Membership>,
    /// When it last changed.
    pub changed: Timestamp,
}

/// A template on its way to everyone who was in a campaign when the run began.
///
/// Source: docs/contract.md, sendSavedMMSCampaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// Whose it is.
    pub account: AccountId,
    /// To whom.
    pub campaign: CampaignId,
    /// The campaign as the request named it.
    pub campaign_ref: String,
    /// What they get.
    pub template: MmsId,
    /// Dialect of the request.
    pub dialect: String,
    /// When it began.
    pub began: Timestamp,
    /// No delivery attempt after this instant.
    pub validity: Timestamp,
    /// People in the campaign when it began.
    pub receivers: u64,
    /// What each message has reserved of the account's credits, in millionths.
    pub charge_micros: u64,
}

/// What the customer is told when a person joins or leaves: as it was at that moment, whatever
/// becomes of the campaign and of the membership.
///
/// Source: docs/contract.md, payload samples, opt-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipFact {
    /// Dialect of the request; that of events without a request else.
    pub dialect: String,
    /// Canonical digits.
    pub mobile: Recipient,
    /// The campaign.
    pub campaign: CampaignId,
    /// Its reference.
    pub campaign_ref: String,
    /// Its title.
    pub title: String,
    /// Its brand.
    pub brand: String,
    /// The sender that it sends from.
    pub sender: String,
    /// The customer's own reference of the person.
    pub subscriber_ref: Option<String>,
    /// Who did it.
    pub source: Source,
}

impl MembershipFact {
    /// The fact of a member of a campaign.
    #[must_use]
    pub fn new(campaign: &Campaign, member: &Subscriber, source: Source, dialect: &str) -> Self {
        Self {
            dialect: dialect.to_owned(),
            mobile: member.mobile.clone(),
            campaign: campaign.id,
            campaign_ref: campaign.reference.clone(),
            title: campaign.name.clone(),
            brand: campaign.brand.clone(),
            sender: campaign.sender.clone(),
            subscriber_ref: member.reference.clone(),
            source,
        }
    }
}
