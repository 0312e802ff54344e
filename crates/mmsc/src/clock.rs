//! The time of day, for records and reports.
//!
//! A simulated network is a peer: its clock is its own, and none of the gateway's clocks is asked.

use jiff::Timestamp;

/// The time of day.
#[expect(
    clippy::disallowed_methods,
    reason = "the peer's clock is real; tests scale its pauses instead"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
