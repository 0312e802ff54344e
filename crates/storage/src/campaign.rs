//! Campaigns and their members: where they are kept, and what changes them.

use crate::Error;
use crate::event::NewEvent;
use crate::job::{Lease, NewJob};
use crate::message::NewMessage;
use async_trait::async_trait;
use domain::campaign::{Campaign, CampaignId, Membership, Subscriber, SubscriberId};
use domain::id::AccountId;
use domain::number::Recipient;

/// A change of one person's place in one campaign, applied whole or not at all.
#[derive(Debug, Clone)]
pub struct MemberChange {
    /// The place on which the decision was based, as it was read; `None`: there was none.
    pub before: Option<Subscriber>,
    /// As it shall be. Its `id` is ignored when there was none; campaign and mobile never change.
    pub after: Subscriber,
    /// What the customer is told; its lane is that of the membership.
    pub event: Option<NewEvent>,
    /// Texts to the person that come with it.
    pub texts: Vec<NewMessage>,
    /// What shall be done next; `subject` is ignored and becomes the number of the membership.
    pub jobs: Vec<NewJob>,
    /// Kinds of jobs of this membership that have become pointless.
    pub cancels: Vec<&'static str>,
    /// The job that this change finishes. When its claim was lost, nothing is done.
    pub finishes: Option<Lease>,
}

impl MemberChange {
    /// A change of which nobody is told and nothing follows.
    #[must_use]
    pub const fn quiet(before: Option<Subscriber>, after: Subscriber) -> Self {
        Self {
            before,
            after,
            event: None,
            texts: Vec::new(),
            jobs: Vec::new(),
            cancels: Vec::new(),
            finishes: None,
        }
    }
}

/// Which members to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberPage {
    /// Only those in this state; `None`: all.
    pub only: Option<Membership>,
    /// Only those behind this one; `None`: from the first on.
    pub after: Option<SubscriberId>,
    /// So many at most.
    pub limit: usize,
}

/// Campaigns of accounts.
#[async_trait]
pub trait Campaigns: Send + Sync {
    /// Stores a new campaign and returns it as it is now. Its `id` is ignored; an empty reference
    /// becomes its number. [`Error::Exists`] when the account has the reference already.
    async fn create_campaign(&self, campaign: &Campaign) -> Result<Campaign, Error>;
    /// Stores all fields of a campaign again. [`Error::Missing`] when there is none,
    /// [`Error::Exists`] when its new reference is taken.
    async fn update_campaign(&self, campaign: &Campaign) -> Result<(), Error>;
    /// Campaigns of an account, oldest first.
    async fn campaigns(&self, account: AccountId) -> Result<Vec<Campaign>, Error>;
    /// One campaign.
    async fn campaign(&self, id: CampaignId) -> Result<Option<Campaign>, Error>;
    /// The campaign of an account that a text names: by its reference (case counts), else, where
    /// the text is all digits, by its number.
    async fn campaign_named(
        &self,
        account: AccountId,
        text: &str,
    ) -> Result<Option<Campaign>, Error>;
}

/// People in campaigns.
#[async_trait]
pub trait Members: Send + Sync {
    /// A person's place in a campaign, in whatever state.
    async fn subscriber(
        &self,
        campaign: CampaignId,
        mobile: &Recipient,
    ) -> Result<Option<Subscriber>, Error>;
    /// One membership.
    async fn member(&self, id: SubscriberId) -> Result<Option<Subscriber>, Error>;
    /// Changes a membership and does all that belongs to it, or nothing: `None` when it is not
    /// (any more) what the change was based on, or its job is held by somebody else.
    async fn change_member(&self, change: MemberChange) -> Result<Option<SubscriberId>, Error>;
    /// One page of a campaign's people, by their numbers.
    async fn members(
        &self,
        campaign: CampaignId,
        page: MemberPage,
    ) -> Result<Vec<Subscriber>, Error>;
    /// Those subscribed to a campaign who bear the customer's own reference; so many at most.
    async fn members_by_reference(
        &self,
        campaign: CampaignId,
        reference: &str,
        limit: usize,
    ) -> Result<Vec<Subscriber>, Error>;
    /// All memberships of a number in campaigns of an account, in whatever state.
    async fn memberships(
        &self,
        account: AccountId,
        mobile: &Recipient,
    ) -> Result<Vec<(Campaign, Subscriber)>, Error>;
}
