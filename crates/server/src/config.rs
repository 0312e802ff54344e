//! The configuration: one file, environment variables above it, and the annotated default below.
//!
//! Speaks TOML. Raw values become checked ones here, once, at start: afterwards a time is a
//! `Duration` and a network a network. The defaults live in `config.default.toml` and nowhere else;
//! every key is required by the structs below, so file and structs cannot drift apart. Guarantee:
//! whatever is wrong is said with its place, its key and what would be right, all of it at once.

mod environment;
mod explain;
mod forms;
mod layers;
pub(crate) mod operators;
mod origin;
mod problem;

use admin::http::Token;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use url::Url;

pub use environment::Environment;
pub use explain::{explain, keys};
pub(crate) use forms::parse_time;
pub use layers::{Layers, Setting};
pub use operators::OperatorSettings;
pub use origin::Origin;
pub use problem::{Problem, Problems};

/// The annotated default, as `wirephoto config` prints it.
pub const DEFAULT: &str = include_str!("../config.default.toml");

/// All settings, checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The process and its listeners.
    pub server: Server,
    /// Durable state.
    pub store: Store,
    /// Media.
    pub blobs: Blobs,
    /// Limits of the API.
    pub api: Api,
    /// The admin API.
    pub admin: Admin,
    /// What addresses customers may name.
    pub fetch: Fetch,
    /// Times in the life of a message.
    pub delivery: Delivery,
    /// Whom we trust.
    pub tls: Tls,
    /// What is kept of traces.
    pub trace: Trace,
    /// The log.
    pub log: Log,
    /// What messages cost.
    pub billing: Billing,
    /// How the operator of a number is found out.
    pub lookup: Lookup,
    /// Changes of the operator table.
    #[serde(default)]
    pub operator: Vec<OperatorSettings>,
    /// Links to carriers.
    pub link: Vec<carriers::LinkSettings>,
}

/// Section `[server]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Where the API listens.
    #[serde(deserialize_with = "forms::address")]
    pub listen: SocketAddr,
    /// Where carriers call back; `None`: where the API listens.
    #[serde(deserialize_with = "forms::maybe_address")]
    pub carrier_listen: Option<SocketAddr>,
    /// How the outside reaches the API.
    #[serde(deserialize_with = "forms::maybe_url")]
    pub public_url: Option<Url>,
    /// Name of this process among those that share a store.
    #[serde(deserialize_with = "forms::word")]
    pub node: String,
    /// How long calls in progress may take at the end.
    #[serde(deserialize_with = "forms::time")]
    pub drain: Duration,
}

/// Section `[store]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// Address of the store; its scheme is known.
    #[serde(deserialize_with = "forms::store")]
    pub address: String,
    /// When a write is answered.
    pub durability: Durability,
}

/// Value of `store.durability`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// After the data have reached the disk.
    Committed,
    /// Before; loses messages in a crash.
    Relaxed,
}

/// Section `[blobs]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blobs {
    /// Address of the blob store; its scheme is known.
    #[serde(deserialize_with = "forms::blobs")]
    pub address: String,
    /// How long a file is kept that nothing names any more.
    #[serde(deserialize_with = "forms::time")]
    pub keep_unused: Duration,
}

/// Section `[api]`; what each means is said at [`edge::Settings`], and at [`engine::Settings`] for
/// what the engine heeds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "every field is named and explained at edge::Settings"
)]
pub struct Api {
    #[serde(deserialize_with = "forms::size")]
    pub max_body: usize,
    #[serde(deserialize_with = "forms::size")]
    pub max_callback_body: usize,
    #[serde(deserialize_with = "forms::size")]
    pub max_request_line: usize,
    #[serde(deserialize_with = "forms::size")]
    pub max_headers: usize,
    #[serde(deserialize_with = "forms::time")]
    pub body_timeout: Duration,
    #[serde(deserialize_with = "forms::size")]
    pub body_pace: usize,
    #[serde(deserialize_with = "forms::time")]
    pub body_grace: Duration,
    #[serde(deserialize_with = "forms::time")]
    pub header_timeout: Duration,
    #[serde(deserialize_with = "forms::time")]
    pub idle_timeout: Duration,
    #[serde(deserialize_with = "forms::count")]
    pub max_connections: usize,
    #[serde(deserialize_with = "forms::count")]
    pub max_connections_per_address: usize,
    #[serde(deserialize_with = "forms::count")]
    pub bad_key_limit: usize,
    #[serde(deserialize_with = "forms::time")]
    pub idempotency_ttl: Duration,
    #[serde(deserialize_with = "forms::content_type")]
    pub content_type_wxml: String,
    #[serde(deserialize_with = "forms::content_type")]
    pub content_type_kebab: String,
    #[serde(deserialize_with = "forms::content_type")]
    pub content_type_json: String,
    #[serde(deserialize_with = "forms::networks")]
    pub trusted_proxies: Vec<edge::Network>,
    #[serde(deserialize_with = "forms::networks")]
    pub status_from: Vec<edge::Network>,
}

/// Section `[admin]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admin {
    /// Where the admin API listens, if it has tokens.
    #[serde(deserialize_with = "forms::address")]
    pub listen: SocketAddr,
    /// Who may use it; empty: it is off.
    #[serde(deserialize_with = "forms::tokens")]
    pub tokens: Vec<Token>,
    /// Longest body, in bytes.
    #[serde(deserialize_with = "forms::size")]
    pub max_body: usize,
    /// Wrong tokens that an address may show in a minute.
    #[serde(deserialize_with = "forms::count")]
    pub bad_token_limit: usize,
}

/// Section `[fetch]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fetch {
    /// Ports besides 80 and 443.
    pub ports: Vec<u16>,
    /// Networks that may be reached although they are not public.
    #[serde(deserialize_with = "forms::networks")]
    pub allow_private: Vec<net::Cidr>,
    /// Whether those may be reached on any port.
    pub private_any_port: bool,
    /// Bytes of files that all calls together hold in memory.
    #[serde(deserialize_with = "forms::size")]
    pub memory: usize,
    /// How long a file may be used again for the same address.
    #[serde(deserialize_with = "forms::time")]
    pub cache_content_ttl: Duration,
}

/// Section `[delivery]`; what each means is said at [`engine::Settings`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "every field is named and explained at engine::Settings"
)]
pub struct Delivery {
    #[serde(deserialize_with = "forms::validity")]
    pub message_validity: Duration,
    #[serde(deserialize_with = "forms::time")]
    pub ambiguous_wait: Duration,
    #[serde(deserialize_with = "forms::time")]
    pub no_report_after: Duration,
    #[serde(deserialize_with = "forms::time")]
    pub event_retention: Duration,
    #[serde(deserialize_with = "forms::time")]
    pub test_ambiguous_wait: Duration,
    #[serde(deserialize_with = "forms::time")]
    pub test_no_report_after: Duration,
    #[serde(deserialize_with = "forms::time")]
    pub call_budget: Duration,
    #[serde(deserialize_with = "forms::count")]
    pub picture_workers: usize,
}

/// Section `[billing]`; prices in millionths of a credit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Billing {
    /// A message of slides.
    pub mms_price: u64,
    /// Each part of a text.
    pub sms_part_price: u64,
}

/// Section `[lookup]`; what each means is said at [`engine::lookup::Settings`].
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// File with the table of prefixes.
    #[serde(deserialize_with = "forms::maybe_path")]
    pub prefixes: Option<PathBuf>,
    /// Address of the service.
    #[serde(deserialize_with = "forms::hook")]
    pub url: Option<String>,
    /// Token that the service wants to see.
    #[serde(deserialize_with = "forms::token")]
    pub bearer: Option<String>,
    /// How long the service is waited for.
    #[serde(deserialize_with = "forms::time")]
    pub timeout: Duration,
    /// How long its answers hold.
    #[serde(deserialize_with = "forms::time")]
    pub keep: Duration,
}

impl std::fmt::Debug for Lookup {
    /// Without address and token: either may hold a secret.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Lookup")
            .field("prefixes", &self.prefixes)
            .field("timeout", &self.timeout)
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

/// Section `[tls]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// File with further trusted certificates.
    #[serde(deserialize_with = "forms::maybe_path")]
    pub extra_roots: Option<PathBuf>,
}

/// Section `[trace]`; what each means is said at [`engine::Traced`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "every field is named and explained at engine::Traced"
)]
pub struct Trace {
    #[serde(deserialize_with = "forms::exchanges")]
    pub exchanges: u32,
    #[serde(deserialize_with = "forms::traced_size")]
    pub bytes: usize,
    #[serde(deserialize_with = "forms::time")]
    pub retention: Duration,
}

impl Trace {
    /// As the engine has it.
    pub(crate) const fn kept(&self) -> engine::Traced {
        engine::Traced {
            exchanges: self.exchanges,
            bytes: self.bytes,
            retention: self.retention,
        }
    }
}

/// Section `[log]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// For whom it is written.
    pub format: LogFormat,
    /// What is written: a filter of `tracing`.
    #[serde(deserialize_with = "forms::filter")]
    pub level: String,
}

/// Value of `log.format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Default for Config {
    /// What holds when neither file nor environment says anything.
    fn default() -> Self {
        toml::from_str(DEFAULT).expect("the default is checked by a test")
    }
}

/// The file to read: the one given, else the one that `WIREPHOTO_CONFIG` names, else
/// `wirephoto.toml` in the current folder if it is there.
#[must_use]
pub fn find_file(given: Option<&Path>, environment: &Environment) -> Option<PathBuf> {
    let usual = PathBuf::from("wirephoto.toml");
    let usual = || usual.exists().then_some(usual);
    given
        .map(Path::to_owned)
        .or_else(|| environment.file())
        .or_else(usual)
}

#[cfg(test)]
mod tests;
