//! What JSON decides about meaning; the spelling is elsewhere.
//!
//! Source: docs/contract.md, code of a missing field, and decisions D9 to D12, D15, D20, D21,
//! D23, D24, D33, D43, D54, D55, D57, D63, D72, D79 and D80.

use domain::account::FallbackRule;
use domain::fault::{Kind, Wording};
use domain::generation::Generation;
use domain::id::TrackingForm;
use domain::manners::Manners;

/// Name of the dialect, stored with messages.
pub(super) const NAME: &str = "json";

/// What it decides.
pub(super) const MANNERS: Manners = Manners {
    wording: Wording::Json,
    action_missing: Kind::InvalidRequest,
    action_unknown: Kind::ActionNotAllowed,
    credential_missing: Kind::AuthFailed,
    // It knows no users.
    password_missing: Kind::AuthFailed,
    account_blocked: Kind::AccountBlocked,
    to_missing: Kind::InvalidReceiver,
    to_missing_on_saved: Kind::InvalidReceiver,
    mms_id_malformed: Kind::ContentNotFound,
    campaign_missing: Kind::CampaignRefRequired,
    campaign_unknown: Kind::CampaignRefInvalid,
    name_on_send: false,
    fallback: FallbackRule::Text,
    strict_service_id: true,
    multi_recipient: None,
    rewrites_sender: false,
    strips_av_query: false,
    tracking_on_saved: TrackingForm::Base64,
    backslash_n: false,
    mask_too_long: Some(Kind::SenderMaskTooLong),
    postbacks: NAME,
    operator_ids: Generation::Json,
    extended_events: true,
};
