//! Lists and deletions of templates in SQLite.

use super::columns::{Columns, all, count, execute, millis, one};
use super::{SqliteStore, contents, jobs, leftovers};
use crate::job::{Lease, NewJob};
use crate::template::{Deletion, TemplateList, TemplateRange};
use crate::{Error, Templates};
use async_trait::async_trait;
use domain::content::ContentKind;
use domain::id::{AccountId, BlobHash, MmsId};
use domain::template_state::TemplateState;
use jiff::Timestamp;
use rusqlite::{Connection, Row};

/// The rest of a statement that reads templates of an account which lists show.
macro_rules! listed {
    ($what:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM contents WHERE account = ?1 AND kind = 'template'
                 AND state IN ('locked', 'ready') ",
            $rest
        )
    };
}

const COUNT: &str = listed!("COUNT(*) AS total", "AND created_ms >= ?2");

const PAGE: &str = listed!(
    "*",
    "AND created_ms >= ?2 ORDER BY created_ms DESC, id DESC LIMIT ?3 OFFSET ?4"
);

const IDS: &str = listed!("id", "ORDER BY id");

const LAST_VALIDITY: &str = "
    SELECT MAX(last) AS last_ms FROM (
        SELECT MAX(validity_ms) AS last FROM messages WHERE content = ?1
        UNION ALL SELECT MAX(validity_ms) AS last FROM runs WHERE content = ?1)";

#[async_trait]
impl Templates for SqliteStore {
    async fn templates(
        &self,
        account: AccountId,
        range: TemplateRange,
    ) -> Result<TemplateList, Error> {
        self.read(move |connection| list(connection, account, range))
            .await
    }

    async fn template_ids(&self, account: AccountId) -> Result<Vec<MmsId>, Error> {
        self.read(move |connection| {
            all(connection, IDS, [account.0], |row| {
                Ok(MmsId(row.raw("id")?))
            })
        })
        .await
    }

    async fn delete_template(&self, deletion: Deletion) -> Result<bool, Error> {
        self.write(move |connection| delete(connection, &deletion))
            .await
    }

    async fn give_up_files(
        &self,
        content: MmsId,
        lease: Lease,
        sweep: NewJob,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(move |connection| give_up(connection, content, lease, (&sweep, now)))
            .await
    }
}

fn list(
    connection: &Connection,
    account: AccountId,
    range: TemplateRange,
) -> Result<TemplateList, Error> {
    let start = range.start.map_or(i64::MIN, millis);
    let total = one(connection, COUNT, (account.0, start), |row| {
        Ok(row.raw::<i64>("total")?.unsigned_abs())
    })?;
    let values = (account.0, start, count(range.limit), count(range.skip));
    Ok(TemplateList {
        total: total.unwrap_or(0),
        templates: all(connection, PAGE, values, contents::read)?,
    })
}

/// See [`Templates::delete_template`].
fn delete(connection: &Connection, deletion: &Deletion) -> Result<bool, Error> {
    let id = deletion.template;
    let found = contents::by_id(connection, id)?;
    let own = found.filter(|content| {
        content.account == deletion.account
            && content.kind == ContentKind::Template
            && content.state.may_become(TemplateState::Deleted)
    });
    if own.is_none() {
        return Ok(false);
    }
    let sql = "UPDATE contents SET state = ?2 WHERE id = ?1";
    execute(connection, sql, (id.0, TemplateState::Deleted.word()))?;
    for kind in &deletion.cancels {
        jobs::cancel(connection, kind, id.0)?;
    }
    let last = last_validity(connection, id)?;
    let job = NewJob {
        subject: id.0,
        due: last.map_or(deletion.job.due, |last| last.max(deletion.job.due)),
        ..deletion.job.clone()
    };
    jobs::make(connection, &job, deletion.at)?;
    Ok(true)
}

/// When the last message that shows a content is over; those that a run still has to make, too.
fn last_validity(connection: &Connection, content: MmsId) -> Result<Option<Timestamp>, Error> {
    let last = |row: &Row<'_>| row.maybe_time("last_ms");
    Ok(one(connection, LAST_VALIDITY, [content.0], last)?.flatten())
}

/// See [`Templates::give_up_files`].
fn give_up(
    connection: &Connection,
    content: MmsId,
    lease: Lease,
    (sweep, now): (&NewJob, Timestamp),
) -> Result<(), Error> {
    if !jobs::holds(connection, lease)? {
        return Ok(());
    }
    if let Some(last) = last_validity(connection, content)?.filter(|last| *last > now) {
        jobs::postpone(connection, lease, last, "a message shows the content")?;
        return Ok(());
    }
    let sql = "DELETE FROM content_blobs WHERE content = ?1 RETURNING blob";
    let blobs: Vec<BlobHash> = all(connection, sql, [content.0], |row| row.blob("blob"))?;
    for blob in blobs {
        leftovers::leave(connection, blob, now)?;
    }
    jobs::finish(connection, lease)?;
    jobs::make(connection, sweep, now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::common::words::Word as _;

    #[test]
    fn the_statements_list_what_the_domain_lists() {
        let quoted = |word: &str| format!("'{word}'");
        assert!(PAGE.contains(&quoted(ContentKind::Template.word())));
        for state in TemplateState::ALL {
            assert_eq!(PAGE.contains(&quoted(state.word())), state.is_listed());
        }
    }
}
