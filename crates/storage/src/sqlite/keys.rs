//! Keys in SQLite.

use super::accounts::account;
use super::columns::{Columns, all, execute, key_digest, millis, one};
use super::{SqliteStore, constrained};
use crate::account::{Holder, Key, KeyDigest};
use crate::common::accounts as json;
use crate::{Error, Keys};
use async_trait::async_trait;
use domain::account::Scope;
use domain::id::AccountId;
use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};

#[async_trait]
impl Keys for SqliteStore {
    async fn account_by_key(
        &self,
        digest: &KeyDigest,
        now: Timestamp,
    ) -> Result<Option<Holder>, Error> {
        let (digest, now) = (*digest, millis(now));
        let sql = "SELECT accounts.*, keys.actions, keys.read_only
                   FROM keys JOIN accounts ON accounts.id = keys.account
                   WHERE digest = ?1 AND (ends_ms IS NULL OR ends_ms > ?2)";
        self.read(move |connection| one(connection, sql, (digest.0, now), holder))
            .await
    }

    async fn add_key(&self, key: &Key) -> Result<(), Error> {
        let key = key.clone();
        self.write(move |connection| add(connection, &key)).await
    }

    async fn keys(&self, account: AccountId) -> Result<Vec<Key>, Error> {
        let sql = "SELECT * FROM keys WHERE account = ?1 ORDER BY created_ms, digest";
        self.read(move |connection| all(connection, sql, [account.0], key))
            .await
    }

    async fn update_key(&self, key: &Key) -> Result<(), Error> {
        let key = key.clone();
        self.write(move |connection| update(connection, &key)).await
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

    async fn remove_key(&self, account: AccountId, digest: &KeyDigest) -> Result<bool, Error> {
        let digest = *digest;
        let sql = "DELETE FROM keys WHERE account = ?1 AND digest = ?2";
        self.write(move |connection| Ok(execute(connection, sql, (account.0, digest.0))? > 0))
            .await
    }
}

fn add(connection: &Connection, key: &Key) -> Result<(), Error> {
    let sql = "INSERT INTO keys
                   (digest, account, label, last4, created_ms, ends_ms, actions, read_only)
               VALUES
                   (:digest, :account, :label, :last4, :created, :ends, :actions, :read_only)";
    let parameters = named_params! {
        ":digest": key.digest.0,
        ":account": key.account.0,
        ":label": key.label,
        ":last4": key.last4,
        ":created": millis(key.created),
        ":ends": key.ends.map(millis),
        ":actions": json::write_actions(key.scope.actions.as_ref())?,
        ":read_only": key.scope.read_only,
    };
    let missing = format!("account {}", key.account);
    execute(connection, sql, parameters)
        .map_err(|error| constrained(error, "the key", &missing))?;
    Ok(())
}

fn update(connection: &Connection, key: &Key) -> Result<(), Error> {
    let sql = "UPDATE keys
               SET label = :label, ends_ms = :ends, actions = :actions, read_only = :read_only
               WHERE account = :account AND digest = :digest";
    let parameters = named_params! {
        ":digest": key.digest.0,
        ":account": key.account.0,
        ":label": key.label,
        ":ends": key.ends.map(millis),
        ":actions": json::write_actions(key.scope.actions.as_ref())?,
        ":read_only": key.scope.read_only,
    };
    match execute(connection, sql, parameters)? {
        0 => Err(Error::Missing(format!(
            "the key of account {}",
            key.account
        ))),
        _ => Ok(()),
    }
}

fn holder(row: &Row<'_>) -> Result<Holder, Error> {
    Ok(Holder {
        account: account(row)?,
        scope: scope(row)?,
    })
}

fn scope(row: &Row<'_>) -> Result<Scope, Error> {
    let actions: Option<String> = row.raw("actions")?;
    let actions = actions.map(|text| json::read_actions(&text)).transpose()?;
    Ok(Scope {
        actions,
        read_only: row.raw("read_only")?,
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
        scope: scope(row)?,
    })
}
