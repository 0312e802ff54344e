//! One change of a membership with all that belongs to it, and pages of members.

use crate::event::NewEvent;
use crate::job::{Lease, NewJob};
use domain::campaign::{Membership, Subscriber, SubscriberId};

/// A change of one person's place in one campaign, applied whole or not at all.
#[derive(Debug, Clone)]
pub struct MemberChange {
    /// The place on which the decision was based, as it was read; `None`: there was none.
    pub before: Option<Subscriber>,
    /// As it shall be. Its `id` is ignored when there was none; campaign and mobile never change.
    pub after: Subscriber,
    /// What the customer is told; its lane is that of the membership.
    pub event: Option<NewEvent>,
    /// What shall be done next; `subject` is ignored and becomes the number of the membership.
    pub jobs: Vec<NewJob>,
    /// Kinds of jobs of this membership that have become pointless.
    pub cancels: Vec<&'static str>,
    /// The job that this change finishes. When its claim was lost, nothing is done.
    pub finishes: Option<Lease>,
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
