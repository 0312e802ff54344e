//! What messages cost.
//!
//! Source: docs/contract.md, billing.

use crate::context::Context;
use domain::account::{Account, Billing};
use domain::message::Body;
use domain::sms;

/// What has a price.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Priced<'a> {
    /// A message of slides; it has one price, also where it goes as SMS in the end.
    Mms,
    /// A text that was ordered as SMS.
    Text(&'a str),
}

impl<'a> Priced<'a> {
    pub(crate) fn of(body: &'a Body) -> Self {
        match body {
            Body::Mms(_) => Self::Mms,
            Body::Sms(text) => Self::Text(text),
        }
    }
}

/// What a message costs an account, in millionths of a credit.
pub(crate) fn price(ctx: &Context, account: &Account, priced: Priced<'_>) -> u64 {
    match account.policy.billing {
        Billing::Free | Billing::Hold => return 0,
        Billing::Prepaid => {}
    }
    let (own, usual) = (&account.policy.prices, &ctx.settings.prices);
    match priced {
        Priced::Mms => own.mms_micros.unwrap_or(usual.mms_micros),
        Priced::Text(text) => {
            let part = own.sms_part_micros.unwrap_or(usual.sms_part_micros);
            part.saturating_mul(sms::parts(text) as u64)
        }
    }
}
