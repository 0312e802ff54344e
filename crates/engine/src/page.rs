//! What an address opens that whoever knows it may open, and how such an address is written.
//!
//! Source: docs/contract.md, endpoints, hosted page and link expiry.

use crate::Error;
use crate::context::Context;
use bytes::Bytes;
use domain::account::Account;
use futures_util::stream::BoxStream;
use url::Url;

/// What the path of an address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// A file of a hosted page.
    Hosted {
        /// Which page.
        token: &'a str,
        /// Name of the file.
        file: &'a str,
    },
    /// A file of a message from a phone.
    Inbound {
        /// Which message.
        token: &'a str,
        /// Name of the file.
        file: &'a str,
    },
    /// A sending report.
    Report {
        /// Which report.
        token: &'a str,
    },
}

impl<'a> Wanted<'a> {
    /// Reads a path; the fixed part counts in any case. `None`: it is no page.
    #[must_use]
    pub fn of(path: &'a str) -> Option<Self> {
        let mut segments = path.strip_prefix('/')?.split('/');
        let (page, token, file) = (segments.next()?, segments.next()?, segments.next());
        if segments.next().is_some() || token.is_empty() {
            return None;
        }
        match (page.to_ascii_lowercase().as_str(), file) {
            ("l", Some(file)) => Some(Self::Hosted { token, file }),
            ("mo", Some(file)) => Some(Self::Inbound { token, file }),
            ("reports", None) => Some(Self::Report { token }),
            _ => None,
        }
    }
}

/// What an address opens.
#[derive(Debug)]
pub enum Page {
    /// A file.
    File(PageFile),
    /// A document that is read while it is told.
    Stream(PageStream),
    /// It is over.
    Gone,
    /// There never was anything.
    Unknown,
}

/// A file to be shown.
#[derive(Debug)]
pub struct PageFile {
    /// All of it.
    pub bytes: Bytes,
    /// Its type.
    pub mime: String,
}

/// A document that is read while it is told.
pub struct PageStream {
    /// Its pieces; an error means that it broke off.
    pub pieces: BoxStream<'static, Result<Bytes, Error>>,
    /// Its type.
    pub mime: &'static str,
}

impl std::fmt::Debug for PageStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageStream").finish_non_exhaustive()
    }
}

/// The address of a page, for the customers of an account.
pub(crate) fn address(ctx: &Context, account: &Account, path: &str) -> String {
    match &account.policy.link_host {
        Some(host) if host.contains("://") => format!("{}{path}", host.trim_end_matches('/')),
        Some(host) => format!("https://{host}{path}"),
        None => format!("{}{path}", ctx.public_url()),
    }
}

/// The path of an address, if it leads to us: to the host of the process or of the account.
pub(crate) fn own_path(ctx: &Context, account: &Account, given: &str) -> Option<String> {
    let given = Url::parse(given).ok()?;
    if !matches!(given.scheme(), "http" | "https") || !given.username().is_empty() {
        return None;
    }
    let bases = [address(ctx, account, ""), ctx.public_url().to_owned()];
    let path = bases.iter().find_map(|base| {
        let base = Url::parse(base).ok()?;
        let prefix = base.path().trim_end_matches('/');
        let is_ours = given.host() == base.host() && has_port_of(&given, &base);
        given.path().strip_prefix(prefix).filter(|_| is_ours)
    });
    path.map(str::to_owned)
}

/// Whether two addresses name the same door. Behind the usual ports of both schemes is the same
/// server: the proxy that speaks TLS for us sends one to the other.
fn has_port_of(given: &Url, base: &Url) -> bool {
    let usual = |url: &Url| url.port().is_none();
    given.port_or_known_default() == base.port_or_known_default() || usual(given) && usual(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixed_part_of_a_path_counts_in_any_case_and_the_rest_as_it_is() {
        let hosted = |token, file| Some(Wanted::Hosted { token, file });
        assert_eq!(Wanted::of("/l/AbC/poster.jpg"), hosted("AbC", "poster.jpg"));
        assert_eq!(Wanted::of("/L/AbC/poster.jpg"), hosted("AbC", "poster.jpg"));
        let (token, file) = ("AbC", "1.jpg");
        assert_eq!(
            Wanted::of("/Mo/AbC/1.jpg"),
            Some(Wanted::Inbound { token, file })
        );
        assert_eq!(Wanted::of("/REPORTS/AbC"), Some(Wanted::Report { token }));
        for path in [
            "/reports/a/b",
            "/mo/a",
            "/l",
            "/l/",
            "/l//x",
            "/l/a/b/c",
            "l/a/b",
            "/x/a/b",
            "/",
        ] {
            assert_eq!(Wanted::of(path), None, "{path}");
        }
    }
}
