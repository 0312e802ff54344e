//! The end of everything that runs in the background.
//!
//! Knows nothing of what runs. Guarantee: after [`Life::end`] no task started here runs on.

use tokio::sync::watch;

/// Tasks started through this end when it ends.
#[derive(Debug)]
pub(crate) struct Life(watch::Sender<bool>);

impl Life {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Runs a task until it is done or everything ends.
    #[expect(
        clippy::disallowed_methods,
        reason = "the simulated network has no queue; what it forgets in a crash is not ours"
    )]
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut end = self.0.subscribe();
        tokio::spawn(async move {
            tokio::select! {
                _ = end.wait_for(|ended| *ended) => {}
                () = task => {}
            }
        });
    }

    /// Ends everything.
    pub(crate) fn end(&self) {
        self.0.send_replace(true);
    }
}
