//! Credits in SQLite.
//!
//! Guarantee: what is reserved never exceeds the balance when it is reserved, because all
//! reservations are made by the one writer in the transaction that accepts their message; and each
//! is settled once, because a settlement counts only for a charge that is still reserved.

use super::columns::{Columns, count, execute, one};
use super::{SqliteStore, constrained};
use crate::credit::{Credit, Settlement};
use crate::{Credits, Error};
use async_trait::async_trait;
use domain::id::{AccountId, MessageId};
use rusqlite::{Connection, Row};

#[async_trait]
impl Credits for SqliteStore {
    async fn credit(&self, account: AccountId) -> Result<Credit, Error> {
        let sql = "SELECT * FROM credits WHERE account = ?1";
        let found = self.read(move |connection| one(connection, sql, [account.0], read));
        Ok(found.await?.unwrap_or_default())
    }

    async fn add_credit(&self, account: AccountId, micros: i64) -> Result<Credit, Error> {
        self.write(move |connection| add(connection, account, micros))
            .await
    }
}

fn add(connection: &Connection, account: AccountId, micros: i64) -> Result<Credit, Error> {
    let sql = "INSERT INTO credits (account, balance_micros, reserved_micros) VALUES (?1, ?2, 0)
               ON CONFLICT (account) DO UPDATE SET
                   balance_micros = balance_micros + excluded.balance_micros";
    let missing = format!("account {account}");
    execute(connection, sql, (account.0, micros))
        .map_err(|error| constrained(error, "the credit", &missing))?;
    let sql = "SELECT * FROM credits WHERE account = ?1";
    Ok(one(connection, sql, [account.0], read)?.unwrap_or_default())
}

/// Reserves for a message that is about to be accepted; `false`: the credits do not suffice.
pub(super) fn reserve(
    connection: &Connection,
    account: AccountId,
    micros: u64,
) -> Result<bool, Error> {
    if micros == 0 {
        return Ok(true);
    }
    let sql = "UPDATE credits SET reserved_micros = reserved_micros + ?2
               WHERE account = ?1 AND balance_micros - reserved_micros >= ?2";
    Ok(execute(connection, sql, (account.0, count(micros)))? > 0)
}

/// Writes down what was reserved for a message, now that it has a number.
pub(super) fn charge(
    connection: &Connection,
    message: MessageId,
    (account, micros): (AccountId, u64),
) -> Result<(), Error> {
    if micros == 0 {
        return Ok(());
    }
    let sql = "INSERT INTO charges (message, account, micros, state)
               VALUES (?1, ?2, ?3, 'reserved')";
    execute(connection, sql, (message.0, account.0, count(micros)))?;
    Ok(())
}

/// Settles what a message has reserved, if it has and that is still open.
pub(super) fn settle(
    connection: &Connection,
    message: MessageId,
    settlement: Settlement,
) -> Result<(), Error> {
    let (state, taken) = match settlement {
        Settlement::Take => ("taken", true),
        Settlement::GiveBack => ("given_back", false),
    };
    let sql = "UPDATE charges SET state = ?2 WHERE message = ?1 AND state = 'reserved'
               RETURNING account, micros";
    let charge = one(connection, sql, (message.0, state), |row| {
        Ok((row.raw::<i64>("account")?, row.raw::<i64>("micros")?))
    })?;
    if let Some((account, micros)) = charge {
        let sql = "UPDATE credits SET reserved_micros = reserved_micros - ?2,
                       balance_micros = balance_micros - ?3
                   WHERE account = ?1";
        let used = if taken { micros } else { 0 };
        execute(connection, sql, (account, micros, used))?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Credit, Error> {
    Ok(Credit {
        balance_micros: row.raw("balance_micros")?,
        reserved_micros: row.raw("reserved_micros")?,
    })
}
