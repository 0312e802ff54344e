//! The last step of a send: from a valid command to durable rows.
//!
//! When this returns `Ok` the messages, their content and their first jobs survive a crash, and so
//! does the answer to a request with a key; the answer may go out.

use crate::check::Call;
use crate::check::receivers::{Answered, Receivers};
use crate::{Error, jobs, preview};
use domain::answer::{Answer, Preview, Sending};
use domain::command::{Addressee, Terms};
use domain::content::Content;
use domain::fault::Fault;
use domain::id::{MessageId, MmsId};
use domain::message::{Body, Message, Mms};
use domain::notice::SentAs;
use domain::number::Recipient;
use domain::state::State;
use std::collections::BTreeMap;
use storage::message::{Accepted, NewMessage, NewMessages};

/// What messages show.
pub(crate) enum Shows {
    /// Content of their own.
    OneOff(Box<Content>),
    /// A template, with texts of these receivers by 0-based slide.
    Template(MmsId, BTreeMap<usize, String>),
}

/// A message that is durable.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) to: Recipient,
    /// The sender really used.
    pub(crate) from: String,
    pub(crate) tracking: String,
}

/// Stores the messages to all receivers that are left, in one transaction, and the answer with them
/// if the request has a key. A dry run ends here, with what would have become of them. `answering` makes the answer of what the messages show and of what
/// became of each receiver.
pub(crate) async fn accept(
    call: &Call<'_>,
    receivers: Receivers<Addressee>,
    terms: &Terms,
    shows: Shows,
    answering: impl Fn(MmsId, Answered<Taken>) -> Answer + Send + Sync + 'static,
) -> Result<Answer, Fault> {
    let (content, template, texts) = match shows {
        Shows::OneOff(content) => (Some(*content), MmsId(0), BTreeMap::new()),
        Shows::Template(id, texts) => (None, id, texts),
    };
    let message = |addressee: &Addressee| message(call, (addressee, terms), (template, &texts));
    if call.trial.is_some() {
        let messages: Vec<Message> = receivers.left().map(message).collect();
        let previews = preview::of_sends(call, &messages, content.as_ref()).await?;
        return Ok(tried(receivers, previews));
    }
    let new = |addressee: &Addressee| NewMessage {
        message: message(addressee),
        tracking: terms.tracking,
        jobs: vec![jobs::prepare(call.now), jobs::expire(terms.validity)],
    };
    let messages = receivers.left().map(new).collect();
    let (keep, answering) = call.keeping(move |accepted: &Accepted| {
        let shown = accepted.content.unwrap_or(template);
        answering(shown, taken(&receivers, accepted))
    });
    let batch = NewMessages {
        content,
        messages,
        keep,
    };
    let accepted = call.ctx.store.accept(batch).await.map_err(Error::from);
    let accepted = accepted.map_err(Error::into_fault)?;
    call.ctx.hint();
    Ok(answering(&accepted))
}

/// The answer to a dry run.
fn tried(receivers: Receivers<Addressee>, previews: Vec<Preview>) -> Answer {
    let to: Vec<&str> = receivers.left().map(|it| it.to.digits()).collect();
    let to = Some(to.join(",")).filter(|to| !to.is_empty());
    let refused = match receivers.into_answer() {
        Answered::Alone(_) => Vec::new(),
        Answered::Each(each) => each
            .into_iter()
            .filter_map(|(to, came)| {
                Some(Sending::Refused {
                    fault: came.err()?,
                    to,
                })
            })
            .collect(),
    };
    Answer::DryRun {
        to,
        refused,
        previews,
    }
}

/// What became of each receiver: those that were left have a name now.
fn taken(receivers: &Receivers<Addressee>, accepted: &Accepted) -> Answered<Taken> {
    let mut names = accepted.messages.iter();
    receivers.clone().into_answer().map(|addressee| Taken {
        to: addressee.to,
        from: addressee.from,
        tracking: names
            .next()
            .map(|name| name.tracking.clone())
            .expect("the store names each message of a batch"),
    })
}

/// The blocks of an answer to several receivers.
pub(crate) fn sendings(each: Vec<(String, Result<Taken, Fault>)>) -> Vec<Sending> {
    let sending = |(given, taken)| match taken {
        Ok(Taken { to, tracking, .. }) => Sending::Accepted { tracking, to },
        Err(fault) => Sending::Refused { fault, to: given },
    };
    each.into_iter().map(sending).collect()
}

fn message(
    call: &Call<'_>,
    (addressee, terms): (&Addressee, &Terms),
    (mms_id, texts): (MmsId, &BTreeMap<usize, String>),
) -> Message {
    let link = call.ctx.links.route(call.account, SentAs::Mms);
    let Addressee {
        to,
        from,
        from_mask,
        service_id,
        operator,
    } = addressee.clone();
    let terms = terms.clone();
    let body = Body::Mms(Mms {
        mms_id,
        subject: terms.subject,
        texts: texts.clone(),
        display_only: terms.display_only,
        fallback: terms.fallback,
        force_sms: terms.force_sms,
        pass_as_link: terms.pass_as_link,
        discovery: terms.discovery,
    });
    Message {
        id: MessageId(0),
        account: call.account.id,
        body,
        tracking: String::new(),
        dialect: call.dialect.to_owned(),
        to,
        from,
        from_mask,
        service_id,
        operator: operator.map(str::to_owned),
        campaign_ref: terms.campaign_ref,
        client_reference: terms.client_reference,
        run: None,
        unasked: false,
        accepted: call.now,
        validity: terms.validity,
        link: link
            .map(|link| link.settings().name.clone())
            .unwrap_or_default(),
        state: State::Accepted,
        transaction: None,
        attempts: 0,
        told_sent: false,
    }
}
