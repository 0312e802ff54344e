//! Takes connections, as many as there is room for, and ends them when told to.
//!
//! Knows nothing of HTTP beyond that. Guarantee: the number of connections is bounded, in all and
//! for each address; when told to stop, no connection is taken any more and calls in progress are
//! waited for, for a bounded time.

use crate::connection::{self, Line};
use crate::crowd::{Crowd, Welcome};
use crate::error::Error;
use crate::face::Face;
use crate::routes;
use crate::settings::Settings;
use axum::Router;
use engine::Context;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

/// Pause after a connection could not be taken, mostly for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// So many failures in a row mean that it does not get better.
const HOPELESS: u32 = 100;

/// Serves the API and the health pages on a bound socket, and the carriers' callbacks too unless
/// they have an address of their own in the settings. Returns when `stop` turns true and the
/// calls in progress have ended, [`Settings::drain`] later at the latest; what is then still in
/// progress is cut off, and its caller does not know whether it was accepted.
///
/// # Errors
///
/// [`Error::Setting`] before anything is served, [`Error::Accept`] when the socket fails for good.
pub async fn serve(
    ctx: Arc<Context>,
    listener: TcpListener,
    settings: Settings,
    stop: watch::Receiver<bool>,
) -> Result<(), Error> {
    settings.check()?;
    let with_carriers = settings.carrier_listen.is_none();
    let face = Arc::new(Face::new(ctx, settings, stop));
    let router = if with_carriers {
        routes::everything(&face)
    } else {
        routes::api(&face)
    };
    run(listener, &face, router).await
}

/// Serves the carriers' callbacks and the health pages on a bound socket, otherwise like
/// [`serve`].
///
/// # Errors
///
/// Those of [`serve`].
pub async fn serve_carriers(
    ctx: Arc<Context>,
    listener: TcpListener,
    settings: Settings,
    stop: watch::Receiver<bool>,
) -> Result<(), Error> {
    settings.check()?;
    let face = Arc::new(Face::new(ctx, settings, stop));
    let router = routes::carriers(&face);
    run(listener, &face, router).await
}

/// Serves pages of others on a bound socket, behind the protections of [`serve`]: bodies are read
/// within their limits before the pages see them, and an address that is answered 401 too often
/// has to wait. The pages learn nothing of the caller but the request.
///
/// # Errors
///
/// Those of [`serve`].
pub async fn serve_pages(
    ctx: Arc<Context>,
    listener: TcpListener,
    settings: Settings,
    pages: Router,
    stop: watch::Receiver<bool>,
) -> Result<(), Error> {
    settings.check()?;
    let face = Arc::new(Face::new(ctx, settings, stop));
    let router = routes::guests(&face, pages);
    run(listener, &face, router).await
}

async fn run(listener: TcpListener, face: &Arc<Face>, router: Router) -> Result<(), Error> {
    let mut connections = JoinSet::new();
    let taken = take(listener, face, router, &mut connections).await;
    drain(&mut connections, face.settings.drain).await;
    taken
}

/// Takes connections until told to stop; then the socket is closed.
async fn take(
    listener: TcpListener,
    face: &Arc<Face>,
    router: Router,
    connections: &mut JoinSet<()>,
) -> Result<(), Error> {
    let room = Arc::new(Semaphore::new(face.settings.max_connections));
    let crowd = Arc::new(Crowd::new(face.settings.max_connections_per_address));
    let line = Line::new(face, router);
    let mut failures = 0;
    loop {
        tokio::select! {
            () = face.stopped() => return Ok(()),
            Some(_) = connections.join_next() => {}
            taken = next(&listener, &room) => match taken {
                Ok((stream, from, place)) => {
                    failures = 0;
                    admit(&line, &crowd, (stream, from, place), connections);
                }
                Err(error) => {
                    failures += 1;
                    tracing::warn!(error = %error, "a connection could not be taken: {error}");
                    if failures == HOPELESS {
                        return Err(Error::Accept(error));
                    }
                    tokio::time::sleep(PAUSE).await;
                }
            },
        }
    }
}

/// The next connection, once there is room for it.
async fn next(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(room)
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (stream, from) = listener.accept().await?;
    Ok((stream, from, place))
}

fn admit(
    line: &Line,
    crowd: &Arc<Crowd>,
    (stream, from, place): (TcpStream, SocketAddr, OwnedSemaphorePermit),
    connections: &mut JoinSet<()>,
) {
    let peer = from.ip().to_canonical();
    let pass = if line.face.settings.trusts(peer) {
        None
    } else {
        match crowd.enter(peer) {
            None => {
                // Whoever floods us with connections shall not flood the log too.
                tracing::debug!(peer = %peer, "a connection of {peer} is one too many");
                return;
            }
            pass => pass,
        }
    };
    let welcome = pass.as_ref().map_or(Welcome::Served, |pass| pass.welcome);
    let line = line.clone();
    connections.spawn(async move {
        connection::serve(line, stream, (peer, welcome)).await;
        drop((pass, place));
    });
}

/// Waits for the connections, for a time.
async fn drain(connections: &mut JoinSet<()>, patience: Duration) {
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(patience, all).await.is_err() {
        let left = connections.len();
        tracing::warn!(
            left,
            "{left} connections are cut off; their calls took too long"
        );
        connections.shutdown().await;
    }
}
