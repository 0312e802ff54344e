//! The stopwatch.

use std::time::Instant;

/// The moment of the call, for measuring what lies between two of them.
#[expect(
    clippy::disallowed_methods,
    reason = "measuring real time is what this program is for"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}
