//! What a caller asks for besides the request itself: that it be done once, or only tried.
//!
//! Source: docs/contract.md, Idempotency-Key and dry run.

use domain::fault::{Fault, Kind};
use domain::scalar;
use engine::call::Mode;
use http::request::Parts;

/// The key against repetition, judged by the engine. Of two keys nobody knows which one counts, so
/// they are as good as a malformed one.
pub(crate) fn repeat_key(parts: &Parts) -> Option<&[u8]> {
    let mut keys = parts.headers.get_all("idempotency-key").iter();
    let key = keys.next()?;
    match keys.next() {
        None => Some(key.as_bytes()),
        Some(_) => Some(&[]),
    }
}

/// Whether the request is to be done: a header or a query parameter may say that it is only to be
/// tried.
///
/// # Errors
///
/// One of them is neither yes nor no. Whoever writes such a thing relies on not sending.
pub(crate) fn mode(parts: &Parts) -> Result<Mode, Fault> {
    let mut dry = dialects::asks_for_dry_run(parts.uri.query().unwrap_or_default())?;
    for value in parts.headers.get_all("dry-run") {
        let value = value.to_str().unwrap_or("unreadable").trim();
        if !value.is_empty() {
            let unclear = |kind: Kind| kind.because("Dry-Run is neither yes nor no");
            dry |= scalar::switch(value).map_err(unclear)?;
        }
    }
    Ok(if dry { Mode::Dry } else { Mode::Real })
}
