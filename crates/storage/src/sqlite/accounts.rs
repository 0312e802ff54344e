//! Accounts in SQLite.

use super::columns::{Columns, all, execute, millis, one};
use super::{SqliteStore, constrained};
use crate::common::accounts as json;
use crate::common::words::Word;
use crate::{Accounts, Error};
use async_trait::async_trait;
use domain::account::Account;
use domain::id::AccountId;
use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};

#[async_trait]
impl Accounts for SqliteStore {
    async fn create_account(&self, account: &Account, now: Timestamp) -> Result<AccountId, Error> {
        let account = account.clone();
        self.write(move |connection| create(connection, &account, now))
            .await
    }

    async fn update_account(&self, account: &Account) -> Result<(), Error> {
        let account = account.clone();
        self.write(move |connection| update(connection, &account))
            .await
    }

    async fn replace_account(&self, seen: &Account, account: &Account) -> Result<bool, Error> {
        let (seen, account) = (seen.clone(), account.clone());
        self.write(move |connection| replace(connection, &seen, &account))
            .await
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, Error> {
        let sql = "SELECT * FROM accounts WHERE id = ?1";
        self.read(move |connection| one(connection, sql, [id.0], account))
            .await
    }

    async fn account_named(&self, name: &str) -> Result<Option<Account>, Error> {
        let name = name.to_owned();
        let sql = "SELECT * FROM accounts WHERE name = ?1";
        self.read(move |connection| one(connection, sql, [name], account))
            .await
    }

    async fn accounts(&self) -> Result<Vec<Account>, Error> {
        let sql = "SELECT * FROM accounts ORDER BY name";
        self.read(move |connection| all(connection, sql, [], account))
            .await
    }
}

fn create(connection: &Connection, account: &Account, now: Timestamp) -> Result<AccountId, Error> {
    let sql = "INSERT INTO accounts (name, created_ms, access, senders, policy, postbacks)
               VALUES (:name, :created, :access, :senders, :policy, :postbacks)";
    let parameters = named_params! {
        ":name": account.name,
        ":created": millis(now),
        ":access": account.access.word(),
        ":senders": json::write_senders(&account.senders)?,
        ":policy": json::write_policy(&account.policy)?,
        ":postbacks": json::write_postbacks(&account.postbacks)?,
    };
    let name = format!("account {:?}", account.name);
    execute(connection, sql, parameters).map_err(|error| constrained(error, &name, &name))?;
    Ok(AccountId(connection.last_insert_rowid()))
}

fn update(connection: &Connection, account: &Account) -> Result<(), Error> {
    let sql = "UPDATE accounts SET name = :name, access = :access, senders = :senders,
                   policy = :policy, postbacks = :postbacks
               WHERE id = :id";
    let parameters = named_params! {
        ":id": account.id.0,
        ":name": account.name,
        ":access": account.access.word(),
        ":senders": json::write_senders(&account.senders)?,
        ":policy": json::write_policy(&account.policy)?,
        ":postbacks": json::write_postbacks(&account.postbacks)?,
    };
    let name = format!("account {:?}", account.name);
    let updated = execute(connection, sql, parameters);
    match updated.map_err(|error| constrained(error, &name, &name))? {
        0 => Err(Error::Missing(format!("account {}", account.id))),
        _ => Ok(()),
    }
}

/// The write connection sees nobody else's changes between the two statements.
fn replace(connection: &Connection, seen: &Account, new: &Account) -> Result<bool, Error> {
    let sql = "SELECT * FROM accounts WHERE id = ?1";
    let found = one(connection, sql, [new.id.0], account)?;
    if found.as_ref() != Some(seen) {
        return Ok(false);
    }
    update(connection, new).map(|()| true)
}

pub(super) fn account(row: &Row<'_>) -> Result<Account, Error> {
    Ok(Account {
        id: AccountId(row.raw("id")?),
        name: row.raw("name")?,
        access: row.word("access")?,
        senders: json::read_senders(&row.raw::<String>("senders")?)?,
        policy: json::read_policy(&row.raw::<String>("policy")?)?,
        postbacks: json::read_postbacks(&row.raw::<String>("postbacks")?)?,
    })
}
