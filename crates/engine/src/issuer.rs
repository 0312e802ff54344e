//! Who issues messages.

use crate::context::Context;
use crate::jobs;
use crate::price::{Priced, price};
use crate::routing::Wanted;
use domain::account::Account;
use domain::command::{Addressee, Terms};
use domain::id::MessageId;
use domain::message::{Body, Message};
use domain::state::State;
use jiff::Timestamp;
use storage::message::NewMessage;

/// Who issues messages, and when: a call, a campaign run, or the gateway by itself.
#[derive(Clone, Copy)]
pub(crate) struct Issuer<'a> {
    pub(crate) ctx: &'a Context,
    pub(crate) account: &'a Account,
    /// Name of the dialect in which the customer is told of them.
    pub(crate) dialect: &'a str,
    pub(crate) now: Timestamp,
}

impl Issuer<'_> {
    /// A text that nobody ordered, so that nobody is told what becomes of it.
    pub(crate) fn unasked(&self, addressee: Addressee, terms: &Terms, text: String) -> NewMessage {
        let mut new = self.message(addressee, terms, Body::Sms(text));
        new.message.unasked = true;
        new
    }

    /// A message that begins its life, with its first jobs.
    pub(crate) fn message(&self, addressee: Addressee, terms: &Terms, body: Body) -> NewMessage {
        let Addressee {
            to,
            from,
            from_mask,
            service_id,
            operator,
        } = addressee;
        let link = self.ctx.route(&Wanted {
            account: self.account,
            way: body.ordered_as(),
            from: &from,
            operator: operator.as_deref(),
        });
        let message = Message {
            id: MessageId(0),
            account: self.account.id,
            body,
            tracking: String::new(),
            dialect: self.dialect.to_owned(),
            to,
            from,
            from_mask,
            service_id,
            operator: operator.map(|it| it.name.clone()),
            campaign_ref: terms.campaign_ref.clone(),
            client_reference: terms.client_reference.clone(),
            run: terms.run,
            unasked: false,
            accepted: self.now,
            validity: terms.validity,
            link: link
                .map(|link| link.settings().name.clone())
                .unwrap_or_default(),
            state: State::Accepted,
            transaction: None,
            attempts: 0,
            told_sent: false,
        };
        let charge_micros = price(self.ctx, self.account, Priced::of(&message.body));
        let prepare = jobs::prepare(&message.from, self.now);
        NewMessage {
            message,
            charge_micros,
            tracking: terms.tracking,
            jobs: vec![prepare, jobs::expire(terms.validity)],
        }
    }
}
