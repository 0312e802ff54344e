//! What an API dialect decides about meaning.
//!
//! The dialects of the family disagree not only in spelling but in which code a missing field
//! gives and in which texts a send needs. Each dialect is one constant of this type beside its
//! spelling; the verbs read the constant and never ask which dialect it is.
//!
//! Source: docs/contract.md, code of a missing field, and decisions D9 to D33.

use crate::account::FallbackRule;
use crate::fault::{Kind, Wording};
use crate::generation::Generation;
use crate::id::TrackingForm;

/// A dialect's decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manners {
    /// Which column of the fault table it speaks.
    pub wording: Wording,
    /// No action given.
    pub action_missing: Kind,
    /// An action that nobody knows.
    pub action_unknown: Kind,
    /// No credential given.
    pub credential_missing: Kind,
    /// A user without password.
    pub password_missing: Kind,
    /// The account, or its parent, is blocked.
    pub account_blocked: Kind,
    /// `sendMMS` without receiver.
    pub to_missing: Kind,
    /// `sendSavedMMS` without receiver.
    pub to_missing_on_saved: Kind,
    /// An mms-id that is not a number.
    pub mms_id_malformed: Kind,
    /// A campaign reference is needed and missing.
    pub campaign_missing: Kind,
    /// A campaign reference is needed and unknown.
    pub campaign_unknown: Kind,
    /// `sendMMS` needs a name.
    pub name_on_send: bool,
    /// Which texts a send needs so that it can fall back.
    pub fallback: FallbackRule,
    /// A missing service id is a fault even if the sender has a default one.
    pub strict_service_id: bool,
    /// Several receivers in one call: `None` never, else the default of the account's switch.
    pub multi_recipient: Option<bool>,
    /// A sender that does not serve the receiver's country is replaced in `sendSavedMMS`.
    pub rewrites_sender: bool,
    /// Queries of audio and video addresses are cut off unless the account says otherwise.
    pub strips_av_query: bool,
    /// How tracking-ids of `sendSavedMMS` look; those of `sendMMS` are always plain.
    pub tracking_on_saved: TrackingForm,
    /// `\n` written as two characters is a line break.
    pub backslash_n: bool,
    /// Which code an over-long sender mask gives; `None`: it is cut.
    pub mask_too_long: Option<Kind>,
    /// Name of the dialect that events of its messages are told in.
    pub postbacks: &'static str,
    /// Which generation of operator ids its postbacks carry.
    pub operator_ids: Generation,
    /// Events of our own (no report, read) are told unless the account says otherwise.
    pub extended_events: bool,
}
