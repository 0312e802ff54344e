//! To whom, from whom and how: what both kinds of send have in common.
//!
//! Source: docs/contract.md, numbers, senders, operators, the fallback SMS, test accounts.

use crate::check::Call;
use crate::context::Context;
use domain::account::{Account, Class, FallbackRule, Sender, SenderKind};
use domain::content::Fallback;
use domain::country;
use domain::fault::{Fault, Kind};
use domain::limits::request::DISPLAY_ONLY;
use domain::limits::text::FROM_MASK_LONGEST;
use domain::manners::Manners;
use domain::number::{self, Recipient};
use domain::order::Field;
use domain::text;
use domain::{date, scalar};
use jiff::Timestamp;
use std::time::Duration;

impl<'a> Call<'a> {
    /// The sender of the account that the request names.
    pub(crate) fn sender(&self) -> Result<&'a Sender, Fault> {
        let from = self.given(Field::From)?.and_then(number::sender_address);
        let sender = from.and_then(|address| self.account.sender(&address));
        sender.ok_or_else(|| Kind::InvalidSender.into())
    }

    /// The product of the account, where it has any.
    pub(crate) fn service_id(&self, sender: &Sender) -> Result<Option<String>, Fault> {
        if !self.account.has_services() {
            return Ok(None);
        }
        let strict = self.manners.strict_service_id || self.account.policy.require_service_id_all;
        match self.given(Field::ServiceId)? {
            Some(id) if sender.service_ids.iter().any(|own| own == id) => Ok(Some(id.to_owned())),
            None if !strict => Ok(sender.service_ids.first().cloned()),
            Some(_) | None => Err(Kind::ServiceIdInvalid.into()),
        }
    }

    /// ForceSms, which takes only `true` and `false`.
    pub(crate) fn force_sms(&self) -> Result<bool, Fault> {
        let given = self
            .given(Field::ForceSms)?
            .map(scalar::force_sms)
            .transpose()?;
        Ok(given.unwrap_or(false))
    }

    /// Whether a message may go as SMS where it cannot go as MMS.
    pub(crate) fn falls_back(&self, fallback: &Fallback) -> bool {
        falls_back(self.account, fallback)
    }

    /// Whether there is a text for a message that has to go as SMS.
    pub(crate) fn fallback_suffices(
        &self,
        fallback: &Fallback,
        subject: Option<&str>,
        forced: bool,
    ) -> Result<(), Fault> {
        if !forced && !self.falls_back(fallback) {
            return Ok(());
        }
        let enough = suffices(self.account, self.manners, (fallback, subject));
        enough
            .then_some(())
            .ok_or_else(|| Kind::FallbackTextRequired.into())
    }

    /// The last instant of delivery.
    pub(crate) fn validity(&self) -> Result<Timestamp, Fault> {
        match self.given(Field::MmsExpiry)? {
            Some(text) => date::mms_expiry(text, self.now),
            None => Ok(self.usual_validity()),
        }
    }

    /// The last instant of delivery when the request does not say: the account's, else the
    /// server's.
    pub(crate) fn usual_validity(&self) -> Timestamp {
        self.now + usual_validity(self.ctx, self.account)
    }

    /// The alphanumeric sender as written; whether it is shown, the receiver's country decides.
    pub(crate) fn mask(&self) -> Result<Option<&'a str>, Fault> {
        let Some(mask) = self.given(Field::FromMask)? else {
            return Ok(None);
        };
        if let Some(kind) = self.manners.mask_too_long
            && text::is_longer(mask, FROM_MASK_LONGEST)
        {
            return Err(kind.into());
        }
        country::check_mask(mask)?;
        Ok(Some(mask))
    }

    /// The members of the group that are only shown.
    pub(crate) fn display_only(&self) -> Result<Vec<Recipient>, Fault> {
        let Some(text) = self.given(Field::ToDisplayOnly)? else {
            return Ok(Vec::new());
        };
        let list = number::list(text);
        if list.len() > DISPLAY_ONLY {
            return Err(Kind::InvalidReceiver.because("more than 20 numbers to be displayed"));
        }
        list.into_iter().map(|(_, number)| Ok(number?)).collect()
    }
}

/// Whether a message may go as SMS where it cannot go as MMS.
pub(crate) fn falls_back(account: &Account, fallback: &Fallback) -> bool {
    let optimized = account.policy.class == Class::Optimized;
    optimized && !fallback.disabled.unwrap_or(false)
}

/// Whether an SMS would have something to say.
pub(crate) fn suffices(
    account: &Account,
    manners: &Manners,
    (fallback, subject): (&Fallback, Option<&str>),
) -> bool {
    let rule = account.policy.fallback_rule.unwrap_or(manners.fallback);
    let (text, subject) = (fallback.text.is_some(), subject.is_some());
    let link = !fallback.without_link.unwrap_or(false);
    match rule {
        FallbackRule::Text => text,
        FallbackRule::TextOrSubject => text || subject,
        FallbackRule::TextSubjectOrLink => text || subject || link,
    }
}

/// How long delivery is tried when nobody says.
pub(crate) fn usual_validity(ctx: &Context, account: &Account) -> Duration {
    let own = account.policy.times.message_validity;
    own.unwrap_or(ctx.settings.message_validity)
}

/// Whether the carrier counts the sender as a short code.
pub(crate) const fn is_short_code(sender: &Sender) -> bool {
    matches!(sender.kind, SenderKind::ShortCode)
}
