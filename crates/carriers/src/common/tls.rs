//! The keys of TLS that several protocols have.
//!
//! Knows files, not connections. Guarantee: every complaint names the key and the remedy, and
//! nothing that a file holds gets into one.

use std::path::{Path, PathBuf};

use net::{Client, ClientError, PeerTls};

use crate::{Error, LinkSettings};

/// The keys as written; paths count from the working directory.
pub(crate) struct TlsKeys {
    /// Our certificate.
    pub(crate) tls_certificate: Option<PathBuf>,
    /// Its key.
    pub(crate) tls_key: Option<PathBuf>,
    /// The carrier's own authority.
    pub(crate) tls_ca: Option<PathBuf>,
}

impl TlsKeys {
    /// Reads the files; `None` when the link has none of the keys. An encrypted url begins with
    /// `scheme`.
    pub(crate) fn read(&self, url: &str, scheme: &str) -> Result<Option<PeerTls>, String> {
        let named = [
            ("tls_certificate", &self.tls_certificate),
            ("tls_key", &self.tls_key),
            ("tls_ca", &self.tls_ca),
        ];
        let Some((key, _)) = named.iter().find(|(_, path)| path.is_some()) else {
            return Ok(None);
        };
        if !url.starts_with(scheme) {
            return Err(format!(
                "{key}: the url is not encrypted; begin it with {scheme}, or leave {key} out"
            ));
        }
        let identity = match (&self.tls_certificate, &self.tls_key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => {
                Some((file("tls_certificate", certificate)?, file("tls_key", key)?))
            }
            (Some(_), None) => {
                return Err("tls_key is missing; tls_certificate is of no use without it".into());
            }
            (None, Some(_)) => {
                return Err("tls_certificate is missing; tls_key is of no use without it".into());
            }
        };
        let ca = self.tls_ca.as_ref();
        let roots_pem = ca.map(|path| file("tls_ca", path)).transpose()?;
        Ok(Some(PeerTls {
            identity,
            roots_pem,
        }))
    }
}

fn file(key: &str, path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| {
        format!("{key}: {path:?} cannot be read ({error}); name a file in PEM form that the gateway may read")
    })
}

/// The client for a link: one of its own when it has files.
///
/// # Errors
///
/// [`Error::Settings`] when the files cannot be used.
pub(crate) fn client(
    usual: Client,
    tls: Option<&PeerTls>,
    link: &LinkSettings,
) -> Result<Client, Error> {
    let Some(tls) = tls else {
        return Ok(usual);
    };
    usual.for_peer(tls).map_err(|error| Error::Settings {
        link: link.name.clone(),
        what: remedy(&error).to_owned(),
    })
}

fn remedy(error: &ClientError) -> &'static str {
    match error {
        ClientError::PeerRoots => {
            "tls_ca: no certificates can be read there; name the file with those of the carrier's authority, in PEM form"
        }
        ClientError::Certificate => {
            "tls_certificate: no certificate can be read there; name a file with ours and those between it and its authority, in PEM form"
        }
        ClientError::Key => {
            "tls_key: no key of tls_certificate can be read there; name the file with the key that belongs to it, in PEM form and without a password"
        }
        ClientError::Roots(_) | ClientError::Build(_) => {
            "tls_certificate: these files cannot be used for TLS; ask the carrier for others"
        }
    }
}
