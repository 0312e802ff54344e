//! Reports about a period: read page by page, so that a large one takes no more memory than a
//! small one.
//!
//! Source: docs/contract.md, getSendingStatus.

use crate::Error;
use crate::context::Context;
use crate::token;
use bytes::Bytes;
use dialects::sending_list;
use domain::account::Account;
use domain::fault::Wording;
use domain::generation::Generation;
use domain::message::Body;
use domain::reason::Reason;
use domain::report::Fate;
use domain::sending::{Name, Sending, Status, What, statuses};
use domain::state::State;
use futures_util::Stream;
use futures_util::stream;
use std::sync::Arc;
use storage::life::Ending;
use storage::sending::{ReportOrder, Sent, SentPage};

/// Messages that are read at once. Ours: some hundred kilobytes.
const PAGE: usize = 200;

/// What the address of a report opens.
pub(crate) enum Opened {
    /// The report, which is read while it is told.
    Report(Box<Told>),
    /// It is over.
    Gone,
    /// There is none.
    Unknown,
}

/// A report, being told.
pub(crate) struct Told {
    ctx: Arc<Context>,
    account: Account,
    page: SentPage,
    next: Next,
}

/// What is told next.
enum Next {
    Head,
    Messages,
    Nothing,
}

/// Finds a report.
pub(crate) async fn open(ctx: &Arc<Context>, token: &str) -> Result<Opened, Error> {
    let Some(order) = ctx.store.report_order(token::digest(token)).await? else {
        return Ok(Opened::Unknown);
    };
    if order.ends <= ctx.clock.now() {
        return Ok(Opened::Gone);
    }
    let ReportOrder {
        account,
        since,
        until,
        ..
    } = order;
    let Some(account) = ctx.store.account(account).await? else {
        return Ok(Opened::Gone);
    };
    let page = SentPage {
        account: account.id,
        since,
        until,
        after: None,
        limit: PAGE,
    };
    Ok(Opened::Report(Box::new(Told {
        ctx: Arc::clone(ctx),
        account,
        page,
        next: Next::Head,
    })))
}

/// The document, piece by piece. It breaks off where the store fails.
pub(crate) fn document(told: Box<Told>) -> impl Stream<Item = Result<Bytes, Error>> + Send {
    stream::try_unfold(told, |mut told| async move {
        let piece = told.piece().await?;
        Ok(piece.map(|piece| (Bytes::from(piece), told)))
    })
}

impl Told {
    async fn piece(&mut self) -> Result<Option<String>, Error> {
        match self.next {
            Next::Head => {
                self.next = Next::Messages;
                Ok(Some(sending_list::HEAD.to_owned()))
            }
            Next::Messages => self.messages().await.map(Some),
            Next::Nothing => Ok(None),
        }
    }

    /// The next messages, and the end behind the last one.
    async fn messages(&mut self) -> Result<String, Error> {
        let sent = self.ctx.store.sent(self.page).await?;
        let mut piece = String::new();
        for sent in &sent {
            piece.push_str(&sending_list::entry(&line(&self.ctx, &self.account, sent)));
        }
        let last = sent.last().map(|sent| &sent.message);
        self.page.after = last.map(|message| (message.accepted, message.id));
        if sent.len() < PAGE {
            self.next = Next::Nothing;
            piece.push_str(sending_list::TAIL);
        }
        Ok(piece)
    }
}

/// What a report says of a message.
fn line(ctx: &Context, account: &Account, sent: &Sent) -> Sending {
    let message = &sent.message;
    let generation = account.postbacks.operator_ids.unwrap_or(Generation::Wxml);
    let operators = &ctx.settings.operators;
    let operator = message.operator.as_deref();
    let operator = operator.and_then(|name| operators.by_name(name));
    let moves: Vec<_> = sent.moves.iter().map(|it| (it.to, it.at)).collect();
    let as_link = moves.iter().any(|(state, _)| *state == State::SmsReady);
    let what = match &message.body {
        Body::Sms(text) => What::Text(text.clone()),
        Body::Mms(mms) => What::Content {
            id: mms.mms_id.0,
            name: sent.content_name.clone().unwrap_or_default(),
            as_link,
        },
    };
    let explained = |status: Status| Status {
        net: net(status.name, sent),
        info: (status.name == Name::Error).then(|| why(sent)),
        ..status
    };
    Sending {
        tracking: message.tracking.clone(),
        to: message.to.digits().to_owned(),
        from: message.from.clone(),
        carrier: operator.and_then(|operator| operator.id(generation).map(str::to_owned)),
        what,
        statuses: statuses(&moves).into_iter().map(explained).collect(),
        handset: sent.reports.iter().rev().find_map(|it| it.handset.clone()),
    }
}

/// What the network said when a message came there: a code or a word.
fn net(name: Name, sent: &Sent) -> Option<String> {
    let word = |fate: Fate| {
        let report = sent.reports.iter().find(|report| report.fate == fate);
        report.map(|report| report.word.clone())
    };
    match name {
        Name::InQueue | Name::Init => None,
        Name::Ack => {
            let mut attempts = sent.attempts.iter().rev();
            let taken = attempts.find(|attempt| attempt.ending == Ending::Accepted);
            taken.and_then(|attempt| attempt.code.clone())
        }
        Name::Dlr => word(Fate::Delivered),
        Name::Expired => word(Fate::Expired),
        Name::Rejected => word(Fate::Rejected),
        Name::Error => word(Fate::Unrecognised).or_else(|| word(Fate::Failed)),
    }
}

/// Why a message came to its end, in the words that the customer was told.
fn why(sent: &Sent) -> String {
    let reason = sent.reasons.last().and_then(|word| Reason::parse(word));
    match (reason, sent.message.state) {
        (Some(reason), _) => reason.text(Wording::Upper),
        (None, State::NoReport) => "No delivery report".to_owned(),
        (None, _) => "Message Failed".to_owned(),
    }
}
