#![doc = include_str!("README.md")]

mod manners;

use crate::common::reply::Details;
use crate::common::sniff::{Carried, Sniffed};
use crate::common::{parameters, upper};
use crate::{Dialect, Document};
use domain::answer::Outcome;
use domain::fault::{Fault, Kind};
use domain::manners::Manners;
use domain::notice::Notice;
use domain::order::Order;

/// The dialect; see the module.
pub(crate) struct Get;

impl Dialect for Get {
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
            Carried::Parameters(_) => true,
            Carried::Xml { .. } | Carried::BrokenXml { .. } | Carried::Json(_) => false,
        }
    }

    fn read(&self, sniffed: &Sniffed<'_>) -> Result<Order, Fault> {
        match &sniffed.carried {
            Carried::Parameters(given) => Ok(parameters::read(given)),
            Carried::Xml { .. } | Carried::BrokenXml { .. } | Carried::Json(_) => {
                Err(Kind::InvalidRequest.into())
            }
        }
    }

    fn reply(&self, outcome: &Outcome) -> Document {
        upper::reply(outcome, Details::Said)
    }

    fn notice(&self, notice: &Notice) -> Document {
        upper::notice(notice, &manners::MANNERS)
    }
}
