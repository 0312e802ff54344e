//! The connections that links keep up themselves, for as long as the queue is worked on.
//!
//! They are closed last: while a hand-over is in progress its answer can still come. What goes over them is kept meanwhile,
//! if somebody wants to see it.

use crate::context::Context;
use crate::hearing::Listener;
use crate::traces;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long goodbyes may take.
const FAREWELL: Duration = Duration::from_secs(10);

/// The connections of one process. Dropping them cuts them.
pub(crate) struct Connections {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Connections {
    /// Lets every link keep up its own.
    pub(crate) fn open(ctx: &Arc<Context>) -> Self {
        let stop = watch::Sender::new(false);
        let mut tasks = JoinSet::new();
        for link in ctx.links.iter() {
            let listener = Listener {
                ctx: Arc::clone(ctx),
                link: Arc::clone(link),
            };
            let told = stop.subscribe();
            tasks.spawn(async move { listener.link.run(&listener, told).await });
        }
        let (ctx, told) = (Arc::clone(ctx), stop.subscribe());
        tasks.spawn(async move { traces::keep_up(&ctx, told).await });
        Self { stop, tasks }
    }

    /// Says goodbye to all.
    pub(crate) async fn close(mut self) {
        self.stop.send_replace(true);
        let last = async { while self.tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(FAREWELL, last).await;
    }
}
