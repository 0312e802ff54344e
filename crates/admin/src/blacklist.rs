//! Numbers that get nothing from an account, or from one of its senders.
//!
//! Source: docs/contract.md, blacklist and STOP.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text, Wrong};
use domain::campaign::Source;
use domain::number::Recipient;
use serde_json::{Value, json};
use storage::blacklist::{Block, BlockPage};

/// Most entries of one page.
pub const PAGE: usize = 1_000;

/// An entry.
pub const BLOCK: Shape = Shape {
    name: "Block",
    doc: "A number that gets nothing (E114).",
    fields: || {
        vec![
            Field::needed("number", Form::Text(&Text::NUMBER), "Who gets nothing."),
            Field::needed(
                "sender",
                Form::Text(&Text::ANY),
                "From which sender; null is from all.",
            )
            .or_null(),
            Field::needed("source", Form::Word(sources), "Who said so."),
            Field::needed("since", Form::Text(&Text::INSTANT), "Since when."),
            Field::needed(
                "ends",
                Form::Text(&Text::INSTANT),
                "When it ends by itself; null is never.",
            )
            .or_null(),
        ]
    },
};

/// What an entry shall be.
pub const ORDER: Shape = Shape {
    name: "BlockOrder",
    doc: "All of an entry but its number and sender.",
    fields: || {
        vec![
            Field::maybe(
                "ends",
                Form::Text(&Text::INSTANT),
                "When it ends by itself; null is never.",
            )
            .or_null(),
        ]
    },
};

fn sources() -> Vec<&'static str> {
    Source::ALL.iter().map(|source| source.word()).collect()
}

/// As it is shown.
#[must_use]
pub fn view(block: &Block) -> Value {
    json!({
        "number": block.number.digits(),
        "sender": block.sender,
        "source": block.source.word(),
        "since": block.since.to_string(),
        "ends": block.ends.map(|ends| ends.to_string()),
    })
}

/// Which entry: that of one sender, or that of all.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Name of the account.
    pub account: &'a str,
    /// The number.
    pub number: &'a str,
    /// The sender; `None`: all.
    pub sender: Option<&'a str>,
}

/// Entries of an account by number and sender, those behind `after`, so many at most. `after` is
/// a number, or a number and a sender with a slash between.
///
/// # Errors
///
/// [`Error::Missing`] for the account, [`Error::Wrong`] for a number, or the store's.
pub async fn list(
    desk: &Desk,
    account: &str,
    number: Option<&str>,
    (after, limit): (Option<&str>, usize),
) -> Result<Vec<Block>, Error> {
    let account = desk.account(account).await?;
    let after = after.map(|after| {
        let (number, sender) = after.split_once('/').unzip();
        let number = recipient("after", number.unwrap_or(after))?;
        Ok::<_, Wrong>((number, sender.map(str::to_owned)))
    });
    let page = BlockPage {
        number: number
            .map(|number| recipient("number", number))
            .transpose()?,
        after: after.transpose()?,
        limit,
    };
    Ok(desk.store.blocks(account.id, page).await?)
}

/// All entries of an account.
pub(crate) async fn all(desk: &Desk, account: &str) -> Result<Vec<Block>, Error> {
    let mut all: Vec<Block> = Vec::new();
    loop {
        let after = all.last().map(place);
        let page = list(desk, account, None, (after.as_deref(), PAGE)).await?;
        let is_last = page.len() < PAGE;
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

/// What to write into `after` for the entries behind this one.
#[must_use]
pub fn place(block: &Block) -> String {
    match &block.sender {
        Some(sender) => format!("{}/{sender}", block.number.digits()),
        None => block.number.digits().to_owned(),
    }
}

fn recipient(at: &str, number: &str) -> Result<Recipient, Wrong> {
    Form::Text(&Text::NUMBER).check(at, &Value::from(number))?;
    Recipient::parse(number).map_err(|_| Wrong::unknown(at, Text::NUMBER.right))
}

/// One entry.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn show(desk: &Desk, place: Place<'_>) -> Result<Block, Error> {
    let missing = || Error::missing("entry of the blacklist", place.number);
    recipient("number", place.number).map_err(|_| missing())?;
    let number = Some(place.number);
    let found = list(desk, place.account, number, (None, usize::from(u16::MAX))).await?;
    let entry = found
        .into_iter()
        .find(|it| it.sender.as_deref() == place.sender);
    entry.ok_or_else(missing)
}

/// Puts a number on the list, in place of an entry that there was. Returns it, and whether it is
/// new.
///
/// # Errors
///
/// [`Error::Missing`] for the account, [`Error::Wrong`] for number, sender or order, or the
/// store's.
pub async fn put(desk: &Desk, place: Place<'_>, order: &Value) -> Result<(Block, bool), Error> {
    ORDER.check("", order)?;
    let account = desk.account(place.account).await?;
    if let Some(sender) = place.sender {
        Form::Text(&Text::DIGITS).check("sender", &Value::from(sender))?;
    }
    let ends = order["ends"].as_str().and_then(|ends| ends.parse().ok());
    let block = Block {
        account: account.id,
        sender: place.sender.map(str::to_owned),
        number: recipient("number", place.number)?,
        source: Source::Manager,
        since: desk.clock.now(),
        ends,
    };
    let is_new = desk.store.block(&block).await?;
    Ok((block, is_new))
}

/// Takes an entry off the list.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn remove(desk: &Desk, place: Place<'_>) -> Result<(), Error> {
    let account = desk.account(place.account).await?;
    let missing = || Error::missing("entry of the blacklist", place.number);
    let number = recipient("number", place.number).map_err(|_| missing())?;
    match desk
        .store
        .unblock(account.id, place.sender, &number)
        .await?
    {
        true => Ok(()),
        false => Err(missing()),
    }
}
