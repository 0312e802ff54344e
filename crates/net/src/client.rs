//! The client: connections, TLS, settings.
//!
//! Speaks HTTP/1.1 over TCP and TLS 1.2 and 1.3. Knows nothing of what is sent. Guarantee: no
//! proxy from the environment, no cookies, no redirect followed and no request repeated by the
//! HTTP library; guarded and configured peers never share a connection.

use std::sync::Arc;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::guard::{Guard, Reach};
use crate::resolve::{CheckedResolver, Lookup, SystemLookup};
use crate::tape::Keep;
use crate::wire::{Wires, wires};

/// How the client connects; the same for all requests.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The rules for addresses that customers choose.
    pub guard: Guard,
    /// Time for look-up, TCP and TLS together. 5 s.
    pub connect: Duration,
    /// How long an unused connection is kept. Short, because a peer that closes it in the same
    /// moment as a POST goes out makes the POST doubtful. 15 s.
    pub keep_alive: Duration,
    /// `User-Agent` of every request that does not bring its own.
    pub user_agent: String,
    /// Certificates in PEM form that are trusted besides the public roots, for MMSCs with a
    /// certificate authority of their own. Empty for none.
    pub extra_roots_pem: Vec<u8>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            guard: Guard::default(),
            connect: Duration::from_secs(5),
            keep_alive: Duration::from_secs(15),
            user_agent: "mms-gateway".to_owned(),
            extra_roots_pem: Vec::new(),
        }
    }
}

/// TLS towards one configured peer, where it differs from the usual.
#[derive(Clone, Default)]
pub struct PeerTls {
    /// Our certificate, before those between it and its authority, in PEM form; and its key.
    pub identity: Option<(Vec<u8>, Vec<u8>)>,
    /// Authorities of the peer in PEM form. With them nobody else's certificate is trusted, the
    /// public ones included.
    pub roots_pem: Option<Vec<u8>>,
}

/// Shows what there is, and nothing of a key.
impl std::fmt::Debug for PeerTls {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("PeerTls")
            .field("identity", &self.identity.is_some())
            .field("roots_pem", &self.roots_pem.is_some())
            .finish()
    }
}

/// The client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// `extra_roots_pem` holds something that is not a certificate.
    #[error("the extra root certificates cannot be read")]
    Roots(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// [`PeerTls::roots_pem`] holds no certificate, or something that is none.
    #[error("no certificates of authorities can be read")]
    PeerRoots,
    /// The first half of [`PeerTls::identity`] holds no certificate, or something that is none.
    #[error("no certificate can be read")]
    Certificate,
    /// The second half of [`PeerTls::identity`] holds no key, or that of another certificate.
    #[error("no key that belongs to the certificate can be read")]
    Key,
    /// TLS or the HTTP library refused the settings.
    #[error("the HTTP client cannot be built")]
    Build(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// An HTTP client with pooled connections; cheap to clone, one per process is enough.
#[derive(Clone)]
pub struct Client {
    pub(crate) guard: Arc<Guard>,
    settings: Arc<Settings>,
    lookup: Arc<dyn Lookup>,
    /// For connections without HTTP.
    pub(crate) tls: Arc<rustls::ClientConfig>,
    open: reqwest::Client,
    private_only: reqwest::Client,
    configured: reqwest::Client,
    /// Connections to configured peers that can be recorded, and how much of each exchange is.
    pub(crate) taped: Option<(Wires, Keep)>,
}

impl Client {
    /// Builds the client; reads the public root certificates, opens no connection.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the settings cannot be used.
    pub fn new(settings: &Settings) -> Result<Self, ClientError> {
        Self::with_lookup(settings, &(Arc::new(SystemLookup) as Arc<dyn Lookup>))
    }

    /// As [`Client::new`], with another way to look up names.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the settings cannot be used.
    pub fn with_lookup(settings: &Settings, lookup: &Arc<dyn Lookup>) -> Result<Self, ClientError> {
        let tls = usual_tls(&settings.extra_roots_pem)?;
        let guard = Arc::new(settings.guard.clone());
        let build = |reach: Option<Reach>| {
            let rules = reach.map(|reach| (Arc::clone(&guard), reach));
            let resolver = CheckedResolver {
                lookup: Arc::clone(lookup),
                rules,
            };
            raw(settings, tls.clone(), resolver)
        };
        Ok(Self {
            open: build(Some(Reach::Open))?,
            private_only: build(Some(Reach::PrivateOnly))?,
            configured: build(None)?,
            settings: Arc::new(settings.clone()),
            lookup: Arc::clone(lookup),
            tls: Arc::new(tls),
            taped: None,
            guard,
        })
    }

    /// As this client, but with connections of its own to configured peers, over this TLS. Opens
    /// no connection.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when certificates or key cannot be used.
    pub fn for_peer(&self, tls: &PeerTls) -> Result<Self, ClientError> {
        let resolver = CheckedResolver {
            lookup: Arc::clone(&self.lookup),
            rules: None,
        };
        let tls = peer_tls(tls, &self.settings.extra_roots_pem)?;
        Ok(Self {
            configured: raw(&self.settings, tls.clone(), resolver)?,
            tls: Arc::new(tls),
            taped: None,
            ..self.clone()
        })
    }

    /// As this client, but with connections of its own to configured peers, which are recorded
    /// while `keep` says so: see [`Client::post_recorded`]. Opens no connection.
    #[must_use]
    pub fn taped(&self, keep: Keep) -> Self {
        let names = CheckedResolver {
            lookup: Arc::clone(&self.lookup),
            rules: None,
        };
        let times = (self.settings.connect, self.settings.keep_alive);
        let wires = wires(times, names, &self.tls, Arc::clone(&keep));
        Self {
            taped: Some((wires, keep)),
            ..self.clone()
        }
    }

    /// `User-Agent` of requests that bring none.
    pub(crate) fn user_agent(&self) -> &str {
        &self.settings.user_agent
    }

    /// Time for look-up, TCP and TLS together.
    pub(crate) fn connect(&self) -> Duration {
        self.settings.connect
    }

    /// The connections for a checked URL.
    pub(crate) fn guarded(&self, reach: Reach) -> &reqwest::Client {
        match reach {
            Reach::Open => &self.open,
            Reach::PrivateOnly => &self.private_only,
        }
    }

    /// The connections for peers that the operator configured; no address is refused.
    pub(crate) fn configured(&self) -> &reqwest::Client {
        &self.configured
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Client")
            .field("guard", &self.guard)
            .finish_non_exhaustive()
    }
}

/// Makes ring the cryptography of TLS in this process. Safe to call again.
pub fn install_crypto() {
    // The error says that a provider is installed already, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn usual_tls(extra_roots_pem: &[u8]) -> Result<rustls::ClientConfig, ClientError> {
    install_crypto();
    Ok(rustls::ClientConfig::builder()
        .with_root_certificates(usual_roots(extra_roots_pem)?)
        .with_no_client_auth())
}

fn usual_roots(extra_roots_pem: &[u8]) -> Result<RootCertStore, ClientError> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for certificate in CertificateDer::pem_slice_iter(extra_roots_pem) {
        let certificate =
            certificate.map_err(|error| ClientError::Roots(error.to_string().into()))?;
        roots
            .add(certificate)
            .map_err(|error| ClientError::Roots(error.into()))?;
    }
    Ok(roots)
}

/// What is wrong is said without the reader's words: they may repeat what a file holds.
fn peer_tls(tls: &PeerTls, extra_roots_pem: &[u8]) -> Result<rustls::ClientConfig, ClientError> {
    install_crypto();
    let roots = match &tls.roots_pem {
        None => usual_roots(extra_roots_pem)?,
        Some(pem) => {
            let mut roots = RootCertStore::empty();
            for authority in certificates(pem).ok_or(ClientError::PeerRoots)? {
                roots.add(authority).map_err(|_| ClientError::PeerRoots)?;
            }
            roots
        }
    };
    let config = rustls::ClientConfig::builder().with_root_certificates(roots);
    let Some((certificate, key)) = &tls.identity else {
        return Ok(config.with_no_client_auth());
    };
    let chain = certificates(certificate).ok_or(ClientError::Certificate)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| ClientError::Key)?;
    config
        .with_client_auth_cert(chain, key)
        .map_err(|_| ClientError::Key)
}

/// The certificates, if all can be read and there is one.
fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    all.ok().filter(|all| !all.is_empty())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where HTTP clients are built"
)]
fn raw(
    settings: &Settings,
    tls: rustls::ClientConfig,
    resolver: CheckedResolver,
) -> Result<reqwest::Client, ClientError> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(resolver)
        .user_agent(&settings.user_agent)
        .connect_timeout(settings.connect)
        .pool_idle_timeout(settings.keep_alive)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        .build()
        .map_err(|error| ClientError::Build(error.into()))
}
