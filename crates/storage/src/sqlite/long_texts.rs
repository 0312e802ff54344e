//! Texts from phones that come in parts, in SQLite.

use super::columns::{Columns, all, count, execute, one};
use super::{SqliteStore, jobs};
use crate::Error;
use crate::inbox::Joined;
use crate::job::{Lease, NewJob};
use crate::long_text::{LongText, LongTexts, NewTextPart};
use async_trait::async_trait;
use domain::long_text::{LongTextId, Place, TextPart};
use rusqlite::{Connection, Row};

/// Texts that a part can belong to, the newest first, with what is there at its place. Sixteen: one
/// phone has no more open under one reference, unless it means harm.
const CANDIDATES: &str = "
    SELECT long_texts.id, long_texts.told, part.number IS NOT NULL AS taken,
        part.octets = ?6 AND part.coding = ?7 AS same
    FROM long_texts LEFT JOIN long_text_parts AS part
        ON part.long_text = long_texts.id AND part.number = ?8
    WHERE link = ?1 AND sender = ?2 AND recipient = ?3 AND reference = ?4 AND total = ?5
    ORDER BY long_texts.id DESC LIMIT 16";

const BEGIN: &str = "
    INSERT INTO long_texts (link, sender, recipient, reference, total) VALUES (?1, ?2, ?3, ?4, ?5)";

const PUT_PART: &str = "
    INSERT INTO long_text_parts (long_text, number, coding, octets) VALUES (?1, ?2, ?3, ?4)";

const PARTS: &str = "
    SELECT number, coding, octets, reference, total
    FROM long_text_parts JOIN long_texts ON long_texts.id = long_text
    WHERE long_text = ?1 ORDER BY number";

const TELL: &str = "
    UPDATE long_texts SET told = 1 WHERE id = ?1 AND told = 0
        AND ?2 = (SELECT COUNT(*) FROM long_text_parts WHERE long_text = ?1)";

#[async_trait]
impl LongTexts for SqliteStore {
    async fn keep_part(&self, new: NewTextPart) -> Result<LongText, Error> {
        self.write(move |connection| keep(connection, &new)).await
    }

    async fn long_text(&self, id: LongTextId) -> Result<Option<LongText>, Error> {
        self.read(move |connection| find(connection, id)).await
    }

    async fn forget_text(&self, id: LongTextId, finishes: Lease) -> Result<(), Error> {
        self.write(move |connection| {
            if jobs::holds(connection, finishes)? {
                execute(connection, "DELETE FROM long_texts WHERE id = ?1", [id.0])?;
                jobs::finish(connection, finishes)?;
            }
            Ok(())
        })
        .await
    }
}

/// It is a message now. `false`: it was before, or has more parts than the message.
pub(super) fn tell(connection: &Connection, joined: Joined) -> Result<bool, Error> {
    let values = (joined.id.0, count(joined.parts as u64));
    Ok(execute(connection, TELL, values)? > 0)
}

/// See [`LongTexts::keep_part`].
fn keep(connection: &Connection, new: &NewTextPart) -> Result<LongText, Error> {
    let TextPart {
        place,
        coding,
        octets,
    } = &new.part;
    let parties = (&new.link, &new.from, &new.to);
    let wanted = (
        parties.0,
        parties.1,
        parties.2,
        place.reference,
        place.total,
        octets,
        coding.word(),
        place.number,
    );
    let candidates = all(connection, CANDIDATES, wanted, Candidate::read)?;
    // Phones with one reference for all texts send the same part in two texts: what is being put
    // together goes before what was told.
    let again = |told| candidates.iter().find(move |it| it.same && it.told == told);
    let open = candidates.iter().find(|it| !it.taken && !it.told);
    let (id, is_new) = match (again(false), open, again(true)) {
        (Some(known), ..) | (None, None, Some(known)) => (known.id, false),
        (None, Some(open), _) => (open.id, true),
        (None, None, None) => (begin(connection, new)?, true),
    };
    if is_new {
        let values = (id.0, place.number, coding.word(), octets);
        execute(connection, PUT_PART, values)?;
    }
    let kept = find(connection, id)?;
    kept.ok_or_else(|| Error::Damaged {
        what: "long_texts".into(),
        why: "a text that was just kept is not there".into(),
    })
}

fn begin(connection: &Connection, new: &NewTextPart) -> Result<LongTextId, Error> {
    let place = new.part.place;
    let values = (&new.link, &new.from, &new.to, place.reference, place.total);
    execute(connection, BEGIN, values)?;
    let id = connection.last_insert_rowid();
    let job = NewJob {
        subject: id,
        ..new.job.clone()
    };
    jobs::make(connection, &job, new.at)?;
    Ok(LongTextId(id))
}

/// A text that a part can belong to.
struct Candidate {
    id: LongTextId,
    told: bool,
    /// Another part, or the same, is at its place.
    taken: bool,
    /// It is there already.
    same: bool,
}

impl Candidate {
    fn read(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: LongTextId(row.raw("id")?),
            told: row.raw("told")?,
            taken: row.raw("taken")?,
            same: row.raw::<Option<bool>>("same")?.unwrap_or(false),
        })
    }
}

fn find(connection: &Connection, id: LongTextId) -> Result<Option<LongText>, Error> {
    let sql = "SELECT * FROM long_texts WHERE id = ?1";
    let Some(mut text) = one(connection, sql, [id.0], read)? else {
        return Ok(None);
    };
    text.parts = all(connection, PARTS, [id.0], read_part)?;
    Ok(Some(text))
}

/// Without its parts.
fn read(row: &Row<'_>) -> Result<LongText, Error> {
    Ok(LongText {
        id: LongTextId(row.raw("id")?),
        link: row.raw("link")?,
        from: row.raw("sender")?,
        to: row.raw("recipient")?,
        parts: Vec::new(),
        told: row.raw("told")?,
    })
}

fn read_part(row: &Row<'_>) -> Result<TextPart, Error> {
    Ok(TextPart {
        place: Place {
            reference: row.raw("reference")?,
            total: row.raw("total")?,
            number: row.raw("number")?,
        },
        coding: row.word("coding")?,
        octets: row.raw("octets")?,
    })
}
