//! What all requests of a listener are answered with.

use crate::answer::Refusal;
use crate::bad_keys::BadKeys;
use crate::crowd::Welcome;
use crate::settings::Settings;
use crate::visit::Visit;
use dialects::ReplyTypes;
use engine::Context;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::Instant;

/// The verbs, the settings, and what a listener remembers.
pub(crate) struct Face {
    /// The verbs.
    pub(crate) ctx: Arc<Context>,
    /// The settings.
    pub(crate) settings: Settings,
    /// Failed authentications.
    pub(crate) bad_keys: BadKeys,
    /// Turns true when the listener shall end.
    stop: watch::Receiver<bool>,
    /// When it began.
    pub(crate) began: Instant,
}

impl Face {
    /// Begins.
    pub(crate) fn new(ctx: Arc<Context>, settings: Settings, stop: watch::Receiver<bool>) -> Self {
        let bad_keys = BadKeys::new(settings.bad_key_limit);
        Self {
            ctx,
            settings,
            bad_keys,
            stop,
            began: Instant::now(),
        }
    }

    /// How answers are typed.
    pub(crate) fn reply_types(&self) -> &Arc<ReplyTypes> {
        &self.ctx.settings.reply_types
    }

    /// Whether the listener is about to end: told to, or left alone by who would tell it.
    pub(crate) fn is_draining(&self) -> bool {
        *self.stop.borrow() || self.stop.has_changed().is_err()
    }

    /// Returns when the listener shall end.
    pub(crate) async fn stopped(&self) {
        // Fails when nobody is left to tell, and then it is time to end too.
        let _ = self.stop.clone().wait_for(|stop| *stop).await;
    }

    /// Turns away what comes too late or on a connection too many.
    pub(crate) fn welcome(&self, visit: &Visit) -> Result<(), Refusal> {
        if self.is_draining() {
            return Err(Refusal::Draining);
        }
        match visit.welcome {
            Welcome::Served => Ok(()),
            Welcome::Told => Err(Refusal::Crowd),
        }
    }
}
