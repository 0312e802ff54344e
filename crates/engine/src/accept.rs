//! The last step of a send: from a valid command to durable rows.
//!
//! When this returns `Ok` the messages, their content and their first jobs survive a crash, and so
//! does the answer to a request with a key; the answer may go out.

use crate::check::Call;
use crate::check::receivers::{Answered, Receivers};
use crate::{Error, preview};
use domain::answer::{Answer, Preview, Sending};
use domain::command::{Addressee, Terms};
use domain::content::Content;
use domain::fault::{Fault, Kind};
use domain::id::MmsId;
use domain::message::{Body, Mms};
use domain::number::Recipient;
use std::sync::Arc;
use storage::message::{Accepted, NewMessage, NewMessages};

/// A message that is durable.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) to: Recipient,
    /// The sender really used.
    pub(crate) from: String,
    pub(crate) tracking: String,
}

/// Stores messages of slides to all receivers that are left, in one transaction with their content
/// if they bring some, and with the answer if the request has a key. A dry run ends here, with what
/// would have become of them. `answering` makes the answer of what the messages show and of what
/// became of each receiver.
pub(crate) async fn slides(
    call: &Call<'_>,
    receivers: Receivers<Addressee>,
    terms: &Terms,
    (content, mms): (Option<Content>, Mms),
    answering: impl Fn(MmsId, Answered<Taken>) -> Answer + Send + Sync + 'static,
) -> Result<Answer, Fault> {
    let template = mms.mms_id;
    let answering = move |accepted: &Accepted, taken| {
        let shown = accepted.content.unwrap_or(template);
        answering(shown, taken)
    };
    let body = Body::Mms(mms);
    let receivers = receivers.map(|addressee| (addressee, body.clone()));
    accept(call, receivers, (terms, content), answering).await
}

/// The same for a text.
pub(crate) async fn text(
    call: &Call<'_>,
    receivers: Receivers<Addressee>,
    terms: &Terms,
    text: String,
    answering: impl Fn(Answered<Taken>) -> Answer + Send + Sync + 'static,
) -> Result<Answer, Fault> {
    let body = Body::Sms(text);
    let receivers = receivers.map(|addressee| (addressee, body.clone()));
    each(call, receivers, terms, answering).await
}

/// The same where each receiver gets a message of its own.
pub(crate) async fn each(
    call: &Call<'_>,
    receivers: Receivers<(Addressee, Body)>,
    terms: &Terms,
    answering: impl Fn(Answered<Taken>) -> Answer + Send + Sync + 'static,
) -> Result<Answer, Fault> {
    let answering = move |_: &Accepted, taken| answering(taken);
    accept(call, receivers, (terms, None), answering).await
}

async fn accept(
    call: &Call<'_>,
    receivers: Receivers<(Addressee, Body)>,
    (terms, content): (&Terms, Option<Content>),
    answering: impl Fn(&Accepted, Answered<Taken>) -> Answer + Send + Sync + 'static,
) -> Result<Answer, Fault> {
    let issuer = call.issuer();
    let messages = receivers.left().cloned();
    let messages = messages.map(|(addressee, body)| issuer.message(addressee, terms, body));
    let messages: Vec<NewMessage> = messages.collect();
    let receivers = receivers.map(|(addressee, _)| addressee);
    if call.trial.is_some() {
        let previews = preview::of_sends(call, &messages, content.as_ref()).await?;
        return Ok(tried(receivers, previews));
    }
    let answering = Arc::new(answering);
    let stored = store(call, &receivers, (content.clone(), messages), &answering).await;
    let stored = match stored {
        // None of them can be paid: the fault of the only one, or one block for each.
        Err(storage::Error::Unpaid(_)) => {
            let receivers = receivers.refuse(&Kind::BillingProblem.into())?;
            store(call, &receivers, (content, Vec::new()), &answering).await
        }
        stored => stored,
    };
    stored.map_err(|error| Error::from(error).into_fault())
}

/// Stores them with the answer, and answers.
async fn store<A>(
    call: &Call<'_>,
    receivers: &Receivers<Addressee>,
    (content, messages): (Option<Content>, Vec<NewMessage>),
    answering: &Arc<A>,
) -> Result<Answer, storage::Error>
where
    A: Fn(&Accepted, Answered<Taken>) -> Answer + Send + Sync + 'static,
{
    let (receivers, answering) = (receivers.clone(), Arc::clone(answering));
    let (keep, answering) =
        call.keeping(move |accepted: &Accepted| answering(accepted, taken(&receivers, accepted)));
    let batch = NewMessages {
        content,
        messages,
        keep,
    };
    let accepted = call.ctx.store.accept(batch).await?;
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

/// What became of each receiver: those that were left have a name now, or could not be paid.
fn taken(receivers: &Receivers<Addressee>, accepted: &Accepted) -> Answered<Taken> {
    let unpaid = Kind::BillingProblem.into();
    let paid = receivers.clone().refuse_some(&accepted.unpaid, &unpaid);
    let mut names = accepted.messages.iter();
    paid.into_answer().map(|addressee| Taken {
        to: addressee.to,
        from: addressee.from,
        tracking: names
            .next()
            .map(|name| name.tracking.clone())
            .expect("the store names each message that it accepts"),
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
