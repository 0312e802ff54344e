//! Operators of numbers in SQLite.

use super::SqliteStore;
use super::columns::{Columns, execute, millis, one};
use crate::{Error, Lookups};
use async_trait::async_trait;
use domain::number::Recipient;
use jiff::Timestamp;

#[async_trait]
impl Lookups for SqliteStore {
    async fn looked_up(
        &self,
        number: &Recipient,
        now: Timestamp,
    ) -> Result<Option<Option<String>>, Error> {
        let (number, now) = (number.digits().to_owned(), millis(now));
        let sql = "SELECT operator FROM lookups WHERE number = ?1 AND until_ms > ?2";
        self.read(move |connection| one(connection, sql, (number, now), |row| row.raw("operator")))
            .await
    }

    async fn keep_lookup(
        &self,
        number: &Recipient,
        operator: Option<&str>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), Error> {
        let number = number.digits().to_owned();
        let (now, until) = (millis(now), millis(until));
        let operator = operator.map(str::to_owned);
        let keep = "INSERT OR REPLACE INTO lookups (number, operator, until_ms)
                    VALUES (?1, ?2, ?3)";
        // Two that have ended go for each that comes.
        let forget = "DELETE FROM lookups WHERE number IN
                          (SELECT number FROM lookups WHERE until_ms <= ?1
                           ORDER BY until_ms LIMIT 2)";
        self.write_early(move |connection| {
            execute(connection, forget, [now])?;
            execute(connection, keep, (number, operator, until))?;
            Ok(())
        })
        .await
    }
}
