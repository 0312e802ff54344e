//! Whether a receiver can be reached: step 12 of the order of checks, for one receiver.
//!
//! Source: docs/contract.md, senders, campaign check, blacklist and STOP, operators and carrier
//! lookup, ForceSms, test accounts.

use crate::Error;
use crate::check::Call;
use domain::account::Sender;
use domain::campaign::Membership;
use domain::country::Country;
use domain::fault::{Fault, Kind};
use domain::magic::Outcome;
use domain::notice::SentAs;
use domain::number::Recipient;
use domain::operator::{Operator, Role};
use domain::order::Field;

/// What a request says of how its receivers are addressed.
pub(crate) struct Addressing<'a> {
    /// The sender that it names.
    pub(crate) sender: &'a Sender,
    /// Where that one does not serve the receiver's country, another one may.
    pub(crate) rewrites: bool,
    /// Product of the account.
    pub(crate) service_id: Option<String>,
    /// Alphanumeric sender as written.
    pub(crate) mask: Option<&'a str>,
    /// How it shall go.
    pub(crate) way: Way,
    /// Receivers are subscribers of the campaign that the request names, where the account
    /// demands that.
    pub(crate) checks_campaign: bool,
}

/// How messages of a request shall go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As MMS where that is possible.
    Mms,
    /// Slides, as SMS whatever is possible.
    Forced,
    /// A text, ordered as SMS.
    Text,
}

impl Way {
    /// The way of slides.
    pub(crate) const fn of_mms(force_sms: bool) -> Self {
        match force_sms {
            true => Self::Forced,
            false => Self::Mms,
        }
    }
}

/// By which way a receiver is reached, and from whom.
pub(crate) struct Reached<'a> {
    /// The sender that is really used.
    pub(crate) sender: &'a Sender,
    /// The receiver's operator: its name in the operator table.
    pub(crate) operator: Option<&'static str>,
}

impl<'a> Call<'a> {
    /// Judges sender for the country, campaign, blacklist and operator, in this order.
    ///
    /// # Errors
    ///
    /// Why nothing is sent to this receiver.
    pub(crate) async fn reach(
        &self,
        to: &Recipient,
        with: &Addressing<'a>,
    ) -> Result<Reached<'a>, Fault> {
        let sender = self.sender_for(to, with)?;
        if with.checks_campaign {
            self.subscribed(to).await?;
        }
        self.not_blacklisted(sender, to).await?;
        let operator = self.operator(to, with.way)?;
        Ok(Reached { sender, operator })
    }

    /// The sender that may send to the receiver's country: the one given, or the account's
    /// default for that country where the request allows it.
    fn sender_for(&self, to: &Recipient, with: &Addressing<'a>) -> Result<&'a Sender, Fault> {
        let country = to.country();
        // A global code (satellite, free phone): served by nobody.
        let Some(iso) = country.iso else {
            return Err(wrong_country(country));
        };
        let has_route = |sender: &&Sender| match with.way {
            Way::Mms => sender.mms_route,
            Way::Forced | Way::Text => sender.sms_route,
        };
        if with.sender.serves_country(iso) {
            return match has_route(&with.sender) {
                true => Ok(with.sender),
                false => Err(without_route(with.way, country)),
            };
        }
        let default = self.account.senders_for(iso).find(has_route);
        default
            .filter(|_| with.rewrites)
            .ok_or_else(|| wrong_country(country))
    }

    /// Where the account demands it: the receiver is in the campaign that the request names.
    async fn subscribed(&self, to: &Recipient) -> Result<(), Fault> {
        if !self.account.policy.enforce_campaign_check {
            return Ok(());
        }
        let named = self.order.get(Field::CampaignRef);
        let named = named.ok_or_else(|| Fault::from(self.manners.campaign_missing))?;
        let store = &self.ctx.store;
        let campaign = store.campaign_named(self.account.id, named).await;
        let campaign = campaign
            .map_err(failed)?
            .ok_or_else(|| Fault::from(self.manners.campaign_unknown))?;
        let subscriber = store.subscriber(campaign.id, to).await.map_err(failed)?;
        match subscriber.map(|subscriber| subscriber.membership) {
            Some(Membership::Subscribed) => Ok(()),
            Some(Membership::Pending | Membership::Unsubscribed | Membership::OptedOut) | None => {
                Err(Kind::NotSubscribed.into())
            }
        }
    }

    /// Whether the receiver wants nothing from the sender.
    async fn not_blacklisted(&self, sender: &Sender, to: &Recipient) -> Result<(), Fault> {
        if self.magic(to) == Some(Kind::ReceiverBlacklisted) {
            return Err(Kind::ReceiverBlacklisted.into());
        }
        let (id, scope) = (self.account.id, self.account.policy.stops.scope);
        let store = &self.ctx.store;
        let blocked = store.is_blocked(id, &sender.address, to, scope, self.now);
        match blocked.await.map_err(failed)? {
            true => Err(Kind::ReceiverBlacklisted.into()),
            false => Ok(()),
        }
    }

    /// What a number of a test account chooses to be refused with.
    pub(crate) fn magic(&self, to: &Recipient) -> Option<Kind> {
        let test = self.account.policy.test;
        test.then(|| Outcome::of(to)).and_then(Outcome::refusal)
    }

    /// The receiver's operator, and whether a link takes messages for it.
    fn operator(&self, to: &Recipient, way: Way) -> Result<Option<&'static str>, Fault> {
        let forced = way == Way::Forced;
        let refusal = self.magic(to);
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
        let linked = |kind| self.ctx.links.route(self.account, kind).is_some();
        let provisioned = match way {
            Way::Mms => linked(SentAs::Mms),
            Way::Text => linked(SentAs::Sms),
            Way::Forced => true,
        };
        if !provisioned {
            return Err(Kind::CarrierNotProvisioned.because("no link serves this account"));
        }
        Ok(given
            .filter(|operator| operator.role == Role::Network)
            .map(|it| it.name))
    }
}

fn failed(error: storage::Error) -> Fault {
    Error::from(error).into_fault()
}

/// A sender of the right country that cannot send in this way.
fn without_route(way: Way, country: &Country) -> Fault {
    match way {
        Way::Mms => Kind::InvalidSender.because("the sender has no MMS route"),
        Way::Text => Kind::InvalidSender.because("the sender has no SMS route"),
        Way::Forced => wrong_country(country).because("ForceSms without an SMS route"),
    }
}

fn wrong_country(country: &Country) -> Fault {
    Kind::InvalidSenderForCountry.country(country.name)
}
