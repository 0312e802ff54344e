//! Fields judged, in the order that the contract fixes. What comes out is valid.
//!
//! Every function here answers the first fault it meets; the functions of the actions
//! (`actions/`) call them in the order of the contract.
//!
//! Source: docs/contract.md, order of checks, steps 10 to 12.

pub(crate) mod delivery;
pub(crate) mod reach;
pub(crate) mod receivers;
pub(crate) mod slides;
mod template;

use crate::context::Context;
use crate::idempotency::{Answering, Claim};
use crate::issuer::Issuer;
use crate::personal::cleaned_subject;
use crate::shelf::{Shelf, Trial};
use domain::account::Account;
use domain::answer::Answer;
use domain::content::Fallback;
use domain::date;
use domain::fault::{Fault, Kind};
use domain::limits::Limits;
use domain::limits::text::{CLIENT_REFERENCE, NAME};
use domain::manners::Manners;
use domain::merge::Data;
use domain::order::{Field, Order, Part};
use domain::scalar;
use domain::text::{self, Backslash};
use jiff::Timestamp;
use std::sync::Arc;
use storage::idempotency::Keep;

/// A call that was let in: what the functions of the actions work on.
pub(crate) struct Call<'a> {
    pub(crate) ctx: &'a Context,
    pub(crate) account: &'a Account,
    pub(crate) order: &'a Order,
    pub(crate) manners: &'a Manners,
    /// Name of the dialect, stored with what is accepted.
    pub(crate) dialect: &'static str,
    pub(crate) now: Timestamp,
    /// The claim on the key that the customer gave to the request, if the action honours it.
    pub(crate) claim: Option<Claim>,
    /// The call is a dry run: everything is checked, nothing is stored, sent or billed.
    pub(crate) trial: Option<Trial>,
}

impl<'a> Call<'a> {
    /// The call as the one who issues messages.
    pub(crate) const fn issuer(&self) -> Issuer<'a> {
        Issuer {
            ctx: self.ctx,
            account: self.account,
            dialect: self.dialect,
            now: self.now,
        }
    }
}

impl<'a> Call<'a> {
    /// The value of a field of the request, if it was given.
    ///
    /// # Errors
    ///
    /// It has a form that is never right. Source: docs/contract.md, JSON reading rules, rule J6.
    pub(crate) fn given(&self, field: Field) -> Result<Option<&'a str>, Fault> {
        self.formed(Part::Field(field))?;
        Ok(self.order.get(field))
    }

    /// Whether a part of the request has a form that can be right.
    pub(crate) fn formed(&self, part: Part) -> Result<(), Fault> {
        match self.order.malformed.contains(&part) {
            true => Err(Kind::InvalidRequest.because(format!("{part:?} has a wrong form"))),
            false => Ok(()),
        }
    }

    /// The merge data of the request.
    pub(crate) fn data(&self) -> Result<Data, Fault> {
        self.formed(Part::Data)?;
        Data::new(&self.order.data)
    }
}

impl Call<'_> {
    /// What an action that honours keys stores its answer by: the first goes into the transaction
    /// of what it stores, the second makes the answer of what the store gave.
    pub(crate) fn keeping<T: 'static>(
        &self,
        answering: impl Fn(&T) -> Answer + Send + Sync + 'static,
    ) -> (Option<Keep<T>>, Answering<T>) {
        let answering: Answering<T> = Arc::new(answering);
        let keep = self.claim.as_ref().map(|claim| claim.keep(&answering));
        (keep, answering)
    }

    /// Where the files of the call go.
    pub(crate) const fn shelf(&self) -> Shelf<'_> {
        Shelf::of(self.ctx, self.trial.as_ref())
    }

    /// The limits of content that hold for the account.
    pub(crate) fn limits(&self) -> Limits {
        Limits::of(&self.account.policy)
    }

    /// A subject as this account sends it; `None` when nothing is left of it.
    pub(crate) fn cleaned_subject(&self, given: &str) -> Option<String> {
        cleaned_subject(self.account, given)
    }

    /// Whether `\n` written as two characters is a line break in this call.
    pub(crate) fn backslash(&self) -> Backslash {
        match self.manners.backslash_n && !self.account.policy.keep_backslash_n {
            true => Backslash::BreaksLine,
            false => Backslash::Stays,
        }
    }

    /// A text of several lines; one that is empty after reading counts as absent.
    pub(crate) fn lines(&self, field: Field) -> Result<Option<String>, Fault> {
        let text = self.given(field)?;
        let text = text.map(|text| text::lines(text, self.backslash()));
        Ok(text.and_then(|text| text::trimmed(&text).map(str::to_owned)))
    }

    /// The internal label.
    pub(crate) fn name(&self, needed: bool) -> Result<String, Fault> {
        match self.given(Field::Name)?.map(text::one_line) {
            None if needed => Err(Kind::NameRequired.into()),
            None => Ok(String::new()),
            Some(name) if text::is_longer(&name, NAME) => {
                Err(Kind::NameRequired.because("over 255 characters"))
            }
            Some(name) => Ok(name),
        }
    }

    /// A switch; absent is `None`.
    pub(crate) fn switch(&self, field: Field) -> Result<Option<bool>, Fault> {
        let value = self.given(field)?.map(scalar::switch).transpose();
        value.map_err(|kind| kind.because(format!("{field:?} is neither yes nor no")))
    }

    /// The text of a fallback SMS as written, tags and all.
    pub(crate) fn fallback_text(&self) -> Result<Option<String>, Fault> {
        let most = self.limits().fallback_text;
        let text = self.lines(Field::FallbackText)?;
        match &text {
            Some(long) if text::is_longer(long, most) => Err(Kind::TextTooLong.limit(most)),
            Some(_) | None => Ok(text),
        }
    }

    /// When the hosted page ends.
    pub(crate) fn link_expiry(&self) -> Result<Option<Timestamp>, Fault> {
        let given = self.given(Field::LinkExpiry)?;
        given
            .map(|text| date::link_expiry(text, self.now))
            .transpose()
    }

    /// The customer's own id.
    pub(crate) fn client_reference(&self) -> Result<Option<String>, Fault> {
        let given = self.given(Field::ClientReference)?;
        match given {
            Some(text)
                if text::is_longer(text, CLIENT_REFERENCE) || text.contains(char::is_control) =>
            {
                Err(Kind::ClientReferenceInvalid.into())
            }
            given => Ok(given.map(str::to_owned)),
        }
    }

    /// The two flags of the fallback, in their order.
    pub(crate) fn fallback_flags(&self) -> Result<Fallback, Fault> {
        Ok(Fallback {
            disabled: self.switch(Field::DisableFallback)?,
            without_link: self.switch(Field::DisableFallbackLink)?,
            ..Fallback::default()
        })
    }
}
