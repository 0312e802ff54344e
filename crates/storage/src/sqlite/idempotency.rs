//! Keys of requests in SQLite.
//!
//! A row without an answer is a claim, one with an answer is kept. A row whose time is over is as
//! good as none, so a claim needs no sweep to be made anew. Guarantee: an answer is stored only by
//! the claim that still stands in its row, in the transaction of what it tells of.

use super::SqliteStore;
use super::columns::{Columns, all, execute, hash, millis, one};
use crate::idempotency::{Keep, KeyClaim, KeyClaimed, NewKeyClaim};
use crate::{Error, Idempotency};
use async_trait::async_trait;
use domain::idempotency::{KeptAnswer, RequestDigest};
use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};

const FIND: &str = "SELECT * FROM idempotency_keys
                    WHERE account = ?1 AND key = ?2 AND ends_ms > ?3";

const CLAIM: &str = "
    INSERT INTO idempotency_keys (account, key, request, token, node, ends_ms)
    VALUES (:account, :key, :request, :token, :node, :ends)
    ON CONFLICT (account, key) DO UPDATE SET request = excluded.request, token = excluded.token,
        node = excluded.node, ends_ms = excluded.ends_ms, content_type = NULL, answer = NULL";

const KEEP: &str = "
    UPDATE idempotency_keys SET ends_ms = :ends, content_type = :content_type, answer = :answer
    WHERE account = :account AND key = :key AND token = :token AND answer IS NULL";

const RELEASE: &str = "DELETE FROM idempotency_keys
                       WHERE account = ?1 AND key = ?2 AND token = ?3 AND answer IS NULL";

/// Few at a time, so that sweeping holds nobody up.
const OVER: &str = "SELECT account, key FROM idempotency_keys WHERE ends_ms <= ?1
                    ORDER BY ends_ms LIMIT ?2";

const REMOVE: &str = "DELETE FROM idempotency_keys WHERE account = ?1 AND key = ?2";

#[async_trait]
impl Idempotency for SqliteStore {
    async fn claim_key(&self, claim: NewKeyClaim) -> Result<KeyClaimed, Error> {
        self.write(move |connection| claim_key(connection, &claim))
            .await
    }

    async fn release_key(&self, claim: &KeyClaim) -> Result<(), Error> {
        let claim = claim.clone();
        self.write(move |connection| {
            let row = (claim.account.0, claim.key.as_str(), claim.token);
            execute(connection, RELEASE, row)?;
            Ok(())
        })
        .await
    }

    async fn forget_keys(&self, now: Timestamp, limit: u32) -> Result<u64, Error> {
        self.write(move |connection| forget(connection, now, limit))
            .await
    }
}

/// A row of the table.
struct Found {
    request: RequestDigest,
    token: i64,
    node: String,
    kept: Option<KeptAnswer>,
}

fn claim_key(connection: &Connection, new: &NewKeyClaim) -> Result<KeyClaimed, Error> {
    let KeyClaim {
        account,
        key,
        token,
    } = &new.claim;
    let row = (account.0, key.as_str(), millis(new.now));
    let found = one(connection, FIND, row, found)?;
    let found = found.filter(|found| found.kept.is_some() || Some(found.token) != new.instead_of);
    match found {
        None => {
            let parameters = named_params! {
                ":account": account.0,
                ":key": key.as_str(),
                ":request": new.request.0,
                ":token": token,
                ":node": new.node,
                ":ends": millis(new.until),
            };
            execute(connection, CLAIM, parameters)?;
            Ok(KeyClaimed::Granted)
        }
        Some(found) => Ok(found.say(&new.request)),
    }
}

impl Found {
    /// What a request hears that finds this row.
    fn say(self, request: &RequestDigest) -> KeyClaimed {
        let same = self.request == *request;
        match self.kept {
            Some(kept) if same => KeyClaimed::Kept(kept),
            Some(_) => KeyClaimed::Other,
            None => KeyClaimed::Busy {
                same,
                node: self.node,
                token: self.token,
            },
        }
    }
}

fn found(row: &Row<'_>) -> Result<Found, Error> {
    let request: Vec<u8> = row.raw("request")?;
    let content_type: Option<String> = row.raw("content_type")?;
    let answer: Option<Vec<u8>> = row.raw("answer")?;
    let kept = |(content_type, body)| KeptAnswer { content_type, body };
    Ok(Found {
        request: RequestDigest(hash(&request)?),
        token: row.raw("token")?,
        node: row.raw("node")?,
        kept: content_type.zip(answer).map(kept),
    })
}

/// Keeps the answer to what this transaction stores, if the call asked for it.
pub(super) fn keep<T>(
    connection: &Connection,
    keep: Option<&Keep<T>>,
    stored: &T,
) -> Result<(), Error> {
    let Some(Keep {
        claim,
        until,
        render,
    }) = keep
    else {
        return Ok(());
    };
    let KeptAnswer { content_type, body } = render(stored);
    let parameters = named_params! {
        ":account": claim.account.0,
        ":key": claim.key.as_str(),
        ":token": claim.token,
        ":ends": millis(*until),
        ":content_type": content_type,
        ":answer": body,
    };
    match execute(connection, KEEP, parameters)? {
        0 => Err(claim.lost()),
        _ => Ok(()),
    }
}

fn forget(connection: &Connection, now: Timestamp, limit: u32) -> Result<u64, Error> {
    let name = |row: &Row<'_>| Ok((row.raw::<i64>("account")?, row.raw::<String>("key")?));
    let over = all(connection, OVER, (millis(now), limit), name)?;
    let mut removed = 0;
    for name in over {
        removed += execute(connection, REMOVE, name)? as u64;
    }
    Ok(removed)
}
