//! Starting, steering and stopping a simulated MMSC.
//!
//! Speaks HTTP/1.1. Guarantee: while it is down, connections are refused, and those that were open
//! are cut.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::behaviour::{Behaviour, Script, What};
use crate::clock;
use crate::endpoint::{self, HangUp, Hub};
use crate::error::Error;
use crate::esme::Esmes;
use crate::life::Life;
use crate::log::Log;
use crate::page;
use crate::reporter::{Reporter, mix};
use crate::settings::Settings;
use crate::smsc;

/// Pause before a taken address is tried again, when the MMSC comes up again.
const REBIND_PAUSE: Duration = Duration::from_millis(20);

/// A simulated MMSC.
#[derive(Debug)]
pub struct Mmsc;

impl Mmsc {
    /// Starts one; it takes connections when this returns.
    ///
    /// # Errors
    ///
    /// [`Error::Path`], [`Error::LogFile`], [`Error::Listen`] or [`Error::Client`].
    pub async fn start(settings: Settings) -> Result<Running, Error> {
        check_path(&settings.path)?;
        check_path(&settings.sms_path)?;
        if settings.path == settings.sms_path {
            return Err(Error::Path(settings.sms_path));
        }
        let log = Log::open(settings.log_file.as_deref())?;
        let (listener, address) = listen(settings.listen).await?;
        let (smpp_listener, smpp_address) = listen(settings.smpp_listen).await?;
        let settings = Arc::new(settings);
        let life = Arc::new(Life::new());
        let run = mix(
            clock::now().as_nanosecond() as u64 ^ u64::from(std::process::id()).rotate_left(40)
        );
        let esmes = Arc::new(Esmes::default());
        let ways = (Arc::clone(&life), Arc::clone(&esmes));
        let reporter = Reporter::new(Arc::clone(&settings), log.clone(), ways, run)?;
        let script = RwLock::new((Arc::clone(&settings.behaviour), HashMap::new()));
        let reporter = Arc::new(reporter);
        let busy = Mutex::default();
        let hub = Arc::new(Hub {
            settings,
            log,
            life: Arc::clone(&life),
            reporter,
            script,
            busy,
            run,
            esmes,
        });
        let (wanted, actual) = (watch::Sender::new(true), watch::Sender::new(true));
        let smpp_actual = watch::Sender::new(true);
        let serving = smsc::serve(
            Arc::clone(&hub),
            smpp_listener,
            wanted.subscribe(),
            smpp_actual.clone(),
        );
        life.spawn(serving);
        let doorman = Doorman {
            address,
            app: router(&hub),
            wanted: wanted.clone(),
            actual: actual.clone(),
        };
        life.spawn(doorman.run(listener, Arc::clone(&life)));
        Ok(Running {
            address,
            smpp_address,
            hub,
            wanted,
            actual,
            smpp_actual,
        })
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Error> {
    let failed = |source| Error::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

fn check_path(path: &str) -> Result<(), Error> {
    let is_plain = path.starts_with('/') && !path.contains(['{', '}', '?', '#', ' ']);
    if is_plain && path != "/" && path != "/submissions" && !path.starts_with("/submissions/") {
        return Ok(());
    }
    Err(Error::Path(path.to_owned()))
}

fn router(hub: &Arc<Hub>) -> Router {
    Router::new()
        .route(&hub.settings.path, post(endpoint::submit))
        .route(&hub.settings.sms_path, post(endpoint::submit_sms))
        .route("/", get(page::home))
        .route("/submissions", get(page::submissions))
        .route("/submissions/{number}", get(page::submission))
        .route("/submissions/{number}/parts/{index}", get(page::part))
        .with_state(Arc::clone(hub))
}

/// A running MMSC; it stops when this is dropped.
pub struct Running {
    address: SocketAddr,
    smpp_address: SocketAddr,
    hub: Arc<Hub>,
    /// Whether it should take connections.
    wanted: watch::Sender<bool>,
    /// Whether it does.
    actual: watch::Sender<bool>,
    /// The same for SMPP.
    smpp_actual: watch::Sender<bool>,
}

impl Running {
    /// The address it listens on.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.address
    }

    /// URL of the MM7 endpoint.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.hub.settings.path)
    }

    /// URL of the SMS endpoint.
    #[must_use]
    pub fn sms_url(&self) -> String {
        format!("http://{}{}", self.address, self.hub.settings.sms_path)
    }

    /// URL of the SMSC.
    #[must_use]
    pub fn smpp_url(&self) -> String {
        format!("smpp://{}", self.smpp_address)
    }

    /// URL of the page for people.
    #[must_use]
    pub fn page_url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> Log {
        self.hub.log.clone()
    }

    /// Says where notices go from now on, also those that wait for it.
    pub fn set_callback(&self, url: impl Into<String>) {
        self.hub.reporter.set_callback(Some(url.into()));
    }

    /// The same for what is told about texts.
    pub fn set_sms_callback(&self, url: impl Into<String>) {
        self.hub.reporter.set_sms_callback(Some(url.into()));
    }

    /// Replaces the script.
    pub fn set_behaviour(&self, script: Script) {
        self.hub
            .script
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .0 = script;
    }

    /// Treats submissions to this number, given as digits, in this way, whatever the script says.
    pub fn behave(&self, digits: impl Into<String>, behaviour: Behaviour) {
        self.hub
            .script
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .1
            .insert(digits.into(), behaviour);
    }

    /// Refuses connections and cuts the open ones, or takes them again on the same port. Notices go
    /// on. When this returns, it is so.
    pub async fn set_down(&self, down: bool) {
        self.wanted.send_replace(!down);
        for actual in [&self.actual, &self.smpp_actual] {
            // Fails only when the MMSC is shut down, and then it is down for good.
            let _ = actual.subscribe().wait_for(|up| *up != down).await;
        }
    }

    /// Tells something about a submission now; returns when it was tried once. Nothing happens when there
    /// is no such submission, or when it did not ask for such reports.
    pub async fn tell(&self, number: usize, what: What) {
        if let Some(submission) = self.hub.log.get(number) {
            self.hub.reporter.tell(&submission, &what).await;
        }
    }

    /// Stops: no connection is open and no notice goes out when this returns.
    pub async fn shutdown(self) {
        self.set_down(true).await;
        self.hub.life.end();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.hub.life.end();
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// Takes connections while it is up.
struct Doorman {
    address: SocketAddr,
    app: Router,
    wanted: watch::Sender<bool>,
    actual: watch::Sender<bool>,
}

impl Doorman {
    async fn run(self, listener: TcpListener, life: Arc<Life>) {
        let mut wanted = self.wanted.subscribe();
        let mut listener = listener;
        loop {
            self.accept_until_down(listener, &life).await;
            self.actual.send_replace(false);
            if wanted.wait_for(|up| *up).await.is_err() {
                return;
            }
            listener = self.bind_again().await;
            self.actual.send_replace(true);
        }
    }

    async fn accept_until_down(&self, listener: TcpListener, life: &Life) {
        let mut wanted = self.wanted.subscribe();
        loop {
            tokio::select! {
                () = went_down(&mut wanted) => return,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => self.serve(stream, life),
                    Err(error) => {
                        tracing::warn!(%error, "cannot take a connection");
                        tokio::time::sleep(REBIND_PAUSE).await;
                    }
                },
            }
        }
    }

    async fn bind_again(&self) -> TcpListener {
        loop {
            match TcpListener::bind(self.address).await {
                Ok(listener) => return listener,
                Err(error) => {
                    tracing::warn!(%error, address = %self.address, "cannot listen again")
                }
            }
            tokio::time::sleep(REBIND_PAUSE).await;
        }
    }

    fn serve(&self, stream: TcpStream, life: &Life) {
        let app = self.app.clone();
        let mut wanted = self.wanted.subscribe();
        life.spawn(async move {
            let _ = stream.set_nodelay(true);
            let service = service_fn(move |request: http::Request<Incoming>| {
                let app = app.clone();
                async move {
                    let response = app
                        .oneshot(request.map(Body::new))
                        .await
                        .unwrap_or_else(|never| match never {});
                    match response.extensions().get::<HangUp>() {
                        None => Ok(response),
                        Some(HangUp) => Err(std::io::Error::other("hung up on purpose")),
                    }
                }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service);
            tokio::select! {
                () = went_down(&mut wanted) => {}
                result = connection => if let Err(error) = result {
                    tracing::debug!(%error, "a connection ended");
                },
            }
        });
    }
}

/// Returns when the MMSC is to be down, or is gone.
async fn went_down(wanted: &mut watch::Receiver<bool>) {
    let _ = wanted.wait_for(|up| !*up).await;
}
