#![doc = include_str!("README.md")]

mod manners;

use crate::common::reply::Details;
use crate::common::sniff::{Carried, Sniffed};
use crate::common::{elements, upper};
use crate::{Dialect, Document};
use domain::answer::Outcome;
use domain::fault::{Fault, Kind};
use domain::manners::Manners;
use domain::notice::Notice;
use domain::order::Order;

/// The dialect; see the module.
pub(crate) struct Wxml;

impl Dialect for Wxml {
    fn name(&self) -> &'static str {
        manners::NAME
    }

    fn mounts(&self) -> &'static [&'static str] {
        &["/API/wxml/1.3/index.php", "/API/wxml/1.3/", "/API/wxml/1.3"]
    }

    fn manners(&self) -> &'static Manners {
        &manners::MANNERS
    }

    fn claims(&self, sniffed: &Sniffed<'_>) -> bool {
        match &sniffed.carried {
            Carried::Xml { .. } | Carried::BrokenXml { .. } => true,
            Carried::Parameters(_) | Carried::Json(_) => false,
        }
    }

    fn read(&self, sniffed: &Sniffed<'_>) -> Result<Order, Fault> {
        match &sniffed.carried {
            Carried::Xml { root, .. } => elements::read(root),
            Carried::BrokenXml { fault, .. } => Err(fault.clone()),
            Carried::Parameters(_) | Carried::Json(_) => Err(Kind::InvalidRequest.into()),
        }
    }

    fn reply(&self, outcome: &Outcome) -> Document {
        upper::reply(outcome, Details::Said)
    }

    fn notice(&self, notice: &Notice) -> Document {
        upper::notice(notice, &manners::MANNERS)
    }
}
