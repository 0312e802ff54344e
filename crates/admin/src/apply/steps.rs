//! What a plan consists of: one verb each, and the lines that tell of it.

use crate::accounts;
use crate::blacklist::{self, Place};
use crate::campaigns;
use crate::desk::{Desk, Seen};
use crate::error::Error;
use crate::keys;
use crate::version::Version;
use domain::account::Account;
use serde_json::Value;

/// One thing to do.
#[derive(Debug)]
pub(super) struct Step {
    /// What people see of it.
    pub(super) lines: Vec<String>,
    pub(super) deed: Deed,
}

/// What is done.
#[derive(Debug)]
pub(super) enum Deed {
    /// An account is made.
    Create(Box<Account>),
    /// An account becomes another one, if it is still as it was.
    Replace(Version, Box<Account>),
    /// A key is made or taken over.
    AddKey(String, Value),
    /// A key of that id is changed.
    ChangeKey(String, String, Value),
    /// A key of that id is removed.
    RemoveKey(String, String),
    /// A campaign is made.
    CreateCampaign(String, Value),
    /// The campaign of that reference is changed.
    ChangeCampaign(String, String, Value),
    /// A number is put on the blacklist.
    Block(Entry, Value),
    /// A number is taken off the blacklist.
    Unblock(Entry),
}

/// Names an entry of the blacklist.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) account: String,
    pub(super) number: String,
    pub(super) sender: Option<String>,
}

impl Entry {
    pub(super) fn place(&self) -> Place<'_> {
        Place {
            account: &self.account,
            number: &self.number,
            sender: self.sender.as_deref(),
        }
    }
}

impl Deed {
    pub(super) async fn carry_out(&self, desk: &Desk) -> Result<(), Error> {
        match self {
            Self::Create(account) => accounts::store_new(desk, Account::clone(account))
                .await
                .map(drop),
            Self::Replace(version, account) => {
                let seen = Seen::Versions(vec![version.clone()]);
                let change = |there: &mut Account| {
                    *there = Account {
                        id: there.id,
                        ..Account::clone(account)
                    };
                    Ok(())
                };
                desk.change(&account.name, &seen, change).await.map(drop)
            }
            Self::AddKey(account, order) => keys::create(desk, account, order).await.map(drop),
            Self::ChangeKey(account, id, order) => {
                keys::change(desk, account, id, order).await.map(drop)
            }
            Self::RemoveKey(account, id) => keys::remove(desk, account, id).await,
            Self::CreateCampaign(account, order) => {
                campaigns::create(desk, account, order).await.map(drop)
            }
            Self::ChangeCampaign(account, reference, order) => {
                let place = (account.as_str(), reference.as_str());
                campaigns::change(desk, place, order).await.map(drop)
            }
            Self::Block(entry, order) => blacklist::put(desk, entry.place(), order).await.map(drop),
            Self::Unblock(entry) => blacklist::remove(desk, entry.place()).await,
        }
    }
}
