//! Writes down what came of an attempt, whatever is in the way.

use super::Hand;
use crate::{Error, moves};
use domain::message::Message;
use domain::state::Cause;
use jiff::Timestamp;
use std::time::Duration;
use storage::change::{Applied, Change, Receipt};
use storage::life::Attempt;

/// How often and how fast the store is asked again to write down what the carrier answered.
const INSIST: (u32, Duration) = (120, Duration::from_millis(500));

impl Hand<'_> {
    /// Writes down what came of an attempt. The store may need several tries, the message may
    /// have moved and the job may have gone to somebody else: the carrier's word is kept anyway.
    pub(super) async fn write(
        &self,
        message: &Message,
        (cause, with): (Cause, moves::Particulars),
        attempt: Attempt,
        receipt: Option<Receipt>,
    ) -> Result<(), Error> {
        let at = attempt.ended.unwrap_or(attempt.began);
        let mut message = message.clone();
        let mut with = with;
        let mut tries = 0;
        loop {
            let change = self.result(&message, (cause, with.clone()), at);
            let change = Change {
                attempt: Some(attempt.clone()),
                receipt: receipt.clone(),
                ..change
            };
            match self.ctx.store.change(change).await {
                Ok(Applied::Done) => {
                    self.ctx.hint();
                    return Ok(());
                }
                Ok(Applied::LeaseLost) => with.finishes = None,
                Ok(Applied::Stale) => match self.ctx.store.message(message.id).await {
                    Ok(moved) => message = moved.unwrap_or(message),
                    Err(error) => self.patience(&message, error, tries).await?,
                },
                Err(error) => self.patience(&message, error, tries).await?,
            }
            tries += 1;
        }
    }

    /// Waits before the store is asked again, or gives up: at once where asking is pointless.
    async fn patience(
        &self,
        message: &Message,
        error: storage::Error,
        tries: u32,
    ) -> Result<(), Error> {
        if tries >= INSIST.0 || matches!(error, storage::Error::Stopped(_)) {
            return Err(error.into());
        }
        tracing::warn!(
            message.id = message.id.0, error = %error,
            "what became of message {} is written again: {error}", message.id
        );
        tokio::time::sleep(INSIST.1).await;
        Ok(())
    }

    fn result(
        &self,
        message: &Message,
        (cause, with): (Cause, moves::Particulars),
        at: Timestamp,
    ) -> Change {
        let finishes = with.finishes;
        let note = with.note.clone();
        moves::change(self.ctx, (self.account, message), cause, at, with).unwrap_or_else(|| {
            Change {
                finishes,
                ..moves::stay(message, at, note)
            }
        })
    }
}
