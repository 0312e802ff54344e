//! What there is to do, to be shown and then to be done.

use super::steps::{Deed, Step};
use crate::desk::Desk;
use crate::error::Error;

/// All that has to be done.
#[derive(Debug, Default)]
pub struct Plan {
    steps: Vec<Step>,
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The differences, a line each: `+` is made, `~` is changed, `-` is removed. Shows no secret.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.steps
            .iter()
            .flat_map(|step| &step.lines)
            .map(String::as_str)
    }

    /// Does all of it, in its order.
    ///
    /// # Errors
    ///
    /// [`Error::Partly`] for the first step that fails; those before it are done.
    pub async fn carry_out(&self, desk: &Desk) -> Result<(), Error> {
        let of = self.steps.len();
        for (done, step) in self.steps.iter().enumerate() {
            let did = step.deed.carry_out(desk).await;
            did.map_err(|source| Error::Partly {
                done,
                of,
                source: Box::new(source),
            })?;
        }
        Ok(())
    }

    /// Adds something to do.
    pub(super) fn add(&mut self, lines: Vec<String>, deed: Deed) {
        self.steps.push(Step { lines, deed });
    }
}
