//! The simulated carrier: takes everything and reports it as retrieved soon after.
//!
//! Checks the envelope only and keeps no bytes, so that it takes little of the processor that it shares with what is
//! measured.

use crate::error::Error;
use mmsc::{Answer, Behaviour, Checks, Depth, Mmsc, Running, Settings};
use std::sync::Arc;
use std::time::Duration;

/// Path of its MM7 endpoint.
pub(crate) const PATH: &str = "/mm7";

/// Pause between its answer and its report: the handset is on and fetches at once.
const FETCHED_AFTER: Duration = Duration::from_millis(50);

/// Starts it on a free port of loopback; each answer takes that long. Where reports go is told later.
pub(crate) async fn start(latency: Duration) -> Result<Running, Error> {
    let settings = Settings {
        path: PATH.to_owned(),
        checks: Checks {
            depth: Depth::Light,
            decode_pictures: false,
            ..Checks::default()
        },
        behaviour: Arc::new(move |_| {
            let taken = Behaviour::answering(Answer::Accept).slow(latency);
            taken.then(FETCHED_AFTER, "Retrieved")
        }),
        keep_bytes: false,
        ..Settings::default()
    };
    Mmsc::start(settings)
        .await
        .map_err(Error::doing("start the simulated carrier"))
}
