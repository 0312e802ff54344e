//! What WXML decides about meaning; the spelling is elsewhere.

use crate::common::upper_manners::UPPER;
use domain::manners::Manners;

/// Name of the dialect, stored with messages.
pub(super) const NAME: &str = "wxml";

/// Nothing of its own.
pub(super) const MANNERS: Manners = UPPER;
