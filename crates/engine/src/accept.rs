//! The last step of a send: from a valid command to durable rows.
//!
//! When this returns `Ok` the message, its content and its first job survive a crash; the answer
//! may go out.

use crate::check::Call;
use crate::{Error, jobs};
use domain::command::Delivery;
use domain::content::Content;
use domain::fault::Fault;
use domain::id::{MessageId, MmsId};
use domain::message::Message;
use domain::state::State;
use std::collections::BTreeMap;
use storage::message::{AcceptedMessage, NewMessage, NewMessages};

/// What a message shows.
pub(crate) enum Shows {
    /// Content of its own.
    OneOff(Box<Content>),
    /// A template, with texts of this receiver by 0-based slide.
    Template(MmsId, BTreeMap<usize, String>),
}

/// Stores a message to one receiver.
pub(crate) async fn accept(
    call: &Call<'_>,
    delivery: Delivery,
    shows: Shows,
) -> Result<AcceptedMessage, Fault> {
    let link = call.ctx.links.route(call.account);
    let (content, mms_id, texts) = match shows {
        Shows::OneOff(content) => (Some(*content), MmsId(0), BTreeMap::new()),
        Shows::Template(id, texts) => (None, id, texts),
    };
    let tracking = delivery.tracking;
    let message = Message {
        id: MessageId(0),
        account: call.account.id,
        mms_id,
        tracking: String::new(),
        dialect: call.dialect.to_owned(),
        to: delivery.to,
        from: delivery.from,
        from_mask: delivery.from_mask,
        service_id: delivery.service_id,
        operator: delivery.operator.map(str::to_owned),
        campaign_ref: delivery.campaign_ref,
        display_only: delivery.display_only,
        client_reference: delivery.client_reference,
        subject: delivery.subject,
        texts,
        fallback: delivery.fallback,
        force_sms: delivery.force_sms,
        accepted: call.now,
        validity: delivery.validity,
        link: link
            .map(|link| link.settings().name.clone())
            .unwrap_or_default(),
        state: State::Accepted,
        transaction: None,
        attempts: 0,
        told_sent: false,
    };
    let first = vec![jobs::prepare(call.now), jobs::expire(message.validity)];
    let new = NewMessage {
        message,
        tracking,
        jobs: first,
    };
    let batch = NewMessages {
        content,
        messages: vec![new],
    };
    let accepted = call.ctx.store.accept(batch).await.map_err(Error::from);
    let mut accepted = accepted.map_err(Error::into_fault)?;
    call.ctx.hint();
    accepted.pop().ok_or_else(|| {
        Error::Inconsistent("the store accepted a batch and named no message".into()).into_fault()
    })
}
