//! What KEBAB decides about meaning; the spelling is elsewhere.
//!
//! Source: docs/contract.md, code of a missing field, and decisions D9, D10, D12, D21, D23, D24,
//! D33, D43, D54, D55, D63, D72, D79 and D80.

use domain::account::FallbackRule;
use domain::fault::{Kind, Wording};
use domain::generation::Generation;
use domain::id::TrackingForm;
use domain::manners::Manners;

/// Name of the dialect, stored with messages.
pub(super) const NAME: &str = "kebab";

/// What it decides.
pub(super) const MANNERS: Manners = Manners {
    wording: Wording::Kebab,
    action_missing: Kind::InvalidRequest,
    action_unknown: Kind::ActionNotAllowed,
    credential_missing: Kind::InvalidRequest,
    password_missing: Kind::InvalidRequest,
    account_blocked: Kind::NoApiRights,
    to_missing: Kind::ReceiverRequired,
    to_missing_on_saved: Kind::InvalidReceiver,
    mms_id_malformed: Kind::ContentNotFound,
    campaign_missing: Kind::CampaignRefRequired,
    campaign_unknown: Kind::CampaignRefInvalid,
    name_on_send: true,
    fallback: FallbackRule::Text,
    strict_service_id: true,
    multi_recipient: Some(false),
    rewrites_sender: true,
    strips_av_query: false,
    tracking_on_saved: TrackingForm::Base64,
    backslash_n: true,
    mask_too_long: None,
    postbacks: NAME,
    operator_ids: Generation::Kebab,
    extended_events: false,
};
