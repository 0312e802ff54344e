//! Which link takes a message.

use carriers::Link;
use domain::account::Account;
use domain::notice::SentAs;
use std::sync::Arc;

/// The configured links. The first of those that may take a message does.
#[derive(Clone, Default)]
pub struct Links(Vec<Arc<dyn Link>>);

impl Links {
    /// Keeps links in the order of the configuration.
    #[must_use]
    pub fn new(links: Vec<Arc<dyn Link>>) -> Self {
        Self(links)
    }

    /// The link of that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Arc<dyn Link>> {
        self.0.iter().find(|link| link.settings().name == name)
    }

    /// All links.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Link>> {
        self.0.iter()
    }

    /// The link for messages of an account that go by that way: test accounts use the simulated
    /// carrier and nothing else, live accounts never use it.
    ///
    /// Source: docs/contract.md, test accounts.
    #[must_use]
    pub fn route(&self, account: &Account, way: SentAs) -> Option<&Arc<dyn Link>> {
        let serves = |link: &&Arc<dyn Link>| {
            link.settings().simulated == account.policy.test && link.takes(way)
        };
        self.0.iter().find(serves)
    }
}
