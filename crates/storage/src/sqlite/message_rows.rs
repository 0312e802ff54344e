//! Rows of messages: their columns, history and counts.

use super::columns::{Columns, execute, millis, one};
use super::constrained;
use crate::Error;
use crate::common::contents as json;
use crate::life::Move;
use crate::message::AcceptedMessage;
use domain::id::{AccountId, MessageId, MmsId, RunId};
use domain::message::{Body, Message, Mms};
use domain::state::State;
use rusqlite::{Connection, Row, named_params};

/// Stores a message under the names it was given, with the content that it shows.
pub(super) fn insert(
    connection: &Connection,
    message: &Message,
    (names, content): (&AcceptedMessage, Option<MmsId>),
) -> Result<(), Error> {
    let sql = "
        INSERT INTO messages (id, account, content, sms_text, tracking, dialect, recipient, sender,
            from_mask, service_id, operator, campaign_ref, display_only, client_reference,
            subject, texts, fallback, force_sms, pass_as_link, discovery, run, unasked,
            accepted_ms, validity_ms, link, state, exchange, attempts, told_sent)
        VALUES (:id, :account, :content, :sms_text, :tracking, :dialect, :recipient, :sender,
            :from_mask, :service_id, :operator, :campaign_ref, :display_only, :client_reference,
            :subject, :texts, :fallback, :force_sms, :pass_as_link, :discovery, :run, :unasked,
            :accepted, :validity, :link, :state, :exchange, :attempts, :told_sent)";
    let said = Said::of(&message.body)?;
    let parameters = named_params! {
        ":id": names.id.0,
        ":account": message.account.0,
        ":content": content.map(|id| id.0),
        ":sms_text": said.sms_text,
        ":tracking": names.tracking,
        ":dialect": message.dialect,
        ":recipient": message.to.digits(),
        ":sender": message.from,
        ":from_mask": message.from_mask,
        ":service_id": message.service_id,
        ":operator": message.operator,
        ":campaign_ref": message.campaign_ref,
        ":display_only": said.display_only,
        ":client_reference": message.client_reference,
        ":subject": said.subject,
        ":texts": said.texts,
        ":fallback": said.fallback,
        ":force_sms": said.force_sms,
        ":pass_as_link": said.pass_as_link,
        ":discovery": said.discovery,
        ":run": message.run.map(|run| run.0),
        ":unasked": message.unasked,
        ":accepted": millis(message.accepted),
        ":validity": millis(message.validity),
        ":link": message.link,
        ":state": message.state.word(),
        ":exchange": message.transaction,
        ":attempts": message.attempts,
        ":told_sent": message.told_sent,
    };
    let missing = format!("account {} or content of the message", message.account);
    let inserted = execute(connection, sql, parameters);
    inserted.map_err(|error| constrained(error, "the message", &missing))?;
    Ok(())
}

/// What a message says, as columns; those of the other kind of body are empty.
#[derive(Default)]
struct Said<'a> {
    sms_text: Option<&'a str>,
    display_only: Option<String>,
    subject: Option<&'a str>,
    texts: Option<String>,
    fallback: Option<String>,
    force_sms: bool,
    pass_as_link: bool,
    discovery: Option<String>,
}

impl<'a> Said<'a> {
    fn of(body: &'a Body) -> Result<Self, Error> {
        Ok(match body {
            Body::Sms(text) => Self {
                sms_text: Some(text),
                ..Self::default()
            },
            Body::Mms(Mms {
                mms_id: _,
                subject,
                texts,
                display_only,
                fallback,
                force_sms,
                pass_as_link,
                discovery,
            }) => Self {
                sms_text: None,
                display_only: json::write_numbers(display_only)?,
                subject: subject.as_deref(),
                texts: json::write_texts(texts)?,
                fallback: json::write_fallback(fallback)?,
                force_sms: *force_sms,
                pass_as_link: *pass_as_link,
                discovery: discovery.as_ref().map(json::write_discovery).transpose()?,
            },
        })
    }
}

/// Adds a line to the history.
pub(super) fn remember(
    connection: &Connection,
    message: MessageId,
    moved: &Move,
) -> Result<(), Error> {
    let sql = "INSERT INTO history (message, seq, at_ms, state, note)
               SELECT ?1, COALESCE(MAX(seq), 0) + 1, ?2, ?3, ?4 FROM history WHERE message = ?1";
    let values = (message.0, millis(moved.at), moved.to.word(), &moved.note);
    execute(connection, sql, values)?;
    Ok(())
}

/// Adds to the count of a state.
pub(super) fn recount(connection: &Connection, state: State, by: i64) -> Result<(), Error> {
    let sql = "INSERT INTO message_counts (state, messages) VALUES (?1, ?2)
               ON CONFLICT (state) DO UPDATE SET messages = messages + excluded.messages";
    execute(connection, sql, (state.word(), by))?;
    Ok(())
}

/// The tracking-id of a message.
pub(super) fn tracking(connection: &Connection, id: MessageId) -> Result<Option<String>, Error> {
    let sql = "SELECT tracking FROM messages WHERE id = ?1";
    one(connection, sql, [id.0], |row| row.raw("tracking"))
}

/// Where a message stands, and whether the customer has been told that it was sent.
pub(super) fn standing(
    connection: &Connection,
    id: MessageId,
) -> Result<Option<(State, bool)>, Error> {
    let sql = "SELECT state, told_sent FROM messages WHERE id = ?1";
    one(connection, sql, [id.0], |row| {
        Ok((row.word("state")?, row.raw("told_sent")?))
    })
}

/// One message.
pub(super) fn message(connection: &Connection, id: MessageId) -> Result<Option<Message>, Error> {
    one(
        connection,
        "SELECT * FROM messages WHERE id = ?1",
        [id.0],
        read,
    )
}

/// A message from a row with all its columns.
pub(super) fn read(row: &Row<'_>) -> Result<Message, Error> {
    let text = |name: &str| row.raw::<Option<String>>(name);
    Ok(Message {
        id: MessageId(row.raw("id")?),
        account: AccountId(row.raw("account")?),
        body: body(row)?,
        tracking: row.raw("tracking")?,
        dialect: row.raw("dialect")?,
        to: json::read_number(&row.raw::<String>("recipient")?)?,
        from: row.raw("sender")?,
        from_mask: text("from_mask")?,
        service_id: text("service_id")?,
        operator: text("operator")?,
        campaign_ref: text("campaign_ref")?,
        client_reference: text("client_reference")?,
        run: row.raw::<Option<i64>>("run")?.map(RunId),
        unasked: row.raw("unasked")?,
        accepted: row.time("accepted_ms")?,
        validity: row.time("validity_ms")?,
        link: row.raw("link")?,
        state: row.word("state")?,
        transaction: text("exchange")?,
        attempts: row.raw("attempts")?,
        told_sent: row.raw("told_sent")?,
    })
}

fn body(row: &Row<'_>) -> Result<Body, Error> {
    let text = |name: &str| row.raw::<Option<String>>(name);
    if let Some(sms) = text("sms_text")? {
        return Ok(Body::Sms(sms));
    }
    let discovery = text("discovery")?;
    Ok(Body::Mms(Mms {
        mms_id: MmsId(row.raw("content")?),
        subject: text("subject")?,
        texts: json::read_texts(text("texts")?.as_deref())?,
        display_only: json::read_numbers(text("display_only")?.as_deref())?,
        fallback: json::read_fallback(text("fallback")?.as_deref())?,
        force_sms: row.raw("force_sms")?,
        pass_as_link: row.raw("pass_as_link")?,
        discovery: discovery.as_deref().map(json::read_discovery).transpose()?,
    }))
}
