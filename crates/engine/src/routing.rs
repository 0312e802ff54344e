//! Which links take a message, and in which order.
//!
//! The configuration decides which links serve an account, a kind of sender, an operator and a way;
//! what serves narrowly goes before what serves all, else their order in the configuration counts.
//!
//! Source: docs/contract.md, test accounts, operators and carrier lookup, rules O5 and O7.

use carriers::{Link, LinkSettings};
use domain::account::{Account, SenderKind};
use domain::notice::SentAs;
use domain::operator::Operator;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use storage::carrier_link::Switched;

/// What is known of a message before a link is chosen.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Whose message it is.
    pub account: &'a Account,
    /// As what it goes.
    pub way: SentAs,
    /// The sender.
    pub from: &'a str,
    /// The receiver's operator, if it is known.
    pub operator: Option<&'a Operator>,
}

impl Wanted<'_> {
    /// What kind of sender it is; one that is not the account's counts as a short code.
    #[must_use]
    pub fn sender_kind(&self) -> SenderKind {
        let sender = self.account.sender(self.from);
        sender.map(|sender| sender.kind).unwrap_or_default()
    }
}

/// Why a link does not serve a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It is the simulated carrier, and the account is no test account.
    ForTests,
    /// It is no simulated carrier, and the account is a test account.
    ForLive,
    /// It does not carry this kind of message.
    Way,
    /// It is for other accounts.
    Account,
    /// It is for other kinds of senders.
    SenderKind,
    /// It is for other operators.
    Operator,
}

/// The configured links.
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

    /// The links that serve a message, first choice first.
    #[must_use]
    pub fn serving(&self, wanted: &Wanted<'_>) -> Vec<&Arc<dyn Link>> {
        let fits = |link: &&Arc<dyn Link>| judge(link.as_ref(), wanted).is_ok();
        let mut serving: Vec<_> = self.0.iter().filter(fits).collect();
        serving.sort_by_key(|link| breadth(link.settings()));
        serving
    }
}

/// Whether a link serves a message: test accounts use the simulated carrier and nothing else, live
/// accounts never use it; a link that names operators does not serve receivers whose operator nobody
/// knows.
///
/// # Errors
///
/// The first reason why it does not.
pub fn judge(link: &dyn Link, wanted: &Wanted<'_>) -> Result<(), Unfit> {
    let LinkSettings {
        simulated,
        operators,
        accounts,
        sender_kinds,
        ..
    } = link.settings();
    let Wanted {
        account, operator, ..
    } = wanted;
    let named = |operator: &&Operator| operators.iter().any(|text| operator.is_called(text));
    let kind = wanted.sender_kind();
    let reasons = [
        (*simulated && !account.policy.test, Unfit::ForTests),
        (!*simulated && account.policy.test, Unfit::ForLive),
        (!link.takes(wanted.way), Unfit::Way),
        (
            !accounts.is_empty() && !accounts.contains(&account.name),
            Unfit::Account,
        ),
        (
            !sender_kinds.is_empty() && !sender_kinds.contains(&kind),
            Unfit::SenderKind,
        ),
        (
            !operators.is_empty() && operator.filter(named).is_none(),
            Unfit::Operator,
        ),
    ];
    let reason = reasons.iter().find(|(holds, _)| *holds);
    reason.map_or(Ok(()), |(_, reason)| Err(*reason))
}

/// Links for some accounts go before links for all, then those for some operators.
fn breadth(settings: &LinkSettings) -> (bool, bool) {
    (settings.accounts.is_empty(), settings.operators.is_empty())
}

/// What the operator has said of links, as of a moment ago.
#[derive(Debug, Default)]
pub(crate) struct Switches(RwLock<HashMap<String, Switched>>);

impl Switches {
    /// What was said of a link; nothing: it is open.
    pub(crate) fn of(&self, link: &str) -> Option<Switched> {
        let switches = self.0.read().unwrap_or_else(PoisonError::into_inner);
        switches.get(link).copied()
    }

    /// Takes over what the store has.
    pub(crate) async fn read(&self, store: &dyn storage::Store) -> Result<(), storage::Error> {
        let said = store.switches().await?;
        let said = said.into_iter().map(|it| (it.link, it.switched)).collect();
        let mut switches = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if *switches != said {
            tracing::info!("links that are not open: {said:?}");
            *switches = said;
        }
        Ok(())
    }
}
