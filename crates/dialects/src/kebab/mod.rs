#![doc = include_str!("README.md")]

mod manners;

use crate::common::markup;
use crate::common::node::Node;
use crate::common::notice::{self, Times};
use crate::common::reply::{self, Details, Style};
use crate::common::sniff::{Carried, Sniffed};
use crate::common::word::Word;
use crate::common::{case, elements, parameters, reply_types};
use crate::{Dialect, Document};
use domain::answer::Outcome;
use domain::fault::{Fault, Kind, Wording};
use domain::manners::Manners;
use domain::notice::Notice;
use domain::order::Order;
use xml::Writer;

/// Paths on which parameters are answered here.
const MOUNTS: &[&str] = &["/ep/v1/", "/ep/v1"];

/// Answers and postbacks are typed alike.
///
/// Source: docs/contract.md, response content type, transport of postbacks.
const CONTENT_TYPE: &str = reply_types::KEBAB;

/// The dialect; see the module.
pub(crate) struct Kebab;

impl Dialect for Kebab {
    fn name(&self) -> &'static str {
        manners::NAME
    }

    fn mounts(&self) -> &'static [&'static str] {
        MOUNTS
    }

    fn manners(&self) -> &'static Manners {
        &manners::MANNERS
    }

    fn claims(&self, sniffed: &Sniffed<'_>) -> bool {
        match &sniffed.carried {
            Carried::Xml { root, .. } => case::is_lower(&root.name),
            Carried::BrokenXml { root, .. } => case::is_lower(root),
            Carried::Parameters(_) => MOUNTS
                .iter()
                .any(|mount| mount.eq_ignore_ascii_case(sniffed.path)),
            Carried::Json(_) => false,
        }
    }

    fn read(&self, sniffed: &Sniffed<'_>) -> Result<Order, Fault> {
        match &sniffed.carried {
            Carried::Xml { root, .. } => elements::read(root),
            Carried::BrokenXml { fault, .. } => Err(fault.clone()),
            Carried::Parameters(given) => Ok(parameters::read(given)),
            Carried::Json(_) => Err(Kind::InvalidRequest.into()),
        }
    }

    fn reply(&self, outcome: &Outcome) -> Document {
        let style = Style {
            wording: Wording::Kebab,
            details: Details::Said,
        };
        let mut writer = Writer::indented();
        writer.open("response");
        markup::write(&mut writer, &reply::nodes(outcome, style), Word::lower);
        document(writer.finish())
    }

    fn notice(&self, notice: &Notice) -> Document {
        let nodes = notice::nodes(notice, &manners::MANNERS, Times::Zoned);
        document(notice::fitted(nodes, postback))
    }
}

fn postback(nodes: &[Node]) -> String {
    let mut writer = Writer::compact();
    writer.declaration().open("postback");
    markup::write(&mut writer, nodes, Word::lower);
    writer.finish()
}

fn document(text: String) -> Document {
    Document {
        content_type: CONTENT_TYPE,
        body: text.into_bytes(),
    }
}
