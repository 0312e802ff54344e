//! Contents and renditions in SQLite.

use super::columns::{Columns, count, execute, millis, one};
use super::{SqliteStore, constrained, idempotency, jobs, lanes};
use crate::common::contents as json;
use crate::common::words::Word;
use crate::event::Lane;
use crate::job::NewJob;
use crate::message::{NewTemplate, StoredRendition};
use crate::{Contents, Error};
use async_trait::async_trait;
use domain::content::Content;
use domain::id::{AccountId, BlobHash, MmsId};
use rusqlite::{Connection, Row, named_params};

#[async_trait]
impl Contents for SqliteStore {
    async fn save_template(&self, template: NewTemplate) -> Result<MmsId, Error> {
        self.write(move |connection| save_template(connection, &template))
            .await
    }

    async fn content(&self, id: MmsId) -> Result<Option<Content>, Error> {
        self.read(move |connection| by_id(connection, id)).await
    }

    async fn rendition(
        &self,
        source: BlobHash,
        target: &str,
    ) -> Result<Option<StoredRendition>, Error> {
        let target = target.to_owned();
        let sql = "SELECT * FROM renditions WHERE source = ?1 AND target = ?2";
        self.read(move |connection| one(connection, sql, (source.0, target), rendition))
            .await
    }

    async fn put_rendition(
        &self,
        source: BlobHash,
        target: &str,
        rendition: &StoredRendition,
    ) -> Result<(), Error> {
        let (target, rendition) = (target.to_owned(), rendition.clone());
        self.write(move |connection| put_rendition(connection, source, &target, &rendition))
            .await
    }
}

fn save_template(connection: &Connection, template: &NewTemplate) -> Result<MmsId, Error> {
    let id = insert(connection, &template.content)?;
    let now = template.content.created;
    if let Some(event) = &template.event {
        lanes::append(connection, Lane::Content(id), event, now)?;
    }
    for job in &template.jobs {
        jobs::make(
            connection,
            &NewJob {
                subject: id.0,
                ..job.clone()
            },
            now,
        )?;
    }
    idempotency::keep(connection, template.keep.as_ref(), &id)?;
    Ok(id)
}

/// Stores a content under a new number.
pub(super) fn insert(connection: &Connection, content: &Content) -> Result<MmsId, Error> {
    let id = next(connection, "content")?;
    let sql = "INSERT INTO contents (id, account, kind, state, name, subject, slides, fallback,
                   created_ms, dialect, client_reference)
               VALUES (:id, :account, :kind, :state, :name, :subject, :slides, :fallback,
                   :created, :dialect, :client_reference)";
    let parameters = named_params! {
        ":id": id,
        ":account": content.account.0,
        ":kind": content.kind.word(),
        ":state": content.state.word(),
        ":name": content.name,
        ":subject": content.subject,
        ":slides": json::write_slides(&content.slides)?,
        ":fallback": json::write_fallback(&content.fallback)?,
        ":created": millis(content.created),
        ":dialect": content.dialect,
        ":client_reference": content.client_reference,
    };
    let missing = format!("account {}", content.account);
    let inserted = execute(connection, sql, parameters);
    inserted.map_err(|error| constrained(error, "the content", &missing))?;
    let sql = "INSERT OR IGNORE INTO content_blobs (blob, content) VALUES (?1, ?2)";
    for file in content.slides.iter().flat_map(|slide| &slide.files) {
        execute(connection, sql, (file.blob.0, id))?;
    }
    Ok(MmsId(id))
}

/// Takes the next number of a sequence.
pub(super) fn next(connection: &Connection, sequence: &str) -> Result<i64, Error> {
    let sql = "UPDATE sequences SET next = next + 1 WHERE name = ?1 RETURNING next - 1 AS number";
    let number = one(connection, sql, [sequence], |row| row.raw("number"))?;
    number.ok_or_else(|| Error::Damaged {
        what: sequence.into(),
        why: "no such sequence".into(),
    })
}

fn put_rendition(
    connection: &Connection,
    source: BlobHash,
    target: &str,
    rendition: &StoredRendition,
) -> Result<(), Error> {
    let sql = "INSERT INTO renditions (source, target, blob, mime, width, height, size_bytes)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT (source, target) DO UPDATE SET blob = excluded.blob,
                   mime = excluded.mime, width = excluded.width, height = excluded.height,
                   size_bytes = excluded.size_bytes";
    let StoredRendition {
        blob,
        mime,
        width,
        height,
        size_bytes,
    } = rendition;
    let blob = blob.map(|blob| blob.0);
    let values = (
        source.0,
        target,
        blob,
        mime,
        width,
        height,
        count(*size_bytes),
    );
    execute(connection, sql, values)?;
    Ok(())
}

/// One content.
pub(super) fn by_id(connection: &Connection, id: MmsId) -> Result<Option<Content>, Error> {
    let sql = "SELECT * FROM contents WHERE id = ?1";
    one(connection, sql, [id.0], read)
}

/// A content from a row with all its columns.
pub(super) fn read(row: &Row<'_>) -> Result<Content, Error> {
    Ok(Content {
        id: MmsId(row.raw("id")?),
        account: AccountId(row.raw("account")?),
        kind: row.word("kind")?,
        state: row.word("state")?,
        name: row.raw("name")?,
        subject: row.raw("subject")?,
        slides: json::read_slides(&row.raw::<String>("slides")?)?,
        fallback: json::read_fallback(row.raw::<Option<String>>("fallback")?.as_deref())?,
        created: row.time("created_ms")?,
        dialect: row.raw("dialect")?,
        client_reference: row.raw("client_reference")?,
    })
}

fn rendition(row: &Row<'_>) -> Result<StoredRendition, Error> {
    Ok(StoredRendition {
        blob: row.maybe_blob("blob")?,
        mime: row.raw("mime")?,
        width: row.raw("width")?,
        height: row.raw("height")?,
        size_bytes: row.raw::<i64>("size_bytes")?.unsigned_abs(),
    })
}
