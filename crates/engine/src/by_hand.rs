//! Events of what operators do by hand, without a call of the customer.
//!
//! Source: docs/contract.md, which dialect and which URL; payload samples, SOURCE.

use crate::jobs;
use domain::campaign::{Campaign, MembershipFact, Source, Subscriber};
use domain::event::Event;
use jiff::Timestamp;
use storage::event::{Detail, NewEvent};

/// Dialect of events that no request has led to, unless the account has one of its own.
pub(crate) const DIALECT: &str = "wxml";

/// Kind of the job that takes a question back when the person does not answer. Source:
/// docs/contract.md, subscribe, Cta.
pub const LAPSE: &str = "lapse";

/// Tells the customer that a person is in a campaign, or no longer.
#[must_use]
pub fn membership(
    event: Event,
    (campaign, member): (&Campaign, &Subscriber),
    source: Source,
    now: Timestamp,
) -> NewEvent {
    let fact = MembershipFact::new(campaign, member, source, DIALECT);
    NewEvent {
        event,
        at: now,
        account: campaign.account,
        sent_as: None,
        reason: None,
        handset: None,
        carrier_message_id: None,
        failed_file: None,
        detail: Some(Detail::Membership(Box::new(fact))),
        job: jobs::notify(campaign.account),
    }
}
