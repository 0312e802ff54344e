//! Which link takes a message.

use carriers::{Link, LinkSettings};
use domain::account::Account;
use domain::notice::SentAs;
use domain::operator::Operator;
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

    /// The link for messages of an account that go by that way, from that sender and to that
    /// operator, if it is known: test accounts use the simulated carrier and nothing else, live
    /// accounts never use it. A link that names the operator goes before those that take all.
    ///
    /// Source: docs/contract.md, test accounts, operators and carrier lookup, rules O5 and O7.
    #[must_use]
    pub fn route(
        &self,
        account: &Account,
        way: SentAs,
        from: &str,
        operator: Option<&Operator>,
    ) -> Option<&Arc<dyn Link>> {
        let kind = account.sender(from).map(|sender| sender.kind);
        let kind = kind.unwrap_or_default();
        let serves = |link: &&Arc<dyn Link>| {
            let LinkSettings {
                simulated,
                sender_kinds,
                ..
            } = link.settings();
            *simulated == account.policy.test
                && link.takes(way)
                && (sender_kinds.is_empty() || sender_kinds.contains(&kind))
        };
        let names = |link: &&Arc<dyn Link>| {
            let named = &link.settings().operators;
            operator.is_some_and(|operator| named.iter().any(|text| operator.is_called(text)))
        };
        let takes_all = |link: &&Arc<dyn Link>| link.settings().operators.is_empty();
        let mut links = self.0.iter().filter(serves);
        let named = links.clone().find(names);
        named.or_else(|| links.find(takes_all))
    }
}
