//! What the dialects in upper case decide about meaning.
//!
//! Source: docs/contract.md, code of a missing field, and the decisions named below.

use domain::account::FallbackRule;
use domain::fault::{Kind, Wording};
use domain::generation::Generation;
use domain::id::TrackingForm;
use domain::manners::Manners;

/// Decisions D9, D10, D12, D20, D21, D23, D24, D33, D43, D54, D55, D63, D72, D79 and D80.
/// A member names in `postbacks` the dialect that its events are told in.
pub(crate) const UPPER: Manners = Manners {
    wording: Wording::Upper,
    action_missing: Kind::InvalidRequest,
    action_unknown: Kind::ActionNotAllowed,
    credential_missing: Kind::InvalidRequest,
    password_missing: Kind::InvalidRequest,
    account_blocked: Kind::NoApiRights,
    to_missing: Kind::InvalidReceiver,
    to_missing_on_saved: Kind::ToRequired,
    mms_id_malformed: Kind::MmsIdMalformed,
    campaign_missing: Kind::CampaignRefRequired,
    campaign_unknown: Kind::CampaignRefInvalid,
    name_on_send: true,
    fallback: FallbackRule::TextOrSubject,
    strict_service_id: false,
    multi_recipient: Some(false),
    rewrites_sender: true,
    strips_av_query: true,
    tracking_on_saved: TrackingForm::Base64,
    backslash_n: true,
    mask_too_long: None,
    postbacks: "wxml",
    operator_ids: Generation::Wxml,
    extended_events: false,
};
