//! Which link takes a message now.
//!
//! Of the links that serve it ([`crate::routing`]) what the operator says of each (pause, drain) and
//! whether it answers decide. A message that waits goes on to the next link of its list; one that
//! may be with a carrier never does.

use crate::context::Context;
use crate::routing::Wanted;
use carriers::Link;
use domain::account::Account;
use domain::message::Message;
use jiff::SignedDuration;
use std::sync::Arc;
use storage::carrier_link::Switched;

/// How long a link may not answer before messages go by another one.
const PATIENCE: SignedDuration = SignedDuration::from_secs(5);

/// What an accepted message needs of a link.
pub(crate) fn wanted<'a>(
    ctx: &'a Context,
    account: &'a Account,
    message: &'a Message,
) -> Wanted<'a> {
    Wanted {
        account,
        way: message.body.ordered_as(),
        from: &message.from,
        operator: ctx.operator(message.operator.as_deref()),
    }
}

impl Context {
    /// The link for a new message: the first of its list that is open and answers, else the first
    /// to which messages may go. A link that does not answer gets one now and then, to find out.
    pub(crate) fn route(&self, wanted: &Wanted<'_>) -> Option<&Arc<dyn Link>> {
        let serving = self.taking(wanted);
        let now = self.clock.now();
        let takes = |link: &&&Arc<dyn Link>| {
            let name = &link.settings().name;
            self.is_open(name) || !self.is_paused(name) && self.breakers.wants_probe(name, now)
        };
        let found = serving.iter().find(takes).or(serving.first());
        found.copied()
    }

    /// Whether there is a link for a new message.
    pub(crate) fn has_route(&self, wanted: &Wanted<'_>) -> bool {
        !self.taking(wanted).is_empty()
    }

    /// The links that serve a message, but for those that take no new ones.
    fn taking(&self, wanted: &Wanted<'_>) -> Vec<&Arc<dyn Link>> {
        let mut serving = self.links.serving(wanted);
        serving.retain(|link| {
            let switched = self.switches.of(&link.settings().name);
            switched != Some(Switched::Draining)
        });
        serving
    }

    /// The next link of its list for a message that waits and is surely with no carrier: an open
    /// one, those behind its link first.
    pub(crate) fn next_link(&self, account: &Account, message: &Message) -> Option<&Arc<dyn Link>> {
        let serving = self.links.serving(&wanted(self, account, message));
        let is_its = |link: &&Arc<dyn Link>| link.settings().name == message.link;
        let at = serving.iter().position(is_its);
        let (before, behind) = serving.split_at(at.map_or(0, |at| at + 1));
        let mut others = behind.iter().chain(before).copied();
        others.find(|link| !is_its(link) && self.is_open(&link.settings().name))
    }

    /// Whether nothing is handed over by a link: messages that wait there may go by another one.
    pub(crate) fn is_out(&self, link: &str) -> bool {
        self.is_paused(link) || self.is_away(link)
    }

    /// Whether the operator has paused a link.
    pub(crate) fn is_paused(&self, link: &str) -> bool {
        self.switches.of(link) == Some(Switched::Paused)
    }

    /// Whether messages may go to a link, and it answers as far as is known.
    pub(crate) fn is_open(&self, link: &str) -> bool {
        self.switches.of(link).is_none() && !self.is_away(link)
    }

    /// Whether a link has been left alone for longer than is put up with.
    pub(crate) fn is_away(&self, link: &str) -> bool {
        let since = self.breakers.away(link);
        since.is_some_and(|since| self.clock.now().duration_since(since) >= PATIENCE)
    }
}
