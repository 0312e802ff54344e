//! Legacy users in SQLite.

use super::columns::{Columns, execute, hash, one};
use super::{SqliteStore, constrained};
use crate::account::{LegacyUser, PassDigest};
use crate::{Error, LegacyUsers};
use async_trait::async_trait;
use domain::id::AccountId;
use rusqlite::{Connection, Row};

#[async_trait]
impl LegacyUsers for SqliteStore {
    async fn set_legacy_user(&self, user: &LegacyUser) -> Result<(), Error> {
        let user = user.clone();
        self.write(move |connection| set(connection, &user)).await
    }

    async fn legacy_user(&self, name: &str) -> Result<Option<LegacyUser>, Error> {
        let name = name.to_owned();
        let sql = "SELECT * FROM legacy_users WHERE name = ?1";
        self.read(move |connection| one(connection, sql, [name], user))
            .await
    }

    async fn legacy_user_of(&self, account: AccountId) -> Result<Option<LegacyUser>, Error> {
        let sql = "SELECT * FROM legacy_users WHERE account = ?1";
        self.read(move |connection| one(connection, sql, [account.0], user))
            .await
    }

    async fn remove_legacy_user(&self, account: AccountId) -> Result<bool, Error> {
        let sql = "DELETE FROM legacy_users WHERE account = ?1";
        self.write(move |connection| Ok(execute(connection, sql, [account.0])? > 0))
            .await
    }
}

fn set(connection: &Connection, user: &LegacyUser) -> Result<(), Error> {
    let sql = "INSERT INTO legacy_users (account, name, salt, digest) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (account) DO UPDATE SET
                   name = excluded.name, salt = excluded.salt, digest = excluded.digest";
    let LegacyUser {
        account,
        name,
        pass: PassDigest { salt, digest },
    } = user;
    let (exists, missing) = (format!("user {name:?}"), format!("account {account}"));
    execute(connection, sql, (account.0, name, salt, digest))
        .map_err(|error| constrained(error, &exists, &missing))?;
    Ok(())
}

fn user(row: &Row<'_>) -> Result<LegacyUser, Error> {
    Ok(LegacyUser {
        account: AccountId(row.raw("account")?),
        name: row.raw("name")?,
        pass: PassDigest {
            salt: hash(&row.raw::<Vec<u8>>("salt")?)?,
            digest: hash(&row.raw::<Vec<u8>>("digest")?)?,
        },
    })
}
