//! `sendSMS`: sends a text.
//!
//! Source: docs/contract.md, sendSMS.

use crate::accept;
use crate::check::Call;
use crate::check::reach::{Addressing, Way};
use crate::check::receivers::Answered;
use crate::price::Priced;
use domain::account::Sender;
use domain::answer::Answer;
use domain::command::Terms;
use domain::fault::{Fault, Kind};
use domain::order::Field;
use domain::sms::{self, Alphabet};

/// Serves a call of `sendSMS`, steps 10 to 15.
pub(crate) async fn send_sms(call: &Call<'_>) -> Result<Answer, Fault> {
    let receiver = call.receiver(Kind::ReceiverRequired)?;
    let text = text(call)?.ok_or_else(|| Fault::from(Kind::SmsTextRequired))?;
    let sender = with_route(call)?;
    let service_id = call.service_id(sender)?;
    let terms = terms(call)?;
    let addressing = Addressing {
        sender,
        rewrites: call.manners.rewrites_sender,
        service_id,
        mask: call.mask()?,
        way: Way::Text,
        falls_back: false,
        campaign: Some(call.campaign_named()?),
        operator: call.operator_named()?,
    };
    let issuer = call.issuer();
    let receiver = receiver
        .then(|to| issuer.addressee(to, &addressing))
        .await?;
    let receiver = receiver
        .then(|addressee| call.paid(addressee, Priced::Text(&text)))
        .await?;
    let answering = |taken| match taken {
        Answered::Alone(accept::Taken { to, tracking, .. }) => Answer::SentSms { tracking, to },
        Answered::Each(_) => unreachable!("one receiver is answered flat"),
    };
    accept::text(call, receiver, &terms, text, answering).await
}

/// How it is sent.
pub(super) fn terms(call: &Call<'_>) -> Result<Terms, Fault> {
    Ok(Terms {
        campaign_ref: call.given(Field::CampaignRef)?.map(str::to_owned),
        client_reference: call.client_reference()?,
        run: None,
        validity: call.usual_validity(),
        tracking: call.manners.tracking_on_saved,
    })
}

/// The text, if there is one; it has to fit into the parts that the account may send.
pub(super) fn text(call: &Call<'_>) -> Result<Option<String>, Fault> {
    let most = call.limits().sms_parts;
    match call.lines(Field::SmsText)? {
        Some(text) if sms::parts(&text) > most => {
            let capacity = Alphabet::of(&text).capacity(most);
            Err(Kind::TextTooLong.limit(capacity))
        }
        text => Ok(text),
    }
}

/// The sender that the request names, if it can send SMS at all.
fn with_route<'a>(call: &Call<'a>) -> Result<&'a Sender, Fault> {
    match call.sender()? {
        sender if sender.sms_route => Ok(sender),
        _ => Err(Kind::InvalidSender.because("the sender has no SMS route")),
    }
}
