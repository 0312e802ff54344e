//! The simulated MMSC over HTTP.

mod answers;
mod changes;
#[expect(clippy::unwrap_used, reason = "a helper of tests that fails with them")]
mod gateway;
mod records;
mod reports;
#[expect(clippy::unwrap_used, reason = "a helper of tests that fails with them")]
mod sms;
