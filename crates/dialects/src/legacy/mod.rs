#![doc = include_str!("README.md")]

mod manners;
mod notification;

use crate::common::names::{Concept, look_up, normalise};
use crate::common::reply::Details;
use crate::common::sniff::{Carried, Sniffed};
use crate::common::{case, elements, upper};
use crate::{Dialect, Document};
use domain::answer::Outcome;
use domain::fault::{Fault, Kind};
use domain::manners::Manners;
use domain::notice::Notice;
use domain::order::Order;

/// The dialect; see the module.
pub(crate) struct Legacy;

impl Dialect for Legacy {
    fn name(&self) -> &'static str {
        manners::NAME
    }

    fn mounts(&self) -> &'static [&'static str] {
        &[]
    }

    fn manners(&self) -> &'static Manners {
        &manners::MANNERS
    }

    fn claims(&self, sniffed: &Sniffed<'_>) -> bool {
        match &sniffed.carried {
            Carried::Xml { root, .. } => !case::is_lower(&root.name) && is_old(root),
            Carried::BrokenXml { .. } | Carried::Parameters(_) | Carried::Json(_) => false,
        }
    }

    fn read(&self, sniffed: &Sniffed<'_>) -> Result<Order, Fault> {
        match &sniffed.carried {
            Carried::Xml { root, .. } => elements::read(root),
            Carried::BrokenXml { .. } | Carried::Parameters(_) | Carried::Json(_) => {
                Err(Kind::InvalidRequest.into())
            }
        }
    }

    fn reply(&self, outcome: &Outcome) -> Document {
        upper::reply(outcome, Details::OfDryRunsOnly)
    }

    fn notice(&self, notice: &Notice) -> Document {
        notification::document(notice)
    }

    fn needs_history(&self) -> bool {
        true
    }
}

/// Whether a document holds what only old clients write.
///
/// Source: docs/contract.md, choosing the dialect of the answer, row 3.
fn is_old(root: &xml::Element) -> bool {
    let holds = |concept: Concept| {
        root.elements().any(|child| {
            look_up(&child.name) == Some(concept) && !child.deep_text().trim().is_empty()
        })
    };
    let has_user = holds(Concept::User) || holds(Concept::Pass);
    let nests = || {
        root.elements()
            .any(|child| normalise(&child.name) == "content")
    };
    (has_user && !holds(Concept::ApiKey)) || nests()
}
