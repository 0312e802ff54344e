//! What every verb works with: the store, the clock, and what the configuration has of operators and
//! links.
//!
//! Guarantee: an account is never written over a change that was not seen; whoever changes it
//! without having looked tries again on what is there now.

use crate::error::Error;
use crate::version::Version;
use domain::account::Account;
use domain::operator::Operators;
use engine::Context;
use engine::clock::Clock;
use engine::lookup;
use engine::routing::Links;
use std::sync::Arc;
use storage::Store;

/// How often a change is tried again when others are faster. Ours: people are slow.
const TRIES: usize = 20;

/// The store, the clock, operators and links.
#[derive(Clone)]
pub struct Desk {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The operators that the configuration has.
    pub operators: Operators,
    /// How the operator of a number is found out.
    pub lookup: lookup::Settings,
    /// The links to carriers that the configuration has.
    pub links: Links,
}

/// What must be true of an account before it is changed.
#[derive(Debug, Clone, Default)]
pub enum Seen {
    /// Nothing.
    #[default]
    Whatever,
    /// It is there.
    Something,
    /// It is not there.
    Nothing,
    /// It looks like one of these.
    Versions(Vec<Version>),
}

impl Desk {
    /// That of a running gateway.
    #[must_use]
    pub fn of(ctx: &Context) -> Self {
        Self {
            store: Arc::clone(&ctx.store),
            clock: Arc::clone(&ctx.clock),
            operators: ctx.settings.operators.clone(),
            lookup: ctx.settings.lookup.clone(),
            links: ctx.links.clone(),
        }
    }

    /// The account of a name.
    pub(crate) async fn account(&self, name: &str) -> Result<Account, Error> {
        self.find(name)
            .await?
            .ok_or_else(|| Error::missing("account", name))
    }

    /// The account of a name, if there is one.
    pub(crate) async fn find(&self, name: &str) -> Result<Option<Account>, Error> {
        Ok(self.store.account_named(name).await?)
    }

    /// Changes an account; returns it as it is afterwards, and what the change returned.
    pub(crate) async fn change<T: Send>(
        &self,
        name: &str,
        seen: &Seen,
        change: impl Fn(&mut Account) -> Result<T, Error> + Send + Sync,
    ) -> Result<(Account, T), Error> {
        for _ in 0..TRIES {
            let before = self.account(name).await?;
            seen.check(Some(&before))?;
            let mut after = before.clone();
            let told = change(&mut after)?;
            if before == after || self.replace(&before, &after).await? {
                return Ok((after, told));
            }
        }
        Err(Error::Changed)
    }

    async fn replace(&self, before: &Account, after: &Account) -> Result<bool, Error> {
        match self.store.replace_account(before, after).await {
            Err(storage::Error::Exists(_)) => Err(Error::exists("account", &after.name)),
            replaced => Ok(replaced?),
        }
    }
}

impl Seen {
    /// [`Error::Changed`] unless it is true of the account.
    pub(crate) fn check(&self, account: Option<&Account>) -> Result<(), Error> {
        let holds = match (self, account) {
            (Self::Whatever, _) | (Self::Something, Some(_)) | (Self::Nothing, None) => true,
            (Self::Versions(versions), Some(account)) => versions.contains(&Version::of(account)),
            (Self::Something | Self::Versions(_), None) | (Self::Nothing, Some(_)) => false,
        };
        if holds { Ok(()) } else { Err(Error::Changed) }
    }
}
