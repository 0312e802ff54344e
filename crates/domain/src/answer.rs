//! What a call is answered, before a dialect spells it.
//!
//! One variant for each shape of success; refusals are faults with what they repeat of the
//! request. Knows neither names nor order of fields.
//!
//! Source: docs/contract.md, actions.

use crate::campaign::Campaign;
use crate::fault::Fault;
use crate::id::MmsId;
use crate::notice::SentAs;
use crate::number::Recipient;
use crate::order::{Field, Order};
use crate::reason::Reason;
use jiff::Timestamp;

/// A success, to be spelt by the caller's dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `saveMMS`.
    Saved {
        /// The template.
        mms_id: MmsId,
    },
    /// `sendMMS`.
    Sent {
        /// Canonical digits.
        to: Recipient,
        /// The one-off content.
        mms_id: MmsId,
        /// Names the message.
        tracking: String,
    },
    /// `sendSavedMMS`; its fields come in another order and name the sender really used.
    SentSaved {
        /// The template.
        mms_id: MmsId,
        /// Names the message.
        tracking: String,
        /// Canonical digits.
        to: Recipient,
        /// Sender really used.
        from: String,
    },
    /// `sendMMS` or `sendSavedMMS` to several receivers, in the order of the request.
    SentToMany {
        /// What all of them get.
        mms_id: MmsId,
        /// One block for each receiver.
        sendings: Vec<Sending>,
    },
    /// `sendSMS`.
    SentSms {
        /// Names the message.
        tracking: String,
        /// Canonical digits.
        to: Recipient,
    },
    /// `sendSavedMMSCampaign`.
    SentToCampaign {
        /// The template.
        mms_id: MmsId,
        /// The run; its events carry it.
        scheduled_id: i64,
    },
    /// `sendMessageBySubscriberRef`; each subscriber has a status of its own.
    SentToSubscribers {
        /// As given.
        subscriber_ref: String,
        /// As given.
        campaign: CampaignName,
        /// One block for each subscriber.
        results: Vec<SubscriberResult>,
    },
    /// `deleteMMSID`.
    Deleted {
        /// The template that is gone.
        mms_id: MmsId,
    },
    /// `getMMSTemplates`.
    Templates(TemplatePage),
    /// `getMmsIds`, ascending.
    TemplateIds(Vec<MmsId>),
    /// `subscribe` and `unsubscribe`.
    Membership {
        /// As given.
        campaign: CampaignName,
        /// As given.
        subscriber_ref: Option<String>,
        /// Canonical digits.
        mobile: Recipient,
    },
    /// `createMMSCampaign`.
    CampaignCreated(Campaign),
    /// `getMmsCampaigns`.
    Campaigns(Vec<Campaign>),
    /// `removeMMSInboxMessage`.
    InboxCleared {
        /// Tracking-id of the inbound message.
        inbox_id: String,
    },
    /// `getSendingStatus`.
    ReportReady {
        /// Where the report is, for a day.
        url: String,
    },
    /// `loginUser` and `createAccountSession`.
    Session {
        /// 40 lower-case hexadecimal digits.
        session_id: String,
    },
    /// Any action that was only tried.
    DryRun {
        /// The receiver, for sends: canonical digits, a list joined by commas.
        to: Option<String>,
        /// Receivers of a list that would be refused.
        refused: Vec<Sending>,
        /// What each operator would get.
        previews: Vec<Preview>,
    },
}

/// What one receiver of several got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sending {
    /// Accepted.
    Accepted {
        /// Names the message.
        tracking: String,
        /// Canonical digits.
        to: Recipient,
    },
    /// Refused; the others are not concerned.
    Refused {
        /// Why.
        fault: Fault,
        /// As received.
        to: String,
    },
}

/// What one subscriber of several got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubscriberResult {
    /// Accepted.
    Accepted {
        /// Names the message.
        tracking: String,
        /// Canonical digits.
        to: Recipient,
        /// Sender really used.
        from: String,
        /// It goes as MMS; else as SMS.
        mms: bool,
    },
    /// Refused; the others are not concerned.
    Refused {
        /// Why.
        fault: Fault,
        /// Canonical digits.
        to: Recipient,
    },
}

/// A campaign as a request names it: answers name it by the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignName {
    /// The request said `CAMPAIGNID`; else `CAMPAIGNREF`.
    pub by_id: bool,
    /// As given.
    pub value: String,
}

impl CampaignName {
    /// The name in a request; empty where it names none.
    #[must_use]
    pub fn of(order: &Order) -> Self {
        Self {
            by_id: order.campaign_by_id,
            value: order.get(Field::CampaignRef).unwrap_or_default().to_owned(),
        }
    }
}

/// One page of a list of templates, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplatePage {
    /// Only those made at or after it, if the request said so.
    pub start: Option<Timestamp>,
    /// From 1.
    pub page: u64,
    /// Most templates of a page.
    pub items_per_page: u64,
    /// Templates on all pages.
    pub total: u64,
    /// Those of this page.
    pub templates: Vec<TemplateEntry>,
}

/// A template as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateEntry {
    /// Its number.
    pub mms_id: MmsId,
    /// Internal label.
    pub name: String,
    /// Subject, tags unresolved.
    pub subject: Option<String>,
    /// Text of a fallback SMS, if stored.
    pub fallback_text: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// Its slides.
    pub slides: u64,
    /// Bytes of all its files and texts.
    pub size_bytes: u64,
    /// A hosted picture of its first image or film.
    pub poster_url: Option<String>,
}

/// What a message would become at one operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Name in the operator table; `None` for receivers whose operator is not known.
    pub operator: Option<String>,
    /// By which way it would go; `None`: not at all.
    pub sent_as: Option<SentAs>,
    /// Bytes of all parts after adaptation, where it could be laid out.
    pub size_bytes: Option<u64>,
    /// Bytes that this operator takes from this sender.
    pub limit_bytes: u64,
    /// Parts that would be left out or replaced, in words.
    pub dropped: Vec<String>,
    /// Why it would not go as MMS.
    pub reason: Option<Reason>,
}

/// What a call comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Accepted; everything is durable.
    Done(Answer),
    /// Refused; nothing was accepted.
    Refused {
        /// Why.
        fault: Fault,
        /// What of the request the answer repeats.
        echo: Echo,
    },
}

impl Outcome {
    /// A refusal that repeats nothing.
    #[must_use]
    pub fn refused(fault: impl Into<Fault>) -> Self {
        Self::Refused {
            fault: fault.into(),
            echo: Echo::Nothing,
        }
    }
}

/// What of the request a refusal repeats.
///
/// Source: docs/contract.md, reply rules R2 and R4, sendMessageBySubscriberRef.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Echo {
    /// Nothing.
    #[default]
    Nothing,
    /// `TO` as received, before the text: `sendMMS`, `sendSavedMMS`.
    To(String),
    /// `TO` as received, behind the text: `sendSMS`.
    ToLast(String),
    /// The two references of `sendMessageBySubscriberRef`, as received.
    References {
        /// As given.
        subscriber_ref: String,
        /// As given.
        campaign: CampaignName,
    },
}
