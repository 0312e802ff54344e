#![doc = include_str!("README.md")]

mod manners;
mod read;
mod value;
mod write;

use crate::common::notice::{self, Times};
use crate::common::reply::{self, Details, Style};
use crate::common::reply_types;
use crate::common::sniff::{Carried, Sniffed};
use crate::{Dialect, Document, Method};
use domain::answer::Outcome;
use domain::fault::{Fault, Kind, Wording};
use domain::manners::Manners;
use domain::notice::Notice;
use domain::order::{Credentials, Order};

/// Answers and postbacks are typed alike.
///
/// Source: docs/contract.md, response content type, transport of postbacks.
const CONTENT_TYPE: &str = reply_types::JSON;

/// The dialect; see the module.
pub(crate) struct Json;

impl Dialect for Json {
    fn name(&self) -> &'static str {
        manners::NAME
    }

    fn mounts(&self) -> &'static [&'static str] {
        &["/ep/v2/", "/ep/v2"]
    }

    fn methods(&self) -> &'static [Method] {
        &[Method::Post]
    }

    fn manners(&self) -> &'static Manners {
        &manners::MANNERS
    }

    fn claims(&self, sniffed: &Sniffed<'_>) -> bool {
        match &sniffed.carried {
            Carried::Json(_) => true,
            Carried::Xml { .. } | Carried::BrokenXml { .. } | Carried::Parameters(_) => false,
        }
    }

    fn read(&self, sniffed: &Sniffed<'_>) -> Result<Order, Fault> {
        let Carried::Json(body) = sniffed.carried else {
            return Err(Kind::InvalidRequest.into());
        };
        let key = sniffed.key_header.map(str::trim).unwrap_or_default();
        let credentials = match key {
            "" => Credentials::None,
            key => Credentials::Key(key.to_owned()),
        };
        Ok(Order {
            credentials,
            ..read::read(body)?
        })
    }

    fn reply(&self, outcome: &Outcome) -> Document {
        let style = Style {
            wording: Wording::Json,
            details: Details::Said,
        };
        document(write::object(&reply::nodes(outcome, style)))
    }

    fn notice(&self, notice: &Notice) -> Document {
        let nodes = notice::nodes(notice, &manners::MANNERS, Times::Utc);
        document(notice::fitted(nodes, write::object))
    }
}

fn document(text: String) -> Document {
    Document {
        content_type: CONTENT_TYPE,
        body: text.into_bytes(),
    }
}
