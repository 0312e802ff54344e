//! To whom, from whom and how: what both kinds of send have in common.
//!
//! Source: docs/contract.md, numbers, senders, operators, the fallback SMS, test accounts.

use crate::check::Call;
use domain::account::{Class, FallbackRule, Sender, SenderKind};
use domain::content::Fallback;
use domain::country::{self, Country};
use domain::fault::{Fault, Kind};
use domain::limits::request::DISPLAY_ONLY;
use domain::limits::text::FROM_MASK_LONGEST;
use domain::magic;
use domain::notice::SentAs;
use domain::number::{self, Recipient};
use domain::operator::{Operator, Role};
use domain::order::Field;
use domain::text;
use domain::{date, scalar};
use jiff::Timestamp;

impl<'a> Call<'a> {
    /// The sender of the account that the request names.
    pub(crate) fn sender(&self) -> Result<&'a Sender, Fault> {
        let from = self.order.get(Field::From).and_then(number::sender_address);
        let sender = from.and_then(|address| self.account.sender(&address));
        sender.ok_or_else(|| Kind::InvalidSender.into())
    }

    /// The product of the account, where it has any.
    pub(crate) fn service_id(&self, sender: &Sender) -> Result<Option<String>, Fault> {
        if !self.account.has_services() {
            return Ok(None);
        }
        let strict = self.manners.strict_service_id || self.account.policy.require_service_id_all;
        match self.order.get(Field::ServiceId) {
            Some(id) if sender.service_ids.iter().any(|own| own == id) => Ok(Some(id.to_owned())),
            None if !strict => Ok(sender.service_ids.first().cloned()),
            Some(_) | None => Err(Kind::ServiceIdInvalid.into()),
        }
    }

    /// ForceSms, which takes only `true` and `false`.
    pub(crate) fn force_sms(&self) -> Result<bool, Fault> {
        let given = self
            .order
            .get(Field::ForceSms)
            .map(scalar::force_sms)
            .transpose()?;
        Ok(given.unwrap_or(false))
    }

    /// Whether there is a text for a message that has to go as SMS.
    pub(crate) fn fallback_suffices(
        &self,
        fallback: &Fallback,
        subject: Option<&str>,
        forced: bool,
    ) -> Result<(), Fault> {
        let optimized = self.account.policy.class == Class::Optimized;
        let disabled = fallback.disabled.unwrap_or(false);
        if !forced && (disabled || !optimized) {
            return Ok(());
        }
        let rule = self
            .account
            .policy
            .fallback_rule
            .unwrap_or(self.manners.fallback);
        let (text, subject) = (fallback.text.is_some(), subject.is_some());
        let link = !fallback.without_link.unwrap_or(false);
        let enough = match rule {
            FallbackRule::Text => text,
            FallbackRule::TextOrSubject => text || subject,
            FallbackRule::TextSubjectOrLink => text || subject || link,
        };
        enough
            .then_some(())
            .ok_or_else(|| Kind::FallbackTextRequired.into())
    }

    /// The last instant of delivery.
    pub(crate) fn validity(&self) -> Result<Timestamp, Fault> {
        match self.order.get(Field::MmsExpiry) {
            Some(text) => date::mms_expiry(text, self.now),
            None => Ok(self.now + self.ctx.settings.message_validity),
        }
    }

    /// The alphanumeric sender as written; whether it is shown, the receiver's country decides.
    pub(crate) fn mask(&self) -> Result<Option<&'a str>, Fault> {
        let Some(mask) = self.order.get(Field::FromMask) else {
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
        let Some(text) = self.order.get(Field::ToDisplayOnly) else {
            return Ok(Vec::new());
        };
        let list = number::list(text);
        if list.len() > DISPLAY_ONLY {
            return Err(Kind::InvalidReceiver.because("more than 20 numbers to be displayed"));
        }
        list.into_iter().map(|(_, number)| Ok(number?)).collect()
    }

    /// The sender that may send to the receiver's country: the one given, or the account's
    /// default for that country where `rewrites` allows it.
    pub(crate) fn sender_for(
        &self,
        sender: &'a Sender,
        to: &Recipient,
        rewrites: bool,
    ) -> Result<&'a Sender, Fault> {
        let country = to.country();
        // A global code (satellite, free phone): served by nobody.
        let Some(iso) = country.iso else {
            return Err(wrong_country(country));
        };
        if sender.serves_country(iso) {
            return Ok(sender);
        }
        let default = self.account.default_sender(iso).filter(|_| rewrites);
        default.ok_or_else(|| wrong_country(country))
    }

    /// ForceSms needs a sender that can send SMS to the receiver's country.
    pub(crate) fn sms_route(&self, sender: &Sender, to: &Recipient) -> Result<(), Fault> {
        match sender.sms_route {
            true => Ok(()),
            false => Err(wrong_country(to.country()).because("ForceSms without an SMS route")),
        }
    }

    /// The receiver's operator, and what makes the receiver unreachable before acceptance.
    pub(crate) fn operator(
        &self,
        to: &Recipient,
        forced: bool,
    ) -> Result<Option<&'static str>, Fault> {
        let outcome = self.account.policy.test.then(|| magic::Outcome::of(to));
        let refusal = outcome.and_then(magic::Outcome::refusal);
        if refusal == Some(Kind::ReceiverBlacklisted) {
            return Err(Kind::ReceiverBlacklisted.into());
        }
        // An id that names all operators at once counts as not given.
        let given = self
            .order
            .get(Field::OperatorId)
            .map(Operator::read)
            .transpose()?
            .flatten();
        if given.is_none() && self.account.policy.require_operator {
            return Err(Kind::OperatorIdRequired.into());
        }
        let refused = match refusal {
            // A given id is trusted and nothing is looked up; a forced SMS looks nothing up either.
            Some(Kind::CarrierLookupFailed) => !forced && given.is_none(),
            Some(Kind::CarrierNotProvisioned) => !forced,
            Some(Kind::OperatorNotSupported) => !forced || given.is_some(),
            Some(_) | None => false,
        };
        if let Some(kind) = refusal.filter(|_| refused) {
            return Err(kind.into());
        }
        if !forced && self.ctx.links.route(self.account, SentAs::Mms).is_none() {
            return Err(Kind::CarrierNotProvisioned.because("no link serves this account"));
        }
        Ok(given
            .filter(|operator| operator.role == Role::Network)
            .map(|it| it.name))
    }

    /// Billing, the last check before acceptance.
    pub(crate) fn billing(&self, to: &Recipient) -> Result<(), Fault> {
        let refusal = magic::Outcome::of(to).refusal();
        match self.account.policy.test && refusal == Some(Kind::BillingProblem) {
            true => Err(Kind::BillingProblem.into()),
            false => Ok(()),
        }
    }
}

fn wrong_country(country: &Country) -> Fault {
    Kind::InvalidSenderForCountry.country(country.name)
}

/// Whether the carrier counts the sender as a short code.
pub(crate) const fn is_short_code(sender: &Sender) -> bool {
    matches!(sender.kind, SenderKind::ShortCode)
}
