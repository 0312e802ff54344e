//! Messages from phones: whose they are, kept with their files, told.
//!
//! Files are durable before the row that names them, and both before the carrier is answered. A
//! hand-over that the carrier repeats is kept once. What a person wished for with a single word is
//! done afterwards, by the step `heed`.
//!
//! Source: docs/contract.md, payload samples of N211 and N401, blacklist and STOP.

use crate::Error;
use crate::carrier_lookup::look_up;
use crate::context::Context;
use crate::{jobs, page, token};
use carriers::{Hearing, Part, Received};
use domain::account::{Account, Sender};
use domain::event::Event;
use domain::inbound::{Inbound, InboundFact, InboundFile, InboundId, InboundKind, Wish, keyword};
use domain::limits::time::INBOUND_LIFE;
use domain::notice::SentAs;
use domain::number::{self, Recipient};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use storage::event::{Detail, NewEvent};
use storage::inbox::{Joined, NewInbound};

/// Type of texts, as links hand them over and as their files are kept.
pub(crate) const TEXT: &str = carriers::TEXT;

/// Type of files that we do not know; nothing opens it by itself.
const UNKNOWN: &str = "application/octet-stream";

/// How often a name is drawn before it counts as a fault of ours.
const DRAWS: usize = 5;

/// What keeps a message from being kept twice.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Origin {
    /// The name of its hand-over.
    Handover([u8; 32]),
    /// The parts that it is put together from.
    Parts(Joined),
}

/// Keeps a message that came by the link of that name. When it returns `Ok`, it is durable.
pub(crate) async fn receive(
    ctx: &Context,
    link: &str,
    received: &Received,
    at: Timestamp,
) -> Result<Hearing, Error> {
    let origin = Origin::Handover(handover(link, received));
    keep(ctx, (link, origin), received, at).await
}

/// As [`receive`], once for each origin.
pub(crate) async fn keep(
    ctx: &Context,
    (link, origin): (&str, Origin),
    received: &Received,
    at: Timestamp,
) -> Result<Hearing, Error> {
    let accounts = ctx.store.accounts().await?;
    let Some(addressed) = Addressed::find(&accounts, received) else {
        return Ok(refused(link, &received.to));
    };
    let files = files(ctx, &received.parts).await?;
    for _ in 0..DRAWS {
        let new = addressed.message(ctx, (origin, received), &files, at).await;
        match ctx.store.receive(new).await {
            Ok(Some(_)) => {
                ctx.hint();
                return Ok(Hearing::Kept);
            }
            Ok(None) => {
                tracing::info!(
                    link,
                    "a message from a phone is kept already, or comes with more of its parts"
                );
                return Ok(Hearing::Kept);
            }
            Err(storage::Error::Exists(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Inconsistent("all names are taken".into()))
}

/// Whether that is a sender of an account.
pub(crate) async fn is_ours(ctx: &Context, to: &str) -> Result<bool, Error> {
    let Some(address) = number::sender_address(to) else {
        return Ok(false);
    };
    let accounts = ctx.store.accounts().await?;
    Ok(accounts.iter().any(|it| it.sender(&address).is_some()))
}

/// Says that it is nobody's.
pub(crate) fn refused(link: &str, to: &[String]) -> Hearing {
    let to: Vec<String> = to.iter().map(|to| number::mask(to)).collect();
    tracing::warn!(
        link,
        "a message from a phone to {to:?} is refused: that is no sender of ours"
    );
    Hearing::Nobody
}

/// The text by which a message is judged: that of an SMS, all texts of an MMS.
fn whole_text(received: &Received) -> String {
    if let Some(text) = &received.text {
        return text.clone();
    }
    let texts = received.parts.iter().filter(|it| it.content_type == TEXT);
    let texts: Vec<_> = texts.map(|it| String::from_utf8_lossy(&it.bytes)).collect();
    texts.join(" ")
}

/// Stores the files; names are their places and what they are.
async fn files(ctx: &Context, parts: &[Part]) -> Result<Vec<InboundFile>, Error> {
    let mut files = Vec::new();
    for (part, place) in parts.iter().zip(1..) {
        let (mime, extension) = match media::sniff(&part.bytes) {
            Some(known) => (known.mime(), known.extension()),
            None if part.content_type == TEXT => (TEXT, "txt"),
            None => (UNKNOWN, "bin"),
        };
        files.push(InboundFile {
            name: format!("{place}.{extension}"),
            mime: mime.to_owned(),
            size_bytes: part.bytes.len() as u64,
            blob: ctx.blobs.put(part.bytes.clone()).await?,
        });
    }
    Ok(files)
}

/// Whose message it is.
struct Addressed<'a> {
    account: &'a Account,
    sender: &'a Sender,
    text: String,
    keyword: Option<&'a str>,
}

impl<'a> Addressed<'a> {
    /// The first of its receivers that is a sender of an account. Of several accounts that share
    /// the sender it is the one whose keyword the message begins with, else the first.
    fn find(accounts: &'a [Account], received: &Received) -> Option<Self> {
        let text = whole_text(received);
        let first = received.subject.as_deref().unwrap_or(&text);
        let to = received.to.iter();
        let addresses = to.filter_map(|to| number::sender_address(to));
        for address in addresses {
            let own = |account: &'a Account| Some((account, account.sender(&address)?));
            let mut all = accounts.iter().filter_map(own).map(|(account, sender)| {
                let keyword = keyword(first, &sender.keywords);
                (account, sender, keyword)
            });
            let named = all.clone().find(|(.., keyword)| keyword.is_some());
            if let Some((account, sender, keyword)) = named.or_else(|| all.next()) {
                return Some(Self {
                    account,
                    sender,
                    text,
                    keyword,
                });
            }
        }
        None
    }

    /// What is stored of it. Its name is new each time.
    async fn message(
        &self,
        ctx: &Context,
        (origin, received): (Origin, &Received),
        files: &[InboundFile],
        at: Timestamp,
    ) -> NewInbound {
        let kind = match received.kind {
            SentAs::Mms => InboundKind::Mms,
            SentAs::Sms => InboundKind::Sms,
        };
        let own = self.account.policy.times.inbound_retention;
        let message = Inbound {
            id: InboundId(0),
            account: self.account.id,
            kind,
            tracking: format!("{}{}", kind.prefix(), token::inbound()),
            to: self.sender.address.clone(),
            from: received.from.clone(),
            operator: operator(ctx, received).await,
            subject: received.subject.clone(),
            text: received.text.clone(),
            received: at,
            files: files.to_vec(),
            files_until: at + own.unwrap_or(INBOUND_LIFE),
            cleared: None,
        };
        let token = token::new();
        let mut todo = Vec::new();
        if !files.is_empty() {
            todo.push(jobs::clear(message.files_until));
        }
        if Wish::of(&self.text, &self.account.policy.stops).is_some() {
            todo.push(jobs::heed(at));
        }
        let (handover, text) = match origin {
            Origin::Handover(name) => (Some(name), None),
            Origin::Parts(text) => (None, Some(text)),
        };
        NewInbound {
            event: Some(self.event(ctx, received, (&message, &token))),
            token: (!files.is_empty()).then(|| token::digest(&token)),
            handover,
            text,
            jobs: todo,
            message,
        }
    }

    fn event(
        &self,
        ctx: &Context,
        received: &Received,
        (message, token): (&Inbound, &str),
    ) -> NewEvent {
        let path = |file: &InboundFile| format!("/mo/{token}/{}", file.name);
        let address = |file: &InboundFile| page::address(ctx, self.account, &path(file));
        let others = received.to.iter().filter(|to| **to != message.to);
        let fact = InboundFact {
            tracking: message.tracking.clone(),
            from: message.from.clone(),
            to: message.to.clone(),
            operator: message.operator.clone(),
            keyword: self.keyword.map(str::to_owned),
            subject: message.subject.clone(),
            text: message.text.clone(),
            files: message.files.iter().map(address).collect(),
            copy_to: others.cloned().collect(),
        };
        NewEvent {
            event: match message.kind {
                InboundKind::Mms => Event::MmsReceived,
                InboundKind::Sms => Event::SmsReceived,
            },
            at: message.received,
            account: self.account.id,
            sent_as: None,
            reason: None,
            handset: received.handset.clone(),
            carrier_message_id: None,
            failed_file: None,
            detail: Some(Detail::Inbound(Box::new(fact))),
            job: jobs::notify(self.account.id),
        }
    }
}

/// The operator of whoever sent it, by the word of the carrier or by the number; it is good to
/// know, and nothing fails without it.
async fn operator(ctx: &Context, received: &Received) -> Option<String> {
    if received.operator.is_some() {
        return received.operator.clone();
    }
    let number = Recipient::parse(&received.from).ok()?;
    let found = look_up(ctx, &number).await.ok().flatten()?;
    Some(found.name.clone())
}

/// Names a hand-over: by the carrier's name for it and by what came, because some carriers begin
/// to count anew.
fn handover(link: &str, received: &Received) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    add(link.as_bytes());
    add(received.exchange.as_bytes());
    add(received.from.as_bytes());
    for to in &received.to {
        add(to.as_bytes());
    }
    add(received.subject.as_deref().unwrap_or_default().as_bytes());
    add(received.text.as_deref().unwrap_or_default().as_bytes());
    for part in &received.parts {
        add(&part.bytes);
    }
    hash.finalize().into()
}
