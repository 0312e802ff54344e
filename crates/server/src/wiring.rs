//! From the configuration to a running gateway: the only place where the parts meet.
//!
//! Knows every crate by its face and decides nothing about messages. Guarantee: a gateway that was
//! stopped has answered what it had accepted, or cut it off after `server.drain`; one whose store
//! has stopped ends with an error instead of accepting more.

use crate::claim::Claim;
use crate::config::{Config, Durability, Layers, Problem, Problems};
use crate::error::Error;
use crate::operators::{self, Tables};

use edge::serve_carriers;
use engine::clock::Clock;
use engine::routing::Links;
use engine::{Context, Runner};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Path of the API, as the contract names it.
pub(crate) const API_PATH: &str = "/API/wxml/1.3/index.php";

/// Opens store, blobs and links. Nothing runs yet.
///
/// # Errors
///
/// A part cannot be opened; the text names the key.
pub async fn context(config: &Config, clock: Arc<dyn Clock>) -> Result<Arc<Context>, Error> {
    let parts = peers(config)?;
    context_with(config, clock, parts).await
}

/// The outbound client and what was opened with it, and the tables that were read.
pub(crate) type Parts = (net::Client, Links, Tables);

/// Opens store and blobs, to work with links that are open already.
///
/// # Errors
///
/// A part cannot be opened; the text names the key.
pub(crate) async fn context_with(
    config: &Config,
    clock: Arc<dyn Clock>,
    (client, links, tables): Parts,
) -> Result<Arc<Context>, Error> {
    let store = store(config).await?;
    let blobs = blobs::open(&config.blobs.address).await;
    let opening = format!(
        "open the media (blobs.address = {:?})",
        config.blobs.address
    );
    let blobs = blobs.map_err(Error::doing(opening))?;
    let settings = verbs(config, tables);
    Ok(Arc::new(Context::new(
        (store, blobs),
        client,
        links,
        clock,
        settings,
    )))
}

/// Opens the store alone, as commands on accounts need it.
///
/// # Errors
///
/// What the store says.
pub async fn store(config: &Config) -> Result<Arc<dyn storage::Store>, Error> {
    let durability = match config.store.durability {
        Durability::Committed => storage::Durability::Committed,
        Durability::Relaxed => storage::Durability::Relaxed,
    };
    let opening = format!("use store.address = {:?}", config.store.address);
    let store = storage::open(&config.store.address, durability).await;
    store.map_err(Error::doing(opening))
}

/// Builds the outbound client with its address guard.
///
/// # Errors
///
/// The extra certificates cannot be used.
pub fn client(config: &Config) -> Result<net::Client, Error> {
    let extra_roots_pem = match &config.tls.extra_roots {
        None => Vec::new(),
        Some(path) => std::fs::read(path).map_err(|source| {
            let doing = format!("read the certificates (tls.extra_roots = {path:?})");
            Error::doing(doing)(source)
        })?,
    };
    let guard = net::Guard {
        allow_private: config.fetch.allow_private.clone(),
        extra_ports: config.fetch.ports.clone(),
        private_any_port: config.fetch.private_any_port,
    };
    let settings = net::Settings {
        guard,
        extra_roots_pem,
        ..net::Settings::default()
    };
    net::Client::new(&settings).map_err(Error::doing("build the HTTP client (tls.extra_roots)"))
}

fn peers(config: &Config) -> Result<Parts, Error> {
    checked_peers(config, &Layers::of_default())
}

/// Opens the links and reads the tables, and finds all that cannot be opened or read or shares a
/// name. Sends nothing.
///
/// # Errors
///
/// All problems, with their places.
pub(crate) fn checked_peers(config: &Config, layers: &Layers) -> Result<Parts, Error> {
    let client = client(config)?;
    let (mut links, mut problems) = (Vec::new(), Vec::new());
    for (index, link) in config.link.iter().enumerate() {
        let link_itself = || ("link".to_owned(), layers.link_origin(index));
        let mut complain = |(key, origin), what| problems.push(Problem { origin, key, what });
        if config.link[..index]
            .iter()
            .any(|other| other.name == link.name)
        {
            let what = format!(
                "two links are called {:?}; give one another name",
                link.name
            );
            complain(link_itself(), what);
        }
        match carriers::open(link.clone(), client.clone()) {
            Ok(link) => links.push(link),
            Err(error) => {
                let blamed = match &error {
                    carriers::Error::UnknownProtocol { .. } => "protocol",
                    carriers::Error::Settings { what, .. } => what,
                };
                let blamed = layers.blamed_key(index, blamed);
                complain(blamed.unwrap_or_else(link_itself), error.to_string());
            }
        }
    }
    match operators::tables(config, layers) {
        Ok(tables) if problems.is_empty() => return Ok((client, Links::new(links), tables)),
        Ok(_) => {}
        Err(more) => problems.extend(more),
    }
    Err(Problems(problems).into())
}

/// What is allowed and rarely meant, in words for the one who wrote it.
#[must_use]
pub fn hints(config: &Config) -> Vec<String> {
    let mut hints = Vec::new();
    if !config.link.iter().any(|link| link.simulated) {
        hints.push("no link has simulated = true: test accounts cannot send".to_owned());
    }
    if config.link.iter().all(|link| link.simulated) {
        hints.push("every link is simulated: live accounts cannot send".to_owned());
    }
    let nameless = |link: &&carriers::LinkSettings| {
        let names = |key| link.protocol_keys.contains_key(key);
        link.protocol == "mm7" && !names("vaspid") && !names("vasid")
    };
    for link in config.link.iter().filter(nameless) {
        hints.push(format!(
            "link {:?} has neither vaspid nor vasid: many carriers refuse that (4001)",
            link.name
        ));
    }
    hints
}

/// Settings of the verbs.
fn verbs(config: &Config, (operators, lookup): Tables) -> engine::Settings {
    let delivery = &config.delivery;
    engine::Settings {
        node: config.server.node.clone(),
        call_budget: delivery.call_budget,
        ambiguous_wait: delivery.ambiguous_wait,
        no_report_after: delivery.no_report_after,
        message_validity: delivery.message_validity,
        event_retention: delivery.event_retention,
        test_ambiguous_wait: delivery.test_ambiguous_wait,
        test_no_report_after: delivery.test_no_report_after,
        picture_workers: delivery.picture_workers,
        fetch_memory_bytes: config.fetch.memory as u64,
        prices: engine::Prices {
            mms_micros: config.billing.mms_price,
            sms_part_micros: config.billing.sms_part_price,
        },
        operators,
        lookup,
        trace: config.trace.kept(),
        reply_types: Arc::new(engine::ReplyTypes {
            upper: config.api.content_type_wxml.clone(),
            kebab: config.api.content_type_kebab.clone(),
            json: config.api.content_type_json.clone(),
        }),
        idempotency_ttl: config.api.idempotency_ttl,
        cache_content_ttl: config.fetch.cache_content_ttl,
        keep_unused: config.blobs.keep_unused,
    }
}

/// Settings of the listeners.
fn faces(config: &Config) -> edge::Settings {
    let (server, api) = (&config.server, &config.api);
    edge::Settings {
        listen: server.listen,
        carrier_listen: server.carrier_listen,
        max_body_bytes: api.max_body,
        max_callback_body_bytes: api.max_callback_body,
        max_request_line_bytes: api.max_request_line,
        max_headers_bytes: api.max_headers,
        body_timeout: api.body_timeout,
        body_pace_bytes: api.body_pace,
        body_grace: api.body_grace,
        header_timeout: api.header_timeout,
        idle_timeout: api.idle_timeout,
        max_connections: api.max_connections,
        max_connections_per_address: api.max_connections_per_address,
        bad_key_limit: api.bad_key_limit,
        trusted_proxies: api.trusted_proxies.clone(),
        status_from: api.status_from.clone(),
        drain: server.drain,
        facts: facts(config),
    }
}

/// Settings of the listener of the admin API: those of the others, but for its own limits.
fn admin_face(config: &Config) -> edge::Settings {
    edge::Settings {
        max_body_bytes: config.admin.max_body,
        bad_key_limit: config.admin.bad_token_limit,
        ..faces(config)
    }
}

/// What the status page says about the process.
fn facts(config: &Config) -> Vec<(String, String)> {
    let facts = [
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("store", config.store.address.clone()),
        ("durability", promise(config).to_owned()),
    ];
    facts.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

/// What an answer "Success" is worth.
pub(crate) fn promise(config: &Config) -> &'static str {
    match config.store.durability {
        Durability::Committed => "every answer after fsync",
        Durability::Relaxed => "RELAXED: a crash loses messages that were answered",
    }
}

/// A gateway that runs in this process: queue and listeners. Dropping it ends it on the spot, as a
/// crash would.
pub struct Gateway {
    ctx: Arc<Context>,
    address: SocketAddr,
    carrier_address: SocketAddr,
    admin_address: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    /// Nobody else of this node's name runs meanwhile.
    _claim: Option<Claim>,
    /// `None` once its end has been told.
    work: Option<JoinHandle<Result<(), Error>>>,
}

impl Gateway {
    /// Binds the listeners and starts; calls are taken when this returns.
    ///
    /// # Errors
    ///
    /// An address cannot be listened on, or a process of this node name runs on the store.
    pub async fn start(config: &Config, ctx: Arc<Context>) -> Result<Self, Error> {
        let claim = Claim::take(config)?;
        let server = &config.server;
        let (api, address) = bind("server.listen", server.listen).await?;
        let carriers = match server.carrier_listen {
            Some(address) => Some(bind("server.carrier_listen", address).await?),
            None => None,
        };
        let admin = match config.admin.tokens.is_empty() {
            true => None,
            false => Some(bind("admin.listen", config.admin.listen).await?),
        };
        let admin_address = admin.as_ref().map(|(_, address)| *address);
        let carrier_address = carriers.as_ref().map_or(address, |(_, address)| *address);
        match &server.public_url {
            Some(url) => ctx.announce(url.as_str()),
            None => ctx.announce(&format!("http://{address}")),
        }
        let stop = watch::Sender::new(false);
        let work = work(
            Arc::clone(&ctx),
            config,
            (api, carriers, admin),
            stop.clone(),
        );
        #[expect(
            clippy::disallowed_methods,
            reason = "the program starts the runner here"
        )]
        let work = tokio::spawn(work);
        Ok(Self {
            ctx,
            address,
            carrier_address,
            admin_address,
            stop,
            _claim: claim,
            work: Some(work),
        })
    }

    /// The parts it works with.
    #[must_use]
    pub fn context(&self) -> &Arc<Context> {
        &self.ctx
    }

    /// The address of the API.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The address of the admin API, if it is on.
    #[must_use]
    pub const fn admin_addr(&self) -> Option<SocketAddr> {
        self.admin_address
    }

    /// URL of the API.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}{API_PATH}", self.address)
    }

    /// URL that the carrier of a link calls back.
    #[must_use]
    pub fn callback_url(&self, link: &str) -> String {
        format!("http://{}/carrier/{link}", self.carrier_address)
    }

    /// Returns when it ends by itself, which is always a failure. Cancel-safe.
    ///
    /// # Errors
    ///
    /// Why it ended.
    pub async fn ended(&mut self) -> Result<(), Error> {
        self.joined().await
    }

    /// Takes no more calls, finishes what is in progress, and returns.
    ///
    /// # Errors
    ///
    /// It had failed, or fails on the way.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.stop.send_replace(true);
        self.joined().await
    }

    async fn joined(&mut self) -> Result<(), Error> {
        let Some(work) = &mut self.work else {
            return Ok(());
        };
        let ended = work.await;
        self.work = None;
        ended.map_err(Error::doing("go on"))?
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        if let Some(work) = &self.work {
            work.abort();
        }
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Gateway")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

async fn bind(key: &str, address: SocketAddr) -> Result<(TcpListener, SocketAddr), Error> {
    let doing = format!("listen on {address}; free it, or change {key}");
    let bound = async {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok::<_, std::io::Error>((listener, address))
    };
    bound.await.map_err(Error::doing(doing))
}

type Bound = (TcpListener, SocketAddr);

/// Runs queue and listeners until told to stop; when one fails, the others are told so too, and
/// finish what is in progress: whoever waits for an answer hears that nothing was accepted.
fn work(
    ctx: Arc<Context>,
    config: &Config,
    (api, carriers, admin): (TcpListener, Option<Bound>, Option<Bound>),
    stop: watch::Sender<bool>,
) -> impl Future<Output = Result<(), Error>> + Send + use<> {
    let settings = faces(config);
    let told = || stop.subscribe();
    let runner = Runner::new(Arc::clone(&ctx)).run(told());
    let api = edge::serve(Arc::clone(&ctx), api, settings.clone(), told());
    let admin = serve_admin(Arc::clone(&ctx), config, admin, told());
    let carriers = serve_callbacks(ctx, carriers, settings, told());
    async move {
        let together =
            |ended: Result<(), Error>| ended.inspect_err(|_| stop.send_modify(|told| *told = true));
        let runner = async { together(runner.await.map_err(Error::doing("work on the queue"))) };
        let api = async { together(api.await.map_err(Error::doing("serve the API"))) };
        let carriers = async { together(carriers.await) };
        let admin = async { together(admin.await) };
        let (runner, api, carriers, admin) = tokio::join!(runner, api, carriers, admin);
        runner.and(api).and(carriers).and(admin)
    }
}

/// Serves the carriers, if they have a socket of their own.
async fn serve_callbacks(
    ctx: Arc<Context>,
    bound: Option<Bound>,
    settings: edge::Settings,
    stop: watch::Receiver<bool>,
) -> Result<(), Error> {
    let Some((listener, _)) = bound else {
        return Ok(());
    };
    serve_carriers(ctx, listener, settings, stop)
        .await
        .map_err(Error::doing("serve the carriers"))
}

/// Serves the admin API, if it has a socket.
fn serve_admin(
    ctx: Arc<Context>,
    config: &Config,
    bound: Option<Bound>,
    stop: watch::Receiver<bool>,
) -> impl Future<Output = Result<(), Error>> + Send + use<> {
    let settings = admin_face(config);
    let tokens = config.admin.tokens.clone();
    async move {
        let Some((listener, _)) = bound else {
            return Ok(());
        };
        let desk = admin::Desk::of(&ctx);
        let pages = admin::http::router(desk, tokens);
        edge::serve_pages(ctx, listener, settings, pages, stop)
            .await
            .map_err(Error::doing("serve the admin API"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_file_and_the_defaults_of_the_code_are_the_same() {
        let config = Config::default();
        let tables = operators::tables(&config, &Layers::of_default());
        let same = |ours: String, theirs: String| assert_eq!(ours, theirs);
        same(
            format!("{:?}", verbs(&config, tables.unwrap())),
            format!("{:?}", engine::Settings::default()),
        );
        let face = edge::Settings {
            facts: Vec::new(),
            ..faces(&config)
        };
        same(
            format!("{face:?}"),
            format!("{:?}", edge::Settings::default()),
        );
    }

    #[tokio::test]
    async fn the_links_of_the_default_file_can_be_opened() {
        let config = Config::default();
        assert!(peers(&config).is_ok());
    }
}
