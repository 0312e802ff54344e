//! One order to one receiver, from acceptance to its final state.

use crate::content::Fallback;
use crate::id::{AccountId, MessageId, MmsId};
use crate::number::Recipient;
use crate::state::State;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A message as stored. All but `state`, `transaction`, `attempts` and `told_sent` is fixed at acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: MessageId,
    /// Whose it is.
    pub account: AccountId,
    /// What it shows.
    pub mms_id: MmsId,
    /// Names it to the customer; the same bytes in the answer and in all events.
    pub tracking: String,
    /// Dialect in which it was ordered.
    pub dialect: String,
    /// The receiver.
    pub to: Recipient,
    /// The sender really used.
    pub from: String,
    /// Alphanumeric sender.
    pub from_mask: Option<String>,
    /// Product of the account.
    pub service_id: Option<String>,
    /// Name of the receiver's operator in the operator table, if known.
    pub operator: Option<String>,
    /// Campaign named by the request.
    pub campaign_ref: Option<String>,
    /// Others shown as members of the group.
    pub display_only: Vec<Recipient>,
    /// The customer's own id.
    pub client_reference: Option<String>,
    /// Effective subject.
    pub subject: Option<String>,
    /// Texts by 0-based slide that replace those of the content.
    pub texts: BTreeMap<usize, String>,
    /// What happens when it cannot go as MMS.
    pub fallback: Fallback,
    /// Goes as SMS whatever the handset.
    pub force_sms: bool,
    /// When it was accepted.
    pub accepted: Timestamp,
    /// No attempt after this.
    pub validity: Timestamp,
    /// Name of the link that takes it to the carrier.
    pub link: String,
    /// Where it stands.
    pub state: State,
    /// Name of the exchange with the carrier; fixed before the first byte goes out and kept for
    /// every later attempt, because it is the only key by which a carrier could see a repetition.
    pub transaction: Option<String>,
    /// Attempts to hand it over that were begun.
    pub attempts: u32,
    /// The customer has been told that it was sent (N101).
    pub told_sent: bool,
}
