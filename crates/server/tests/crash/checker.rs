//! Holds what the parties say against each other, message by message.
//!
//! Knows the rules, and no code of the gateway but the names of the states. A request that was not
//! answered because the process died may have been accepted or not: whatever became of it must be
//! consistent, but that it exists is no fault.

use crate::evidence::{Evidence, Fate, Hook, Offer, Stored};
use crate::ledger::{Answer, Order};
use domain::state::State;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Answered `Success`, and it is gone or never ended.
    Lost,
    /// Nobody ordered it, or not like this.
    Ghost,
    /// Offered again after the carrier had, or may have had it.
    Duplicate,
    /// A state or a postback that goes back, or comes twice.
    Regress,
    /// The customer never heard of the end.
    Untold,
    /// The customer or the store was told what did not happen, or a confirmed report was forgotten.
    Untrue,
    /// A file is damaged.
    Damaged,
}

/// Something wrong with one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// What is wrong.
    pub(crate) kind: Kind,
    /// With which order, and in which way.
    pub(crate) what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.what)
    }
}

/// All that belongs to one order.
#[derive(Default)]
struct Case<'a> {
    order: Option<&'a Order>,
    offers: Vec<&'a Offer>,
    hooks: Vec<&'a Hook>,
    stored: Vec<&'a Stored>,
}

/// What a rule finds in a case.
type Found = Vec<(Kind, String)>;

/// Every rule.
const RULES: [fn(&Case<'_>) -> Found; 7] =
    [lost, ghost, duplicate, regress, postbacks, untold, untrue];

/// All that is wrong.
pub(crate) fn check(evidence: &Evidence) -> Vec<Finding> {
    let mut cases: BTreeMap<Option<u64>, Case<'_>> = BTreeMap::new();
    for order in &evidence.orders {
        cases.entry(Some(order.number)).or_default().order = Some(order);
    }
    for offer in &evidence.offers {
        cases.entry(offer.order).or_default().offers.push(offer);
    }
    for hook in &evidence.hooks {
        cases.entry(hook.order).or_default().hooks.push(hook);
    }
    for stored in &evidence.stored {
        cases.entry(stored.order).or_default().stored.push(stored);
    }
    let mut findings = shared_transactions(&evidence.offers);
    for (number, case) in &cases {
        let name = number.map_or("no order".to_owned(), |number| format!("order {number}"));
        let found = RULES.iter().flat_map(|rule| rule(case));
        findings.extend(found.map(|(kind, what)| Finding {
            kind,
            what: format!("{name}: {what}"),
        }));
    }
    findings
}

/// A TransactionID belongs to one message for ever.
fn shared_transactions(offers: &[Offer]) -> Vec<Finding> {
    let mut owners: HashMap<&str, Option<u64>> = HashMap::new();
    let mut findings = Vec::new();
    for offer in offers {
        let owner = *owners.entry(&offer.transaction).or_insert(offer.order);
        if owner != offer.order {
            let what = format!("{owner:?} and {:?} share a transaction", offer.order);
            findings.push(Finding {
                kind: Kind::Ghost,
                what,
            });
        }
    }
    findings
}

/// Silence is an end where there is nothing more to hear.
fn is_end(state: State) -> bool {
    matches!(
        state,
        State::Delivered
            | State::Expired
            | State::Rejected
            | State::Undelivered
            | State::Failed
            | State::NoReport
    )
}

fn lost(case: &Case<'_>) -> Found {
    let mut found: Found = Vec::new();
    if let Some(Answer::Accepted(tracking)) = case.order.map(|order| &order.answer)
        && !case
            .stored
            .iter()
            .any(|stored| stored.tracking == *tracking)
    {
        found.push((
            Kind::Lost,
            format!("{tracking} was answered and is not there"),
        ));
    }
    for stored in &case.stored {
        if !stored.state().is_some_and(is_end) {
            found.push((Kind::Lost, format!("it has not ended: {:?}", stored.path)));
        }
    }
    found
}

fn ghost(case: &Case<'_>) -> Found {
    let is_somewhere = !(case.offers.is_empty() && case.stored.is_empty() && case.hooks.is_empty());
    let Some(order) = case.order else {
        return vec![(Kind::Ghost, "nobody ordered it".to_owned())];
    };
    let mut found: Found = Vec::new();
    if let Answer::Refused(code) = &order.answer
        && is_somewhere
    {
        found.push((Kind::Ghost, format!("it was answered {code}, and exists")));
    }
    if case.stored.len() > 1 {
        found.push((Kind::Ghost, "it is in the store more than once".to_owned()));
    }
    if case.stored.is_empty() && !(case.offers.is_empty() && case.hooks.is_empty()) {
        found.push((
            Kind::Ghost,
            "it is outside, and not in the store".to_owned(),
        ));
    }
    for offer in &case.offers {
        let same = offer.to == order.to
            && offer.text == order.text
            && offer.picture == Some(order.picture);
        if !same {
            found.push((Kind::Ghost, format!("something else was sent: {offer:?}")));
        }
    }
    for hook in &case.hooks {
        if !case
            .stored
            .iter()
            .any(|stored| stored.tracking == hook.tracking)
        {
            found.push((Kind::Ghost, format!("told of as {}", hook.tracking)));
        }
    }
    found
}

/// Only after a clear refusal for now may a message be offered again, and only as the same.
fn duplicate(case: &Case<'_>) -> Found {
    let mut found: Found = Vec::new();
    for pair in case.offers.windows(2) {
        if pair[0].fate != Fate::Busy {
            let what = format!("offered again after {:?}", pair[0].fate);
            found.push((Kind::Duplicate, what));
        }
        if pair[0].transaction != pair[1].transaction {
            found.push((Kind::Duplicate, "offered under two transactions".to_owned()));
        }
    }
    found
}

/// How far along a state is.
fn rank(state: State) -> u8 {
    match state {
        State::Accepted => 0,
        State::Discovering | State::Preparing => 1,
        // A refusal for now leads from the second of them back to the first.
        State::Ready | State::Submitting => 2,
        State::Ambiguous => 3,
        State::Submitted => 4,
        State::Deferred => 5,
        State::NoReport => 6,
        State::Delivered | State::Expired | State::Rejected | State::Undelivered => 7,
        State::Failed => 7,
        State::SmsReady
        | State::SmsSubmitting
        | State::SmsAmbiguous
        | State::SmsSubmitted
        | State::SmsDelivered
        | State::SmsUndelivered => 8,
    }
}

fn regress(case: &Case<'_>) -> Found {
    let mut found: Found = Vec::new();
    for stored in &case.stored {
        for pair in stored.path.windows(2) {
            let back = rank(pair[1]) < rank(pair[0]);
            let from_the_end = rank(pair[0]) == 7 && pair[1] != pair[0];
            if back || from_the_end {
                found.push((Kind::Regress, format!("{:?} became {:?}", pair[0], pair[1])));
            }
        }
    }
    found
}

/// How far along a code is; `None` for one that has no business here.
fn told_rank(code: &str) -> Option<u8> {
    match code {
        "N101" => Some(1),
        "N104" => Some(2),
        "N102" | "E101" | "E102" | "E999" => Some(3),
        _ => None,
    }
}

/// A repetition of an event is allowed at any time; a new one only behind those before it.
fn postbacks(case: &Case<'_>) -> Found {
    let mut found: Found = Vec::new();
    let mut events: Vec<&Hook> = Vec::new();
    let mut settled = 0;
    for &hook in &case.hooks {
        match events
            .iter()
            .find(|known| known.id == hook.id || known.seq == hook.seq)
        {
            Some(known) => {
                if (&known.id, known.seq, &known.code) != (&hook.id, hook.seq, &hook.code) {
                    found.push((
                        Kind::Regress,
                        format!("two events as one: {known:?}, {hook:?}"),
                    ));
                }
            }
            None => {
                let last = events.last().and_then(|known| told_rank(&known.code));
                let rank = told_rank(&hook.code);
                if hook.seq != settled + 1 {
                    found.push((Kind::Regress, format!("out of turn: {hook:?}")));
                }
                if rank.is_none() || rank <= last {
                    found.push((Kind::Regress, format!("{} came behind {last:?}", hook.code)));
                }
                events.push(hook);
            }
        }
        if hook.acknowledged {
            settled = settled.max(hook.seq);
        }
    }
    found
}

/// The code that tells an end.
fn code_of(state: State) -> &'static [&'static str] {
    match state {
        State::Delivered => &["N102"],
        State::Expired | State::Rejected | State::Undelivered => &["E102"],
        State::Failed => &["E101", "E999"],
        State::NoReport => &["N104"],
        _ => &[],
    }
}

fn untold(case: &Case<'_>) -> Found {
    let mut found: Found = Vec::new();
    for stored in &case.stored {
        let Some(state) = stored.state() else {
            continue;
        };
        let codes = code_of(state);
        let told = |hook: &&&Hook| hook.acknowledged && codes.contains(&hook.code.as_str());
        if is_end(state) && !case.hooks.iter().any(|hook| told(&hook)) {
            found.push((Kind::Untold, format!("{state:?} was told to nobody")));
        }
    }
    for hook in &case.hooks {
        if !case
            .hooks
            .iter()
            .any(|same| same.id == hook.id && same.acknowledged)
        {
            found.push((Kind::Untold, format!("never acknowledged: {hook:?}")));
        }
        let ends = case.stored.iter().filter_map(|stored| stored.state());
        let mut codes = ends.flat_map(code_of);
        if told_rank(&hook.code) == Some(3) && !codes.any(|code| *code == hook.code) {
            found.push((Kind::Untrue, format!("{} is not how it ended", hook.code)));
        }
    }
    found
}

/// The end that the first final report of an offer is.
fn reported(offer: &Offer, only_confirmed: bool) -> Option<State> {
    let mut reports = offer.reports.iter();
    reports.find_map(|(word, confirmed)| match word.as_str() {
        _ if only_confirmed && !confirmed => None,
        "Retrieved" => Some(State::Delivered),
        "Expired" => Some(State::Expired),
        "Rejected" => Some(State::Rejected),
        _ => None,
    })
}

/// What the store says of the end must have happened at the carrier, and the other way round.
fn untrue(case: &Case<'_>) -> Found {
    let mut found: Found = Vec::new();
    let any = |test: &dyn Fn(&Offer) -> bool| case.offers.iter().any(|offer| test(offer));
    for stored in &case.stored {
        let Some(state) = stored.state() else {
            continue;
        };
        let happened = match state {
            State::Delivered | State::Expired | State::Rejected => {
                any(&|offer| reported(offer, false) == Some(state))
            }
            State::Failed => any(&|offer| offer.fate == Fate::Refused),
            State::NoReport => stored.was_ambiguous() || any(&|offer| offer.fate == Fate::Taken),
            _ => true,
        };
        if !happened {
            found.push((
                Kind::Untrue,
                format!("{state:?} did not happen: {:?}", case.offers),
            ));
        }
        // A report of a message whose receipt was lost can be matched with nothing.
        let known = case.offers.iter().filter(|_| !stored.was_ambiguous());
        for end in known.filter_map(|offer| reported(offer, true)) {
            if end != state {
                let what = format!("{end:?} was reported and confirmed; it is {state:?}");
                found.push((Kind::Untrue, what));
            }
        }
    }
    found
}
