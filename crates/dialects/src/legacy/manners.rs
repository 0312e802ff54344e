//! What LEGACY decides about meaning; the spelling is elsewhere.
//!
//! Source: docs/contract.md, code of a missing field, and decisions D9 to D11, D20, D33, D46 and
//! D72.

use crate::common::upper_manners::UPPER;
use domain::account::FallbackRule;
use domain::fault::Kind;
use domain::generation::Generation;
use domain::id::TrackingForm;
use domain::manners::Manners;

/// Name of the dialect, stored with messages.
pub(super) const NAME: &str = "legacy";

/// Its own where it is older than the rest of the upper case.
pub(super) const MANNERS: Manners = Manners {
    action_missing: Kind::ActionRequired,
    action_unknown: Kind::ActionRequired,
    credential_missing: Kind::CredentialRequired,
    password_missing: Kind::PassRequired,
    to_missing: Kind::ReceiverRequired,
    campaign_missing: Kind::CampaignIdInvalid,
    campaign_unknown: Kind::CampaignIdInvalid,
    fallback: FallbackRule::TextSubjectOrLink,
    multi_recipient: Some(true),
    strips_av_query: false,
    tracking_on_saved: TrackingForm::Plain,
    operator_ids: Generation::Legacy,
    ..UPPER
};
