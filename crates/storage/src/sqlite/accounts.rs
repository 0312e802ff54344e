//! Accounts and keys in SQLite.

use super::columns::{Columns, all, execute, key_digest, millis, one};
use super::{SqliteStore, constrained};
use crate::account::{Key, KeyDigest};
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

    async fn account(&self, id: AccountId) -> Result<Option<Account>, Error> {
        let sql = "SELECT * FROM accounts WHERE id = ?1";
        self.read(move |connection| one(connection, sql, [id.0], account))
            .await
    }

    async fn accounts(&self) -> Result<Vec<Account>, Error> {
        let sql = "SELECT * FROM accounts ORDER BY name";
        self.read(move |connection| all(connection, sql, [], account))
            .await
    }

    async fn account_by_key(
        &self,
        digest: &KeyDigest,
        now: Timestamp,
    ) -> Result<Option<Account>, Error> {
        let (digest, now) = (*digest, millis(now));
        let sql = "SELECT accounts.* FROM keys JOIN accounts ON accounts.id = keys.account
                   WHERE digest = ?1 AND (ends_ms IS NULL OR ends_ms > ?2)";
        self.read(move |connection| one(connection, sql, (digest.0, now), account))
            .await
    }

    async fn add_key(&self, key: &Key) -> Result<(), Error> {
        let key = key.clone();
        self.write(move |connection| add_key(connection, &key))
            .await
    }

    async fn keys(&self, account: AccountId) -> Result<Vec<Key>, Error> {
        let sql = "SELECT * FROM keys WHERE account = ?1 ORDER BY created_ms, digest";
        self.read(move |connection| all(connection, sql, [account.0], key))
            .await
    }

    async fn end_keys_but(
        &self,
        account: AccountId,
        kept: &KeyDigest,
        at: Timestamp,
    ) -> Result<u64, Error> {
        let (kept, at) = (*kept, millis(at));
        let sql = "UPDATE keys SET ends_ms = ?3
                   WHERE account = ?1 AND digest <> ?2 AND (ends_ms IS NULL OR ends_ms > ?3)";
        self.write(move |connection| {
            let ended = execute(connection, sql, (account.0, kept.0, at))?;
            Ok(ended as u64)
        })
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

fn add_key(connection: &Connection, key: &Key) -> Result<(), Error> {
    let sql = "INSERT INTO keys (digest, account, label, last4, created_ms, ends_ms)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let Key {
        digest,
        account,
        label,
        last4,
        created,
        ends,
    } = key;
    let values = (
        digest.0,
        account.0,
        label,
        last4,
        millis(*created),
        ends.map(millis),
    );
    let missing = format!("account {account}");
    execute(connection, sql, values).map_err(|error| constrained(error, "the key", &missing))?;
    Ok(())
}

fn account(row: &Row<'_>) -> Result<Account, Error> {
    Ok(Account {
        id: AccountId(row.raw("id")?),
        name: row.raw("name")?,
        access: row.word("access")?,
        senders: json::read_senders(&row.raw::<String>("senders")?)?,
        policy: json::read_policy(&row.raw::<String>("policy")?)?,
        postbacks: json::read_postbacks(&row.raw::<String>("postbacks")?)?,
    })
}

fn key(row: &Row<'_>) -> Result<Key, Error> {
    Ok(Key {
        digest: key_digest(&row.raw::<Vec<u8>>("digest")?)?,
        account: AccountId(row.raw("account")?),
        label: row.raw("label")?,
        last4: row.raw("last4")?,
        created: row.time("created_ms")?,
        ends: row.maybe_time("ends_ms")?,
    })
}
