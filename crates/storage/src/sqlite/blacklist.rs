//! The blacklist in SQLite.

use super::columns::{Columns, all, execute, millis, one};
use super::{SqliteStore, constrained};
use crate::blacklist::{Block, BlockPage};
use crate::common::contents::read_number;
use crate::{Blacklist, Error};
use async_trait::async_trait;
use domain::account::StopScope;
use domain::id::AccountId;
use domain::number::Recipient;
use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};

#[async_trait]
impl Blacklist for SqliteStore {
    async fn block(&self, block: &Block) -> Result<bool, Error> {
        let block = block.clone();
        self.write(move |connection| put(connection, &block)).await
    }

    async fn unblock(
        &self,
        account: AccountId,
        sender: Option<&str>,
        number: &Recipient,
    ) -> Result<bool, Error> {
        let sender = sender.unwrap_or_default().to_owned();
        let number = number.clone();
        self.write(move |connection| remove(connection, account, &sender, &number))
            .await
    }

    async fn is_blocked(
        &self,
        account: AccountId,
        sender: &str,
        number: &Recipient,
        scope: StopScope,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let any = match scope {
            StopScope::Sender => false,
            StopScope::Account => true,
        };
        let (sender, number) = (sender.to_owned(), number.digits().to_owned());
        let sql = "SELECT 1 FROM blacklist
                   WHERE account = ?1 AND number = ?2 AND (?4 OR sender IN ('', ?3))
                       AND (ends_ms IS NULL OR ends_ms > ?5)";
        self.read(move |connection| {
            let values = (account.0, number, sender, any, millis(now));
            Ok(one(connection, sql, values, |_| Ok(()))?.is_some())
        })
        .await
    }

    async fn blocks(&self, account: AccountId, page: BlockPage) -> Result<Vec<Block>, Error> {
        self.read(move |connection| read_page(connection, account, &page))
            .await
    }
}

/// See [`Blacklist::unblock`]; an empty sender is the entry for all.
pub(super) fn remove(
    connection: &Connection,
    account: AccountId,
    sender: &str,
    number: &Recipient,
) -> Result<bool, Error> {
    let sql = "DELETE FROM blacklist WHERE account = ?1 AND number = ?2 AND sender = ?3";
    Ok(execute(connection, sql, (account.0, number.digits(), sender))? > 0)
}

/// See [`Blacklist::block`].
pub(super) fn put(connection: &Connection, block: &Block) -> Result<bool, Error> {
    let Block {
        account,
        sender,
        number,
        source,
        since,
        ends,
    } = block;
    let key = (account.0, number.digits(), sender.as_deref().unwrap_or(""));
    let sql = "SELECT 1 FROM blacklist WHERE account = ?1 AND number = ?2 AND sender = ?3";
    let is_new = one(connection, sql, key, |_| Ok(()))?.is_none();
    let sql = "INSERT INTO blacklist (account, number, sender, source, since_ms, ends_ms)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT DO UPDATE SET source = excluded.source,
                   since_ms = excluded.since_ms, ends_ms = excluded.ends_ms";
    let values = (
        key.0,
        key.1,
        key.2,
        source.word(),
        millis(*since),
        ends.map(millis),
    );
    let missing = format!("account {account}");
    execute(connection, sql, values).map_err(|error| constrained(error, "the entry", &missing))?;
    Ok(is_new)
}

fn read_page(
    connection: &Connection,
    account: AccountId,
    page: &BlockPage,
) -> Result<Vec<Block>, Error> {
    let sql = "SELECT * FROM blacklist
               WHERE account = :account AND (:number IS NULL OR number = :number)
                   AND (number, sender) > (:after, :sender)
               ORDER BY number, sender LIMIT :limit";
    let after = page.after.as_ref();
    let parameters = named_params! {
        ":account": account.0,
        ":number": page.number.as_ref().map(Recipient::digits),
        ":after": after.map_or("", |(number, _)| number.digits()),
        ":sender": after.and_then(|(_, sender)| sender.as_deref()).unwrap_or_default(),
        ":limit": i64::try_from(page.limit).unwrap_or(i64::MAX),
    };
    all(connection, sql, parameters, read)
}

fn read(row: &Row<'_>) -> Result<Block, Error> {
    let sender: String = row.raw("sender")?;
    Ok(Block {
        account: AccountId(row.raw("account")?),
        sender: Some(sender).filter(|sender| !sender.is_empty()),
        number: read_number(&row.raw::<String>("number")?)?,
        source: row.word("source")?,
        since: row.time("since_ms")?,
        ends: row.maybe_time("ends_ms")?,
    })
}
