//! Name look-up that hands only checked addresses to the connector.
//!
//! Sits between the HTTP library and the system's resolver. Knows nothing of HTTP. Guarantee: the
//! connector sees either the addresses that were checked, all of them allowed, or an error; one
//! forbidden address among many refuses the name, for the answer may be an attempt to rebind.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::guard::{Guard, Reach};

/// A look-up under way.
pub type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Where names are looked up; the system's resolver unless a test says otherwise.
pub trait Lookup: Send + Sync {
    /// All addresses of a host name, asked for once.
    fn lookup(&self, host: &str) -> Looking;
}

/// The resolver of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, host: &str) -> Looking {
        let host = host.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// The look-up failed or gave nothing; the request did not leave.
#[derive(Debug, thiserror::Error)]
#[error("the host name could not be resolved")]
pub(crate) struct Unresolved {
    source: Option<io::Error>,
}

/// A resolver for one kind of request.
pub(crate) struct CheckedResolver {
    pub(crate) lookup: Arc<dyn Lookup>,
    /// The rules, or nothing for peers that the operator configured.
    pub(crate) rules: Option<(Arc<Guard>, Reach)>,
}

/// Addresses of a name, without ports.
pub(crate) type Found = Addrs;

impl CheckedResolver {
    /// The addresses of a host name, if all of them are allowed.
    pub(crate) fn addresses(&self, host: &str) -> Resolving {
        let looking = self.lookup.lookup(host);
        let rules = self.rules.clone();
        Box::pin(async move {
            let found = looking.await.map_err(|error| Unresolved {
                source: Some(error),
            })?;
            if found.is_empty() {
                return Err(Unresolved { source: None }.into());
            }
            if let Some((guard, reach)) = rules {
                for address in &found {
                    guard.check_address(*address, reach)?;
                }
            }
            let addresses = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Found)
        })
    }
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        self.addresses(name.as_str())
    }
}
