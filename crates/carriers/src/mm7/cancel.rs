//! A message taken back: CancelReq, and what its answer means.
//!
//! Source: 3GPP TS 23.140 §8.7.5. No recipients are named: a request of ours has one receiver, and
//! those who are only shown as members of its group get nothing by it.

use async_trait::async_trait;
use mm7::{CancelReq, Class, Envelope, Identity, Message};
use net::PostAnswer;

use super::{Mm7Link, status};
use crate::cancel::{Cancellation, Cancelled, Cancels};
use crate::common::exchange::{About, chain};

#[async_trait]
impl Cancels for Mm7Link {
    async fn cancel(&self, wish: &Cancellation) -> Cancelled {
        let request = CancelReq {
            identity: Identity {
                vasp_id: self.own.vaspid.clone(),
                vas_id: wish.service_id.clone().or_else(|| self.own.vasid.clone()),
                sender: None,
            },
            message_id: wish.carrier_message_id.clone(),
            to: Vec::new(),
        };
        let profile = &self.own.profile;
        let message = Message::CancelReq(Box::new(request));
        let envelope = Envelope::request(&wish.transaction, profile, message);
        let request = mm7::encode(&envelope, profile);
        let post = match self.post(request, wish.operator.as_deref()) {
            Ok(post) => post,
            Err(why) => return Cancelled::NotSent { why },
        };
        match self.exchange(post, &About::now(wish.at, [])).await {
            Ok(answer) => judge(&answer, &wish.transaction),
            Err(error @ net::PostError::NotSent(_)) => Cancelled::NotSent { why: chain(&error) },
            Err(error @ net::PostError::Unknown(_)) => Cancelled::Unknown { why: chain(&error) },
        }
    }
}

/// Only an answer to this very request counts; whatever refuses, refuses for this once.
fn judge(answer: &PostAnswer, transaction: &str) -> Cancelled {
    let envelope = match status::read(answer) {
        Ok(envelope) => envelope,
        Err(error) => {
            return match status::by_http(answer, &error) {
                Ok((_, words)) => Cancelled::Refused(words),
                Err(why) => Cancelled::Unknown { why },
            };
        }
    };
    if let Err(why) = status::is_to(&envelope.header, transaction) {
        return Cancelled::Unknown { why };
    }
    match envelope.message {
        Message::CancelRsp(it) if it.status.code.class() == Class::Success => {
            Cancelled::Done(status::words(&it.status, ""))
        }
        Message::CancelRsp(it) => Cancelled::Refused(status::words(&it.status, "")),
        Message::RsErrorRsp(it) | Message::VaspErrorRsp(it) => {
            Cancelled::Refused(status::words(&it.status, &it.fault))
        }
        other => Cancelled::Unknown {
            why: format!("the answer is a {} and no CancelRsp", other.name()),
        },
    }
}
